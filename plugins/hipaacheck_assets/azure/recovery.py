"""Azure Backup and Azure Site Recovery: Recovery Services vaults, backup policies and what is protected.

https://learn.microsoft.com/rest/api/recoveryservices/vaults, https://learn.microsoft.com/rest/api/backup/backup-policies and
backup-protected-items, https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items.
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Relation, Unknown


class Vault(Asset, frozen=True, kw_only=True, tag="azure.recovery.vault"):
    """A Recovery Services vault."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    redundancy: str | Unknown
    """How often recovery points are stored: `GeoRedundant`, `ZoneRedundant` or `LocallyRedundant`."""
    soft_delete: bool | Unknown
    """Whether recovery points that were deleted can be brought back for some days."""
    immutability: str | Unknown
    """`Disabled`, `Unlocked` (recovery points cannot be deleted early) or `Locked` (and that cannot be switched off)."""
    public_network_access: bool | Unknown
    """Whether the vault takes requests from public networks."""


class Policy(Asset, frozen=True, kw_only=True, tag="azure.recovery.policy"):
    """A backup policy: when recovery points are made and how long they are kept."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    vault_id: str | Unknown | None
    """Id of its vault."""
    retention_days: int | Unknown | None
    """Days for which the recovery points of each day are kept; those of each week where none of days are; null when it keeps
    neither. For databases, those of full backups."""


class ProtectedItem(Asset, frozen=True, kw_only=True, tag="azure.recovery.protected_item"):
    """Something that a vault backs up or replicates."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    kind: str | Unknown
    """`Backup` (Azure Backup, of the whole resource), `PartBackup` (of databases, files or folders in it) or `Replication` (Azure
    Site Recovery)."""
    source_id: str | Unknown | None
    """Id of the resource that is protected; null for one outside Azure."""
    vault_id: str | Unknown | None
    """Id of the vault."""
    policy_id: str | Unknown | None
    """Id of the policy; null where protection has stopped."""
    protection_state: str | Unknown
    """Of backups: `Protected`, `IRPending` (the first one is due), `ProtectionStopped`, `ProtectionPaused`, `BackupsSuspended` or
    `ProtectionError`. Of replications it is known only in a running estate."""


def vault() -> Relation:
    """To the vault that something is in."""
    return Relation(to="azure.recovery.vault", mine="vault_id", theirs="resource_id", doc="The vault.")


VAULT = AssetType(
    name="azure.recovery.vault",
    record=Vault,
    relations={
        "policies": Relation(
            to="azure.recovery.policy",
            mine="resource_id",
            theirs="vault_id",
            many=True,
            missing="null",
            doc="The backup policies of the vault.",
        ),
        "protected_items": Relation(
            to="azure.recovery.protected_item",
            mine="resource_id",
            theirs="vault_id",
            many=True,
            missing="null",
            doc="What the vault protects.",
        ),
    },
)
POLICY = AssetType(name="azure.recovery.policy", record=Policy, relations={"vault": vault()})
PROTECTED_ITEM = AssetType(
    name="azure.recovery.protected_item",
    record=ProtectedItem,
    relations={
        "vault": vault(),
        "policy": Relation(
            to="azure.recovery.policy", mine="policy_id", theirs="resource_id", doc="The policy that says when it is backed up."
        ),
    },
)
