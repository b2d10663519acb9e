"""Amazon EFS. https://docs.aws.amazon.com/efs/latest/ug/api-reference.html"""

from __future__ import annotations

import msgspec

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.aws.backup import BACKUP_SELECTIONS
from hipaacheck_assets.aws.policy import Policy, make_policy
from hipaacheck_assets.aws.statement import Statement
from hipaacheck_assets.truth import Truth

_VIA_MOUNT_TARGET = "elasticfilesystem:accessedviamounttarget"


class FileSystem(Asset, frozen=True, kw_only=True, tag="aws.efs.file_system"):
    """A file system, with its policy and its backup policy."""

    arn: str | Unknown | None
    """ARN of the file system."""
    encrypted: bool | Unknown
    """Whether the data are encrypted at rest. Fixed when the file system is created."""
    kms_key: str | Unknown | None
    """ARN of the key; null when the file system is not encrypted."""
    automatic_backups: bool | Unknown
    """Whether AWS Backup backs the file system up every day by EFS's own backup policy."""
    policy: Policy | Unknown | None
    """File system policy; null when there is none: every client that reaches a mount target then has full access."""
    admits_everyone: bool | Unknown
    """Whether every client that reaches a mount target is let in, whoever it is (see `admits_everyone`)."""


def admits_everyone(policy: Policy | Unknown | None) -> Truth:
    """Whether a file system lets in every client that reaches a mount target: it has no policy, or one that allows everyone.

    The condition `elasticfilesystem:AccessedViaMountTarget` limits the way and not who comes, so that it does not count.
    https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
    """
    if policy is None or isinstance(policy, Unknown):
        return True if policy is None else policy
    return make_policy([item if isinstance(item, Unknown) else _by_any_way(item) for item in policy.statements]).allows_public


def _by_any_way(statement: Statement) -> Statement:
    if isinstance(statement.conditions, Unknown):
        return statement
    kept = [item for item in statement.conditions if isinstance(item, Unknown) or item.key != _VIA_MOUNT_TARGET]
    return msgspec.structs.replace(statement, conditions=kept)


class AccessPoint(Asset, frozen=True, kw_only=True, tag="aws.efs.access_point"):
    """An access point: an entrance to a file system."""

    arn: str | Unknown | None
    """ARN of the access point."""
    file_system: str | Unknown | None
    """Id of the file system."""
    posix_uid: int | Unknown | None
    """User id that every request through the access point has; null when clients choose theirs."""
    root_path: str | Unknown
    """Directory that clients see as the root; `/` is the whole file system."""


FILE_SYSTEM = AssetType(name="aws.efs.file_system", record=FileSystem, relations={"backup_selections": BACKUP_SELECTIONS})
ACCESS_POINT = AssetType(name="aws.efs.access_point", record=AccessPoint)
