"""Azure Kubernetes Service. https://learn.microsoft.com/rest/api/aks/managed-clusters"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.kubernetes import Cluster, NodePool
from hipaacheck_assets.truth import Truth
from hipaacheck_azure.collect import Collector, Got, listing, properties
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.ContainerService/managedClusters"


def build(place: Place, item: Answer, got: Got) -> Cluster:
    """One asset per cluster."""
    inner = properties(item)
    return Cluster(
        **place.resource(item),
        rbac=inner.sure("enableRBAC", inner.flag("enableRBAC")),
        private_cluster=_enabled(inner, "apiServerAccessProfile", member="enablePrivateCluster"),
        authorized_ip_ranges=_ranges(inner),
        node_pools=inner.each("agentPoolProfiles", _pool) if _has_pools(inner) else inner.sure("agentPoolProfiles", None),
        network_policy=_chosen(inner, "networkProfile", "networkPolicy"),
        defender=_enabled(inner, "securityProfile", "defender", "securityMonitoring"),
        monitor_metrics=_enabled(inner, "azureMonitorProfile", "metrics"),
        container_insights=_insights(inner),
        upgrade_channel=_chosen(inner, "autoUpgradeProfile", "upgradeChannel"),
    )


def _has_pools(inner: Answer) -> bool:
    return inner.get("agentPoolProfiles") is not None


def _pool(pool: Answer) -> NodePool:
    return NodePool(
        name=pool.text("name"),
        public_ips=pool.or_default("enableNodePublicIP", pool.flag("enableNodePublicIP"), False),
    )


def _enabled(inner: Answer, *path: str, member: str = "enabled") -> Truth:
    """A flag in nested profiles. A feature that was never switched on has no profile."""
    for name in path:
        found = inner.block(name)
        if not isinstance(found, Answer):
            return inner.or_default(name, found, False)
        inner = found
    return inner.or_default(member, inner.flag(member), False)


def _ranges(inner: Answer) -> Texts:
    profile = inner.block("apiServerAccessProfile")
    if not isinstance(profile, Answer):
        return inner.or_default("apiServerAccessProfile", profile, [])
    return profile.texts("authorizedIPRanges")


def _chosen(inner: Answer, profile: str, member: str) -> str | Unknown | None:
    """A text in a profile, null for `none` and where nothing was chosen."""
    found = inner.part(profile, lambda block: block.or_default(member, block.text(member), "none"))
    found = inner.or_default(profile, found, "none")
    return None if isinstance(found, str) and found.lower() == "none" else found


def _insights(inner: Answer) -> Truth:
    """Names of add-ons differ in case."""
    addons = inner.block("addonProfiles")
    if not isinstance(addons, Answer):
        return inner.or_default("addonProfiles", addons, False)
    name = next((name for name in addons.values if name.lower() == "omsagent"), "omsagent")
    return _enabled(addons, name)


CLUSTERS = Collector(
    asset_type="azure.kubernetes.cluster",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    build=build,
)
