"""Elastic Beanstalk environments."""

from __future__ import annotations

from tests.support.aws import Case, Client


def seed(client: Client) -> None:
    """An environment; moto keeps none of its options."""
    beanstalk = client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="clinic")
    beanstalk.create_environment(
        ApplicationName="clinic", EnvironmentName="records", Tags=[{"Key": "DataClassification", "Value": "PHI"}]
    )


CASE = Case(
    types=("aws.elasticbeanstalk.environment",),
    seed=seed,
    unserved={"elasticbeanstalk:DescribeConfigurationSettings": "not there"},
    expected={
        "aws-elasticbeanstalk-environment-enhanced-health": {"records": "unknown"},
        "aws-elasticbeanstalk-environment-managed-updates": {"records": "unknown"},
    },
)
