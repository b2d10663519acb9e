"""A tenant that is left as Microsoft once made them."""

from __future__ import annotations

from tests.azure.cases.entra import ADMINISTRATOR, ADMINISTRATORS, EVERYBODY, LAND, PEOPLE, directory_role, members, policy
from tests.support.azure import TENANT, Case

CASE = Case(
    types=("azure.entra.tenant",),
    estate={
        "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy": {"id": "x", "isEnabled": False},
        "/v1.0/policies/authorizationPolicy": {
            "id": "authorizationPolicy",
            "allowInvitesFrom": "everyone",
            "guestUserRoleId": "10dae51f-b6af-4016-8d66-8c2a99b929b3",
            "defaultUserRolePermissions": {
                "allowedToCreateApps": True,
                "allowedToCreateSecurityGroups": True,
                "permissionGrantPoliciesAssigned": ["ManagePermissionGrantsForSelf.microsoft-user-default-legacy"],
            },
        },
        "/v1.0/policies/authenticationMethodsPolicy": {
            "id": "authenticationMethodsPolicy",
            "registrationEnforcement": {"authenticationMethodsRegistrationCampaign": {"state": "disabled"}},
            "authenticationMethodConfigurations": [{"id": "Sms", "state": "enabled"}, {"id": "Fido2", "state": "disabled"}],
        },
        "/v1.0/identity/conditionalAccess/policies": [
            policy(EVERYBODY, "administrators", "enabled", {"includeRoles": [ADMINISTRATOR]}, ["All"])
        ],
        "/v1.0/identity/conditionalAccess/namedLocations": [
            {"@odata.type": "#microsoft.graph.countryNamedLocation", "id": LAND, "displayName": "home"}
        ],
        "/v1.0/roleManagement/directory/roleAssignments": [
            *(directory_role(ADMINISTRATOR, PEOPLE[name]) for name in "abc"),
            directory_role(ADMINISTRATOR, ADMINISTRATORS, "group"),
        ],
        f"/v1.0/groups/{ADMINISTRATORS}/transitiveMembers": members("d", "e"),
    },
    expected={
        f"azure-entra-tenant-{control}": {TENANT: "fail"}
        for control in (
            "mfa-enforced",
            "azure-management-mfa",
            "users-register-no-applications",
            "users-create-no-security-groups",
            "guest-access-restricted",
            "guest-invitations-restricted",
            "user-consent-disallowed",
            "user-consent-verified",
            "trusted-location",
            "few-global-administrators",
            "strong-methods",
        )
    },
)
