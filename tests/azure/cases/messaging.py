"""Namespaces of Event Hubs and Service Bus."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, diagnostics, listing, resource, resource_id

_HUBS, _BUSES = "Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces"
SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "main", "queues")
STREAMS, DENYING, QUEUES = resource_id(_HUBS, "streams"), resource_id(_HUBS, "denying"), resource_id(_BUSES, "queues")
KEY = {"keyName": "messages", "keyVaultUri": "https://clinic.vault.azure.net", "keyVersion": ""}
APPROVED = {"properties": {"privateLinkServiceConnectionState": {"status": "Approved", "description": "ours"}}}


def namespace(type_: str, name: str, tier: str, inner: dict[str, Any]) -> dict[str, Any]:
    """A namespace with what Azure always says."""
    always = {"provisioningState": "Succeeded", "status": "Active", "zoneRedundant": True}
    return resource(type_, name, always | inner, sku={"name": tier, "tier": tier, "capacity": 1}, tags={})


def rules(of: str, action: str, *, subnets: tuple[str, ...] = (), trusted: bool = False) -> dict[str, Any]:
    """The network rules of a namespace."""
    inner = {
        "publicNetworkAccess": "Enabled",
        "defaultAction": action,
        "virtualNetworkRules": [{"subnet": {"id": subnet}, "ignoreMissingVnetServiceEndpoint": False} for subnet in subnets],
        "ipRules": [],
        "trustedServiceAccessEnabled": trusted,
    }
    return {f"{of}/networkRuleSets/default": {"id": f"{of}/networkRuleSets/default", "name": "default", "properties": inner}}


def good(type_: str, name: str) -> dict[str, Any]:
    """A namespace that is as it should be."""
    return namespace(
        type_,
        name,
        "Premium",
        {
            "minimumTlsVersion": "1.2",
            "publicNetworkAccess": "Enabled",
            "disableLocalAuth": True,
            "encryption": {"keySource": "Microsoft.KeyVault", "keyVaultProperties": [KEY]},
            "privateEndpointConnections": [APPROVED],
        },
    )


def bad(type_: str, name: str) -> dict[str, Any]:
    """A namespace of the Standard tier as it was made years ago."""
    return namespace(type_, name, "Standard", {"minimumTlsVersion": "1.0", "publicNetworkAccess": "Enabled"})


def _expected(type_: str, good_: str, bad_: str, microsoft_key: str) -> dict[str, dict[str, str]]:
    both = {good_: "pass", bad_: "fail"}
    return {
        f"azure-{type_}-namespace-customer-managed-key": {good_: "pass", bad_: "not_applicable", microsoft_key: "fail"},
        f"azure-{type_}-namespace-minimum-tls": both,
        f"azure-{type_}-namespace-network-restricted": {**both, microsoft_key: "fail"},
        f"azure-{type_}-namespace-resource-logs": both,
        f"azure-{type_}-namespace-shared-keys-off": both,
    }


_SETTING = {
    "name": "audit",
    "enabled_log": [{"category_group": "allLogs"}],
    "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
}
_COMMON = {
    "location": "westeurope",
    "sku": "Premium",
    "minimum_tls_version": "1.2",
    "public_network_access_enabled": True,
    "tags": {},
}
CASE = Case(
    types=("azure.eventhub.namespace", "azure.servicebus.namespace"),
    estate={
        listing(_HUBS): [
            good(_HUBS, "streams"),
            bad(_HUBS, "relay"),
            namespace(_HUBS, "denying", "Premium", {"minimumTlsVersion": "1.2", "publicNetworkAccess": "Enabled"}),
        ],
        listing(_BUSES): [
            good(_BUSES, "queues"),
            bad(_BUSES, "letters"),
            namespace(_BUSES, "posts", "Premium", {"minimumTlsVersion": "1.2", "publicNetworkAccess": "Enabled"}),
        ],
        **rules(STREAMS, "Deny", subnets=(SUBNET,), trusted=True),
        **rules(resource_id(_HUBS, "relay"), "Allow"),
        **rules(DENYING, "Deny"),
        **rules(QUEUES, "Deny", subnets=(SUBNET,)),
        **rules(resource_id(_BUSES, "letters"), "Allow"),
        **rules(resource_id(_BUSES, "posts"), "Deny"),
        **diagnostics(STREAMS, "allLogs"),
        **diagnostics(QUEUES, "allLogs"),
    },
    expected={
        "azure-eventhub-namespace-classified": {"denying": "fail", "relay": "fail"},
        "azure-servicebus-namespace-classified": {"letters": "fail", "posts": "fail"},
        **_expected("eventhub", "streams", "relay", "denying"),
        **_expected("servicebus", "queues", "letters", "posts"),
    },
    plan=(
        plans.resource(
            "azurerm_eventhub_namespace.streams",
            {
                **_COMMON,
                "id": STREAMS,
                "name": "streams",
                "local_authentication_enabled": False,
                "network_rulesets": [
                    {
                        "default_action": "Deny",
                        "public_network_access_enabled": True,
                        "trusted_service_access_enabled": True,
                        "virtual_network_rule": [{"subnet_id": SUBNET}],
                        "ip_rule": [],
                    }
                ],
            },
        ),
        plans.resource(
            "azurerm_eventhub_namespace_customer_managed_key.streams",
            {"eventhub_namespace_id": STREAMS, "key_vault_key_ids": ["https://clinic.vault.azure.net/keys/messages/1"]},
        ),
        plans.resource(
            "azurerm_servicebus_namespace.queues",
            {
                **_COMMON,
                "id": QUEUES,
                "name": "queues",
                "local_auth_enabled": False,
                "customer_managed_key": [{"key_vault_key_id": "https://clinic.vault.azure.net/keys/messages"}],
                "network_rule_set": [
                    {
                        "default_action": "Deny",
                        "public_network_access_enabled": True,
                        "trusted_services_allowed": False,
                        "network_rules": [{"subnet_id": SUBNET}],
                        "ip_rules": [],
                    }
                ],
            },
        ),
        *(
            plans.resource(f"azurerm_monitor_diagnostic_setting.{name}", {**_SETTING, "target_resource_id": of})
            for name, of in (("streams", STREAMS), ("queues", QUEUES))
        ),
        *(
            plans.resource(
                f"azurerm_private_endpoint.{name}",
                {"private_service_connection": [{"is_manual_connection": False, "private_connection_resource_id": of}]},
            )
            for name, of in (("streams", STREAMS), ("queues", QUEUES))
        ),
    ),
)
