"""CloudWatch Logs: log groups and metric filters. The simulator keeps no class of log groups, so a short retention is no failure."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/33333333-2222-3333-4444-555555555555"
ROOT = '{ $.userIdentity.type = "Root" && $.eventType != "AwsServiceEvent" }'
GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:watched"


def seed(client: Client) -> None:
    """`watched` is encrypted, kept for a year and fed by a multi-region trail; `scratch` was only created, `short` keeps two weeks."""
    logs = client("logs")
    logs.create_log_group(logGroupName="watched", kmsKeyId=KEY, tags={"Owner": "security"})
    logs.put_retention_policy(logGroupName="watched", retentionInDays=365)
    logs.create_log_group(logGroupName="scratch")
    logs.create_log_group(logGroupName="short")
    logs.put_retention_policy(logGroupName="short", retentionInDays=14)
    for group in ("watched", "scratch"):
        logs.put_metric_filter(
            logGroupName=group,
            filterName=f"root-{group}",
            filterPattern=ROOT,
            metricTransformations=[{"metricName": "RootUsage", "metricNamespace": "Trail", "metricValue": "1"}],
        )
    client("s3").create_bucket(Bucket="watched-files")
    trails = client("cloudtrail")
    trails.create_trail(
        Name="watched",
        S3BucketName="watched-files",
        IsMultiRegionTrail=True,
        CloudWatchLogsLogGroupArn=f"{GROUP}:*",
        CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/trail",
    )
    trails.start_logging(Name="watched")


CASE = Case(
    types=("aws.logs.log_group", "aws.logs.metric_filter"),
    seed=seed,
    expected={
        "aws-logs-log-group-kms-encrypted": {"watched": "pass", "scratch": "fail"},
        "aws-logs-log-group-retention": {"watched": "pass", "scratch": "pass", "short": "unknown"},
    },
    plan=(
        resource(
            "aws_cloudwatch_log_group.watched",
            {
                "name": "watched",
                "id": "watched",
                "arn": GROUP,
                "kms_key_id": KEY,
                "retention_in_days": 365,
                "log_group_class": "STANDARD",
                "tags_all": {"Owner": "security"},
            },
        ),
        resource(
            "aws_cloudwatch_log_metric_filter.root",
            {
                "name": "root-watched",
                "id": "root-watched",
                "pattern": ROOT,
                "log_group_name": "watched",
                "metric_transformation": [{"name": "RootUsage", "namespace": "Trail", "value": "1"}],
            },
        ),
    ),
    differences={
        ("aws.logs.log_group", "log_class"): "the simulator keeps no class",
        ("aws.logs.metric_filter", "metric"): "a plan does not know the account, which is part of a metric's key",
        ("aws.logs.metric_filter", "fed_by_trail"): "the trail is declared elsewhere",
    },
)
