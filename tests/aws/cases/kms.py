"""KMS: keys."""

from __future__ import annotations

import json

from moto.moto_api._internal import mock_random

from tests.support.aws import Case, Client
from tests.support.plans import resource


def policy(principal: object) -> str:
    """Who may use a key."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


GOOD = "95ea8236-792b-4fee-a052-218f810ce0db"
OPEN = "a9dc3620-54cb-43ec-9bfa-66fdf617c3c4"
SIGNS = "20f2fa03-c4f9-4456-957c-a806639629ec"
STALE = "8c650187-6c1b-4ceb-8a1a-3a74b9a7c961"
OWN = policy({"AWS": "arn:aws:iam::123456789012:root"})


def seed(client: Client) -> None:
    """A good key, an open one that is about to be deleted, one that signs, one that does not rotate. A seed makes their ids the
    same each time."""
    mock_random.seed("kms")
    kms = client("kms")
    common = {"MultiRegion": False, "KeyUsage": "ENCRYPT_DECRYPT"}
    good = kms.create_key(Policy=OWN, Tags=[{"TagKey": "DataClassification", "TagValue": "PHI"}], **common)
    kms.enable_key_rotation(KeyId=good["KeyMetadata"]["KeyId"], RotationPeriodInDays=365)
    bad = kms.create_key(Policy=policy("*"), **common)
    kms.schedule_key_deletion(KeyId=bad["KeyMetadata"]["KeyId"], PendingWindowInDays=7)
    kms.create_key(Policy=OWN, MultiRegion=False, KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")
    kms.create_key(Policy=OWN, **common)


CASE = Case(
    types=("aws.kms.key",),
    seed=seed,
    expected={
        "aws-kms-key-not-pending-deletion": {GOOD: "pass", SIGNS: "pass", OPEN: "fail", STALE: "pass"},
        "aws-kms-key-policy-not-public": {GOOD: "pass", SIGNS: "pass", OPEN: "fail", STALE: "pass"},
        "aws-kms-key-rotation-enabled": {GOOD: "pass", SIGNS: "not_applicable", OPEN: "not_applicable", STALE: "fail"},
    },
    plan=(
        resource(
            "aws_kms_key.good",
            {
                "id": GOOD,
                "key_id": GOOD,
                "arn": f"arn:aws:kms:us-east-1:123456789012:key/{GOOD}",
                "customer_master_key_spec": "SYMMETRIC_DEFAULT",
                "key_usage": "ENCRYPT_DECRYPT",
                "is_enabled": True,
                "multi_region": False,
                "enable_key_rotation": True,
                "policy": OWN,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_kms_key.signs",
            {
                "id": SIGNS,
                "key_id": SIGNS,
                "arn": f"arn:aws:kms:us-east-1:123456789012:key/{SIGNS}",
                "customer_master_key_spec": "RSA_2048",
                "key_usage": "SIGN_VERIFY",
                "is_enabled": True,
                "multi_region": False,
                "enable_key_rotation": False,
                "policy": OWN,
                "tags_all": {},
            },
        ),
    ),
    differences={
        ("aws.kms.key", "deletion_window_days"): "said when a key is declared, or when it is deleted, and never told",
        ("aws.kms.key", "state"): "a plan has no state",
    },
)
