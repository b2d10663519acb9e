"""Container registries."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules
from tests.support.plans import asset, resource

ID = "/subscriptions/1/resourceGroups/Clinic/providers/Microsoft.ContainerRegistry/registries/Records"
SUBNET = "/subscriptions/1/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/V/subnets/S"
BASE = {"name": "records", "id": ID, "sku": "Premium", "admin_enabled": True, "public_network_access_enabled": False}
RULES = {"default_action": "Deny", "ip_rule": [{"action": "Allow", "ip_range": "203.0.113.0/24"}]}
V3 = {**BASE, "network_rule_set": [{**RULES, "virtual_network": [{"action": "Allow", "subnet_id": SUBNET}]}]}
V4 = {**BASE, "network_rule_bypass_option": "None", "network_rule_set": [RULES]}


@pytest.mark.parametrize(("values", "bypass", "subnets"), [(V3, ["AzureServices"], [SUBNET.lower()]), (V4, [], [])])
def test_a_registry_of_each_version(values: dict[str, Any], bypass: Any, subnets: Any) -> None:
    read = asset(resource("azurerm_container_registry.a", values))
    assert (read.sku, read.admin_user, read.public_network_access, read.resource_id) == ("Premium", True, False, ID.lower())
    assert read.network == NetworkRules(default_action="Deny", bypass=bypass, ip_rules=["203.0.113.0/24"], subnet_ids=subnets)


def test_without_rules_everybody_gets_in() -> None:
    read = asset(resource("azurerm_container_registry.a", BASE, unknown=["network_rule_set"]))
    assert (read.network.default_action, read.network.ip_rules) == ("Allow", [])


def test_rules_known_only_after_apply() -> None:
    assert isinstance(
        asset(resource("azurerm_container_registry.a", BASE, refs={"network_rule_set": "var.rules"})).network, Unknown
    )


def test_private_endpoints() -> None:
    connection = {"is_manual_connection": False, "private_connection_resource_id": ID, "private_connection_resource_alias": None}
    endpoint = resource("azurerm_private_endpoint.a", {"private_service_connection": [connection]})
    assert asset(resource("azurerm_container_registry.a", BASE), endpoint).private_endpoints == ["Approved"]
