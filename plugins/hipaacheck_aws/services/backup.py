"""AWS Backup: plans, vaults, selections, recovery points and restore testing.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.backup import (
    Plan,
    RecoveryPoint,
    Rule,
    Selection,
    Vault,
    VaultLock,
    chosen,
    denies_deletion,
    runs_daily,
)
from hipaacheck_assets.aws.policy import parse_policy
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_RECENT = timedelta(days=2)
"""A daily plan that still covers a resource has backed it up within this time, even if one run failed or is under way."""
_EFS = "aws:elasticfilesystem:default-backup"
"""The tag that EFS itself puts on a file system while its backup policy is on."""
_CONDITIONS = ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike")


def listed(operation: str, key: str, reader: Reader, **arguments: Any) -> Iterator[Answer]:
    for item in reader.pages(operation, key, **arguments):
        if isinstance(item, Answer):
            yield item


def tags_of(got: Got) -> Any:
    return got.read("backup:ListTags", lambda answer: tags(answer, "Tags"))


def arn_of(name: str) -> Any:
    """Arguments that name a resource by the ARN under this member."""
    return lambda item: {"ResourceArn": item.known(name)}


# -- plans -------------------------------------------------------------------------------------------------------------


def _plans(reader: Reader) -> Iterator[Answer]:
    return listed("backup:ListBackupPlans", "BackupPlansList", reader)


def build_plan(place: Place, item: Answer, got: Got) -> Plan:
    """One asset per backup plan."""
    arn = item.known("BackupPlanArn")
    return Plan(
        **place.common(arn, item.required("BackupPlanName"), tags_of(got)),
        arn=arn,
        rules=got.read("backup:GetBackupPlan", _rules),
    )


def _rules(answer: Answer) -> list[Rule | Unknown] | Unknown:
    plan = answer.sure("BackupPlan", answer.block("BackupPlan"))
    return plan if isinstance(plan, Unknown) else plan.each("Rules", _rule)


def _rule(block: Answer) -> Rule:
    schedule = block.text("ScheduleExpression")
    copies = block.blocks("CopyActions")
    return Rule(
        name=block.text("RuleName"),
        schedule=schedule,
        daily=runs_daily(schedule),
        vault=block.required("TargetBackupVaultName"),
        delete_after=_delete_after(block),
        copies=copies if isinstance(copies, Unknown) else bool(copies),
    )


def _delete_after(block: Answer) -> int | Unknown | None:
    """Days from the lifecycle; without one, or without days in it, recovery points are kept for ever."""
    lifecycle = block.block("Lifecycle")
    if not isinstance(lifecycle, Answer):
        return lifecycle
    if lifecycle.get("DeleteAfterEvent") is not None:
        return Unknown("deleted as soon as it has been copied", lifecycle.where)
    days = lifecycle.integer("DeleteAfterDays")
    if isinstance(days, int) and days < 1:
        return Unknown(f"a retention of {days} days", lifecycle.where)
    return days


# -- vaults ------------------------------------------------------------------------------------------------------------


def _vaults(reader: Reader) -> Iterator[Answer]:
    """Vaults that hold the account's own recovery points, not those that open the vault of another account."""
    for item in listed("backup:ListBackupVaults", "BackupVaultList", reader):
        if item.text("VaultType") != "RESTORE_ACCESS_BACKUP_VAULT":
            yield item


def build_vault(place: Place, item: Answer, got: Got) -> Vault:
    """One asset per vault."""
    arn = item.known("BackupVaultArn")
    policy = got.read("backup:GetBackupVaultAccessPolicy", _policy)
    return Vault(
        **place.common(arn, item.known("BackupVaultName"), tags_of(got)),
        arn=arn,
        kms_key=item.text("EncryptionKeyArn"),
        lock=_lock(item),
        policy=policy,
        denies_deletion=denies_deletion(policy),
    )


def _policy(answer: Answer) -> Any:
    text = answer.required("Policy")
    return text if isinstance(text, Unknown) else parse_policy(text, answer.where)


def _lock(item: Answer) -> VaultLock | Unknown | None:
    """Logically air-gapped vaults are locked from the start.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html"""
    locked = item.sure("Locked", item.flag("Locked"))
    if item.text("VaultType") == "LOGICALLY_AIR_GAPPED_BACKUP_VAULT":
        locked = True
    if isinstance(locked, Unknown):
        return locked
    if not locked:
        return None
    date = Unknown("AWS tells when a lock becomes final, not after how many days", f"{item.where}.LockDate")
    return VaultLock(
        changeable_for_days=None if item.get("LockDate") is None else date,
        min_retention_days=item.integer("MinRetentionDays"),
        max_retention_days=item.integer("MaxRetentionDays"),
    )


# -- selections --------------------------------------------------------------------------------------------------------


def _selections(reader: Reader) -> Iterator[Answer]:
    for plan in _plans(reader):
        yield from listed("backup:ListBackupSelections", "BackupSelectionsList", reader, BackupPlanId=plan.known("BackupPlanId"))


def build_selection(place: Place, item: Answer, got: Got) -> Selection:
    """One asset per selection."""
    plan, own = item.known("BackupPlanId"), item.known("SelectionId")
    answer = got["backup:GetBackupSelection"]
    block = answer.sure("BackupSelection", answer.block("BackupSelection")) if isinstance(answer, Answer) else answer
    resources, covers = (block, block) if isinstance(block, Unknown) else _chosen(block)
    recent = got["recent"]
    if isinstance(recent, list):
        resources, covers = _with_recent(resources, covers, [arn for arn in recent if isinstance(arn, str)])
    return Selection(
        **place.common(
            place.arn("backup", f"backup-plan:{plan}/selection/{own}"), item.required("SelectionName"), tags(None, "")
        ),
        plan=plan,
        resources=resources,
        covers_named=covers,
    )


def _chosen(block: Answer) -> tuple[list[str | Unknown] | Unknown, bool | Unknown]:
    """What the selection says. What EFS chooses by its own tag is told by each file system's backup policy, and is nothing else.
    https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html"""
    named, by_tag, within = block.texts("Resources"), block.blocks("ListOfTags"), block.block("Conditions")
    excluded = _any(block.texts("NotResources"))
    conditions: Truth = False
    if within is not None:
        conditions = within if isinstance(within, Unknown) else any_of(_any(within.blocks(name)) for name in _CONDITIONS)
    if named == [] and conditions is False and excluded is False and _of_efs(by_tag):
        return [], True
    return chosen(named, tags=_any(by_tag), conditions=conditions, excluded=excluded, where=block.where)


def _of_efs(by_tag: list[Answer | Unknown] | Unknown) -> bool:
    found = by_tag if isinstance(by_tag, list) else []
    return bool(found) and all(isinstance(item, Answer) and item.text("ConditionKey") == _EFS for item in found)


def _any(found: list[Any] | Unknown) -> Truth:
    return found if isinstance(found, Unknown) else bool(found)


def _recent(reader: Reader, item: Answer, got: Got) -> list[str | Unknown] | None:
    """ARNs of what the plan backed up in the last days; null when the selection says by itself what it covers."""
    answer = got["backup:GetBackupSelection"]
    block = answer.block("BackupSelection") if isinstance(answer, Answer) else None
    if not isinstance(block, Answer):
        return None
    resources, covers = _chosen(block)
    if covers is True and isinstance(resources, list) and not any(isinstance(arn, Unknown) for arn in resources):
        return None
    plan = item.known("BackupPlanId")
    found: list[str | Unknown] = reader.once(("recent", plan), lambda: list(_backed_up(reader, plan)))
    return found


def _backed_up(reader: Reader, plan: str) -> Iterator[str | Unknown]:
    answer = reader.call("backup:GetBackupPlan", BackupPlanId=plan)
    rules = _rules(answer) if isinstance(answer, Answer) else answer
    if not isinstance(rules, list):
        return
    for vault in sorted({rule.vault for rule in rules if isinstance(rule, Rule) and isinstance(rule.vault, str)}):
        for point in listed(
            "backup:ListRecoveryPointsByBackupVault",
            "RecoveryPoints",
            reader,
            BackupVaultName=vault,
            ByBackupPlanId=plan,
            ByCreatedAfter=reader.now - _RECENT,
        ):
            if point.text("Status") == "COMPLETED":
                yield point.required("ResourceArn")


def _with_recent(
    resources: list[str | Unknown] | Unknown, covers: bool | Unknown, recent: list[str]
) -> tuple[list[str | Unknown] | Unknown, bool | Unknown]:
    """A plan that has just backed something up covers it, whatever tags and conditions chose it by."""
    named = [resources] if isinstance(resources, Unknown) else resources
    if not isinstance(covers, Unknown):
        return [*dict.fromkeys(recent), *(arn for arn in named if arn not in recent)], True
    doubts: list[str | Unknown] = [arn if isinstance(arn, Unknown) else covers for arn in named if arn not in recent]
    return [*dict.fromkeys(recent), *doubts[:1]], True


# -- recovery points ---------------------------------------------------------------------------------------------------


def _recovery_points(reader: Reader) -> Iterator[Answer]:
    for vault in _vaults(reader):
        name = vault.known("BackupVaultName")
        for point in listed("backup:ListRecoveryPointsByBackupVault", "RecoveryPoints", reader, BackupVaultName=name):
            if point.text("Status") not in ("DELETING", "CREATING"):
                yield point


def build_recovery_point(place: Place, item: Answer, _: Got) -> RecoveryPoint:
    """One asset per recovery point."""
    arn = item.known("RecoveryPointArn")
    lifecycle, calculated = item.block("Lifecycle"), item.block("CalculatedLifecycle")
    days = _delete_after(item)
    delete_at = calculated.moment("DeleteAt") if isinstance(calculated, Answer) else calculated
    if isinstance(lifecycle, Answer) and lifecycle.get("DeleteAfterEvent") is not None:
        delete_at = Unknown("deleted as soon as it has been copied", lifecycle.where)
    if (days is None) != (delete_at is None):
        doubt = Unknown("the days of retention and the date of deletion do not agree", item.where)
        days, delete_at = doubt if days is None else days, doubt if delete_at is None else delete_at
    return RecoveryPoint(
        **place.common(arn, item.text("ResourceName"), Unknown("tags of recovery points are not read", item.where)),
        arn=arn,
        vault=item.known("BackupVaultName"),
        resource=item.text("ResourceArn"),
        resource_type=item.text("ResourceType"),
        encrypted=item.sure("IsEncrypted", item.flag("IsEncrypted")),
        created=item.moment("CreationDate"),
        delete_at=delete_at,
        retention_days=days,
    )


PLANS = Collector(
    asset_type="aws.backup.plan",
    operations=("backup:ListBackupPlans",),
    find=_plans,
    details=(
        detail("backup:GetBackupPlan", "rules", arguments=lambda item: {"BackupPlanId": item.known("BackupPlanId")}),
        detail("backup:ListTags", "tags", arguments=arn_of("BackupPlanArn")),
    ),
    build=build_plan,
)

VAULTS = Collector(
    asset_type="aws.backup.vault",
    operations=("backup:ListBackupVaults",),
    find=_vaults,
    details=(
        detail(
            "backup:GetBackupVaultAccessPolicy",
            "policy",
            "denies_deletion",
            arguments=lambda item: {"BackupVaultName": item.known("BackupVaultName")},
            absent=("ResourceNotFoundException",),
        ),
        detail("backup:ListTags", "tags", arguments=arn_of("BackupVaultArn")),
    ),
    build=build_vault,
)

SELECTIONS = Collector(
    asset_type="aws.backup.selection",
    operations=("backup:ListBackupPlans", "backup:ListBackupSelections"),
    find=_selections,
    details=(
        detail(
            "backup:GetBackupSelection",
            "resources",
            "covers_named",
            arguments=lambda item: {"BackupPlanId": item.known("BackupPlanId"), "SelectionId": item.known("SelectionId")},
        ),
        Detail(
            name="recent",
            operations=("backup:GetBackupPlan", "backup:ListRecoveryPointsByBackupVault"),
            fields=("resources", "covers_named"),
            read=_recent,
        ),
    ),
    build=build_selection,
)

RECOVERY_POINTS = Collector(
    asset_type="aws.backup.recovery_point",
    operations=("backup:ListBackupVaults", "backup:ListRecoveryPointsByBackupVault"),
    find=_recovery_points,
    build=build_recovery_point,
)
