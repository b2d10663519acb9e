"""Azure Database for MySQL: flexible and single servers."""

from __future__ import annotations

from typing import Any

from tests.azure.cases.postgresql import ALL, ZERO, firewall, parameters
from tests.support import plans
from tests.support.azure import Case, diagnostics, listing, resource, resource_id

_FLEXIBLE, _SINGLE = "Microsoft.DBforMySQL/flexibleServers", "Microsoft.DBforMySQL/servers"
SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "main", "mysql")
RECORDS, LEAKY, QUIET, COPY = (resource_id(_FLEXIBLE, name) for name in ("records", "leaky", "quiet", "copy"))
OLD = resource_id(_SINGLE, "old")


def flexible(name: str, *, good: bool, role: str = "None", subnet: str | None = None) -> dict[str, Any]:
    """A flexible server with what Azure always says."""
    inner = {
        "version": "8.0.21",
        "state": "Ready",
        "replicationRole": role,
        "network": {"publicNetworkAccess": "Disabled" if subnet else "Enabled", "delegatedSubnetResourceId": subnet},
        "backup": {"backupRetentionDays": 7, "geoRedundantBackup": "Enabled" if good else "Disabled"},
        "highAvailability": {"mode": "SameZone" if good else "Disabled", "state": "Healthy" if good else "NotEnabled"},
        "storage": {"storageSizeGB": 20, "autoGrow": "Enabled"},
    }
    return resource(_FLEXIBLE, name, inner, sku={"name": "Standard_D2ds_v4", "tier": "GeneralPurpose"}, tags={})


def single(name: str) -> dict[str, Any]:
    """A single server with what Azure always says."""
    inner = {
        "version": "8.0",
        "sslEnforcement": "Disabled",
        "minimalTlsVersion": "TLSEnforcementDisabled",
        "publicNetworkAccess": "Disabled",
        "replicationRole": "None",
        "masterServerId": "",
        "storageProfile": {"backupRetentionDays": 7, "geoRedundantBackup": "Disabled", "storageMB": 5120},
        "privateEndpointConnections": [],
    }
    return resource(_SINGLE, name, inner, sku={"name": "GP_Gen5_2", "tier": "GeneralPurpose"}, tags={})


GOOD = {"require_secure_transport": "ON", "tls_version": "TLSv1.2,TLSv1.3"}
GOOD |= {"audit_log_enabled": "ON", "audit_log_events": "CONNECTION,DDL"}
BAD = {"require_secure_transport": "OFF", "tls_version": "TLSv1.1,TLSv1.2"}
BAD |= {"audit_log_enabled": "OFF", "audit_log_events": "CONNECTION"}
_EXPECTED: dict[str, dict[str, str]] = {
    f"azure-mysql-server-{name}": {"records": "pass", "leaky": "fail"}
    for name in ("audit-log", "logs-sent", "no-unrestricted-firewall")
}
_EXPECTED |= {
    "azure-mysql-server-audit-log-connections": {"records": "pass", "quiet": "fail", "leaky": "not_applicable"},
    "azure-mysql-server-geo-redundant-backup": {"records": "pass", "leaky": "fail", "copy": "not_applicable", "old": "fail"},
    "azure-mysql-server-high-availability": {
        "records": "pass",
        "leaky": "fail",
        "copy": "not_applicable",
        "old": "not_applicable",
    },
    "azure-mysql-server-minimum-tls": {"records": "pass", "leaky": "fail", "old": "fail"},
    "azure-mysql-server-tls-required": {"records": "pass", "leaky": "fail", "old": "fail"},
}
_GROUP = {"resource_group_name": "clinic"}
_LOCATED = {**_GROUP, "location": "westeurope", "tags": {}, "create_mode": "Default"}
_EXPECTED["azure-mysql-server-classified"] = {"copy": "fail", "leaky": "fail"}

CASE = Case(
    types=("azure.mysql.server",),
    estate={
        listing(_FLEXIBLE): [
            flexible("records", good=True, subnet=SUBNET),
            flexible("leaky", good=False),
            flexible("quiet", good=True),
            flexible("copy", good=False, role="Replica"),
        ],
        **parameters(RECORDS, **GOOD),
        **diagnostics(RECORDS, "MySqlAuditLogs"),
        **parameters(LEAKY, **BAD),
        **firewall(LEAKY, everything=(ZERO, ALL)),
        **parameters(QUIET, **GOOD | {"audit_log_events": "DDL"}),
        **firewall(QUIET, office=("203.0.113.16", "203.0.113.31")),
        **parameters(COPY, **GOOD),
        **firewall(COPY),
        listing(_SINGLE): [single("old")],
        **parameters(OLD, audit_log_enabled="ON", audit_log_events="CONNECTION"),
        **firewall(OLD),
    },
    expected=_EXPECTED,
    plan=(
        plans.resource(
            "azurerm_mysql_flexible_server.records",
            {
                **_LOCATED,
                "id": RECORDS,
                "name": "records",
                "delegated_subnet_id": SUBNET,
                "public_network_access": "Disabled",
                "geo_redundant_backup_enabled": True,
                "high_availability": [{"mode": "SameZone"}],
            },
        ),
        *(
            plans.resource(
                f"azurerm_mysql_flexible_server_configuration.{name}",
                {**_GROUP, "server_name": "records", "name": name, "value": value},
            )
            for name, value in GOOD.items()
        ),
        plans.resource(
            "azurerm_monitor_diagnostic_setting.records",
            {
                "name": "audit",
                "target_resource_id": RECORDS,
                "enabled_log": [{"category": "MySqlAuditLogs"}],
                "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
            },
        ),
        plans.resource(
            "azurerm_mysql_server.old",
            {
                **_LOCATED,
                "id": OLD,
                "name": "old",
                "ssl_enforcement_enabled": False,
                "ssl_minimal_tls_version_enforced": "TLSEnforcementDisabled",
                "public_network_access_enabled": False,
                "geo_redundant_backup_enabled": False,
            },
        ),
        *(
            plans.resource(f"azurerm_mysql_configuration.{name}", {**_GROUP, "server_name": "old", "name": name, "value": value})
            for name, value in (("audit_log_enabled", "ON"), ("audit_log_events", "CONNECTION"))
        ),
    ),
)
