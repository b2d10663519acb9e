"""WorkSpaces: personal desktops, directories, pools."""

from __future__ import annotations

from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
PHI = [{"Key": "DataClassification", "Value": "PHI"}]


def seed(client: Client) -> None:
    """`nurse` has both volumes encrypted, `clerk` one, `guest` none. moto leaves out flags that are false, even beside a key."""
    subnets = client("ec2").describe_subnets()["Subnets"][:2]
    directory = client("ds").create_directory(
        Name="clinic.example",
        Password="Directory-1",  # noqa: S106
        Size="Small",
        VpcSettings={"VpcId": subnets[0]["VpcId"], "SubnetIds": [subnet["SubnetId"] for subnet in subnets]},
    )["DirectoryId"]
    workspaces = client("workspaces")
    workspaces.register_workspace_directory(DirectoryId=directory, Tags=PHI)
    workspaces.create_workspaces(
        Workspaces=[
            _desktop(
                directory,
                "nurse",
                RootVolumeEncryptionEnabled=True,
                UserVolumeEncryptionEnabled=True,
                VolumeEncryptionKey=KEY,
                Tags=PHI,
            ),
            _desktop(
                directory, "clerk", RootVolumeEncryptionEnabled=False, UserVolumeEncryptionEnabled=True, VolumeEncryptionKey=KEY
            ),
            _desktop(directory, "guest"),
        ]
    )


def _desktop(directory: str, user: str, **more: Any) -> dict[str, Any]:
    return {"DirectoryId": directory, "UserName": user, "BundleId": "wsb-0123456789", **more}


CASE = Case(
    types=("aws.workspaces.workspace", "aws.workspaces.directory", "aws.workspaces.pool"),
    seed=seed,
    expected={
        "aws-workspaces-workspace-encrypted": {"nurse": "pass", "clerk": "unknown", "guest": "fail"},
        "aws-workspaces-directory-no-public-ip": {"clinic.example": "pass"},
        "aws-workspaces-pool-disconnect-timeout": {},
        "aws-workspaces-pool-idle-disconnect": {},
        "aws-workspaces-pool-session-limit": {},
    },
    unserved={"workspaces:DescribeWorkspacesPools": "moto does not have it"},
    plan=(
        resource(
            "aws_workspaces_workspace.nurse",
            {
                "id": "ws-0123456789",
                "user_name": "nurse",
                "root_volume_encryption_enabled": True,
                "user_volume_encryption_enabled": True,
                "volume_encryption_key": KEY,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_workspaces_workspace.guest",
            {
                "id": "ws-9876543210",
                "user_name": "guest",
                "root_volume_encryption_enabled": False,
                "user_volume_encryption_enabled": False,
            },
        ),
        resource(
            "aws_workspaces_directory.clinic",
            {
                "id": "d-0123456789",
                "directory_name": "clinic.example",
                "workspace_creation_properties": [{"enable_internet_access": False}],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
    ),
)
