"""Amazon EBS: volumes and snapshots.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ (DescribeVolumes, DescribeSnapshots)
"""

from __future__ import annotations

from datetime import datetime

from hipaacheck import Asset, AssetType, Relation, Unknown
from hipaacheck_assets.aws.backup import BACKUP_SELECTIONS


class Volume(Asset, frozen=True, kw_only=True, tag="aws.ebs.volume"):
    """A volume that is declared by itself. Those declared within an instance are on the instance. In a running estate, every
    volume; those that are attached are on their instance too."""

    arn: str | Unknown | None
    """ARN."""
    volume_id: str | Unknown | None
    """`vol-…`."""
    encrypted: bool | Unknown
    """Whether it is encrypted at rest. Where nothing is declared, the snapshot it comes from and the account's default
    decide, so that it is unknown."""
    kms_key: str | Unknown | None
    """ARN of the key; null for the account's default key, or when it is not encrypted."""
    snapshot_id: str | Unknown | None
    """Snapshot it was made from; null when it began empty."""
    attached: bool | Unknown
    """Whether it is attached to an instance, running or not, or to something that AWS runs for the account. Since when it is
    not, nothing tells. Known only in a running estate."""
    created: datetime | Unknown
    """When it was created. Known only in a running estate."""


VOLUME = AssetType(
    name="aws.ebs.volume",
    record=Volume,
    relations={"backup_selections": BACKUP_SELECTIONS},
    runtime=frozenset({"attached", "created"}),
)


class Snapshot(Asset, frozen=True, kw_only=True, tag="aws.ebs.snapshot"):
    """A snapshot of a volume."""

    arn: str | Unknown | None
    """ARN."""
    volume_id: str | Unknown | None
    """Volume it was taken of; null for a copy or an import."""
    encrypted: bool | Unknown
    """Whether it is encrypted at rest."""
    kms_key: str | Unknown | None
    """ARN of the key; null for that of the volume, or the default one, or when it is not encrypted."""
    shared_with: list[str | Unknown] | Unknown
    """Accounts that may make volumes from it; `all` for everyone."""
    is_public: bool | Unknown
    """Whether anyone may make a volume from it."""


SNAPSHOT = AssetType(
    name="aws.ebs.snapshot",
    record=Snapshot,
    relations={
        "volume": Relation(
            to="aws.ebs.volume",
            mine="volume_id",
            theirs="volume_id",
            missing="null",
            doc="The volume it was taken of, while there is one.",
        ),
    },
)
