"""Virtual machines, disks and scale sets: what the case cannot show."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services import compute
from hipaacheck_live.answers import Answer

ID = "/subscriptions/s/resourceGroups/Clinic/providers/Microsoft.Compute/virtualMachines/vm"
EXTENSIONS, GUESTS = "Microsoft.Compute/virtualMachines/extensions", "Microsoft.GuestConfiguration/guestConfigurationAssignments"
LINUX: dict[str, Any] = {"storageProfile": {"osDisk": {"osType": "Linux", "name": "os", "managedDisk": {"id": "x"}}}}


def answer(properties: dict[str, Any], *, old: bool = False, **more: Any) -> Answer:
    """A body with these properties."""
    return Answer({"id": ID, "name": "vm", "properties": properties, **more}, "Microsoft.Compute/x.value", old=old)


def machine(properties: dict[str, Any], *, guests: Any = (), old: bool = False, **more: Any) -> Any:
    """The machine of a body."""
    got = Got({EXTENSIONS: [], GUESTS: list(guests)})
    return compute.build(Place(account="s"), answer({**LINUX, **properties}, old=old, **more), got)


def test_what_a_body_leaves_out() -> None:
    found = machine({})
    assert (found.encryption_at_host, found.secure_boot, found.vtpm) == (False, False, False)
    assert (found.identity, found.image_publisher, found.scale_set_id, found.unmanaged_disks) == ([], None, None, [])
    assert all(isinstance(value, Unknown) for value in (found.vm_agent, found.password_authentication))
    assert isinstance(found.network_interface_ids, Unknown)


def test_an_older_version_tells_nothing_by_leaving_out() -> None:
    found = machine({"osProfile": {"linuxConfiguration": {}}}, old=True)
    values = (found.encryption_at_host, found.secure_boot, found.vtpm, found.vm_agent, found.password_authentication)
    assert all(isinstance(value, Unknown) for value in values)


@pytest.mark.parametrize(
    ("kind", "told"), [("TrustedLaunch", False), ("ConfidentialVM", False), ("Standard", True), (None, True)]
)
def test_firmware_of_a_machine_with_a_security_type(kind: str | None, told: bool) -> None:
    found = machine({"securityProfile": {"securityType": kind}})
    assert [value is False for value in (found.secure_boot, found.vtpm)] == [told, told]
    assert found.encryption_at_host is False


@pytest.mark.parametrize(
    ("kind", "found"), [("None", []), ("SystemAssigned, UserAssigned", ["SystemAssigned", "UserAssigned"]), (None, [])]
)
def test_identity(kind: str | None, found: list[str]) -> None:
    assert machine({}, identity={"type": kind} if kind else None).identity == found


def test_a_status_that_is_pending_and_a_list_that_lacks_something() -> None:
    inner = {"complianceStatus": "Pending", "guestConfiguration": {"name": "AzureLinuxBaseline"}}
    doubt = Unknown("AuthorizationFailed")
    found = machine({}, guests=[Answer({"properties": inner}, GUESTS), doubt]).guest_configuration
    assert found[0].name == "AzureLinuxBaseline"
    assert isinstance(found[0].compliance_status, Unknown)
    assert found[1] == doubt
    assert all(isinstance(item.compliance_status, Unknown) for item in found[2:])


@pytest.mark.parametrize(
    ("encryption", "more", "found"),
    [
        ({"type": "EncryptionAtRestWithPlatformKey"}, {}, False),
        ({"type": "EncryptionAtRestWithPlatformAndCustomerKeys"}, {}, True),
        ({"type": "EncryptionAtRestWithPlatformKey", "diskEncryptionSetId": "/Set"}, {}, True),
        ({"type": "EncryptionAtRestWithPlatformKey"}, {"securityProfile": {"secureVMDiskEncryptionSetId": "/Set"}}, True),
        ({"type": "Another"}, {}, None),
        ({}, {}, None),
    ],
)
def test_keys_of_disks(encryption: dict[str, Any], more: dict[str, Any], found: bool | None) -> None:
    disk = compute.build_disk(Place(account="s"), answer({"encryption": encryption, **more}), Got({}))
    assert disk.customer_managed_key is found or (found is None and isinstance(disk.customer_managed_key, Unknown))


def test_a_flexible_set_with_a_profile_says_who_patches() -> None:
    system = {"windowsConfiguration": {"patchSettings": {"patchMode": "AutomaticByPlatform"}}}
    profile = {"osProfile": system, "storageProfile": {}}
    inner = {"orchestrationMode": "Flexible", "virtualMachineProfile": profile}
    found = compute.build_set(Place(account="s"), answer(inner), Got({}))
    assert (found.os_type, found.password_authentication, found.automatic_updates) == ("Windows", None, True)
    assert (found.patch_mode, found.automatic_os_upgrade, found.extensions) == ("AutomaticByPlatform", False, [])


def test_a_uniform_set_without_a_profile_is_not_understood() -> None:
    found = compute.build_set(Place(account="s"), answer({"orchestrationMode": "Uniform"}), Got({}))
    assert isinstance(found.os_type, Unknown)


def test_a_set_that_does_not_tell_its_system() -> None:
    profile = {"osProfile": {"computerNamePrefix": "web"}, "storageProfile": {}}
    found = compute.build_set(Place(account="s"), answer({"virtualMachineProfile": profile}), Got({}))
    assert all(isinstance(value, Unknown) for value in (found.os_type, found.password_authentication, found.automatic_updates))


@pytest.mark.parametrize(("state", "installed"), [("Succeeded", 1), ("Updating", 1), ("Failed", 0)])
def test_an_extension_that_could_not_be_installed_is_none(state: str, installed: int) -> None:
    inner = {"publisher": "Microsoft.Azure.Security", "type": "IaaSAntimalware", "provisioningState": state}
    got = Got({EXTENSIONS: [answer(inner)], GUESTS: []})
    found: Any = compute.build(Place(account="s"), answer(LINUX), got)
    assert len(found.extensions) == installed
