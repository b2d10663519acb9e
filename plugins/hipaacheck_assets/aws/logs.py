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
    log_class: str | Unknown
    """`STANDARD`, `INFREQUENT_ACCESS`, `ESSENTIALS`, or `DELIVERY`, which only hands events on to S3 or Firehose."""
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
    events: list[str | Unknown] | Unknown
    """Names of the API calls (`$.eventName`) that count whatever else is true of them; empty when there is a further condition
    than the event source, or another kind of pattern."""
    event_source: str | None | Unknown
    """The event source (`$.eventSource`) that the events must have; null when the pattern asks for none."""
    metric: str | Unknown
    """Key (`metric_key` in `cloudwatch`) of the metric that counts the events."""
    fed_by_trail: bool | Unknown
    """Whether a trail that is switched on and covers every region delivers to the log group. Unknown where a plan declares no
    trail for it: that may be declared elsewhere."""


def condition(pattern: str | Unknown) -> str | Unknown:
    """The field of that name."""
    return pattern if isinstance(pattern, Unknown) else re.sub(r'[\s"]+', "", pattern)


_SOURCE = r"\$\.eventSource=([\w.-]+)"
_NAME = re.compile(r"\$\.eventName=(\w+)")


def counted(condition: str | Unknown) -> tuple[list[str | Unknown] | Unknown, str | None | Unknown]:
    """The fields `events` and `event_source`, from a condition such as `{$.eventSource=a.b&&($.eventName=A||$.eventName=B)}`.

    Parentheses can be ignored: without them `&&` binds tighter, so that only more events would count.
    """
    if isinstance(condition, Unknown):
        return condition, condition
    text = re.sub(r"[(){}]", "", condition)
    source = re.match(rf"{_SOURCE}&&", text) or re.search(rf"&&{_SOURCE}$", text)
    if source is not None:
        text = text.replace(source[0], "", 1)
    found = [_NAME.fullmatch(term) for term in text.split("||")]
    events: list[str | Unknown] = [match[1] for match in found if match is not None]
    return (events, source[1] if source is not None else None) if len(events) == len(found) else ([], None)


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
            within="region",
            doc="The alarms of the same account and region that watch the filter's metric.",
        ),
    },
)
