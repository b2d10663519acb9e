"""Amazon Redshift: clusters, their audit logging and parameter groups.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/redshift_cluster, redshift_logging and
redshift_parameter_group. Until provider version 5 audit logging was a nested block of the cluster; both forms are read.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.redshift import AuditLogging, Cluster, requires_tls
from hipaacheck_terraform.arguments import KMS_KEYS, declared_block, default, flag
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family
from hipaacheck_terraform.lookup import finder
from hipaacheck_terraform.parameter_groups import tls_required

_GROUPS = ("aws_redshift_parameter_group",)


def clusters(estate: Estate) -> Iterator[Cluster]:
    """One asset per cluster, and one per cluster that only a logging resource names."""
    find_group = finder(estate, _GROUPS, ("name", "id"))
    for family in estate.families(
        ("aws_redshift_cluster",), ("cluster_identifier", "id"), {"aws_redshift_logging": "cluster_identifier"}
    ):
        cluster = family.resource
        group = estate.link(cluster, "cluster_parameter_group_name", _GROUPS)
        companions = family.children.get("aws_redshift_logging", [])
        yield Cluster(
            **estate.common(cluster, cluster.text("cluster_identifier")),
            origins={"logging": companions[0].address} if len(companions) == 1 else {},
            arn=cluster.text("arn"),
            encrypted=_varies(cluster, "encrypted"),
            kms_key=estate.link(cluster, "kms_key_id", KMS_KEYS),
            publicly_accessible=_varies(cluster, "publicly_accessible"),
            logging=_logging(estate, family),
            snapshot_retention_days=default(cluster.integer("automated_snapshot_retention_period"), 1),
            enhanced_vpc_routing=default(cluster.flag("enhanced_vpc_routing"), False),
            allow_version_upgrade=default(cluster.flag("allow_version_upgrade"), True),
            parameter_group=group,
            tls_required=tls_required(group, find_group(group), lambda family: "require_ssl", requires_tls),
        )


def _varies(cluster: Resource, name: str) -> bool | Unknown:
    """A flag whose default changed with version 6 of the provider, so that nothing follows from its absence."""
    value = cluster.flag(name)
    return (
        Unknown("left out, and its default depends on the provider's version", f"{cluster.address}.{name}")
        if value is None
        else value
    )


def _logging(estate: Estate, family: Family) -> AuditLogging | Unknown | None:
    cluster = family.resource
    source: Block | Unknown | None = family.one("aws_redshift_logging")
    if isinstance(source, Block):
        return _destination(estate, source, cluster)
    if source is not None:
        return source
    nested = declared_block(cluster, "logging")
    enabled = flag(nested, "enable", False)
    if isinstance(enabled, Unknown):
        return enabled
    return _destination(estate, nested, cluster) if enabled and isinstance(nested, Block) else None


def _destination(estate: Estate, block: Block, cluster: Resource) -> AuditLogging:
    """What a logging block or resource says; logs go to a bucket unless it says otherwise."""
    destination = default(block.text("log_destination_type"), "s3")
    of = block if isinstance(block, Resource) else cluster
    bucket = estate.link(block, "bucket_name", ("aws_s3_bucket",), of=of)
    return AuditLogging(
        destination=destination if isinstance(destination, Unknown) else destination.lower(),
        bucket=None if destination == "cloudwatch" else bucket,
        exports=block.texts("log_exports"),
    )
