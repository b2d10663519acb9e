"""KMS keys and their policies."""

from __future__ import annotations

import json

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

KEY = resource("aws_kms_key.a", {"description": "phi"}, unknown=("id", "arn", "key_id", "policy"))
PUBLIC = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}})
OWN = json.dumps(
    {"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}}
)


def test_what_is_not_set_has_the_documented_default() -> None:
    key = asset(KEY)
    assert (key.spec, key.usage, key.origin) == ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "AWS_KMS")
    assert (key.enabled, key.rotation_enabled, key.deletion_window_days, key.replica) == (True, False, 30, False)
    assert key.policy is None


def test_what_is_set_is_read() -> None:
    values = {
        "enable_key_rotation": True,
        "is_enabled": False,
        "deletion_window_in_days": 7,
        "rotation_period_in_days": 90,
        "policy": OWN,
    }
    key = asset(resource("aws_kms_key.a", values))
    assert (key.enabled, key.rotation_enabled, key.deletion_window_days, key.rotation_period_days) == (False, True, 7, 90)
    assert key.policy.allows_public is False


def test_what_is_known_only_after_apply_is_unknown() -> None:
    refs = dict.fromkeys(("enable_key_rotation", "customer_master_key_spec", "custom_key_store_id", "policy"), "local.x")
    key = asset(resource("aws_kms_key.a", {}, refs=refs))
    assert all(isinstance(value, Unknown) for value in (key.rotation_enabled, key.spec, key.origin, key.policy))


@pytest.mark.parametrize(
    ("values", "origin"),
    [
        ({"custom_key_store_id": "cks-1"}, "AWS_CLOUDHSM"),
        ({"custom_key_store_id": "cks-1", "xks_key_id": "k"}, "EXTERNAL_KEY_STORE"),
        ({"custom_key_store_id": None}, "AWS_KMS"),
    ],
)
def test_key_stores(values: dict[str, str | None], origin: str) -> None:
    assert asset(resource("aws_kms_key.a", values)).origin == origin


def test_a_key_store_of_unknown_kind() -> None:
    key = asset(resource("aws_kms_key.a", {"custom_key_store_id": "cks-1"}, refs={"xks_key_id": "local.key"}))
    assert isinstance(key.origin, Unknown)


def test_a_companion_declares_the_policy() -> None:
    companion = resource("aws_kms_key_policy.a", {"policy": PUBLIC}, refs={"key_id": "aws_kms_key.a.key_id"})
    key = asset(KEY, companion)
    assert key.policy.allows_public is True
    assert key.origins["policy"] == "aws_kms_key_policy.a"


def test_a_companion_that_may_belong_to_any_key_leaves_them_unknown() -> None:
    found = assets(KEY, resource("aws_kms_key_policy.x", {"policy": PUBLIC}, refs={"key_id": "local.key"}))
    assert isinstance(found["aws_kms_key.a"].policy, Unknown)  # type: ignore[attr-defined]


def test_a_policy_of_a_key_elsewhere_makes_a_stub() -> None:
    stub = assets(resource("aws_kms_key_policy.x", {"key_id": "1234", "policy": PUBLIC}))["1234"]
    assert stub.policy.allows_public is True  # type: ignore[attr-defined]
    for field in ("spec", "origin", "replica", "rotation_enabled", "enabled"):
        assert isinstance(getattr(stub, field), Unknown), field


def test_an_imported_key_cannot_rotate() -> None:
    key = asset(resource("aws_kms_external_key.a", {"enabled": True, "key_material_base64": "c2VjcmV0"}))
    assert (key.origin, key.rotation_enabled, key.spec, key.replica) == ("EXTERNAL", False, "SYMMETRIC_DEFAULT", False)
    assert "c2VjcmV0" not in repr(key)


def test_a_replica_follows_its_primary_key() -> None:
    unknown = ("id", "arn", "key_id", "policy", "key_spec", "key_usage", "key_rotation_enabled")
    key = asset(
        resource("aws_kms_replica_key.a", {"enabled": True}, unknown=unknown, refs={"primary_key_arn": "aws_kms_key.a.arn"})
    )
    assert (key.replica, key.multi_region, key.enabled, key.policy) == (True, True, True, None)
    assert isinstance(key.rotation_enabled, Unknown)
    assert isinstance(key.spec, Unknown)


def test_a_plan_has_no_state() -> None:
    assert isinstance(asset(KEY).state, Unknown)
