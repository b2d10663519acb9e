"""Role assignments, custom roles, policy assignments, who is in a group, and whether there still is a user."""

from __future__ import annotations

from hipaacheck_azure.operation import at, graph, listed

AUTHORIZATION = (
    listed("Microsoft.Authorization/roleAssignments", "2022-04-01"),
    at(
        "Microsoft.Authorization/roleDefinitions",
        "{subscription}/providers/Microsoft.Authorization/roleDefinitions?$filter=atScopeAndBelow()",
        "2022-04-01",
    ),
    listed("Microsoft.Authorization/policyAssignments", "2022-06-01"),
    graph("role_user", "v1.0/users/{user}?$select=id", "User.ReadBasic.All"),
    graph("role_group_members", "v1.0/groups/{group}/transitiveMembers?$select=id&$top=999", "GroupMember.Read.All"),
)
