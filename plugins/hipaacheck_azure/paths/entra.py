"""Microsoft Entra ID. https://learn.microsoft.com/graph/api/overview"""

from __future__ import annotations

from hipaacheck_azure.operation import graph

ENTRA = (
    graph(
        "applications",
        "v1.0/applications?$select=id,appId,displayName,passwordCredentials,keyCredentials&$top=999",
        "Application.Read.All",
    ),
    graph("authentication_methods", "v1.0/policies/authenticationMethodsPolicy", "Policy.Read.AuthenticationMethod"),
    graph("authorization_policy", "v1.0/policies/authorizationPolicy", "Policy.Read.All"),
    graph("conditional_access_policies", "v1.0/identity/conditionalAccess/policies", "Policy.Read.All"),
    graph("role_group_members", "v1.0/groups/{group}/transitiveMembers?$select=id&$top=999", "GroupMember.Read.All"),
    graph("named_locations", "v1.0/identity/conditionalAccess/namedLocations", "Policy.Read.All"),
    graph("registrations", "v1.0/reports/authenticationMethods/userRegistrationDetails", "AuditLog.Read.All"),
    graph("role_assignments", "v1.0/roleManagement/directory/roleAssignments?$expand=principal", "RoleManagement.Read.Directory"),
    graph("security_defaults", "v1.0/policies/identitySecurityDefaultsEnforcementPolicy", "Policy.Read.All"),
    graph("sign_ins", "v1.0/users?$select=id,signInActivity", "AuditLog.Read.All"),
    graph("users", "v1.0/users?$select=id,userPrincipalName,accountEnabled,userType,createdDateTime&$top=999", "User.Read.All"),
)
