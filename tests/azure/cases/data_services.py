"""Batch accounts, IoT hubs, search services, workflows, streaming jobs and data lakes of the first generation."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, diagnostics, listing, resource, resource_id

_BATCH, _HUBS, _SEARCH = "Microsoft.Batch/batchAccounts", "Microsoft.Devices/IotHubs", "Microsoft.Search/searchServices"
_FLOWS, _JOBS = "Microsoft.Logic/workflows", "Microsoft.StreamAnalytics/streamingjobs"
_STORES, _ANALYTICS = "Microsoft.DataLakeStore/accounts", "Microsoft.DataLakeAnalytics/accounts"
LOGGED = {
    name: resource_id(type_, name)
    for name, type_ in (
        ("renders", _BATCH),
        ("devices", _HUBS),
        ("findings", _SEARCH),
        ("admissions", _FLOWS),
        ("vitals", _JOBS),
        ("lake", _STORES),
        ("queries", _ANALYTICS),
    )
}
APPROVED = [{"properties": {"privateLinkServiceConnectionState": {"status": "Approved", "description": "ours"}}}]
_TERRAFORM = {
    "renders": "azurerm_batch_account",
    "devices": "azurerm_iothub",
    "findings": "azurerm_search_service",
    "admissions": "azurerm_logic_app_workflow",
    "vitals": "azurerm_stream_analytics_job",
    "lake": "azurerm_data_lake_store",
    "queries": "azurerm_data_lake_analytics_account",
}
_ARGUMENTS: dict[str, dict[str, Any]] = {
    "renders": {
        "allowed_authentication_modes": ["AAD", "TaskAuthenticationToken"],
        "public_network_access_enabled": True,
        "network_profile": [
            {
                "account_access": [
                    {"default_action": "Deny", "ip_rule": [{"ip_range": "203.0.113.0/24", "action": "Allow"}]},
                ],
                "node_management_access": [],
            }
        ],
    },
    "devices": {
        "local_authentication_enabled": False,
        "min_tls_version": "1.2",
        "public_network_access_enabled": True,
        "network_rule_set": [
            {
                "default_action": "Deny",
                "apply_to_builtin_eventhub_endpoint": True,
                "ip_rule": [{"name": "clinic", "ip_mask": "203.0.113.0/24", "action": "Allow"}],
            }
        ],
    },
    "findings": {
        "sku": "standard",
        "local_authentication_enabled": False,
        "customer_managed_key_enforcement_enabled": True,
        "public_network_access_enabled": True,
        "allowed_ips": ["203.0.113.0/24"],
        "network_rule_bypass_option": "AzureServices",
    },
    "admissions": {"access_control": [{"content": [{"allowed_caller_ip_address_range": ["203.0.113.0/24"]}]}]},
    "vitals": {},
    "lake": {"encryption_state": "Enabled"},
    "queries": {},
}


def store(name: str, state: str) -> dict[str, Any]:
    """A store as it is listed, and by itself."""
    listed = {"provisioningState": "Succeeded", "state": "Active", "accountId": "7", "endpoint": f"{name}.azuredatalakestore.net"}
    body = resource(_STORES, name, listed, tags={})
    return {
        "listed": body,
        "path": resource_id(_STORES, name),
        "body": {**body, "properties": listed | {"encryptionState": state}},
    }


LAKE, POND = store("lake", "Enabled"), store("pond", "Disabled")
ESTATE: dict[str, Any] = {
    listing(_BATCH): [
        resource(
            _BATCH,
            "renders",
            {
                "provisioningState": "Succeeded",
                "poolAllocationMode": "BatchService",
                "allowedAuthenticationModes": ["AAD", "TaskAuthenticationToken"],
                "publicNetworkAccess": "Enabled",
                "networkProfile": {
                    "accountAccess": {"defaultAction": "Deny", "ipRules": [{"action": "Allow", "value": "203.0.113.0/24"}]}
                },
                "encryption": {"keySource": "Microsoft.Batch"},
                "privateEndpointConnections": APPROVED,
            },
            tags={},
        ),
        resource(
            _BATCH,
            "crunch",
            {
                "provisioningState": "Succeeded",
                "allowedAuthenticationModes": ["SharedKey", "AAD"],
                "publicNetworkAccess": "Enabled",
            },
        ),
    ],
    listing(_HUBS): [
        resource(
            _HUBS,
            "devices",
            {
                "state": "Active",
                "disableLocalAuth": True,
                "minTlsVersion": "1.2",
                "publicNetworkAccess": "Enabled",
                "ipFilterRules": [],
                "networkRuleSets": {
                    "defaultAction": "Deny",
                    "applyToBuiltInEventHubEndpoint": True,
                    "ipRules": [{"filterName": "clinic", "action": "Allow", "ipMask": "203.0.113.0/24"}],
                },
                "privateEndpointConnections": APPROVED,
            },
            sku={"name": "S1", "tier": "Standard", "capacity": 1},
            tags={},
        ),
        resource(_HUBS, "meters", {"state": "Active", "ipFilterRules": []}, sku={"name": "S1"}),
    ],
    listing(_SEARCH): [
        resource(
            _SEARCH,
            "findings",
            {
                "status": "running",
                "publicNetworkAccess": "enabled",
                "networkRuleSet": {"ipRules": [{"value": "203.0.113.0/24"}], "bypass": "AzureServices"},
                "disableLocalAuth": True,
                "encryptionWithCmk": {"enforcement": "Enabled", "encryptionComplianceStatus": "Compliant"},
                "privateEndpointConnections": APPROVED,
            },
            sku={"name": "standard"},
            tags={},
        ),
        resource(
            _SEARCH,
            "lookup",
            {
                "status": "running",
                "publicNetworkAccess": "enabled",
                "networkRuleSet": {"ipRules": [], "bypass": "None"},
                "disableLocalAuth": False,
                "encryptionWithCmk": {"enforcement": "Unspecified"},
            },
            sku={"name": "basic"},
        ),
    ],
    listing(_FLOWS): [
        resource(
            _FLOWS,
            "admissions",
            {
                "state": "Enabled",
                "accessControl": {"contents": {"allowedCallerIpAddresses": [{"addressRange": "203.0.113.0/24"}]}},
                "definition": {"triggers": {}},
            },
            tags={},
        ),
        resource(_FLOWS, "reminders", {"state": "Enabled", "definition": {"triggers": {}}}),
    ],
    listing(_JOBS): [
        resource(_JOBS, "vitals", {"jobState": "Running", "sku": {"name": "Standard"}}, tags={}),
        resource(_JOBS, "counts", {"jobState": "Created", "sku": {"name": "Standard"}}),
    ],
    listing(_STORES): [LAKE["listed"], POND["listed"]],
    LAKE["path"]: LAKE["body"],
    POND["path"]: POND["body"],
    listing(_ANALYTICS): [
        resource(_ANALYTICS, "queries", {"state": "Active"}, tags={}),
        resource(_ANALYTICS, "adhoc", {"state": "Active"}),
    ],
}


def _both(good: str, bad: str) -> dict[str, str]:
    return {good: "pass", bad: "fail"}


CASE = Case(
    types=(
        "azure.batch.account",
        "azure.datalake.analytics",
        "azure.datalake.store",
        "azure.iothub.hub",
        "azure.logic.workflow",
        "azure.search.service",
        "azure.streamanalytics.job",
    ),
    estate={**ESTATE, **{path: body for of in LOGGED.values() for path, body in diagnostics(of, "allLogs").items()}},
    expected={
        "azure-search-service-classified": {"findings": "fail", "lookup": "fail"},
        "azure-batch-account-network-restricted": _both("renders", "crunch"),
        "azure-batch-account-resource-logs": _both("renders", "crunch"),
        "azure-batch-account-shared-keys-off": _both("renders", "crunch"),
        "azure-datalake-analytics-resource-logs": _both("queries", "adhoc"),
        "azure-datalake-store-encrypted": _both("lake", "pond"),
        "azure-datalake-store-resource-logs": _both("lake", "pond"),
        "azure-iothub-hub-minimum-tls": _both("devices", "meters"),
        "azure-iothub-hub-network-restricted": _both("devices", "meters"),
        "azure-iothub-hub-resource-logs": _both("devices", "meters"),
        "azure-iothub-hub-shared-keys-off": _both("devices", "meters"),
        "azure-logic-workflow-resource-logs": _both("admissions", "reminders"),
        "azure-logic-workflow-run-history-restricted": _both("admissions", "reminders"),
        "azure-search-service-customer-keys-enforced": _both("findings", "lookup"),
        "azure-search-service-network-restricted": _both("findings", "lookup"),
        "azure-search-service-resource-logs": _both("findings", "lookup"),
        "azure-search-service-shared-keys-off": _both("findings", "lookup"),
        "azure-streamanalytics-job-resource-logs": _both("vitals", "counts"),
    },
    plan=(
        *(
            plans.resource(
                f"{_TERRAFORM[name]}.{name}",
                {"id": of, "name": name, "location": "westeurope", "tags": {}, **_ARGUMENTS[name]},
            )
            for name, of in LOGGED.items()
        ),
        *(
            plans.resource(
                f"azurerm_monitor_diagnostic_setting.{name}",
                {
                    "name": "audit",
                    "target_resource_id": of,
                    "enabled_log": [{"category_group": "allLogs"}],
                    "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
                },
            )
            for name, of in LOGGED.items()
        ),
        *(
            plans.resource(
                f"azurerm_private_endpoint.{name}",
                {"private_service_connection": [{"is_manual_connection": False, "private_connection_resource_id": LOGGED[name]}]},
            )
            for name in ("renders", "devices", "findings")
        ),
    ),
)
