"""Azure Database for MySQL: flexible and single servers with their parameters and firewall rules.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/mysql_flexible_server, mysql_server
(until version 3) and their companions. Defaults: https://learn.microsoft.com/azure/mysql/flexible-server/security-tls and
https://learn.microsoft.com/azure/mysql/flexible-server/concepts-audit-logs
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck_assets.azure.databases import lowest_tls, switched_on
from hipaacheck_assets.azure.mysql import Server, events
from hipaacheck_terraform.arguments import flag, required
from hipaacheck_terraform.azure.common import common, diagnostic_settings, renamed
from hipaacheck_terraform.azure.databases import (
    firewall_rules,
    geo_redundant_backup,
    high_availability,
    parameter,
    public_network_access,
    replica,
    tls_enforced,
)
from hipaacheck_terraform.estate import Estate, Family

_FLEXIBLE = {
    "azurerm_mysql_flexible_server_configuration": "server_name",
    "azurerm_mysql_flexible_server_firewall_rule": "server_name",
}
_SINGLE = {"azurerm_mysql_configuration": "server_name", "azurerm_mysql_firewall_rule": "server_name"}


def servers(estate: Estate) -> Iterator[Server]:
    """One asset per server, and one per server that only companions name."""
    for family in estate.families(("azurerm_mysql_flexible_server",), ("name", "id"), _FLEXIBLE):
        item = family.resource
        kind = "azurerm_mysql_flexible_server_configuration"
        yield Server(
            **_common(estate, family, kind),
            deployment="Flexible",
            tls_required=switched_on(parameter(family, kind, "require_secure_transport", "ON")),
            minimum_tls_version=lowest_tls(parameter(family, kind, "tls_version", "TLSv1.2")),
            public_network_access=public_network_access(
                estate, item, renamed(item, "public_network_access", "public_network_access_enabled")
            ),
            firewall_rules=firewall_rules(family, "azurerm_mysql_flexible_server_firewall_rule"),
            high_availability=high_availability(item),
        )
    for family in estate.families(("azurerm_mysql_server",), ("name", "id"), _SINGLE):
        item = family.resource
        yield Server(
            **_common(estate, family, "azurerm_mysql_configuration"),
            deployment="Single",
            tls_required=tls_enforced(item),
            minimum_tls_version=required(item, "ssl_minimal_tls_version_enforced"),
            public_network_access=flag(item, "public_network_access_enabled", True),
            firewall_rules=firewall_rules(family, "azurerm_mysql_firewall_rule"),
            high_availability=None,
        )


def _common(estate: Estate, family: Family, kind: str) -> dict[str, Any]:
    """What flexible and single servers have alike."""
    return {
        **common(estate, family.resource),
        "replica": replica(family.resource),
        "audit_log": switched_on(parameter(family, kind, "audit_log_enabled", "OFF")),
        "audit_log_events": events(parameter(family, kind, "audit_log_events", None)),
        "geo_redundant_backup": geo_redundant_backup(family.resource),
        "diagnostic_settings": diagnostic_settings(estate, family.resource),
    }
