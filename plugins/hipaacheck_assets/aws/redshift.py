"""Amazon Redshift. https://docs.aws.amazon.com/redshift/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Relation, Unknown


class AuditLogging(Record, frozen=True, kw_only=True):
    """Audit logging of a cluster."""

    destination: str | Unknown
    """`s3`, `cloudwatch` or `s3table`."""
    bucket: str | Unknown | None
    """Name of the bucket; null when logs go to CloudWatch Logs."""
    exports: list[str | Unknown] | Unknown
    """Kinds of logs (`connectionlog`, `userlog`, `useractivitylog`), when they go to CloudWatch Logs."""


class Cluster(Asset, frozen=True, kw_only=True, tag="aws.redshift.cluster"):
    """A provisioned cluster."""

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    encrypted: bool | Unknown
    """Whether the cluster is encrypted at rest."""
    kms_key: str | Unknown | None
    """ARN of the KMS key; null when none was chosen."""
    publicly_accessible: bool | Unknown
    """Whether the cluster gets a public address."""
    logging: AuditLogging | Unknown | None
    """Audit logging; null when off."""
    snapshot_retention_days: int | Unknown
    """Days that automated snapshots are kept; 0 means off."""
    enhanced_vpc_routing: bool | Unknown
    """Whether COPY and UNLOAD traffic stays in the VPC."""
    allow_version_upgrade: bool | Unknown
    """Whether engine versions are installed in the maintenance window."""
    parameter_group: str | Unknown | None
    """Name of the parameter group; null where it was left out."""
    tls_required: bool | Unknown
    """Whether connections without TLS are refused, from the parameter group's `require_ssl`."""


def requires_tls(family: str, require_ssl: str | Unknown | None) -> bool | Unknown:
    """Whether a parameter group of this family refuses connections without TLS, given its `require_ssl`.

    Null is a parameter that was not set: false in `redshift-1.0`. The default of other families is not taken for known.
    https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html
    """
    if isinstance(require_ssl, Unknown):
        return require_ssl
    if require_ssl is not None:
        return require_ssl.strip().lower() in ("true", "on", "1")
    return False if family == "redshift-1.0" else Unknown(f"the default of require_ssl in {family} is not known here")


CLUSTER = AssetType(
    name="aws.redshift.cluster",
    record=Cluster,
    relations={
        "log_bucket": Relation(
            to="aws.s3.bucket", mine="logging.bucket", theirs="name", doc="The bucket that receives audit logs."
        )
    },
)
