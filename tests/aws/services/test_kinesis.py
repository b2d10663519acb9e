"""Kinesis and Firehose, from answers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import kinesis
from hipaacheck_live.answers import Answer, Malformed

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied")
NO_TAGS = Answer({"Tags": [], "HasMoreTags": False}, "kinesis:ListTagsForStream")


def stream(answer: Any, tags: Any = NO_TAGS) -> Any:
    """The asset of a data stream that was described so."""
    given = (
        answer if isinstance(answer, Unknown) else Answer({"StreamDescriptionSummary": answer}, "kinesis:DescribeStreamSummary")
    )
    item = Answer({"StreamName": "vitals"}, "kinesis:ListStreams")
    return kinesis.build_stream(PLACE, item, Got({"kinesis:DescribeStreamSummary": given, "kinesis:ListTagsForStream": tags}))


def delivery(answer: Any, tags: Any = NO_TAGS) -> Any:
    """The asset of a delivery stream that was described so."""
    operation = "firehose:DescribeDeliveryStream"
    given = answer if isinstance(answer, Unknown) else Answer({"DeliveryStreamDescription": answer}, operation)
    item = Answer({"DeliveryStreamName": "intake"}, "firehose:ListDeliveryStreams")
    return kinesis.build_delivery_stream(PLACE, item, Got({operation: given, "firehose:ListTagsForDeliveryStream": tags}))


def test_stream() -> None:
    found = stream({"EncryptionType": "KMS", "KeyId": "alias/phi", "RetentionPeriodHours": 24})
    assert found.arn == "arn:aws:kinesis:us-east-1:123456789012:stream/vitals"
    assert (found.encrypted, found.kms_key, found.retention_hours) == (True, "alias/phi", 24)
    assert stream({"EncryptionType": "NONE"}).encrypted is False
    answers: tuple[Any, ...] = ({}, None)
    for answer in answers:
        assert isinstance(stream(answer).encrypted, Unknown)
        assert isinstance(stream(answer).retention_hours, Unknown)


def test_tags_are_all_or_unknown() -> None:
    rows = [{"Key": "Team", "Value": "records"}]
    assert stream({}, Answer({"Tags": rows, "HasMoreTags": False}, "")).tags.items == {"Team": "records"}
    for answer in ({"Tags": rows, "HasMoreTags": True}, {"Tags": rows}):
        assert isinstance(stream({}, Answer(answer, "")).tags, Unknown)


@pytest.mark.parametrize("answer", [DENIED, NOT_READ])
def test_what_was_not_read_is_unknown(answer: Unknown) -> None:
    one, two = stream(answer, answer), delivery(answer, answer)
    assert (one.encrypted, one.kms_key, one.retention_hours, one.tags) == (answer,) * 4
    assert (two.source, two.encrypted, two.kms_key, two.destination, two.tags) == (answer,) * 5


@pytest.mark.parametrize(
    ("kind", "settings", "encrypted"),
    [
        ("DirectPut", {"Status": "ENABLED"}, True),
        ("DirectPut", {"Status": "DISABLED"}, False),
        ("DirectPut", {"Status": "ENABLING"}, None),
        ("DirectPut", {"Status": "DISABLING_FAILED"}, None),
        ("DirectPut", {}, None),
        ("DirectPut", None, None),
        ("KinesisStreamAsSource", None, False),
        ("MSKAsSource", {"Status": "DISABLED"}, False),
        (None, None, None),
    ],
)
def test_encryption_of_delivery_streams(kind: str | None, settings: Any, encrypted: bool | None) -> None:
    found = delivery({"DeliveryStreamType": kind, "DeliveryStreamEncryptionConfiguration": settings}).encrypted
    assert found is encrypted if encrypted is not None else isinstance(found, Unknown)


@pytest.mark.parametrize(
    ("kind", "source"),
    [("DirectPut", "direct"), ("KinesisStreamAsSource", "kinesis"), ("MSKAsSource", "msk"), ("DatabaseAsSource", "database")],
)
def test_sources(kind: str, source: str) -> None:
    assert delivery({"DeliveryStreamType": kind}).source == source


@pytest.mark.parametrize(
    ("members", "destination"),
    [
        (["S3DestinationDescription", "ExtendedS3DestinationDescription"], "extended_s3"),
        (["HttpEndpointDestinationDescription"], "http_endpoint"),
        (["AmazonopensearchserviceDestinationDescription"], "opensearch"),
        (["SomethingNew"], None),
    ],
)
def test_destinations(members: list[str], destination: str | None) -> None:
    found = delivery({"Destinations": [{name: {} for name in members}]}).destination
    assert found == destination if destination is not None else isinstance(found, Unknown)


class Pages:
    """Answers to the listing of delivery streams, in their order."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[Any] = []

    def call(self, operation: str, **arguments: Any) -> Any:
        """The next answer."""
        self.asked.append(arguments.get("ExclusiveStartDeliveryStreamName"))
        found = self.answers.pop(0)
        return found if isinstance(found, Unknown) else Answer(found, operation)


def listed(*answers: Any) -> tuple[list[Any], list[Any]]:
    """Names of the delivery streams, and what was asked after."""
    reader: Any = Pages(*answers)
    finder: Any = kinesis.DELIVERY_STREAMS.find
    return [item.known("DeliveryStreamName") for item in finder(reader)], reader.asked


def test_delivery_streams_are_listed_by_the_last_name() -> None:
    names, asked = listed(
        {"DeliveryStreamNames": ["a", "b"], "HasMoreDeliveryStreams": True},
        {"DeliveryStreamNames": ["c"], "HasMoreDeliveryStreams": False},
    )
    assert (names, asked) == (["a", "b", "c"], [None, "b"])
    assert listed({"DeliveryStreamNames": ["a"], "HasMoreDeliveryStreams": True}, DENIED)[0] == ["a"]


@pytest.mark.parametrize(
    "answer",
    [
        {"DeliveryStreamNames": [], "HasMoreDeliveryStreams": True},
        {"DeliveryStreamNames": ["a"]},
        {"DeliveryStreamNames": ["a", 1], "HasMoreDeliveryStreams": False},
        {"DeliveryStreamNames": "a", "HasMoreDeliveryStreams": False},
    ],
)
def test_an_incomplete_list_of_delivery_streams_is_a_gap(answer: Any) -> None:
    with pytest.raises(Malformed):
        listed(answer)
