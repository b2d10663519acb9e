"""SNS topics with their policies, and subscriptions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

COMPUTED = ("id", "arn", "policy")
PUBLIC = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sns:Subscribe", "Resource": "*"}})


def topic(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return resource("aws_sns_topic.a", {"name": "a", **values}, unknown=COMPUTED, **more)


@pytest.mark.parametrize("key", ["alias/aws/sns", None])
def test_a_key_as_declared(key: str | None) -> None:
    assert asset(topic({"kms_master_key_id": key})).kms_key == key


def test_a_key_by_reference() -> None:
    found = assets(topic({}, refs={"kms_master_key_id": "aws_kms_key.k.id"}), resource("aws_kms_key.k", {}))["aws_sns_topic.a"]
    assert found.kms_key.refers == "aws_kms_key.k"  # type: ignore[attr-defined]


def test_a_policy_of_its_own_by_companion_and_none() -> None:
    assert asset(topic({"policy": PUBLIC})).policy.allows_public is True
    found = asset(topic({}), resource("aws_sns_topic_policy.a", {"policy": PUBLIC}, refs={"arn": "aws_sns_topic.a.arn"}))
    assert found.policy.allows_public is True
    assert found.origins["policy"] == "aws_sns_topic_policy.a"
    assert asset(topic({})).policy is None


@pytest.mark.parametrize(
    "companion",
    [
        resource("aws_sns_topic_policy.x", {"policy": PUBLIC}, refs={"arn": "local.arn"}),
        resource("aws_sns_topic_policy.x", {"policy": PUBLIC, "arn": "arn:aws:sns:us-east-1:111122223333:a"}),
    ],
    ids=["reference not followed", "ARN put together"],
)
def test_a_policy_that_may_belong_here_is_unknown(companion: dict[str, Any]) -> None:
    assert isinstance(assets(topic({}), companion)["aws_sns_topic.a"].policy, Unknown)  # type: ignore[attr-defined]


def test_a_policy_of_a_topic_elsewhere_makes_a_stub() -> None:
    found: dict[str, Any] = dict(
        assets(topic({}), resource("aws_sns_topic_policy.x", {"policy": PUBLIC, "arn": "arn:aws:sns:us-east-1:111122223333:b"}))
    )
    stub = found["arn:aws:sns:us-east-1:111122223333:b"]
    assert stub.policy.allows_public is True
    assert isinstance(stub.kms_key, Unknown)
    assert found["aws_sns_topic.a"].policy is None


def test_delivery_logging() -> None:
    role = resource("aws_iam_role.r", {})
    assert asset(topic({})).delivery_logging is False
    assert asset(topic({"http_failure_feedback_role_arn": "arn:aws:iam::111122223333:role/r"})).delivery_logging is True
    found: dict[str, Any] = dict(assets(topic({}, refs={"sqs_success_feedback_role_arn": "aws_iam_role.r.arn"}), role))
    assert found["aws_sns_topic.a"].delivery_logging is True
    assert isinstance(asset(topic({}, refs={"sqs_success_feedback_role_arn": "local.role"})).delivery_logging, Unknown)


def test_a_subscription_keeps_no_endpoint() -> None:
    found: Any = assets(
        topic({}),
        resource(
            "aws_sns_topic_subscription.s",
            {"protocol": "email", "endpoint": "jane@example.org"},
            refs={"topic_arn": "aws_sns_topic.a.arn"},
        ),
    )["aws_sns_topic_subscription.s"]
    assert found.protocol == "email"
    assert found.topic.refers == "aws_sns_topic.a"
    assert "jane" not in repr(found)
