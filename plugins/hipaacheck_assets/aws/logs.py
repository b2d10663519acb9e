"""Amazon CloudWatch Logs. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/"""

from __future__ import annotations

import re

from hipaacheck import Asset, AssetType, Relation, Unknown


class LogGroup(Asset, frozen=True, kw_only=True, tag="aws.logs.log_group"):
    """A log group."""

    arn: str | None | Unknown
    """ARN, without a trailing `:*`."""
    kms_key: str | None | Unknown
    """The customer's KMS key that encrypts the group; null when CloudWatch Logs encrypts with its own key."""
    retention_days: int | None | Unknown
    """Days after which log events are deleted; null when they never are."""


class MetricFilter(Asset, frozen=True, kw_only=True, tag="aws.logs.metric_filter"):
    """A filter that counts certain events of a log group in a metric."""

    log_group_name: str | None | Unknown
    """Name of the log group."""
    pattern: str | Unknown
    """Filter pattern as written; empty when every event counts."""
    condition: str | Unknown
    """The pattern without white space and quotation marks, so that two spellings of one pattern are equal."""
    metric: str | Unknown
    """Key (`metric_key` in `cloudwatch`) of the metric that counts the events."""
    fed_by_trail: bool | Unknown
    """Whether a trail that is switched on delivers to the log group. A plan can prove it, but cannot rule it out: the trail may
    be declared elsewhere."""


def condition(pattern: str | Unknown) -> str | Unknown:
    """The field of that name."""
    return pattern if isinstance(pattern, Unknown) else re.sub(r'[\s"]+', "", pattern)


LOG_GROUP = AssetType(name="aws.logs.log_group", record=LogGroup)
METRIC_FILTER = AssetType(
    name="aws.logs.metric_filter",
    record=MetricFilter,
    relations={
        "alarms": Relation(
            to="aws.cloudwatch.alarm",
            mine="metric",
            theirs="metrics",
            many=True,
            missing="null",
            doc="The alarms that watch the filter's metric.",
        ),
    },
)
