"""Azure Backup and Azure Site Recovery.

https://learn.microsoft.com/rest/api/recoveryservices/vaults, https://learn.microsoft.com/rest/api/backup/backup-policies and
backup-protected-items, https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items.
"""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import arm_id
from hipaacheck_assets.azure.recovery import Policy, ProtectedItem, Vault
from hipaacheck_azure.collect import Collector, Got, children, listing, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_azure.services.compute import inside
from hipaacheck_live.answers import Answer

_VAULTS = "Microsoft.RecoveryServices/vaults"
_POLICIES = f"{_VAULTS}/backupPolicies"
_BACKUPS = f"{_VAULTS}/backupProtectedItems"
_REPLICATIONS = f"{_VAULTS}/replicationProtectedItems"
_DAYS = {"Days": 1, "Weeks": 7, "Months": 30, "Years": 365}


def build(place: Place, item: Answer, got: Got) -> Vault:
    """One asset per vault."""
    inner = properties(item)
    security = inside(inner, "securitySettings")
    deletion = inside(security, "softDeleteSettings").required("softDeleteState")
    immutability = inside(security, "immutabilitySettings")
    network = inner.required("publicNetworkAccess")
    return Vault(
        **place.resource(item),
        redundancy=inside(inner, "redundancySettings").required("standardTierStorageRedundancy"),
        soft_delete=deletion if isinstance(deletion, Unknown) else deletion.lower() in ("enabled", "alwayson"),
        immutability=immutability.or_default("state", immutability.text("state"), "Disabled"),
        public_network_access=network if isinstance(network, Unknown) else network != "Disabled",
    )


def build_policy(place: Place, item: Answer, got: Got) -> Policy:
    """One asset per backup policy."""
    return Policy(**place.child(item), vault_id=place.parent(item), retention_days=_kept(properties(item)))


def _kept(inner: Answer) -> int | Unknown | None:
    if inner.get("subProtectionPolicy") is not None:
        return _full(inner)
    simple = inner.block("retentionPolicy")
    policy = inside(inner, "vaultRetentionPolicy").block("vaultRetention") if simple is None else simple
    return _retention(policy) if isinstance(policy, Answer) else inner.sure("retentionPolicy", policy)


def _full(inner: Answer) -> int | Unknown | None:
    """Of a policy for databases, what holds for full backups."""
    found = inner.blocks("subProtectionPolicy")
    if isinstance(found, Unknown):
        return found
    for part in found:
        kind = part.required("policyType") if isinstance(part, Answer) else part
        if isinstance(kind, Unknown) or not isinstance(part, Answer):
            return kind if isinstance(kind, Unknown) else None
        if kind in ("Full", "SnapshotFull"):
            policy = part.block("retentionPolicy")
            return _retention(policy) if isinstance(policy, Answer) else part.sure("retentionPolicy", policy)
    return None


def _retention(policy: Answer) -> int | Unknown | None:
    """What is kept of days, else of weeks. A policy without schedules keeps everything alike."""
    if policy.get("retentionDuration") is not None:
        return _duration(policy)
    for name in ("dailySchedule", "weeklySchedule"):
        schedule = policy.block(name)
        if schedule is not None:
            return _duration(schedule) if isinstance(schedule, Answer) else schedule
    return None


def _duration(schedule: Answer) -> int | Unknown:
    duration = inside(schedule, "retentionDuration")
    count, unit = duration.sure("count", duration.integer("count")), duration.required("durationType")
    if isinstance(count, Unknown) or isinstance(unit, Unknown):
        return count if isinstance(count, Unknown) else Unknown("the unit of the retention is not told", duration.where)
    return count * _DAYS[unit] if unit in _DAYS else Unknown(f"a unit that is not known: {unit}", duration.where)


def _protected(reader: Reader, vault: Answer) -> list[Answer | Unknown]:
    """What a vault backs up, and what it replicates."""
    own = vault.known("id")
    return [*reader.pages(_BACKUPS, id=own), *reader.pages(_REPLICATIONS, id=own)]


def build_item(place: Place, item: Answer, got: Got) -> ProtectedItem:
    """One asset per protected item."""
    inner = properties(item)
    backup = item.operation == _BACKUPS
    return ProtectedItem(
        **{**place.child(item), **(_backup(inner) if backup else _replication(inner))},
        vault_id=place.parent(item),
        policy_id=arm_id(inner.text("policyId")),
        protection_state=inner.required("protectionState"),
    )


def _backup(inner: Answer) -> dict[str, Any]:
    kind = inner.required("backupManagementType")
    return {
        "name": inner.text("friendlyName"),
        "kind": kind if isinstance(kind, Unknown) else "Backup" if kind == "AzureIaasVM" else "PartBackup",
        "source_id": arm_id(inner.text("sourceResourceId")),
    }


def _replication(inner: Answer) -> dict[str, Any]:
    """Machines outside Azure have no `fabricObjectId`."""
    return {"kind": "Replication", "source_id": arm_id(inside(inner, "providerSpecificDetails").text("fabricObjectId"))}


VAULTS = Collector(asset_type="azure.recovery.vault", scope="global", operations=(_VAULTS,), find=listing(_VAULTS), build=build)
POLICIES = Collector(
    asset_type="azure.recovery.policy",
    scope="global",
    operations=(_VAULTS, _POLICIES),
    find=listing(_VAULTS),
    expand=children(_POLICIES),
    build=build_policy,
)
PROTECTED_ITEMS = Collector(
    asset_type="azure.recovery.protected_item",
    scope="global",
    operations=(_VAULTS, _BACKUPS, _REPLICATIONS),
    find=listing(_VAULTS),
    expand=_protected,
    build=build_item,
)
