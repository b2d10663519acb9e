"""Amazon EMR on EC2: clusters and security configurations.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_cluster
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.emr import Cluster, SecurityConfiguration, parse_settings
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
            log_uri=estate.link(cluster, "log_uri", ("aws_s3_bucket",)),
            log_kms_key=estate.link(cluster, "log_encryption_kms_key_id", ("aws_kms_key", "aws_kms_alias")),
        )


def security_configurations(estate: Estate) -> Iterator[SecurityConfiguration]:
    """One asset per security configuration."""
    for configuration in estate.each("aws_emr_security_configuration"):
        settings = parse_settings(configuration.get("configuration"), f"{configuration.address}.configuration")
        yield SecurityConfiguration(**estate.common(configuration, configuration.text("name")), **settings._asdict())
