"""Storage accounts and containers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Clinic/providers/Microsoft.Storage/storageAccounts/records"
V2 = {"allow_blob_public_access": False, "enable_https_traffic_only": True, "min_tls_version": "TLS1_0"}
V3 = {"allow_nested_items_to_be_public": True, "enable_https_traffic_only": True, "min_tls_version": "TLS1_2"}
V4 = {"allow_nested_items_to_be_public": False, "https_traffic_only_enabled": False, "min_tls_version": "TLS1_2"}
BASE = {"name": "records", "account_tier": "Standard", "account_replication_type": "GRS", "location": "West Europe"}


def account(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An account `records`."""
    return resource("azurerm_storage_account.a", {**BASE, **(values or {})}, **more)


@pytest.mark.parametrize(
    ("values", "found"), [(V2, (False, True, "TLS1_0")), (V3, (True, True, "TLS1_2")), (V4, (False, False, "TLS1_2"))]
)
def test_arguments_by_their_names_in_each_version(values: dict[str, Any], found: tuple[Any, ...]) -> None:
    read = asset(account(values))
    assert (read.allows_public_blobs, read.https_only, read.minimum_tls_version) == found
    assert (read.name, read.region, read.sku) == ("records", "westeurope", "Standard_GRS")


@pytest.mark.parametrize("nested", [True, False])
def test_network_rules_nested_and_apart(nested: bool) -> None:
    rules = {"default_action": "Deny", "bypass": ["None"], "ip_rules": ["203.0.113.0/24"], "virtual_network_subnet_ids": []}
    apart = resource(
        "azurerm_storage_account_network_rules.a", rules, refs={"storage_account_id": "azurerm_storage_account.a.id"}
    )
    read = asset(account({"network_rules": [rules]})) if nested else asset(account(), apart)
    assert (read.network.default_action, read.network.bypass, read.network.ip_rules) == ("Deny", [], ["203.0.113.0/24"])
    assert read.origins == ({} if nested else {"network": "azurerm_storage_account_network_rules.a"})


def test_ids_are_the_same_in_any_case() -> None:
    rules = resource("azurerm_storage_account_network_rules.a", {"storage_account_id": ID.lower(), "default_action": "Deny"})
    read = asset(account({"id": ID}), rules)
    assert read.network.default_action == "Deny"
    assert read.resource_id == ID.lower()


def test_rules_that_may_belong_to_any_account_leave_it_unknown() -> None:
    rules = resource(
        "azurerm_storage_account_network_rules.a", {"default_action": "Deny"}, refs={"storage_account_id": "local.account"}
    )
    found: Any = assets(account(), rules)
    assert isinstance(found["azurerm_storage_account.a"].network, Unknown)


def setting(target: str | None, category: str = "StorageRead", **more: Any) -> dict[str, Any]:
    """A diagnostic setting that sends a category of logs."""
    values = {"name": "audit", "enabled_log": [{"category": category, "category_group": None}], "storage_account_id": None}
    return resource("azurerm_monitor_diagnostic_setting.a", values | ({"target_resource_id": target} if target else {}), **more)


def test_a_diagnostic_setting_belongs_to_the_service_it_names() -> None:
    read: Any = assets(account({"id": ID}), setting(f"{ID}/blobServices/default/"))["azurerm_storage_account.a"]
    assert [item.categories for item in read.blob_diagnostic_settings] == [["StorageRead"]]
    assert read.file_diagnostic_settings == []


def test_a_diagnostic_setting_by_reference_may_be_that_of_any_service() -> None:
    found: Any = assets(account(), setting(None, refs={"target_resource_id": "azurerm_storage_account.a.id"}))
    read = found["azurerm_storage_account.a"]
    assert all(isinstance(item, Unknown) for item in (*read.blob_diagnostic_settings, *read.table_diagnostic_settings))
    assert len(read.blob_diagnostic_settings) == 1


def test_a_setting_of_something_else_says_nothing() -> None:
    other = ID.replace("storageAccounts/records", "storageAccounts/other")
    assert asset(account({"id": ID}), setting(f"{other}/blobServices/default")).blob_diagnostic_settings == []


def test_a_container_finds_its_account_by_name_or_id() -> None:
    by_name = resource("azurerm_storage_container.a", {"storage_account_name": "records", "container_access_type": "blob"})
    by_id = resource("azurerm_storage_container.b", {}, refs={"storage_account_id": "azurerm_storage_account.a.id"})
    found: Any = assets(account(), by_name, by_id)
    assert found["azurerm_storage_container.a"].storage_account_id.refers == "azurerm_storage_account.a"
    assert found["azurerm_storage_container.b"].storage_account_id.refers == "azurerm_storage_account.a"
    assert [found[f"azurerm_storage_container.{name}"].public_access for name in "ab"] == ["Blob", "None"]


def test_private_endpoints() -> None:
    connection = {"is_manual_connection": False, "private_connection_resource_id": ID, "private_connection_resource_alias": None}
    endpoint = resource("azurerm_private_endpoint.a", {"private_service_connection": [connection]})
    assert asset(account({"id": ID}), endpoint).private_endpoints == ["Approved"]
    assert asset(account({"id": ID})).private_endpoints == []


@pytest.mark.parametrize(("state", "found"), [("Disabled", False), ("Unlocked", True), ("Locked", True)])
def test_a_policy_of_the_account_against_changes(state: str, found: bool) -> None:
    assert asset(account({"immutability_policy": [{"state": state}]})).immutable is found
    assert asset(account({"is_hns_enabled": True})).hierarchical_namespace is True
    assert asset(account()).immutable is False


@pytest.mark.parametrize(
    ("kind", "tier", "blobs", "files"),
    [
        ("StorageV2", "Standard", True, True),
        ("StorageV2", "Premium", True, False),
        ("BlockBlobStorage", "Premium", True, False),
        ("FileStorage", "Premium", False, True),
    ],
)
def test_services_that_an_account_of_a_kind_has(kind: str, tier: str, blobs: bool, files: bool) -> None:
    read = asset(account({"account_kind": kind, "account_tier": tier}))
    assert (read.blob_service is not None, read.file_service is not None) == (blobs, files)


def test_services_of_an_account_whose_kind_is_not_known() -> None:
    read = asset(account(unknown=("id", "account_kind")))
    assert isinstance(read.blob_service, Unknown)
    assert isinstance(read.file_service, Unknown)


def test_a_container_with_a_policy_that_the_plan_does_not_have() -> None:
    read = asset(resource("azurerm_storage_container.a", {"has_immutability_policy": True, "has_legal_hold": False}))
    assert isinstance(read.immutable, Unknown)
    held = asset(resource("azurerm_storage_container.a", {"has_immutability_policy": False, "has_legal_hold": True}))
    assert held.immutable is True


def test_https_only_that_version_3_computes_by_both_names() -> None:
    names = ("https_traffic_only_enabled", "enable_https_traffic_only")
    assert asset(account(unknown=("id", *names))).https_only is True
    assert isinstance(asset(account(refs={names[1]: "var.https"}, unknown=("id", names[0]))).https_only, Unknown)
    changed = account({names[1]: False}, unknown=("id",), actions=("update",))
    changed["change"]["change"]["after"][names[0]] = True  # what it was before
    assert asset(changed).https_only is False


def test_network_rules_that_leave_out_what_the_provider_computes() -> None:
    computed = {"bypass": True, "ip_rules": True, "virtual_network_subnet_ids": True}
    read = asset(account({"network_rules": [{"default_action": "Deny"}]}, unknown={"id": True, "network_rules": [computed]}))
    assert (read.network.default_action, read.network.bypass) == ("Deny", ["AzureServices"])
    assert (read.network.ip_rules, read.network.subnet_ids) == ([], [])


def test_the_id_of_a_container_is_not_its_address() -> None:
    values = {"name": "scans", "id": "https://records.blob.core.windows.net/scans"}
    found = f"{ID}/blobServices/default/containers/scans"
    assert asset(resource("azurerm_storage_container.c", {**values, "resource_manager_id": found})).resource_id == found.lower()
    assert asset(resource("azurerm_storage_container.c", {"name": "scans", "id": found})).resource_id == found.lower()
