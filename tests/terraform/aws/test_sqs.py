"""SQS queues with their policies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

COMPUTED = ("id", "arn", "url", "policy", "sqs_managed_sse_enabled")
PUBLIC = json.dumps({"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sqs:*", "Resource": "*"}})


def queue(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return resource("aws_sqs_queue.a", {"name": "a", **values}, unknown=COMPUTED, **more)


@pytest.mark.parametrize(
    ("values", "encrypted"),
    [
        ({"kms_master_key_id": "alias/phi"}, True),
        ({"sqs_managed_sse_enabled": True}, True),
        ({"sqs_managed_sse_enabled": False}, False),
    ],
)
def test_encryption(values: dict[str, Any], encrypted: bool) -> None:
    assert asset(queue(values)).encrypted is encrypted


def test_encryption_by_a_key_of_the_plan() -> None:
    found: Any = assets(queue({}, refs={"kms_master_key_id": "aws_kms_key.k.id"}), resource("aws_kms_key.k", {}))[
        "aws_sqs_queue.a"
    ]
    assert found.encrypted is True


@pytest.mark.parametrize(
    "declared",
    [
        queue({}),
        resource("aws_sqs_queue.a", {"name": "a"}, unknown=("id", "arn")),
        queue({"sqs_managed_sse_enabled": False}, refs={"kms_master_key_id": "local.key"}),
    ],
    ids=["not declared", "provider without the argument", "key not followed"],
)
def test_encryption_not_told(declared: dict[str, Any]) -> None:
    assert isinstance(asset(declared).encrypted, Unknown)


def test_policies() -> None:
    companion = resource("aws_sqs_queue_policy.a", {"policy": PUBLIC}, refs={"queue_url": "aws_sqs_queue.a.id"})
    assert asset(queue({}), companion).policy.allows_public is True
    assert asset(queue({"policy": PUBLIC})).policy.allows_public is True
    assert asset(queue({})).policy is None


def test_a_policy_that_may_belong_here_is_unknown() -> None:
    url = "https://sqs.us-east-1.amazonaws.com/111122223333/a"
    found: dict[str, Any] = dict(assets(queue({}), resource("aws_sqs_queue_policy.x", {"policy": PUBLIC, "queue_url": url})))
    assert isinstance(found["aws_sqs_queue.a"].policy, Unknown)
    assert found[url].policy.allows_public is True
    assert isinstance(found[url].encrypted, Unknown)
