"""KMS answers that no simulator gives."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import kms
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
LISTED = Answer({"KeyId": "abc", "KeyArn": "arn:aws:kms:us-east-1:123456789012:key/abc"}, "kms:ListKeys")
KEY: dict[str, Any] = {
    "KeyManager": "CUSTOMER",
    "KeySpec": "SYMMETRIC_DEFAULT",
    "KeyUsage": "ENCRYPT_DECRYPT",
    "Origin": "AWS_KMS",
    "MultiRegion": False,
    "Enabled": True,
    "KeyState": "Enabled",
}
DENIED = Unknown("access denied (AccessDeniedException)", "kms:DescribeKey")


def build(key: Any = KEY, **got: Any) -> Any:
    described = Answer({"KeyMetadata": key}, "kms:DescribeKey") if isinstance(key, dict) else key
    details = dict.fromkeys(("GetKeyRotationStatus", "GetKeyPolicy", "ListResourceTags"), NOT_READ) | got
    return kms.build(PLACE, LISTED, Got({"kms:DescribeKey": described, **{f"kms:{name}": got for name, got in details.items()}}))


def test_a_key() -> None:
    rotation = Answer({"KeyRotationEnabled": True, "RotationPeriodInDays": 90}, "kms:GetKeyRotationStatus")
    policy = Answer({"Policy": '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}}'}, "p")
    key = build(GetKeyRotationStatus=rotation, GetKeyPolicy=policy)
    assert (key.id, key.name, key.spec, key.origin, key.state) == (key.arn, "abc", "SYMMETRIC_DEFAULT", "AWS_KMS", "Enabled")
    assert (key.rotation_enabled, key.rotation_period_days, key.replica, key.enabled) == (True, 90, False, True)
    assert key.policy.allows_public is True
    assert key.tags == NOT_READ


def test_a_key_that_cannot_rotate() -> None:
    key = build(GetKeyRotationStatus=None)
    assert (key.rotation_enabled, key.rotation_period_days) == (False, None)


@pytest.mark.parametrize(("kind", "expected"), [("REPLICA", True), ("PRIMARY", False)])
def test_keys_of_several_regions(kind: str, expected: bool) -> None:
    key = build({**KEY, "MultiRegion": True, "MultiRegionConfiguration": {"MultiRegionKeyType": kind}})
    assert (key.multi_region, key.replica) == (True, expected)


def test_keys_that_aws_manages_are_left_out_and_asked_nothing() -> None:
    managed = {**KEY, "KeyManager": "AWS"}
    assert build(managed) is None
    got = Got({"kms:DescribeKey": Answer({"KeyMetadata": managed}, "kms:DescribeKey")})
    assert [detail.read(None, LISTED, got) for detail in kms.KEYS.details[1:]] == [None] * 3


@pytest.mark.parametrize("described", [DENIED, {}, Answer({}, "kms:DescribeKey")])
def test_what_is_not_told_is_unknown(described: Any) -> None:
    key = build(described, GetKeyRotationStatus=Answer({}, "kms:GetKeyRotationStatus"), GetKeyPolicy=DENIED)
    for name in ("spec", "usage", "origin", "replica", "multi_region", "enabled", "rotation_enabled", "policy", "state"):
        assert isinstance(getattr(key, name), Unknown), name
