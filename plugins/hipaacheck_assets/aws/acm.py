"""AWS Certificate Manager. https://docs.aws.amazon.com/acm/latest/APIReference/"""

from __future__ import annotations

from datetime import datetime

from hipaacheck import Asset, AssetType, Unknown


class Certificate(Asset, frozen=True, kw_only=True, tag="aws.acm.certificate"):
    """A certificate, requested or imported."""

    arn: str | None | Unknown
    """ARN."""
    origin: str | Unknown
    """`AMAZON_ISSUED`, `PRIVATE` (issued by a private CA) or `IMPORTED`."""
    key_algorithm: str | Unknown
    """As the API writes it with underscores: `RSA_2048`, `EC_prime256v1`, …"""
    transparency_logging: bool | None | Unknown
    """Whether the certificate is written to public transparency logs; null for imported ones, where ACM has no say."""
    validation_method: str | None | Unknown
    """`DNS` or `EMAIL`; null when nothing is to be validated."""
    not_after: datetime | None | Unknown
    """When it expires; null when it was never issued. Known only in a running estate."""


CERTIFICATE = AssetType(name="aws.acm.certificate", record=Certificate, runtime=frozenset({"not_after"}))
