"""CloudWatch: metric alarms. The simulator has no composite alarms."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource

TOPIC = "arn:aws:sns:us-east-1:123456789012:security"


def seed(client: Client) -> None:
    """`root-usage` tells somebody, `silent` nobody, `muted` would if its actions were not off."""
    alarms = client("cloudwatch")
    common = {
        "Namespace": "Trail",
        "MetricName": "RootUsage",
        "Statistic": "Sum",
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1,
        "Period": 300,
        "EvaluationPeriods": 1,
    }
    alarms.put_metric_alarm(AlarmName="root-usage", AlarmActions=[TOPIC], Tags=[{"Key": "Owner", "Value": "security"}], **common)
    alarms.put_metric_alarm(AlarmName="silent", **common)
    alarms.put_metric_alarm(AlarmName="muted", AlarmActions=[TOPIC], ActionsEnabled=False, **common)


CASE = Case(
    types=("aws.cloudwatch.alarm",),
    seed=seed,
    expected={"aws-cloudwatch-alarm-has-action": {"root-usage": "pass", "silent": "fail", "muted": "fail"}},
    plan=(
        resource(
            "aws_cloudwatch_metric_alarm.root_usage",
            {
                "alarm_name": "root-usage",
                "id": "root-usage",
                "arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:root-usage",
                "namespace": "Trail",
                "metric_name": "RootUsage",
                "alarm_actions": [TOPIC],
                "tags_all": {"Owner": "security"},
            },
        ),
        resource(
            "aws_cloudwatch_metric_alarm.muted",
            {
                "alarm_name": "muted",
                "id": "muted",
                "arn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:muted",
                "namespace": "Trail",
                "metric_name": "RootUsage",
                "actions_enabled": False,
                "alarm_actions": [TOPIC],
                "tags_all": {},
            },
        ),
    ),
    differences={("aws.cloudwatch.alarm", "metrics"): "a plan does not know the account, which is part of a metric's key"},
)
