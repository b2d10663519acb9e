"""Virtual networks, subnets, network interfaces, public addresses, Network Watcher and flow logs, Bastion.

https://learn.microsoft.com/rest/api/virtualnetwork, https://learn.microsoft.com/rest/api/network-watcher
"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts, arm_id, region
from hipaacheck_assets.azure.network import Bastion, FlowLog, Interface, PublicIp, Subnet, VirtualNetwork, Watcher
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_azure.collect import Collector, Detail, Got, children, id_of, listing, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer, Malformed

_NETWORKS = "Microsoft.Network/virtualNetworks"
_WATCHERS = "Microsoft.Network/networkWatchers"
_FLOW_LOGS = f"{_WATCHERS}/flowLogs"
_INTERFACES = "Microsoft.Network/networkInterfaces"
_PUBLIC_IPS = "Microsoft.Network/publicIPAddresses"
_BASTIONS = "Microsoft.Network/bastionHosts"


# -- virtual networks and subnets -----------------------------------------------------------------------------------


def build_network(place: Place, item: Answer, got: Got) -> VirtualNetwork:
    """One asset per virtual network."""
    inner = properties(item)
    return VirtualNetwork(
        **place.resource(item),
        ddos_protection=inner.or_default("enableDdosProtection", inner.flag("enableDdosProtection"), False),
        has_watcher=got.read("watchers", lambda found: _is_watched(item, found)),
    )


def _is_watched(item: Answer, watchers: list[Answer | Unknown]) -> Truth:
    """Whether one of the subscription's Network Watchers is in the network's region."""
    own = region(item.required("location"))
    places = [one if isinstance(one, Unknown) else region(one.required("location")) for one in watchers]
    if isinstance(own, Unknown):
        return own
    return any_of(place if isinstance(place, Unknown) else place == own for place in places)


def _watchers(reader: Reader, item: Answer, got: Got) -> list[Answer | Unknown]:
    found: list[Answer | Unknown] = reader.once(_WATCHERS, lambda: reader.pages(_WATCHERS))
    return found


def _subnets(reader: Reader, network: Answer) -> list[Answer | Unknown]:
    """A network's own body lists its subnets."""
    found = properties(network).blocks("subnets")
    unread = found if isinstance(found, Unknown) else next((item for item in found if isinstance(item, Unknown)), None)
    if isinstance(found, Unknown) or unread is not None:
        raise Malformed(f"the subnets of {network.known('id')} cannot be read: {unread.reason if unread is not None else ''}")
    return found


def build_subnet(place: Place, item: Answer, got: Got) -> Subnet:
    """One asset per subnet."""
    return Subnet(
        **place.child(item),
        virtual_network_id=place.parent(item),
        security_group_id=id_of(properties(item), "networkSecurityGroup"),
    )


# -- network interfaces and public addresses ------------------------------------------------------------------------


def build_interface(place: Place, item: Answer, got: Got) -> Interface:
    """One asset per network interface, but for those of scale sets, which are not listed."""
    inner = properties(item)
    return Interface(
        **place.resource(item),
        security_group_id=id_of(inner, "networkSecurityGroup"),
        subnet_ids=_addresses(inner, "subnet"),
        public_ip_ids=_addresses(inner, "publicIPAddress"),
        virtual_machine_id=id_of(inner, "virtualMachine"),
        ip_forwarding=inner.sure("enableIPForwarding", inner.flag("enableIPForwarding")),
    )


def _addresses(inner: Answer, name: str) -> Texts:
    blocks = inner.blocks("ipConfigurations")
    if isinstance(blocks, Unknown) or inner.get("ipConfigurations") is None:
        return blocks if isinstance(blocks, Unknown) else inner.sure("ipConfigurations", None)
    found = [block if isinstance(block, Unknown) else id_of(properties(block), name) for block in blocks]
    return [value for value in found if value is not None]


def build_public_ip(place: Place, item: Answer, got: Got) -> PublicIp:
    """One asset per public IP address."""
    inner = properties(item)
    settings = inner.block("ddosSettings")
    mode = settings.text("protectionMode") if isinstance(settings, Answer) else settings
    return PublicIp(
        **place.resource(item),
        sku=_sku(item),
        ddos_protection_mode=inner.or_default("ddosSettings", mode, "VirtualNetworkInherited"),
    )


def _sku(item: Answer) -> str | Unknown:
    sku = item.block("sku")
    return sku.required("name") if isinstance(sku, Answer) else item.sure("sku", sku)


# -- Network Watcher, Bastion ---------------------------------------------------------------------------------------


def build_watcher(place: Place, item: Answer, got: Got) -> Watcher:
    """One asset per Network Watcher."""
    return Watcher(**place.resource(item))


def build_flow_log(place: Place, item: Answer, got: Got) -> FlowLog:
    """One asset per flow log."""
    inner = properties(item)
    outer = inner.block("flowAnalyticsConfiguration")
    analytics = outer.block("networkWatcherFlowAnalyticsConfiguration") if isinstance(outer, Answer) else outer
    return FlowLog(
        **place.resource(item),
        target_id=arm_id(inner.required("targetResourceId")),
        enabled=inner.sure("enabled", inner.flag("enabled")),
        storage_account_id=arm_id(inner.text("storageId")),
        retention_days=_retention(inner),
        traffic_analytics=_analyzed(inner, analytics),
        workspace_id=arm_id(analytics.text("workspaceResourceId") if isinstance(analytics, Answer) else analytics),
    )


def _retention(inner: Answer) -> int | Unknown | None:
    """Zero days, or a policy that is off, keep records until somebody deletes them."""
    policy = inner.sure("retentionPolicy", inner.block("retentionPolicy"))
    if isinstance(policy, Unknown):
        return policy
    enabled, days = policy.sure("enabled", policy.flag("enabled")), policy.sure("days", policy.integer("days"))
    if enabled is False or days == 0:
        return None
    return enabled if isinstance(enabled, Unknown) else days


def _analyzed(inner: Answer, analytics: Answer | Unknown | None) -> Truth:
    """Left out, Traffic Analytics was never set up."""
    if isinstance(analytics, Answer):
        return analytics.sure("enabled", analytics.flag("enabled"))
    return inner.or_default("flowAnalyticsConfiguration", analytics, False)


def build_bastion(place: Place, item: Answer, got: Got) -> Bastion:
    """One asset per Bastion host."""
    inner = properties(item)
    return Bastion(
        **place.resource(item),
        sku=_sku(item),
        shareable_links=inner.or_default("enableShareableLink", inner.flag("enableShareableLink"), False),
    )


VIRTUAL_NETWORKS = Collector(
    asset_type="azure.network.virtual_network",
    scope="global",
    operations=(_NETWORKS,),
    find=listing(_NETWORKS),
    details=(Detail(name="watchers", operations=(_WATCHERS,), fields=("has_watcher",), read=_watchers),),
    build=build_network,
)
SUBNETS = Collector(
    asset_type="azure.network.subnet",
    scope="global",
    operations=(_NETWORKS,),
    find=listing(_NETWORKS),
    expand=_subnets,
    build=build_subnet,
)
INTERFACES = Collector(
    asset_type="azure.network.interface",
    scope="global",
    operations=(_INTERFACES,),
    find=listing(_INTERFACES),
    build=build_interface,
)
PUBLIC_IPS = Collector(
    asset_type="azure.network.public_ip",
    scope="global",
    operations=(_PUBLIC_IPS,),
    find=listing(_PUBLIC_IPS),
    build=build_public_ip,
)
WATCHERS = Collector(
    asset_type="azure.network.watcher",
    scope="global",
    operations=(_WATCHERS,),
    find=listing(_WATCHERS),
    build=build_watcher,
)
FLOW_LOGS = Collector(
    asset_type="azure.network.flow_log",
    scope="global",
    operations=(_WATCHERS, _FLOW_LOGS),
    find=listing(_WATCHERS),
    expand=children(_FLOW_LOGS),
    build=build_flow_log,
)
BASTIONS = Collector(
    asset_type="azure.network.bastion",
    scope="global",
    operations=(_BASTIONS,),
    find=listing(_BASTIONS),
    build=build_bastion,
)
