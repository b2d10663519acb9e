"""AWS Security Hub. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Hub(Asset, frozen=True, kw_only=True, tag="aws.securityhub.hub"):
    """Security Hub of one region. Live, a region where it is off is an asset with `enabled` false."""

    arn: str | None | Unknown
    """ARN."""
    enabled: bool | Unknown
    """Whether Security Hub is on in the region."""


HUB = AssetType(name="aws.securityhub.hub", record=Hub)
