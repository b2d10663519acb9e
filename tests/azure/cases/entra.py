"""A tenant as it should be, but for some of its users, applications and policies."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import GROUP, TENANT, Case, listing

ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
READER = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
LOGIN = "fb879df8-f326-4884-b1cf-06f3ad86be52"
MANAGEMENT = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
PEOPLE = {name: f"00000000-0000-0000-0000-0000000000{number:02d}" for number, name in enumerate("abcdefgh", 10)}
"""Ada administers, Bob owns and is left out of the policy, Carl is a guest who owns, Dora is blocked and owns through a group, Ed is
blocked, Fay is a guest, Gus signs in to machines and is in no report, Hal has nothing registered but is asked."""
OWNERS, ADMINISTRATORS = "00000000-0000-0000-0000-0000000000a0", "00000000-0000-0000-0000-0000000000a1"
EVERYBODY, TRIAL, PLACE, LAND = (f"00000000-0000-0000-0000-0000000000b{number}" for number in range(4))
PORTAL, IMPORT = "00000000-0000-0000-0000-0000000000c0", "00000000-0000-0000-0000-0000000000c1"
_CREATED = "2020-01-01T00:00:00Z"
_RECENT, _OLD = "2026-10-20T08:00:00Z", "2026-03-01T08:00:00Z"


def user(name: str, *, guest: bool = False, enabled: bool = True, signed_in: str | None = _RECENT) -> dict[str, Any]:
    """A user, with the activity that one of the listings asks for."""
    activity = {"signInActivity": {"lastSuccessfulSignInDateTime": signed_in}} if signed_in else {}
    return {
        "id": PEOPLE[name],
        "userPrincipalName": f"{name}@clinic.example",
        "accountEnabled": enabled,
        "userType": "Guest" if guest else "Member",
        "createdDateTime": _CREATED,
        **activity,
    }


def registration(name: str, *, capable: bool) -> dict[str, Any]:
    """A row of the report on registered methods."""
    return {"id": PEOPLE[name].upper(), "isMfaCapable": capable, "isMfaRegistered": capable, "isAdmin": False}


def directory_role(role: str, principal: str, kind: str = "user", scope: str = "/") -> dict[str, Any]:
    """Somebody's role in the directory."""
    who = {"@odata.type": f"#microsoft.graph.{kind}", "id": principal}
    return {"principalId": principal, "roleDefinitionId": role, "directoryScopeId": scope, "principal": who}


def azure_role(name: str, principal: str, role: str, kind: str = "User") -> dict[str, Any]:
    """Somebody's role on the resource group."""
    definition = f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{role}"
    inner = {"principalId": principal, "principalType": kind, "roleDefinitionId": definition, "scope": GROUP}
    return {"id": f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/{name}", "name": name, "properties": inner}


def policy(own: str, name: str, state: str, users: dict[str, Any], applications: list[str], **conditions: Any) -> dict[str, Any]:
    """A policy that asks for MFA."""
    scope = {"includeApplications": applications, "excludeApplications": [], "includeUserActions": [], "applicationFilter": None}
    nobody: dict[str, Any] = {f"{verb}{what}": [] for verb in ("include", "exclude") for what in ("Users", "Groups", "Roles")}
    guests = {"includeGuestsOrExternalUsers": None, "excludeGuestsOrExternalUsers": None}
    return {
        "id": own,
        "displayName": name,
        "state": state,
        "conditions": {
            "clientAppTypes": ["all"],
            "signInRiskLevels": [],
            "userRiskLevels": [],
            "servicePrincipalRiskLevels": [],
            "insiderRiskLevels": None,
            "platforms": None,
            "locations": None,
            "devices": None,
            "clientApplications": None,
            "applications": scope,
            "users": {**nobody, **guests, **users},
            **conditions,
        },
        "grantControls": {
            "operator": "OR",
            "builtInControls": ["mfa"],
            "customAuthenticationFactors": [],
            "termsOfUse": [],
            "authenticationStrength": None,
        },
        "sessionControls": None,
    }


def members(*names: str) -> list[dict[str, Any]]:
    """Members of a group."""
    return [{"@odata.type": "#microsoft.graph.user", "id": PEOPLE[name]} for name in names]


CASE = Case(
    types=(
        "azure.entra.application",
        "azure.entra.conditional_access_policy",
        "azure.entra.named_location",
        "azure.entra.tenant",
        "azure.entra.user",
    ),
    estate={
        "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy": {"id": "x", "isEnabled": False},
        "/v1.0/policies/authorizationPolicy": {
            "id": "authorizationPolicy",
            "allowInvitesFrom": "adminsAndGuestInviters",
            "guestUserRoleId": "2af84b1e-32c8-42b7-82bc-daa82404023b",
            "defaultUserRolePermissions": {
                "allowedToCreateApps": False,
                "allowedToCreateSecurityGroups": False,
                "permissionGrantPoliciesAssigned": ["ManagePermissionGrantsForOwnedResource.clinic-teams"],
            },
        },
        "/v1.0/policies/authenticationMethodsPolicy": {
            "id": "authenticationMethodsPolicy",
            "registrationEnforcement": {
                "authenticationMethodsRegistrationCampaign": {
                    "state": "enabled",
                    "includeTargets": [{"id": "all_users", "targetType": "group"}],
                    "excludeTargets": [],
                }
            },
            "authenticationMethodConfigurations": [{"id": "Fido2", "state": "enabled"}, {"id": "Sms", "state": "disabled"}],
        },
        "/v1.0/identity/conditionalAccess/policies": [
            policy(EVERYBODY, "everybody", "enabled", {"includeUsers": ["All"], "excludeUsers": [PEOPLE["b"].upper()]}, ["All"]),
            policy(
                TRIAL,
                "trial",
                "enabledForReportingButNotEnforced",
                {"includeUsers": ["All"], "excludeGroups": [OWNERS]},
                [MANAGEMENT],
                locations={"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},
            ),
        ],
        "/v1.0/identity/conditionalAccess/namedLocations": [
            {
                "@odata.type": "#microsoft.graph.ipNamedLocation",
                "id": PLACE,
                "displayName": "clinic",
                "isTrusted": True,
                "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24"}],
            },
            {
                "@odata.type": "#microsoft.graph.countryNamedLocation",
                "id": LAND,
                "displayName": "home",
                "countriesAndRegions": ["US"],
            },
        ],
        "/v1.0/users": [
            user("a"),
            user("b", signed_in=_OLD),
            user("c", guest=True),
            user("d", enabled=False),
            user("e", enabled=False, signed_in=None),
            user("f", guest=True),
            user("g", signed_in=None),
            user("h"),
        ],
        "/v1.0/reports/authenticationMethods/userRegistrationDetails": [
            registration("a", capable=True),
            registration("b", capable=False),
            registration("c", capable=False),
            registration("f", capable=True),
            registration("h", capable=False),
        ],
        "/v1.0/roleManagement/directory/roleAssignments": [
            directory_role(ADMINISTRATOR, PEOPLE["a"]),
            directory_role(ADMINISTRATOR, ADMINISTRATORS, "group"),
            directory_role(READER, PEOPLE["f"], scope="/administrativeUnits/x"),
        ],
        f"/v1.0/groups/{ADMINISTRATORS}/transitiveMembers": members("h"),
        f"/v1.0/groups/{OWNERS}/transitiveMembers": members("d"),
        listing("Microsoft.Authorization/roleAssignments"): [
            azure_role("bob", PEOPLE["b"], OWNER),
            azure_role("carl", PEOPLE["c"], OWNER),
            azure_role("owners", OWNERS, OWNER, "Group"),
            azure_role("gus", PEOPLE["g"], LOGIN),
        ],
        "/v1.0/applications": [
            {
                "id": PORTAL,
                "appId": PORTAL,
                "displayName": "portal",
                "passwordCredentials": [],
                "keyCredentials": [{"keyId": "k", "type": "AsymmetricX509Cert", "endDateTime": "2027-06-01T00:00:00Z"}],
            },
            {
                "id": IMPORT,
                "appId": IMPORT,
                "displayName": "import",
                "passwordCredentials": [{"keyId": "p", "hint": "abc", "secretText": None, "endDateTime": "2026-11-10T00:00:00Z"}],
                "keyCredentials": [],
            },
        ],
    },
    expected={
        "azure-entra-tenant-mfa-enforced": {TENANT: "pass"},
        "azure-entra-tenant-azure-management-mfa": {TENANT: "pass"},
        "azure-entra-tenant-users-register-no-applications": {TENANT: "pass"},
        "azure-entra-tenant-users-create-no-security-groups": {TENANT: "pass"},
        "azure-entra-tenant-guest-access-restricted": {TENANT: "pass"},
        "azure-entra-tenant-guest-invitations-restricted": {TENANT: "pass"},
        "azure-entra-tenant-user-consent-disallowed": {TENANT: "pass"},
        "azure-entra-tenant-user-consent-verified": {TENANT: "pass"},
        "azure-entra-tenant-trusted-location": {TENANT: "pass"},
        "azure-entra-tenant-few-global-administrators": {TENANT: "pass"},
        "azure-entra-tenant-strong-methods": {TENANT: "pass"},
        "azure-entra-user-mfa": {
            "a@clinic.example": "pass",
            "b@clinic.example": "fail",
            "c@clinic.example": "unknown",
            "d@clinic.example": "not_applicable",
            "e@clinic.example": "not_applicable",
            "f@clinic.example": "pass",
            "g@clinic.example": "unknown",
            "h@clinic.example": "pass",
        },
        "azure-entra-user-privileged-mfa": {
            "a@clinic.example": "pass",
            "b@clinic.example": "fail",
            "c@clinic.example": "unknown",
            "f@clinic.example": "pass",
            "g@clinic.example": "not_applicable",
            "h@clinic.example": "pass",
        },
        "azure-entra-user-azure-access-mfa": {
            "a@clinic.example": "not_applicable",
            "b@clinic.example": "fail",
            "c@clinic.example": "unknown",
            "d@clinic.example": "not_applicable",
            "g@clinic.example": "unknown",
        },
        "azure-entra-user-active": {
            "a@clinic.example": "pass",
            "b@clinic.example": "fail",
            "e@clinic.example": "not_applicable",
            "g@clinic.example": "fail",
        },
        "azure-entra-user-guest-not-owner": {
            "a@clinic.example": "not_applicable",
            "c@clinic.example": "fail",
            "f@clinic.example": "pass",
        },
        "azure-entra-user-blocked-not-owner": {
            "b@clinic.example": "not_applicable",
            "d@clinic.example": "fail",
            "e@clinic.example": "pass",
        },
        "azure-entra-application-credentials-current": {"portal": "pass", "import": "fail"},
        "azure-entra-conditional-access-policy-mfa-in-force": {"everybody": "pass", "trial": "fail"},
    },
    plan=(
        plans.resource(
            "azuread_conditional_access_policy.everybody",
            {
                "id": f"/identity/conditionalAccess/policies/{EVERYBODY}",
                "object_id": EVERYBODY,
                "display_name": "everybody",
                "state": "enabled",
                "conditions": [
                    {
                        "client_app_types": ["all"],
                        "applications": [{"included_applications": ["All"]}],
                        "users": [{"included_users": ["All"], "excluded_users": [PEOPLE["b"]]}],
                    }
                ],
                "grant_controls": [{"operator": "OR", "built_in_controls": ["mfa"]}],
            },
        ),
        plans.resource(
            "azuread_conditional_access_policy.trial",
            {
                "id": f"/identity/conditionalAccess/policies/{TRIAL}",
                "object_id": TRIAL,
                "display_name": "trial",
                "state": "enabledForReportingButNotEnforced",
                "conditions": [
                    {
                        "client_app_types": ["all"],
                        "applications": [{"included_applications": [MANAGEMENT]}],
                        "users": [{"included_users": ["All"], "excluded_groups": [OWNERS]}],
                        "locations": [{"included_locations": ["All"], "excluded_locations": ["AllTrusted"]}],
                    }
                ],
                "grant_controls": [{"operator": "OR", "built_in_controls": ["mfa"]}],
            },
        ),
        plans.resource(
            "azuread_named_location.clinic",
            {
                "id": f"/identity/conditionalAccess/namedLocations/{PLACE}",
                "object_id": PLACE,
                "display_name": "clinic",
                "ip": [{"ip_ranges": ["203.0.113.0/24"], "trusted": True}],
                "country": [],
            },
        ),
        plans.resource(
            "azuread_user.d",
            {
                "user_principal_name": "d@clinic.example",
                "object_id": PEOPLE["d"],
                "account_enabled": False,
                "user_type": "Member",
            },
        ),
        plans.resource(
            "azuread_application.import",
            {
                "id": f"/applications/{IMPORT}",
                "object_id": IMPORT,
                "client_id": IMPORT,
                "display_name": "import",
                "password": [],
            },
        ),
        plans.resource(
            "azuread_application_password.import",
            {"application_id": f"/applications/{IMPORT}", "key_id": "p", "end_date": "2026-11-10T00:00:00Z"},
        ),
        plans.resource(
            "azurerm_role_assignment.owners",
            {
                "id": f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/owners",
                "name": "owners",
                "scope": GROUP,
                "role_definition_name": "Owner",
                "role_definition_id": f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{OWNER}",
                "principal_id": PEOPLE["d"],
                "principal_type": "User",
            },
        ),
    ),
    differences={
        **{
            (f"azure.entra.{name}", "tenant_id"): "a plan does not tell the tenant"
            for name in ("application", "conditional_access_policy", "named_location", "user")
        },
        **{
            ("azure.entra.user", name): "only known at run time"
            for name in ("directory_roles", "idle_since", "mfa_registered", "mfa_enforced", "mfa")
        },
    },
)
