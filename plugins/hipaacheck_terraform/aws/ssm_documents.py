"""AWS Systems Manager documents.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssm_document
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.ssm_documents import Document
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate


def documents(estate: Estate) -> Iterator[Document]:
    """One asset per document. Its content is not read."""
    for document in estate.each("aws_ssm_document"):
        yield Document(
            **estate.common(document, document.text("name")),
            arn=document.text("arn"),
            shared_with=_accounts(document),
        )


def _accounts(document: Resource) -> list[str | Unknown] | Unknown:
    """The comma-separated `account_ids` of the permissions map."""
    permissions = document.get("permissions")
    if permissions is None or isinstance(permissions, Unknown):
        return [] if permissions is None else permissions
    if not isinstance(permissions, dict):
        return Unknown("permissions are not a map", f"{document.address}.permissions")
    accounts = permissions.get("account_ids")
    if isinstance(accounts, Unknown):
        return accounts
    names = [part.strip() for part in str(accounts or "").split(",")]
    return ["all" if name.lower() == "all" else name for name in names if name]
