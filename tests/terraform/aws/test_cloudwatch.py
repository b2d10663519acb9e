"""CloudWatch alarms."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

METRIC = {"alarm_name": "a", "namespace": "N", "metric_name": "M"}
TOPIC = resource("aws_sns_topic.t")


def alarm(values: dict[str, Any] | None = None, *others: Any, **more: Any) -> Any:
    return assets(resource("aws_cloudwatch_metric_alarm.a", {**METRIC, **(values or {})}, **more), *others)[
        "aws_cloudwatch_metric_alarm.a"
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False),
        ({"alarm_actions": []}, False),
        ({"alarm_actions": ["arn:aws:sns:us-east-1:1:t"]}, True),
        ({"alarm_actions": ["arn:aws:sns:us-east-1:1:t"], "actions_enabled": False}, False),
        ({"ok_actions": ["arn:aws:sns:us-east-1:1:t"]}, False),
    ],
)
def test_notifies(values: dict[str, Any], expected: bool) -> None:
    assert alarm(values).notifies is expected


def test_an_action_of_this_plan() -> None:
    assert alarm({}, TOPIC, refs={"alarm_actions": "aws_sns_topic.t.arn"}).notifies is True


def test_an_action_that_may_be_none() -> None:
    found = alarm({}, refs={"alarm_actions": "local.actions"})
    assert isinstance(found.notifies, Unknown)
    assert alarm({"actions_enabled": False}, refs={"alarm_actions": "local.actions"}).notifies is False


def test_metrics() -> None:
    assert alarm().metrics == [":us-east-1:N:M"]
    queries = [{"id": "e", "expression": "m*2", "metric": []}, {"id": "m", "metric": [{"namespace": "N", "metric_name": "M"}]}]
    assert alarm({"namespace": None, "metric_name": None, "metric_query": queries}).metrics == [":us-east-1:N:M"]


def test_regions_tell_metrics_apart_only_where_all_are_known() -> None:
    elsewhere = resource("aws_cloudwatch_metric_alarm.b", METRIC, provider="module.x:aws.other")
    found = assets(resource("aws_cloudwatch_metric_alarm.a", METRIC), elsewhere)
    assert found["aws_cloudwatch_metric_alarm.a"].metrics == ["::N:M"]  # type: ignore[attr-defined]


def test_a_metric_name_taken_from_a_filter_points_to_it() -> None:
    made = resource("aws_cloudwatch_log_metric_filter.f", {"pattern": "x"}, unknown=("metric_transformation",))
    found = alarm({"metric_name": None}, made, refs={"metric_name": "aws_cloudwatch_log_metric_filter.f.metric_transformation"})
    assert found.metrics[0].refers == "aws_cloudwatch_log_metric_filter.f"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('ALARM("a b") OR ALARM(c)', ["a b", "c"]),
        ("ALARM(arn:aws:cloudwatch:us-east-1:1:alarm:d) AND NOT ALARM(e)", ["d"]),
        ("NOT (ALARM(g)) AND ALARM(h)", ["h"]),
        ("OK(f)", []),
    ],
)
def test_children_of_a_composite_alarm(rule: str, expected: list[str]) -> None:
    found = asset(
        resource(
            "aws_cloudwatch_composite_alarm.c",
            {"alarm_name": "c", "alarm_rule": rule, "alarm_actions": ["arn:aws:sns:us-east-1:1:t"]},
        )
    )
    assert (found.kind, found.children, found.metrics, found.notifies) == ("composite", expected, [], True)


def test_a_rule_known_only_after_apply() -> None:
    assert isinstance(
        asset(resource("aws_cloudwatch_composite_alarm.c", {"alarm_name": "c"}, unknown=("alarm_rule",))).children, Unknown
    )
