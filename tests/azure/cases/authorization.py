"""Role assignments, custom roles and policy assignments."""

from __future__ import annotations

from typing import Any

from tests.azure.cases.subscription import BENCHMARK, GROUP, OWN, OWNER, assignment, benchmark, members, own
from tests.support import plans
from tests.support.azure import Case, listing

_ROLES, _DEFINITIONS = "Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/roleDefinitions"
_POLICIES = "Microsoft.Authorization/policyAssignments"
ACCESS = f"{OWN}/providers/{_DEFINITIONS}/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
UNITS = "/providers/Microsoft.Management/managementGroups/clinic"


def definition(name: str, role: str, *actions: str, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """A role of the customer's own."""
    allowed = {"actions": list(actions), "notActions": list(without), "dataActions": [], "notDataActions": []}
    inner = {"roleName": role, "type": "CustomRole", "assignableScopes": [OWN], "permissions": [allowed]}
    return own(_DEFINITIONS, name, inner)


def held(name: str, role: str, principal: str, kind: str, scope: str = OWN) -> Any:
    """A role assignment in a plan."""
    values = {
        "id": f"{OWN}/providers/{_ROLES}/{name}",
        "name": name,
        "scope": scope,
        "role_definition_id": role,
        "role_definition_name": None,
        "principal_id": principal,
        "principal_type": kind,
        "condition": None,
    }
    return plans.resource(f"azurerm_role_assignment.{name}", values)


def made(name: str, role: str, *actions: str, without: tuple[str, ...] = ()) -> Any:
    """A custom role in a plan."""
    allowed = {"actions": list(actions), "not_actions": list(without), "data_actions": [], "not_data_actions": []}
    own_id = f"{OWN}/providers/{_DEFINITIONS}/{name}"
    values = {
        "id": f"{own_id}|{OWN}",
        "role_definition_resource_id": own_id,
        "name": role,
        "scope": OWN,
        "assignable_scopes": [OWN],
        "permissions": [allowed],
    }
    return plans.resource(f"azurerm_role_definition.{name}", values)


_LIMITED = assignment("limited", "p1", "ServicePrincipal", role=ACCESS)
CASE = Case(
    types=(
        "azure.authorization.policy_assignment",
        "azure.authorization.role_assignment",
        "azure.authorization.role_definition",
    ),
    estate={
        listing(_ROLES): [
            assignment("owner", "U1", "User"),
            assignment("readers", GROUP, "Group", UNITS, f"{OWN}/providers/{_DEFINITIONS}/acdd72a7-3385-48ef-bd42-f606fba81ae7"),
            assignment("access", "u2", "User", "/", ACCESS),
            _LIMITED | {"properties": _LIMITED["properties"] | {"condition": "@Request", "conditionVersion": "2.0"}},
        ],
        f"/v1.0/groups/{GROUP}/transitiveMembers": members(u1="user", u2="user", p2="servicePrincipal", g2="group"),
        listing(_DEFINITIONS): [
            definition("d1", "Everything", "*"),
            definition("d2", "Operator", "*", without=("Microsoft.Authorization/*/Write",)),
        ],
        listing(_POLICIES): [benchmark("Default", vmEffect="Disabled")],
    },
    expected={
        "azure-authorization-custom-role-not-owner": {"Everything": "fail", "Operator": "pass"},
        "azure-authorization-no-user-access-administrators": {
            "owner": "pass",
            "readers": "pass",
            "access": "fail",
            "limited": "pass",
        },
    },
    plan=(
        held("owner", OWNER, "u1", "User"),
        held("access", ACCESS, "u2", "User", "/"),
        made("d1", "Everything", "*"),
        made("d2", "Operator", "*", without=("Microsoft.Authorization/*/Write",)),
        plans.resource(
            "azurerm_subscription_policy_assignment.a",
            {
                "id": f"{OWN}/providers/{_POLICIES}/SecurityCenterBuiltIn",
                "name": "SecurityCenterBuiltIn",
                "subscription_id": OWN,
                "policy_definition_id": BENCHMARK,
                "enforce": True,
                "parameters": '{"vmEffect": {"value": "Disabled"}}',
            },
        ),
    ),
)
