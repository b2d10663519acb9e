"""Recovery Services vaults, their policies, and the machines that they protect."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_VM, _VAULT = "Microsoft.Compute/virtualMachines", "Microsoft.RecoveryServices/vaults"
RECORDS, KIOSK, WARD, TILL = (resource_id(_VM, name) for name in ("records", "kiosk", "ward", "till"))
CLINIC, LAB = resource_id(_VAULT, "clinic"), resource_id(_VAULT, "lab")
_PLACE = {"resource_group_name": "clinic", "location": "westeurope"}


def vault(name: str, *, good: bool) -> dict[str, Any]:
    """A Recovery Services vault."""
    inner = {
        "provisioningState": "Succeeded",
        "publicNetworkAccess": "Disabled" if good else "Enabled",
        "redundancySettings": {
            "standardTierStorageRedundancy": "GeoRedundant" if good else "LocallyRedundant",
            "crossRegionRestore": "Disabled",
        },
        "securitySettings": {
            "softDeleteSettings": {"softDeleteState": "AlwaysON" if good else "Disabled", "softDeleteRetentionPeriodInDays": 14},
            **({"immutabilitySettings": {"state": "Locked"}} if good else {}),
        },
    }
    return resource(_VAULT, name, inner, sku={"name": "RS0", "tier": "Standard"})


def policy(of: str, name: str, days: int) -> dict[str, Any]:
    """A policy that makes a recovery point each day."""
    daily = {"retentionTimes": ["2026-01-01T23:00:00Z"], "retentionDuration": {"count": days, "durationType": "Days"}}
    kept = {"retentionPolicyType": "LongTermRetentionPolicy", "dailySchedule": daily}
    inner = {"backupManagementType": "AzureIaasVM", "policyType": "V2", "retentionPolicy": kept, "protectedItemsCount": 1}
    return {"id": f"{of}/backupPolicies/{name}", "name": name, "type": f"{_VAULT}/backupPolicies", "properties": inner}


def backup(of: str, machine_id: str, policy_name: str, state: str) -> dict[str, Any]:
    """A machine that a vault backs up."""
    name = machine_id.rpartition("/")[2]
    container = f"iaasvmcontainerv2;clinic;{name}"
    inner = {
        "protectedItemType": "Microsoft.Compute/virtualMachines",
        "backupManagementType": "AzureIaasVM",
        "workloadType": "VM",
        "friendlyName": name,
        "sourceResourceId": machine_id,
        "virtualMachineId": machine_id,
        "policyId": f"{of}/backupPolicies/{policy_name}",
        "protectionState": state,
    }
    path = f"backupFabrics/Azure/protectionContainers/IaasVMContainer;{container}/protectedItems/VM;{container}"
    return {"id": f"{of}/{path}", "name": f"VM;{container}", "properties": inner}


REPLICA = {
    "id": f"{CLINIC}/replicationFabrics/west/replicationProtectionContainers/west/replicationProtectedItems/records-replica",
    "name": "records-replica",
    "type": f"{_VAULT}/replicationProtectedItems",
    "properties": {
        "friendlyName": "records",
        "protectionState": "Protected",
        "replicationHealth": "Normal",
        "policyId": f"{CLINIC}/replicationPolicies/daily",
        "providerSpecificDetails": {"instanceType": "A2A", "fabricObjectId": RECORDS},
    },
}
DATABASE = {
    "id": f"{CLINIC}/backupFabrics/Azure/protectionContainers/VMAppContainer;Compute;clinic;till/protectedItems/SQLDataBase;db",
    "name": "SQLDataBase;db",
    "properties": {
        "protectedItemType": "AzureVmWorkloadSQLDatabase",
        "backupManagementType": "AzureWorkload",
        "friendlyName": "db",
        "sourceResourceId": TILL,
        "policyId": f"{CLINIC}/backupPolicies/monthly",
        "protectionState": "Protected",
    },
}
ESTATE: dict[str, Any] = {
    listing(_VAULT): [vault("clinic", good=True), vault("lab", good=False)],
    f"{CLINIC}/backupPolicies": [policy(CLINIC, "monthly", 30)],
    f"{LAB}/backupPolicies": [policy(LAB, "weekly", 5)],
    f"{CLINIC}/backupProtectedItems": [
        backup(CLINIC, RECORDS, "monthly", "Protected"),
        backup(CLINIC, KIOSK, "monthly", "ProtectionStopped"),
        DATABASE,
    ],
    f"{LAB}/backupProtectedItems": [backup(LAB, WARD, "weekly", "IRPending")],
    f"{CLINIC}/replicationProtectedItems": [REPLICA],
    f"{LAB}/replicationProtectedItems": [],
}
"""The vaults with what is in them."""
PLAN = (
    plans.resource(
        "azurerm_recovery_services_vault.clinic",
        {
            **_PLACE,
            "id": CLINIC,
            "name": "clinic",
            "storage_mode_type": "GeoRedundant",
            "soft_delete_enabled": True,
            "immutability": "Locked",
            "public_network_access_enabled": False,
        },
    ),
    plans.resource(
        "azurerm_backup_policy_vm.monthly",
        {
            "id": f"{CLINIC}/backupPolicies/monthly",
            "name": "monthly",
            "resource_group_name": "clinic",
            "recovery_vault_name": "clinic",
            "retention_daily": [{"count": 30}],
        },
    ),
    plans.resource(
        "azurerm_backup_protected_vm.records",
        {
            "id": backup(CLINIC, RECORDS, "monthly", "Protected")["id"],
            "resource_group_name": "clinic",
            "recovery_vault_name": "clinic",
            "source_vm_id": RECORDS,
            "backup_policy_id": f"{CLINIC}/backupPolicies/monthly",
            "protection_state": "Protected",
        },
    ),
    plans.resource(
        "azurerm_site_recovery_replicated_vm.records",
        {
            "id": REPLICA["id"],
            "name": "records-replica",
            "resource_group_name": "clinic",
            "recovery_vault_name": "clinic",
            "source_vm_id": RECORDS,
            "recovery_replication_policy_id": f"{CLINIC}/replicationPolicies/daily",
        },
    ),
)
"""The same as a plan, for one vault."""
CASE = Case(
    types=("azure.recovery.vault", "azure.recovery.policy", "azure.recovery.protected_item"),
    estate=ESTATE,
    expected={"azure-recovery-policy-retention": {"monthly": "pass", "weekly": "fail"}},
    plan=PLAN,
    differences={
        ("azure.recovery.protected_item", "protection_state"): "how a replication goes is known of a running estate only",
    },
)
