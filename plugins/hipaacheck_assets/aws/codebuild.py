"""AWS CodeBuild projects. https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Project.html"""

from __future__ import annotations

from urllib.parse import urlsplit

from hipaacheck import Asset, AssetType, Record, Unknown

AWS_CREDENTIALS = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})
"""Variables from which AWS tools take credentials."""


class Source(Record, frozen=True, kw_only=True):
    """One place that source code comes from. Its address is not kept, as it may hold a secret."""

    type: str | Unknown
    """`GITHUB`, `BITBUCKET`, `CODECOMMIT`, `CODEPIPELINE`, `S3`, `NO_SOURCE`, …"""
    credentials_in_url: bool | Unknown
    """Whether the address holds a token or a password."""


class Artifact(Record, frozen=True, kw_only=True):
    """One output of a build."""

    type: str | Unknown
    """`S3`, `CODEPIPELINE` or `NO_ARTIFACTS`."""
    encrypted: bool | Unknown
    """Whether CodeBuild encrypts the output."""


class Project(Asset, frozen=True, kw_only=True, tag="aws.codebuild.project"):
    """A build project."""

    arn: str | Unknown | None
    """ARN of the project."""
    aws_credentials: list[str | Unknown] | Unknown
    """Names of plain-text variables that hold AWS credentials."""
    secret_variables: list[str | Unknown] | Unknown
    """Names of plain-text variables that look like other secrets."""
    sources: list[Source | Unknown] | Unknown
    """Primary and secondary sources."""
    artifacts: list[Artifact | Unknown] | Unknown
    """Primary and secondary outputs."""
    privileged: bool | Unknown
    """Whether builds run in a privileged container, which building images with Docker needs."""
    public_builds: bool | Unknown
    """Whether anyone may read the results, logs and artifacts of builds."""
    cloudwatch_logs: bool | Unknown
    """Whether builds write logs to CloudWatch Logs; CodeBuild's default."""
    s3_logs: bool | Unknown
    """Whether builds write logs to S3."""
    s3_logs_encrypted: bool | Unknown | None
    """Whether CodeBuild encrypts the logs in S3; null without logs in S3."""
    kms_key: str | Unknown | None
    """KMS key of the artifacts; null when none is named, which means the key `aws/s3`."""


PROJECT = AssetType(name="aws.codebuild.project", record=Project)


def credentials_in_url(url: str) -> bool:
    """Whether a repository's address holds a token or a password. Bitbucket writes plain user names into its addresses."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "@" in url
    if parts.scheme not in ("http", "https") or "@" not in parts.netloc:
        return False
    user, host = parts.netloc.rsplit("@", 1)
    return ":" in user or not host.lower().startswith("bitbucket.")
