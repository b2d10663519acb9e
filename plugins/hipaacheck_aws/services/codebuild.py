"""AWS CodeBuild: projects. https://docs.aws.amazon.com/codebuild/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from hipaacheck import Unknown
from hipaacheck_assets.aws.codebuild import AWS_CREDENTIALS, Artifact, Project, Source, credentials_in_url
from hipaacheck_assets.secret_names import looks_secret_by_kind
from hipaacheck_assets.truth import opposite
from hipaacheck_aws.collect import Collector, Got
from hipaacheck_aws.failures import Failure
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags
from hipaacheck_live.redaction import redacted_kind

_T = TypeVar("_T")


def _find(reader: Reader) -> Iterator[Answer]:
    """Projects of the account; those that others share with it are not listed."""
    names = [name for name in reader.names("codebuild:ListProjects", "projects") if isinstance(name, str)]
    for start in range(0, len(names), 100):
        batch = names[start : start + 100]
        answer = reader.call("codebuild:BatchGetProjects", names=batch)
        if not isinstance(answer, Answer):
            continue
        found = answer.blocks("projects")
        items = [item for item in found if isinstance(item, Answer)] if isinstance(found, list) else []
        yield from items
        if len(items) < len(batch):
            reader.failed(
                "codebuild:BatchGetProjects",
                Failure(state="failed", reason="the service described only some of the projects", code="projectsNotFound"),
            )


def build(place: Place, item: Answer, got: Got) -> Project:
    """One asset per project. CodeBuild documents that logs go to CloudWatch Logs by default, and to S3 only when that is on."""
    arn = item.known("arn")
    logs = item.block("logsConfig")
    s3 = logs.block("s3Logs") if isinstance(logs, Answer) else logs
    s3_logs = _status(s3, absent=False)
    visibility = item.required("projectVisibility")
    return Project(
        **place.common(arn, item.known("name"), tags(item, "tags")),
        arn=arn,
        aws_credentials=_variables(item, lambda name, _: name in AWS_CREDENTIALS),
        secret_variables=_variables(item, lambda name, kind: name not in AWS_CREDENTIALS and looks_secret_by_kind(name, kind)),
        sources=_all(item, "source", "secondarySources", _source),
        artifacts=_all(item, "artifacts", "secondaryArtifacts", _artifact),
        privileged=_privileged(item),
        public_builds=visibility if isinstance(visibility, Unknown) else visibility == "PUBLIC_READ",
        cloudwatch_logs=_status(logs.block("cloudWatchLogs") if isinstance(logs, Answer) else logs, absent=True),
        s3_logs=s3_logs,
        s3_logs_encrypted=None if s3_logs is False else _encrypted(s3),
        kms_key=item.text("encryptionKey"),
    )


def _status(block: Answer | Unknown | None, *, absent: bool) -> bool | Unknown:
    value = block.required("status") if isinstance(block, Answer) else block
    return value if isinstance(value, Unknown) else absent if value is None else value == "ENABLED"


def _encrypted(s3: Answer | Unknown | None) -> bool | Unknown:
    """Logs in S3 are encrypted by default."""
    disabled = s3.flag("encryptionDisabled") if isinstance(s3, Answer) else s3
    return True if disabled is None else opposite(disabled)


def _privileged(item: Answer) -> bool | Unknown:
    """CodeBuild documents false as the default."""
    environment = item.sure("environment", item.block("environment"))
    flag = environment.flag("privilegedMode") if isinstance(environment, Answer) else environment
    return False if flag is None else flag


def _all(item: Answer, first: str, further: str, make: Callable[[Answer], _T]) -> list[_T | Unknown] | Unknown:
    """The primary and the secondary ones."""
    primary = item.sure(first, item.block(first))
    secondary = item.each(further, make)
    own = primary if isinstance(primary, Unknown) else make(primary)
    return [own, *([secondary] if isinstance(secondary, Unknown) else secondary)]


def _source(block: Answer) -> Source:
    return Source(type=block.required("type"), credentials_in_url=_credentials_in_url(block))


def _credentials_in_url(block: Answer) -> bool | Unknown:
    """An address that was redacted holds a secret, but for those of Bitbucket, where it may be a plain user name."""
    kind = redacted_kind(block.values.get("location"))
    if kind is not None:
        doubt = block.values.get("type") == "BITBUCKET" and "address" in kind
        return Unknown("redacted, as it may hold a secret", f"{block.where}.location") if doubt else True
    location = block.text("location")
    return location if isinstance(location, Unknown) else location is not None and credentials_in_url(location)


def _artifact(block: Answer) -> Artifact:
    """Encryption can be turned off for artifacts in S3 only, and their answers say whether it is."""
    kind, disabled = block.required("type"), block.flag("encryptionDisabled")
    if disabled is None and isinstance(kind, str) and kind != "S3":
        disabled = False
    return Artifact(type=kind, encrypted=opposite(block.sure("encryptionDisabled", disabled)))


def _variables(item: Answer, judge: Callable[[str, str | None], bool]) -> list[str | Unknown] | Unknown:
    """Names of the plain-text variables that `judge` says yes to, by their name and the kind of their value. Plain text is the
    type that CodeBuild documents as the default."""
    environment = item.sure("environment", item.block("environment"))
    found = environment.blocks("environmentVariables") if isinstance(environment, Answer) else environment
    if isinstance(found, Unknown):
        return found
    out: list[str | Unknown] = []
    for variable in found:
        kind = variable.text("type") if isinstance(variable, Answer) else variable
        name = variable.required("name") if isinstance(variable, Answer) else variable
        if isinstance(kind, Unknown) or isinstance(name, Unknown):
            out.append(kind if isinstance(kind, Unknown) else name)
        elif kind in (None, "PLAINTEXT") and isinstance(variable, Answer):
            out += [name] if judge(name, redacted_kind(variable.values.get("value"))) else []
    return out


PROJECTS = Collector(
    asset_type="aws.codebuild.project",
    operations=("codebuild:ListProjects", "codebuild:BatchGetProjects"),
    find=_find,
    build=build,
)
