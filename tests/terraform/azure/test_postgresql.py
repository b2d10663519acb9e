"""Azure Database for PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

ZERO = "0.0.0.0"  # noqa: S104 - an address to let in
BASE = {"name": "phi", "resource_group_name": "clinic", "location": "West Europe", "create_mode": None}
V4 = {**BASE, "public_network_access_enabled": True, "geo_redundant_backup_enabled": False, "delegated_subnet_id": None}
SINGLE = {**BASE, "ssl_enforcement_enabled": True, "ssl_minimal_tls_version_enforced": "TLS1_2", "create_mode": "Default"}
SINGLE |= {"public_network_access_enabled": True, "geo_redundant_backup_enabled": True}
OF = {"server_id": "azurerm_postgresql_flexible_server.a.id"}


def server(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A flexible server `phi`."""
    return resource("azurerm_postgresql_flexible_server.a", {**V4, **(values or {})}, **more)


def setting(name: str, value: str, flexible: bool = True, **more: Any) -> dict[str, Any]:
    """A parameter of the server."""
    if flexible:
        kind = "azurerm_postgresql_flexible_server_configuration"
        return resource(f"{kind}.{name.replace('.', '_')}", {"name": name, "value": value}, **{"refs": OF, **more})
    values = {"name": name, "value": value, "server_name": "PHI", "resource_group_name": "Clinic"}
    return resource(f"azurerm_postgresql_configuration.{name}", values)


def test_what_a_flexible_server_does_unless_told_otherwise() -> None:
    read = asset(server())
    assert (read.deployment, read.tls_required, read.minimum_tls_version) == ("Flexible", True, "TLS1_2")
    assert (read.public_network_access, read.firewall_rules, read.entra_authentication) == (True, [], False)
    assert (read.geo_redundant_backup, read.high_availability, read.replica) == (False, "Disabled", False)
    assert (read.log_checkpoints, read.log_connections, read.log_disconnections) == (True, True, True)
    assert (read.log_retention_days, read.diagnostic_settings) == (3, [])


@pytest.mark.parametrize(
    ("name", "value", "field", "found"),
    [
        ("require_secure_transport", "OFF", "tls_required", False),
        ("ssl_min_protocol_version", "TLSv1.3", "minimum_tls_version", "TLS1_3"),
        ("log_checkpoints", "off", "log_checkpoints", False),
        ("log_connections", "receipt,authentication", "log_connections", True),
        ("logfiles.retention_days", "7", "log_retention_days", 7),
    ],
)
def test_parameters(name: str, value: str, field: str, found: Any) -> None:
    assert getattr(asset(server(), setting(name, value)), field) == found


def test_parameters_that_may_belong_here_leave_what_they_set_unknown() -> None:
    unclear = setting("require_secure_transport", "off", refs={"server_id": "local.server"})
    found: Any = assets(server(), unclear)
    assert isinstance(found["azurerm_postgresql_flexible_server.a"].tls_required, Unknown)


def test_a_restored_server_has_the_parameters_of_its_source() -> None:
    assert isinstance(asset(server({"create_mode": "PointInTimeRestore"})).tls_required, Unknown)
    assert asset(server({"create_mode": "Replica"})).replica is True


def test_a_server_of_which_only_a_parameter_is_declared() -> None:
    read = asset(setting("require_secure_transport", "off", refs={"server_id": "data.azurerm_postgresql_flexible_server.a.id"}))
    assert read.tls_required is False
    assert all(isinstance(getattr(read, name), Unknown) for name in ("log_checkpoints", "public_network_access", "replica"))


def test_public_network_access() -> None:
    subnet = resource("azurerm_subnet.a", {})
    inside = server({"delegated_subnet_id": "/subnets/a"})
    assert asset(inside).public_network_access is False
    made = resource("azurerm_postgresql_flexible_server.a", BASE, refs={"delegated_subnet_id": "azurerm_subnet.a.id"})
    found: Any = assets(made, subnet)
    assert found["azurerm_postgresql_flexible_server.a"].public_network_access is False
    unclear = resource("azurerm_postgresql_flexible_server.a", BASE, refs={"delegated_subnet_id": "local.subnet"})
    assert isinstance(asset(unclear).public_network_access, Unknown)
    version_2 = resource("azurerm_postgresql_flexible_server.a", BASE, unknown=["id", "public_network_access_enabled"])
    assert asset(version_2).public_network_access is True
    assert asset(server({"public_network_access_enabled": False})).public_network_access is False


def test_firewall_rules() -> None:
    values = {"name": "azure", "start_ip_address": ZERO, "end_ip_address": ZERO}
    read = asset(server(), resource("azurerm_postgresql_flexible_server_firewall_rule.a", values, refs=OF))
    assert [item.azure_services for item in read.firewall_rules] == [True]


@pytest.mark.parametrize(("start", "end"), [("203.0.113.9", "203.0.113.1"), ("203.0.113.1", "2001:db8::1"), ("a", "b")])
def test_what_is_no_range_of_addresses(start: str, end: str) -> None:
    values = {"name": "odd", "start_ip_address": start, "end_ip_address": end}
    [rule] = asset(server(), resource("azurerm_postgresql_flexible_server_firewall_rule.a", values, refs=OF)).firewall_rules
    assert isinstance(rule.addresses, Unknown)


def test_a_rule_for_all_addresses_lets_in_all_of_azure() -> None:
    values = {"name": "all", "start_ip_address": ZERO, "end_ip_address": "255.255.255.255"}
    [rule] = asset(server(), resource("azurerm_postgresql_flexible_server_firewall_rule.a", values, refs=OF)).firewall_rules
    assert (rule.addresses, rule.azure_services) == (2**32, True)


def test_a_parameter_that_is_neither_on_nor_off() -> None:
    assert isinstance(asset(server(), setting("require_secure_transport", "prefer")).tls_required, Unknown)


def test_entra_and_high_availability() -> None:
    blocks = {"authentication": [{"active_directory_auth_enabled": True}], "high_availability": [{"mode": "SameZone"}]}
    read = asset(server(blocks))
    assert (read.entra_authentication, read.high_availability) == (True, "SameZone")
    assert asset(server(unknown=["id", "authentication"])).entra_authentication is False


def test_a_single_server() -> None:
    admin = {"server_name": "phi", "resource_group_name": "clinic"}
    read = asset(
        resource("azurerm_postgresql_server.a", SINGLE),
        setting("log_retention_days", "4", False),
        setting("log_disconnections", "on", False),
        resource("azurerm_postgresql_active_directory_administrator.a", admin),
    )
    assert (read.deployment, read.tls_required, read.minimum_tls_version) == ("Single", True, "TLS1_2")
    assert (read.log_retention_days, read.log_disconnections, read.log_connections) == (4, True, True)
    assert (read.entra_authentication, read.geo_redundant_backup, read.high_availability) == (True, True, None)
    bare = asset(resource("azurerm_postgresql_server.a", SINGLE))
    assert (bare.log_checkpoints, bare.log_connections, bare.log_retention_days) == (True, True, 3)
    assert isinstance(bare.log_disconnections, Unknown)


def test_a_single_server_of_version_1() -> None:
    values = {**BASE, "ssl_enforcement": "Enabled", "storage_profile": [{"geo_redundant_backup": "Enabled"}]}
    read = asset(resource("azurerm_postgresql_server.a", values))
    assert (read.tls_required, read.geo_redundant_backup) == (True, True)
    assert isinstance(read.minimum_tls_version, Unknown)


def test_geo_redundant_backup_in_version_2() -> None:
    block = {**BASE, "storage_profile": [{"geo_redundant_backup": "Enabled"}]}
    read = asset(resource("azurerm_postgresql_server.a", block, unknown=["id", "geo_redundant_backup_enabled"]))
    assert read.geo_redundant_backup is True
    flat = {**BASE, "geo_redundant_backup_enabled": False}
    assert asset(resource("azurerm_postgresql_server.a", flat, unknown=["id", "storage_profile"])).geo_redundant_backup is False
    neither = resource("azurerm_postgresql_server.a", BASE, unknown=["id", "storage_profile", "geo_redundant_backup_enabled"])
    assert isinstance(asset(neither).geo_redundant_backup, Unknown)
