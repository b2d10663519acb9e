"""Recovery Services vaults, backup policies and protected machines."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

PLACE = {"resource_group_name": "clinic"}
VM = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Clinic/providers/Microsoft.Compute/virtualMachines/vm"


def vault(**values: Any) -> dict[str, Any]:
    """A vault `records`."""
    return resource("azurerm_recovery_services_vault.a", {"name": "records", **PLACE, **values}, unknown=("id", "immutability"))


def test_a_vault() -> None:
    found = asset(vault(storage_mode_type="LocallyRedundant", soft_delete_enabled=False, public_network_access_enabled=None))
    assert (found.redundancy, found.soft_delete, found.public_network_access) == ("LocallyRedundant", False, True)
    assert found.immutability == "Disabled"
    assert asset(vault(immutability="Locked")).immutability == "Locked"


@pytest.mark.parametrize(
    ("kind", "values", "days"),
    [
        ("vm", {"retention_daily": [{"count": 14}], "retention_weekly": [{"count": 8}]}, 14),
        ("vm", {"retention_daily": [], "retention_weekly": [{"count": 8}]}, 56),
        ("vm", {"retention_yearly": [{"count": 7}]}, None),
        ("file_share", {"retention_daily": [{"count": 30}]}, 30),
        (
            "vm_workload",
            {
                "protection_policy": [
                    {"policy_type": "Log", "simple_retention": [{"count": 15}]},
                    {"policy_type": "Full", "retention_daily": [{"count": 30}]},
                ]
            },
            30,
        ),
    ],
)
def test_retention(kind: str, values: dict[str, Any], days: int | None) -> None:
    values = {"name": "p", "recovery_vault_name": "Records", **PLACE, **values}
    found: Any = assets(vault(), resource(f"azurerm_backup_policy_{kind}.a", values))[f"azurerm_backup_policy_{kind}.a"]
    assert found.retention_days == days
    assert found.vault_id.refers == "azurerm_recovery_services_vault.a"


def test_a_vault_elsewhere_is_unknown() -> None:
    values = {"name": "p", "recovery_vault_name": "records", "resource_group_name": "other"}
    found: Any = assets(vault(), resource("azurerm_backup_policy_vm.a", values))["azurerm_backup_policy_vm.a"]
    assert isinstance(found.vault_id, Unknown)
    assert found.vault_id.refers is None


def test_a_backup_by_reference_and_by_id() -> None:
    machine = resource("azurerm_linux_virtual_machine.a", {"name": "vm", "os_disk": []})
    refs = {"source_vm_id": "azurerm_linux_virtual_machine.a.id", "backup_policy_id": "azurerm_backup_policy_vm.a.id"}
    policy = resource("azurerm_backup_policy_vm.a", {"name": "p", "recovery_vault_name": "records", **PLACE})
    unknown = ("id", "protection_state")
    item = resource("azurerm_backup_protected_vm.a", {"recovery_vault_name": "records", **PLACE}, refs=refs, unknown=unknown)
    found: Any = assets(machine, policy, item)["azurerm_backup_protected_vm.a"]
    assert (found.kind, found.source_id.refers, found.policy_id.refers, found.protection_state) == (
        "Backup",
        "azurerm_linux_virtual_machine.a",
        "azurerm_backup_policy_vm.a",
        "Protected",
    )
    values = {"source_vm_id": VM, "backup_policy_id": None, "protection_state": "ProtectionStopped"}
    other = asset(resource("azurerm_backup_protected_vm.a", values))
    assert (other.name, other.source_id, other.policy_id, other.protection_state) == ("vm", VM.lower(), None, "ProtectionStopped")


def test_a_state_that_is_declared_and_not_known_stays_so() -> None:
    item = resource("azurerm_backup_protected_vm.a", {"source_vm_id": VM}, refs={"protection_state": "var.state"})
    assert isinstance(asset(item).protection_state, Unknown)


def test_a_replication() -> None:
    found = asset(resource("azurerm_site_recovery_replicated_vm.a", {"name": "r", "source_vm_id": VM}))
    assert (found.kind, found.source_id, found.name) == ("Replication", VM.lower(), "r")
    assert isinstance(found.protection_state, Unknown)
