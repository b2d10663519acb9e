"""Amazon WorkSpaces: personal desktops, directories, pools.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/workspaces_workspace and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.workspaces import Directory, Pool, Workspace
from hipaacheck_terraform.arguments import KMS_KEYS, flag
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def workspaces(estate: Estate) -> Iterator[Workspace]:
    """One asset per desktop. The provider documents no encryption as the default."""
    for workspace in estate.each("aws_workspaces_workspace"):
        yield Workspace(
            **estate.common(workspace, workspace.text("user_name")),
            root_volume_encrypted=flag(workspace, "root_volume_encryption_enabled", False),
            user_volume_encrypted=flag(workspace, "user_volume_encryption_enabled", False),
            kms_key=estate.link(workspace, "volume_encryption_key", KMS_KEYS),
        )


def directories(estate: Estate) -> Iterator[Directory]:
    """One asset per directory. Those of pools have a name of their own."""
    for directory in estate.each("aws_workspaces_directory"):
        name = directory.text("workspace_directory_name")
        yield Directory(
            **estate.common(directory, directory.text("directory_name") if name is None else name),
            public_ip=_public_ip(directory),
        )


def _public_ip(directory: Resource) -> bool | Unknown:
    """False by default within the block; without it, what WorkSpaces sets is not documented."""
    block = directory.block("workspace_creation_properties")
    if block is None:
        return Unknown("not declared, and AWS documents no default", f"{directory.address}.workspace_creation_properties")
    return flag(block, "enable_internet_access", False)


def pools(estate: Estate) -> Iterator[Pool]:
    """One asset per pool."""
    for pool in estate.each("aws_workspaces_pool"):
        block = pool.block("timeout_settings")
        yield Pool(
            **estate.common(pool, pool.text("name")),
            arn=pool.text("arn"),
            idle_disconnect_seconds=_seconds(pool, block, "idle_disconnect_timeout_in_seconds"),
            disconnect_seconds=_seconds(pool, block, "disconnect_timeout_in_seconds"),
            max_session_seconds=_seconds(pool, block, "max_user_duration_in_seconds"),
        )


def _seconds(pool: Resource, block: Block | Unknown | None, name: str) -> int | Unknown:
    found = block.integer(name) if isinstance(block, Block) else block
    return Unknown("not declared, and AWS documents no default", f"{pool.address}.{name}") if found is None else found
