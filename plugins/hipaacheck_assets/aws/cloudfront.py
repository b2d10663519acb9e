"""Amazon CloudFront. https://docs.aws.amazon.com/cloudfront/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Unknown


class ViewerCertificate(Record, frozen=True, kw_only=True):
    """How viewers reach the distribution over TLS."""

    default_certificate: bool | Unknown
    """Whether the certificate of *.cloudfront.net is used."""
    minimum_protocol: str | Unknown
    """Security policy in force, e.g. `TLSv1.2_2021`. `TLSv1` with the default certificate, whatever was asked for."""


class Behavior(Record, frozen=True, kw_only=True):
    """The default cache behaviour, or one for a path."""

    path: str | Unknown | None
    """Path pattern; null for the default behaviour."""
    viewer_protocol_policy: str | Unknown
    """`allow-all`, `https-only` or `redirect-to-https`."""
    field_level_encryption: str | Unknown | None
    """Id of the field-level encryption configuration; null when fields are not encrypted."""


class Origin(Record, frozen=True, kw_only=True):
    """Where content comes from."""

    name: str | Unknown | None
    """Id of the origin within the distribution."""
    domain: str | Unknown | None
    """Domain name."""
    kind: str | Unknown
    """`s3` for the REST endpoint of a bucket, `vpc` for a VPC origin, else `custom`."""
    access_identity: str | Unknown | None
    """Path of the origin access identity; null when there is none."""
    access_control: str | Unknown | None
    """Id of the origin access control; null when there is none."""
    signing_behavior: str | Unknown | None
    """`always`, `never` or `no-override`: which requests the origin access control signs; null without one."""
    protocol_policy: str | Unknown | None
    """`http-only`, `https-only` or `match-viewer`; null for S3, where CloudFront follows the viewer."""
    ssl_protocols: list[str | Unknown] | Unknown
    """TLS versions used to a custom or VPC origin: `SSLv3`, `TLSv1`, `TLSv1.1`, `TLSv1.2`; empty for S3."""


class Distribution(Asset, frozen=True, kw_only=True, tag="aws.cloudfront.distribution"):
    """A distribution."""

    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    enabled: bool | Unknown
    """Whether it accepts requests."""
    viewer_certificate: ViewerCertificate | Unknown
    """TLS towards viewers."""
    behaviors: list[Behavior | Unknown] | Unknown
    """The default cache behaviour and those for paths."""
    content_origins: list[Origin | Unknown] | Unknown
    """Origins: where its content comes from."""
    logged: bool | Unknown
    """Whether standard logs are kept: legacy ones to a bucket, or version 2 through a CloudWatch Logs delivery."""
    web_acl: str | Unknown | None
    """ARN or id of the WAF web ACL; null when there is none."""


DISTRIBUTION = AssetType(name="aws.cloudfront.distribution", record=Distribution)
