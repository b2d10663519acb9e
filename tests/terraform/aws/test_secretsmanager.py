"""Secrets with their policies and rotation."""

from __future__ import annotations

import json

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.secretsmanager import Rotation
from tests.support.plans import asset, assets, resource

COMPUTED = ("id", "arn", "policy", "rotation_enabled", "rotation_lambda_arn", "rotation_rules")
SECRET = resource("aws_secretsmanager_secret.a", {"name": "a"}, unknown=COMPUTED)
PUBLIC = json.dumps(
    {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}}
)
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:rotate"
RULES = [{"automatically_after_days": 30, "schedule_expression": None}]


def test_a_secret_alone_has_no_rotation_and_no_policy() -> None:
    secret = asset(SECRET)
    assert (secret.rotation, secret.policy, secret.kms_key, secret.has_customer_key) == (None, None, None, False)
    assert secret.recovery_window_days == 30


def test_companions_join_by_reference() -> None:
    rotation = resource(
        "aws_secretsmanager_secret_rotation.a",
        {"rotation_lambda_arn": FUNCTION, "rotation_rules": RULES},
        unknown=("id", "rotation_enabled"),
        refs={"secret_id": "aws_secretsmanager_secret.a.id"},
    )
    policy = resource(
        "aws_secretsmanager_secret_policy.a", {"policy": PUBLIC}, refs={"secret_arn": "aws_secretsmanager_secret.a.arn"}
    )
    secret = asset(SECRET, rotation, policy)
    assert secret.rotation == Rotation(enabled=True, after_days=30, schedule=None)
    assert secret.policy.allows_public is True
    assert secret.origins == {"policy": policy["change"]["address"], "rotation": rotation["change"]["address"]}


@pytest.mark.parametrize(
    ("values", "enabled", "days", "schedule"),
    [
        ({"rotation_enabled": False}, False, None, None),
        ({"rotation_enabled": True, "rotation_rules": [{"schedule_expression": "rate(10 days)"}]}, True, None, "rate(10 days)"),
        (
            {"rotation_rules": [{"automatically_after_days": 0, "schedule_expression": "cron(0 8 1 * ? *)"}]},
            True,
            None,
            "cron(0 8 1 * ? *)",
        ),
    ],
)
def test_forms_of_rotation(values: dict[str, object], enabled: bool, days: int | None, schedule: str | None) -> None:
    rotation = resource("aws_secretsmanager_secret_rotation.a", {"secret_id": "a", **values})
    assert asset(SECRET, rotation).rotation == Rotation(enabled=enabled, after_days=days, schedule=schedule)


def test_rotation_switched_by_a_value_known_only_after_apply() -> None:
    rotation = resource("aws_secretsmanager_secret_rotation.a", {"secret_id": "a"}, refs={"rotation_enabled": "local.on"})
    assert isinstance(asset(SECRET, rotation).rotation.enabled, Unknown)


def test_rotation_declared_on_the_secret_itself() -> None:
    secret = asset(
        resource("aws_secretsmanager_secret.a", {"name": "a", "rotation_lambda_arn": FUNCTION, "rotation_rules": RULES})
    )
    assert secret.rotation == Rotation(enabled=True, after_days=30, schedule=None)


def test_rotation_by_a_function_of_the_same_plan() -> None:
    refs = {"rotation_lambda_arn": "aws_lambda_function.f.arn"}
    secret = resource("aws_secretsmanager_secret.a", {"name": "a", "rotation_rules": RULES}, refs=refs)
    found = assets(secret, resource("aws_lambda_function.f", {"function_name": "f"}))["aws_secretsmanager_secret.a"]
    assert found.rotation == Rotation(enabled=True, after_days=30, schedule=None)  # type: ignore[attr-defined]


def test_rotation_by_a_function_that_is_not_known() -> None:
    secret = resource(
        "aws_secretsmanager_secret.a", {"name": "a", "rotation_rules": RULES}, refs={"rotation_lambda_arn": "local.f"}
    )
    assert isinstance(asset(secret).rotation, Unknown)


def test_a_rotation_that_may_belong_to_any_secret_leaves_them_unknown() -> None:
    rotation = resource("aws_secretsmanager_secret_rotation.x", {"rotation_rules": RULES}, refs={"secret_id": "local.secret"})
    assert isinstance(assets(SECRET, rotation)["aws_secretsmanager_secret.a"].rotation, Unknown)  # type: ignore[attr-defined]


def test_a_rotation_of_a_secret_elsewhere_makes_a_stub() -> None:
    stub = assets(resource("aws_secretsmanager_secret_rotation.x", {"secret_id": "elsewhere", "rotation_rules": RULES}))[
        "elsewhere"
    ]
    assert stub.rotation == Rotation(enabled=True, after_days=30, schedule=None)  # type: ignore[attr-defined]
    assert isinstance(stub.has_customer_key, Unknown)  # type: ignore[attr-defined]
    assert isinstance(stub.policy, Unknown)  # type: ignore[attr-defined]


def test_a_policy_on_the_secret_itself() -> None:
    assert asset(resource("aws_secretsmanager_secret.a", {"name": "a", "policy": PUBLIC})).policy.allows_public is True


def test_an_empty_document_deletes_the_policy() -> None:
    assert asset(resource("aws_secretsmanager_secret.a", {"name": "a", "policy": "{}"})).policy is None


@pytest.mark.parametrize(
    ("key", "own"),
    [
        ("alias/aws/secretsmanager", False),
        ("arn:aws:kms:us-east-1:111122223333:alias/aws/secretsmanager", False),
        ("alias/phi", True),
        ("arn:aws:kms:us-east-1:111122223333:key/1234", True),
    ],
)
def test_keys_by_name(key: str, own: bool) -> None:
    assert asset(resource("aws_secretsmanager_secret.a", {"name": "a", "kms_key_id": key})).has_customer_key is own


@pytest.mark.parametrize("target", ["aws_kms_key.k.arn", "aws_kms_alias.k.name"])
def test_a_key_of_the_same_plan_is_the_customers(target: str) -> None:
    keys = [resource("aws_kms_key.k"), resource("aws_kms_alias.k", {"name": "alias/phi"})]
    found = assets(resource("aws_secretsmanager_secret.a", {"name": "a"}, refs={"kms_key_id": target}), *keys)
    assert found["aws_secretsmanager_secret.a"].has_customer_key is True  # type: ignore[attr-defined]


def test_a_key_that_cannot_be_told_is_unknown() -> None:
    assert isinstance(
        asset(resource("aws_secretsmanager_secret.a", {"name": "a"}, refs={"kms_key_id": "local.key"})).has_customer_key, Unknown
    )


@pytest.mark.parametrize(("key", "own"), [("alias/phi", True), (None, False), ("alias/aws/secretsmanager", False)])
def test_a_copy_in_another_region_needs_a_key_too(key: str | None, own: bool) -> None:
    values = {"name": "a", "kms_key_id": "alias/phi", "replica": [{"region": "us-west-2", "kms_key_id": key}]}
    assert asset(resource("aws_secretsmanager_secret.a", values)).has_customer_key is own


def test_copies_that_are_not_known() -> None:
    values = {"name": "a", "kms_key_id": "alias/phi"}
    declared = asset(resource("aws_secretsmanager_secret.a", values, refs={"replica": "local.replicas"}))
    computed = asset(resource("aws_secretsmanager_secret.a", values, unknown=("id", "arn", "replica")))
    assert isinstance(declared.has_customer_key, Unknown)
    assert computed.has_customer_key is True
