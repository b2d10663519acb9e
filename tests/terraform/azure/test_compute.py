"""Virtual machines, disks and scale sets."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.compute import STANDARD_ASSIGNMENTS, GuestConfiguration, guest_configuration
from tests.support.plans import asset, assets, resource

ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Clinic/providers/Microsoft.Compute/virtualMachines/vm"
DISK: dict[str, Any] = {
    "name": "os",
    "disk_encryption_set_id": None,
    "secure_vm_disk_encryption_set_id": None,
    "diff_disk_settings": [],
}
BASE = {
    "name": "vm",
    "location": "West Europe",
    "encryption_at_host_enabled": True,
    "secure_boot_enabled": None,
    "vtpm_enabled": True,
    "virtual_machine_scale_set_id": None,
    "source_image_reference": [{"publisher": "Canonical", "offer": "ubuntu", "sku": "server", "version": "latest"}],
    "identity": [{"type": "SystemAssigned, UserAssigned"}],
    "os_disk": [DISK],
}
PROFILE = {"disable_password_authentication": True, "provision_vm_agent": True}
LEGACY = {
    "name": "old",
    "storage_image_reference": [{"publisher": "Canonical"}],
    "storage_os_disk": [{"name": "os", "create_option": "FromImage", "managed_disk_type": "Premium_LRS", "vhd_uri": None}],
    "storage_data_disk": [],
}


def machine(values: dict[str, Any] | None = None, type_: str = "azurerm_linux_virtual_machine", **more: Any) -> dict[str, Any]:
    """A machine `a`."""
    refs = {"network_interface_ids": "azurerm_network_interface.a.id", **more.pop("refs", {})}
    base = LEGACY if type_ == "azurerm_virtual_machine" else BASE
    return resource(f"{type_}.a", {**base, **(PROFILE if values is None else values)}, refs=refs, **more)


def read(*resources: Any, of: str = "azurerm_linux_virtual_machine.a") -> Any:
    """The asset of one resource among those of a plan."""
    return assets(*resources)[of]


def test_a_machine() -> None:
    nic = resource("azurerm_network_interface.a", {"name": "nic"})
    found = read(machine(), nic)
    assert (found.os_type, found.vm_agent, found.password_authentication) == ("Linux", True, False)
    assert (found.encryption_at_host, found.secure_boot, found.vtpm) == (True, False, True)
    assert (found.identity, found.image_publisher, found.scale_set_id) == (["SystemAssigned", "UserAssigned"], "canonical", None)
    assert [item.refers for item in found.network_interface_ids] == ["azurerm_network_interface.a"]
    assert (found.extensions, found.unmanaged_disks) == ([], [])
    assert isinstance(found.guest_configuration, Unknown)


def test_windows_has_no_passwords_for_ssh() -> None:
    found = read(machine(type_="azurerm_windows_virtual_machine"), of="azurerm_windows_virtual_machine.a")
    assert (found.os_type, found.password_authentication) == ("Windows", None)


def test_flags_that_newer_versions_compute_when_left_out() -> None:
    names = ("disable_password_authentication", "provision_vm_agent", "id", "os_managed_disk_id")
    found = read(machine({}, unknown=names))
    assert (found.vm_agent, found.password_authentication) == (True, False)
    made = read(machine({}, unknown=names, refs={"os_managed_disk_id": "azurerm_managed_disk.a.id"}))
    assert isinstance(made.vm_agent, Unknown)
    assert isinstance(made.password_authentication, Unknown)
    declared = read(machine({}, unknown=names, refs={"disable_password_authentication": "local.keys_only"}))
    assert isinstance(declared.password_authentication, Unknown)


@pytest.mark.parametrize("by_id", [True, False])
def test_extensions(by_id: bool) -> None:
    values = {"publisher": "Microsoft.Azure.Monitor", "type": "AzureMonitorLinuxAgent", "auto_upgrade_minor_version": True}
    target = {"virtual_machine_id": ID.lower()} if by_id else {}
    refs = {} if by_id else {"virtual_machine_id": "azurerm_linux_virtual_machine.a.id"}
    agent = resource("azurerm_virtual_machine_extension.a", {**values, **target}, refs=refs)
    found = read(machine({**PROFILE, "id": ID} if by_id else None), agent)
    assert [item.kind for item in found.extensions] == ["microsoft.azure.monitor/azuremonitorlinuxagent"]
    assert (found.extensions[0].auto_upgrade_minor_version, found.extensions[0].automatic_upgrade) == (True, False)


def test_an_extension_that_may_belong_to_any_machine_leaves_them_unknown() -> None:
    agent = resource("azurerm_virtual_machine_extension.a", {"type": "x"}, refs={"virtual_machine_id": "local.machine"})
    assert any(isinstance(item, Unknown) for item in read(machine(), agent).extensions)


def test_an_extension_of_a_machine_elsewhere_makes_a_stub() -> None:
    agent = resource("azurerm_virtual_machine_extension.a", {"publisher": "P", "type": "T", "virtual_machine_id": ID})
    found = asset(agent)
    assert found.resource_id == ID.lower()
    assert found.extensions[0].kind == "p/t"
    assert isinstance(found.extensions[1], Unknown)
    unknown = (found.os_type, found.vm_agent, found.password_authentication, found.encryption_at_host, found.unmanaged_disks[0])
    assert all(isinstance(value, Unknown) for value in unknown)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"os_profile_linux_config": [{"disable_password_authentication": True}]}, ("Linux", True, False)),
        ({"os_profile_linux_config": [{"disable_password_authentication": False}]}, ("Linux", True, True)),
        ({"os_profile_windows_config": [{"provision_vm_agent": True}]}, ("Windows", True, None)),
        ({"os_profile_windows_config": [{"provision_vm_agent": None}]}, ("Windows", False, None)),
    ],
)
def test_the_old_resource(values: dict[str, Any], found: tuple[Any, ...]) -> None:
    old = read(machine(values, "azurerm_virtual_machine"), of="azurerm_virtual_machine.a")
    assert (old.os_type, old.vm_agent, old.password_authentication) == found
    assert (old.encryption_at_host, old.vtpm, old.image_publisher) == (False, False, "canonical")


def test_the_old_resource_without_a_profile_and_with_blobs() -> None:
    data = [{"name": "data", "create_option": "Empty", "vhd_uri": "https://a.blob.core.windows.net/vhds/data.vhd"}]
    old = read(machine({"storage_data_disk": data}, "azurerm_virtual_machine"), of="azurerm_virtual_machine.a")
    assert all(isinstance(value, Unknown) for value in (old.os_type, old.vm_agent, old.password_authentication))
    assert old.unmanaged_disks == ["data"]


def test_blocks_that_the_old_resource_computes_when_left_out() -> None:
    values = {name: value for name, value in LEGACY.items() if name != "storage_data_disk"}
    item = resource("azurerm_virtual_machine.a", values, unknown=("id", "storage_data_disk", "identity"))
    old = read(item, of="azurerm_virtual_machine.a")
    assert (old.unmanaged_disks, old.identity) == ([], [])
    item = resource("azurerm_virtual_machine.a", values, refs={"storage_data_disk": "local.disks"})
    assert isinstance(read(item, of="azurerm_virtual_machine.a").unmanaged_disks[0], Unknown)


def test_disks_of_their_own_and_within_machines() -> None:
    key = {"disk_encryption_set_id": "azurerm_disk_encryption_set.a.id"}
    own = resource("azurerm_managed_disk.a", {"name": "a", "create_option": "Empty"}, refs=key)
    plain = resource("azurerm_managed_disk.b", {"name": "b", "create_option": "Empty", "disk_encryption_set_id": None})
    copied = resource("azurerm_managed_disk.c", {"name": "c", "create_option": "Copy", "disk_encryption_set_id": None})
    found: Any = assets(own, plain, copied, resource("azurerm_disk_encryption_set.a", {"name": "set"}), machine())
    assert found["azurerm_managed_disk.a"].customer_managed_key is True
    assert found["azurerm_managed_disk.a"].disk_encryption_set_id.refers == "azurerm_disk_encryption_set.a"
    assert found["azurerm_managed_disk.b"].customer_managed_key is False
    assert isinstance(found["azurerm_managed_disk.c"].customer_managed_key, Unknown)
    inner = found["azurerm_linux_virtual_machine.a.os_disk"]
    assert (inner.name, inner.region, inner.customer_managed_key) == ("os", "westeurope", False)


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("azurerm_linux_virtual_machine", {"os_managed_disk_id": f"{ID}disk"}),
        ("azurerm_linux_virtual_machine", {"os_disk": [{**DISK, "diff_disk_settings": [{"option": "Local"}]}]}),
        ("azurerm_virtual_machine", {"storage_os_disk": [{"create_option": "Attach", "managed_disk_id": f"{ID}disk"}]}),
        ("azurerm_virtual_machine", {"storage_os_disk": [{"create_option": "FromImage", "vhd_uri": "https://a/b.vhd"}]}),
    ],
)
def test_what_makes_no_disk(type_: str, values: dict[str, Any]) -> None:
    assert list(assets(machine(values, type_))) == [f"{type_}.a"]


def test_scale_sets() -> None:
    profile: dict[str, Any] = {"name": "a", "encryption_at_host_enabled": None, "extension": []}
    policy = [{"enable_automatic_os_upgrade": True, "disable_automatic_rollback": False}]
    linux = resource(
        "azurerm_linux_virtual_machine_scale_set.a",
        {**profile, "disable_password_authentication": True, "automatic_os_upgrade_policy": policy},
    )
    windows = resource("azurerm_windows_virtual_machine_scale_set.a", {**profile, "automatic_updates_enabled": True})
    inner = {"disable_password_authentication": False, "patch_mode": "AutomaticByPlatform"}
    nested = [{"publisher": "P", "type": "T", "auto_upgrade_minor_version_enabled": True}]
    flexible = resource(
        "azurerm_orchestrated_virtual_machine_scale_set.a",
        {"name": "b", "extension": nested, "os_profile": [{"linux_configuration": [inner], "windows_configuration": []}]},
    )
    empty = resource("azurerm_orchestrated_virtual_machine_scale_set.b", {"name": "c", "os_profile": []})
    old = resource(
        "azurerm_virtual_machine_scale_set.a",
        {"name": "d", "automatic_os_upgrade": False, "os_profile_windows_config": [{"enable_automatic_upgrades": None}]},
    )
    apart = resource(
        "azurerm_virtual_machine_scale_set_extension.a",
        {"publisher": "P", "type": "U"},
        refs={"virtual_machine_scale_set_id": "azurerm_linux_virtual_machine_scale_set.a.id"},
    )
    profile_only = resource("azurerm_orchestrated_virtual_machine_scale_set.c", {"name": "e", "os_profile": [], "sku_name": "D2"})
    assert isinstance(asset(profile_only).os_type, Unknown)
    found: Any = assets(linux, windows, flexible, empty, old, apart)
    read = {
        name: (item.os_type, item.password_authentication, item.automatic_os_upgrade, item.automatic_updates, item.patch_mode)
        for name, item in found.items()
    }
    assert read == {
        "azurerm_linux_virtual_machine_scale_set.a": ("Linux", False, True, None, None),
        "azurerm_windows_virtual_machine_scale_set.a": ("Windows", None, False, True, None),
        "azurerm_orchestrated_virtual_machine_scale_set.a": ("Linux", True, False, None, "AutomaticByPlatform"),
        "azurerm_orchestrated_virtual_machine_scale_set.b": (None, None, False, None, None),
        "azurerm_virtual_machine_scale_set.a": ("Windows", None, False, False, None),
    }
    assert [item.kind for item in found["azurerm_linux_virtual_machine_scale_set.a"].extensions] == ["p/u"]
    assert found["azurerm_orchestrated_virtual_machine_scale_set.a"].extensions[0].auto_upgrade_minor_version is True


def test_of_a_standard_configuration_that_is_not_assigned_nothing_is_known() -> None:
    own = GuestConfiguration(name="AzureLinuxBaseline", compliance_status="Compliant")
    found = guest_configuration([own], ID)
    assert found[0] == own
    rest = [item for item in found[1:] if isinstance(item, GuestConfiguration)]
    assert [item.name for item in rest] == [name for name in STANDARD_ASSIGNMENTS if name != "AzureLinuxBaseline"]
    assert all(isinstance(item.compliance_status, Unknown) for item in rest)


def test_a_disk_that_may_be_a_copy() -> None:
    disk = resource("azurerm_managed_disk.d", {"name": "d"}, unknown=("id", "create_option"))
    assert isinstance(asset(disk).customer_managed_key, Unknown)
