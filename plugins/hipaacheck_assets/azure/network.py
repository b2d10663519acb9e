"""Azure networks: virtual networks, subnets, network interfaces, public addresses, Network Watcher, load balancers, Bastion.

https://learn.microsoft.com/rest/api/virtualnetwork, https://learn.microsoft.com/rest/api/network-watcher,
https://learn.microsoft.com/rest/api/load-balancer.
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts


class VirtualNetwork(Asset, frozen=True, kw_only=True, tag="azure.network.virtual_network"):
    """A virtual network."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    ddos_protection: bool | Unknown
    """Whether a plan of DDoS Network Protection protects it."""
    has_watcher: bool | Unknown
    """Whether Network Watcher is on in its region. Azure turns it on by itself with the first network, unless somebody opted out
    or deleted it. Running estates only."""


class Subnet(Asset, frozen=True, kw_only=True, tag="azure.network.subnet"):
    """A subnet of a virtual network."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    virtual_network_id: str | Unknown | None
    """Id of its virtual network."""
    security_group_id: str | Unknown | None
    """Id of the network security group that guards it; null for none."""


class Interface(Asset, frozen=True, kw_only=True, tag="azure.network.interface"):
    """A network interface."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    security_group_id: str | Unknown | None
    """Id of the network security group that guards it; null for none."""
    subnet_ids: Texts
    """Ids of the subnets that its addresses are in."""
    public_ip_ids: Texts
    """Ids of its public addresses."""
    virtual_machine_id: str | Unknown | None
    """Id of the virtual machine that it belongs to; null for none."""
    ip_forwarding: bool | Unknown
    """Whether it takes and sends packets that are not for or from its own addresses."""


class PublicIp(Asset, frozen=True, kw_only=True, tag="azure.network.public_ip"):
    """A public IP address."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    sku: str | Unknown
    """`Basic` (open unless a network security group closes it), `Standard` (the other way round) or `StandardV2`."""
    ddos_protection_mode: str | Unknown
    """`VirtualNetworkInherited`, `Enabled` or `Disabled`."""


class Watcher(Asset, frozen=True, kw_only=True, tag="azure.network.watcher"):
    """Network Watcher in one region."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""


class FlowLog(Asset, frozen=True, kw_only=True, tag="azure.network.flow_log"):
    """A flow log: who talked to whom, without the contents."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    target_id: str | Unknown | None
    """Id of the virtual network, subnet, network interface or network security group whose traffic it records."""
    enabled: bool | Unknown
    """Whether it records."""
    storage_account_id: str | Unknown | None
    """Id of the storage account that keeps the records."""
    retention_days: int | Unknown | None
    """Days that records are kept; null where they are kept until somebody deletes them."""
    traffic_analytics: bool | Unknown
    """Whether Traffic Analytics sends the records to a Log Analytics workspace."""
    workspace_id: str | Unknown | None
    """Id of that workspace; null for none."""


class LoadBalancerRule(Record, frozen=True, kw_only=True):
    """A rule that passes traffic on: a load balancing rule, an inbound NAT rule or an inbound NAT pool."""

    name: str | Unknown | None
    """Name of the rule."""
    protocol: str | Unknown
    """`Tcp`, `Udp` or `All`."""
    frontend_port: int | Unknown | None
    """The one port that it listens on; null for a range, or for all ports."""
    is_public: bool | Unknown
    """Whether it listens on a public address."""


class LoadBalancer(Asset, frozen=True, kw_only=True, tag="azure.network.load_balancer"):
    """A load balancer."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    sku: str | Unknown
    """`Basic`, `Standard` or `Gateway`."""
    is_public: bool | Unknown
    """Whether any frontend has a public address."""
    rules: list[LoadBalancerRule | Unknown] | Unknown
    """What it passes on."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where its resource logs are sent: `LoadBalancerHealthEvent`."""


class Bastion(Asset, frozen=True, kw_only=True, tag="azure.network.bastion"):
    """An Azure Bastion host: SSH and RDP to virtual machines without public addresses."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    sku: str | Unknown
    """`Developer`, `Basic`, `Standard` or `Premium`."""
    shareable_links: bool | Unknown
    """Whether links may be made by which one reaches a machine without signing in to Azure."""


def _flow_logs(doc: str) -> Relation:
    return Relation(to="azure.network.flow_log", mine="resource_id", theirs="target_id", many=True, missing="null", doc=doc)


VIRTUAL_NETWORK = AssetType(
    name="azure.network.virtual_network",
    record=VirtualNetwork,
    relations={
        "subnets": Relation(
            to="azure.network.subnet",
            mine="resource_id",
            theirs="virtual_network_id",
            many=True,
            missing="null",
            doc="Its subnets.",
        ),
        "flow_logs": _flow_logs("Flow logs of the whole network."),
    },
    runtime=frozenset({"has_watcher"}),
)
SUBNET = AssetType(
    name="azure.network.subnet",
    record=Subnet,
    relations={
        "virtual_network": Relation(
            to="azure.network.virtual_network", mine="virtual_network_id", theirs="resource_id", doc="The network that it is in."
        ),
        "security_group": Relation(
            to="azure.network.security_group",
            mine="security_group_id",
            theirs="resource_id",
            doc="The network security group that guards it.",
        ),
        "flow_logs": _flow_logs("Flow logs of the subnet."),
    },
)
INTERFACE = AssetType(
    name="azure.network.interface",
    record=Interface,
    relations={
        "security_group": Relation(
            to="azure.network.security_group",
            mine="security_group_id",
            theirs="resource_id",
            doc="The network security group that guards it.",
        ),
        "subnets": Relation(
            to="azure.network.subnet",
            mine="subnet_ids",
            theirs="resource_id",
            many=True,
            doc="The subnets that its addresses are in.",
        ),
    },
)
PUBLIC_IP = AssetType(name="azure.network.public_ip", record=PublicIp)
WATCHER = AssetType(name="azure.network.watcher", record=Watcher)
FLOW_LOG = AssetType(
    name="azure.network.flow_log",
    record=FlowLog,
    relations={
        "storage_account": Relation(
            to="azure.storage.account",
            mine="storage_account_id",
            theirs="resource_id",
            doc="The storage account that keeps the records.",
        ),
    },
)
LOAD_BALANCER = AssetType(name="azure.network.load_balancer", record=LoadBalancer)
BASTION = AssetType(name="azure.network.bastion", record=Bastion)
