"""CloudTrail trails."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.cloudtrail import EventSelector
from tests.support.plans import assets, resource

MANAGEMENT = EventSelector(category="Management", resource_type=None, reads=True, writes=True, everything=True)


def trail(values: dict[str, Any] | None = None, *others: Any, **more: Any) -> Any:
    return assets(resource("aws_cloudtrail.t", {"name": "t", **(values or {})}, **more), *others)["aws_cloudtrail.t"]


def s3(reads: bool = True, writes: bool = True, everything: bool = True) -> EventSelector:
    return EventSelector(category="Data", resource_type="AWS::S3::Object", reads=reads, writes=writes, everything=everything)


def field(name: str, **tests: list[str]) -> dict[str, Any]:
    return {"field": name, **tests}


def test_defaults() -> None:
    found = trail({"s3_bucket_name": "logs", "kms_key_id": ""})
    assert (found.logging, found.multi_region, found.organization, found.global_events, found.log_validation) == (
        True,
        False,
        False,
        True,
        False,
    )
    assert (found.kms_key, found.log_group_arn, found.bucket_name) == (None, None, "logs")
    assert found.event_selectors == [MANAGEMENT]


def test_everything_declared() -> None:
    flags = {
        "enable_logging": False,
        "is_multi_region_trail": True,
        "is_organization_trail": True,
        "include_global_service_events": False,
    }
    found = trail(
        {**flags, "enable_log_file_validation": True, "cloud_watch_logs_group_arn": "arn:aws:logs:us-east-1:1:log-group:a:*"}
    )
    assert (found.logging, found.multi_region, found.organization, found.global_events, found.log_validation) == (
        False,
        True,
        True,
        False,
        True,
    )
    assert found.log_group_arn == "arn:aws:logs:us-east-1:1:log-group:a"


def test_links_to_resources_of_the_plan() -> None:
    refs = {
        "kms_key_id": "aws_kms_key.k.arn",
        "cloud_watch_logs_group_arn": "aws_cloudwatch_log_group.g.arn",
        "s3_bucket_name": "aws_s3_bucket.b.id",
    }
    others = [resource("aws_kms_key.k"), resource("aws_cloudwatch_log_group.g", {"name": "g"}), resource("aws_s3_bucket.b")]
    found = trail({}, *others, refs=refs)
    assert (found.kms_key.refers, found.log_group_arn.refers, found.bucket_name.refers) == (
        "aws_kms_key.k",
        "aws_cloudwatch_log_group.g",
        "aws_s3_bucket.b",
    )


def test_unresolved_key() -> None:
    assert trail({}, refs={"kms_key_id": "local.key"}).kms_key.refers is None


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"read_write_type": "WriteOnly"}, [EventSelector(category="Management", resource_type=None, reads=False, writes=True, everything=True)]),
        (
            {"exclude_management_event_sources": ["kms.amazonaws.com"]},
            [EventSelector(category="Management", resource_type=None, reads=True, writes=True, everything=False)],
        ),
        ({"data_resource": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3:::"]}]}, [MANAGEMENT, s3()]),
        ({"include_management_events": False, "data_resource": [{"type": "AWS::S3::Object", "values": ["arn:aws-us-gov:s3"]}]}, [s3()]),
        ({"include_management_events": False, "read_write_type": "ReadOnly", "data_resource": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3:::phi/"]}]}, [s3(writes=False, everything=False)]),
    ],
)  # fmt: skip
def test_basic_selectors(block: dict[str, Any], expected: list[EventSelector]) -> None:
    assert trail({"event_selector": [block]}).event_selectors == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([field("eventCategory", equals=["Management"])], MANAGEMENT),
        ([field("eventCategory", equals=["Data"]), field("resources.type", equals=["AWS::S3::Object"])], s3()),
        (
            [field("eventCategory", equals=["Data"]), field("resources.type", equals=["AWS::S3::Object"]), field("readOnly", equals=["false"])],
            s3(reads=False),
        ),
        (
            [field("eventCategory", equals=["Data"]), field("resources.type", equals=["AWS::S3::Object"]), field("resources.ARN", starts_with=["arn:aws:s3:::"])],
            s3(),
        ),
        (
            [field("eventCategory", equals=["Data"]), field("resources.type", equals=["AWS::S3::Object"]), field("resources.ARN", not_starts_with=["arn:aws:s3:::a/"])],
            s3(everything=False),
        ),
    ],
)  # fmt: skip
def test_advanced_selectors(fields: list[dict[str, Any]], expected: EventSelector) -> None:
    assert trail({"advanced_event_selector": [{"name": "x", "field_selector": fields}]}).event_selectors == [expected]


def test_unknown_selectors_and_flags() -> None:
    found = trail({}, unknown=("event_selector", "is_multi_region_trail"))
    assert isinstance(found.event_selectors, Unknown)
    assert isinstance(found.multi_region, Unknown)


def test_unknown_values_inside_a_selector() -> None:
    block = {"include_management_events": False, "data_resource": [{"type": "AWS::S3::Object", "values": []}]}
    found = trail(
        {"event_selector": [block]}, unknown={"event_selector": [{"read_write_type": True, "data_resource": [{"values": True}]}]}
    )
    selector = found.event_selectors[0]
    assert selector.resource_type == "AWS::S3::Object"
    assert isinstance(selector.reads, Unknown)
    assert isinstance(selector.everything, Unknown)


def test_insights() -> None:
    assert trail().insights is False
    assert trail({"insight_selector": [{"insight_type": "ApiCallRateInsight"}]}).insights is True
    assert isinstance(trail(refs={"insight_selector": "local.insights"}).insights, Unknown)
