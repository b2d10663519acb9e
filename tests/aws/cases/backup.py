"""AWS Backup. The simulator knows plans and vaults without policies, and no selections, recovery points or restore testing."""

from __future__ import annotations

from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
_ARN = "arn:aws:backup:us-east-1:123456789012:"
_LACKS = "the simulator does not have it"


def seed(client: Client) -> None:
    """A daily plan and a weekly one; a locked vault, one whose lock enforces nothing, and one without a lock."""
    backup = client("backup")
    for name in ("locked", "loose", "open"):
        backup.create_backup_vault(BackupVaultName=name, EncryptionKeyArn=KEY, BackupVaultTags={"Team": "platform"})
    backup.put_backup_vault_lock_configuration(BackupVaultName="locked", MinRetentionDays=35, MaxRetentionDays=400)
    backup.put_backup_vault_lock_configuration(BackupVaultName="loose", ChangeableForDays=3)
    rules: dict[str, dict[str, Any]] = {
        "daily": {"ScheduleExpression": "cron(0 5 ? * * *)", "Lifecycle": {"DeleteAfterDays": 35}},
        "weekly": {"ScheduleExpression": "cron(0 5 ? * 7 *)", "Lifecycle": {"DeleteAfterDays": 180}},
        "brief": {"ScheduleExpression": "cron(0 5 ? * * *)", "Lifecycle": {"DeleteAfterDays": 7}},
        "kept": {"ScheduleExpression": "cron(0 5 ? * * *)"},
    }
    for name, rule in rules.items():
        backup.create_backup_plan(
            BackupPlan={
                "BackupPlanName": name,
                "Rules": [{"RuleName": name, "TargetBackupVaultName": "locked", **rule}],
            },
            BackupPlanTags={"DataClassification": "PHI"},
        )


CASE = Case(
    types=(
        "aws.backup.plan",
        "aws.backup.vault",
        "aws.backup.selection",
        "aws.backup.recovery_point",
        "aws.backup.restore_testing_plan",
        "aws.backup.restore_testing",
    ),
    seed=seed,
    expected={
        "aws-backup-plan-kept-six-years": {"daily": "fail", "kept": "pass", "weekly": "fail", "brief": "fail"},
        "aws-backup-plan-frequency-retention": {"daily": "pass", "kept": "pass", "weekly": "fail", "brief": "fail"},
        "aws-backup-recovery-point-encrypted": {},
        "aws-backup-recovery-point-minimum-retention": {},
        "aws-backup-restore-testing-plan-ran": {},
        "aws-backup-restore-testing-plan-selects-resources": {},
        "aws-backup-restore-testing-scheduled": {"restore-testing": "not_applicable"},
        "aws-backup-vault-deletion-denied": {"locked": "pass", "loose": "pass", "open": "unknown"},
        "aws-backup-vault-lock-minimum-retention": {"locked": "pass", "loose": "fail", "open": "not_applicable"},
        "aws-backup-vault-not-public": {"locked": "unknown"},
    },
    canned={
        "backup:ListBackupSelections": {
            "BackupSelectionsList": [{"SelectionId": "s-1", "SelectionName": "volumes", "BackupPlanId": "daily"}]
        },
        "backup:GetBackupSelection": {
            "SelectionId": "s-1",
            "BackupPlanId": "daily",
            "BackupSelection": {
                "SelectionName": "volumes",
                "IamRoleArn": "arn:aws:iam::123456789012:role/backup",
                "Resources": ["arn:aws:ec2:us-east-1:123456789012:volume/vol-1"],
            },
        },
        "backup:GetBackupVaultAccessPolicy": {
            "BackupVaultName": "locked",
            "Policy": '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"backup:DeleteRecoveryPoint",'
            '"Resource":"*"}]}',
        },
        "backup:ListRecoveryPointsByBackupVault": {
            "RecoveryPoints": [
                {
                    "RecoveryPointArn": "arn:aws:ec2:us-east-1::snapshot/snap-1",
                    "BackupVaultName": "locked",
                    "ResourceArn": "arn:aws:ec2:us-east-1:123456789012:volume/vol-1",
                    "ResourceType": "EBS",
                    "Status": "COMPLETED",
                    "CreationDate": 1793491200,
                    "CompletionDate": 1793494800,
                    "IsEncrypted": False,
                    "Lifecycle": {"DeleteAfterDays": 7},
                    "CalculatedLifecycle": {"DeleteAt": 1794096000},
                }
            ]
        },
        "backup:ListRestoreTestingPlans": {
            "RestoreTestingPlans": [
                {
                    "RestoreTestingPlanArn": f"{_ARN}restore-testing-plan:monthly",
                    "RestoreTestingPlanName": "monthly",
                    "ScheduleExpression": "cron(0 5 1 * ? *)",
                    "CreationTime": 1793491200,
                    "LastExecutionTime": 1793491200,
                }
            ]
        },
        "backup:ListRestoreTestingSelections": {
            "RestoreTestingSelections": [
                {
                    "RestoreTestingPlanName": "monthly",
                    "RestoreTestingSelectionName": "volumes",
                    "ProtectedResourceType": "EBS",
                    "IamRoleArn": "arn:aws:iam::123456789012:role/backup",
                    "CreationTime": 1793491200,
                }
            ]
        },
    },
    unserved={
        "backup:GetBackupVaultAccessPolicy": _LACKS,
        "backup:ListBackupSelections": _LACKS,
        "backup:ListRecoveryPointsByBackupVault": _LACKS,
        "backup:ListRestoreTestingPlans": _LACKS,
    },
    plan=(
        resource(
            "aws_backup_plan.daily",
            {
                "name": "daily",
                "id": "11111111-2222-3333-4444-555555555555",
                "arn": f"{_ARN}backup-plan:11111111-2222-3333-4444-555555555555",
                "rule": [
                    {
                        "rule_name": "daily",
                        "target_vault_name": "locked",
                        "schedule": "cron(0 5 ? * * *)",
                        "lifecycle": [{"delete_after": 35}],
                        "copy_action": [],
                    }
                ],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_backup_vault.locked",
            {
                "name": "locked",
                "id": "locked",
                "arn": f"{_ARN}backup-vault:locked",
                "kms_key_arn": KEY,
                "tags_all": {"Team": "platform"},
            },
        ),
        resource(
            "aws_backup_vault_lock_configuration.locked",
            {"backup_vault_name": "locked", "min_retention_days": 35, "max_retention_days": 400, "changeable_for_days": None},
        ),
    ),
    differences={
        ("aws.backup.plan", "arn"): "the simulator chooses the id",
        ("aws.backup.vault", "policy"): _LACKS,
        ("aws.backup.vault", "denies_deletion"): _LACKS,
        ("aws-backup-vault-not-public", "locked"): _LACKS,
    },
)
