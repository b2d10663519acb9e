"""Amazon EKS clusters. https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Cluster(Asset, frozen=True, kw_only=True, tag="aws.eks.cluster"):
    """A Kubernetes control plane."""

    arn: str | Unknown | None
    """ARN of the cluster."""
    version: str | Unknown | None
    """Kubernetes version, e.g. `1.33`; null when the newest was asked for."""
    secrets_kms_key: str | Unknown | None
    """KMS key that envelope-encrypts Kubernetes secrets. Null when none is named: from Kubernetes 1.28 on EKS then encrypts
    them with a key that AWS owns, before that not beyond the encryption of its disks."""
    public_endpoint: bool | Unknown
    """Whether the API server can be reached from outside the VPC."""
    private_endpoint: bool | Unknown
    """Whether the API server can be reached inside the VPC, so that nodes need not leave it."""
    public_cidrs: list[str | Unknown] | Unknown
    """CIDR blocks that may reach the public endpoint."""
    log_types: list[str | Unknown] | Unknown
    """Control plane logs that are on: `api`, `audit`, `authenticator`, `controllerManager`, `scheduler`."""


CLUSTER = AssetType(name="aws.eks.cluster", record=Cluster)


class NodeGroup(Asset, frozen=True, kw_only=True, tag="aws.eks.node_group"):
    """A managed node group."""

    arn: str | Unknown | None
    """ARN of the node group."""
    ssh_key: str | Unknown | None
    """EC2 key pair that opens SSH to the nodes; null when none is set here."""
    ssh_security_groups: list[str | Unknown] | Unknown
    """Security groups that SSH is allowed from. Empty with a key means from everywhere: `0.0.0.0/0`."""


NODE_GROUP = AssetType(name="aws.eks.node_group", record=NodeGroup)
