"""Amazon RDS and Aurora. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/"""

from __future__ import annotations

import re

from hipaacheck import Asset, AssetType, Relation, Unknown
from hipaacheck_assets.aws.backup import BACKUP_SELECTIONS


class Instance(Asset, frozen=True, kw_only=True, tag="aws.rds.instance"):
    """A DB instance: one of its own, a read replica, or a member of a cluster.

    What a cluster decides for its members is null on a member, `storage_encrypted` and `storage_key` excepted.
    """

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    engine: str | Unknown | None
    """`postgres`, `mysql`, `aurora-postgresql`, `sqlserver-se` and so on; null where it was left out."""
    cluster: str | Unknown | None
    """Identifier of the cluster this is a member of; null for an instance of its own."""
    replica_source: str | Unknown | None
    """Identifier or ARN of the instance this is a read replica of; null when it is none."""
    storage_encrypted: bool | Unknown
    """Whether storage is encrypted at rest; on a member its cluster's, on a read replica also its source's, since AWS allows
    no unencrypted replica of an encrypted instance."""
    storage_key: str | Unknown | None
    """ARN of the KMS key; null when none was chosen."""
    publicly_accessible: bool | Unknown
    """Whether the instance gets a public address."""
    multi_az: bool | Unknown | None
    """Whether a standby runs in another availability zone; null on a member."""
    backup_retention_days: int | Unknown | None
    """Days that automated backups are kept; 0 means off; null on a member."""
    deletion_protection: bool | Unknown | None
    """Whether the instance is protected from deletion; null on a member."""
    auto_minor_version_upgrade: bool | Unknown
    """Whether minor engine versions are installed in the maintenance window."""
    iam_authentication: bool | Unknown | None
    """Whether users can sign in with IAM; null on a member."""
    monitoring_interval: int | Unknown
    """Seconds between samples of enhanced monitoring; 0 means off."""
    log_exports: list[str | Unknown] | Unknown | None
    """Kinds of logs exported to CloudWatch Logs (`audit`, `postgresql`); null on a member."""
    parameter_group: str | Unknown | None
    """Name of the DB parameter group; null where it was left out."""
    tls_required: bool | Unknown | None
    """Whether connections without TLS are refused, from the parameter group; null on a member, and for engines where no
    parameter decides it (Oracle, Db2)."""


class Cluster(Asset, frozen=True, kw_only=True, tag="aws.rds.cluster"):
    """An Aurora or Multi-AZ DB cluster."""

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    engine: str | Unknown | None
    """`aurora-postgresql`, `aurora-mysql`, `postgres` or `mysql`; null where it was left out (old Aurora MySQL)."""
    engine_mode: str | Unknown
    """`provisioned`, `serverless` (version 1 only), `parallelquery`, `global` or `multimaster`."""
    instance_class: str | Unknown | None
    """Class of the instances of a Multi-AZ DB cluster, which has three in as many zones; null for Aurora."""
    storage_encrypted: bool | Unknown
    """Whether storage is encrypted at rest."""
    storage_key: str | Unknown | None
    """ARN of the KMS key; null when none was chosen."""
    backup_retention_days: int | Unknown
    """Days that automated backups are kept, at least 1."""
    deletion_protection: bool | Unknown
    """Whether the cluster is protected from deletion."""
    iam_authentication: bool | Unknown
    """Whether users can sign in with IAM."""
    monitoring_interval: int | Unknown
    """Seconds between samples of enhanced monitoring, set for all members; 0 means off or set per member."""
    log_exports: list[str | Unknown] | Unknown
    """Kinds of logs exported to CloudWatch Logs."""
    parameter_group: str | Unknown | None
    """Name of the cluster parameter group; null where it was left out."""
    tls_required: bool | Unknown | None
    """Whether connections without TLS are refused, from the cluster parameter group; null for engines where no parameter
    decides it."""


class Snapshot(Asset, frozen=True, kw_only=True, tag="aws.rds.snapshot"):
    """A manual snapshot of an instance or a cluster, or a copy of one."""

    arn: str | Unknown | None
    """ARN; null where the source does not say."""
    source: str | Unknown | None
    """Identifier of the instance or cluster, or of the snapshot that was copied."""
    encrypted: bool | Unknown
    """Whether the snapshot is encrypted at rest."""
    public: bool | Unknown
    """Whether every AWS account may restore it."""


_PARAMETERS = {
    "postgres": "rds.force_ssl",
    "aurora-postgresql": "rds.force_ssl",
    "sqlserver": "rds.force_ssl",
    "custom-sqlserver": "rds.force_ssl",
    "mysql": "require_secure_transport",
    "mariadb": "require_secure_transport",
    "aurora": "require_secure_transport",
    "aurora-mysql": "require_secure_transport",
}
_FAMILY = re.compile(
    r"(aurora-postgresql|aurora-mysql|aurora|postgres|mysql|mariadb|custom-sqlserver|sqlserver)(?![a-z])(?:-[a-z-]+)?(\d*)(?:\.(\d+))?"
)


def tls_parameter(family: str) -> str | None:
    """Name of the parameter by which an engine or parameter group family refuses connections without TLS; null when it has none.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
    """
    match = _FAMILY.match(family.lower())
    return _PARAMETERS[match[1]] if match is not None else None


def requires_tls(family: str, value: str | Unknown | None) -> bool | Unknown | None:
    """Whether a parameter group of this family refuses connections without TLS, given the value of its `tls_parameter`.

    A value of null is one that was not set, so that the family's documented default holds: on for PostgreSQL 15 and
    later, off for earlier ones, SQL Server, MySQL to 8.0, MariaDB 10 and Aurora until these versions. For others the default
    is not taken for known. Null when no parameter decides it.
    """
    if tls_parameter(family) is None:
        return None
    if isinstance(value, Unknown):
        return value
    if value is not None:
        return value.strip().lower() in ("1", "on", "true")
    match = _FAMILY.match(family.lower())
    if match is not None:
        engine, major = match[1], int(match[2] or 0)
        version = (major, int(match[3] or 0))
        if engine == "postgres" and major >= 15:
            return True
        if engine in ("sqlserver", "custom-sqlserver", "aurora"):
            return False
        if major > 0 and version <= _OFF_UNTIL[engine]:
            return False
    return Unknown(f"the default of {tls_parameter(family)} in {family} is not known here")


_OFF_UNTIL = {"postgres": (14, 99), "aurora-postgresql": (16, 99), "mysql": (8, 0), "aurora-mysql": (8, 0), "mariadb": (10, 99)}


INSTANCE = AssetType(
    name="aws.rds.instance",
    record=Instance,
    relations={
        "backup_selections": BACKUP_SELECTIONS,
        "member_of": Relation(
            to="aws.rds.cluster", mine="cluster", theirs="name", within="region", doc="The cluster this is a member of."
        ),
    },
)
CLUSTER = AssetType(
    name="aws.rds.cluster",
    record=Cluster,
    relations={
        "backup_selections": BACKUP_SELECTIONS,
        "members": Relation(
            to="aws.rds.instance",
            mine="name",
            theirs="cluster",
            many=True,
            missing="null",
            within="region",
            doc="The instances of this cluster.",
        ),
    },
)
SNAPSHOT = AssetType(name="aws.rds.snapshot", record=Snapshot)
