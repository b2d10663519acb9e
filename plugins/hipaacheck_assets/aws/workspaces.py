"""Amazon WorkSpaces. https://docs.aws.amazon.com/workspaces/latest/api/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Workspace(Asset, frozen=True, kw_only=True, tag="aws.workspaces.workspace"):
    """A personal virtual desktop. Its name is the user's."""

    root_volume_encrypted: bool | Unknown
    """Whether the system volume is encrypted."""
    user_volume_encrypted: bool | Unknown
    """Whether the volume of the user's files is encrypted."""
    kms_key: str | Unknown | None
    """KMS key of the encrypted volumes; null when none is named."""


WORKSPACE = AssetType(name="aws.workspaces.workspace", record=Workspace)


class Directory(Asset, frozen=True, kw_only=True, tag="aws.workspaces.directory"):
    """A directory that is registered for desktops."""

    public_ip: bool | Unknown
    """Whether new desktops get a public address."""


DIRECTORY = AssetType(name="aws.workspaces.directory", record=Directory)


class Pool(Asset, frozen=True, kw_only=True, tag="aws.workspaces.pool"):
    """A pool of desktops that users share, one session each."""

    arn: str | Unknown | None
    """ARN of the pool."""
    idle_disconnect_seconds: int | Unknown
    """Seconds without keyboard or mouse input after which a user is disconnected; 0 for never."""
    disconnect_seconds: int | Unknown
    """Seconds for which a session lives on after its user was disconnected."""
    max_session_seconds: int | Unknown
    """Seconds after which a session ends, whatever its user does."""


POOL = AssetType(name="aws.workspaces.pool", record=Pool)
