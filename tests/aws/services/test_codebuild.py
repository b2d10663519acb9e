"""CodeBuild projects, from answers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services.codebuild import build
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
BASE: dict[str, Any] = {
    "arn": "arn:project",
    "name": "records",
    "projectVisibility": "PRIVATE",
    "source": {"type": "NO_SOURCE"},
    "artifacts": {"type": "NO_ARTIFACTS"},
    "environment": {"type": "LINUX_CONTAINER"},
}


def project(**item: Any) -> Any:
    """The asset of a project."""
    return build(PLACE, Answer({**BASE, **item}, "codebuild:BatchGetProjects.projects"), Got({}))


def hidden(why: str) -> dict[str, Any]:
    """A value that was redacted."""
    return {"$redacted": {"why": why, "len": 9, "hmac": "00"}}


def test_what_a_project_leaves_out() -> None:
    found = project()
    assert (found.id, found.name, found.kms_key, found.privileged, found.public_builds) == (
        "arn:project",
        "records",
        None,
        False,
        False,
    )
    assert (found.cloudwatch_logs, found.s3_logs, found.s3_logs_encrypted) == (True, False, None)
    assert (found.aws_credentials, found.secret_variables) == ([], [])
    assert (found.sources[0].credentials_in_url, found.artifacts[0].encrypted) == (False, True)


def test_what_is_always_told_is_unknown_when_missing() -> None:
    found = project(projectVisibility=None, source=None, artifacts={"type": "S3"}, environment=None)
    assert isinstance(found.public_builds, Unknown)
    assert isinstance(found.sources[0], Unknown)
    assert isinstance(found.artifacts[0].encrypted, Unknown)
    for name in ("privileged", "aws_credentials", "secret_variables"):
        assert isinstance(getattr(found, name), Unknown)


@pytest.mark.parametrize(
    ("logs", "expected"),
    [
        ({"cloudWatchLogs": {"status": "DISABLED"}, "s3Logs": {"status": "DISABLED"}}, (False, False, None)),
        ({"cloudWatchLogs": {"status": "ENABLED"}, "s3Logs": {"status": "ENABLED"}}, (True, True, True)),
        ({"s3Logs": {"status": "ENABLED", "encryptionDisabled": True}}, (True, True, False)),
    ],
)
def test_logs(logs: dict[str, Any], expected: Any) -> None:
    found = project(logsConfig=logs)
    assert (found.cloudwatch_logs, found.s3_logs, found.s3_logs_encrypted) == expected


def test_logs_that_are_not_told() -> None:
    for found in (project(logsConfig="odd"), project(logsConfig={"cloudWatchLogs": {}, "s3Logs": {}})):
        assert isinstance(found.cloudwatch_logs, Unknown)
        assert isinstance(found.s3_logs, Unknown)


def test_variables() -> None:
    variables = [
        {"name": "STAGE", "value": hidden("may hold secrets: value")},
        {"name": "DB_PASSWORD", "value": hidden("may hold secrets: value"), "type": "PLAINTEXT"},
        {"name": "API_TOKEN", "value": hidden("may hold secrets: pointer"), "type": "PLAINTEXT"},
        {"name": "DSN", "value": hidden("may hold secrets: secret (address with user and password)"), "type": "PLAINTEXT"},
        {"name": "OTHER_PASSWORD", "value": hidden("may hold secrets: value"), "type": "SECRETS_MANAGER"},
        {"name": "AWS_ACCESS_KEY_ID", "value": hidden("may hold secrets: secret (access key)"), "type": "PLAINTEXT"},
    ]
    found = project(environment={"environmentVariables": variables, "privilegedMode": True})
    assert found.secret_variables == ["DB_PASSWORD", "DSN"]
    assert found.aws_credentials == ["AWS_ACCESS_KEY_ID"]
    assert found.privileged is True
    found = project(environment={"environmentVariables": [{"value": hidden("may hold secrets: value")}]})
    assert isinstance(found.secret_variables[0], Unknown)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"type": "GITHUB", "location": "https://github.com/example/records.git"}, False),
        ({"type": "GITHUB", "location": "https://tok@github.com/example/records.git"}, True),
        ({"type": "GITHUB", "location": hidden("looks like a secret: secret (token)")}, True),
        ({"type": "BITBUCKET", "location": hidden("looks like a secret: secret (token)")}, True),
        ({"type": "BITBUCKET", "location": hidden("looks like a secret: secret (address with user and password)")}, "unknown"),
        ({"type": "BITBUCKET", "location": "https://someone@bitbucket.org/example/records.git"}, False),
    ],
)
def test_credentials_in_addresses(source: dict[str, Any], expected: Any) -> None:
    found = project(secondarySources=[source]).sources[1].credentials_in_url
    assert ("unknown" if isinstance(found, Unknown) else found) == expected


def test_artifacts() -> None:
    found = project(
        artifacts={"type": "CODEPIPELINE"},
        secondaryArtifacts=[{"type": "S3", "encryptionDisabled": True}, {"type": "S3", "encryptionDisabled": False}],
    )
    assert [artifact.encrypted for artifact in found.artifacts] == [True, False, True]
