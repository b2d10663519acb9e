"""Azure SQL: servers, databases and managed instances."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_SERVER, _INSTANCE = "Microsoft.Sql/servers", "Microsoft.Sql/managedInstances"
_DATABASE = f"{_SERVER}/databases"
SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "main", "data")
PHI, LEAKY, CLASSIC, ASKED = (resource_id(_SERVER, name) for name in ("phi", "leaky", "classic", "asked"))
KEPT, OPEN = resource_id(_INSTANCE, "kept"), resource_id(_INSTANCE, "open")
FOUND = "82e20e14-edc5-4373-bfc4-f13121257c37"
GROUPS = ["BATCH_COMPLETED_GROUP", "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP", "FAILED_DATABASE_AUTHENTICATION_GROUP"]
ZERO, ALL = "0.0.0.0", "255.255.255.255"  # noqa: S104 - addresses to let in


def server(name: str, tls: str, public: str, endpoints: tuple[str, ...] = ()) -> dict[str, Any]:
    """A server with what Azure always says."""
    connections = [{"id": "x", "properties": {"privateLinkServiceConnectionState": {"status": state}}} for state in endpoints]
    inner = {
        "administratorLogin": "dba",
        "version": "12.0",
        "state": "Ready",
        "fullyQualifiedDomainName": f"{name}.database.windows.net",
        "privateEndpointConnections": connections,
        "minimalTlsVersion": tls,
        "publicNetworkAccess": public,
        "restrictOutboundNetworkAccess": "Disabled",
    }
    return resource(_SERVER, name, inner, kind="v12.0", tags={"team": "it"})


def part(of: str, path: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Path → body of a setting below a resource."""
    return {f"{of}/{path}": {"id": f"{of}/{path}", "name": path.rpartition("/")[2], "properties": properties}}


def parts(of: str, path: str, *items: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Path → list of what is below a resource."""
    return {f"{of}/{path}": [{"id": f"{of}/{path}/{name}", "name": name, "properties": properties} for name, properties in items]}


def auditing(state: str, storage: str, days: int, groups: list[str]) -> dict[str, Any]:
    """An auditing policy."""
    return {
        "state": state,
        "storageEndpoint": storage,
        "retentionDays": days,
        "auditActionsAndGroups": groups,
        "isStorageSecondaryKeyInUse": False,
        "isAzureMonitorTargetEnabled": False,
        "storageAccountSubscriptionId": "00000000-0000-0000-0000-000000000000",
    }


def alike(of: str, *, good: bool) -> dict[str, Any]:
    """What servers and managed instances both have below them."""
    admins = [("ActiveDirectory", {"administratorType": "ActiveDirectory", "login": "dba", "sid": "x"})]
    key = {"serverKeyType": "AzureKeyVault", "serverKeyName": "clinic_tde_1"} if good else {"serverKeyType": "ServiceManaged"}
    return {
        **parts(of, "administrators", *(admins if good else [])),
        **part(of, "encryptionProtector/current", {"autoRotationEnabled": good, **key}),
        **part(of, "securityAlertPolicies/Default", {"state": "Enabled" if good else "Disabled", "emailAccountAdmins": good}),
    }


def scans(*, on: bool, admins: bool = False, emails: tuple[str, ...] = ()) -> dict[str, Any]:
    """A classic vulnerability assessment as the API tells it."""
    return {"recurringScans": {"isEnabled": on, "emailSubscriptionAdmins": admins, "emails": list(emails)}}


def database(server_name: str, name: str, kind: str, redundancy: str, earliest: str | None) -> dict[str, Any]:
    """A database."""
    inner = {
        "collation": "SQL_Latin1_General_CP1_CI_AS",
        "status": "Online",
        "currentBackupStorageRedundancy": redundancy,
        "requestedBackupStorageRedundancy": redundancy,
        **({"earliestRestoreDate": earliest} if earliest else {}),
    }
    body = resource(_DATABASE, f"{server_name}/{name}", inner, kind=kind, sku={"name": "S0", "tier": "Standard", "capacity": 10})
    return body | {"location": "westeurope", "tags": {"data": "phi"}}


def below(of: str, *, tde: str, audited: str, weekly: str | None) -> dict[str, Any]:
    """What is below a database."""
    kept = {"weeklyRetention": weekly, "monthlyRetention": "PT0S", "yearlyRetention": "PT0S", "weekOfYear": 0}
    return {
        **part(of, "transparentDataEncryption/current", {"state": tde}),
        **part(of, "auditingSettings/default", auditing(audited, "", 0, [])),
        **(part(of, "backupLongTermRetentionPolicies/default", kept) if weekly else {}),
    }


def instance(name: str, tls: str, *, public: bool) -> dict[str, Any]:
    """A managed instance."""
    inner = {"state": "Ready", "subnetId": SUBNET, "minimalTlsVersion": tls, "publicDataEndpointEnabled": public, "vCores": 4}
    return resource(_INSTANCE, name, inner, sku={"name": "GP_Gen5", "tier": "GeneralPurpose"}, tags={})


def finding(name: str, status: str) -> dict[str, Any]:
    """What Defender for Cloud says of a database."""
    of = resource_id(_DATABASE, *name.split("/"))
    return {
        "id": f"{of}/providers/Microsoft.Security/assessments/{FOUND}",
        "name": FOUND,
        "type": "Microsoft.Security/assessments",
        "properties": {"resourceDetails": {"Source": "Azure", "Id": of}, "status": {"code": status}},
    }


RECORDS, SCRATCH, POOL = (
    resource_id(_DATABASE, *names) for names in (("phi", "records"), ("leaky", "scratch"), ("leaky", "pool"))
)


def both(good: str, bad: str) -> dict[str, str]:
    """A pass and a fail."""
    return {good: "pass", bad: "fail"}


_EXPECTED: dict[str, dict[str, str]] = {
    f"azure-sql-server-{name}": both("phi", "leaky")
    for name in (
        "audited",
        "customer-managed-key",
        "entra-administrator",
        "minimum-tls",
        "no-unrestricted-firewall",
        "reached-privately",
        "threat-detection",
        "vulnerability-assessment",
    )
}
_EXPECTED |= {
    f"azure-sql-managed-instance-{name}": both("kept", "open")
    for name in (
        "customer-managed-key",
        "entra-administrator",
        "minimum-tls",
        "no-public-endpoint",
        "threat-detection",
        "vulnerability-assessment",
    )
}
_EXPECTED |= {
    "azure-sql-server-audit-retention": {"phi": "pass", "classic": "fail", "leaky": "not_applicable", "asked": "not_applicable"},
    "azure-sql-server-audit-action-groups": {"phi": "pass", "classic": "fail", "leaky": "not_applicable"},
    "azure-sql-server-vulnerability-scans-recur": {"phi": "pass", "asked": "fail", "leaky": "not_applicable"},
    "azure-sql-server-vulnerability-reports-sent": {"phi": "not_applicable", "classic": "fail", "asked": "pass"},
    "azure-sql-database-encrypted": {"records": "pass", "scratch": "fail", "pool": "pass"},
    "azure-sql-database-audited": {"records": "pass", "scratch": "fail", "pool": "pass"},
    "azure-sql-database-long-term-backup": {"records": "pass", "scratch": "fail", "pool": "not_applicable"},
    "azure-sql-database-restorable": {"records": "pass", "scratch": "fail", "pool": "unknown"},
    "azure-sql-database-vulnerabilities-resolved": {"records": "pass", "scratch": "fail", "pool": "fail"},
}
_TDE, _VA = "azurerm_mssql_server_transparent_data_encryption", "azurerm_mssql_managed_instance_vulnerability_assessment"
_LOCATED = {"location": "westeurope", "resource_group_name": "clinic"}
_KEY = "https://clinic.vault.azure.net/keys/tde/1"
_EXPECTED["azure-sql-managed-instance-classified"] = {"kept": "fail", "open": "fail"}
_EXPECTED["azure-sql-database-classified"] = {"pool": "fail", "scratch": "fail"}

CASE = Case(
    types=("azure.sql.server", "azure.sql.database", "azure.sql.managed_instance"),
    estate={
        listing(_SERVER): [
            server("phi", "1.2", "Disabled", ("Approved",)),
            server("leaky", "None", "Enabled"),
            server("classic", "1.2", "Enabled"),
            server("asked", "1.3", "Enabled"),
        ],
        **alike(PHI, good=True),
        **part(PHI, "auditingSettings/default", auditing("Enabled", "https://logs.blob.core.windows.net/", 365, GROUPS)),
        **part(PHI, "sqlVulnerabilityAssessments/default", {"state": "Enabled"}),
        **parts(PHI, "firewallRules", ("office", {"startIpAddress": "203.0.113.16", "endIpAddress": "203.0.113.31"})),
        **parts(PHI, "ipv6FirewallRules"),
        **parts(PHI, "virtualNetworkRules", ("clinic", {"virtualNetworkSubnetId": SUBNET.upper(), "state": "Ready"})),
        **alike(LEAKY, good=False),
        **part(LEAKY, "auditingSettings/default", auditing("Disabled", "", 0, [])),
        **part(LEAKY, "sqlVulnerabilityAssessments/default", {"state": "Disabled"}),
        **part(LEAKY, "vulnerabilityAssessments/default", scans(on=False, admins=True)),
        **parts(
            LEAKY,
            "firewallRules",
            ("AllowAllWindowsAzureIps", {"startIpAddress": ZERO, "endIpAddress": ZERO}),
            ("all", {"startIpAddress": ZERO, "endIpAddress": ALL}),
        ),
        **parts(LEAKY, "ipv6FirewallRules"),
        **parts(LEAKY, "virtualNetworkRules"),
        **alike(CLASSIC, good=True),
        **part(CLASSIC, "auditingSettings/default", auditing("Enabled", "https://logs.blob.core.windows.net/", 30, GROUPS[:1])),
        **part(CLASSIC, "sqlVulnerabilityAssessments/default", {"state": "Disabled"}),
        **part(CLASSIC, "vulnerabilityAssessments/default", scans(on=True)),
        **parts(CLASSIC, "firewallRules"),
        **parts(CLASSIC, "ipv6FirewallRules"),
        **parts(CLASSIC, "virtualNetworkRules"),
        **alike(ASKED, good=True),
        **part(ASKED, "auditingSettings/default", auditing("Enabled", "", 0, GROUPS)),
        **part(ASKED, "sqlVulnerabilityAssessments/default", {"state": "Disabled"}),
        **part(
            ASKED,
            "vulnerabilityAssessments/default",
            {"storageContainerPath": "https://logs.blob.core.windows.net/va/", **scans(on=False, admins=True)},
        ),
        **parts(ASKED, "firewallRules"),
        **parts(ASKED, "ipv6FirewallRules"),
        **parts(ASKED, "virtualNetworkRules"),
        f"{ASKED}/databases": [],
        f"{PHI}/databases": [
            database("phi", "master", "v12.0,system", "Local", None),
            database("phi", "records", "v12.0,user", "Geo", "2026-10-01T00:00:00Z"),
        ],
        f"{LEAKY}/databases": [
            database("leaky", "scratch", "v12.0,user,vcore", "Local", None),
            database("leaky", "pool", "v12.0,user,datawarehouse", "Geo", None),
        ],
        f"{CLASSIC}/databases": [],
        **below(RECORDS, tde="Enabled", audited="Disabled", weekly="P12W"),
        **below(SCRATCH, tde="Disabled", audited="Disabled", weekly="PT0S"),
        **below(POOL, tde="Enabled", audited="Enabled", weekly=None),
        listing("Microsoft.Security/assessments"): [finding("phi/records", "Healthy"), finding("leaky/scratch", "Unhealthy")],
        listing(_INSTANCE): [instance("kept", "1.2", public=False), instance("open", "1.0", public=True)],
        **alike(KEPT, good=True),
        **part(KEPT, "vulnerabilityAssessments/default", scans(on=True, emails=("security@example.com",))),
        **alike(OPEN, good=False),
        **part(OPEN, "vulnerabilityAssessments/default", scans(on=False)),
    },
    expected=_EXPECTED,
    plan=(
        plans.resource(
            "azurerm_mssql_server.phi",
            {
                **_LOCATED,
                "id": PHI,
                "name": "phi",
                "minimum_tls_version": "1.2",
                "public_network_access_enabled": False,
                "express_vulnerability_assessment_enabled": True,
                "azuread_administrator": [{"login_username": "dba", "object_id": "x"}],
                "tags": {"team": "it"},
            },
        ),
        plans.resource(_TDE + ".phi", {"server_id": PHI, "key_vault_key_id": _KEY}),
        plans.resource(
            "azurerm_mssql_server_extended_auditing_policy.phi",
            {
                "server_id": PHI,
                "enabled": True,
                "log_monitoring_enabled": False,
                "storage_endpoint": "https://logs.blob.core.windows.net/",
                "retention_in_days": 365,
                "audit_actions_and_groups": GROUPS,
            },
        ),
        plans.resource(
            "azurerm_mssql_server_security_alert_policy.phi",
            {"resource_group_name": "clinic", "server_name": "phi", "state": "Enabled"},
        ),
        plans.resource(
            "azurerm_mssql_firewall_rule.office",
            {"name": "office", "server_id": PHI, "start_ip_address": "203.0.113.16", "end_ip_address": "203.0.113.31"},
        ),
        plans.resource("azurerm_mssql_virtual_network_rule.clinic", {"name": "clinic", "server_id": PHI, "subnet_id": SUBNET}),
        plans.resource(
            "azurerm_private_endpoint.phi",
            {"private_service_connection": [{"is_manual_connection": False, "private_connection_resource_id": PHI}]},
        ),
        plans.resource(
            "azurerm_mssql_database.records",
            {
                "id": RECORDS,
                "name": "records",
                "server_id": PHI,
                "sku_name": "S0",
                "create_mode": "Default",
                "storage_account_type": "Geo",
                "transparent_data_encryption_enabled": True,
                "long_term_retention_policy": [
                    {"weekly_retention": "P12W", "monthly_retention": "PT0S", "yearly_retention": "PT0S"}
                ],
                "tags": {"data": "phi"},
            },
        ),
        plans.resource(
            "azurerm_mssql_managed_instance.kept",
            {
                **_LOCATED,
                "id": KEPT,
                "name": "kept",
                "minimum_tls_version": "1.2",
                "public_data_endpoint_enabled": False,
                "azure_active_directory_administrator": [],
                "tags": {},
            },
        ),
        plans.resource(
            "azurerm_mssql_managed_instance_transparent_data_encryption.kept",
            {"managed_instance_id": KEPT, "key_vault_key_id": _KEY},
        ),
        plans.resource(
            "azurerm_mssql_managed_instance_active_directory_administrator.kept",
            {"managed_instance_id": KEPT, "login_username": "dba"},
        ),
        plans.resource(
            "azurerm_mssql_managed_instance_security_alert_policy.kept",
            {"resource_group_name": "clinic", "managed_instance_name": "kept", "enabled": True},
        ),
        plans.resource(
            _VA + ".kept",
            {
                "managed_instance_id": KEPT,
                "recurring_scans": [{"enabled": True, "email_subscription_admins": False, "emails": ["security@example.com"]}],
            },
        ),
    ),
    differences={
        ("azure.sql.database", "earliest_restore"): "only a running estate has it",
    },
)
