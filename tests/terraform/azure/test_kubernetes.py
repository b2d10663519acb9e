"""AKS clusters and their node pools."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.kubernetes import NodePool
from tests.support.plans import asset, resource

ID = "/subscriptions/1/resourceGroups/Clinic/providers/Microsoft.ContainerService/managedClusters/records"
V2 = {
    "role_based_access_control": [{"enabled": True}],
    "private_link_enabled": False,
    "api_server_authorized_ip_ranges": ["203.0.113.0/24"],
    "addon_profile": [{"oms_agent": [{"enabled": True}]}],
    "network_profile": [{"network_policy": "calico"}],
    "default_node_pool": [{"name": "system", "enable_node_public_ip": True}],
    "automatic_channel_upgrade": "stable",
}
V4: dict[str, Any] = {
    "role_based_access_control_enabled": True,
    "private_cluster_enabled": False,
    "api_server_access_profile": [{"authorized_ip_ranges": ["203.0.113.0/24"]}],
    "oms_agent": [{"log_analytics_workspace_id": "w"}],
    "microsoft_defender": [],
    "monitor_metrics": [],
    "network_profile": [{"network_policy": "calico"}],
    "default_node_pool": [{"name": "system", "node_public_ip_enabled": True}],
    "automatic_upgrade_channel": "stable",
}


def cluster(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A cluster `records`."""
    return resource("azurerm_kubernetes_cluster.a", {"name": "records", "id": ID, **values}, **more)


@pytest.mark.parametrize("values", [V2, V4])
def test_a_cluster_of_each_version(values: dict[str, Any]) -> None:
    read = asset(cluster(values))
    assert (read.rbac, read.private_cluster, read.authorized_ip_ranges) == (True, False, ["203.0.113.0/24"])
    assert read.node_pools == [NodePool(name="system", public_ips=True)]
    assert (read.network_policy, read.upgrade_channel, read.container_insights) == ("calico", "stable", True)
    assert (read.defender, read.monitor_metrics) == (False, False)


def test_what_is_left_out() -> None:
    left_out = ("network_profile", "api_server_access_profile", "api_server_authorized_ip_ranges")
    bare: dict[str, Any] = {
        "role_based_access_control_enabled": True,
        "automatic_channel_upgrade": None,
        "oms_agent": [],
        "private_cluster_enabled": False,
    }
    read = asset(cluster(bare, unknown=left_out))
    assert (read.network_policy, read.upgrade_channel, read.authorized_ip_ranges, read.container_insights) == (
        None,
        None,
        [],
        False,
    )


def test_blocks_that_leave_out_what_the_provider_computes() -> None:
    blocks: dict[str, Any] = {"network_profile": [{"network_plugin": "azure"}], "api_server_access_profile": [{}]}
    marks = {"network_profile": [{"network_policy": True}], "api_server_access_profile": [{"authorized_ip_ranges": True}]}
    read = asset(cluster(blocks, unknown=marks))
    assert (read.network_policy, read.authorized_ip_ranges) == (None, [])
    blocks["network_profile"][0]["network_data_plane"] = "cilium"
    assert isinstance(asset(cluster(blocks, unknown=marks)).network_policy, Unknown)
    older = ("private_cluster_enabled", "private_link_enabled")
    assert asset(cluster({}, unknown=older)).private_cluster is False


def test_an_automatic_cluster() -> None:
    values = {"name": "records", "private_cluster": [], "api_server_access": [{"authorized_ip_ranges": ["203.0.113.0/24"]}]}
    read = asset(resource("azurerm_kubernetes_automatic_cluster.a", values))
    assert (read.private_cluster, read.authorized_ip_ranges) == (False, ["203.0.113.0/24"])
    assert isinstance(read.rbac, Unknown)
    assert isinstance(read.network_policy, Unknown)
    bare = {"name": "records", "private_cluster": [{}], "api_server_access": []}
    read = asset(resource("azurerm_kubernetes_automatic_cluster.a", bare))
    assert (read.private_cluster, read.authorized_ip_ranges) == (True, [])


def test_values_known_only_after_apply() -> None:
    refs = {"private_cluster_enabled": "var.a", "role_based_access_control_enabled": "var.b", "network_profile": "var.c"}
    values = {name: value for name, value in V4.items() if name not in refs}
    read = asset(cluster(values, refs=refs))
    assert all(isinstance(value, Unknown) for value in (read.private_cluster, read.rbac, read.network_policy))


@pytest.mark.parametrize(
    "how",
    [{"values": {"kubernetes_cluster_id": ID.upper()}}, {"refs": {"kubernetes_cluster_id": "azurerm_kubernetes_cluster.a.id"}}],
)
def test_pools_apart(how: dict[str, Any]) -> None:
    pool = resource(
        "azurerm_kubernetes_cluster_node_pool.b",
        {"name": "work", "node_public_ip_enabled": False, **how.get("values", {})},
        refs=how.get("refs"),
    )
    assert [item.name for item in asset(cluster(V4), pool).node_pools] == ["system", "work"]


def test_a_pool_of_a_cluster_elsewhere() -> None:
    pool = resource(
        "azurerm_kubernetes_cluster_node_pool.b", {"name": "work", "node_public_ip_enabled": True, "kubernetes_cluster_id": ID}
    )
    read = asset(pool)
    assert NodePool(name="work", public_ips=True) in read.node_pools
    assert isinstance(read.node_pools[-1], Unknown)
    assert isinstance(read.rbac, Unknown)
