"""Amazon Kinesis data streams and Firehose delivery streams.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kinesis_stream and
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kinesis_firehose_delivery_stream.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.kinesis import DeliveryStream, Stream
from hipaacheck_terraform.arguments import KMS_KEYS, default, flag
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def streams(estate: Estate) -> Iterator[Stream]:
    """One asset per data stream."""
    for stream in estate.each("aws_kinesis_stream"):
        kind, hours = stream.text("encryption_type"), stream.integer("retention_period")
        yield Stream(
            **estate.common(stream, stream.text("name")),
            arn=stream.text("arn"),
            encrypted=kind if isinstance(kind, Unknown) else kind == "KMS",
            kms_key=estate.link(stream, "kms_key_id", KMS_KEYS),
            retention_hours=default(hours, 24),
        )


def delivery_streams(estate: Estate) -> Iterator[DeliveryStream]:
    """One asset per delivery stream."""
    for stream in estate.each("aws_kinesis_firehose_delivery_stream"):
        block = stream.block("server_side_encryption")
        yield DeliveryStream(
            **estate.common(stream, stream.text("name")),
            arn=stream.text("arn"),
            source=_source(stream),
            encrypted=flag(block, "enabled", False),
            kms_key=estate.link(block, "key_arn", KMS_KEYS, of=stream) if isinstance(block, Block) else block,
            destination=stream.text("destination"),
        )


def _source(stream: Resource) -> str | Unknown:
    for name in ("kinesis", "msk"):
        block = stream.block(f"{name}_source_configuration")
        if block is not None:
            return block if isinstance(block, Unknown) else name
    return "direct"
