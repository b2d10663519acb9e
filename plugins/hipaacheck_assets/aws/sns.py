"""Amazon SNS. https://docs.aws.amazon.com/sns/latest/api/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.aws.policy import Policy


class Topic(Asset, frozen=True, kw_only=True, tag="aws.sns.topic"):
    """A topic."""

    arn: str | Unknown | None
    """ARN of the topic."""
    kms_key: str | Unknown | None
    """Id, ARN or alias of the key that encrypts messages; null when none does."""
    policy: Policy | Unknown | None
    """Access policy; null when none was set: then only the owner's account has access."""
    delivery_logging: bool | Unknown
    """Whether the delivery of messages is logged for at least one kind of subscriber, failures or successes."""


class Subscription(Asset, frozen=True, kw_only=True, tag="aws.sns.subscription"):
    """A subscription to a topic. Its endpoint, which may be a person's address, is not kept."""

    arn: str | Unknown | None
    """ARN of the subscription."""
    topic: str | Unknown | None
    """ARN of the topic."""
    protocol: str | Unknown | None
    """`https`, `http`, `sqs`, `lambda`, `firehose`, `email`, `email-json`, `sms` or `application`."""


TOPIC = AssetType(name="aws.sns.topic", record=Topic)
SUBSCRIPTION = AssetType(name="aws.sns.subscription", record=Subscription)
