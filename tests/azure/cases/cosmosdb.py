"""Cosmos DB accounts."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, diagnostics, listing, resource, resource_id

_TYPE = "Microsoft.DocumentDB/databaseAccounts"
RECORDS, LEAKY, WIDE = (resource_id(_TYPE, name) for name in ("records", "leaky", "wide"))
SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "main", "app")
ALL_OF_AZURE = "0.0.0.0"  # noqa: S104
TWO = ["West Europe", "North Europe"]


def account(name: str, properties: dict[str, Any], regions: list[str], kind: str = "GlobalDocumentDB") -> dict[str, Any]:
    """An account with what Azure always says."""
    places = [
        {"id": f"{name}-{number}", "locationName": place, "failoverPriority": number} for number, place in enumerate(regions)
    ]
    always = {
        "provisioningState": "Succeeded",
        "documentEndpoint": f"https://{name}.documents.azure.com:443/",
        "databaseAccountOfferType": "Standard",
        "capabilities": [],
        "consistencyPolicy": {"defaultConsistencyLevel": "Session"},
        "locations": places,
        "readLocations": places,
        "writeLocations": places[:1],
        "enableMultipleWriteLocations": False,
        "enableAutomaticFailover": False,
        "ipRules": [],
        "isVirtualNetworkFilterEnabled": False,
        "virtualNetworkRules": [],
        "publicNetworkAccess": "Enabled",
        "disableLocalAuth": False,
        "minimalTlsVersion": "Tls12",
        "backupPolicy": {"type": "Periodic", "periodicModeProperties": {"backupIntervalInMinutes": 240}},
        "keysMetadata": {"primaryMasterKey": {"generationTime": "2026-01-01T00:00:00+00:00"}},
    }
    return resource(_TYPE, name, always | properties, kind=kind, tags={})


GOOD = account(
    "records",
    {
        "disableLocalAuth": True,
        "isVirtualNetworkFilterEnabled": True,
        "virtualNetworkRules": [{"id": SUBNET.upper(), "ignoreMissingVNetServiceEndpoint": False}],
        "ipRules": [{"ipAddressOrRange": "203.0.113.0/24"}],
        "backupPolicy": {"type": "Continuous", "continuousModeProperties": {"tier": "Continuous30Days"}},
        "enableAutomaticFailover": True,
        "privateEndpointConnections": [{"id": "x", "properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}],
    },
    TWO,
)
BAD = account("leaky", {"minimalTlsVersion": "Tls"}, TWO)
MONGO = account(
    "wide", {"ipRules": [{"ipAddressOrRange": ALL_OF_AZURE}], "capabilities": [{"name": "EnableMongo"}]}, TWO[:1], "MongoDB"
)


def declared(name: str, values: dict[str, Any], regions: list[str]) -> Any:
    """An account as a plan declares it."""
    base = {
        "id": resource_id(_TYPE, name),
        "name": name,
        "location": "westeurope",
        "kind": "GlobalDocumentDB",
        "public_network_access_enabled": True,
        "is_virtual_network_filter_enabled": False,
        "minimal_tls_version": "Tls12",
        "backup": [{"type": "Periodic"}],
        "capabilities": [],
        "automatic_failover_enabled": False,
        "multiple_write_locations_enabled": False,
        "local_authentication_disabled": False,
        "geo_location": [{"location": place, "failover_priority": number} for number, place in enumerate(regions)],
    }
    return plans.resource(f"azurerm_cosmosdb_account.{name}", base | values)


CASE = Case(
    types=("azure.cosmosdb.account",),
    estate={listing(_TYPE): [GOOD, BAD, MONGO], **diagnostics(RECORDS, "DataPlaneRequests", "ControlPlaneRequests")},
    expected={
        "azure-cosmosdb-account-classified": {"leaky": "fail", "records": "fail"},
        "azure-cosmosdb-account-network-restricted": {"records": "pass", "leaky": "fail", "wide": "fail"},
        "azure-cosmosdb-account-private-endpoint": {"records": "pass", "leaky": "fail", "wide": "fail"},
        "azure-cosmosdb-account-entra-only": {"records": "pass", "leaky": "fail", "wide": "not_applicable"},
        "azure-cosmosdb-account-continuous-backup": {"records": "pass", "leaky": "fail", "wide": "fail"},
        "azure-cosmosdb-account-minimum-tls-version": {"records": "pass", "leaky": "fail", "wide": "pass"},
        "azure-cosmosdb-account-automatic-failover": {"records": "pass", "leaky": "fail", "wide": "not_applicable"},
        "azure-cosmosdb-account-logging": {"records": "pass", "leaky": "fail", "wide": "fail"},
    },
    plan=(
        declared(
            "records",
            {
                "is_virtual_network_filter_enabled": True,
                "virtual_network_rule": [{"id": SUBNET, "ignore_missing_vnet_service_endpoint": False}],
                "ip_range_filter": ["203.0.113.0/24"],
                "backup": [{"type": "Continuous", "tier": "Continuous30Days"}],
                "automatic_failover_enabled": True,
                "local_authentication_disabled": True,
            },
            ["westeurope", "northeurope"],
        ),
        declared("leaky", {"minimal_tls_version": "Tls"}, ["westeurope", "northeurope"]),
        declared(
            "wide",
            {"kind": "MongoDB", "capabilities": [{"name": "EnableMongo"}], "ip_range_filter": [ALL_OF_AZURE]},
            ["westeurope"],
        ),
        plans.resource(
            "azurerm_private_endpoint.records",
            {"private_service_connection": [{"is_manual_connection": False, "private_connection_resource_id": RECORDS}]},
        ),
        plans.resource(
            "azurerm_monitor_diagnostic_setting.records",
            {
                "name": "audit",
                "target_resource_id": RECORDS,
                "enabled_log": [{"category": "DataPlaneRequests"}, {"category": "ControlPlaneRequests"}],
                "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
            },
        ),
    ),
)
