"""S3 buckets."""

from __future__ import annotations

import json
from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

BLOCKED = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
OWNER = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"
TLS_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::records", "arn:aws:s3:::records/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}


def seed(client: Client) -> None:
    """`records` has everything, `leaky` is open to everyone, `bare` was only created."""
    s3 = client("s3")
    for name in ("records", "leaky", "bare", "access-logs"):
        s3.create_bucket(Bucket=name, **({"ObjectLockEnabledForBucket": True} if name == "records" else {}))
    _grant(s3, "access-logs", "http://acs.amazonaws.com/groups/s3/LogDelivery", "WRITE", "READ_ACP")
    _grant(s3, "leaky", "http://acs.amazonaws.com/groups/global/AllUsers", "READ", "WRITE")
    s3.put_public_access_block(Bucket="records", PublicAccessBlockConfiguration=BLOCKED)
    s3.put_bucket_versioning(Bucket="records", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_encryption(
        Bucket="records",
        ServerSideEncryptionConfiguration={
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY},
                    "BucketKeyEnabled": True,
                }
            ]
        },
    )
    s3.put_bucket_policy(Bucket="records", Policy=json.dumps(TLS_ONLY))
    s3.put_bucket_logging(
        Bucket="records", BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "access-logs", "TargetPrefix": "records/"}}
    )
    s3.put_bucket_tagging(Bucket="records", Tagging={"TagSet": [{"Key": "DataClassification", "Value": "PHI"}]})
    s3.put_bucket_ownership_controls(Bucket="records", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    s3.create_bucket(Bucket="copies")
    s3.put_bucket_versioning(Bucket="copies", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_replication(
        Bucket="records",
        ReplicationConfiguration={
            "Role": "arn:aws:iam::123456789012:role/replication",
            "Rules": [
                {
                    "ID": "all",
                    "Priority": 1,
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "DeleteMarkerReplication": {"Status": "Disabled"},
                    "Destination": {"Bucket": "arn:aws:s3:::copies"},
                }
            ],
        },
    )
    s3.put_bucket_lifecycle_configuration(
        Bucket="records",
        LifecycleConfiguration={
            "Rules": [{"ID": "old", "Status": "Enabled", "Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 90}}]
        },
    )


def _grant(s3: Any, bucket: str, group: str, *permissions: str) -> None:
    grants = [{"Grantee": {"Type": "Group", "URI": group}, "Permission": permission} for permission in permissions]
    s3.put_bucket_acl(Bucket=bucket, AccessControlPolicy={"Owner": {"ID": OWNER}, "Grants": grants})


CASE = Case(
    types=("aws.s3.bucket",),
    seed=seed,
    expected={
        "aws-s3-bucket-access-logged": {"records": "pass", "leaky": "fail", "bare": "fail"},
        "aws-s3-bucket-acls-disabled": {"records": "pass", "leaky": "fail"},
        "aws-s3-bucket-classified": {"records": "pass", "bare": "fail"},
        "aws-s3-bucket-encrypted": {"records": "pass", "bare": "pass"},
        "aws-s3-bucket-in-backup-plan": {"records": "fail"},
        "aws-s3-bucket-kms-encrypted": {"records": "pass", "bare": "fail"},
        "aws-s3-bucket-log-bucket-not-public": {"records": "pass", "bare": "not_applicable"},
        "aws-s3-bucket-mfa-delete-enabled": {"records": "fail", "bare": "not_applicable"},
        "aws-s3-bucket-no-public-read": {"records": "pass", "bare": "pass", "leaky": "fail"},
        "aws-s3-bucket-no-public-write": {"records": "pass", "bare": "pass", "leaky": "fail"},
        "aws-s3-bucket-object-lock-enabled": {"records": "pass", "bare": "fail"},
        "aws-s3-bucket-public-access-blocked": {"records": "pass", "leaky": "fail", "bare": "fail"},
        "aws-s3-bucket-replicated": {"records": "pass", "bare": "fail"},
        "aws-s3-bucket-tls-only": {"records": "pass", "bare": "fail"},
        "aws-s3-bucket-version-lifecycle": {"records": "pass", "bare": "not_applicable"},
        "aws-s3-bucket-versioned": {"records": "pass", "bare": "fail"},
    },
    plan=(
        resource(
            "aws_s3_bucket.records",
            {
                "bucket": "records",
                "id": "records",
                "arn": "arn:aws:s3:::records",
                "object_lock_enabled": True,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_s3_bucket_public_access_block.records",
            {
                "bucket": "records",
                "block_public_acls": True,
                "block_public_policy": True,
                "ignore_public_acls": True,
                "restrict_public_buckets": True,
            },
        ),
        resource(
            "aws_s3_bucket_versioning.records",
            {"bucket": "records", "versioning_configuration": [{"status": "Enabled", "mfa_delete": None}]},
        ),
        resource(
            "aws_s3_bucket_server_side_encryption_configuration.records",
            {
                "bucket": "records",
                "rule": [
                    {
                        "apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": KEY}],
                        "bucket_key_enabled": True,
                    }
                ],
            },
        ),
        resource("aws_s3_bucket_policy.records", {"bucket": "records", "policy": json.dumps(TLS_ONLY)}),
        resource(
            "aws_s3_bucket_logging.records",
            {"bucket": "records", "target_bucket": "access-logs", "target_prefix": "records/"},
        ),
        resource(
            "aws_s3_bucket_lifecycle_configuration.records",
            {"bucket": "records", "rule": [{"id": "old", "status": "Enabled", "filter": [{}]}]},
        ),
        resource(
            "aws_s3_bucket_ownership_controls.records",
            {"bucket": "records", "rule": [{"object_ownership": "BucketOwnerEnforced"}]},
        ),
        resource(
            "aws_s3_bucket_replication_configuration.records",
            {
                "bucket": "records",
                "role": "arn:aws:iam::123456789012:role/replication",
                "rule": [{"status": "Enabled", "destination": [{"bucket": "arn:aws:s3:::copies"}]}],
            },
        ),
        resource("aws_s3_bucket.access_logs", {"bucket": "access-logs", "id": "access-logs", "arn": "arn:aws:s3:::access-logs"}),
    ),
    differences={
        ("aws.s3.bucket", "acl_grants"): "S3 lists the owner's own grant, which no plan declares",
    },
)
