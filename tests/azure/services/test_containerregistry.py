"""What the case of container registries cannot show."""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules
from hipaacheck_assets.azure.containerregistry import Registry
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.containerregistry import build
from hipaacheck_live.answers import Answer
from hipaacheck_live.collect import Got


def registry(*, old: bool = False, **properties: Any) -> Registry:
    """A registry with these properties."""
    body = {"id": "/subscriptions/s/x", "name": "x", "properties": properties}
    return build(Place(account="s"), Answer(body, "Microsoft.ContainerRegistry/registries.value", old=old), Got({}))


def test_what_is_left_out() -> None:
    found = registry()
    assert (found.public_network_access, found.private_endpoints) == (True, [])
    assert found.network == NetworkRules(default_action="Allow", bypass=["AzureServices"], ip_rules=[], subnet_ids=[])
    assert isinstance(found.admin_user, Unknown)
    assert isinstance(found.sku, Unknown)


def test_an_older_api_tells_less() -> None:
    found = registry(old=True)
    assert all(isinstance(getattr(found, name), Unknown) for name in ("public_network_access", "network", "private_endpoints"))


def test_subnets_where_they_are_told() -> None:
    told = registry(networkRuleSet={"defaultAction": "Deny", "virtualNetworkRules": [{"id": "/S"}]}).network
    untold = registry(networkRuleSet={"defaultAction": "Deny"}).network
    assert isinstance(told, NetworkRules)
    assert isinstance(untold, NetworkRules)
    assert told.subnet_ids == ["/s"]
    assert isinstance(untold.subnet_ids, list)
    assert isinstance(untold.subnet_ids[0], Unknown)
