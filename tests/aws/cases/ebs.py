"""EBS volumes and snapshots."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from tests.support.aws import Case, Client
from tests.support.plans import NOW, resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ARN = "arn:aws:ec2:us-east-1:123456789012"
BLOCKS = "moto.ec2.models.elastic_block_store"


def seed(client: Client) -> None:
    """`vol-good` is encrypted and attached, `vol-bad` neither, `vol-new` is not attached yet; `snap-good` is encrypted, `snap-bad` open to everyone."""
    ec2 = client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    where = {"AvailabilityZone": "us-east-1a", "Size": 8}
    with patch(f"{BLOCKS}.random_volume_id", side_effect=["vol-good", "vol-new", "vol-bad"]):
        tagged = [{"ResourceType": "volume", "Tags": [{"Key": "DataClassification", "Value": "PHI"}]}]
        ec2.create_volume(**where, Encrypted=True, KmsKeyId=KEY, TagSpecifications=tagged)
        for days in (1, 30):
            with patch(f"{BLOCKS}.utcnow", return_value=NOW - timedelta(days=days)):
                ec2.create_volume(**where, Encrypted=False)
    instance = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, Placement={"AvailabilityZone": "us-east-1a"})
    ec2.attach_volume(VolumeId="vol-good", InstanceId=instance["Instances"][0]["InstanceId"], Device="/dev/sdf")
    with patch(f"{BLOCKS}.random_snapshot_id", side_effect=["snap-good", "snap-bad"]):
        ec2.create_snapshot(VolumeId="vol-good")
        ec2.create_snapshot(VolumeId="vol-bad")
    ec2.modify_snapshot_attribute(
        SnapshotId="snap-bad", Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
    )


CASE = Case(
    types=("aws.ebs.snapshot", "aws.ebs.volume"),
    seed=seed,
    expected={
        "aws-ebs-snapshot-encrypted": {"snap-good": "pass", "snap-bad": "fail"},
        "aws-ebs-snapshot-not-public": {"snap-bad": "unknown"},
        "aws-ebs-volume-attached": {"vol-good": "pass", "vol-new": "pass", "vol-bad": "fail"},
        "aws-ebs-volume-classified": {"vol-bad": "fail", "vol-good": "pass", "vol-new": "fail"},
        "aws-ebs-volume-encrypted": {"vol-good": "pass", "vol-bad": "fail"},
        "aws-ebs-volume-in-backup-plan": {"vol-good": "fail", "vol-bad": "fail"},
    },
    unserved={
        "ec2:GetSnapshotBlockPublicAccessState": "moto does not have it, and lists private snapshots, too, among those that everyone may restore",
    },
    canned={
        "ec2:GetSnapshotBlockPublicAccessState": "<GetSnapshotBlockPublicAccessStateResponse><state>unblocked</state>"
        "</GetSnapshotBlockPublicAccessStateResponse>",
    },
    plan=(
        resource(
            "aws_ebs_volume.good",
            {
                "id": "vol-good",
                "arn": f"{ARN}:volume/vol-good",
                "encrypted": True,
                "kms_key_id": KEY,
                "snapshot_id": None,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_ebs_volume.bad",
            {"id": "vol-bad", "arn": f"{ARN}:volume/vol-bad", "encrypted": False, "kms_key_id": None, "snapshot_id": None},
        ),
        resource(
            "aws_ebs_snapshot.bad",
            {
                "id": "snap-bad",
                "arn": "arn:aws:ec2:us-east-1::snapshot/snap-bad",
                "volume_id": "vol-bad",
                "encrypted": False,
                "kms_key_id": None,
            },
        ),
        resource(
            "aws_snapshot_create_volume_permission.bad", {"id": "snap-bad-all", "snapshot_id": "snap-bad", "account_id": "all"}
        ),
    ),
    differences={
        ("aws.ebs.snapshot", "is_public"): "moto does not tell whether the region blocks public sharing",
        ("aws-ebs-snapshot-not-public", "snap-bad"): "moto does not tell whether the region blocks public sharing",
        ("aws.ebs.volume", "attached"): "only known at run time",
        ("aws.ebs.volume", "created"): "only known at run time",
    },
)
