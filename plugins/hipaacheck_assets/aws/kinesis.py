"""Amazon Kinesis Data Streams and Amazon Data Firehose.

https://docs.aws.amazon.com/kinesis/latest/APIReference/, https://docs.aws.amazon.com/firehose/latest/APIReference/
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Stream(Asset, frozen=True, kw_only=True, tag="aws.kinesis.stream"):
    """A data stream."""

    arn: str | Unknown | None
    """ARN of the stream."""
    encrypted: bool | Unknown
    """Whether records are encrypted at rest by a KMS key."""
    kms_key: str | Unknown | None
    """Id, ARN or alias of the key; null when none is named."""
    retention_hours: int | Unknown
    """Hours for which records can be read."""


class DeliveryStream(Asset, frozen=True, kw_only=True, tag="aws.firehose.delivery_stream"):
    """A delivery stream."""

    arn: str | Unknown | None
    """ARN of the delivery stream."""
    source: str | Unknown
    """`direct`, `kinesis`, `msk` or `database`: where records come from. Firehose itself stores only those put directly."""
    encrypted: bool | Unknown
    """Whether records that wait for delivery are encrypted at rest. Kinesis and MSK sources keep their own records."""
    kms_key: str | Unknown | None
    """ARN of the customer's key; null for the key that AWS owns."""
    destination: str | Unknown | None
    """Kind of destination, e.g. `extended_s3`, `http_endpoint`."""


STREAM = AssetType(name="aws.kinesis.stream", record=Stream)
DELIVERY_STREAM = AssetType(name="aws.firehose.delivery_stream", record=DeliveryStream)
