"""CodeBuild projects."""

from __future__ import annotations

from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

ARN = "arn:aws:codebuild:us-east-1:123456789012:project/records"
KEY = "arn:aws:kms:us-east-1:123456789012:alias/aws/s3"


def seed(client: Client) -> None:
    """`records` has everything, `leaky` holds secrets and keeps no logs."""
    codebuild = client("codebuild")
    _project(
        codebuild,
        "records",
        source={"type": "GITHUB", "location": "https://github.com/example/records.git"},
        artifacts={"type": "S3", "location": "artifacts", "encryptionDisabled": False},
        variables=[
            {"name": "STAGE", "value": "production", "type": "PLAINTEXT"},
            {"name": "DB_PASSWORD", "value": "/records/db", "type": "PARAMETER_STORE"},
        ],
        logsConfig={"s3Logs": {"status": "ENABLED", "location": "logs/builds", "encryptionDisabled": False}},
        tags=[{"key": "Team", "value": "records"}],
    )
    _project(
        codebuild,
        "leaky",
        source={"type": "GITHUB", "location": "https://builder:hunter2hunter2@github.com/example/records.git"},
        artifacts={"type": "S3", "location": "artifacts", "encryptionDisabled": True},
        variables=[
            {"name": "AWS_SECRET_ACCESS_KEY", "value": "not-a-pointer", "type": "PLAINTEXT"},
            {"name": "DB_PASSWORD", "value": "not-a-pointer", "type": "PLAINTEXT"},
        ],
        logsConfig={
            "cloudWatchLogs": {"status": "DISABLED"},
            "s3Logs": {"status": "DISABLED"},
        },
    )
    _project(
        codebuild,
        "unencrypted",
        source={"type": "S3", "location": "sources/records.zip"},
        artifacts={"type": "CODEPIPELINE", "location": "artifacts"},
        variables=[],
        logsConfig={"s3Logs": {"status": "ENABLED", "location": "logs/builds", "encryptionDisabled": True}},
    )


def _project(codebuild: Any, name: str, *, variables: list[dict[str, str]], **arguments: Any) -> None:
    codebuild.create_project(
        name=name,
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": variables,
        },
        serviceRole="arn:aws:iam::123456789012:role/builds",
        **arguments,
    )


CASE = Case(
    types=("aws.codebuild.project",),
    seed=seed,
    expected={
        "aws-codebuild-project-artifacts-encrypted": {"records": "pass", "leaky": "fail", "unencrypted": "pass"},
        "aws-codebuild-project-builds-not-public": {"records": "unknown"},
        "aws-codebuild-project-logged": {"records": "pass", "leaky": "fail"},
        "aws-codebuild-project-no-plain-text-aws-credentials": {"records": "pass", "leaky": "fail"},
        "aws-codebuild-project-no-plain-text-secrets": {"records": "pass", "leaky": "fail"},
        "aws-codebuild-project-s3-logs-encrypted": {"records": "pass", "leaky": "not_applicable", "unencrypted": "fail"},
        "aws-codebuild-project-source-without-credentials": {"records": "pass", "leaky": "fail"},
    },
    plan=(
        resource(
            "aws_codebuild_project.records",
            {
                "name": "records",
                "id": ARN,
                "arn": ARN,
                "encryption_key": KEY,
                "project_visibility": "PRIVATE",
                "source": [{"type": "GITHUB", "location": "https://github.com/example/records.git"}],
                "artifacts": [{"type": "S3", "location": "artifacts", "encryption_disabled": False}],
                "environment": [
                    {
                        "privileged_mode": False,
                        "environment_variable": [
                            {"name": "STAGE", "value": "production", "type": "PLAINTEXT"},
                            {"name": "DB_PASSWORD", "value": "/records/db", "type": "PARAMETER_STORE"},
                        ],
                    }
                ],
                "logs_config": [{"s3_logs": [{"status": "ENABLED", "location": "logs/builds", "encryption_disabled": False}]}],
                "tags_all": {"Team": "records"},
            },
        ),
    ),
    differences={
        ("aws.codebuild.project", "public_builds"): "moto does not tell",
        ("aws-codebuild-project-builds-not-public", "records"): "moto does not tell whether builds are public",
    },
)
