"""Container registries."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_TYPE = "Microsoft.ContainerRegistry/registries"
GOOD, BAD = resource_id(_TYPE, "records"), resource_id(_TYPE, "legacy")
APPROVED = {"id": "x", "properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}


def registry(name: str, sku: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A registry with what Azure always says."""
    always = {
        "provisioningState": "Succeeded",
        "loginServer": f"{name}.azurecr.io",
        "policies": {"exportPolicy": {"status": "enabled"}},
        "privateEndpointConnections": [],
        "networkRuleBypassOptions": "AzureServices",
    }
    return resource(_TYPE, name, always | properties, sku={"name": sku, "tier": sku}, tags={})


CASE = Case(
    types=("azure.containerregistry.registry",),
    estate={
        listing(_TYPE): [
            registry(
                "records",
                "Premium",
                {
                    "adminUserEnabled": False,
                    "publicNetworkAccess": "Disabled",
                    "networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"action": "Allow", "value": "203.0.113.0/24"}]},
                    "privateEndpointConnections": [APPROVED],
                    "networkRuleBypassOptions": "None",
                },
            ),
            registry("legacy", "Basic", {"adminUserEnabled": True, "publicNetworkAccess": "Enabled"}),
        ],
    },
    expected={
        "azure-containerregistry-registry-not-public": {"records": "pass", "legacy": "fail"},
        "azure-containerregistry-registry-virtual-network": {"records": "pass", "legacy": "fail"},
        "azure-containerregistry-registry-admin-user-disabled": {"records": "pass", "legacy": "fail"},
    },
    plan=(
        plans.resource(
            "azurerm_container_registry.records",
            {
                "id": GOOD,
                "name": "records",
                "sku": "Premium",
                "admin_enabled": False,
                "public_network_access_enabled": False,
                "network_rule_set": [{"default_action": "Deny", "ip_rule": [{"action": "Allow", "ip_range": "203.0.113.0/24"}]}],
                "network_rule_bypass_option": "None",
            },
        ),
        plans.resource(
            "azurerm_private_endpoint.records",
            {"private_service_connection": [{"is_manual_connection": False, "private_connection_resource_id": GOOD}]},
        ),
        plans.resource(
            "azurerm_container_registry.legacy",
            {
                "id": BAD,
                "name": "legacy",
                "sku": "Basic",
                "admin_enabled": True,
                "public_network_access_enabled": True,
                "network_rule_set": [],
                "network_rule_bypass_option": "AzureServices",
            },
        ),
    ),
    differences={
        ("azure.containerregistry.registry", "network"): "the API no longer tells rules for subnets, which the provider declares",
    },
)
