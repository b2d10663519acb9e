"""Storage accounts and containers."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, diagnostics, listing, resource, resource_id

_TYPE = "Microsoft.Storage/storageAccounts"
SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "main", "data")
RECORDS, LEAKY = resource_id(_TYPE, "records"), resource_id(_TYPE, "leaky")
WALLED, LAKE = resource_id(_TYPE, "walled"), resource_id(_TYPE, "folders")


def account(name: str, properties: dict[str, Any], sku: str) -> dict[str, Any]:
    """An account with what Azure always says."""
    always = {"provisioningState": "Succeeded", "primaryLocation": "westeurope", "privateEndpointConnections": []}
    return resource(
        _TYPE, name, always | properties, kind="StorageV2", sku={"name": sku, "tier": "Standard"}, tags={"team": "it"}
    )


def container(account_name: str, name: str, access: str, *, immutable: bool) -> dict[str, Any]:
    """A container of blobs."""
    inner = {"publicAccess": access, "hasImmutabilityPolicy": immutable, "hasLegalHold": False}
    return {
        "id": f"{resource_id(_TYPE, account_name)}/blobServices/default/containers/{name}",
        "name": name,
        "type": f"{_TYPE}/blobServices/containers",
        "properties": inner,
    }


GOOD = account(
    "records",
    {
        "supportsHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
        "allowBlobPublicAccess": False,
        "allowSharedKeyAccess": False,
        "allowCrossTenantReplication": False,
        "defaultToOAuthAuthentication": True,
        "publicNetworkAccess": "Disabled",
        "keyPolicy": {"keyExpirationPeriodInDays": 60},
        "encryption": {
            "keySource": "Microsoft.Keyvault",
            "requireInfrastructureEncryption": True,
            "keyvaultproperties": {"keyname": "records", "keyvaulturi": "https://clinic.vault.azure.net/"},
        },
        "networkAcls": {
            "bypass": "AzureServices",
            "defaultAction": "Deny",
            "ipRules": [],
            "virtualNetworkRules": [{"id": SUBNET.upper(), "action": "Allow", "state": "Succeeded"}],
        },
        "privateEndpointConnections": [{"id": "x", "properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}],
    },
    "Standard_GRS",
)
BAD = account(
    "leaky",
    {
        "supportsHttpsTrafficOnly": False,
        "minimumTlsVersion": "TLS1_0",
        "allowBlobPublicAccess": True,
        "allowCrossTenantReplication": True,
        "publicNetworkAccess": "Enabled",
        "encryption": {"keySource": "Microsoft.Storage"},
        "networkAcls": {"bypass": "None", "defaultAction": "Allow", "ipRules": [], "virtualNetworkRules": []},
    },
    "Standard_LRS",
)

RULES = {"bypass": "None", "defaultAction": "Deny", "ipRules": [{"value": "203.0.113.0/24", "action": "Allow"}]}
WALLED_OFF = account(
    "walled",
    {
        "supportsHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
        "allowBlobPublicAccess": False,
        "allowCrossTenantReplication": False,
        "publicNetworkAccess": "Enabled",
        "encryption": {"keySource": "Microsoft.Storage"},
        "networkAcls": {**RULES, "virtualNetworkRules": []},
    },
    "Standard_ZRS",
)
FOLDERS = account(
    "folders",
    {
        "isHnsEnabled": True,
        "supportsHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
        "allowBlobPublicAccess": False,
        "allowCrossTenantReplication": False,
        "publicNetworkAccess": "Enabled",
        "encryption": {"keySource": "Microsoft.Storage"},
        "networkAcls": {**RULES, "bypass": "AzureServices", "virtualNetworkRules": [{"id": SUBNET, "action": "Allow"}]},
    },
    "Premium_LRS",
) | {"tags": {"DataClassification": "PHI"}}


def _services(account_id: str, *, good: bool) -> dict[str, Any]:
    kept = {"enabled": True, "days": 30} if good else {"enabled": False}
    smb = {"versions": "SMB3.1.1;", "channelEncryption": "AES-256-GCM;"} if good else {}
    blob = {"deleteRetentionPolicy": kept, "containerDeleteRetentionPolicy": kept} | (
        {"isVersioningEnabled": True} if good else {}
    )
    file = {"shareDeleteRetentionPolicy": kept, "protocolSettings": {"smb": smb}}
    return {
        f"{account_id}/blobServices/default": {"id": f"{account_id}/blobServices/default", "name": "default", "properties": blob},
        f"{account_id}/fileServices/default": {"id": f"{account_id}/fileServices/default", "name": "default", "properties": file},
    }


CASE = Case(
    types=("azure.storage.account", "azure.storage.container"),
    estate={
        listing(_TYPE): [GOOD, BAD, WALLED_OFF, FOLDERS],
        f"{RECORDS}/blobServices/default/containers": [container("records", "scans", "None", immutable=True)],
        f"{LEAKY}/blobServices/default/containers": [container("leaky", "share", "Container", immutable=False)],
        f"{WALLED}/blobServices/default/containers": [container("walled", "drafts", "Blob", immutable=False)],
        f"{LAKE}/blobServices/default/containers": [],
        **_services(RECORDS, good=True),
        **_services(LEAKY, good=False),
        **_services(WALLED, good=False),
        **_services(LAKE, good=True),
        **diagnostics(f"{RECORDS}/blobServices/default", "StorageRead", "StorageWrite", "StorageDelete"),
        **diagnostics(f"{RECORDS}/queueServices/default", "allLogs"),
    },
    expected={
        "azure-storage-account-anonymous-blobs-off": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-blob-resource-logs": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-blob-soft-delete": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-blob-versioning": {"records": "pass", "leaky": "fail", "folders": "not_applicable"},
        "azure-storage-account-classified": {"records": "fail", "folders": "pass"},
        "azure-storage-account-cross-tenant-replication-off": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-customer-managed-key": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-entra-by-default": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-file-soft-delete": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-geo-redundant": {
            "records": "pass",
            "leaky": "fail",
            "walled": "fail",
            "folders": "not_applicable",
        },
        "azure-storage-account-https-only": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-infrastructure-encryption": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-key-expiration": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-minimum-tls": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-network-restricted": {"records": "pass", "leaky": "fail", "walled": "pass"},
        "azure-storage-account-private-endpoint": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-shared-keys-off": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-smb-encryption": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-smb-version": {"records": "pass", "leaky": "fail"},
        "azure-storage-account-trusted-services": {
            "records": "not_applicable",
            "leaky": "not_applicable",
            "walled": "fail",
            "folders": "pass",
        },
        "azure-storage-account-virtual-network": {
            "records": "not_applicable",
            "leaky": "not_applicable",
            "walled": "fail",
            "folders": "pass",
        },
        "azure-storage-container-immutable": {"scans": "pass", "share": "fail"},
        "azure-storage-container-not-public": {"scans": "pass", "share": "fail", "drafts": "pass"},
    },
    plan=(
        plans.resource(
            "azurerm_storage_account.records",
            {
                "id": RECORDS,
                "name": "records",
                "location": "westeurope",
                "account_kind": "StorageV2",
                "account_tier": "Standard",
                "account_replication_type": "GRS",
                "https_traffic_only_enabled": True,
                "min_tls_version": "TLS1_2",
                "allow_nested_items_to_be_public": False,
                "shared_access_key_enabled": False,
                "cross_tenant_replication_enabled": False,
                "default_to_oauth_authentication": True,
                "infrastructure_encryption_enabled": True,
                "public_network_access_enabled": False,
                "customer_managed_key": [{"key_vault_key_id": "https://clinic.vault.azure.net/keys/records"}],
                "network_rules": [
                    {
                        "default_action": "Deny",
                        "bypass": ["AzureServices"],
                        "ip_rules": [],
                        "virtual_network_subnet_ids": [SUBNET],
                    }
                ],
                "blob_properties": [
                    {
                        "versioning_enabled": True,
                        "delete_retention_policy": [{"days": 30}],
                        "container_delete_retention_policy": [{"days": 30}],
                    }
                ],
                "share_properties": [
                    {
                        "retention_policy": [{"days": 30}],
                        "smb": [{"versions": ["SMB3.1.1"], "channel_encryption_type": ["AES-256-GCM"]}],
                    }
                ],
                "tags": {"team": "it"},
            },
        ),
        plans.resource(
            "azurerm_private_endpoint.records",
            {"private_service_connection": [{"is_manual_connection": False, "private_connection_resource_id": RECORDS}]},
        ),
        *(
            plans.resource(
                f"azurerm_monitor_diagnostic_setting.{service}",
                {
                    "name": "audit",
                    "target_resource_id": f"{RECORDS}/{service}Services/default",
                    "enabled_log": logs,
                    "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
                },
            )
            for service, logs in (
                ("blob", [{"category": name} for name in ("StorageRead", "StorageWrite", "StorageDelete")]),
                ("queue", [{"category_group": "allLogs"}]),
            )
        ),
        plans.resource(
            "azurerm_storage_container.scans",
            {
                "name": "scans",
                "id": f"{RECORDS}/blobServices/default/containers/scans",
                "resource_manager_id": f"{RECORDS}/blobServices/default/containers/scans",
                "storage_account_id": RECORDS,
                "container_access_type": "private",
                "has_legal_hold": False,
            },
        ),
        plans.resource(
            "azurerm_storage_container_immutability_policy.scans",
            {"storage_container_resource_manager_id": f"{RECORDS}/blobServices/default/containers/scans"},
        ),
    ),
    differences={
        ("azure.storage.account", "key_expiration_days"): "no argument of the provider sets it",
    },
)
