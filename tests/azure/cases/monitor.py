"""Alert rules and Application Insights. Controls about them are about their subscription."""

from __future__ import annotations

from tests.azure.cases.subscription import ADMINISTRATIVE, OWN, alert, leaf
from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_ALERT, _COMPONENT = "Microsoft.Insights/activityLogAlerts", "Microsoft.Insights/components"
WORKSPACE = resource_id("Microsoft.OperationalInsights/workspaces", "audit")


def declared(name: str, criteria: dict[str, object], **more: object) -> dict[str, object]:
    """The same rule in a plan."""
    values = {
        "id": resource_id(_ALERT, name),
        "name": name,
        "location": "global",
        "scopes": [OWN],
        "enabled": True,
        "criteria": [{"caller": None, "level": None, "service_health": [], **criteria}],
        "action": [{"action_group_id": resource_id("Microsoft.Insights/actionGroups", "security")}],
    }
    return plans.resource(f"azurerm_monitor_activity_log_alert.{name}", values | more)


CASE = Case(
    types=("azure.monitor.activity_log_alert", "azure.insights.component"),
    estate={
        listing(_ALERT): [
            alert("firewall", ADMINISTRATIVE, leaf("operationName", "Microsoft.Sql/servers/firewallRules/write")),
            alert("networks", ADMINISTRATIVE, leaf("RESOURCETYPE", "Microsoft.Network/virtualNetworks")),
            alert("health", leaf("category", "ServiceHealth"), leaf("properties.incidentType", "Incident", "Security")),
            alert(
                "errors", ADMINISTRATIVE, leaf("level", "Error"), enabled=False, told=False, scopes=[f"{OWN}/resourceGroups/a"]
            ),
        ],
        listing(_COMPONENT): [
            resource(_COMPONENT, "portal", {"Application_Type": "web", "WorkspaceResourceId": WORKSPACE.upper()}),
            resource(_COMPONENT, "classic", {"Application_Type": "web", "InstrumentationKey": "x"}),
        ],
    },
    expected={},
    plan=(
        declared("firewall", {"category": "Administrative", "operation_name": "Microsoft.Sql/servers/firewallRules/write"}),
        declared("networks", {"category": "Administrative", "resource_type": "Microsoft.Network/virtualNetworks"}),
        declared("health", {"category": "ServiceHealth", "service_health": [{"events": ["Incident", "Security"]}]}),
        declared(
            "errors",
            {"category": "Administrative", "levels": ["Error"]},
            enabled=False,
            action=[],
            scopes=[f"{OWN}/resourceGroups/a"],
        ),
        plans.resource(
            "azurerm_application_insights.portal",
            {"id": resource_id(_COMPONENT, "portal"), "name": "portal", "workspace_id": WORKSPACE},
        ),
    ),
)
