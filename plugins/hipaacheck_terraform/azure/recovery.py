"""Azure Backup and Azure Site Recovery: vaults, backup policies and what is protected.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/recovery_services_vault,
backup_policy_vm, backup_policy_vm_workload, backup_policy_file_share, backup_protected_vm, site_recovery_replicated_vm.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.recovery import Policy, ProtectedItem, Vault
from hipaacheck_terraform.arguments import default, flag, required
from hipaacheck_terraform.azure.common import common, link
from hipaacheck_terraform.azure.compute import MACHINES
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource
from hipaacheck_terraform.estate import Estate

_VAULT = "azurerm_recovery_services_vault"
_VM_POLICY = "azurerm_backup_policy_vm"
_SHARE_POLICY = "azurerm_backup_policy_file_share"
_WORKLOAD_POLICY = "azurerm_backup_policy_vm_workload"
_BACKUP = "azurerm_backup_protected_vm"
_REPLICATION = "azurerm_site_recovery_replicated_vm"


def vaults(estate: Estate) -> Iterator[Vault]:
    """One asset per vault."""
    for item in estate.each(_VAULT):
        yield Vault(
            **common(estate, item),
            redundancy=default(item.text("storage_mode_type"), "GeoRedundant"),
            soft_delete=flag(item, "soft_delete_enabled", True),
            immutability=_immutability(item),
            public_network_access=flag(item, "public_network_access_enabled", True),
        )


def _immutability(item: Resource) -> str | Unknown:
    """Azure reports it only once somebody has set it."""
    found = item.text("immutability")
    undeclared = isinstance(found, Unknown) and found.reason == AFTER_APPLY and not item.declares("immutability")
    return "Disabled" if undeclared or found is None else found


def policies(estate: Estate) -> Iterator[Policy]:
    """One asset per backup policy."""
    for item in estate.each(_VM_POLICY, _SHARE_POLICY):
        yield Policy(**common(estate, item), vault_id=_vault_of(estate, item), retention_days=_retention(item))
    for item in estate.each(_WORKLOAD_POLICY):
        yield Policy(**common(estate, item), vault_id=_vault_of(estate, item), retention_days=_full_backups(item))


def _retention(block: Block) -> int | Unknown | None:
    for name, days in (("retention_daily", 1), ("retention_weekly", 7)):
        found = block.block(name)
        if found is not None:
            count = found.integer("count") if isinstance(found, Block) else found
            return count * days if isinstance(count, int) else count
    return None


def _full_backups(item: Resource) -> int | Unknown | None:
    found = item.blocks("protection_policy")
    if isinstance(found, Unknown):
        return found
    for block in found:
        kind = required(block, "policy_type") if isinstance(block, Block) else block
        if isinstance(kind, Unknown) or not isinstance(block, Block):
            return kind if isinstance(kind, Unknown) else None
        if kind == "Full":
            return _retention(block)
    return None


def protected_items(estate: Estate) -> Iterator[ProtectedItem]:
    """One asset per machine that is backed up, and one per machine that is replicated."""
    for item in estate.each(_BACKUP):
        yield ProtectedItem(
            **{**common(estate, item), "name": _machine(item)},
            kind="Backup",
            source_id=link(estate, item, "source_vm_id", MACHINES),
            vault_id=_vault_of(estate, item),
            policy_id=link(estate, item, "backup_policy_id", (_VM_POLICY,)),
            protection_state=_state(item),
        )
    for item in estate.each(_REPLICATION):
        yield ProtectedItem(
            **common(estate, item),
            kind="Replication",
            source_id=link(estate, item, "source_vm_id", MACHINES),
            vault_id=_vault_of(estate, item),
            policy_id=link(estate, item, "recovery_replication_policy_id", ("azurerm_site_recovery_replication_policy",)),
            protection_state=Unknown("only known at run time", item.address),
        )


def _machine(item: Resource) -> str | Unknown | None:
    """The item is called like the machine."""
    found = item.text("source_vm_id")
    return found.rpartition("/")[2] if isinstance(found, str) else found


def _state(item: Resource) -> str | Unknown:
    """Creating the item starts protection, unless the configuration says otherwise."""
    found = item.text("protection_state")
    undeclared = isinstance(found, Unknown) and found.reason == AFTER_APPLY and not item.declares("protection_state")
    return "Protected" if undeclared or found is None else found


def _vault_of(estate: Estate, item: Resource) -> str | Unknown | None:
    """The vault, which is told by name and resource group."""
    name = estate.link(item, "recovery_vault_name", (_VAULT,))
    if not isinstance(name, str):
        return name
    group = item.get("resource_group_name")
    same = [
        vault
        for vault in estate.each(_VAULT)
        if str(vault.get("name")).lower() == name.lower() and vault.get("resource_group_name") in (group, None)
    ]
    if len(same) == 1:
        own = same[0].text("id")
        return own.lower() if isinstance(own, str) else Unknown(AFTER_APPLY, item.address, same[0].address)
    return Unknown(f"the vault {name} is not in this plan", item.address)
