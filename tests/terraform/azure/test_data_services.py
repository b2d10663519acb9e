"""Batch accounts, IoT hubs, search services, workflows, streaming jobs and data lakes of the first generation."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, resource

KINDS = (
    "azurerm_batch_account",
    "azurerm_data_lake_analytics_account",
    "azurerm_data_lake_store",
    "azurerm_iothub",
    "azurerm_logic_app_workflow",
    "azurerm_search_service",
    "azurerm_stream_analytics_job",
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("block", ["log", "enabled_log"])
def test_resource_logs(kind: str, block: str) -> None:
    logs = [{"category": "A", "category_group": None, **({"enabled": True} if block == "log" else {})}]
    setting = resource(
        "azurerm_monitor_diagnostic_setting.a", {"name": "audit", block: logs}, refs={"target_resource_id": f"{kind}.a.id"}
    )
    read = asset(resource(f"{kind}.a", {"name": "a"}), setting)
    assert [item.categories for item in read.diagnostic_settings] == [["A"]]
    assert asset(resource(f"{kind}.a", {"name": "a"})).diagnostic_settings == []


def batch(values: dict[str, Any], **more: Any) -> Any:
    """A Batch account as it is read."""
    return asset(resource("azurerm_batch_account.a", {"name": "a", **values}, **more))


def test_a_batch_account() -> None:
    rules = {"default_action": "Deny", "ip_rule": [{"ip_range": "203.0.113.0/24", "action": "Allow"}]}
    read = batch({"network_profile": [{"account_access": [rules], "node_management_access": []}]})
    assert (read.network.default_action, read.network.ip_rules, read.public_network_access) == ("Deny", ["203.0.113.0/24"], True)
    assert batch({"public_network_access_enabled": False, "network_profile": []}).public_network_access is False
    assert batch({}).network.default_action == "Allow"
    nodes = batch({"network_profile": [{"account_access": [], "node_management_access": [rules]}]})
    assert isinstance(nodes.network, Unknown)


def test_keys_of_a_batch_account() -> None:
    name = "allowed_authentication_modes"
    assert batch({name: ["AAD", "SharedKey"]}).allows_shared_keys is True
    assert batch({name: ["AAD"]}).allows_shared_keys is False
    assert isinstance(batch({}).allows_shared_keys, Unknown)
    assert isinstance(batch({}, unknown=("id", name)).allows_shared_keys, Unknown)


def hub(values: dict[str, Any], **more: Any) -> Any:
    """An IoT hub as it is read."""
    return asset(resource("azurerm_iothub.a", {"name": "a", **values}, **more))


def test_an_iot_hub() -> None:
    plain = hub({"public_network_access_enabled": None, "min_tls_version": None, "network_rule_set": []})
    assert (plain.public_network_access, plain.minimum_tls_version, plain.allows_shared_keys) == (True, None, True)
    assert (plain.network.default_action, plain.rules_cover_events) == ("Allow", False)
    rules = {"default_action": "Deny", "apply_to_builtin_eventhub_endpoint": True, "ip_rule": [{"ip_mask": "203.0.113.7"}]}
    read = hub({"local_authentication_enabled": False, "min_tls_version": "1.2", "network_rule_set": [rules]})
    assert (read.minimum_tls_version, read.allows_shared_keys, read.rules_cover_events) == ("1.2", False, True)
    assert (read.network.default_action, read.network.ip_rules) == ("Deny", ["203.0.113.7"])


def test_older_rules_of_an_iot_hub_are_not_guessed() -> None:
    read = hub({"ip_filter_rule": [{"name": "all", "ip_mask": "0.0.0.0/0", "action": "Reject"}], "network_rule_set": []})
    assert isinstance(read.network, Unknown)
    assert isinstance(read.rules_cover_events, Unknown)


def search(values: dict[str, Any], **more: Any) -> Any:
    """A search service as it is read."""
    return asset(resource("azurerm_search_service.a", {"name": "a", "sku": "standard", **values}, **more))


def test_a_search_service() -> None:
    old = search({"public_network_access_enabled": True, "allowed_ips": None})
    assert (old.allows_shared_keys, old.enforces_customer_keys, old.network.default_action) == (True, False, "Allow")
    values = {
        "allowed_ips": ["203.0.113.7"],
        "customer_managed_key_enforcement_enabled": True,
        "local_authentication_enabled": False,
        "network_rule_bypass_option": "AzureServices",
    }
    new = search(values)
    assert (new.allows_shared_keys, new.enforces_customer_keys) == (False, True)
    assert (new.network.default_action, new.network.bypass) == ("Deny", ["AzureServices"])
    assert isinstance(search({}, refs={"allowed_ips": "var.ips"}).network.default_action, Unknown)


@pytest.mark.parametrize(
    ("access", "found"),
    [
        ([], None),
        ([{"content": []}], None),
        ([{"content": [{"allowed_caller_ip_address_range": ["203.0.113.7"]}]}], ["203.0.113.7"]),
    ],
)
def test_a_workflow(access: list[Any], found: list[str] | None) -> None:
    assert asset(resource("azurerm_logic_app_workflow.a", {"access_control": access})).content_ip_ranges == found


@pytest.mark.parametrize(("state", "found"), [("Enabled", True), ("Disabled", False), (None, True)])
def test_a_data_lake(state: str | None, found: bool) -> None:
    assert asset(resource("azurerm_data_lake_store.a", {"encryption_state": state})).encrypted is found
    unknown = asset(resource("azurerm_data_lake_store.a", {}, refs={"encryption_state": "var.state"}))
    assert isinstance(unknown.encrypted, Unknown)


def test_an_empty_list_of_addresses_is_not_guessed() -> None:
    access: Any = [{"content": [{"allowed_caller_ip_address_range": []}]}]
    read = asset(resource("azurerm_logic_app_workflow.a", {"access_control": access}))
    assert isinstance(read.content_ip_ranges, Unknown)
