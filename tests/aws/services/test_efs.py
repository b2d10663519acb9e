"""File systems and access points of EFS, from answers that the simulator does not give."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import efs
from hipaacheck_live.answers import Answer
from tests.aws.services.scripted import Denied, collect

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
EFS = {"FileSystemId": "fs-1", "OwnerId": "123456789012", "LifeCycleState": "available", "Encrypted": True, "Tags": []}


def file_system(policy: Any = None, backups: Any = None, **more: Any) -> Any:
    got = Got({"efs:DescribeFileSystemPolicy": policy, "efs:DescribeBackupPolicy": backups})
    return efs.build_file_system(PLACE, Answer({**EFS, **more}, "efs:DescribeFileSystems"), got)


@pytest.mark.parametrize(
    ("status", "wanted"),
    [("ENABLED", True), ("DISABLED", False), ("ENABLING", Unknown), ("DISABLING", Unknown), (None, Unknown)],
)
def test_the_backup_policy(status: str | None, wanted: Any) -> None:
    found = file_system(backups=Answer({"BackupPolicy": {"Status": status}}, "efs:DescribeBackupPolicy")).automatic_backups
    assert isinstance(found, Unknown) if wanted is Unknown else found is wanted


def test_a_file_system_without_policies() -> None:
    found = file_system()
    assert (found.automatic_backups, found.policy, found.admits_everyone, found.name) == (False, None, True, None)
    assert found.id == "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-1"
    unread = file_system(NOT_READ, NOT_READ)
    assert all(isinstance(value, Unknown) for value in (unread.policy, unread.admits_everyone, unread.automatic_backups))


def test_encryption_that_is_not_told_is_unknown() -> None:
    assert isinstance(file_system(Encrypted=None).encrypted, Unknown)


def test_file_systems_of_others_and_those_that_go_are_left_out() -> None:
    listed = [EFS, {**EFS, "OwnerId": "999988887777"}, {**EFS, "LifeCycleState": "deleting"}]
    answers = {"efs:DescribeFileSystems": {"FileSystems": listed}, "efs:DescribeBackupPolicy": Denied}
    assets, _, gaps = collect(efs.FILE_SYSTEMS, answers)
    assert len(assets) == 1
    assert {gap.operation for gap in gaps.all()} == {"efs:DescribeBackupPolicy", "efs:DescribeFileSystemPolicy"}


@pytest.mark.parametrize(
    ("given", "uid", "path"),
    [
        ({"RootDirectory": {"Path": "/"}}, None, "/"),
        ({"RootDirectory": {"Path": "/a"}, "PosixUser": {"Uid": 0, "Gid": 0}}, 0, "/a"),
        ({"PosixUser": {}}, Unknown, Unknown),
    ],
)
def test_an_access_point(given: dict[str, Any], uid: Any, path: Any) -> None:
    item = Answer({"AccessPointArn": "arn:p", "FileSystemId": "fs-1", **given}, "efs:DescribeAccessPoints")
    found = efs.build_access_point(PLACE, item, Got({}))
    for value, wanted in ((found.posix_uid, uid), (found.root_path, path)):
        assert isinstance(value, Unknown) if wanted is Unknown else value == wanted
