"""Azure Database for MySQL."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

ZERO = "0.0.0.0"  # noqa: S104 - an address to let in
GROUP = {"resource_group_name": "clinic"}
BASE = {**GROUP, "name": "phi", "location": "West Europe", "create_mode": None}
V3: dict[str, Any] = {**BASE, "geo_redundant_backup_enabled": True, "delegated_subnet_id": None, "high_availability": []}
SINGLE = {**BASE, "ssl_enforcement_enabled": False, "ssl_minimal_tls_version_enforced": "TLSEnforcementDisabled"}
SINGLE |= {"public_network_access_enabled": False, "geo_redundant_backup_enabled": False}
PUBLIC = ("public_network_access", "public_network_access_enabled")


def server(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A flexible server `phi`."""
    return resource("azurerm_mysql_flexible_server.a", {**V3, **(values or {})}, **{"unknown": ["id", PUBLIC[1]], **more})


def setting(name: str, value: str, kind: str = "flexible_server_configuration") -> dict[str, Any]:
    """A parameter of the server."""
    return resource(f"azurerm_mysql_{kind}.{name}", {**GROUP, "name": name, "value": value, "server_name": "phi"})


def test_what_a_flexible_server_does_unless_told_otherwise() -> None:
    read = asset(server())
    assert (read.deployment, read.tls_required, read.minimum_tls_version) == ("Flexible", True, "TLS1_2")
    assert (read.public_network_access, read.geo_redundant_backup, read.high_availability) == (True, True, "Disabled")
    assert (read.audit_log, read.firewall_rules, read.diagnostic_settings, read.replica) == (False, [], [], False)
    assert isinstance(read.audit_log_events, Unknown)


@pytest.mark.parametrize(
    ("name", "value", "field", "found"),
    [
        ("require_secure_transport", "OFF", "tls_required", False),
        ("tls_version", "TLSv1.3,TLSv1.1", "minimum_tls_version", "TLS1_1"),
        ("audit_log_enabled", "ON", "audit_log", True),
        ("audit_log_events", "connection,ADMIN", "audit_log_events", ["CONNECTION", "ADMIN"]),
    ],
)
def test_parameters(name: str, value: str, field: str, found: Any) -> None:
    assert getattr(asset(server(), setting(name, value)), field) == found


def test_odd_values_are_unknown() -> None:
    assert isinstance(asset(server(), setting("tls_version", "newest")).minimum_tls_version, Unknown)


def test_a_parameter_of_a_server_of_another_group() -> None:
    other = resource(
        "azurerm_mysql_flexible_server_configuration.a",
        {"name": "require_secure_transport", "value": "OFF", "server_name": "phi", "resource_group_name": "other"},
    )
    found: Any = assets(server(), other)
    assert found["azurerm_mysql_flexible_server.a"].tls_required is True
    assert found["phi"].tls_required is False


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"public_network_access": "Disabled"}, False),
        ({"public_network_access": "Enabled"}, True),
        ({"delegated_subnet_id": "/subnets/a"}, False),
    ],
)
def test_public_network_access(values: dict[str, Any], found: bool) -> None:
    assert asset(server(values)).public_network_access is found


def test_version_4_that_leaves_public_access_out() -> None:
    assert asset(server(unknown=["id", *PUBLIC])).public_network_access is True


def test_firewall_rules() -> None:
    values = {**GROUP, "name": "all", "server_name": "phi", "start_ip_address": ZERO, "end_ip_address": "255.255.255.255"}
    read = asset(server(), resource("azurerm_mysql_flexible_server_firewall_rule.a", values))
    assert [item.addresses for item in read.firewall_rules] == [2**32]


def test_a_single_server() -> None:
    read = asset(resource("azurerm_mysql_server.a", SINGLE), setting("audit_log_enabled", "ON", "configuration"))
    assert (read.deployment, read.tls_required, read.minimum_tls_version) == ("Single", False, "TLSEnforcementDisabled")
    assert (read.public_network_access, read.audit_log, read.high_availability) == (False, True, None)
