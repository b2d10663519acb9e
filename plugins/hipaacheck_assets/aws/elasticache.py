"""Amazon ElastiCache. https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class ReplicationGroup(Asset, frozen=True, kw_only=True, tag="aws.elasticache.replication_group"):
    """A Redis OSS or Valkey replication group."""

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    engine: str | Unknown
    """`redis` or `valkey`."""
    at_rest_encryption: bool | Unknown
    """Whether disks, swap and backups are encrypted."""
    kms_key: str | Unknown | None
    """ARN of the KMS key; null for the key that the service owns."""
    transit_encryption: bool | Unknown
    """Whether TLS is offered to clients and used between nodes."""
    transit_encryption_mode: str | Unknown | None
    """`required`, or `preferred`, where clients without TLS are accepted too; null where there is no mode, since the group came
    before modes did and accepts TLS only."""
    auth_token: bool | Unknown
    """Whether clients must present a token (Redis AUTH). The token itself is never read."""
    user_group: str | Unknown | None
    """Id of the user group that controls access; null when none does."""
    snapshot_retention_days: int | Unknown
    """Days that automatic backups are kept; 0 means off."""


class Cluster(Asset, frozen=True, kw_only=True, tag="aws.elasticache.cluster"):
    """A cache cluster: Memcached, a single Redis OSS node, or a member of a replication group."""

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    engine: str | Unknown | None
    """`memcached`, `redis` or `valkey`; null where the replication group decides it."""
    replication_group: str | Unknown | None
    """Id of the replication group this is a member of; null when it is none."""
    transit_encryption: bool | Unknown
    """Whether TLS is used."""
    snapshot_retention_days: int | Unknown
    """Days that automatic backups are kept; 0 means off. Memcached has none."""


REPLICATION_GROUP = AssetType(name="aws.elasticache.replication_group", record=ReplicationGroup)
CLUSTER = AssetType(name="aws.elasticache.cluster", record=Cluster)
