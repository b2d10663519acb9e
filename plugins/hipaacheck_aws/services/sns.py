"""Amazon SNS: topics and subscriptions. https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.policy import parse_policy
from hipaacheck_assets.aws.sns import Subscription, Topic
from hipaacheck_assets.truth import any_of
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_SUBSCRIBERS = ("Application", "Firehose", "HTTP", "Lambda", "SQS")
_ROLES = tuple(f"{kind}{outcome}FeedbackRoleArn" for kind in _SUBSCRIBERS for outcome in ("Failure", "Success"))


def build_topic(place: Place, item: Answer, got: Got) -> Topic:
    """One asset per topic. SNS leaves out attributes that are not set; a topic always has a policy."""
    arn = item.known("TopicArn")

    def attribute(function: Callable[[Answer], Any]) -> Any:
        return got.read("sns:GetTopicAttributes", lambda answer: _attribute(answer, function))

    return Topic(
        **place.common(arn, arn.rsplit(":", 1)[-1], got.read("sns:ListTagsForResource", lambda answer: tags(answer, "Tags"))),
        arn=arn,
        kms_key=attribute(lambda found: found.text("KmsMasterKeyId")),
        policy=attribute(lambda found: parse_policy(found.required("Policy"), found.where)),
        delivery_logging=attribute(_delivery_logging),
    )


def _attribute(answer: Answer, function: Callable[[Answer], Any]) -> Any:
    found = answer.sure("Attributes", answer.block("Attributes"))
    return found if isinstance(found, Unknown) else function(found)


def _delivery_logging(found: Answer) -> bool | Unknown:
    roles = [found.text(name) for name in _ROLES]
    return any_of(role if isinstance(role, Unknown) else role is not None for role in roles)


def _find_subscriptions(reader: Reader) -> Iterator[Answer | Unknown]:
    """The account's subscriptions that are confirmed: until then nothing is delivered, and SNS gives no ARN."""
    for item in reader.pages("sns:ListSubscriptions", "Subscriptions"):
        if isinstance(item, Unknown) or item.known("SubscriptionArn").startswith("arn:"):
            yield item


def build_subscription(place: Place, item: Answer, got: Got) -> Subscription:
    """One asset per subscription, which has no tags."""
    arn = item.known("SubscriptionArn")
    return Subscription(
        **place.common(arn, None, Tags(items={})),
        arn=arn,
        topic=item.required("TopicArn"),
        protocol=item.required("Protocol"),
    )


TOPICS = Collector(
    asset_type="aws.sns.topic",
    operations=("sns:ListTopics",),
    find=lambda reader: reader.pages("sns:ListTopics", "Topics"),
    details=(
        detail(
            "sns:GetTopicAttributes",
            "kms_key",
            "policy",
            "delivery_logging",
            arguments=lambda item: {"TopicArn": item.known("TopicArn")},
        ),
        detail("sns:ListTagsForResource", "tags", arguments=lambda item: {"ResourceArn": item.known("TopicArn")}),
    ),
    build=build_topic,
)

SUBSCRIPTIONS = Collector(
    asset_type="aws.sns.subscription",
    operations=("sns:ListSubscriptions",),
    find=_find_subscriptions,
    build=build_subscription,
)
