"""S3 buckets and their companions."""

from __future__ import annotations

import json

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.s3 import Encryption, PublicAccessBlock
from tests.support.plans import asset, assets, resource

BLOCKED = {"block_public_acls": True, "block_public_policy": True, "ignore_public_acls": True, "restrict_public_buckets": True}
BUCKET = resource("aws_s3_bucket.a", {"bucket_prefix": "a"}, unknown=("id", "arn", "bucket", "versioning", "policy"))


def test_a_companion_joins_by_reference() -> None:
    block = resource("aws_s3_bucket_public_access_block.a", BLOCKED, refs={"bucket": "aws_s3_bucket.a.id"})
    bucket = asset(BUCKET, block)
    assert bucket.public_access_block == PublicAccessBlock(**BLOCKED)
    assert bucket.origins["public_access_block"] == "aws_s3_bucket_public_access_block.a"


def test_a_companion_joins_by_equal_literals() -> None:
    named = resource("aws_s3_bucket.a", {"bucket": "phi"})
    assert (
        asset(named, resource("aws_s3_bucket_public_access_block.x", {"bucket": "phi", **BLOCKED})).public_access_block
        is not None
    )


def test_without_companions_nothing_is_declared() -> None:
    bucket = asset(BUCKET)
    assert bucket.public_access_block is None
    assert bucket.versioning is None
    assert bucket.policy is None
    assert bucket.acl_grants == []
    assert bucket.encrypted is True


def test_a_companion_of_a_bucket_elsewhere_makes_a_stub() -> None:
    found = assets(BUCKET, resource("aws_s3_bucket_public_access_block.x", {"bucket": "elsewhere", **BLOCKED}))
    assert found["aws_s3_bucket.a"].public_access_block is None  # type: ignore[attr-defined]
    stub = found["elsewhere"]
    assert stub.public_access_block == PublicAccessBlock(**BLOCKED)  # type: ignore[attr-defined]
    assert isinstance(stub.versioning, Unknown)  # type: ignore[attr-defined]


@pytest.mark.parametrize("reference", ["local.bucket", "data.aws_s3_bucket.x.id"])
def test_a_companion_that_may_belong_to_any_bucket_leaves_them_unknown(reference: str) -> None:
    companion = resource("aws_s3_bucket_public_access_block.x", BLOCKED, refs={"bucket": reference})
    more = [resource("data.aws_s3_bucket.x", {}, actions=["read"])] if reference.startswith("data") else []
    block = assets(BUCKET, companion, *more)["aws_s3_bucket.a"].public_access_block  # type: ignore[attr-defined]
    assert isinstance(block, Unknown)
    assert "aws_s3_bucket_public_access_block.x" in str(block)


def test_nested_blocks_of_provider_3() -> None:
    rule = {
        "apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": "alias/phi"}],
        "bucket_key_enabled": None,
    }
    bucket = asset(
        resource(
            "aws_s3_bucket.a",
            {
                "bucket": "a",
                "server_side_encryption_configuration": [{"rule": [rule]}],
                "versioning": [{"enabled": True, "mfa_delete": False}],
            },
        )
    )
    assert bucket.encryption == Encryption(algorithm="aws:kms", kms_key="alias/phi", bucket_key_enabled=None)
    assert bucket.versioning.status == "Enabled"


def test_a_policy_document_read_during_apply_is_judged_by_its_arguments() -> None:
    statement = {
        "effect": "Deny",
        "actions": ["s3:*"],
        "principals": [{"type": "*", "identifiers": ["*"]}],
        "condition": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}],
    }
    marks = {"json": True, "id": True, "statement": [{"actions": [False], "resources": [True]}]}
    document = resource("data.aws_iam_policy_document.tls", {"statement": [statement]}, unknown=marks, actions=["read"])
    policy = resource(
        "aws_s3_bucket_policy.a", {}, refs={"bucket": "aws_s3_bucket.a.id", "policy": "data.aws_iam_policy_document.tls.json"}
    )
    bucket = asset(BUCKET, policy, document)
    assert bucket.policy.allows_public is False
    assert isinstance(bucket.policy.requires_tls, Unknown)  # it may cover the bucket only in part


def test_a_public_policy_in_json() -> None:
    text = json.dumps({"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject", "Resource": "*"}})
    bucket = asset(
        resource("aws_s3_bucket.a", {"bucket": "a"}), resource("aws_s3_bucket_policy.a", {"bucket": "a", "policy": text})
    )
    assert bucket.policy.allows_public is True
    assert bucket.policy.public_actions == ["s3:getobject"]
