"""Key vaults, managed hardware security modules, keys and secrets."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import TENANT, Case, diagnostics, listing, resource, resource_id

_VAULTS, _HSMS = "Microsoft.KeyVault/vaults", "Microsoft.KeyVault/managedHSMs"
SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "main", "app")
SEALED, OPEN, STRONG, WEAK = (
    resource_id(type_, name) for type_, name in ((_VAULTS, "sealed"), (_VAULTS, "open"), (_HSMS, "strong"), (_HSMS, "weak"))
)
_EXPIRY = 1830297600  # 2028-01-01
_ALWAYS = {"tenantId": TENANT, "provisioningState": "Succeeded", "sku": {"family": "A", "name": "standard"}}
ALICE = "00000000-0000-0000-0000-00000000000a"


def vault(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A vault with what Azure always says."""
    inner = {**_ALWAYS, "vaultUri": f"https://{name}.vault.azure.net/", "enabledForDeployment": False, "enableSoftDelete": True}
    return resource(_VAULTS, name, inner | properties, tags={})


def part(vault_name: str, kind: str, name: str, *, expires: bool, enabled: bool = True, **more: Any) -> dict[str, Any]:
    """A key or secret as it is listed."""
    moments = {"created": 1767225600, "updated": 1767225600, **({"exp": _EXPIRY} if expires else {})}
    inner = {"attributes": {"enabled": enabled, **moments}, **more}
    return resource(f"{_VAULTS}/{kind}", f"{vault_name}/{name}", inner, location="westeurope", tags={})


def policy(action: str) -> dict[str, Any]:
    """A rotation policy that does something before the key expires."""
    trigger = {"timeBeforeExpiry": "P30D"}
    return {
        "rotationPolicy": {
            "attributes": {"expiryTime": "P1Y"},
            "lifetimeActions": [{"trigger": trigger, "action": {"type": action}}],
        }
    }


def hsm(name: str, *, protected: bool) -> dict[str, Any]:
    """A managed hardware security module."""
    inner = {"tenantId": TENANT, "hsmUri": f"https://{name}.managedhsm.azure.net/", "enableSoftDelete": True}
    more = {"softDeleteRetentionInDays": 90, "enablePurgeProtection": protected, "publicNetworkAccess": "Enabled"}
    return resource(_HSMS, name, inner | more, sku={"family": "B", "name": "Standard_B1"}, tags={})


GOOD = vault(
    "sealed",
    {
        "accessPolicies": [],
        "enableRbacAuthorization": True,
        "softDeleteRetentionInDays": 90,
        "enablePurgeProtection": True,
        "publicNetworkAccess": "Disabled",
        "networkAcls": {
            "bypass": "AzureServices",
            "defaultAction": "Deny",
            "ipRules": [{"value": "203.0.113.0/24"}],
            "virtualNetworkRules": [{"id": SUBNET.upper(), "ignoreMissingVnetServiceEndpoint": False}],
        },
        "privateEndpointConnections": [
            {"id": "x", "properties": {"privateLinkServiceConnectionState": {"status": "Approved", "actionsRequired": "None"}}}
        ],
    },
)
BAD = vault(
    "open",
    {
        "accessPolicies": [
            {"tenantId": TENANT, "objectId": ALICE, "permissions": {"keys": ["get", "wrapKey"], "secrets": ["all"]}}
        ],
        "publicNetworkAccess": "Enabled",
    },
)
_KEYS, _SECRETS = [part("sealed", "keys", "master", expires=True)], [part("sealed", "secrets", "database", expires=True)]
_WEAK_KEYS = [
    part("open", "keys", "eternal", expires=False),
    part("open", "keys", "retired", expires=False, enabled=False),
    part("open", "keys", "website", expires=True),
]
_WEAK_SECRETS = [
    part("open", "secrets", "forgotten", expires=False, contentType="text/plain"),
    part("open", "secrets", "website", expires=True, contentType="application/x-pkcs12"),
]


def one(key: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A key as it is read alone."""
    return {key["id"]: {**key, "properties": key["properties"] | more}}


CASE = Case(
    types=("azure.keyvault.vault", "azure.keyvault.managed_hsm", "azure.keyvault.key", "azure.keyvault.secret"),
    estate={
        listing(_VAULTS): [GOOD, BAD],
        listing(_HSMS): [hsm("strong", protected=True), hsm("weak", protected=False)],
        f"{SEALED}/keys": _KEYS,
        f"{SEALED}/secrets": _SECRETS,
        f"{OPEN}/keys": _WEAK_KEYS,
        f"{OPEN}/secrets": _WEAK_SECRETS,
        **one(_KEYS[0], **policy("rotate")),
        **one(_WEAK_KEYS[0], **policy("notify")),
        **one(_WEAK_KEYS[1]),
        **one(_WEAK_KEYS[2]),
        **diagnostics(SEALED, "AuditEvent"),
        **diagnostics(OPEN, "AzurePolicyEvaluationDetails"),
        **diagnostics(STRONG, "allLogs"),
    },
    expected={
        "azure-keyvault-vault-logging": {"sealed": "pass", "open": "fail"},
        "azure-keyvault-vault-purge-protection": {"sealed": "pass", "open": "fail"},
        "azure-keyvault-vault-rbac-authorization": {"sealed": "pass", "open": "fail"},
        "azure-keyvault-vault-network-restricted": {"sealed": "pass", "open": "fail"},
        "azure-keyvault-vault-private-endpoint": {"sealed": "pass", "open": "fail"},
        "azure-keyvault-managed-hsm-logging": {"strong": "pass", "weak": "fail"},
        "azure-keyvault-managed-hsm-purge-protection": {"strong": "pass", "weak": "fail"},
        "azure-keyvault-key-expiry": {
            "master": "pass",
            "eternal": "fail",
            "retired": "not_applicable",
            "website": "pass",
        },
        "azure-keyvault-key-rotation": {
            "master": "pass",
            "eternal": "fail",
            "retired": "not_applicable",
            "website": "not_applicable",
        },
        "azure-keyvault-secret-expiry": {"database": "pass", "forgotten": "fail", "website": "pass"},
    },
    plan=(
        plans.resource(
            "azurerm_key_vault.sealed",
            {
                "id": SEALED,
                "name": "sealed",
                "location": "westeurope",
                "access_policy": [],
                "rbac_authorization_enabled": True,
                "enable_rbac_authorization": True,
                "purge_protection_enabled": True,
                "soft_delete_retention_days": 90,
                "public_network_access_enabled": False,
                "network_acls": [
                    {
                        "bypass": "AzureServices",
                        "default_action": "Deny",
                        "ip_rules": ["203.0.113.0/24"],
                        "virtual_network_subnet_ids": [SUBNET],
                    }
                ],
            },
        ),
        plans.resource(
            "azurerm_key_vault.open",
            {
                "id": OPEN,
                "name": "open",
                "location": "westeurope",
                "access_policy": [
                    {
                        "tenant_id": TENANT,
                        "object_id": ALICE,
                        "application_id": "",
                        "key_permissions": ["Get", "WrapKey"],
                        "secret_permissions": ["all"],
                        "certificate_permissions": [],
                        "storage_permissions": [],
                    }
                ],
                "rbac_authorization_enabled": False,
                "enable_rbac_authorization": False,
                "purge_protection_enabled": False,
                "public_network_access_enabled": True,
                "network_acls": [
                    {"bypass": "AzureServices", "default_action": "Allow", "ip_rules": [], "virtual_network_subnet_ids": []}
                ],
            },
        ),
        plans.resource(
            "azurerm_private_endpoint.sealed",
            {"private_service_connection": [{"is_manual_connection": False, "private_connection_resource_id": SEALED}]},
        ),
        *(
            plans.resource(
                f"azurerm_key_vault_managed_hardware_security_module.{name}",
                {"id": of, "name": name, "location": "westeurope", "purge_protection_enabled": protected},
            )
            for name, of, protected in (("strong", STRONG, True), ("weak", WEAK, False))
        ),
        *(
            plans.resource(
                f"azurerm_monitor_diagnostic_setting.{name}",
                {
                    "name": "audit",
                    "target_resource_id": of,
                    "enabled_log": [logs],
                    "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
                },
            )
            for name, of, logs in (
                ("sealed", SEALED, {"category": "AuditEvent"}),
                ("open", OPEN, {"category": "AzurePolicyEvaluationDetails"}),
                ("strong", STRONG, {"category_group": "allLogs"}),
            )
        ),
        plans.resource(
            "azurerm_key_vault_key.master",
            {
                "id": "https://sealed.vault.azure.net/keys/master/1",
                "name": "master",
                "key_vault_id": SEALED,
                "expiration_date": "2028-01-01T00:00:00Z",
                "rotation_policy": [
                    {"expire_after": "P1Y", "notify_before_expiry": None, "automatic": [{"time_before_expiry": "P30D"}]}
                ],
            },
        ),
        plans.resource(
            "azurerm_key_vault_key.eternal",
            {"id": "https://open.vault.azure.net/keys/eternal/1", "name": "eternal", "key_vault_id": OPEN},
        ),
        plans.resource(
            "azurerm_key_vault_secret.database",
            {
                "id": "https://sealed.vault.azure.net/secrets/database/1",
                "name": "database",
                "key_vault_id": SEALED,
                "expiration_date": "2028-01-01T00:00:00Z",
            },
        ),
        plans.resource(
            "azurerm_key_vault_secret.forgotten",
            {"id": "https://open.vault.azure.net/secrets/forgotten/1", "name": "forgotten", "key_vault_id": OPEN},
        ),
    ),
)
