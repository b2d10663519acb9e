"""Amazon Kinesis Data Streams and Amazon Data Firehose.

https://docs.aws.amazon.com/kinesis/latest/APIReference/, https://docs.aws.amazon.com/firehose/latest/APIReference/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.kinesis import DeliveryStream, Stream
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, Malformed, tags


def _streams(reader: Reader) -> Iterator[Answer | Unknown]:
    for name in reader.names("kinesis:ListStreams", "StreamNames"):
        if isinstance(name, str):
            yield Answer({"StreamName": name}, "kinesis:ListStreams.StreamNames")


def _tags(answer: Answer) -> Tags | Unknown:
    """The tags, which come in one answer unless it says that there are more."""
    more = answer.flag("HasMoreTags")
    if more is not False:
        return more if isinstance(more, Unknown) else Unknown("only some of the tags were given", answer.where)
    return tags(answer, "Tags")


def _part(got: Got, operation: str, name: str, fact: Callable[[Answer], Any]) -> Any:
    """A fact about the structure that an answer consists of."""

    def read(answer: Answer) -> Any:
        block = answer.sure(name, answer.block(name))
        return block if isinstance(block, Unknown) else fact(block)

    return got.read(operation, read)


def build_stream(place: Place, item: Answer, got: Got) -> Stream:
    """One asset per data stream."""

    def read(fact: Callable[[Answer], Any]) -> Any:
        return _part(got, "kinesis:DescribeStreamSummary", "StreamDescriptionSummary", fact)

    name = item.known("StreamName")
    arn = place.arn("kinesis", f"stream/{name}")
    return Stream(
        **place.common(arn, name, got.read("kinesis:ListTagsForStream", _tags)),
        arn=arn,
        encrypted=read(_encrypted),
        kms_key=read(lambda stream: stream.text("KeyId")),
        retention_hours=read(lambda stream: stream.sure("RetentionPeriodHours", stream.integer("RetentionPeriodHours"))),
    )


def _encrypted(stream: Answer) -> bool | Unknown:
    kind = stream.required("EncryptionType")
    return kind if isinstance(kind, Unknown) else kind == "KMS"


def _stream(item: Answer) -> dict[str, Any]:
    return {"StreamName": item.known("StreamName")}


STREAMS = Collector(
    asset_type="aws.kinesis.stream",
    operations=("kinesis:ListStreams",),
    find=_streams,
    details=(
        detail("kinesis:DescribeStreamSummary", "encrypted", "kms_key", "retention_hours", arguments=_stream),
        detail("kinesis:ListTagsForStream", "tags", arguments=_stream),
    ),
    build=build_stream,
)


def _delivery_streams(reader: Reader) -> Iterator[Answer | Unknown]:
    """Firehose gives no token for the next page: it is asked for what comes after the last name."""
    arguments: dict[str, Any] = {}
    while True:
        answer = reader.call("firehose:ListDeliveryStreams", Limit=100, **arguments)
        if not isinstance(answer, Answer):
            return
        names = answer.texts("DeliveryStreamNames")
        more = answer.sure("HasMoreDeliveryStreams", answer.flag("HasMoreDeliveryStreams"))
        known = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
        yield from (Answer({"DeliveryStreamName": name}, "firehose:ListDeliveryStreams") for name in known)
        if isinstance(names, Unknown) or isinstance(more, Unknown) or len(known) < len(names) or (more and not known):
            raise Malformed("firehose:ListDeliveryStreams: the list of delivery streams is incomplete")
        if not more:
            return
        arguments = {"ExclusiveStartDeliveryStreamName": known[-1]}


def build_delivery_stream(place: Place, item: Answer, got: Got) -> DeliveryStream:
    """One asset per delivery stream."""

    def read(fact: Callable[[Answer], Any]) -> Any:
        return _part(got, "firehose:DescribeDeliveryStream", "DeliveryStreamDescription", fact)

    name = item.known("DeliveryStreamName")
    arn = place.arn("firehose", f"deliverystream/{name}")
    return DeliveryStream(
        **place.common(arn, name, got.read("firehose:ListTagsForDeliveryStream", _tags)),
        arn=arn,
        source=read(_source),
        encrypted=read(_delivery_encrypted),
        kms_key=read(_delivery_key),
        destination=read(_destination),
    )


_SOURCES = {"DirectPut": "direct", "KinesisStreamAsSource": "kinesis", "MSKAsSource": "msk", "DatabaseAsSource": "database"}


def _source(stream: Answer) -> str | Unknown:
    kind = stream.required("DeliveryStreamType")
    return kind if isinstance(kind, Unknown) else _SOURCES.get(kind, kind)


def _delivery_encrypted(stream: Answer) -> bool | Unknown:
    """Only `ENABLED` and `DISABLED` are settled; of a stream that has another source, Firehose stores nothing to encrypt.

    https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeliveryStreamEncryptionConfiguration.html
    """
    name = "DeliveryStreamEncryptionConfiguration"
    block = stream.block(name)
    if block is None and _source(stream) in ("kinesis", "msk", "database"):
        return False
    settings = stream.sure(name, block)
    state = settings if isinstance(settings, Unknown) else settings.required("Status")
    if isinstance(state, Unknown):
        return state
    return state == "ENABLED" if state in ("ENABLED", "DISABLED") else Unknown(f"encryption is {state}", stream.where)


def _delivery_key(stream: Answer) -> str | Unknown | None:
    """None with the key that AWS owns."""
    block = stream.block("DeliveryStreamEncryptionConfiguration")
    return block.text("KeyARN") if isinstance(block, Answer) else block


_DESTINATIONS = {
    "ExtendedS3DestinationDescription": "extended_s3",
    "RedshiftDestinationDescription": "redshift",
    "ElasticsearchDestinationDescription": "elasticsearch",
    "AmazonopensearchserviceDestinationDescription": "opensearch",
    "AmazonOpenSearchServerlessDestinationDescription": "opensearchserverless",
    "SplunkDestinationDescription": "splunk",
    "HttpEndpointDestinationDescription": "http_endpoint",
    "SnowflakeDestinationDescription": "snowflake",
    "IcebergDestinationDescription": "iceberg",
    "S3DestinationDescription": "extended_s3",
}
"""Member of the destination → its kind, as Terraform calls it. Beside another one, `S3DestinationDescription` repeats it."""


def _destination(stream: Answer) -> str | Unknown | None:
    found = stream.blocks("Destinations")
    first = found if isinstance(found, Unknown) else next(iter(found), None)
    if not isinstance(first, Answer):
        return first
    return next((kind for name, kind in _DESTINATIONS.items() if name in first.values), Unknown("another kind", first.where))


def _delivery_stream(item: Answer) -> dict[str, Any]:
    return {"DeliveryStreamName": item.known("DeliveryStreamName")}


DELIVERY_STREAMS = Collector(
    asset_type="aws.firehose.delivery_stream",
    operations=("firehose:ListDeliveryStreams",),
    find=_delivery_streams,
    details=(
        detail(
            "firehose:DescribeDeliveryStream",
            "source",
            "encrypted",
            "kms_key",
            "destination",
            arguments=_delivery_stream,
        ),
        detail("firehose:ListTagsForDeliveryStream", "tags", arguments=_delivery_stream),
    ),
    build=build_delivery_stream,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation has an IAM action of its name.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html"""
