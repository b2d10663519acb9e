"""A subscription with everything in place, but for a custom role. There is one, so each control gives one verdict. No plan
declares a whole subscription."""

from __future__ import annotations

from typing import Any

from tests.support.azure import SUBSCRIPTION, Case, listing, resource, resource_id

OWN = f"/subscriptions/{SUBSCRIPTION}"
BENCHMARK = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
OWNER = f"{OWN}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
STORE = resource_id("Microsoft.Storage/storageAccounts", "auditlog")
GROUP = "aaaaaaaa-0000-0000-0000-000000000000"
OPERATIONS = (
    "Microsoft.Authorization/policyAssignments/delete",
    "Microsoft.Authorization/policyAssignments/write",
    "Microsoft.Network/networkSecurityGroups/delete",
    "Microsoft.Network/networkSecurityGroups/securityRules/delete",
    "Microsoft.Network/networkSecurityGroups/securityRules/write",
    "Microsoft.Network/networkSecurityGroups/write",
    "Microsoft.Network/publicIPAddresses/write",
    "Microsoft.Security/securitySolutions/delete",
    "Microsoft.Security/securitySolutions/write",
    "Microsoft.Sql/servers/firewallRules/delete",
    "Microsoft.Sql/servers/firewallRules/write",
)
PLANS = (
    "AppServices",
    "Arm",
    "CloudPosture",
    "Containers",
    "CosmosDbs",
    "Dns",
    "KeyVaults",
    "OpenSourceRelationalDatabases",
    "SqlServerVirtualMachines",
    "SqlServers",
    "StorageAccounts",
    "VirtualMachines",
)
_SCAN = "ContainerRegistriesVulnerabilityAssessments"


def own(type_: str, name: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Something that belongs to the subscription, not to a resource group."""
    path = f"{OWN}/providers/{type_}/{name}"
    return {"id": path, "name": name, "type": type_, "properties": properties, **more}


def pricing(name: str, tier: str, *, scan: bool = False) -> dict[str, Any]:
    """A plan of Defender for Cloud."""
    extra: dict[str, Any] = {"subPlan": "P2"} if name == "VirtualMachines" else {}
    if name == "Containers":
        extra = {"extensions": [{"name": _SCAN, "isEnabled": str(scan)}]}
    return own("Microsoft.Security/pricings", name, {"pricingTier": tier, "freeTrialRemainingTime": "PT0S", **extra})


def contact(name: str, *, enabled: bool) -> dict[str, Any]:
    """A contact that is told of everything."""
    inner = {
        "emails": "security@clinic.example",
        "phone": "",
        "isEnabled": enabled,
        "notificationsByRole": {"state": "On", "roles": ["Owner"]},
        "notificationsSources": [
            {"sourceType": "AttackPath", "minimalRiskLevel": "High"},
            {"sourceType": "Alert", "minimalSeverity": "Medium"},
        ],
    }
    return own("Microsoft.Security/securityContacts", name, inner)


def setting(name: str, *, enabled: bool) -> dict[str, Any]:
    """An integration of Defender for Cloud."""
    return own("Microsoft.Security/settings", name, {"enabled": enabled}, kind="DataExportSettings")


def alert(name: str, *leaves: dict[str, Any], enabled: bool = True, told: bool = True, **more: Any) -> dict[str, Any]:
    """A rule on the activity log."""
    groups = [{"actionGroupId": resource_id("Microsoft.Insights/actionGroups", "security"), "webhookProperties": {}}]
    inner = {
        "scopes": [OWN],
        "condition": {"allOf": list(leaves)},
        "actions": {"actionGroups": groups if told else []},
        "enabled": enabled,
        "description": "",
    }
    return resource("Microsoft.Insights/activityLogAlerts", name, inner | more, tags={}) | {"location": "Global"}


def leaf(field: str, *values: str) -> dict[str, Any]:
    """A condition."""
    return {"field": field, "equals": values[0]} if len(values) == 1 else {"field": field, "containsAny": list(values)}


def exported(*categories: str) -> dict[str, Any]:
    """Path → body of a diagnostic setting of the activity log that sends these categories to the storage account."""
    every = ("Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale", "ResourceHealth")
    logs = [{"category": name, "categoryGroup": None, "enabled": name in categories} for name in every]
    path = f"{OWN}/providers/Microsoft.Insights/diagnosticSettings"
    inner = {"logs": logs, "metrics": [], "workspaceId": None, "storageAccountId": STORE.upper()}
    return {path: [{"id": f"{path}/audit", "name": "audit", "properties": inner}]}


def store(*, private: bool) -> dict[str, Any]:
    """Path → body of the storage account of the activity log."""
    source = "Microsoft.Keyvault" if private else "Microsoft.Storage"
    inner = {"allowBlobPublicAccess": not private, "encryption": {"keySource": source}}
    container = f"{STORE}/blobServices/default/containers/insights-activity-logs"
    body = {"id": container, "name": "insights-activity-logs", "properties": {"publicAccess": "None" if private else "Blob"}}
    return {
        listing("Microsoft.Storage/storageAccounts"): [
            resource("Microsoft.Storage/storageAccounts", "auditlog", inner, kind="StorageV2", sku={"name": "Standard_GRS"})
        ],
        f"{STORE}/blobServices/default/containers": [body],
    }


def assignment(name: str, principal: str, kind: str, scope: str = OWN, role: str = OWNER) -> dict[str, Any]:
    """A role assignment."""
    inner = {"roleDefinitionId": role, "principalId": principal, "principalType": kind, "scope": scope, "condition": None}
    return own("Microsoft.Authorization/roleAssignments", name, inner)


def members(**kinds: str) -> list[dict[str, str]]:
    """Who is in a group, by kind."""
    return [{"@odata.type": f"#microsoft.graph.{kind}", "id": name} for name, kind in kinds.items()]


def benchmark(mode: str, **parameters: str) -> dict[str, Any]:
    """An assignment of the Microsoft cloud security benchmark."""
    given = {name: {"value": value} for name, value in parameters.items()}
    inner = {"scope": OWN, "policyDefinitionId": BENCHMARK, "enforcementMode": mode, "parameters": given}
    return own("Microsoft.Authorization/policyAssignments", "SecurityCenterBuiltIn", inner)


ADMINISTRATIVE = leaf("category", "Administrative")
PASSED = (
    "azure-authorization-few-owners",
    "azure-authorization-lock-administrator-role",
    "azure-authorization-more-than-one-owner",
    "azure-defender-app-service-on",
    "azure-defender-cloud-apps-integration-on",
    "azure-defender-contact-has-address",
    "azure-defender-contact-owners-told",
    "azure-defender-contact-told-of-alerts",
    "azure-defender-contact-told-of-attack-paths",
    "azure-defender-container-images-scanned",
    "azure-defender-containers-on",
    "azure-defender-cosmosdb-on",
    "azure-defender-cspm-on",
    "azure-defender-dns-on",
    "azure-defender-endpoint-integration-on",
    "azure-defender-key-vault-on",
    "azure-defender-open-source-databases-on",
    "azure-defender-resource-manager-on",
    "azure-defender-servers-on",
    "azure-defender-sql-databases-on",
    "azure-defender-sql-servers-on-machines-on",
    "azure-defender-storage-on",
    "azure-monitor-activity-log-categories",
    "azure-monitor-activity-log-container-private",
    "azure-monitor-activity-log-exported",
    "azure-monitor-activity-log-storage-customer-key",
    "azure-monitor-alert-network-security-group-delete",
    "azure-monitor-alert-network-security-group-write",
    "azure-monitor-alert-network-security-rule-changes",
    "azure-monitor-alert-policy-assignment-delete",
    "azure-monitor-alert-policy-assignment-write",
    "azure-monitor-alert-public-ip-write",
    "azure-monitor-alert-security-solution-delete",
    "azure-monitor-alert-security-solution-write",
    "azure-monitor-alert-service-health",
    "azure-monitor-alert-sql-firewall-rule-delete",
    "azure-monitor-alert-sql-firewall-rule-write",
    "azure-monitor-alert-virtual-network-changes",
    "azure-monitor-application-insights-configured",
    "azure-monitor-log-profile-categories",
    "azure-policy-benchmark-monitors-sql-encryption",
    "azure-policy-security-benchmark-enforced",
)
CASE = Case(
    types=("azure.subscription",),
    estate={
        listing("Microsoft.Security/pricings"): [pricing(name, "Standard", scan=True) for name in PLANS],
        listing("Microsoft.Security/securityContacts"): [contact("default", enabled=True)],
        listing("Microsoft.Security/settings"): [setting(name, enabled=True) for name in ("MCAS", "WDATP")],
        listing("Microsoft.Insights/activityLogAlerts"): [
            *(alert(f"alert{number}", ADMINISTRATIVE, leaf("operationName", name)) for number, name in enumerate(OPERATIONS)),
            alert("networks", ADMINISTRATIVE, leaf("resourceType", "Microsoft.Network/virtualNetworks")),
            alert("health", leaf("category", "ServiceHealth"), {"anyOf": [leaf("properties.incidentType", "Incident")]}),
        ],
        listing("Microsoft.Insights/components"): [
            resource("Microsoft.Insights/components", "portal", {"Application_Type": "web", "IngestionMode": "LogAnalytics"})
        ],
        listing("Microsoft.Insights/logprofiles"): [
            own(
                "Microsoft.Insights/logprofiles",
                "default",
                {"categories": ["Write", "Delete", "Action"], "locations": ["global"]},
            )
        ],
        listing("Microsoft.Authorization/policyAssignments"): [benchmark("Default")],
        listing("Microsoft.Authorization/roleDefinitions"): [
            own(
                "Microsoft.Authorization/roleDefinitions",
                "bbbbbbbb-0000-0000-0000-000000000000",
                {
                    "roleName": "Lock administrator",
                    "type": "CustomRole",
                    "assignableScopes": [OWN],
                    "permissions": [
                        {
                            "actions": ["Microsoft.Authorization/locks/*"],
                            "notActions": [],
                            "dataActions": [],
                            "notDataActions": [],
                        }
                    ],
                },
            )
        ],
        listing("Microsoft.Authorization/roleAssignments"): [
            assignment("1", "u1", "User"),
            assignment("2", GROUP, "Group", "/providers/Microsoft.Management/managementGroups/clinic"),
            assignment("3", "u3", "User", f"{OWN}/resourceGroups/clinic"),
            assignment("4", "p1", "ServicePrincipal"),
        ],
        "/v1.0/users/u1": {"id": "u1"},
        f"/v1.0/groups/{GROUP}/transitiveMembers": members(u1="user", u2="user", p2="servicePrincipal", g2="group"),
        **exported("Administrative", "Security", "Alert", "Policy"),
        **store(private=True),
    },
    expected={
        "azure-authorization-no-custom-roles": {"Clinic": "fail"},
        **{control: {"Clinic": "pass"} for control in PASSED},
    },
)
