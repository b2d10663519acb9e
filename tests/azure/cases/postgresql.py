"""Azure Database for PostgreSQL: flexible and single servers."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, diagnostics, listing, resource, resource_id

_FLEXIBLE, _SINGLE = "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.DBforPostgreSQL/servers"
SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "main", "postgresql")
RECORDS, LEAKY, COPY = (resource_id(_FLEXIBLE, name) for name in ("records", "leaky", "copy"))
OLD = resource_id(_SINGLE, "old")
ZERO, ALL = "0.0.0.0", "255.255.255.255"  # noqa: S104 - addresses to let in


def flexible(name: str, *, good: bool, role: str = "Primary", subnet: str | None = None) -> dict[str, Any]:
    """A flexible server with what Azure always says."""
    network: dict[str, Any] = {"publicNetworkAccess": "Disabled" if subnet else "Enabled"}
    network |= {"delegatedSubnetResourceId": subnet} if subnet else {}
    inner = {
        "version": "16",
        "state": "Ready",
        "replicationRole": role,
        "network": network,
        "authConfig": {"activeDirectoryAuth": "Enabled" if good else "Disabled", "passwordAuth": "Enabled"},
        "backup": {"backupRetentionDays": 7, "geoRedundantBackup": "Enabled" if good else "Disabled"},
        "highAvailability": {"mode": "ZoneRedundant", "state": "Healthy"}
        if good
        else {"mode": "Disabled", "state": "NotEnabled"},
        "dataEncryption": {"type": "SystemManaged"},
    }
    return resource(_FLEXIBLE, name, inner, sku={"name": "Standard_D2s_v3", "tier": "GeneralPurpose"}, tags={})


def single(name: str) -> dict[str, Any]:
    """A single server with what Azure always says."""
    inner = {
        "version": "11",
        "sslEnforcement": "Enabled",
        "minimalTlsVersion": "TLS1_2",
        "publicNetworkAccess": "Enabled",
        "replicationRole": "",
        "masterServerId": "",
        "storageProfile": {"backupRetentionDays": 7, "geoRedundantBackup": "Enabled", "storageMB": 5120},
        "privateEndpointConnections": [],
    }
    return resource(_SINGLE, name, inner, sku={"name": "GP_Gen5_2", "tier": "GeneralPurpose"}, tags={})


def parameters(of: str, **values: str) -> dict[str, Any]:
    """Path → the parameters of a server. Dots in names are written as two underscores."""
    items = [(name.replace("__", "."), value) for name, value in values.items()]
    return {
        f"{of}/configurations": [
            {"id": f"{of}/configurations/{name}", "name": name, "properties": {"value": value, "source": "user-override"}}
            for name, value in items
        ]
    }


def firewall(of: str, **ranges: tuple[str, str]) -> dict[str, Any]:
    """Path → the firewall rules of a server."""
    return {
        f"{of}/firewallRules": [
            {"name": name, "properties": {"startIpAddress": start, "endIpAddress": end}} for name, (start, end) in ranges.items()
        ]
    }


GOOD = {
    "require_secure_transport": "on",
    "ssl_min_protocol_version": "TLSv1.2",
    "log_checkpoints": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "logfiles__retention_days": "7",
}
BAD = {
    "require_secure_transport": "off",
    "ssl_min_protocol_version": "TLSv1.1",
    "log_checkpoints": "off",
    "log_connections": "off",
    "log_disconnections": "off",
    "logfiles__retention_days": "3",
}
_EXPECTED: dict[str, dict[str, str]] = {
    f"azure-postgresql-server-{name}": {"records": "pass", "leaky": "fail"}
    for name in (
        "entra-authentication",
        "log-retention",
        "logs-checkpoints",
        "logs-connections",
        "logs-disconnections",
        "logs-sent",
        "minimum-tls",
        "no-unrestricted-firewall",
        "tls-required",
    )
}
_EXPECTED |= {
    "azure-postgresql-server-closed-to-azure": {"records": "pass", "leaky": "fail", "old": "pass"},
    "azure-postgresql-server-geo-redundant-backup": {"records": "pass", "leaky": "fail", "copy": "not_applicable", "old": "pass"},
    "azure-postgresql-server-high-availability": {
        "records": "pass",
        "leaky": "fail",
        "copy": "not_applicable",
        "old": "not_applicable",
    },
}
_EXPECTED["azure-postgresql-server-tls-required"] |= {"old": "pass"}
_EXPECTED["azure-postgresql-server-logs-disconnections"] |= {"old": "fail"}
_EXPECTED["azure-postgresql-server-entra-authentication"] |= {"old": "pass"}
_LOCATED = {"location": "westeurope", "resource_group_name": "clinic", "tags": {}}
_EXPECTED["azure-postgresql-server-classified"] = {"copy": "fail", "leaky": "fail"}

CASE = Case(
    types=("azure.postgresql.server",),
    estate={
        listing(_FLEXIBLE): [
            flexible("records", good=True, subnet=SUBNET),
            flexible("leaky", good=False),
            flexible("copy", good=False, role="AsyncReplica"),
        ],
        **parameters(RECORDS, **GOOD),
        **diagnostics(RECORDS, "PostgreSQLLogs"),
        **parameters(LEAKY, **BAD),
        **firewall(LEAKY, everything=(ZERO, ALL), azure=(ZERO, ZERO)),
        **parameters(COPY, **GOOD),
        **firewall(COPY),
        listing(_SINGLE): [single("old")],
        **parameters(
            OLD, log_checkpoints="ON", log_connections="ON", log_disconnections="OFF", log_duration="OFF", log_retention_days="3"
        ),
        **firewall(OLD, office=("203.0.113.16", "203.0.113.31")),
        f"{OLD}/administrators": [
            {"name": "activeDirectory", "properties": {"administratorType": "ActiveDirectory", "login": "dba"}}
        ],
    },
    expected=_EXPECTED,
    plan=(
        plans.resource(
            "azurerm_postgresql_flexible_server.records",
            {
                **_LOCATED,
                "id": RECORDS,
                "name": "records",
                "create_mode": "Default",
                "delegated_subnet_id": SUBNET,
                "public_network_access_enabled": False,
                "geo_redundant_backup_enabled": True,
                "authentication": [{"active_directory_auth_enabled": True, "password_auth_enabled": True}],
                "high_availability": [{"mode": "ZoneRedundant"}],
            },
        ),
        plans.resource(
            "azurerm_postgresql_flexible_server_configuration.retention",
            {"server_id": RECORDS, "name": "logfiles.retention_days", "value": "7"},
        ),
        plans.resource(
            "azurerm_monitor_diagnostic_setting.records",
            {
                "name": "audit",
                "target_resource_id": RECORDS,
                "enabled_log": [{"category": "PostgreSQLLogs"}],
                "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
            },
        ),
        plans.resource(
            "azurerm_postgresql_configuration.old",
            {**_LOCATED, "name": "log_disconnections", "value": "OFF", "server_name": "old"},
        ),
        plans.resource(
            "azurerm_postgresql_server.old",
            {
                **_LOCATED,
                "id": OLD,
                "name": "old",
                "create_mode": "Default",
                "ssl_enforcement_enabled": True,
                "ssl_minimal_tls_version_enforced": "TLS1_2",
                "public_network_access_enabled": True,
                "geo_redundant_backup_enabled": True,
            },
        ),
        plans.resource(
            "azurerm_postgresql_firewall_rule.office",
            {
                "name": "office",
                "server_name": "old",
                "resource_group_name": "clinic",
                "start_ip_address": "203.0.113.16",
                "end_ip_address": "203.0.113.31",
            },
        ),
        plans.resource(
            "azurerm_postgresql_active_directory_administrator.old",
            {"server_name": "old", "resource_group_name": "clinic", "login": "dba"},
        ),
    ),
)
