"""AWS CodeBuild projects. Values of environment variables and addresses of repositories do not leave this module.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/codebuild_project
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from hipaacheck import Unknown
from hipaacheck_assets.aws.codebuild import AWS_CREDENTIALS, Artifact, Project, Source, credentials_in_url
from hipaacheck_assets.secret_names import looks_secret
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

T = TypeVar("T")


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
            aws_credentials=_variables(environment, lambda name, _: name in AWS_CREDENTIALS),
            secret_variables=_variables(environment, looks_secret),
            sources=_each(project, ("source", "secondary_sources"), _source),
            artifacts=_each(project, ("artifacts", "secondary_artifacts"), _artifact),
            privileged=_flag(environment, "privileged_mode"),
            public_builds=visibility if isinstance(visibility, Unknown) else visibility == "PUBLIC_READ",
            cloudwatch_logs=_status(logs.block("cloudwatch_logs") if isinstance(logs, Block) else logs, "ENABLED"),
            s3_logs=s3_logs,
            s3_logs_encrypted=_not(_flag(s3, "encryption_disabled")) if s3_logs is not False else None,
            kms_key=estate.link(project, "encryption_key", ("aws_kms_key", "aws_kms_alias")),
        )


def _flag(block: Block | Unknown | None, name: str) -> bool | Unknown:
    """A flag whose documented default is false."""
    value = block.flag(name) if isinstance(block, Block) else block
    return False if value is None else value


def _not(value: bool | Unknown) -> bool | Unknown:
    return value if isinstance(value, Unknown) else not value


def _status(block: Block | Unknown | None, default: str) -> bool | Unknown:
    value = block.text("status") if isinstance(block, Block) else block
    return value if isinstance(value, Unknown) else (value or default) == "ENABLED"


def _each(project: Resource, names: tuple[str, ...], make: Callable[[Block], T]) -> list[T | Unknown] | Unknown:
    out: list[T | Unknown] = []
    for name in names:
        found = project.blocks(name)
        out += [found] if isinstance(found, Unknown) else [item if isinstance(item, Unknown) else make(item) for item in found]
    return out


def _source(block: Block) -> Source:
    location, kind = block.text("location"), block.text("type")
    secret = location if isinstance(location, Unknown) else location is not None and credentials_in_url(location)
    return Source(type=Unknown("no type", block.path) if kind is None else kind, credentials_in_url=secret)


def _artifact(block: Block) -> Artifact:
    kind = block.text("type")
    return Artifact(
        type=Unknown("no type", block.path) if kind is None else kind, encrypted=_not(_flag(block, "encryption_disabled"))
    )


def _variables(environment: Block | Unknown | None, suspect: Callable[[str, str | None], bool]) -> list[str | Unknown] | Unknown:
    """Names of suspect plain-text variables. A variable whose type is not known counts as unknown if its name is suspect."""
    found = environment.blocks("environment_variable") if isinstance(environment, Block) else environment
    if found is None or isinstance(found, Unknown):
        return [] if found is None else found
    out: list[str | Unknown] = []
    for item in found:
        if isinstance(item, Unknown):
            out.append(item)
            continue
        name, kind, value = item.text("name"), item.text("type"), item.text("value")
        if isinstance(kind, str) and kind != "PLAINTEXT":
            continue
        if isinstance(name, Unknown):
            out.append(name)
        elif name is not None and suspect(name, None if isinstance(value, Unknown) else value or ""):
            out.append(kind if isinstance(kind, Unknown) else name)
    return out
