"""Amazon DynamoDB and its accelerator DAX.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.aws.backup import BACKUP_SELECTIONS
from hipaacheck_assets.aws.policy import Policy


class Table(Asset, frozen=True, kw_only=True, tag="aws.dynamodb.table"):
    """A table."""

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    encrypted: bool | Unknown
    """Whether the table is encrypted at rest. DynamoDB encrypts every table, and that cannot be switched off, so this is true
    wherever the table is known."""
    kms_encrypted: bool | Unknown
    """Whether a key in the account's KMS is used (`aws/dynamodb` or the customer's own) instead of one that AWS owns."""
    kms_key: str | Unknown | None
    """ARN of the key; null when AWS owns it, and on a plan also when none was chosen."""
    point_in_time_recovery: bool | Unknown
    """Whether the table can be restored to any second of the last days."""
    deletion_protection: bool | Unknown
    """Whether the table is protected from deletion."""
    billing_mode: str | Unknown
    """`PROVISIONED` or `PAY_PER_REQUEST` (on demand)."""
    read_autoscaling: bool | Unknown
    """Whether the table's read capacity is registered with Application Auto Scaling."""
    write_autoscaling: bool | Unknown
    """Whether the table's write capacity is registered with Application Auto Scaling."""
    read_capacity_percent: int | Unknown | None
    """Provisioned read capacity of the table and its global indexes, in percent of what the account allows a table, rounded up;
    null on demand. Known only in a running estate."""
    write_capacity_percent: int | Unknown | None
    """The same of write capacity."""
    policy: Policy | Unknown | None
    """Resource-based policy, the one of its stream included; null when there is none."""


class DaxCluster(Asset, frozen=True, kw_only=True, tag="aws.dax.cluster"):
    """A DynamoDB Accelerator cluster. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Accelerator_(DAX).html"""

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    encrypted: bool | Unknown
    """Whether cached items are encrypted at rest."""
    tls: bool | Unknown
    """Whether the endpoint uses TLS."""


TABLE = AssetType(
    name="aws.dynamodb.table",
    record=Table,
    relations={"backup_selections": BACKUP_SELECTIONS},
    runtime=frozenset({"read_capacity_percent", "write_capacity_percent"}),
)
DAX_CLUSTER = AssetType(name="aws.dax.cluster", record=DaxCluster)
