"""Amazon SQS. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.aws.policy import Policy


class Queue(Asset, frozen=True, kw_only=True, tag="aws.sqs.queue"):
    """A queue."""

    arn: str | Unknown | None
    """ARN of the queue."""
    kms_key: str | Unknown | None
    """Id, ARN or alias of the KMS key that encrypts messages; null when none does."""
    encrypted: bool | Unknown
    """Whether messages are encrypted at rest, by a KMS key or by a key that SQS owns."""
    policy: Policy | Unknown | None
    """Access policy; null when none was set: then only the owner's account has access."""


QUEUE = AssetType(name="aws.sqs.queue", record=Queue)
