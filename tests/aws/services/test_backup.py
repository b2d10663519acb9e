"""AWS Backup, from answers that the simulator does not give."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.backup import VaultLock
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import backup, restore_testing
from hipaacheck_live.answers import Answer
from tests.aws.services.scripted import Denied, collect
from tests.support.plans import NOW

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied (AccessDeniedException)", "backup:X")
VAULT = {"BackupVaultName": "v", "BackupVaultArn": "arn:aws:backup:us-east-1:123456789012:backup-vault:v", "Locked": False}
POINT = {
    "RecoveryPointArn": "arn:aws:backup:us-east-1:123456789012:recovery-point:1",
    "BackupVaultName": "v",
    "ResourceArn": "arn:a",
    "ResourceType": "EBS",
    "Status": "COMPLETED",
    "IsEncrypted": True,
    "CreationDate": "2026-10-01T05:00:00Z",
}


def is_unknown(*values: object) -> bool:
    return all(isinstance(value, Unknown) for value in values)


# -- plans and vaults --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ({"Lifecycle": {"DeleteAfterDays": 35}}, 35),
        ({"Lifecycle": {"MoveToColdStorageAfterDays": 30}}, None),
        ({}, None),
        ({"Lifecycle": {"DeleteAfterDays": -1}}, Unknown),
        ({"Lifecycle": {"DeleteAfterEvent": "DELETE_AFTER_COPY"}}, Unknown),
        ({"Lifecycle": "?"}, Unknown),
    ],
)
def test_how_long_a_rule_keeps_recovery_points(rule: dict[str, Any], wanted: Any) -> None:
    answer = Answer({"BackupPlan": {"Rules": [{"RuleName": "r", "TargetBackupVaultName": "v", **rule}]}}, "backup:GetBackupPlan")
    item = Answer({"BackupPlanArn": "arn:p", "BackupPlanName": "p"}, "backup:ListBackupPlans")
    found = backup.build_plan(PLACE, item, Got({"backup:GetBackupPlan": answer, "backup:ListTags": NOT_READ})).rules[0]  # type: ignore[index]
    assert (found.daily, found.vault, found.copies) == (True, "v", False)  # type: ignore[union-attr]
    kept = found.delete_after  # type: ignore[union-attr]
    assert is_unknown(kept) if wanted is Unknown else kept == wanted


def vault(policy: Any = None, **more: Any) -> Any:
    got = Got({"backup:GetBackupVaultAccessPolicy": policy, "backup:ListTags": NOT_READ})
    return backup.build_vault(PLACE, Answer({**VAULT, **more}, "backup:ListBackupVaults"), got)


def test_a_vault_without_a_lock_and_without_a_policy() -> None:
    found = vault()
    assert (found.lock, found.policy, found.denies_deletion, found.kms_key) == (None, None, False, None)


def test_the_lock_of_a_vault() -> None:
    assert vault(Locked=True, MinRetentionDays=7).lock == VaultLock(
        changeable_for_days=None, min_retention_days=7, max_retention_days=None
    )
    assert is_unknown(vault(Locked=True, LockDate=1.0).lock.changeable_for_days)
    assert is_unknown(vault(Locked=None).lock)
    assert vault(VaultType="LOGICALLY_AIR_GAPPED_BACKUP_VAULT", MinRetentionDays=30).lock.min_retention_days == 30


def test_the_policy_of_a_vault() -> None:
    statement = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "backup:DeleteRecoveryPoint", "Resource": "*"}
    assert vault(Answer({"Policy": json.dumps({"Statement": [statement]})}, "x")).denies_deletion is True
    assert is_unknown(vault(DENIED).policy, vault(DENIED).denies_deletion, vault(Answer({}, "x")).denies_deletion)


def test_a_vault_of_another_account_is_none_of_ours() -> None:
    listed = {"BackupVaultList": [VAULT, {**VAULT, "VaultType": "RESTORE_ACCESS_BACKUP_VAULT"}]}
    assets, _, gaps = collect(backup.VAULTS, {"backup:ListBackupVaults": listed}, frozenset({"lock"}))
    assert len(assets) == 1
    assert not gaps.all()


# -- selections --------------------------------------------------------------------------------------------------------

BY_TAG = {"ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "yes"}]}
BY_CONDITION = {"Conditions": {"StringEquals": [{"ConditionKey": "aws:ResourceTag/backup", "ConditionValue": "yes"}]}}
NO_CONDITIONS: dict[str, Any] = {
    "ListOfTags": [],
    "NotResources": [],
    "Conditions": {"StringEquals": [], "StringNotEquals": [], "StringLike": [], "StringNotLike": []},
}
BY_EFS = {
    **NO_CONDITIONS,
    "ListOfTags": [
        {"ConditionType": "STRINGEQUALS", "ConditionKey": "aws:elasticfilesystem:default-backup", "ConditionValue": "enabled"}
    ],
}


def selection(chosen: dict[str, Any], backed_up: Any = (), **answers: Any) -> tuple[Any, Any, Any]:
    """The one selection of a plan whose vault holds recovery points of these resources."""
    points = [{**POINT, "ResourceArn": arn} for arn in backed_up]
    assets, script, gaps = collect(
        backup.SELECTIONS,
        {
            "backup:ListBackupPlans": {"BackupPlansList": [{"BackupPlanId": "p"}]},
            "backup:ListBackupSelections": {
                "BackupSelectionsList": [{"SelectionId": "s", "SelectionName": "n", "BackupPlanId": "p"}]
            },
            "backup:GetBackupSelection": {"BackupSelection": {"SelectionName": "n", **chosen}},
            "backup:GetBackupPlan": {"BackupPlan": {"Rules": [{"TargetBackupVaultName": "v"}, {"TargetBackupVaultName": "v"}]}},
            "backup:ListRecoveryPointsByBackupVault": {"RecoveryPoints": points},
            **{f"backup:{name}": answer for name, answer in answers.items()},
        },
    )
    return assets[0], script, gaps


@pytest.mark.parametrize("more", [{}, NO_CONDITIONS])
def test_resources_named_one_by_one_need_no_proof(more: dict[str, Any]) -> None:
    found, script, _ = selection({**more, "Resources": ["arn:a", "arn:b"]}, ["arn:c"])
    assert (found.resources, found.covers_named, found.plan, found.name) == (["arn:a", "arn:b"], True, "p", "n")
    assert found.id == "arn:aws:backup:us-east-1:123456789012:backup-plan:p/selection/s"
    assert "backup:ListRecoveryPointsByBackupVault" not in {operation for operation, _, _ in script.asked}


@pytest.mark.parametrize("chosen", [BY_TAG, BY_CONDITION, {"NotResources": ["arn:x"]}, {}, {"Resources": ["*"]}])
def test_what_the_plan_has_just_backed_up_is_covered(chosen: dict[str, Any]) -> None:
    found, script, _ = selection(chosen, ["arn:a", "arn:a", "arn:b"])
    assert found.resources[:2] == ["arn:a", "arn:b"]
    assert is_unknown(*found.resources[2:])
    assert len(found.resources) == 3
    assert found.covers_named is True
    asked = [arguments for operation, _, arguments in script.asked if operation == "backup:ListRecoveryPointsByBackupVault"]
    assert len(asked) == 1
    assert (asked[0]["BackupVaultName"], asked[0]["ByBackupPlanId"]) == ("v", "p")
    assert asked[0]["ByCreatedAfter"] == NOW - timedelta(days=2)


def test_conditions_among_named_resources() -> None:
    named = {**BY_CONDITION, "Resources": ["arn:a", "arn:b"]}
    all_of_them, _, _ = selection(named, ["arn:a", "arn:b"])
    assert (all_of_them.resources, all_of_them.covers_named) == (["arn:a", "arn:b"], True)
    one, _, _ = selection(named, ["arn:b"])
    assert one.resources[0] == "arn:b"
    assert is_unknown(one.resources[1])


def test_recovery_points_that_prove_nothing() -> None:
    unfinished, _, _ = selection(BY_TAG, ListRecoveryPointsByBackupVault={"RecoveryPoints": [{**POINT, "Status": "PARTIAL"}]})
    assert is_unknown(*unfinished.resources)


@pytest.mark.parametrize("operation", ["GetBackupPlan", "ListRecoveryPointsByBackupVault"])
def test_without_the_proof_everything_stays_open(operation: str) -> None:
    found, _, gaps = selection(BY_TAG, ["arn:a"], **{operation: Denied})
    assert is_unknown(*found.resources)
    assert [(gap.operation, gap.fields) for gap in gaps.all()] == [(f"backup:{operation}", ("resources", "covers_named"))]


def test_a_selection_that_may_not_be_read() -> None:
    found, _, _ = selection({}, GetBackupSelection=Denied)
    assert is_unknown(found.resources, found.covers_named)


def test_conditions_of_an_odd_form() -> None:
    found, _, _ = selection({"Resources": ["arn:a"], "Conditions": "odd"})
    assert is_unknown(found.resources[0])


def test_what_efs_chooses_is_told_by_its_file_systems() -> None:
    found, _, _ = selection(BY_EFS, ["arn:a"])
    assert (found.resources, found.covers_named) == ([], True)
    also, _, _ = selection({"ListOfTags": [*BY_EFS["ListOfTags"], *BY_TAG["ListOfTags"]]})
    assert is_unknown(*also.resources)


# -- recovery points ---------------------------------------------------------------------------------------------------


def point(**more: Any) -> Any:
    return backup.build_recovery_point(PLACE, Answer({**POINT, **more}, "backup:ListRecoveryPointsByBackupVault"), Got({}))


def test_a_recovery_point() -> None:
    found = point(Lifecycle={"DeleteAfterDays": 35}, CalculatedLifecycle={"DeleteAt": "2026-11-05T05:00:00Z"})
    assert (found.vault, found.resource, found.resource_type, found.encrypted) == ("v", "arn:a", "EBS", True)
    assert (found.retention_days, found.delete_at) == (35, datetime(2026, 11, 5, 5, tzinfo=UTC))
    assert found.created == datetime(2026, 10, 1, 5, tzinfo=UTC)
    assert is_unknown(point(IsEncrypted=None).encrypted)


@pytest.mark.parametrize(
    "lifecycle", [{}, {"Lifecycle": {"OptInToArchiveForSupportedResources": False}, "CalculatedLifecycle": {}}]
)
def test_a_recovery_point_that_is_kept(lifecycle: dict[str, Any]) -> None:
    found = point(**lifecycle)
    assert (found.retention_days, found.delete_at) == (None, None)


def test_a_retention_that_is_told_by_halves() -> None:
    assert is_unknown(point(CalculatedLifecycle={"DeleteAt": "2026-11-05T05:00:00Z"}).retention_days)
    continuous = point(Lifecycle={"DeleteAfterDays": 35})
    assert continuous.retention_days == 35
    assert is_unknown(continuous.delete_at)
    passing = point(Lifecycle={"DeleteAfterDays": 35, "DeleteAfterEvent": "DELETE_AFTER_COPY"})
    assert is_unknown(passing.retention_days, passing.delete_at)


def test_recovery_points_of_every_vault() -> None:
    listed = [POINT, {**POINT, "Status": "DELETING"}, {**POINT, "Status": "CREATING"}]
    answers = {
        "backup:ListBackupVaults": {"BackupVaultList": [VAULT, {**VAULT, "BackupVaultName": "w"}]},
        "backup:ListRecoveryPointsByBackupVault": lambda arguments, _: {
            "RecoveryPoints": [{**item, "BackupVaultName": arguments["BackupVaultName"]} for item in listed]
        },
    }
    assets, _, _ = collect(backup.RECOVERY_POINTS, answers)
    assert [asset.vault for asset in assets] == ["v", "w"]


# -- restore testing ---------------------------------------------------------------------------------------------------

TESTING = {
    "RestoreTestingPlanArn": "arn:aws:backup:us-east-1:123456789012:restore-testing-plan:t-1",
    "RestoreTestingPlanName": "t",
    "ScheduleExpression": "cron(0 5 ? * * *)",
    "CreationTime": "2026-01-01T00:00:00Z",
}


def script(**answers: Any) -> dict[str, Any]:
    return {
        "backup:ListBackupVaults": {"BackupVaultList": [{**VAULT, "NumberOfRecoveryPoints": 3}]},
        "backup:ListRestoreTestingPlans": {"RestoreTestingPlans": [TESTING, {**TESTING, "RestoreTestingPlanName": "empty"}]},
        "backup:ListRestoreTestingSelections": lambda arguments, _: {
            "RestoreTestingSelections": [{"ProtectedResourceType": "RDS"}] if arguments["RestoreTestingPlanName"] == "t" else []
        },
        "backup:ListTags": {"Tags": {}},
        **{f"backup:{name}": answer for name, answer in answers.items()},
    }


def test_restore_testing_plans() -> None:
    (found, empty), _, _ = collect(restore_testing.RESTORE_TESTING_PLANS, script())
    assert (found.name, found.resource_types, found.last_run) == ("t", ["RDS"], None)
    assert found.created == datetime(2026, 1, 1, tzinfo=UTC)
    assert empty.resource_types == []
    (denied, _), _, _ = collect(restore_testing.RESTORE_TESTING_PLANS, script(ListRestoreTestingSelections=Denied))
    assert is_unknown(*denied.resource_types)


@pytest.mark.parametrize(
    ("answers", "backups", "plans"),
    [
        ({}, True, 1),
        ({"ListRestoreTestingPlans": {}}, True, 0),
        ({"ListRestoreTestingPlans": Denied}, True, Unknown),
        ({"ListRestoreTestingSelections": Denied}, True, Unknown),
        ({"ListBackupVaults": {}}, False, 1),
        ({"ListBackupVaults": {"BackupVaultList": [VAULT]}}, Unknown, 1),
        ({"ListBackupVaults": {"BackupVaultList": [{**VAULT, "NumberOfRecoveryPoints": 0}]}}, False, 1),
        (
            {
                "ListBackupVaults": {
                    "BackupVaultList": [{**VAULT, "VaultType": "RESTORE_ACCESS_BACKUP_VAULT", "NumberOfRecoveryPoints": 9}]
                }
            },
            False,
            1,
        ),
        ({"ListBackupVaults": Denied}, Unknown, 1),
    ],
)
def test_restore_testing_of_a_region(answers: dict[str, Any], backups: Any, plans: Any) -> None:
    (found,), _, _ = collect(restore_testing.RESTORE_TESTING, script(**answers))
    for value, wanted in ((found.has_backups, backups), (found.testing_plans, plans)):
        assert is_unknown(value) if wanted is Unknown else value == wanted
