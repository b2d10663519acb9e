"""Amazon FSx. https://docs.aws.amazon.com/fsx/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.aws.backup import BACKUP_SELECTIONS


class FileSystem(Asset, frozen=True, kw_only=True, tag="aws.fsx.file_system"):
    """A file system of any of the four kinds."""

    arn: str | Unknown | None
    """ARN of the file system."""
    kind: str | Unknown
    """`LUSTRE`, `ONTAP`, `OPENZFS` or `WINDOWS`."""
    deployment_type: str | Unknown | None
    """Deployment type, e.g. `MULTI_AZ_1`, `SCRATCH_2`; null when the service chooses."""
    kms_key: str | Unknown | None
    """ARN of the key; null for the key that AWS manages. Every kind is encrypted at rest, always."""
    backup_retention_days: int | Unknown
    """Days for which FSx keeps its own daily backups; 0 when it makes none."""


FILE_SYSTEM = AssetType(name="aws.fsx.file_system", record=FileSystem, relations={"backup_selections": BACKUP_SELECTIONS})
