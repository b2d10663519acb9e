"""AWS Lambda. https://docs.aws.amazon.com/lambda/latest/api/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Unknown
from hipaacheck_assets.aws.policy import Policy


class FunctionUrl(Record, frozen=True, kw_only=True):
    """An HTTPS address of the function."""

    origin: str
    """Address of its declaration, or the URL's ARN."""
    authorization: str | Unknown
    """`AWS_IAM`, or `NONE` for anyone."""
    qualifier: str | Unknown | None
    """Alias that it invokes; null for the unpublished version."""


class Function(Asset, frozen=True, kw_only=True, tag="aws.lambda.function"):
    """A function, with its resource policy, URLs and asynchronous settings."""

    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    runtime: str | Unknown | None
    """Runtime, e.g. `python3.13`; null for container images."""
    in_vpc: bool | Unknown
    """Whether it runs in subnets of a VPC."""
    at_edge: bool | Unknown
    """Whether a CloudFront distribution runs it (Lambda@Edge), so that it can have no VPC, environment variables, key of its
    own or dead-letter queue."""
    kms_key: str | Unknown | None
    """Customer managed key for environment variables; null for the key that AWS owns."""
    environment_names: list[str | Unknown] | Unknown
    """Names of its environment variables. Values are never read into an asset."""
    secret_variables: list[str | Unknown] | Unknown
    """Names of environment variables that look like secrets, by name or by value."""
    dead_letter_target: str | Unknown | None
    """ARN of the queue or topic for events that failed; null when there is none."""
    failure_destination: str | Unknown | None
    """ARN that asynchronous failures are sent to; null when there is none."""
    tracing: str | Unknown | None
    """X-Ray mode, `Active` or `PassThrough`; null when not set, which is `PassThrough`."""
    policy: Policy | Unknown | None
    """Resource policy: who may invoke it; null when there is none."""
    urls: list[FunctionUrl | Unknown] | Unknown
    """Function URLs."""
    reserved_concurrency: int | Unknown | None
    """How many copies may run at once, taken from what the account and region have; null when nothing but that limits it."""


FUNCTION = AssetType(name="aws.lambda.function", record=Function)
