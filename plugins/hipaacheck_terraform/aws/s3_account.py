"""Amazon S3 settings of a whole account.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_account_public_access_block
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.s3_account import Account
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate


def accounts(estate: Estate) -> Iterator[Account]:
    """One asset per account public access block that is declared."""
    for block in estate.each("aws_s3_account_public_access_block"):
        yield Account(
            **estate.common(block, block.text("account_id")),
            block_public_acls=_off_by_default(block, "block_public_acls"),
            block_public_policy=_off_by_default(block, "block_public_policy"),
            ignore_public_acls=_off_by_default(block, "ignore_public_acls"),
            restrict_public_buckets=_off_by_default(block, "restrict_public_buckets"),
        )


def _off_by_default(block: Resource, name: str) -> bool | Unknown:
    value = block.flag(name)
    return False if value is None else value
