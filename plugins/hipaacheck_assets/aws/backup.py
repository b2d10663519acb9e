"""AWS Backup. https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Reference.html"""

from __future__ import annotations

import re
from datetime import datetime
from fnmatch import fnmatchcase

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_assets.aws.statement import Statement
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite


class Rule(Record, frozen=True, kw_only=True):
    """One rule of a backup plan: what is done when."""

    name: str | Unknown | None
    """Name of the rule."""
    schedule: str | Unknown | None
    """`cron(…)` or `rate(…)` as written; null for the one that AWS Backup uses itself, every day at five."""
    daily: bool | Unknown
    """Whether the rule runs every day, or more often."""
    vault: str | Unknown | None
    """Name of the vault that receives the recovery points."""
    delete_after: int | Unknown | None
    """Days after which recovery points are deleted; null when they are kept for ever."""
    copies: bool | Unknown
    """Whether recovery points are copied to another vault."""


class Plan(Asset, frozen=True, kw_only=True, tag="aws.backup.plan"):
    """A backup plan."""

    arn: str | Unknown | None
    """ARN of the plan."""
    rules: list[Rule | Unknown] | Unknown
    """Rules of the plan."""


class VaultLock(Record, frozen=True, kw_only=True):
    """Lock of a vault: until they expire, recovery points cannot be deleted."""

    changeable_for_days: int | Unknown | None
    """Days until the lock itself can no longer be removed by anyone; null in governance mode, where it always can. Unknown in an
    account for any other lock: AWS tells the date alone."""
    min_retention_days: int | Unknown | None
    """Shortest retention that the vault accepts; null when any is."""
    max_retention_days: int | Unknown | None
    """Longest retention that the vault accepts; null when any is."""


class Vault(Asset, frozen=True, kw_only=True, tag="aws.backup.vault"):
    """A backup vault, with its lock and its policy."""

    arn: str | Unknown | None
    """ARN of the vault."""
    kms_key: str | Unknown | None
    """ARN of the key that encrypts the recovery points. Null where none is named, which means the key that AWS manages for the
    account; an account gives the ARN of that key too."""
    lock: VaultLock | Unknown | None
    """Lock; null when the vault has none."""
    policy: Policy | Unknown | None
    """Access policy; null when the vault has none."""
    denies_deletion: bool | Unknown
    """Whether the policy denies to everyone, without a condition, that recovery points are deleted."""


class Selection(Asset, frozen=True, kw_only=True, tag="aws.backup.selection"):
    """Resources assigned to a backup plan."""

    plan: str | Unknown | None
    """Id of the backup plan."""
    resources: list[str | Unknown] | Unknown
    """ARNs of the resources named one by one. What is chosen by tag, condition or wildcard stands as one unknown item, since it
    may be anything. In an account, what the plan did back up in the last two days is named as well."""
    covers_named: bool | Unknown
    """True when everything named in `resources` is backed up; unknown when tags, conditions or exclusions may leave some out."""


def chosen(
    named: list[str | Unknown] | Unknown, *, tags: Truth, conditions: Truth, excluded: Truth, where: str
) -> tuple[list[str | Unknown] | Unknown, bool | Unknown]:
    """`resources` and `covers_named` of a selection that names these and has tags, conditions and exclusions, or not.

    Tags choose resources beside those that are named, conditions and exclusions choose among them; a selection without
    names chooses among all resources. https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
    """
    wide = Unknown("resources are chosen by tags, conditions or exclusions", where)
    limited = any_of([tags, conditions, excluded])
    covers = True if limited is False else wide
    if isinstance(named, Unknown):
        return named, covers
    wildcard = Unknown("resources are chosen by a wildcard", where)
    found = [wildcard if isinstance(item, str) and ("*" in item or "?" in item) else item for item in named]
    return (found if found and tags is False else [*found, wide]), covers


class RecoveryPoint(Asset, frozen=True, kw_only=True, tag="aws.backup.recovery_point"):
    """A recovery point: one backup of one resource in a vault. Exists only in a running estate."""

    arn: str | Unknown | None
    """ARN of the recovery point."""
    vault: str | Unknown
    """Name of the vault."""
    resource: str | Unknown | None
    """ARN of what was backed up."""
    resource_type: str | Unknown | None
    """Type of what was backed up as AWS Backup calls it: `EBS`, `RDS`, `S3`, …"""
    encrypted: bool | Unknown
    """Whether the recovery point is encrypted."""
    created: datetime | Unknown | None
    """When it was made."""
    delete_at: datetime | Unknown | None
    """When it will be deleted; null when it is kept for ever."""
    retention_days: int | Unknown | None
    """Days after its creation that it is kept; null when it is kept for ever."""


class RestoreTestingPlan(Asset, frozen=True, kw_only=True, tag="aws.backup.restore_testing_plan"):
    """A restore testing plan: recovery points are restored on a schedule, to see whether that works."""

    arn: str | Unknown | None
    """ARN of the plan."""
    schedule: str | Unknown | None
    """`cron(…)` as written; null for the one that AWS Backup uses itself, every day at five."""
    resource_types: list[str | Unknown] | Unknown
    """Types of resources whose recovery points its selections restore, as AWS Backup calls them: `EBS`, `RDS`, …"""
    created: datetime | Unknown | None
    """When the plan was created. Known only in a running estate."""
    last_run: datetime | Unknown | None
    """When tests were last run by it; null when never. Known only in a running estate."""


class RestoreTesting(Asset, frozen=True, kw_only=True, tag="aws.backup.restore_testing"):
    """Restore testing in one region of an account. Exists only in a running estate."""

    has_backups: bool | Unknown
    """Whether a vault of the region holds recovery points."""
    testing_plans: int | Unknown
    """Number of restore testing plans in the region that have a selection. All of them have a schedule."""


PLAN = AssetType(name="aws.backup.plan", record=Plan)
VAULT = AssetType(name="aws.backup.vault", record=Vault)
SELECTION = AssetType(name="aws.backup.selection", record=Selection)
RECOVERY_POINT = AssetType(
    name="aws.backup.recovery_point",
    record=RecoveryPoint,
    runtime=frozenset({"arn", "vault", "resource", "resource_type", "encrypted", "created", "delete_at", "retention_days"}),
)
RESTORE_TESTING_PLAN = AssetType(
    name="aws.backup.restore_testing_plan", record=RestoreTestingPlan, runtime=frozenset({"created", "last_run"})
)
RESTORE_TESTING = AssetType(
    name="aws.backup.restore_testing", record=RestoreTesting, runtime=frozenset({"has_backups", "testing_plans"})
)

BACKUP_SELECTIONS = Relation(
    to="aws.backup.selection",
    mine="arn",
    theirs="resources",
    many=True,
    missing="null",
    within="region",
    doc="The backup selections that name this.",
)
"""For every asset type that AWS Backup protects and that has an `arn`."""

_CRON = re.compile(r"cron\(\s*\S+\s+\S+\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*\)", re.IGNORECASE)
_RATE = re.compile(r"rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)", re.IGNORECASE)
_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]


def runs_daily(schedule: str | Unknown | None) -> Truth:
    """Whether a schedule expression fires on every day. Null stands for the service's own, which does."""
    if schedule is None or isinstance(schedule, Unknown):
        return True if schedule is None else schedule
    rate = _RATE.fullmatch(schedule.strip())
    if rate is not None:
        return int(rate[1]) * _MINUTES[rate[2].lower()] <= _MINUTES["day"]
    cron = _CRON.fullmatch(schedule.strip())
    if cron is None:
        return Unknown(f"the schedule {schedule!r} is not a cron or rate expression that can be read")
    days, months, weekdays, years = (field.lower() for field in cron.groups())
    return (
        _is_every(days, [str(day) for day in range(1, 32)])
        and _is_every(months, _MONTHS)
        and _is_every(weekdays, _WEEKDAYS)
        and _is_every(years, [])
    )


def _is_every(field: str, names: list[str]) -> bool:
    """Whether a field of a cron expression stands for every value: `*`, or all of them by name, number or range."""
    numbers = {name: number for number, name in enumerate(names, 1)}
    found: set[int] = set()
    for part in field.split(","):
        if part in ("*", "?", "*/1", "1/1", "0/1"):
            return True
        ends = [numbers.get(end, int(end[:9]) if end.isdecimal() else 0) for end in part.split("-")]
        if len(ends) <= 2 and all(0 < end <= len(names) for end in ends):
            first, last = ends[0], ends[-1]
            found.update(range(first, last + 1) if first <= last else (*range(first, len(names) + 1), *range(1, last + 1)))
    return bool(names) and found >= set(range(1, len(names) + 1))


def denies_deletion(policy: Policy | Unknown | None) -> Truth:
    """Whether a vault's policy denies everyone to delete recovery points. A condition or an exception leaves it open."""
    if policy is None or isinstance(policy, Unknown):
        return False if policy is None else policy
    return any_of(item if isinstance(item, Unknown) else _denies(item) for item in policy.statements)


def _denies(statement: Statement) -> Truth:
    denies = statement.effect if isinstance(statement.effect, Unknown) else statement.effect == "Deny"
    actions = any_of([_matches(statement.actions, "backup:deleterecoverypoint"), _excepts(statement.not_actions)])
    limits = any_of([_filled(statement.conditions), _filled(statement.not_principals), _filled(statement.not_resources)])
    resources = statement.resources
    everything = resources if isinstance(resources, Unknown) else any_of(_holds(item, "*") for item in resources)
    everyone = any_of([_matches(statement.principals, "*"), _filled(statement.not_principals)])
    certain = all_of([denies, actions, everyone])
    if certain is False:
        return False
    return all_of([certain, _open(opposite(limits)), _open(everything)])


def _open(value: Truth) -> Truth:
    """False becomes unknown: a denial that is limited in some way may still hold for all that matter."""
    return Unknown("the denial has a condition, an exception or names recovery points") if value is False else value


def _holds(item: str | Unknown, text: str) -> Truth:
    return item if isinstance(item, Unknown) else item == text


def _matches(patterns: list[str | Unknown] | Unknown, text: str) -> Truth:
    if isinstance(patterns, Unknown):
        return patterns
    return any_of(item if isinstance(item, Unknown) else fnmatchcase(text, item) for item in patterns)


def _excepts(not_actions: list[str | Unknown] | Unknown) -> Truth:
    """Whether a NotAction list leaves the deletion among the denied actions."""
    if isinstance(not_actions, Unknown) or not not_actions:
        return not_actions if isinstance(not_actions, Unknown) else False
    return opposite(_matches(not_actions, "backup:deleterecoverypoint"))


def _filled(values: object) -> Truth:
    return values if isinstance(values, Unknown) else bool(values)
