"""Restore testing of AWS Backup: whether backups are tried out.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListRestoreTestingPlans.html, API_ListRestoreTestingSelections.html,
API_ListBackupVaults.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.backup import RestoreTesting, RestoreTestingPlan
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_aws.services.backup import arn_of, listed, tags_of
from hipaacheck_live.answers import Answer, tags


def _testing_plans(reader: Reader) -> Iterator[Answer]:
    return listed("backup:ListRestoreTestingPlans", "RestoreTestingPlans", reader)


def _plan_name(item: Answer) -> dict[str, Any]:
    return {"RestoreTestingPlanName": item.known("RestoreTestingPlanName")}


def build_restore_testing_plan(place: Place, item: Answer, got: Got) -> RestoreTestingPlan:
    """One asset per restore testing plan."""
    arn = item.known("RestoreTestingPlanArn")
    return RestoreTestingPlan(
        **place.common(arn, item.known("RestoreTestingPlanName"), tags_of(got)),
        arn=arn,
        schedule=item.text("ScheduleExpression"),
        resource_types=got.read(
            "backup:ListRestoreTestingSelections",
            lambda found: [item if isinstance(item, Unknown) else item.required("ProtectedResourceType") for item in found],
        ),
        created=item.sure("CreationTime", item.moment("CreationTime")),
        last_run=item.moment("LastExecutionTime"),
    )


def _region(reader: Reader) -> Iterator[Answer]:
    yield Answer({}, "backup:ListBackupVaults", reader.region)


def _with_selections(reader: Reader, _: Answer, __: Got) -> list[Truth]:
    """Of each restore testing plan, whether it has a selection."""
    return [
        plan
        if isinstance(plan, Unknown)
        else any_of(
            selection if isinstance(selection, Unknown) else True
            for selection in reader.pages("backup:ListRestoreTestingSelections", "RestoreTestingSelections", **_plan_name(plan))
        )
        for plan in reader.pages("backup:ListRestoreTestingPlans", "RestoreTestingPlans")
    ]


def build_restore_testing(place: Place, _: Answer, got: Got) -> RestoreTesting:
    """One asset per region."""
    return RestoreTesting(
        **place.common(place.arn("backup", "restore-testing"), None, tags(None, "")),
        has_backups=got.read("backup:ListBackupVaults", lambda found: any_of(_filled(vault) for vault in found)),
        testing_plans=got.read("testing_plans", _count),
    )


def _filled(vault: Answer | Unknown) -> Truth:
    if isinstance(vault, Unknown):
        return vault
    if vault.text("VaultType") == "RESTORE_ACCESS_BACKUP_VAULT":
        return False
    number = vault.sure("NumberOfRecoveryPoints", vault.integer("NumberOfRecoveryPoints"))
    return number if isinstance(number, Unknown) else number > 0


def _count(found: list[Truth]) -> int | Unknown:
    return next((item for item in found if isinstance(item, Unknown)), found.count(True))


RESTORE_TESTING_PLANS = Collector(
    asset_type="aws.backup.restore_testing_plan",
    operations=("backup:ListRestoreTestingPlans",),
    find=_testing_plans,
    details=(
        detail(
            "backup:ListRestoreTestingSelections",
            "resource_types",
            arguments=_plan_name,
            pages="RestoreTestingSelections",
        ),
        detail("backup:ListTags", "tags", arguments=arn_of("RestoreTestingPlanArn")),
    ),
    build=build_restore_testing_plan,
)

RESTORE_TESTING = Collector(
    asset_type="aws.backup.restore_testing",
    operations=("backup:ListBackupVaults",),
    find=_region,
    details=(
        Detail(
            name="backup:ListBackupVaults",
            operations=("backup:ListBackupVaults",),
            fields=("has_backups",),
            read=lambda reader, item, got: reader.pages("backup:ListBackupVaults", "BackupVaultList"),
        ),
        Detail(
            name="testing_plans",
            operations=("backup:ListRestoreTestingPlans", "backup:ListRestoreTestingSelections"),
            fields=("testing_plans",),
            read=_with_selections,
        ),
    ),
    build=build_restore_testing,
)
