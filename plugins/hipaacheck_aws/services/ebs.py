"""Amazon EBS: volumes and snapshots. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/

EC2 can leave volumes that other services manage in the account out of its listing, and does unless told otherwise; so they
are asked for. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/amazon-ec2-managed-instances.html
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.ebs import Snapshot, Volume
from hipaacheck_assets.truth import Truth, all_of
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

PUBLIC = "public snapshots"
BLOCK = "ec2:GetSnapshotBlockPublicAccessState"
ATTRIBUTE = "ec2:DescribeSnapshotAttribute"
_COPY = "vol-ffffffff"


def build_volume(place: Place, item: Answer, got: Got) -> Volume | None:
    """One asset per volume, unless it is being deleted."""
    volume_id, state = item.known("VolumeId"), item.required("State")
    if state in ("deleting", "deleted"):
        return None
    arn = place.arn("ec2", f"volume/{volume_id}")
    return Volume(
        **place.common(arn, volume_id, tags(item, "Tags")),
        arn=arn,
        volume_id=volume_id,
        encrypted=item.sure("Encrypted", item.flag("Encrypted")),
        kms_key=item.text("KmsKeyId"),
        snapshot_id=item.text("SnapshotId"),
        attached=_attached(item, state),
        created=item.sure("CreateTime", item.moment("CreateTime")),
    )


def _attached(item: Answer, state: str | Unknown) -> Truth:
    """It is when it has an attachment, and is not when it has none and can be attached."""
    attachments = item.blocks("Attachments")
    if isinstance(attachments, Unknown) or attachments:
        return attachments if isinstance(attachments, Unknown) else True
    if isinstance(state, Unknown) or state == "available":
        return state if isinstance(state, Unknown) else False
    return Unknown(f"it has no attachment, and is {state}", item.where)


VOLUMES = Collector(
    asset_type="aws.ebs.volume",
    operations=("ec2:DescribeVolumes",),
    find=lambda reader: reader.pages("ec2:DescribeVolumes", "Volumes", IncludeManagedResources=True),
    build=build_volume,
)


def _snapshots(reader: Reader) -> Iterator[Answer | Unknown]:
    """Snapshots that the account owns."""
    for item in reader.pages("ec2:DescribeSnapshots", "Snapshots", OwnerIds=["self"]):
        owner = item if isinstance(item, Unknown) else item.text("OwnerId")
        if not isinstance(owner, str) or owner == reader.account.id:
            yield item


def _public(reader: Reader, item: Answer, _: Got) -> Truth:
    """Whether the snapshot is among those of the account that everyone may restore, which one call lists, and the region does
    not block all public sharing."""
    found: dict[str | None, Truth] = reader.once(PUBLIC, lambda: dict(_public_ids(reader)))
    shared = found.get(item.known("SnapshotId"), found.get(None, False))
    return shared if shared is False else all_of([shared, reader.once(BLOCK, lambda: _allows_public(reader))])


def _allows_public(reader: Reader) -> Truth:
    """Whether snapshots that are shared with everyone are public. Where all public sharing is blocked, they keep that permission
    and are treated as private."""
    answer = reader.call(BLOCK)
    state = answer.required("State") if isinstance(answer, Answer) else answer
    return state if isinstance(state, Unknown) else state != "block-all-sharing"


def _public_ids(reader: Reader) -> Iterator[tuple[str | None, Truth]]:
    """Ids of public snapshots; under null, why there may be more."""
    for item in reader.pages("ec2:DescribeSnapshots", "Snapshots", OwnerIds=["self"], RestorableByUserIds=["all"]):
        yield (None, item) if isinstance(item, Unknown) else (item.known("SnapshotId"), True)


def build_snapshot(place: Place, item: Answer, got: Got) -> Snapshot:
    """One asset per snapshot. AWS gives it no account in its ARN."""
    snapshot_id = item.known("SnapshotId")
    arn = place.arn("ec2", f"snapshot/{snapshot_id}", account=False)
    volume_id = item.text("VolumeId")
    return Snapshot(
        **place.common(arn, snapshot_id, tags(item, "Tags")),
        arn=arn,
        volume_id=None if volume_id == _COPY else volume_id,
        encrypted=item.sure("Encrypted", item.flag("Encrypted")),
        kms_key=item.text("KmsKeyId"),
        shared_with=got.read(ATTRIBUTE, lambda answer: answer.each("CreateVolumePermissions", _grantee)),
        is_public=got[PUBLIC],
    )


def _grantee(block: Answer) -> str | Unknown:
    """An account, or the only group there is, `all`."""
    account = block.text("UserId")
    return block.required("Group") if account is None else account


SNAPSHOTS = Collector(
    asset_type="aws.ebs.snapshot",
    operations=("ec2:DescribeSnapshots",),
    find=_snapshots,
    details=(
        Detail(name=PUBLIC, operations=("ec2:DescribeSnapshots", BLOCK), fields=("is_public",), read=_public),
        detail(
            ATTRIBUTE,
            "shared_with",
            arguments=lambda item: {"SnapshotId": item.known("SnapshotId"), "Attribute": "createVolumePermission"},
        ),
    ),
    build=build_snapshot,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation is called like its IAM action."""
