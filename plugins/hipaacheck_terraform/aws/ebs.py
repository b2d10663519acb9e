"""Amazon EBS: volumes, snapshots and their permissions.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_volume and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.ebs import Snapshot, Volume
from hipaacheck_assets.truth import any_of
from hipaacheck_terraform.arguments import KMS_KEYS
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate

VOLUME = ("aws_ebs_volume",)
SNAPSHOTS = ("aws_ebs_snapshot", "aws_ebs_snapshot_copy")


def volumes(estate: Estate) -> Iterator[Volume]:
    """One asset per volume that is declared by itself."""
    for volume in estate.each(*VOLUME):
        only_live = Unknown("only known at run time", volume.address)
        yield Volume(
            **estate.common(volume, volume.text("id")),
            arn=volume.text("arn"),
            volume_id=volume.text("id"),
            encrypted=_encrypted(volume),
            kms_key=estate.link(volume, "kms_key_id", KMS_KEYS),
            snapshot_id=estate.link(volume, "snapshot_id", SNAPSHOTS),
            attached=only_live,
            created=only_live,
        )


def snapshots(estate: Estate) -> Iterator[Snapshot]:
    """One asset per snapshot or copy of one, and one per snapshot that only permissions name."""
    for family in estate.families(SNAPSHOTS, ("id",), {"aws_snapshot_create_volume_permission": "snapshot_id"}):
        snapshot = family.resource
        accounts: list[str | Unknown] = []
        for child in family.all("aws_snapshot_create_volume_permission"):
            account = child if isinstance(child, Unknown) else child.text("account_id")
            accounts += [] if account is None else [account]
        yield Snapshot(
            **estate.common(snapshot, snapshot.text("id")),
            arn=snapshot.text("arn"),
            volume_id=None if snapshot.type == "aws_ebs_snapshot_copy" else estate.link(snapshot, "volume_id", VOLUME),
            encrypted=_encrypted(snapshot),
            kms_key=estate.link(snapshot, "kms_key_id", KMS_KEYS),
            shared_with=accounts,
            is_public=any_of(account if isinstance(account, Unknown) else account == "all" for account in accounts),
        )


def _encrypted(resource: Resource) -> bool | Unknown:
    """What is declared. Without that, neither a key nor a snapshot proves anything, and the account's default decides."""
    value = resource.flag("encrypted")
    return Unknown("not declared, so the account's default decides", f"{resource.address}.encrypted") if value is None else value
