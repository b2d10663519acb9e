"""Amazon EMR on EC2: clusters and security configurations.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_cluster
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.emr import Cluster, SecurityConfiguration, parse_settings
from hipaacheck_terraform.arguments import KMS_KEYS
from hipaacheck_terraform.aws.vpc import SUBNETS
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate


def clusters(estate: Estate) -> Iterator[Cluster]:
    """One asset per cluster. The passwords of its Kerberos attributes are not read."""
    for cluster in estate.each("aws_emr_cluster"):
        kerberos = cluster.blocks("kerberos_attributes")
        yield Cluster(
            **estate.common(cluster, cluster.text("name")),
            arn=cluster.text("arn"),
            kerberos=kerberos if isinstance(kerberos, Unknown) else bool(kerberos),
            security_configuration=estate.link(cluster, "security_configuration", ("aws_emr_security_configuration",)),
            subnets=_subnets(estate, cluster),
            log_uri=estate.link(cluster, "log_uri", ("aws_s3_bucket",)),
            log_kms_key=estate.link(cluster, "log_encryption_kms_key_id", KMS_KEYS),
        )


def _subnets(estate: Estate, cluster: Resource) -> list[str | Unknown] | Unknown:
    """One subnet, or several for instance fleets. Without either, EMR takes one of the default VPC."""
    block = cluster.block("ec2_attributes")
    if isinstance(block, Unknown):
        return block
    one = estate.link(block, "subnet_id", SUBNETS, of=cluster) if block is not None else None
    several = estate.links(block, "subnet_ids", SUBNETS, of=cluster) if block is not None else []
    if isinstance(several, Unknown) or (one is None and not several):
        return (
            Unknown("no subnet is named, so EMR chooses one", f"{cluster.address}.ec2_attributes") if several == [] else several
        )
    return several if one is None else [one, *several]


def security_configurations(estate: Estate) -> Iterator[SecurityConfiguration]:
    """One asset per security configuration."""
    for configuration in estate.each("aws_emr_security_configuration"):
        settings = parse_settings(configuration.get("configuration"), f"{configuration.address}.configuration")
        yield SecurityConfiguration(**estate.common(configuration, configuration.text("name")), **settings._asdict())
