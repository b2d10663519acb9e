"""Databricks workspaces."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import GROUP, Case, diagnostics, listing, resource, resource_id

_TYPE = "Microsoft.Databricks/workspaces"
NETWORK = resource_id("Microsoft.Network/virtualNetworks", "clusters")
LAKE, PUDDLE = resource_id(_TYPE, "lake"), resource_id(_TYPE, "puddle")
_KEY = {"keyVaultUri": "https://clinic.vault.azure.net", "keyName": "lake", "keyVersion": "1"}
_OWN = {"keySource": "Microsoft.Keyvault", "keyVaultProperties": _KEY}
_KEY_URL = "https://clinic.vault.azure.net/keys/lake/1"


def workspace(name: str, properties: dict[str, Any], tier: str) -> dict[str, Any]:
    """A workspace with what Azure always says."""
    always = {
        "managedResourceGroupId": f"{GROUP.rpartition('/')[0]}/{name}-managed",
        "provisioningState": "Succeeded",
        "workspaceUrl": "adb-1.1.azuredatabricks.net",
        "createdDateTime": "2026-01-01T00:00:00Z",
    }
    return resource(_TYPE, name, always | properties, sku={"name": tier}, tags={"team": "it"})


GOOD = workspace(
    "lake",
    {
        "publicNetworkAccess": "Disabled",
        "requiredNsgRules": "NoAzureDatabricksRules",
        "parameters": {
            "customVirtualNetworkId": {"type": "String", "value": NETWORK.upper()},
            "customPublicSubnetName": {"type": "String", "value": "host"},
            "customPrivateSubnetName": {"type": "String", "value": "container"},
            "enableNoPublicIp": {"type": "Bool", "value": True},
            "prepareEncryption": {"type": "Bool", "value": True},
            "encryption": {
                "type": "Object",
                "value": {"keySource": "Microsoft.Keyvault", "KeyName": "lake", "keyvaulturi": "https://clinic.vault.azure.net"},
            },
        },
        "encryption": {"entities": {"managedServices": _OWN, "managedDisk": {**_OWN, "rotationToLatestKeyVersionEnabled": True}}},
        "enhancedSecurityCompliance": {
            "automaticClusterUpdate": {"value": "Enabled"},
            "complianceSecurityProfile": {"value": "Enabled", "complianceStandards": ["HIPAA"]},
            "enhancedSecurityMonitoring": {"value": "Enabled"},
        },
    },
    "premium",
)
BAD = workspace(
    "puddle",
    {
        "publicNetworkAccess": "Enabled",
        "parameters": {
            "customVirtualNetworkId": {"type": "String", "value": ""},
            "enableNoPublicIp": {"type": "Bool", "value": False},
            "storageAccountSkuName": {"type": "String", "value": "Standard_GRS"},
        },
    },
    "standard",
)
CASE = Case(
    types=("azure.databricks.workspace",),
    estate={listing(_TYPE): [GOOD, BAD], **diagnostics(LAKE, "allLogs")},
    expected={
        "azure-databricks-workspace-customer-key": {"lake": "pass", "puddle": "fail"},
        "azure-databricks-workspace-virtual-network": {"lake": "pass", "puddle": "fail"},
        "azure-databricks-workspace-no-public-ip": {"lake": "pass", "puddle": "fail"},
        "azure-databricks-workspace-not-public": {"lake": "pass", "puddle": "fail"},
        "azure-databricks-workspace-hipaa-profile": {"lake": "pass", "puddle": "fail"},
        "azure-databricks-workspace-logging": {"lake": "pass", "puddle": "fail"},
    },
    plan=(
        plans.resource(
            "azurerm_databricks_workspace.lake",
            {
                "id": LAKE,
                "name": "lake",
                "location": "westeurope",
                "sku": "premium",
                "public_network_access_enabled": False,
                "customer_managed_key_enabled": True,
                "managed_services_cmk_key_vault_key_id": _KEY_URL,
                "managed_disk_cmk_key_vault_key_id": _KEY_URL,
                "custom_parameters": [{"virtual_network_id": NETWORK, "no_public_ip": True}],
                "enhanced_security_compliance": [
                    {
                        "automatic_cluster_update_enabled": True,
                        "compliance_security_profile_enabled": True,
                        "compliance_security_profile_standards": ["HIPAA"],
                        "enhanced_security_monitoring_enabled": True,
                    }
                ],
                "tags": {"team": "it"},
            },
        ),
        plans.resource(
            "azurerm_databricks_workspace_root_dbfs_customer_managed_key.lake",
            {"workspace_id": LAKE, "key_vault_key_id": _KEY_URL},
        ),
        plans.resource(
            "azurerm_monitor_diagnostic_setting.lake",
            {
                "name": "audit",
                "target_resource_id": LAKE,
                "enabled_log": [{"category_group": "allLogs"}],
                "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
            },
        ),
        plans.resource(
            "azurerm_databricks_workspace.puddle",
            {
                "id": PUDDLE,
                "name": "puddle",
                "location": "westeurope",
                "sku": "standard",
                "public_network_access_enabled": True,
                "custom_parameters": [{"virtual_network_id": "", "no_public_ip": False}],
                "enhanced_security_compliance": [],
                "tags": {"team": "it"},
            },
        ),
    ),
)
