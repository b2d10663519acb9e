"""What the answers of Azure Database for MySQL mean where the case does not show it."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.mysql import Server
from hipaacheck_azure.collect import NOT_READ, Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.mysql import SERVERS, build
from hipaacheck_live.answers import Answer

FLEXIBLE, SINGLE = "Microsoft.DBforMySQL/flexibleServers", "Microsoft.DBforMySQL/servers"


def server(properties: dict[str, Any], of: str = FLEXIBLE, *, got: dict[str, Any] | None = None) -> Server:
    """A server of which only these details were read."""
    item = Answer({"id": "/a", "properties": properties}, f"{of}.value")
    names = dict.fromkeys((detail.name for detail in SERVERS.details), NOT_READ)
    return build(Place(account="s"), item, Got({**names, **(got or {})}))


@pytest.mark.parametrize("of", [FLEXIBLE, SINGLE])
def test_members_that_are_not_told_are_unknown(of: str) -> None:
    read = server({}, of)
    names = ["tls_required", "minimum_tls_version", "public_network_access", "firewall_rules", "geo_redundant_backup"]
    names += ["audit_log", "audit_log_events", "replica", "diagnostic_settings"]
    assert [name for name in names if not isinstance(getattr(read, name), Unknown)] == []


def test_an_empty_parameter_is_known() -> None:
    kind = f"{FLEXIBLE}/configurations"
    read = server({}, got={kind: [Answer({"name": "audit_log_events", "properties": {"value": ""}}, kind)]})
    assert read.audit_log_events == []
    assert isinstance(read.audit_log, Unknown)
