"""CloudWatch Logs answers that no simulator gives."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import logs
from hipaacheck_live.answers import Answer
from tests.aws.services.scripted import collect
from tests.support import aws
from tests.support.simulator import empty_account

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied (AccessDeniedException)", "cloudtrail:DescribeTrails")
GROUP: dict[str, Any] = {"logGroupName": "trail", "arn": "arn:aws:logs:us-east-1:123456789012:log-group:trail:*"}
FILTER: dict[str, Any] = {
    "filterName": "root",
    "logGroupName": "trail",
    "filterPattern": '{ ($.eventSource = "kms.amazonaws.com") && ($.eventName = DisableKey) }',
    "metricTransformations": [{"metricName": "M", "metricNamespace": "N", "metricValue": "1"}],
}


def group(**values: Any) -> Any:
    got = Got({"logs:ListTagsForResource": NOT_READ})
    return logs.build_group(PLACE, Answer({**GROUP, **values}, "logs:DescribeLogGroups"), got)


def metric_filter(fed: Any = NOT_READ, **values: Any) -> Any:
    got = Got({detail.name: fed for detail in logs.METRIC_FILTERS.details})
    return logs.build_filter(PLACE, Answer({**FILTER, **values}, "logs:DescribeMetricFilters"), got)


def test_a_log_group() -> None:
    found = group(logGroupClass="INFREQUENT_ACCESS", retentionInDays=2192, kmsKeyId="arn:aws:kms:us-east-1:123456789012:key/1")
    assert (found.id, found.arn) == ("arn:aws:logs:us-east-1:123456789012:log-group:trail",) * 2
    assert (found.log_class, found.retention_days) == ("INFREQUENT_ACCESS", 2192)
    assert found.kms_key == "arn:aws:kms:us-east-1:123456789012:key/1"


def test_what_is_left_out_of_a_log_group() -> None:
    assert (group().kms_key, group().retention_days) == (None, None)
    assert isinstance(group().log_class, Unknown)


def test_a_metric_filter() -> None:
    found = metric_filter()
    assert found.id == "arn:aws:logs:us-east-1:123456789012:log-group:trail:metric-filter:root"
    assert (found.events, found.event_source) == (["DisableKey"], "kms.amazonaws.com")
    assert (found.metric, found.fed_by_trail) == ("123456789012:us-east-1:N:M", NOT_READ)
    assert metric_filter(filterPattern="").pattern == ""


def test_what_counts_is_unknown_where_events_are_chosen_otherwise_too() -> None:
    found = metric_filter(fieldSelectionCriteria='@aws.account = "999999999999"')
    assert [type(value) for value in (found.condition, found.events, found.event_source)] == [Unknown] * 3
    assert found.pattern == FILTER["filterPattern"]


@pytest.mark.parametrize("changes", [[], [{"metricName": "M"}], [{"metricName": "M", "metricNamespace": "N"}] * 2])
def test_a_metric_that_is_not_told_is_unknown(changes: list[dict[str, str]]) -> None:
    assert isinstance(metric_filter(metricTransformations=changes).metric, Unknown)


@pytest.mark.parametrize(
    ("trails", "expected"), [([], False), ([False], False), ([DENIED, True], True), ([False, DENIED], DENIED), (DENIED, DENIED)]
)
def test_trails_that_deliver_to_the_log_group(trails: Any, expected: Any) -> None:
    assert metric_filter(trails).fed_by_trail == expected


def test_only_trails_that_are_on_and_cover_every_region_feed() -> None:
    with empty_account():
        aws.boto("s3").create_bucket(Bucket="files")
        client, trails = aws.boto("logs"), aws.boto("cloudtrail")
        for name in ("every", "off", "local", "none"):
            client.create_log_group(logGroupName=name)
            client.put_metric_filter(**{**FILTER, "filterName": name, "logGroupName": name})
        for name in ("every", "off", "local"):
            trails.create_trail(
                Name=name,
                S3BucketName="files",
                IsMultiRegionTrail=name != "local",
                CloudWatchLogsLogGroupArn=f"arn:aws:logs:us-east-1:123456789012:log-group:{name}:*",
                CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/trail",
            )
            if name != "off":
                trails.start_logging(Name=name)
        found: Any = aws.scan({"aws.logs.metric_filter": frozenset({"fed_by_trail"})}).assets
    assert {item.name: item.fed_by_trail for item in found} == {"every": True, "off": False, "local": False, "none": False}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"IsLogging": True}, True),
        ({"IsLogging": True, "LatestDeliveryError": "NoSuchBucket"}, True),
        ({"IsLogging": True, "LatestCloudWatchLogsDeliveryError": "AccessDenied"}, None),
        ({"IsLogging": False, "LatestCloudWatchLogsDeliveryError": "AccessDenied"}, False),
    ],
)
def test_a_trail_that_cannot_deliver_to_the_log_group_is_not_known_to_feed_it(
    status: dict[str, Any], expected: bool | None
) -> None:
    trail = {
        "TrailARN": "arn:aws:cloudtrail:us-east-1:123456789012:trail/a",
        "IsMultiRegionTrail": True,
        "CloudWatchLogsLogGroupArn": GROUP["arn"],
    }
    found, *_ = collect(
        logs.METRIC_FILTERS,
        {
            "logs:DescribeMetricFilters": {"metricFilters": [FILTER]},
            "cloudtrail:DescribeTrails": {"trailList": [trail]},
            "cloudtrail:GetTrailStatus": status,
        },
    )
    assert [None if isinstance(item.fed_by_trail, Unknown) else item.fed_by_trail for item in found] == [expected]
