"""Amazon EFS: file systems with their policies, and access points. https://docs.aws.amazon.com/efs/latest/ug/api-reference.html"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.efs import AccessPoint, FileSystem, admits_everyone
from hipaacheck_assets.aws.policy import parse_policy
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags


def _of_account(operation: str, key: str, reader: Reader) -> Iterator[Answer]:
    """What the account owns and is not about to be gone."""
    for item in reader.pages(operation, key):
        if isinstance(item, Unknown) or item.known("OwnerId") != reader.account.id:
            continue
        if item.text("LifeCycleState") not in ("deleting", "deleted"):
            yield item


def _id(item: Answer) -> dict[str, Any]:
    return {"FileSystemId": item.known("FileSystemId")}


def build_file_system(place: Place, item: Answer, got: Got) -> FileSystem:
    """One asset per file system."""
    arn = item.text("FileSystemArn")
    if not isinstance(arn, str):
        arn = place.arn("elasticfilesystem", f"file-system/{item.known('FileSystemId')}")
    policy = got.read("efs:DescribeFileSystemPolicy", _policy)
    return FileSystem(
        **place.common(arn, item.text("Name"), tags(item, "Tags")),
        arn=arn,
        encrypted=item.sure("Encrypted", item.flag("Encrypted")),
        kms_key=item.text("KmsKeyId"),
        automatic_backups=got.read("efs:DescribeBackupPolicy", _automatic_backups, False),
        policy=policy,
        admits_everyone=admits_everyone(policy),
    )


def _policy(answer: Answer) -> Any:
    text = answer.required("Policy")
    return text if isinstance(text, Unknown) else parse_policy(text, answer.where)


def _automatic_backups(answer: Answer) -> bool | Unknown:
    """https://docs.aws.amazon.com/efs/latest/ug/API_BackupPolicy.html. Between on and off, nothing is certain."""
    block = answer.sure("BackupPolicy", answer.block("BackupPolicy"))
    status = block.required("Status") if isinstance(block, Answer) else block
    if isinstance(status, Unknown) or status in ("ENABLED", "DISABLED"):
        return status if isinstance(status, Unknown) else status == "ENABLED"
    return Unknown(f"the backup policy is {status}", answer.where)


def build_access_point(place: Place, item: Answer, _: Got) -> AccessPoint:
    """One asset per access point. EFS gives the root directory of each, also where none was chosen."""
    arn = item.known("AccessPointArn")
    user, root = item.block("PosixUser"), item.sure("RootDirectory", item.block("RootDirectory"))
    return AccessPoint(
        **place.common(arn, item.text("Name"), tags(item, "Tags")),
        arn=arn,
        file_system=item.required("FileSystemId"),
        posix_uid=user.sure("Uid", user.integer("Uid")) if isinstance(user, Answer) else user,
        root_path=root.required("Path") if isinstance(root, Answer) else root,
    )


FILE_SYSTEMS = Collector(
    asset_type="aws.efs.file_system",
    operations=("efs:DescribeFileSystems",),
    find=lambda reader: _of_account("efs:DescribeFileSystems", "FileSystems", reader),
    details=(
        detail("efs:DescribeBackupPolicy", "automatic_backups", arguments=_id, absent=("PolicyNotFound",)),
        detail("efs:DescribeFileSystemPolicy", "policy", "admits_everyone", arguments=_id, absent=("PolicyNotFound",)),
    ),
    build=build_file_system,
)

ACCESS_POINTS = Collector(
    asset_type="aws.efs.access_point",
    operations=("efs:DescribeAccessPoints",),
    find=lambda reader: _of_account("efs:DescribeAccessPoints", "AccessPoints", reader),
    build=build_access_point,
)
