"""CloudWatch log groups and metric filters."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.logs import counted
from tests.support.plans import asset, assets, resource

GROUP = resource("aws_cloudwatch_log_group.g", {"name": "trail"})
METRIC = {"metric_transformation": [{"name": "M", "namespace": "N", "value": "1"}]}


def metric_filter(values: dict[str, Any] | None = None, *others: Any, **more: Any) -> Any:
    given = {"name": "f", "pattern": '{ $.eventName = "A" }', "log_group_name": "trail", **METRIC, **(values or {})}
    given = {name: value for name, value in given.items() if value is not None}
    return assets(resource("aws_cloudwatch_log_metric_filter.f", given, **more), *others)["aws_cloudwatch_log_metric_filter.f"]


@pytest.mark.parametrize(("days", "expected"), [(None, None), (0, None), (365, 365)])
def test_retention(days: int | None, expected: int | None) -> None:
    assert asset(resource("aws_cloudwatch_log_group.g", {"name": "g", "retention_in_days": days})).retention_days == expected


def test_retention_known_only_after_apply() -> None:
    group = resource("aws_cloudwatch_log_group.g", {}, refs={"retention_in_days": "terraform_data.x.output"})
    assert isinstance(asset(group).retention_days, Unknown)


def test_class() -> None:
    undeclared = resource("aws_cloudwatch_log_group.g", {"name": "g"}, unknown=("log_group_class",))
    delivery = resource("aws_cloudwatch_log_group.g", {"name": "g", "log_group_class": "DELIVERY"})
    unknown = resource("aws_cloudwatch_log_group.g", {"name": "g"}, refs={"log_group_class": "terraform_data.x.output"})
    assert (asset(GROUP).log_class, asset(undeclared).log_class, asset(delivery).log_class) == (
        "STANDARD",
        "STANDARD",
        "DELIVERY",
    )
    assert isinstance(asset(unknown).log_class, Unknown)


@pytest.mark.parametrize(("reference", "refers"), [("aws_kms_key.k.arn", "aws_kms_key.k"), ("local.key", None)])
def test_key(reference: str, refers: str | None) -> None:
    group = resource("aws_cloudwatch_log_group.g", {"name": "g"}, refs={"kms_key_id": reference})
    found = assets(group, resource("aws_kms_key.k"))["aws_cloudwatch_log_group.g"].kms_key  # type: ignore[attr-defined]
    assert isinstance(found, Unknown)
    assert found.refers == refers


def test_metric_filter() -> None:
    found = metric_filter()
    assert (found.condition, found.events, found.event_source) == ("{$.eventName=A}", ["A"], None)
    assert found.metric == ":us-east-1:N:M"


def test_metric_filter_with_unknown_parts() -> None:
    found = metric_filter(
        {"pattern": None, "metric_transformation": [{"namespace": "N"}]},
        unknown={"pattern": True, "metric_transformation": [{"name": True}]},
    )
    for value in (found.pattern, found.condition, found.events, found.event_source, found.metric):
        assert isinstance(value, Unknown)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{($.eventName=A)||($.eventName=B)}", (["A", "B"], None)),
        ("{$.eventSource=s3.amazonaws.com&&($.eventName=A||$.eventName=B)}", (["A", "B"], "s3.amazonaws.com")),
        ("{(($.eventName=A)||($.eventName=B))&&($.eventSource=s3.amazonaws.com)}", (["A", "B"], "s3.amazonaws.com")),
        ("{($.eventName=A)&&($.userIdentity.userName=x)}", ([], None)),
        ("{($.eventName=A)||($.eventName!=B)}", ([], None)),
        ("{$.eventSource=a.b&&$.eventSource=c.d&&$.eventName=A}", ([], None)),
        ("", ([], None)),
    ],
)
def test_events_that_count_unconditionally(pattern: str, expected: tuple[list[str], str | None]) -> None:
    assert counted(pattern) == expected


TRAIL = resource(
    "aws_cloudtrail.t", {"is_multi_region_trail": True}, refs={"cloud_watch_logs_group_arn": "aws_cloudwatch_log_group.g.arn"}
)


def test_a_filter_on_the_log_group_of_a_trail() -> None:
    assert metric_filter({}, GROUP, TRAIL).fed_by_trail is True
    assert (
        metric_filter(
            {"log_group_name": None}, GROUP, TRAIL, refs={"log_group_name": "aws_cloudwatch_log_group.g.name"}
        ).fed_by_trail
        is True
    )
    assert (
        metric_filter(
            {},
            resource(
                "aws_cloudtrail.t",
                {"is_multi_region_trail": True, "cloud_watch_logs_group_arn": "arn:aws:logs:us-east-1:1:log-group:trail:*"},
            ),
        ).fed_by_trail
        is True
    )


@pytest.mark.parametrize("values", [{"is_multi_region_trail": True, "enable_logging": False}, {"is_multi_region_trail": False}])
def test_a_trail_that_is_off_or_of_one_region_is_not_enough(values: dict[str, bool]) -> None:
    trail = resource("aws_cloudtrail.t", values, refs={"cloud_watch_logs_group_arn": "aws_cloudwatch_log_group.g.arn"})
    assert metric_filter({}, GROUP, trail).fed_by_trail is False


@pytest.mark.parametrize(
    "others",
    [
        (),
        (GROUP,),
        (GROUP, resource("aws_cloudtrail.t", {"name": "t"})),
        (GROUP, resource("aws_cloudtrail.t", {"name": "t"}, refs={"cloud_watch_logs_group_arn": "local.group"})),
        (resource("aws_cloudwatch_log_group.other", {"name": "other"}), resource("aws_cloudtrail.t", {"name": "t"}, refs={"cloud_watch_logs_group_arn": "aws_cloudwatch_log_group.other.arn"})),
    ],
)  # fmt: skip
def test_the_trail_may_be_declared_elsewhere(others: tuple[Any, ...]) -> None:
    assert isinstance(metric_filter({}, *others).fed_by_trail, Unknown)
