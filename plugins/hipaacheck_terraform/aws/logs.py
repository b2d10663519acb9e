"""CloudWatch log groups and metric filters.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_group and
cloudwatch_log_metric_filter.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.logs import LogGroup, MetricFilter, condition, counted
from hipaacheck_assets.truth import any_of
from hipaacheck_terraform.arguments import KMS_KEYS, default
from hipaacheck_terraform.aws import cloudtrail
from hipaacheck_terraform.aws.cloudwatch import metric
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_GROUP = "aws_cloudwatch_log_group"


def log_groups(estate: Estate) -> Iterator[LogGroup]:
    """One asset per log group."""
    for group in estate.each(_GROUP):
        yield LogGroup(
            **estate.common(group, group.text("name")),
            arn=group.text("arn"),
            kms_key=estate.link(group, "kms_key_id", KMS_KEYS),
            log_class=_class(group),
            retention_days=_retention(group),
        )


def _class(group: Resource) -> str | Unknown:
    """A class that the configuration leaves out is STANDARD."""
    kind = group.text("log_group_class")
    return default(None if isinstance(kind, Unknown) and not group.declares("log_group_class") else kind, "STANDARD")


def _retention(group: Resource) -> int | None | Unknown:
    """Null when left out or 0: events never expire."""
    days = group.integer("retention_in_days")
    return None if days == 0 else days


def metric_filters(estate: Estate) -> Iterator[MetricFilter]:
    """One asset per metric filter."""
    for item in estate.each("aws_cloudwatch_log_metric_filter"):
        pattern = item.text("pattern")
        pattern = "" if pattern is None else pattern
        group = estate.link(item, "log_group_name", (_GROUP,))
        change = item.block("metric_transformation")
        events, source = counted(condition(pattern))
        yield MetricFilter(
            **estate.common(item, item.text("name")),
            log_group_name=group,
            pattern=pattern,
            condition=condition(pattern),
            events=events,
            event_source=source,
            metric=metric(estate, item, change.text("namespace"), change.text("name"))
            if isinstance(change, Block)
            else _none(change, item),
            fed_by_trail=_fed(estate, item, group),
        )


def _none(change: None | Unknown, item: Resource) -> Unknown:
    return Unknown("no metric transformation", item.address) if change is None else change


def _fed(estate: Estate, item: Resource, group: str | None | Unknown) -> bool | Unknown:
    """Whether a trail of this plan delivers to the filter's log group; unknown when none is known to."""
    wanted = _names(estate, group)
    region = estate.region(item)
    found = []
    for trail in estate.each("aws_cloudtrail"):
        other = estate.region(trail)
        if wanted & _names(estate, cloudtrail.log_group(estate, trail)) and (region == other or None in (region, other)):
            found.append(cloudtrail.covers_every_region(trail))
    return any_of(found) if found else Unknown("no trail of this plan is known to deliver to the log group", item.address)


def _names(estate: Estate, group: str | None | Unknown) -> frozenset[str]:
    """What a log group is known by: its name, from its ARN when need be, and its address."""
    if group is None:
        return frozenset()
    if isinstance(group, str):
        return frozenset({group.split(":log-group:", 1)[-1].removesuffix(":*")})
    if group.refers is None:
        return frozenset()
    names = [item.text("name") for item in estate.each(_GROUP) if item.address == group.refers]
    return frozenset({group.refers, *(name for name in names if isinstance(name, str))})
