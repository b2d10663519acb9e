"""Amazon EKS: clusters and node groups.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.eks import Cluster, NodeGroup
from hipaacheck_terraform.arguments import KMS_KEYS, flag
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def clusters(estate: Estate) -> Iterator[Cluster]:
    """One asset per cluster."""
    for cluster in estate.each("aws_eks_cluster"):
        network = cluster.block("vpc_config")
        yield Cluster(
            **estate.common(cluster, cluster.text("name")),
            arn=cluster.text("arn"),
            version=cluster.text("version"),
            secrets_kms_key=_key(estate, cluster),
            public_endpoint=flag(network, "endpoint_public_access", True),
            private_endpoint=flag(network, "endpoint_private_access", False),
            public_cidrs=_cidrs(network),
            log_types=cluster.texts("enabled_cluster_log_types"),
        )


def _key(estate: Estate, cluster: Resource) -> str | Unknown | None:
    configuration = cluster.block("encryption_config")
    if not isinstance(configuration, Block):
        return configuration
    kinds = configuration.texts("resources")
    if isinstance(kinds, Unknown):
        return kinds
    if "secrets" not in kinds:
        return next((kind for kind in kinds if isinstance(kind, Unknown)), None)
    provider = configuration.block("provider")
    return estate.link(provider, "key_arn", KMS_KEYS, of=cluster) if isinstance(provider, Block) else provider


def _cidrs(network: Block | Unknown | None) -> list[str | Unknown] | Unknown:
    """EKS documents `0.0.0.0/0` when the list is left out; mostly the provider marks that as known only after apply."""
    found = network.texts("public_access_cidrs") if isinstance(network, Block) else network
    return found or ["0.0.0.0/0"] if not isinstance(found, Unknown) else found


def node_groups(estate: Estate) -> Iterator[NodeGroup]:
    """One asset per managed node group."""
    for group in estate.each("aws_eks_node_group"):
        access = group.block("remote_access")
        here = access if isinstance(access, Block) else None
        sources = estate.links(here, "source_security_group_ids", ("aws_security_group",), of=group) if here is not None else []
        yield NodeGroup(
            **estate.common(group, group.text("node_group_name")),
            arn=group.text("arn"),
            ssh_key=estate.link(here, "ec2_ssh_key", ("aws_key_pair",), of=group) if here is not None else _absent(access),
            ssh_security_groups=access if isinstance(access, Unknown) else sources,
        )


def _absent(access: Block | Unknown | None) -> Unknown | None:
    return access if isinstance(access, Unknown) else None
