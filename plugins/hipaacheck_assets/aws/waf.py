"""AWS WAF. https://docs.aws.amazon.com/waf/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Unknown


class Logging(Record, frozen=True, kw_only=True):
    """Logging configuration of a web ACL."""

    destinations: list[str | Unknown] | Unknown
    """ARN of the log group, bucket or delivery stream that receives the logs."""


class WebAcl(Asset, frozen=True, kw_only=True, tag="aws.wafv2.web_acl"):
    """A web ACL of AWS WAF (version 2)."""

    arn: str | None | Unknown
    """ARN."""
    scope: str | None | Unknown
    """`REGIONAL` or `CLOUDFRONT`."""
    logging: Logging | None | Unknown
    """Where requests are logged; null when they are not."""


WEB_ACL = AssetType(name="aws.wafv2.web_acl", record=WebAcl)
