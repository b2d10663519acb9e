"""Amazon CloudWatch Logs: log groups and metric filters.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html and API_DescribeMetricFilters.html
"""

from __future__ import annotations

from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.cloudwatch import metric_key
from hipaacheck_assets.aws.logs import LogGroup, MetricFilter, condition, counted
from hipaacheck_assets.truth import all_of, any_of
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_aws.services import cloudtrail
from hipaacheck_live.answers import Answer, tags

_FED = "the trails that deliver to the log group"


def _arn(item: Answer) -> str:
    """Without a trailing `:*`."""
    return item.known("arn").removesuffix(":*")


def build_group(place: Place, item: Answer, got: Got) -> LogGroup:
    """One asset per log group. CloudWatch Logs leaves out the key where there is none, and the days where events never expire."""
    arn = _arn(item)
    return LogGroup(
        **place.common(
            arn, item.known("logGroupName"), got.read("logs:ListTagsForResource", lambda answer: tags(answer, "tags"))
        ),
        arn=arn,
        kms_key=item.text("kmsKeyId"),
        log_class=item.required("logGroupClass"),
        retention_days=item.integer("retentionInDays"),
    )


def _feeding(reader: Reader, item: Answer, got: Got) -> list[bool | Unknown]:
    """Of each trail that delivers to the filter's log group, or may: whether it is on and covers every region."""
    group = reader.place.arn("logs", f"log-group:{item.known('logGroupName')}")
    trails = reader.once("trails", lambda: reader.pages("cloudtrail:DescribeTrails", "trailList"))
    out: list[bool | Unknown] = []
    for trail in trails:
        found = trail if isinstance(trail, Unknown) else cloudtrail.log_group(trail, reader.account.id)
        if isinstance(found, Unknown):
            out.append(found)
        elif found == group:
            out.append(all_of([cloudtrail.multi_region(trail), _logging(reader, trail.known("TrailARN"))]))
    return out


def _logging(reader: Reader, arn: str) -> bool | Unknown:
    status = reader.once(("status", arn), lambda: reader.call("cloudtrail:GetTrailStatus", Name=arn))
    error = "LatestCloudWatchLogsDeliveryError"
    return cloudtrail.logging(status, error) if isinstance(status, Answer) else Unknown(f"the status of {arn} could not be read")


def build_filter(place: Place, item: Answer, got: Got) -> MetricFilter:
    """One asset per metric filter. A filter has one metric, and no tags."""
    name, group = item.known("filterName"), item.known("logGroupName")
    pattern: str | Unknown | None = item.text("filterPattern")
    pattern = "" if pattern is None else pattern
    counts: str | Unknown = condition(pattern)
    if item.get("fieldSelectionCriteria") not in (None, ""):
        counts = Unknown("fieldSelectionCriteria leaves out events that the pattern names", item.where)
    events, source = counted(counts)
    return MetricFilter(
        **place.common(place.arn("logs", f"log-group:{group}:metric-filter:{name}"), name, Tags(items={})),
        log_group_name=group,
        pattern=pattern,
        condition=counts,
        events=events,
        event_source=source,
        metric=_metric(place, item),
        fed_by_trail=got.read(_FED, any_of),
    )


def _metric(place: Place, item: Answer) -> str | Unknown:
    found = item.blocks("metricTransformations")
    if isinstance(found, Unknown):
        return found
    if len(found) != 1:
        return Unknown(f"{len(found)} metric transformations", item.where)
    change: Any = found[0]
    if isinstance(change, Unknown):
        return change
    return metric_key(place.account, place.region, change.required("metricNamespace"), change.required("metricName"))


LOG_GROUPS = Collector(
    asset_type="aws.logs.log_group",
    operations=("logs:DescribeLogGroups",),
    find=lambda reader: reader.pages("logs:DescribeLogGroups", "logGroups"),
    details=(detail("logs:ListTagsForResource", "tags", arguments=lambda item: {"resourceArn": _arn(item)}),),
    build=build_group,
)

METRIC_FILTERS = Collector(
    asset_type="aws.logs.metric_filter",
    operations=("logs:DescribeMetricFilters",),
    find=lambda reader: reader.pages("logs:DescribeMetricFilters", "metricFilters"),
    details=(
        Detail(
            name=_FED,
            operations=("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"),
            fields=("fed_by_trail",),
            read=_feeding,
        ),
    ),
    build=build_filter,
)
