"""Namespaces of Event Hubs and Service Bus."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Clinic/providers/Microsoft.EventHub/namespaces/records"
BUS = ID.replace("EventHub", "ServiceBus")
V2 = {"name": "records", "sku": "Standard", "location": "West Europe"}
V4 = {
    **V2,
    "minimum_tls_version": "1.2",
    "local_authentication_enabled": False,
    "local_auth_enabled": False,
    "public_network_access_enabled": True,
    "customer_managed_key": [],
}
HUB_RULES = {
    "default_action": "Deny",
    "public_network_access_enabled": True,
    "trusted_service_access_enabled": True,
    "virtual_network_rule": [],
    "ip_rule": [{"ip_mask": "203.0.113.0/24", "action": "Allow"}],
}
BUS_RULES = {
    "default_action": "Deny",
    "public_network_access_enabled": True,
    "trusted_services_allowed": False,
    "network_rules": [],
    "ip_rules": ["203.0.113.0/24"],
}


def hub(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A namespace of event hubs."""
    return resource("azurerm_eventhub_namespace.a", {**V4, **(values or {})}, **more)


def bus(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A namespace of queues."""
    return resource("azurerm_servicebus_namespace.a", {**V4, **(values or {})}, **more)


@pytest.mark.parametrize("kind", ["azurerm_eventhub_namespace", "azurerm_servicebus_namespace"])
def test_arguments_that_version_2_has_not(kind: str) -> None:
    read = asset(resource(f"{kind}.a", {**V2, "sku": "standard"}))
    assert isinstance(read.minimum_tls_version, Unknown)
    assert (read.allows_shared_keys, read.public_network_access, read.sku) == (True, True, "Standard")


@pytest.mark.parametrize("make", [hub, bus])
def test_arguments_of_later_versions(make: Any) -> None:
    read = asset(make())
    assert (read.minimum_tls_version, read.allows_shared_keys, read.customer_managed_key) == ("1.2", False, False)
    assert (read.network.default_action, read.open_to_all_networks) == ("Allow", True)
    assert asset(make({"public_network_access_enabled": False})).open_to_all_networks is False


def test_network_rules_of_event_hubs() -> None:
    read = asset(hub({"network_rulesets": [HUB_RULES]}))
    assert (read.network.default_action, read.network.ip_rules, read.network.bypass) == (
        "Deny",
        ["203.0.113.0/24"],
        ["AzureServices"],
    )
    assert read.open_to_all_networks is False


def test_a_default_to_deny_without_rules_lets_all_in() -> None:
    assert asset(hub({"network_rulesets": [{**HUB_RULES, "ip_rule": []}]})).open_to_all_networks is True
    assert asset(bus({"network_rule_set": [{**BUS_RULES, "ip_rules": []}]})).open_to_all_networks is True


def test_a_subnet_that_is_created_with_the_namespace_counts() -> None:
    rules = {**HUB_RULES, "ip_rule": [], "virtual_network_rule": [{"subnet_id": None}]}
    unknown = {"id": True, "network_rulesets": [{"virtual_network_rule": [{"subnet_id": True}]}]}
    read = asset(hub({"network_rulesets": [rules]}, unknown=unknown))
    assert read.open_to_all_networks is False
    assert isinstance(read.network.subnet_ids[0], Unknown)


def test_rules_that_are_not_declared_and_rules_that_are_not_known() -> None:
    computed = asset(hub(unknown=("id", "network_rulesets")))
    declared = asset(hub(refs={"network_rulesets": "var.rules"}))
    assert computed.open_to_all_networks is True
    assert isinstance(declared.network, Unknown)
    assert isinstance(declared.open_to_all_networks, Unknown)


@pytest.mark.parametrize("nested", [True, False])
def test_network_rules_of_service_bus_nested_and_apart(nested: bool) -> None:
    apart = resource(
        "azurerm_servicebus_namespace_network_rule_set.a", BUS_RULES, refs={"namespace_id": "azurerm_servicebus_namespace.a.id"}
    )
    read = asset(bus({"network_rule_set": [BUS_RULES]})) if nested else asset(bus(), apart)
    assert (read.network.default_action, read.network.ip_rules, read.network.bypass) == ("Deny", ["203.0.113.0/24"], [])
    assert read.open_to_all_networks is False
    assert read.origins == ({} if nested else {"network": "azurerm_servicebus_namespace_network_rule_set.a"})


def test_early_versions_close_the_public_endpoint_with_the_rules() -> None:
    rules = {**BUS_RULES, "public_network_access_enabled": False, "namespace_id": BUS.lower()}
    apart = resource("azurerm_servicebus_namespace_network_rule_set.a", rules)
    read = asset(resource("azurerm_servicebus_namespace.a", {**V2, "id": BUS}), apart)
    assert read.public_network_access is False


def test_a_rule_set_of_another_namespace_makes_a_stub() -> None:
    apart = resource("azurerm_servicebus_namespace_network_rule_set.a", {**BUS_RULES, "namespace_id": BUS})
    read = asset(apart)
    assert read.resource_id == BUS.lower()
    assert read.network.default_action == "Deny"
    assert isinstance(read.allows_shared_keys, Unknown)


def test_a_rule_set_that_may_belong_here_leaves_it_unknown() -> None:
    apart = resource("azurerm_servicebus_namespace_network_rule_set.a", BUS_RULES, refs={"namespace_id": "local.namespace"})
    found: Any = assets(bus(), apart)
    assert isinstance(found["azurerm_servicebus_namespace.a"].open_to_all_networks, Unknown)


def test_keys_of_ones_own() -> None:
    key = {"key_vault_key_id": "https://example.vault.azure.net/keys/k/1", "identity_id": "/x"}
    apart = resource("azurerm_eventhub_namespace_customer_managed_key.a", {"eventhub_namespace_id": ID, "key_vault_key_ids": []})
    assert asset(hub({"id": ID}), apart).customer_managed_key is True
    assert asset(bus({"customer_managed_key": [key]})).customer_managed_key is True
    assert asset(bus(unknown={"id": True, "customer_managed_key": [{"key_vault_key_id": True}]})).customer_managed_key is False


def test_logs_and_private_endpoints() -> None:
    values = {"name": "audit", "enabled_log": [{"category": "OperationalLogs", "category_group": None}]}
    setting = resource(
        "azurerm_monitor_diagnostic_setting.a", values, refs={"target_resource_id": "azurerm_eventhub_namespace.a.id"}
    )
    connection = {"is_manual_connection": False, "private_connection_resource_id": ID, "private_connection_resource_alias": None}
    endpoint = resource("azurerm_private_endpoint.a", {"private_service_connection": [connection]})
    read = asset(hub({"id": ID}), setting, endpoint)
    assert [item.sends_logs for item in read.diagnostic_settings] == [True]
    assert read.private_endpoints == ["Approved"]
