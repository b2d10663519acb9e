"""What the answers of Azure Database for PostgreSQL mean where the case does not show it."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.postgresql import Server
from hipaacheck_azure.collect import NOT_READ, Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.postgresql import SERVERS, build
from hipaacheck_live.answers import Answer

FLEXIBLE, SINGLE = "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.DBforPostgreSQL/servers"


def server(properties: dict[str, Any], of: str = FLEXIBLE, *, old: bool = False, got: dict[str, Any] | None = None) -> Server:
    """A server of which only these details were read."""
    item = Answer({"id": "/a", "properties": properties}, f"{of}.value", old=old)
    names = dict.fromkeys((detail.name for detail in SERVERS.details), NOT_READ)
    return build(Place(account="s"), item, Got({**names, **(got or {})}))


@pytest.mark.parametrize("of", [FLEXIBLE, SINGLE])
def test_members_that_are_not_told_are_unknown(of: str) -> None:
    read = server({}, of)
    names = ["tls_required", "minimum_tls_version", "public_network_access", "firewall_rules", "entra_authentication", "replica"]
    names += ["geo_redundant_backup", "log_connections", "log_retention_days", "diagnostic_settings"]
    assert [name for name in names if not isinstance(getattr(read, name), Unknown)] == []


def test_a_parameter_that_was_not_listed() -> None:
    kind = f"{FLEXIBLE}/configurations"
    items = [Answer({"name": "LOG_CHECKPOINTS", "properties": {"value": "off"}}, kind), Unknown("throttled")]
    read = server({}, got={kind: items})
    assert read.log_checkpoints is False
    assert isinstance(read.log_connections, Unknown)
    assert isinstance(server({}, got={kind: [Answer({"name": "log_checkpoints"}, kind)]}).log_checkpoints, Unknown)


@pytest.mark.parametrize(
    ("network", "found"),
    [
        ({"delegatedSubnetResourceId": "/subnets/a"}, False),
        ({"publicNetworkAccess": "Enabled"}, True),
        ({"publicNetworkAccess": "Disabled", "delegatedSubnetResourceId": ""}, False),
    ],
)
def test_public_network_access(network: dict[str, Any], found: bool) -> None:
    assert server({"network": network}).public_network_access is found


@pytest.mark.parametrize(
    ("role", "found"), [("Primary", False), ("None", False), ("", False), ("GeoAsyncReplica", True), ("Replica", True)]
)
def test_replicas(role: str, found: bool) -> None:
    assert server({"replicationRole": role}).replica is found


def test_a_state_that_is_neither() -> None:
    assert isinstance(server({"authConfig": {"activeDirectoryAuth": "Pending"}}).entra_authentication, Unknown)
    assert isinstance(server({"sslEnforcement": "Maybe"}, SINGLE).tls_required, Unknown)
