"""Azure Database for PostgreSQL: flexible and single servers with their parameters and firewall rules.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/postgresql_flexible_server,
postgresql_server and their companions. Defaults of parameters:
https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-server-parameters; of single servers, where that of
`log_disconnections` is not documented: https://learn.microsoft.com/azure/postgresql/single-server/concepts-server-logs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hipaacheck_assets.azure.databases import lowest_tls, switched_on, whole_number
from hipaacheck_assets.azure.postgresql import Server
from hipaacheck_assets.truth import Truth
from hipaacheck_terraform.arguments import declared_block, flag, required
from hipaacheck_terraform.azure.common import common, diagnostic_settings
from hipaacheck_terraform.azure.databases import (
    exists,
    firewall_rules,
    geo_redundant_backup,
    high_availability,
    parameter,
    public_network_access,
    replica,
    tls_enforced,
)
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

_FLEXIBLE = {
    "azurerm_postgresql_flexible_server_configuration": "server_id",
    "azurerm_postgresql_flexible_server_firewall_rule": "server_id",
}
_SINGLE = {
    "azurerm_postgresql_active_directory_administrator": "server_name",
    "azurerm_postgresql_configuration": "server_name",
    "azurerm_postgresql_firewall_rule": "server_name",
}
_DEFAULTS = {
    "require_secure_transport": "on",
    "ssl_min_protocol_version": "TLSv1.2",
    "log_checkpoints": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "logfiles.retention_days": "3",
}
_SINGLE_DEFAULTS = {
    "log_checkpoints": "on",
    "log_connections": "on",
    "log_disconnections": None,
    "log_retention_days": "3",
}


def servers(estate: Estate) -> Iterator[Server]:
    """One asset per server, and one per server that only companions name."""
    for family in estate.families(("azurerm_postgresql_flexible_server",), ("id", "name"), _FLEXIBLE):
        item = family.resource
        kind = "azurerm_postgresql_flexible_server_configuration"
        yield Server(
            **_common(estate, family, kind, _DEFAULTS, "logfiles.retention_days"),
            deployment="Flexible",
            tls_required=switched_on(parameter(family, kind, "require_secure_transport", _DEFAULTS["require_secure_transport"])),
            minimum_tls_version=lowest_tls(
                parameter(family, kind, "ssl_min_protocol_version", _DEFAULTS["ssl_min_protocol_version"])
            ),
            public_network_access=public_network_access(estate, item, "public_network_access_enabled"),
            firewall_rules=firewall_rules(family, "azurerm_postgresql_flexible_server_firewall_rule"),
            entra_authentication=_entra(item),
            high_availability=high_availability(item),
        )
    for family in estate.families(("azurerm_postgresql_server",), ("id", "name"), _SINGLE):
        item = family.resource
        yield Server(
            **_common(estate, family, "azurerm_postgresql_configuration", _SINGLE_DEFAULTS, "log_retention_days"),
            deployment="Single",
            tls_required=tls_enforced(item),
            minimum_tls_version=required(item, "ssl_minimal_tls_version_enforced"),
            public_network_access=flag(item, "public_network_access_enabled", True),
            firewall_rules=firewall_rules(family, "azurerm_postgresql_firewall_rule"),
            entra_authentication=exists(family.one("azurerm_postgresql_active_directory_administrator")),
            high_availability=None,
        )


def _common(estate: Estate, family: Family, kind: str, defaults: Mapping[str, str | None], retention: str) -> dict[str, Any]:
    """What flexible and single servers have alike, logging above all."""
    names = ("log_checkpoints", "log_connections", "log_disconnections")
    return {
        **common(estate, family.resource),
        "replica": replica(family.resource),
        **{name: switched_on(parameter(family, kind, name, defaults[name])) for name in names},
        "log_retention_days": whole_number(parameter(family, kind, retention, defaults[retention])),
        "geo_redundant_backup": geo_redundant_backup(family.resource),
        "diagnostic_settings": diagnostic_settings(estate, family.resource),
    }


def _entra(server: Resource) -> Truth:
    block = declared_block(server, "authentication")
    return flag(block, "active_directory_auth_enabled", False) if isinstance(block, Block) else exists(block)
