"""CloudWatch metric alarms and composite alarms.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_metric_alarm and
cloudwatch_composite_alarm.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.cloudwatch import Alarm, metric_key, notifies, rule_children
from hipaacheck_terraform.arguments import flag
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_TARGETS = (
    "aws_sns_topic", "aws_autoscaling_policy", "aws_appautoscaling_policy", "aws_lambda_function", "aws_lambda_alias",
    "aws_ssmincidents_response_plan",
)  # fmt: skip
_FILTER = "aws_cloudwatch_log_metric_filter"


def alarms(estate: Estate) -> Iterator[Alarm]:
    """One asset per alarm."""
    for alarm in estate.each("aws_cloudwatch_metric_alarm"):
        yield _alarm(estate, alarm, kind="metric", metrics=_metrics(estate, alarm), children=[])
    for alarm in estate.each("aws_cloudwatch_composite_alarm"):
        rule = alarm.text("alarm_rule")
        yield _alarm(
            estate, alarm, kind="composite", metrics=[], children=rule if isinstance(rule, Unknown) else rule_children(rule or "")
        )


def metric(estate: Estate, of: Resource, namespace: str | None | Unknown, name: str | None | Unknown) -> str | Unknown:
    """The key of a metric that this resource writes or watches. Regions tell metrics apart only where all are known."""
    where = of.address
    regions = {estate.region(item) for item in estate.each(_FILTER, "aws_cloudwatch_metric_alarm")}
    return metric_key(
        None,
        None if None in regions else estate.region(of),
        Unknown("no namespace", where) if namespace is None else namespace,
        Unknown("no metric name", where) if name is None else name,
    )


def _alarm(
    estate: Estate, alarm: Resource, *, kind: str, metrics: list[str | Unknown] | Unknown, children: list[str | Unknown] | Unknown
) -> Alarm:
    enabled = flag(alarm, "actions_enabled", True)
    actions = estate.links(alarm, "alarm_actions", _TARGETS)
    return Alarm(
        **estate.common(alarm, alarm.text("alarm_name")),
        arn=alarm.text("arn"),
        kind=kind,
        metrics=metrics,
        children=children,
        actions_enabled=enabled,
        alarm_actions=actions,
        notifies=notifies(enabled, actions),
    )


def _metrics(estate: Estate, alarm: Resource) -> list[str | Unknown] | Unknown:
    """The metrics watched, by name or in metric math. Metrics of AWS services count too; only keys matter here."""
    queries = alarm.blocks("metric_query")
    if isinstance(queries, Unknown):
        return queries
    if not queries:
        return [_watched(estate, alarm, alarm)] if alarm.text("metric_name") is not None else []
    out: list[str | Unknown] = []
    for query in queries:
        block = query if isinstance(query, Unknown) else query.block("metric")
        if isinstance(block, Unknown):
            out.append(block)
        elif block is not None and isinstance(query, Block):
            other = query.text("account_id")
            out.append(_watched(estate, block, alarm) if other is None else Unknown("a metric of another account", block.path))
    return out


def _watched(estate: Estate, block: Block, alarm: Resource) -> str | Unknown:
    """The key, or the filter that the name was taken from when that is known only after apply."""
    namespace, name = block.text("namespace"), estate.link(block, "metric_name", (_FILTER,), of=alarm)
    if isinstance(name, Unknown) and name.refers is not None:
        return name
    return metric(estate, alarm, namespace, name)
