"""SNS and SQS answers that no simulator gives."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import sns, sqs
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
POLICY = '{"Version": "2012-10-17", "Statement": []}'


def topic(attributes: Any) -> Any:
    got = Got({"sns:GetTopicAttributes": attributes, "sns:ListTagsForResource": NOT_READ})
    return sns.build_topic(PLACE, Answer({"TopicArn": "arn:aws:sns:us-east-1:123456789012:results"}, "sns:ListTopics"), got)


def queue(attributes: Any) -> Any:
    got = Got({"sqs:GetQueueAttributes": attributes, "sqs:ListQueueTags": NOT_READ})
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/orders"
    return sqs.build(PLACE, Answer({"QueueUrl": url}, "sqs:ListQueues"), got)


def attributes(**values: Any) -> Answer:
    return Answer({"Attributes": values}, "Get")


@pytest.mark.parametrize("role", ["SQSFailureFeedbackRoleArn", "HTTPSuccessFeedbackRoleArn", "LambdaFailureFeedbackRoleArn"])
def test_a_topic(role: str) -> None:
    found = topic(attributes(Policy=POLICY, **{role: "arn:aws:iam::123456789012:role/feedback"}))
    assert (found.name, found.kms_key, found.policy.allows_public, found.delivery_logging) == ("results", None, False, True)
    assert topic(attributes(Policy=POLICY, SQSSuccessFeedbackSampleRate="0")).delivery_logging is False


@pytest.mark.parametrize("answer", [NOT_READ, Answer({}, "sns:GetTopicAttributes")])
def test_a_topic_that_tells_nothing(answer: Any) -> None:
    found = topic(answer)
    for value in (found.kms_key, found.policy, found.delivery_logging):
        assert isinstance(value, Unknown)
    assert isinstance(topic(attributes()).policy, Unknown)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"KmsMasterKeyId": "alias/orders", "SqsManagedSseEnabled": "false"}, ("alias/orders", True)),
        ({"SqsManagedSseEnabled": "true"}, (None, True)),
        ({"SqsManagedSseEnabled": "false"}, (None, False)),
    ],
)
def test_a_queue(given: dict[str, str], expected: tuple[Any, Any]) -> None:
    found = queue(attributes(QueueArn="arn:aws:sqs:us-east-1:123456789012:orders", **given))
    assert (found.name, found.arn) == ("orders", "arn:aws:sqs:us-east-1:123456789012:orders")
    assert (found.kms_key, found.encrypted) == expected
    assert found.policy is None


@pytest.mark.parametrize("answer", [NOT_READ, Answer({}, "sqs:GetQueueAttributes")])
def test_a_queue_that_tells_nothing(answer: Any) -> None:
    found = queue(answer)
    for value in (found.kms_key, found.encrypted, found.policy):
        assert isinstance(value, Unknown)
    assert isinstance(queue(attributes(Policy=POLICY)).encrypted, Unknown)


def test_queues_are_asked_for_in_pages() -> None:
    """Without a length of pages SQS gives one page, and does not say that there are more."""
    (found,) = sqs._find(_Listed())  # type: ignore[arg-type]
    assert isinstance(found, Answer)
    assert found.known("QueueUrl") == "https://sqs.us-east-1.amazonaws.com/123456789012/1000"


def test_a_subscription_counts_when_it_is_confirmed() -> None:
    assert len(list(sns._find_subscriptions(_Listed()))) == 2  # type: ignore[arg-type]


class _Listed:
    def pages(self, operation: str, key: str) -> list[Answer | Unknown]:
        """A confirmed subscription, others, and a listing that broke off."""
        arns = ("PendingConfirmation", "Deleted", "arn:aws:sns:us-east-1:123456789012:results:1")
        return [*(Answer({"SubscriptionArn": arn}, operation) for arn in arns), Unknown("throttled", operation)]

    def names(self, operation: str, key: str, **arguments: Any) -> list[str]:
        """Names what was asked for."""
        return [f"https://sqs.us-east-1.amazonaws.com/123456789012/{arguments['MaxResults']}"]


def test_a_key_that_cannot_be_read_leaves_the_encryption_open() -> None:
    redacted = {"$redacted": {"why": "x"}}
    assert isinstance(queue(attributes(KmsMasterKeyId=redacted, SqsManagedSseEnabled="false")).encrypted, Unknown)
