"""AWS Database Migration Service. https://docs.aws.amazon.com/dms/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class ReplicationInstance(Asset, frozen=True, kw_only=True, tag="aws.dms.replication_instance"):
    """A replication instance."""

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    publicly_accessible: bool | Unknown
    """Whether the instance gets a public address."""


class Endpoint(Asset, frozen=True, kw_only=True, tag="aws.dms.endpoint"):
    """The description of a database that data is moved from or to."""

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    engine: str | Unknown
    """`mysql`, `postgres`, `oracle`, `s3` and so on."""
    ssl_mode: str | Unknown
    """`none`, `require`, `verify-ca` or `verify-full`."""


REPLICATION_INSTANCE = AssetType(name="aws.dms.replication_instance", record=ReplicationInstance)
ENDPOINT = AssetType(name="aws.dms.endpoint", record=Endpoint)
