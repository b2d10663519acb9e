"""Further parts of S3 buckets: one companion for each field."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.s3 import EXPIRES_ON_A_DATE, EXPIRES_SOME, LifecycleRule
from tests.support.plans import asset, assets, resource

BUCKET = resource(
    "aws_s3_bucket.a",
    {"bucket": "a"},
    unknown=("id", "arn", "logging", "versioning", "replication_configuration", "lifecycle_rule"),
)


def part(name: str, values: dict[str, Any]) -> dict[str, Any]:
    return resource(f"aws_s3_bucket_{name}.a", values, refs={"bucket": "aws_s3_bucket.a.id"})


def test_parts_declared_by_companions() -> None:
    found = asset(
        BUCKET,
        part("logging", {"target_bucket": "logs", "target_prefix": "a/"}),
        part("versioning", {"versioning_configuration": [{"status": "Suspended", "mfa_delete": None}]}),
        part("ownership_controls", {"rule": [{"object_ownership": "BucketOwnerEnforced"}]}),
        part("replication_configuration", {"rule": [{"status": "Enabled", "destination": [{"bucket": "arn:aws:s3:::b"}]}]}),
        part("lifecycle_configuration", {"rule": [{"id": "x", "status": "Enabled", "expiration": []}]}),
        part("object_lock_configuration", {"rule": []}),
    )
    assert found.logging.target_bucket == "logs"
    assert found.versioning.status == "Suspended"
    assert found.ownership == "BucketOwnerEnforced"
    assert (found.replication.enabled, found.replication.destinations) == (True, ["arn:aws:s3:::b"])
    assert found.lifecycle_rules == [LifecycleRule(enabled=True, expiration_days=None)]
    assert found.object_lock is True


def test_a_public_canned_acl() -> None:
    found = asset(BUCKET, part("acl", {"acl": "public-read-write"}))
    assert {(grant.grantee.rsplit("/", 1)[1], grant.permission) for grant in found.acl_grants} == {
        ("AllUsers", "READ"),
        ("AllUsers", "WRITE"),
    }


def nested(name: str, values: dict[str, Any], unknown: str) -> Any:
    """The bucket of a plan that declares a nested block, one attribute of which is known only after apply."""
    return asset(resource("aws_s3_bucket.a", {"bucket": "a", name: [values]}, unknown={"id": True, name: [{unknown: True}]}))


def test_what_a_nested_block_leaves_to_apply_is_unknown() -> None:
    versioned = nested("versioning", {"mfa_delete": False}, "enabled")
    assert isinstance(versioned.versioning.status, Unknown)
    assert versioned.versioning.mfa_delete == "Disabled"
    assert isinstance(nested("object_lock_configuration", {}, "object_lock_enabled").object_lock, Unknown)


def test_a_lock_that_may_belong_here_leaves_object_lock_unknown() -> None:
    bucket = resource("aws_s3_bucket.a", {"bucket": "a", "object_lock_enabled": False})
    lock = resource("aws_s3_bucket_object_lock_configuration.x", {}, refs={"bucket": "local.bucket"})
    found: dict[str, Any] = dict(assets(bucket, lock))
    assert isinstance(found["aws_s3_bucket.a"].object_lock, Unknown)


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ({"expiration": [{"days": 365}]}, 365),
        ({"expiration": [{"days": 365}], "filter": [{"prefix": ""}], "prefix": ""}, 365),
        ({"expiration": [{"days": 0, "expired_object_delete_marker": True}]}, None),
        ({"expiration": [{"date": "2027-01-01T00:00:00Z", "days": 0}]}, EXPIRES_ON_A_DATE),
        ({"expiration": [{"days": 365}], "filter": [{"prefix": "tmp/"}]}, EXPIRES_SOME),
        ({"expiration": [{"days": 365}], "filter": [{"and": [{"prefix": "a/"}]}]}, EXPIRES_SOME),
        ({"expiration": [{"days": 365}], "prefix": "tmp/"}, EXPIRES_SOME),
    ],
)
def test_when_objects_expire(rule: dict[str, Any], wanted: Any) -> None:
    found = asset(BUCKET, part("lifecycle_configuration", {"rule": [{"id": "x", "status": "Enabled", **rule}]}))
    assert found.lifecycle_rules == [LifecycleRule(enabled=True, expiration_days=wanted)]
