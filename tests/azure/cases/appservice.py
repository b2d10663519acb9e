"""Web apps with a slot, function apps and a logic app."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import SUBSCRIPTION, Case, diagnostics, listing, resource, resource_id

_TYPE = "Microsoft.Web/sites"
SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "main", "apps")
IDENTITY = resource_id("Microsoft.ManagedIdentity/userAssignedIdentities", "intake")
OWN, SHARED, POWERFUL = (f"00000000-0000-0000-0000-00000000000{digit}" for digit in "abc")
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"


def app(name: str, kind: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An app, or the slot `app/slot`, as its listing gives it."""
    always = {
        "state": "Running",
        "reserved": True,
        "siteConfig": {"numberOfWorkers": 1, "http20Enabled": None, "minTlsVersion": None},
        "hostingEnvironmentProfile": None,
        "virtualNetworkSubnetId": None,
        "clientCertEnabled": False,
        "clientCertMode": "Required",
        "privateEndpointConnections": [],
    }
    type_ = _TYPE if "/" not in name else f"{_TYPE}/slots"
    found = resource(type_, name, always | properties, kind=kind, **more)
    return found | {"name": name, "location": "West Europe"}


def config(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Path → body of an app's `config/web`."""
    everybody = {"ipAddress": "Any", "action": "Allow", "priority": 2147483647, "name": "Allow all"}
    always = {
        "publishingUsername": "$app",
        "cors": None,
        "vnetName": "",
        "remoteDebuggingEnabled": False,
        "http20Enabled": False,
        "ipSecurityRestrictions": [everybody],
        "ipSecurityRestrictionsDefaultAction": "Allow",
    }
    path = f"{_id(name)}/config/web"
    return {path: {"id": path, "name": name, "type": f"{_TYPE}/config", "properties": always | properties}}


def sign_in(name: str, platform: dict[str, Any], validation: dict[str, Any]) -> dict[str, Any]:
    """Path → body of an app's `config/authsettingsV2`."""
    path = f"{_id(name)}/config/authsettingsV2"
    return {path: {"id": path, "name": "authsettingsV2", "properties": {"platform": platform, "globalValidation": validation}}}


def assignment(name: str, scope: str, principal: str) -> dict[str, Any]:
    """A contributor of a scope."""
    role = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}"
    inner = {"scope": scope, "roleDefinitionId": role, "principalId": principal, "principalType": "ServicePrincipal"}
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
    return {"id": path, "name": name, "type": "Microsoft.Authorization/roleAssignments", "properties": inner}


def _id(name: str) -> str:
    return resource_id(_TYPE if "/" not in name else f"{_TYPE}/slots", *name.split("/"))


FRONT_DOOR = {
    "ipAddress": "AzureFrontDoor.Backend",
    "tag": "ServiceTag",
    "action": "Allow",
    "priority": 100,
    "headers": {"x-azure-fdid": ["1"]},
}
NOBODY = {"ipAddress": "Any", "action": "Deny", "priority": 2147483647, "name": "Deny all"}
STRICT = {"minTlsVersion": "1.2", "ftpsState": "Disabled", "http20Enabled": True}
LAX = {"minTlsVersion": "1.0", "ftpsState": "AllAllowed", "remoteDebuggingEnabled": True, "cors": {"allowedOrigins": ["*"]}}
BOTH_IDENTITIES = {
    "type": "SystemAssigned, UserAssigned",
    "principalId": OWN,
    "tenantId": OWN,
    "userAssignedIdentities": {IDENTITY: {"principalId": SHARED, "clientId": SHARED}},
}
ANONYMOUS = {"requireAuthentication": False, "unauthenticatedClientAction": "AllowAnonymous"}
SIGNED_IN = {"requireAuthentication": True, "unauthenticatedClientAction": "RedirectToLoginPage"}


def _applied(kind: str, name: str, site: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    always = {
        "name": name.rpartition("/")[2],
        "id": _id(name),
        "hosting_environment_id": "",
        "public_network_access_enabled": True,
        "virtual_network_subnet_id": None,
        "client_certificate_enabled": False,
        "client_certificate_mode": "Required",
        "auth_settings": [],
        "auth_settings_v2": [],
        "identity": [],
    }
    body = {"remote_debugging_enabled": False, "cors": [], "ip_restriction": [], "ip_restriction_default_action": "Allow"}
    address = f"azurerm_{kind}.{name.replace('/', '_')}"
    return plans.resource(address, always | values | {"site_config": [body | site]})


STRICT_PLAN = {"minimum_tls_version": "1.2", "ftps_state": "Disabled", "http2_enabled": True}
LAX_PLAN = {
    "minimum_tls_version": "1.0",
    "ftps_state": "AllAllowed",
    "http2_enabled": False,
    "remote_debugging_enabled": True,
    "cors": [{"allowed_origins": ["*"], "support_credentials": False}],
}
_LOGGED = ("portal", "intake")
CASE = Case(
    types=("azure.appservice.app",),
    estate={
        listing(_TYPE): [
            app(
                "portal",
                "app,linux",
                {"httpsOnly": True, "publicNetworkAccess": "Enabled", "virtualNetworkSubnetId": SUBNET},
                identity={"type": "SystemAssigned", "principalId": OWN.upper(), "tenantId": OWN},
                tags={"team": "it"},
            ),
            app("partners", "api", {"httpsOnly": True, "clientCertEnabled": True, "publicNetworkAccess": None}),
            app("intake", "functionapp,linux", {"httpsOnly": True, "publicNetworkAccess": "Enabled"}, identity=BOTH_IDENTITIES),
            app(
                "export",
                "functionapp",
                {"httpsOnly": False, "publicNetworkAccess": "Enabled"},
                identity={"type": "SystemAssigned", "principalId": POWERFUL, "tenantId": OWN},
            ),
            app("orders", "functionapp,workflowapp", {"httpsOnly": True, "publicNetworkAccess": "Disabled"}),
        ],
        f"{_id('portal')}/slots": [app("portal/staging", "app,linux", {"httpsOnly": False, "publicNetworkAccess": "Enabled"})],
        **{f"{_id(name)}/slots": [] for name in ("partners", "intake", "export", "orders")},
        **config("portal", STRICT | {"cors": {"allowedOrigins": ["https://clinic.example"], "supportCredentials": False}}),
        **config("portal/staging", LAX),
        **config("partners", STRICT | {"ftpsState": "FtpsOnly", "http20Enabled": False}),
        **config(
            "intake", STRICT | {"ipSecurityRestrictions": [FRONT_DOOR, NOBODY], "ipSecurityRestrictionsDefaultAction": "Deny"}
        ),
        **config("export", LAX | {"ftpsState": "FtpsOnly"}),
        **config("orders", STRICT),
        **{f"/v1.0/servicePrincipals/{identity}/transitiveMemberOf": [] for identity in (OWN, SHARED, POWERFUL)},
        **sign_in("portal", {"enabled": True, "runtimeVersion": "~1"}, SIGNED_IN),
        **sign_in("portal/staging", {"enabled": True}, ANONYMOUS),
        **{
            path: body
            for name in ("partners", "intake", "export", "orders")
            for path, body in sign_in(name, {"enabled": False}, ANONYMOUS).items()
        },
        **{path: body for name in _LOGGED for path, body in diagnostics(_id(name), "AppServiceHTTPLogs").items()},
        listing("Microsoft.Authorization/roleAssignments"): [
            assignment("one", _id("orders"), SHARED),
            assignment("two", f"/subscriptions/{SUBSCRIPTION}", POWERFUL),
        ],
    },
    expected={
        "azure-appservice-app-https-only": {"portal": "pass", "staging": "fail", "export": "fail", "orders": "pass"},
        "azure-appservice-app-minimum-tls": {"portal": "pass", "staging": "fail", "intake": "pass", "export": "fail"},
        "azure-appservice-app-cors-restricted": {"portal": "pass", "staging": "fail", "intake": "pass", "export": "fail"},
        "azure-appservice-app-remote-debugging-off": {"portal": "pass", "staging": "fail", "intake": "pass", "export": "fail"},
        "azure-appservice-app-ftp-encrypted": {"portal": "pass", "staging": "fail", "partners": "pass"},
        "azure-appservice-app-managed-identity": {"portal": "pass", "staging": "fail", "intake": "pass"},
        "azure-appservice-app-resource-logs": {"portal": "pass", "staging": "fail", "intake": "pass", "orders": "fail"},
        "azure-appservice-function-ftp-disabled": {"intake": "pass", "export": "fail", "portal": "not_applicable"},
        "azure-appservice-function-not-public": {"intake": "pass", "export": "fail", "portal": "not_applicable"},
        "azure-appservice-function-identity-least-privilege": {"intake": "pass", "export": "fail", "portal": "not_applicable"},
        "azure-appservice-web-app-client-certificates": {"portal": "not_applicable", "staging": "fail", "partners": "pass"},
        "azure-appservice-web-app-http2": {"portal": "pass", "staging": "fail", "partners": "pass", "intake": "not_applicable"},
        "azure-appservice-web-app-requires-sign-in": {"portal": "pass", "staging": "fail", "partners": "fail"},
        "azure-appservice-web-app-virtual-network": {"portal": "pass", "staging": "fail", "intake": "not_applicable"},
    },
    plan=(
        _applied(
            "linux_web_app",
            "portal",
            STRICT_PLAN | {"cors": [{"allowed_origins": ["https://clinic.example"], "support_credentials": False}]},
            {
                "https_only": True,
                "virtual_network_subnet_id": SUBNET,
                "identity": [{"type": "SystemAssigned", "principal_id": OWN, "identity_ids": []}],
                "auth_settings_v2": [
                    {"auth_enabled": True, "require_authentication": True, "unauthenticated_action": "RedirectToLoginPage"}
                ],
                "tags": {"team": "it"},
            },
        ),
        _applied(
            "linux_web_app_slot",
            "portal/staging",
            LAX_PLAN,
            {
                "https_only": False,
                "auth_settings_v2": [
                    {"auth_enabled": True, "require_authentication": False, "unauthenticated_action": "AllowAnonymous"}
                ],
            },
        ),
        _applied(
            "windows_web_app",
            "partners",
            STRICT_PLAN | {"http2_enabled": False, "ftps_state": "FtpsOnly"},
            {"https_only": True, "client_certificate_enabled": True},
        ),
        _applied(
            "linux_function_app",
            "intake",
            STRICT_PLAN
            | {
                "ip_restriction_default_action": "Deny",
                "ip_restriction": [
                    {
                        "ip_address": None,
                        "service_tag": "AzureFrontDoor.Backend",
                        "priority": 100,
                        "action": "Allow",
                        "headers": [{"x_azure_fdid": ["1"]}],
                    }
                ],
            },
            {
                "https_only": True,
                "identity": [{"type": "SystemAssigned, UserAssigned", "principal_id": OWN, "identity_ids": [IDENTITY]}],
            },
        ),
        plans.resource("azurerm_user_assigned_identity.intake", {"id": IDENTITY, "name": "intake", "principal_id": SHARED}),
        _applied(
            "windows_function_app",
            "export",
            LAX_PLAN | {"ftps_state": "FtpsOnly"},
            {"https_only": False, "identity": [{"type": "SystemAssigned", "principal_id": POWERFUL, "identity_ids": []}]},
        ),
        *(
            plans.resource(
                f"azurerm_monitor_diagnostic_setting.{name}",
                {
                    "name": "audit",
                    "target_resource_id": _id(name),
                    "enabled_log": [{"category": "AppServiceHTTPLogs"}],
                    "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
                },
            )
            for name in _LOGGED
        ),
        plans.resource(
            "azurerm_role_assignment.export",
            {
                "name": "two",
                "scope": f"/subscriptions/{SUBSCRIPTION}",
                "role_definition_name": "Contributor",
                "principal_id": POWERFUL,
                "principal_type": "ServicePrincipal",
            },
        ),
    ),
)
