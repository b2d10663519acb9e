"""AWS Key Management Service. https://docs.aws.amazon.com/kms/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.aws.policy import Policy


class Key(Asset, frozen=True, kw_only=True, tag="aws.kms.key"):
    """A customer managed KMS key."""

    arn: str | None | Unknown
    """ARN."""
    spec: str | Unknown
    """Kind of key material: `SYMMETRIC_DEFAULT`, `RSA_4096`, `HMAC_256`, …"""
    usage: str | Unknown
    """`ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC` or `KEY_AGREEMENT`."""
    origin: str | Unknown
    """Where the key material comes from: `AWS_KMS`, `EXTERNAL` (imported), `AWS_CLOUDHSM` or `EXTERNAL_KEY_STORE`."""
    replica: bool | Unknown
    """Whether this is a replica of a multi-Region key, which rotates with its primary key."""
    multi_region: bool | Unknown
    """Whether this is a multi-Region key, primary or replica."""
    enabled: bool | Unknown
    """Whether the key can be used."""
    rotation_enabled: bool | Unknown
    """Whether AWS replaces the key material by itself. False for keys that cannot do that; unknown for replicas in a plan."""
    rotation_period_days: int | None | Unknown
    """Days between rotations where that was set; null means every year, when rotation is enabled."""
    deletion_window_days: int | None | Unknown
    """Days between the request to delete the key and its deletion, 30 unless set; null where that is only said on deletion."""
    policy: Policy | None | Unknown
    """Key policy; null for the default one, which leaves access to the IAM policies of the key's own account."""
    state: str | Unknown
    """`Enabled`, `Disabled`, `PendingDeletion`, `PendingReplicaDeletion` (waits for its replicas to be deleted), `PendingImport`,
    `Unavailable`, `Creating` or `Updating`."""


KEY = AssetType(name="aws.kms.key", record=Key, runtime=frozenset({"state"}))
