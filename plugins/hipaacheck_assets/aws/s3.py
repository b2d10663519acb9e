"""Amazon S3. https://docs.aws.amazon.com/AmazonS3/latest/API/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.aws.backup import BACKUP_SELECTIONS
from hipaacheck_assets.aws.policy import Policy


class PublicAccessBlock(Record, frozen=True, kw_only=True):
    """PublicAccessBlockConfiguration."""

    block_public_acls: bool | Unknown
    """Whether requests that set a public ACL are refused."""
    block_public_policy: bool | Unknown
    """Whether requests that set a public policy are refused."""
    ignore_public_acls: bool | Unknown
    """Whether public ACLs have no effect."""
    restrict_public_buckets: bool | Unknown
    """Whether a public policy lets only AWS services and the owner's account in."""


class Encryption(Record, frozen=True, kw_only=True):
    """Default encryption of new objects."""

    algorithm: str | Unknown
    """`AES256`, `aws:kms` or `aws:kms:dsse`."""
    kms_key: str | Unknown | None
    """Key id, ARN or alias; null for the key that AWS owns."""
    bucket_key_enabled: bool | Unknown | None
    """Whether an S3 bucket key is used."""


class Logging(Record, frozen=True, kw_only=True):
    """Server access logging."""

    target_bucket: str | Unknown
    """Name of the bucket that receives the logs."""


class Versioning(Record, frozen=True, kw_only=True):
    """Versioning configuration."""

    status: str | Unknown
    """`Enabled`, `Suspended` or `Disabled`."""
    mfa_delete: str | Unknown | None
    """`Enabled` or `Disabled`; null when never set."""


class Grant(Record, frozen=True, kw_only=True):
    """One ACL grant."""

    grantee: str | Unknown | None
    """Group URI, canonical user id or e-mail address."""
    permission: str | Unknown
    """`READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`."""


EXPIRES_ON_A_DATE = Unknown("objects expire on a date, not after days")
EXPIRES_SOME = Unknown("only some objects of the bucket expire, and which is not compared")


class LifecycleRule(Record, frozen=True, kw_only=True):
    """One lifecycle rule."""

    enabled: bool | Unknown
    """Whether the rule is in force."""
    expiration_days: int | Unknown | None
    """Days after which current versions expire; null when they do not, unknown when the rule names a date instead, or
    is for some objects only (a prefix, a tag, a size)."""


class Replication(Record, frozen=True, kw_only=True):
    """Replication configuration."""

    enabled: bool | Unknown
    """Whether some rule is in force."""
    destinations: list[str | Unknown] | Unknown
    """ARNs of the destination buckets."""


class Bucket(Asset, frozen=True, kw_only=True, tag="aws.s3.bucket"):
    """A general purpose bucket, with all that is configured on it."""

    arn: str | None | Unknown
    """ARN of the bucket."""
    public_access_block: PublicAccessBlock | Unknown | None
    """The bucket's own block; null when none is set."""
    encryption: Encryption | Unknown | None
    """Default encryption that the bucket sets itself. Null when it sets none: S3 then encrypts with AES256 all the same
    (since January 2023, for every new object), which `encrypted` accounts for."""
    encrypted: bool | Unknown
    """Whether new objects are encrypted at rest. S3 has encrypted every new object since January 2023, and that cannot be
    switched off, so this is true wherever the bucket is known."""
    versioning: Versioning | Unknown | None
    """Versioning; null when never enabled."""
    logging: Logging | Unknown | None
    """Server access logging; null when off."""
    policy: Policy | Unknown | None
    """Bucket policy; null when there is none."""
    acl: str | Unknown | None
    """Canned ACL, where one was declared; null otherwise."""
    acl_grants: list[Grant | Unknown] | Unknown
    """ACL grants, those of a canned ACL included."""
    object_lock: bool | Unknown
    """Whether object lock is enabled."""
    replication: Replication | Unknown | None
    """Replication; null when none is configured."""
    lifecycle_rules: list[LifecycleRule | Unknown] | Unknown
    """Lifecycle rules."""
    ownership: str | Unknown | None
    """`BucketOwnerEnforced` (ACLs off), `BucketOwnerPreferred` or `ObjectWriter`; null when not set."""


BUCKET = AssetType(
    name="aws.s3.bucket",
    record=Bucket,
    relations={
        "account_settings": Relation(
            to="aws.account",
            mine="account",
            theirs="account",
            missing="null",
            nulls=True,
            within="account",
            doc="What is set for the whole account.",
        ),
        "backup_selections": BACKUP_SELECTIONS,
        "log_bucket": Relation(
            to="aws.s3.bucket", mine="logging.target_bucket", theirs="name", doc="The bucket that receives the access logs."
        ),
    },
)
