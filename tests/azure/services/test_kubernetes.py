"""What the case of AKS cannot show."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.kubernetes import Cluster
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.kubernetes import build
from hipaacheck_live.answers import Answer
from hipaacheck_live.collect import Got


def cluster(*, old: bool = False, **properties: Any) -> Cluster:
    """A cluster with these properties."""
    body = {"id": "/subscriptions/s/x", "name": "x", "properties": properties}
    return build(Place(account="s"), Answer(body, "Microsoft.ContainerService/managedClusters.value", old=old), Got({}))


def test_what_was_never_switched_on_is_left_out() -> None:
    found = cluster()
    assert (found.private_cluster, found.defender, found.monitor_metrics, found.container_insights) == (
        False,
        False,
        False,
        False,
    )
    assert (found.authorized_ip_ranges, found.network_policy, found.upgrade_channel) == ([], None, None)
    assert isinstance(found.rbac, Unknown)
    assert isinstance(found.node_pools, Unknown)


def test_nothing_chosen_is_none_in_any_case() -> None:
    found = cluster(networkProfile={"networkPolicy": "None"}, autoUpgradeProfile={"upgradeChannel": "none"})
    assert (found.network_policy, found.upgrade_channel) == (None, None)


def test_an_older_api_tells_less() -> None:
    found = cluster(old=True)
    names = ("private_cluster", "defender", "monitor_metrics", "container_insights", "authorized_ip_ranges", "network_policy")
    assert all(isinstance(getattr(found, name), Unknown) for name in (*names, "upgrade_channel", "rbac", "node_pools"))


@pytest.mark.parametrize("profile", ["securityProfile", "azureMonitorProfile", "addonProfiles", "apiServerAccessProfile"])
def test_profiles_of_another_form_are_unknown(profile: str) -> None:
    field = {
        "securityProfile": "defender",
        "azureMonitorProfile": "monitor_metrics",
        "addonProfiles": "container_insights",
        "apiServerAccessProfile": "private_cluster",
    }[profile]
    odd: Any = "odd"
    assert isinstance(getattr(cluster(**{profile: odd}), field), Unknown)
