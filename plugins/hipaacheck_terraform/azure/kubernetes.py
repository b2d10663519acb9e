"""Azure Kubernetes Service: clusters with their node pools.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster and
kubernetes_cluster_node_pool. Version 2 has add-ons in `addon_profile` and access control in `role_based_access_control`.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.kubernetes import Cluster, NodePool
from hipaacheck_assets.truth import Truth
from hipaacheck_terraform.arguments import declared_block, flag
from hipaacheck_terraform.azure.common import common, renamed, renamed_flag, undeclared
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

_POOL = "azurerm_kubernetes_cluster_node_pool"
_OLDER_RANGES = "api_server_authorized_ip_ranges"


def clusters(estate: Estate) -> Iterator[Cluster]:
    """One asset per cluster, and one per cluster that only node pools name."""
    for family in estate.families(("azurerm_kubernetes_cluster",), ("id",), {_POOL: "kubernetes_cluster_id"}):
        item = family.resource
        yield Cluster(
            **common(estate, item),
            rbac=_rbac(item),
            private_cluster=renamed_flag(item, "private_cluster_enabled", "private_link_enabled", fallback=False),
            authorized_ip_ranges=_ranges(item),
            node_pools=list(_pools(family)),
            network_policy=_network_policy(item),
            defender=_present(item, "microsoft_defender"),
            monitor_metrics=_present(item, "monitor_metrics"),
            container_insights=_insights(item),
            upgrade_channel=_upgrades(item),
        )
    yield from _automatic(estate)


def _automatic(estate: Estate) -> Iterator[Cluster]:
    """Clusters of which Azure chooses most itself."""
    for item in estate.each("azurerm_kubernetes_automatic_cluster"):
        chosen = Unknown("chosen by Azure", item.address)
        access = item.block("api_server_access")
        yield Cluster(
            **common(estate, item),
            rbac=chosen,
            private_cluster=_present(item, "private_cluster"),
            authorized_ip_ranges=access.texts("authorized_ip_ranges") if isinstance(access, Block) else access or [],
            node_pools=chosen,
            network_policy=chosen,
            defender=chosen,
            monitor_metrics=chosen,
            container_insights=chosen,
            upgrade_channel=chosen,
        )


def _rbac(item: Resource) -> Truth:
    flat = item.flag("role_based_access_control_enabled")
    nested = item.block("role_based_access_control")
    if isinstance(flat, bool) or not isinstance(nested, Block):
        return Unknown("not declared", f"{item.address}.role_based_access_control_enabled") if flat is None else flat
    return flag(nested, "enabled", True)


def _ranges(item: Resource) -> Texts:
    """The block and the older argument are computed in version 3, each from the other."""
    profile = declared_block(item, "api_server_access_profile")
    if isinstance(profile, Unknown):
        return profile
    given = profile is not None and not undeclared(profile, "authorized_ip_ranges")
    newer = profile.texts("authorized_ip_ranges") if profile is not None and given else []
    if newer != []:
        return newer
    return [] if undeclared(item, _OLDER_RANGES) else item.texts(_OLDER_RANGES)


def _pools(family: Family) -> Iterator[NodePool | Unknown]:
    default = family.resource.block("default_node_pool")
    if default is not None:
        yield default if isinstance(default, Unknown) else _pool(default)
    for item in family.all(_POOL):
        yield item if isinstance(item, Unknown) else _pool(item)


def _pool(block: Block) -> NodePool:
    name = renamed(block, "node_public_ip_enabled", "enable_node_public_ip")
    return NodePool(name=block.text("name"), public_ips=flag(block, name, False))


def _network_policy(item: Resource) -> str | Unknown | None:
    """Without a network profile, or where it says nothing of policies, a cluster has plain networking with none. With the data
    plane of Cilium, Azure may choose that."""
    profile = declared_block(item, "network_profile")
    if isinstance(profile, Block) and undeclared(profile, "network_policy"):
        name = renamed(profile, "network_data_plane", "ebpf_data_plane")
        plane = None if undeclared(profile, name) else profile.text(name)
        return None if plane in (None, "azure") else Unknown("the data plane decides", profile.path)
    found = profile.text("network_policy") if isinstance(profile, Block) else profile
    return None if found == "none" else found


def _present(item: Resource, name: str) -> Truth:
    """Whether a block is declared that switches a feature on."""
    block = declared_block(item, name)
    return block if isinstance(block, Unknown) else block is not None


def _insights(item: Resource) -> Truth:
    profile = declared_block(item, "addon_profile")
    if profile is None:
        return _present(item, "oms_agent")
    return flag(profile.block("oms_agent") if isinstance(profile, Block) else profile, "enabled", False)


def _upgrades(item: Resource) -> str | Unknown | None:
    found = item.text(renamed(item, "automatic_upgrade_channel", "automatic_channel_upgrade"))
    return None if found == "none" else found
