"""AWS Systems Manager documents. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeDocument.html"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Document(Asset, frozen=True, kw_only=True, tag="aws.ssm.document"):
    """A document: commands or steps that Systems Manager runs."""

    arn: str | Unknown | None
    """ARN of the document."""
    shared_with: list[str | Unknown] | Unknown
    """Accounts that may use the document, besides its own; `all` for every account."""


DOCUMENT = AssetType(name="aws.ssm.document", record=Document)
