"""Azure Kubernetes Service. https://learn.microsoft.com/rest/api/aks/managed-clusters"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Unknown
from hipaacheck_assets.azure.common import Texts


class NodePool(Record, frozen=True, kw_only=True):
    """A group of nodes that are alike."""

    name: str | Unknown | None
    """Name of the pool."""
    public_ips: bool | Unknown
    """Whether every node has a public address of its own."""


class Cluster(Asset, frozen=True, kw_only=True, tag="azure.kubernetes.cluster"):
    """A managed Kubernetes cluster."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    rbac: bool | Unknown
    """Whether Kubernetes' own role-based access control is on."""
    private_cluster: bool | Unknown
    """Whether the API server has private addresses only."""
    authorized_ip_ranges: Texts
    """Addresses and CIDR ranges that reach a public API server; empty when all do."""
    node_pools: list[NodePool | Unknown] | Unknown
    """Its groups of nodes."""
    network_policy: str | Unknown | None
    """What enforces network policies between pods: `azure`, `calico` or `cilium`; null when nothing does."""
    defender: bool | Unknown
    """Whether the sensor of Microsoft Defender for Containers runs on its nodes."""
    monitor_metrics: bool | Unknown
    """Whether metrics go to an Azure Monitor workspace (managed Prometheus)."""
    container_insights: bool | Unknown
    """Whether the agent of Azure Monitor collects the logs of its containers."""
    upgrade_channel: str | Unknown | None
    """How it is upgraded by itself: `rapid`, `stable`, `patch` or `node-image`; null when it is not."""


CLUSTER = AssetType(name="azure.kubernetes.cluster", record=Cluster)
