"""Cosmos DB accounts."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

SUBNET = "/subscriptions/s/resourceGroups/Clinic/providers/Microsoft.Network/virtualNetworks/v/subnets/App"
REGIONS = [{"location": "westeurope", "failover_priority": 0}, {"location": "North Europe", "failover_priority": 1}]
V2 = {
    "local_authentication_disabled": True,
    "enable_automatic_failover": True,
    "enable_multiple_write_locations": False,
    "ip_range_filter": "203.0.113.1,203.0.113.0/24",
}
V4 = {
    "local_authentication_disabled": True,
    "automatic_failover_enabled": True,
    "multiple_write_locations_enabled": False,
    "ip_range_filter": ["203.0.113.1", "203.0.113.0/24"],
    "minimal_tls_version": "Tls12",
}
COMPUTED = ("id", "backup", "capabilities")


def account(values: dict[str, Any] | None = None, unknown: tuple[str, ...] = COMPUTED, **more: Any) -> dict[str, Any]:
    """An account `records` in two regions."""
    base = {"name": "records", "geo_location": REGIONS}
    return resource("azurerm_cosmosdb_account.a", {**base, **(values or {})}, unknown=unknown, **more)


@pytest.mark.parametrize(
    ("values", "unknown"),
    [
        (V2, COMPUTED),
        (V2, (*COMPUTED, "automatic_failover_enabled", "multiple_write_locations_enabled")),  # the last ones of version 3
        (V4, COMPUTED),
        ({**V4, "local_authentication_disabled": None, "local_authentication_enabled": False}, COMPUTED),
        (V4, (*COMPUTED, "local_authentication_enabled")),
    ],
)
def test_arguments_by_their_names_in_each_version(values: dict[str, Any], unknown: tuple[str, ...]) -> None:
    read = asset(account(values, unknown))
    assert (read.local_authentication, read.automatic_failover, read.multiple_write_regions) == (False, True, False)
    assert read.ip_rules == ["203.0.113.1", "203.0.113.0/24"]
    assert read.regions == ["westeurope", "northeurope"]
    assert isinstance(read.minimum_tls_version, Unknown) if values is V2 else read.minimum_tls_version == "Tls12"


def test_what_is_left_out() -> None:
    read = asset(account({"ip_range_filter": None, "local_authentication_disabled": None}))
    assert (read.local_authentication, read.public_network_access, read.virtual_network_filter) == (True, True, False)
    assert (read.kind, read.capabilities, read.ip_rules, read.subnet_ids) == ("GlobalDocumentDB", [], [], [])
    assert read.backup_mode == "Periodic"


def test_local_authentication_that_version_4_computes() -> None:
    both = ("local_authentication_enabled", "local_authentication_disabled")
    assert asset(account(unknown=(*COMPUTED, *both))).local_authentication is True
    told = account(unknown=(*COMPUTED, both[1]), refs={both[0]: "var.keys"})
    assert isinstance(asset(told).local_authentication, Unknown)


def test_flags_that_version_3_computes_by_both_names() -> None:
    names = ("multiple_write_locations_enabled", "enable_multiple_write_locations")
    more = ("automatic_failover_enabled", "enable_automatic_failover")
    values = {name: value for name, value in V4.items() if name not in (*names, *more)}
    read = asset(account(values, ("id", *names, *more)))
    assert (read.multiple_write_regions, read.automatic_failover) == (False, False)


def test_the_kind_in_any_case() -> None:
    assert asset(account({"kind": "globaldocumentdb"})).kind == "GlobalDocumentDB"


def test_blocks() -> None:
    values = {
        "backup": [{"type": "Continuous", "tier": "Continuous7Days"}],
        "capabilities": [{"name": "EnableTable"}],
        "virtual_network_rule": [{"id": SUBNET, "ignore_missing_vnet_service_endpoint": False}],
    }
    read = asset(account(values, ("id",)))
    assert (read.backup_mode, read.capabilities, read.subnet_ids) == ("Continuous", ["EnableTable"], [SUBNET.lower()])


def test_what_is_not_known() -> None:
    refs = {"backup": "local.backup", "capabilities": "local.capabilities", "ip_range_filter": "var.addresses"}
    read = asset(account(refs=refs))
    assert all(isinstance(value, Unknown) for value in (read.backup_mode, read.capabilities, read.ip_rules))


def test_companions_by_reference() -> None:
    logs = {"name": "audit", "enabled_log": [{"category": "DataPlaneRequests", "category_group": None}]}
    setting = resource("azurerm_monitor_diagnostic_setting.a", logs, refs={"target_resource_id": "azurerm_cosmosdb_account.a.id"})
    read: Any = assets(account(), setting)["azurerm_cosmosdb_account.a"]
    assert [item.sends_logs for item in read.diagnostic_settings] == [True]
    assert read.private_endpoints == []
