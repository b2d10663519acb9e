"""Secrets Manager, from answers that the simulator does not give."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.secretsmanager import Rotation
from hipaacheck_aws.services.secretsmanager import SECRETS
from tests.aws.services.scripted import Denied, collect

SECRET = {"ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:s-AbCdEf", "Name": "s"}


def secret(listed: dict[str, Any], **answers: Any) -> tuple[Any, Any, Any]:
    assets, script, gaps = collect(
        SECRETS,
        {
            "secretsmanager:ListSecrets": {"SecretList": [{**SECRET, **listed}]},
            "secretsmanager:DescribeSecret": {**SECRET, **listed},
            "secretsmanager:GetResourcePolicy": {"ARN": SECRET["ARN"], "Name": "s"},
            "kms:DescribeKey": lambda arguments, _: {
                "KeyMetadata": {"KeyManager": "AWS" if "managed" in arguments["KeyId"] else "CUSTOMER"}
            },
            **{name.replace("_", ":"): answer for name, answer in answers.items()},
        },
    )
    return (assets[0] if assets else None), script, gaps


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [
        ({}, False),
        ({"KmsKeyId": "alias/aws/secretsmanager"}, False),
        ({"KmsKeyId": "arn:aws:kms:us-east-1:123456789012:alias/aws/secretsmanager"}, False),
        ({"KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/managed"}, False),
        ({"KmsKeyId": "own"}, True),
        ({"KmsKeyId": "own", "ReplicationStatus": [{"Region": "eu-west-1", "KmsKeyId": "alias/own"}]}, True),
        ({"KmsKeyId": "own", "ReplicationStatus": [{"Region": "eu-west-1"}]}, False),
        ({"KmsKeyId": "own", "ReplicationStatus": "?"}, Unknown),
    ],
)
def test_whose_key_it_is(listed: dict[str, Any], wanted: Any) -> None:
    found, script, _ = secret(listed)
    value = found.has_customer_key
    assert isinstance(value, Unknown) if wanted is Unknown else value is wanted
    for copy in listed.get("ReplicationStatus", ()) if isinstance(listed.get("ReplicationStatus"), list) else ():
        if "KmsKeyId" in copy:
            assert ("kms:DescribeKey", "eu-west-1", {"KeyId": "alias/own"}) in script.asked


@pytest.mark.parametrize("operation", ["kms_DescribeKey", "secretsmanager_DescribeSecret"])
def test_a_key_that_may_not_be_read(operation: str) -> None:
    found, _, _ = secret({"KmsKeyId": "own"}, **{operation: Denied})
    assert isinstance(found.has_customer_key, Unknown)
    without, _, _ = secret({}, **{operation: Denied})
    assert without.has_customer_key is False


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [
        ({"RotationEnabled": False, "RotationRules": {"AutomaticallyAfterDays": 30}}, (False, 30, None)),
        ({"RotationEnabled": True}, (True, None, None)),
        (
            {"RotationEnabled": True, "RotationRules": {"AutomaticallyAfterDays": 1, "ScheduleExpression": "rate(4 hours)"}},
            (True, None, "rate(4 hours)"),
        ),
    ],
)
def test_a_rotation(listed: dict[str, Any], wanted: tuple[Any, Any, Any]) -> None:
    enabled, days, schedule = wanted
    found, _, _ = secret(listed)
    assert found.rotation == Rotation(enabled=enabled, after_days=days, schedule=schedule)


def test_a_secret_that_never_rotated_and_has_no_policy() -> None:
    found, _, _ = secret({})
    assert (found.rotation, found.policy, found.recovery_window_days) == (None, None, None)
    denied, _, _ = secret({}, secretsmanager_GetResourcePolicy=Denied)
    assert isinstance(denied.policy, Unknown)


def test_a_copy_is_told_by_its_primary() -> None:
    found, _, gaps = secret({"PrimaryRegion": "eu-west-1"})
    assert found is None
    assert [(gap.state, gap.region) for gap in gaps.all()] == [("out_of_scope", "eu-west-1")]
    here, _, gaps = secret({"PrimaryRegion": "us-east-1"})
    assert here.name == "s"
    assert not gaps.all()


def test_values_are_never_asked_for() -> None:
    assert not any("Value" in operation for operation in SECRETS.calls(frozenset({"*"})))
