"""FSx file systems."""

from __future__ import annotations

from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"


def seed(client: Client) -> None:
    """`shares` is backed up for a month, `brief` for too short, `lustre` was left alone, `scratch` has no backups by nature."""
    _create(client, "shares", "WINDOWS", KmsKeyId=KEY, WindowsConfiguration=_windows("MULTI_AZ_1", 30))
    _create(client, "brief", "WINDOWS", WindowsConfiguration=_windows("SINGLE_AZ_2", 3))
    _create(client, "lustre", "LUSTRE", LustreConfiguration={"DeploymentType": "PERSISTENT_2"})
    _create(client, "scratch", "LUSTRE", LustreConfiguration={"DeploymentType": "SCRATCH_2"})
    _create(client, "silent", "OPENZFS", OpenZFSConfiguration={"DeploymentType": "SINGLE_AZ_1", "ThroughputCapacity": 64})


def _create(client: Client, name: str, kind: str, **more: Any) -> None:
    client("fsx").create_file_system(
        FileSystemType=kind,
        StorageCapacity=1200,
        SubnetIds=["subnet-11111111"],
        Tags=[{"Key": "Name", "Value": name}],
        **more,
    )


def _windows(deployment: str, days: int) -> dict[str, Any]:
    return {"DeploymentType": deployment, "AutomaticBackupRetentionDays": days, "ThroughputCapacity": 32}


CASE = Case(
    types=("aws.fsx.file_system",),
    seed=seed,
    expected={
        "aws-fsx-file-system-backed-up": {
            "shares": "pass",
            "brief": "fail",
            "lustre": "fail",
            "scratch": "not_applicable",
            "silent": "unknown",
        },
        "aws-fsx-file-system-classified": {"lustre": "fail", "shares": "fail", "brief": "fail", "silent": "fail"},
    },
    plan=(
        resource(
            "aws_fsx_windows_file_system.shares",
            {
                "id": "fs-1",
                "arn": "arn:aws:fsx:us-east-1:123456789012:file-system/fs-1",
                "deployment_type": "MULTI_AZ_1",
                "kms_key_id": KEY,
                "automatic_backup_retention_days": 30,
                "tags": {"Name": "shares"},
                "tags_all": {"Name": "shares"},
            },
        ),
        resource(
            "aws_fsx_lustre_file_system.lustre",
            {
                "id": "fs-2",
                "arn": "arn:aws:fsx:us-east-1:123456789012:file-system/fs-2",
                "deployment_type": "PERSISTENT_2",
                "kms_key_id": None,
                "automatic_backup_retention_days": None,
                "tags": {"Name": "lustre"},
                "tags_all": {"Name": "lustre"},
            },
        ),
    ),
    differences={("aws.fsx.file_system", "arn"): "the simulator chooses the id"},
)
