"""What every scan may ask: subscriptions, management groups, the tenant, diagnostic settings."""

from __future__ import annotations

from hipaacheck_azure.operation import at, extension, graph

BASE = (
    at("Microsoft.Resources/subscriptions", "/subscriptions", "2022-12-01", "Microsoft.Resources/subscriptions/read"),
    at("Microsoft.Resources/subscriptions/one", "{subscription}", "2022-12-01", "Microsoft.Resources/subscriptions/read"),
    at(
        "Microsoft.Management/managementGroups/descendants",
        "/providers/Microsoft.Management/managementGroups/{group}/descendants",
        "2020-05-01",
        "Microsoft.Management/managementGroups/descendants/read",
    ),
    graph("organization", "v1.0/organization?$select=id", "Organization.Read.All"),
    extension("Microsoft.Insights/diagnosticSettings", "2021-05-01-preview"),
)
