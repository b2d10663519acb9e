"""AKS clusters."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_TYPE = "Microsoft.ContainerService/managedClusters"
WORKSPACE = resource_id("Microsoft.OperationalInsights/workspaces", "audit")
GOOD, BAD, OPEN = (resource_id(_TYPE, name) for name in ("records", "legacy", "narrow"))


def cluster(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A cluster with what Azure always says."""
    always = {"provisioningState": "Succeeded", "kubernetesVersion": "1.31", "dnsPrefix": name, "fqdn": f"{name}.example"}
    return resource(_TYPE, name, always | properties, sku={"name": "Base", "tier": "Standard"}, tags={"team": "it"})


def pool(name: str, **more: Any) -> dict[str, Any]:
    """A pool of nodes."""
    return {"name": name, "count": 3, "vmSize": "Standard_D4s_v5", "mode": "System", "osType": "Linux", **more}


CASE = Case(
    types=("azure.kubernetes.cluster",),
    estate={
        listing(_TYPE): [
            cluster(
                "records",
                {
                    "enableRBAC": True,
                    "agentPoolProfiles": [pool("system"), pool("work", enableNodePublicIP=False)],
                    "apiServerAccessProfile": {"enablePrivateCluster": True, "privateDNSZone": "system"},
                    "networkProfile": {"networkPlugin": "azure", "networkPolicy": "cilium"},
                    "securityProfile": {
                        "defender": {"logAnalyticsWorkspaceResourceId": WORKSPACE, "securityMonitoring": {"enabled": True}}
                    },
                    "azureMonitorProfile": {"metrics": {"enabled": True}},
                    "addonProfiles": {"omsAgent": {"enabled": True, "config": {"logAnalyticsWorkspaceResourceID": WORKSPACE}}},
                    "autoUpgradeProfile": {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"},
                },
            ),
            cluster(
                "legacy",
                {
                    "enableRBAC": False,
                    "agentPoolProfiles": [pool("system"), pool("work", enableNodePublicIP=True)],
                    "networkProfile": {"networkPlugin": "kubenet", "networkPolicy": "none"},
                    "addonProfiles": {"omsagent": {"enabled": False, "config": None}},
                    "autoUpgradeProfile": {"upgradeChannel": "none"},
                },
            ),
            cluster(
                "narrow",
                {
                    "enableRBAC": True,
                    "agentPoolProfiles": [pool("system")],
                    "apiServerAccessProfile": {"authorizedIPRanges": ["203.0.113.0/24"], "enablePrivateCluster": False},
                    "networkProfile": {"networkPlugin": "kubenet"},
                    "azureMonitorProfile": {"metrics": {"enabled": True}},
                },
            ),
        ],
    },
    expected={
        "azure-kubernetes-cluster-rbac": {"records": "pass", "legacy": "fail"},
        "azure-kubernetes-cluster-nodes-private": {"records": "pass", "legacy": "fail"},
        "azure-kubernetes-cluster-api-not-public": {"records": "pass", "legacy": "fail", "narrow": "pass"},
        "azure-kubernetes-cluster-defender": {"records": "pass", "legacy": "fail"},
        "azure-kubernetes-cluster-automatic-upgrades": {"records": "pass", "legacy": "fail", "narrow": "fail"},
        "azure-kubernetes-cluster-monitored": {"records": "pass", "legacy": "fail", "narrow": "pass"},
        "azure-kubernetes-cluster-network-policy": {"records": "pass", "legacy": "fail", "narrow": "fail"},
    },
    plan=(
        plans.resource(
            "azurerm_kubernetes_cluster.records",
            {
                "id": GOOD,
                "name": "records",
                "role_based_access_control_enabled": True,
                "private_cluster_enabled": True,
                "api_server_access_profile": [],
                "default_node_pool": [{"name": "system", "node_public_ip_enabled": False}],
                "network_profile": [{"network_plugin": "azure", "network_policy": "cilium"}],
                "microsoft_defender": [{"log_analytics_workspace_id": WORKSPACE}],
                "monitor_metrics": [{"annotations_allowed": None, "labels_allowed": None}],
                "oms_agent": [{"log_analytics_workspace_id": WORKSPACE}],
                "automatic_upgrade_channel": "patch",
                "tags": {"team": "it"},
            },
        ),
        plans.resource(
            "azurerm_kubernetes_cluster_node_pool.work",
            {"name": "work", "kubernetes_cluster_id": GOOD, "node_public_ip_enabled": False},
        ),
        plans.resource(
            "azurerm_kubernetes_cluster.narrow",
            {
                "id": OPEN,
                "name": "narrow",
                "role_based_access_control_enabled": True,
                "private_cluster_enabled": False,
                "api_server_access_profile": [{"authorized_ip_ranges": ["203.0.113.0/24"]}],
                "default_node_pool": [{"name": "system", "node_public_ip_enabled": False}],
                "network_profile": [{"network_plugin": "kubenet", "network_policy": ""}],
                "microsoft_defender": [],
                "monitor_metrics": [{"annotations_allowed": None, "labels_allowed": None}],
                "oms_agent": [],
                "automatic_upgrade_channel": None,
                "tags": {"team": "it"},
            },
        ),
    ),
)
