"""CloudWatch alarms that no simulator gives."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import cloudwatch
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
TOPIC = "arn:aws:sns:us-east-1:123456789012:security"
ALARM: dict[str, Any] = {
    "AlarmName": "root-usage",
    "AlarmArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root-usage",
    "ActionsEnabled": True,
    "AlarmActions": [TOPIC],
}


def build(values: dict[str, Any], key: str = "MetricAlarms") -> Any:
    got = Got({"cloudwatch:ListTagsForResource": NOT_READ})
    return cloudwatch.build(PLACE, Answer({**ALARM, **values}, f"cloudwatch:DescribeAlarms.{key}"), got)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"Namespace": "Trail", "MetricName": "RootUsage"}, ["123456789012:us-east-1:Trail:RootUsage"]),
        (
            {
                "Metrics": [
                    {"Id": "m", "MetricStat": {"Metric": {"Namespace": "Trail", "MetricName": "RootUsage"}}},
                    {
                        "Id": "n",
                        "AccountId": "999999999999",
                        "MetricStat": {"Metric": {"Namespace": "Trail", "MetricName": "RootUsage"}},
                    },
                    {"Id": "e", "Expression": "m + n"},
                ]
            },
            ["123456789012:us-east-1:Trail:RootUsage", "999999999999:us-east-1:Trail:RootUsage"],
        ),
        ({"EvaluationCriteria": {"PromQLCriteria": {"Query": "up"}}}, []),
    ],
)
def test_metrics(values: dict[str, Any], expected: list[str]) -> None:
    alarm = build(values)
    assert (alarm.kind, alarm.metrics, alarm.children, alarm.notifies) == ("metric", expected, [], True)


def test_metrics_that_are_not_told_are_unknown() -> None:
    stats: list[dict[str, Any]] = [{}, {"Metric": {}}]
    odd = {"AccountId": ["1"], "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "M"}}}
    given: list[dict[str, Any]] = [
        {"MetricName": "M"},
        {"Metrics": [odd]},
        *({"Metrics": [{"MetricStat": stat}]} for stat in stats),
    ]
    for values in given:
        (metric,) = build(values).metrics
        assert isinstance(metric, Unknown)


def test_a_composite_alarm() -> None:
    alarm = build({"AlarmRule": 'ALARM("a") OR (ALARM(b) AND NOT ALARM(c))'}, "CompositeAlarms")
    assert (alarm.kind, alarm.metrics, alarm.children, alarm.notifies) == ("composite", [], ["a", "b"], True)
    assert isinstance(build({}, "CompositeAlarms").children, Unknown)


def test_actions() -> None:
    assert build({"AlarmActions": []}).notifies is False
    assert build({"ActionsEnabled": False}).notifies is False
    assert isinstance(build({"ActionsEnabled": None}).notifies, Unknown)
