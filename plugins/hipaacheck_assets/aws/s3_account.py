"""Amazon S3 settings of a whole account. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Account(Asset, frozen=True, kw_only=True, tag="aws.s3.account"):
    """The public access block of an account, in force for all its buckets whatever these set themselves."""

    block_public_acls: bool | Unknown
    """Whether requests that set a public ACL are refused."""
    block_public_policy: bool | Unknown
    """Whether requests that set a public policy are refused."""
    ignore_public_acls: bool | Unknown
    """Whether public ACLs have no effect."""
    restrict_public_buckets: bool | Unknown
    """Whether a public policy lets only AWS services and the owner's account in."""


ACCOUNT = AssetType(name="aws.s3.account", record=Account)
