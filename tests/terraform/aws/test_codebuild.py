"""CodeBuild projects."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.codebuild import Artifact, Source, credentials_in_url
from tests.support.plans import asset, resource


def project(*, variables: Any = (), unknown: Any = ("id", "arn"), **values: Any) -> Any:
    environment = [{"environment_variable": list(variables), "privileged_mode": values.pop("privileged_mode", None)}]
    return asset(resource("aws_codebuild_project.a", {"name": "a", "environment": environment, **values}, unknown=unknown))


def test_plain_text_variables_by_name() -> None:
    found = project(
        variables=[
            {"name": "AWS_SECRET_ACCESS_KEY", "value": "hunter2", "type": None},
            {"name": "DB_PASSWORD", "value": "hunter2", "type": "PLAINTEXT"},
            {"name": "API_KEY", "value": "/prod/key", "type": "PARAMETER_STORE"},
            {"name": "STAGE", "value": "prod", "type": "PLAINTEXT"},
        ]
    )
    assert found.aws_credentials == ["AWS_SECRET_ACCESS_KEY"]
    assert found.secret_variables == ["DB_PASSWORD"]
    assert "hunter2" not in str(found)


def test_a_suspect_variable_of_unknown_type() -> None:
    marks = {"environment": [{"environment_variable": [{"type": True}, {"type": True}]}]}
    found = project(variables=[{"name": "AWS_ACCESS_KEY_ID", "value": "x"}, {"name": "STAGE", "value": "x"}], unknown=marks)
    assert len(found.aws_credentials) == 1
    assert isinstance(found.aws_credentials[0], Unknown)


def test_sources_and_artifacts() -> None:
    found = project(
        source=[{"type": "GITHUB", "location": "https://github.com/a/b.git"}],
        secondary_sources=[{"type": "BITBUCKET", "location": "https://user:token@bitbucket.org/a/b.git"}],
        artifacts=[{"type": "NO_ARTIFACTS", "encryption_disabled": None}],
        secondary_artifacts=[{"type": "S3", "encryption_disabled": True}],
    )
    assert found.sources == [Source(type="GITHUB", credentials_in_url=False), Source(type="BITBUCKET", credentials_in_url=True)]
    assert found.artifacts == [Artifact(type="NO_ARTIFACTS", encrypted=True), Artifact(type="S3", encrypted=False)]
    assert "token" not in str(found)


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("https://github.com/a/b", False),
        ("https://ghp_x@github.com/a/b", True),
        ("https://oauth2:x@gitlab.com/a/b", True),
        ("https://someone@bitbucket.org/a/b", False),
        ("https://someone:x@bitbucket.org/a/b", True),
        ("bucket/path/source@1.zip", False),
    ],
)
def test_credentials_in_addresses(url: str, secret: bool) -> None:
    assert credentials_in_url(url) is secret


@pytest.mark.parametrize(
    ("logs", "cloudwatch", "s3", "encrypted"),
    [
        ([], True, False, None),
        ([{"cloudwatch_logs": [{"status": "DISABLED"}], "s3_logs": []}], False, False, None),
        ([{"cloudwatch_logs": [], "s3_logs": [{"status": "ENABLED", "encryption_disabled": None}]}], True, True, True),
        ([{"cloudwatch_logs": [], "s3_logs": [{"status": "ENABLED", "encryption_disabled": True}]}], True, True, False),
        ([{"cloudwatch_logs": [], "s3_logs": [{"status": None, "encryption_disabled": True}]}], True, False, None),
    ],
)
def test_logs(logs: list[Any], cloudwatch: bool, s3: bool, encrypted: bool | None) -> None:
    found = project(logs_config=logs)
    assert (found.cloudwatch_logs, found.s3_logs, found.s3_logs_encrypted) == (cloudwatch, s3, encrypted)


def test_logs_known_only_after_apply() -> None:
    found = project(unknown=("logs_config",))
    assert isinstance(found.cloudwatch_logs, Unknown)
    assert isinstance(found.s3_logs_encrypted, Unknown)


@pytest.mark.parametrize(("value", "public"), [(None, False), ("PRIVATE", False), ("PUBLIC_READ", True)])
def test_visibility(value: str | None, public: bool) -> None:
    assert project(project_visibility=value).public_builds is public


@pytest.mark.parametrize(("value", "privileged"), [(None, False), (True, True)])
def test_privileged_mode(value: bool | None, privileged: bool) -> None:
    assert project(privileged_mode=value).privileged is privileged


def test_values_that_are_not_read() -> None:
    names = ("AWS_SECRET_ACCESS_KEY", "DB_PASSWORD", "STAGE", "DSN")
    marks = {"environment": [{"environment_variable": [{"value": True}, {"value": True}, {"value": True}, {}]}]}
    values = {"name": "a", "environment": [{"environment_variable": [{"name": name} for name in names]}]}
    item = resource("aws_codebuild_project.a", values, unknown=marks)
    hidden: Any = {"environment": [{"environment_variable": [{}, {}, {}, {"value": True}]}]}
    item["change"]["change"]["after_sensitive"] = hidden
    found = asset(item)
    assert found.aws_credentials == ["AWS_SECRET_ACCESS_KEY"]
    assert all(isinstance(name, Unknown) for name in found.secret_variables)
    assert [str(name).split(" ")[0] for name in found.secret_variables] == ["DB_PASSWORD", "DSN"]
