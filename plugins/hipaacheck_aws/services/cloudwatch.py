"""Amazon CloudWatch: metric alarms and composite alarms.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.cloudwatch import Alarm, metric_key, notifies, rule_children
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_KINDS = {"MetricAlarm": "MetricAlarms", "CompositeAlarm": "CompositeAlarms"}
"""Type that is asked for → member of the answer. Without a type, only metric alarms are listed."""


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    for kind, key in _KINDS.items():
        yield from reader.pages("cloudwatch:DescribeAlarms", key, AlarmTypes=[kind])


def build(place: Place, item: Answer, got: Got) -> Alarm:
    """One asset per alarm."""
    arn = item.known("AlarmArn")
    composite = item.where.endswith(".CompositeAlarms")
    enabled = item.sure("ActionsEnabled", item.flag("ActionsEnabled"))
    actions = item.texts("AlarmActions")
    rule = item.required("AlarmRule") if composite else ""
    return Alarm(
        **place.common(
            arn,
            item.known("AlarmName"),
            got.read("cloudwatch:ListTagsForResource", lambda answer: tags(answer, "Tags")),
        ),
        arn=arn,
        kind="composite" if composite else "metric",
        metrics=[] if composite else _metrics(place, item),
        children=rule if isinstance(rule, Unknown) else rule_children(rule),
        actions_enabled=enabled,
        alarm_actions=actions,
        notifies=notifies(enabled, actions),
    )


def _metrics(place: Place, item: Answer) -> list[str | Unknown] | Unknown:
    """The metric watched, or those that metric math names. An alarm on a query (Metrics Insights, PromQL) names none."""
    name = item.text("MetricName")
    if name is not None:
        return [metric_key(place.account, place.region, item.required("Namespace"), name)]
    queries = item.blocks("Metrics")
    if isinstance(queries, Unknown):
        return queries
    return [key for query in queries if (key := _watched(place, query)) is not None]


def _watched(place: Place, query: Answer | Unknown) -> str | Unknown | None:
    """The key of the metric that a query reads; null for one that only computes."""
    stat = query.block("MetricStat") if isinstance(query, Answer) else query
    if not isinstance(stat, Answer) or not isinstance(query, Answer):
        return stat if isinstance(stat, Unknown) else None
    metric = stat.sure("Metric", stat.block("Metric"))
    if isinstance(metric, Unknown):
        return metric
    account = query.text("AccountId")
    account = place.account if account is None else account
    return metric_key(account, place.region, metric.required("Namespace"), metric.required("MetricName"))


ALARMS = Collector(
    asset_type="aws.cloudwatch.alarm",
    operations=("cloudwatch:DescribeAlarms",),
    find=_find,
    details=(detail("cloudwatch:ListTagsForResource", "tags", arguments=lambda item: {"ResourceARN": item.known("AlarmArn")}),),
    build=build,
)
