"""EFS file systems and access points."""

from __future__ import annotations

import json
from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
_ID = "the simulator chooses the id"
_ARN = "arn:aws:elasticfilesystem:us-east-1:123456789012:"


def statement(**members: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **members}]})


GOOD = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::123456789012:role/application"},
                "Action": ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
                "Resource": "*",
            },
            {
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "*",
                "Resource": "*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ],
    }
)
OPEN = statement(
    Principal={"AWS": "*"},
    Action="elasticfilesystem:ClientMount",
    Condition={"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
)


def seed(client: Client) -> None:
    """`records` has everything, `open` lets everyone in, `bare` was only created; an access point with an own user and directory,
    and one without."""
    efs = client("efs")
    ids = {}
    for name, more in {"records": {"Encrypted": True, "KmsKeyId": KEY, "Backup": True}, "open": {}, "bare": {}}.items():
        ids[name] = efs.create_file_system(CreationToken=name, Tags=[{"Key": "Name", "Value": name}], **more)["FileSystemId"]
    efs.put_file_system_policy(FileSystemId=ids["records"], Policy=GOOD)
    efs.put_file_system_policy(FileSystemId=ids["open"], Policy=OPEN)
    efs.create_access_point(
        ClientToken="own",
        FileSystemId=ids["records"],
        PosixUser={"Uid": 1000, "Gid": 1000},
        RootDirectory={"Path": "/records"},
        Tags=[{"Key": "Name", "Value": "own"}],
    )
    efs.create_access_point(ClientToken="whole", FileSystemId=ids["bare"], Tags=[{"Key": "Name", "Value": "whole"}])


CASE = Case(
    types=("aws.efs.file_system", "aws.efs.access_point"),
    seed=seed,
    expected={
        "aws-efs-access-point-root-directory-limited": {"own": "pass", "whole": "fail"},
        "aws-efs-access-point-user-identity": {"own": "pass", "whole": "fail"},
        "aws-efs-file-system-classified": {"open": "fail", "bare": "fail", "records": "fail"},
        "aws-efs-file-system-encrypted": {"records": "pass", "bare": "fail"},
        "aws-efs-file-system-in-backup-plan": {"records": "pass", "bare": "fail"},
        "aws-efs-file-system-not-public": {"records": "pass", "open": "fail", "bare": "fail"},
        "aws-efs-file-system-tls-only": {"records": "pass", "open": "fail", "bare": "fail"},
    },
    plan=(
        resource(
            "aws_efs_file_system.records",
            {
                "id": "fs-1",
                "arn": f"{_ARN}file-system/fs-1",
                "name": "records",
                "encrypted": True,
                "kms_key_id": KEY,
                "tags_all": {"Name": "records"},
            },
        ),
        resource("aws_efs_file_system_policy.records", {"file_system_id": "fs-1", "policy": GOOD}),
        resource("aws_efs_backup_policy.records", {"file_system_id": "fs-1", "backup_policy": [{"status": "ENABLED"}]}),
        resource(
            "aws_efs_access_point.own",
            {
                "id": "fsap-1",
                "arn": f"{_ARN}access-point/fsap-1",
                "file_system_id": "fs-1",
                "posix_user": [{"uid": 1000, "gid": 1000}],
                "root_directory": [{"path": "/records"}],
                "tags": {"Name": "own"},
                "tags_all": {"Name": "own"},
            },
        ),
        resource(
            "aws_efs_file_system.bare",
            {
                "id": "fs-2",
                "arn": f"{_ARN}file-system/fs-2",
                "name": "bare",
                "encrypted": False,
                "kms_key_id": None,
                "availability_zone_name": None,
                "tags_all": {"Name": "bare"},
            },
        ),
    ),
    differences={
        ("aws.efs.file_system", "arn"): _ID,
        ("aws.efs.access_point", "arn"): _ID,
        ("aws.efs.access_point", "file_system"): _ID,
    },
)
