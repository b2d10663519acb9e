"""Databricks workspaces."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

NETWORK = "/subscriptions/s/resourceGroups/Clinic/providers/Microsoft.Network/virtualNetworks/Clusters"
COMPUTED = ("id", "custom_parameters")


def workspace(values: dict[str, Any] | None = None, unknown: tuple[str, ...] = COMPUTED, **more: Any) -> dict[str, Any]:
    """A workspace `lake`."""
    return resource("azurerm_databricks_workspace.a", {"name": "lake", **(values or {})}, unknown=unknown, **more)


def test_what_is_left_out() -> None:
    read = asset(workspace({"public_network_access_enabled": None, "managed_services_cmk_key_vault_key_id": None}))
    assert (read.public_network_access, read.virtual_network_id, read.compliance_standards) == (True, None, [])
    assert (read.managed_services_key, read.managed_disks_key, read.root_storage_key) == (False, False, False)
    assert isinstance(read.no_public_ip, Unknown)
    assert read.serverless is False


def test_a_network_of_ones_own() -> None:
    custom = {"custom_parameters": [{"virtual_network_id": NETWORK, "no_public_ip": True}]}
    read = asset(workspace(custom, ("id",)))
    assert (read.virtual_network_id, read.no_public_ip) == (NETWORK.lower(), True)
    assert isinstance(asset(workspace(refs={"custom_parameters": "local.custom"})).virtual_network_id, Unknown)


@pytest.mark.parametrize("version", ["customer_managed_key", "root_dbfs_customer_managed_key"])
def test_keys(version: str) -> None:
    root = resource(f"azurerm_databricks_workspace_{version}.a", {}, refs={"workspace_id": "azurerm_databricks_workspace.a.id"})
    key = resource("azurerm_key_vault_key.k", {"name": "k"})
    found: Any = assets(workspace(refs={"managed_disk_cmk_key_vault_key_id": "azurerm_key_vault_key.k.id"}), root, key)
    read = found["azurerm_databricks_workspace.a"]
    assert (read.managed_services_key, read.managed_disks_key, read.root_storage_key) == (False, True, True)
    unsure = asset(workspace(refs={"managed_services_cmk_key_vault_key_id": "var.key"}))
    assert isinstance(unsure.managed_services_key, Unknown)


def test_a_key_that_may_be_that_of_any_workspace() -> None:
    root = resource("azurerm_databricks_workspace_root_dbfs_customer_managed_key.a", {}, refs={"workspace_id": "local.workspace"})
    found: Any = assets(workspace(), root)
    assert isinstance(found["azurerm_databricks_workspace.a"].root_storage_key, Unknown)


@pytest.mark.parametrize(("enabled", "found"), [(True, ["HIPAA"]), (False, []), (None, [])])
def test_compliance_profile(enabled: bool | None, found: list[str]) -> None:
    profile = {"compliance_security_profile_enabled": enabled, "compliance_security_profile_standards": ["HIPAA"]}
    assert asset(workspace({"enhanced_security_compliance": [profile]})).compliance_standards == found
