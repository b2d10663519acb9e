"""Amazon WorkSpaces: personal desktops, directories, pools. https://docs.aws.amazon.com/workspaces/latest/api/"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.workspaces import Directory, Pool, Workspace
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags


def _workspaces(reader: Reader) -> Iterator[Answer | Unknown]:
    """Desktops, but for those that are being terminated."""
    for item in reader.pages("workspaces:DescribeWorkspaces", "Workspaces"):
        if isinstance(item, Answer) and item.text("State") not in ("TERMINATING", "TERMINATED"):
            yield item


def _tags(member: str) -> Detail:
    """The tags of the resource whose id stands under a member."""
    return detail("workspaces:DescribeTags", "tags", arguments=lambda item: {"ResourceId": item.known(member)})


def _common(place: Place, arn: str, name: str | Unknown | None, got: Got) -> dict[str, Any]:
    return place.common(arn, name, got.read("workspaces:DescribeTags", lambda answer: tags(answer, "TagList")))


def build_workspace(place: Place, item: Answer, got: Got) -> Workspace:
    """One asset per desktop. Desktops that belong to no user have a name instead."""
    name = item.text("WorkspaceName")
    return Workspace(
        **_common(
            place,
            place.arn("workspaces", f"workspace/{item.known('WorkspaceId')}"),
            item.text("UserName") if name is None else name,
            got,
        ),
        root_volume_encrypted=_encrypted(item, "RootVolumeEncryptionEnabled"),
        user_volume_encrypted=_encrypted(item, "UserVolumeEncryptionEnabled"),
        kms_key=item.text("VolumeEncryptionKey"),
    )


def _encrypted(item: Answer, name: str) -> bool | Unknown:
    """A volume is encrypted by the desktop's key, so that one without a key has none that is. Only then may the flag be missing.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html
    """
    value = item.flag(name)
    if value is None and item.text("VolumeEncryptionKey") is None:
        return False
    return item.sure(name, value)


WORKSPACES = Collector(
    asset_type="aws.workspaces.workspace",
    operations=("workspaces:DescribeWorkspaces",),
    find=_workspaces,
    details=(_tags("WorkspaceId"),),
    build=build_workspace,
)


def _directories(reader: Reader) -> Iterator[Answer | Unknown]:
    """Directories that are registered."""
    for item in reader.pages("workspaces:DescribeWorkspaceDirectories", "Directories"):
        if isinstance(item, Answer) and item.text("State") not in ("DEREGISTERING", "DEREGISTERED"):
            yield item


def build_directory(place: Place, item: Answer, got: Got) -> Directory:
    """One asset per directory."""
    name = item.text("WorkspaceDirectoryName")
    creation = item.sure("WorkspaceCreationProperties", item.block("WorkspaceCreationProperties"))
    return Directory(
        **_common(
            place,
            place.arn("workspaces", f"directory/{item.known('DirectoryId')}"),
            item.text("DirectoryName") if name is None else name,
            got,
        ),
        public_ip=creation
        if isinstance(creation, Unknown)
        else creation.sure("EnableInternetAccess", creation.flag("EnableInternetAccess")),
    )


DIRECTORIES = Collector(
    asset_type="aws.workspaces.directory",
    operations=("workspaces:DescribeWorkspaceDirectories",),
    find=_directories,
    details=(_tags("DirectoryId"),),
    build=build_directory,
)


def _pools(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("workspaces:DescribeWorkspacesPools", "WorkspacesPools")


def build_pool(place: Place, item: Answer, got: Got) -> Pool:
    """One asset per pool."""
    arn = item.known("PoolArn")
    return Pool(
        **_common(place, arn, item.known("PoolName"), got),
        arn=arn,
        idle_disconnect_seconds=_seconds(item, "IdleDisconnectTimeoutInSeconds"),
        disconnect_seconds=_seconds(item, "DisconnectTimeoutInSeconds"),
        max_session_seconds=_seconds(item, "MaxUserDurationInSeconds"),
    )


def _seconds(item: Answer, name: str) -> int | Unknown:
    settings = item.sure("TimeoutSettings", item.block("TimeoutSettings"))
    return settings if isinstance(settings, Unknown) else settings.sure(name, settings.integer(name))


POOLS = Collector(
    asset_type="aws.workspaces.pool",
    operations=("workspaces:DescribeWorkspacesPools",),
    find=_pools,
    details=(_tags("PoolId"),),
    build=build_pool,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation has an IAM action of its name.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonworkspaces.html"""
