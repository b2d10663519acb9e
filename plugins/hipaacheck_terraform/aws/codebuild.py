"""AWS CodeBuild projects. Values of environment variables and addresses of repositories do not leave this module.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/codebuild_project
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from hipaacheck import Unknown
from hipaacheck_assets.aws.codebuild import AWS_CREDENTIALS, Artifact, Project, Source, credentials_in_url
from hipaacheck_assets.truth import Truth, opposite
from hipaacheck_terraform.arguments import KMS_KEYS, flag, required
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate
from hipaacheck_terraform.secret_values import holds_secret

_T = TypeVar("_T")


def projects(estate: Estate) -> Iterator[Project]:
    """One asset per project."""
    for project in estate.each("aws_codebuild_project"):
        environment = project.block("environment")
        logs = project.block("logs_config")
        s3 = logs.block("s3_logs") if isinstance(logs, Block) else logs
        s3_logs = _status(s3, "DISABLED")
        visibility = project.text("project_visibility")
        yield Project(
            **estate.common(project, project.text("name")),
            arn=project.text("arn"),
            aws_credentials=_variables(environment, _is_aws_credential),
            secret_variables=_variables(environment, _is_other_secret),
            sources=_each(project, ("source", "secondary_sources"), _source),
            artifacts=_each(project, ("artifacts", "secondary_artifacts"), _artifact),
            privileged=flag(environment, "privileged_mode", False),
            public_builds=visibility if isinstance(visibility, Unknown) else visibility == "PUBLIC_READ",
            cloudwatch_logs=_status(logs.block("cloudwatch_logs") if isinstance(logs, Block) else logs, "ENABLED"),
            s3_logs=s3_logs,
            s3_logs_encrypted=opposite(flag(s3, "encryption_disabled", False)) if s3_logs is not False else None,
            kms_key=estate.link(project, "encryption_key", KMS_KEYS),
        )


def _status(block: Block | Unknown | None, default: str) -> bool | Unknown:
    value = block.text("status") if isinstance(block, Block) else block
    return value if isinstance(value, Unknown) else (value or default) == "ENABLED"


def _each(project: Resource, names: tuple[str, ...], make: Callable[[Block], _T]) -> list[_T | Unknown] | Unknown:
    out: list[_T | Unknown] = []
    for name in names:
        found = project.blocks(name)
        out += [found] if isinstance(found, Unknown) else [item if isinstance(item, Unknown) else make(item) for item in found]
    return out


def _source(block: Block) -> Source:
    location = block.text("location")
    secret = location if isinstance(location, Unknown) else location is not None and credentials_in_url(location)
    return Source(type=required(block, "type"), credentials_in_url=secret)


def _artifact(block: Block) -> Artifact:
    return Artifact(type=required(block, "type"), encrypted=opposite(flag(block, "encryption_disabled", False)))


def _variables(environment: Block | Unknown | None, judge: Callable[[str, Block], Truth]) -> list[str | Unknown] | Unknown:
    """Names of the plain-text variables that `judge` says yes to. One whose type is not known may be no plain text."""
    found = environment.blocks("environment_variable") if isinstance(environment, Block) else environment
    if found is None or isinstance(found, Unknown):
        return [] if found is None else found
    out: list[str | Unknown] = []
    for item in found:
        name, kind = (item, item) if isinstance(item, Unknown) else (required(item, "name"), item.text("type"))
        if isinstance(kind, str) and kind != "PLAINTEXT":
            continue
        answer = name if isinstance(name, Unknown) or isinstance(item, Unknown) else judge(name, item)
        if isinstance(answer, Unknown):
            out.append(answer)
        elif answer:
            out.append(kind if isinstance(kind, Unknown) else name)
    return out


def _is_aws_credential(name: str, _: Block) -> bool:
    return name in AWS_CREDENTIALS


def _is_other_secret(name: str, variable: Block) -> Truth:
    marked = isinstance(variable.sensitive, dict) and variable.sensitive.get("value") is True
    return name not in AWS_CREDENTIALS and holds_secret(name, variable.text("value"), marked)
