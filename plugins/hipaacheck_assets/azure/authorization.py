"""Azure role-based access control and Azure Policy: assignments, and roles of the customer's own.

https://learn.microsoft.com/rest/api/authorization/role-assignments and role-definitions;
https://learn.microsoft.com/rest/api/policyauthorization/policy-assignments
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hipaacheck import Asset, AssetType, Record, Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite

ROLES = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
}
"""Built-in roles that give control of everything in their scope, by GUID.
https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged"""
OTHER = "Other"


class RoleAssignment(Asset, frozen=True, kw_only=True, tag="azure.authorization.role_assignment"):
    """Who holds which role where. Assignments that are in force, not those that somebody could activate."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    scope: str | Unknown | None
    """Id of what the role is held on, in lower case: a resource, resource group, subscription or management group; `/` for all
    of the tenant."""
    scope_kind: str | Unknown
    """`tenant`, `management_group`, `subscription`, `resource_group` or `resource`."""
    role_definition_id: str | Unknown | None
    """Id of the role, in lower case."""
    role: str | Unknown
    """`Owner`, `Contributor`, `User Access Administrator` or `Role Based Access Control Administrator`; `Other` for any other
    role, built in or not."""
    principal_id: str | Unknown | None
    """Object id of who holds it, in lower case."""
    principal_type: str | Unknown
    """`User`, `Group`, `ServicePrincipal` or `ForeignGroup`."""
    principal_ids: Texts
    """Object ids, in lower case, of everybody it reaches: the principal, or the users in a group and in groups in it."""
    conditional: bool | Unknown
    """Whether a condition narrows what the role allows."""


class Permission(Record, frozen=True, kw_only=True):
    """Operations of a role: those allowed but not those taken away."""

    actions: Texts
    """Operations on resources, e.g. `Microsoft.Storage/*/read`."""
    not_actions: Texts
    """Operations taken away from `actions`."""
    data_actions: Texts
    """Operations on data in resources."""
    not_data_actions: Texts
    """Operations taken away from `data_actions`."""


class RoleDefinition(Asset, frozen=True, kw_only=True, tag="azure.authorization.role_definition"):
    """A role of the customer's own. Built-in roles are no assets."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    assignable_scopes: Texts
    """Ids of what it can be held on, in lower case."""
    permissions: list[Permission | Unknown] | Unknown
    """What it allows."""
    grants_everything: bool | Unknown
    """Whether it is an owner in all but name: every operation (`*`), the assigning of roles included."""
    manages_locks: bool | Unknown
    """Whether it may write and delete resource locks."""


class PolicyAssignment(Asset, frozen=True, kw_only=True, tag="azure.authorization.policy_assignment"):
    """A policy or initiative that is in force somewhere."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    scope: str | Unknown | None
    """Id of what it is assigned to, in lower case."""
    scope_kind: str | Unknown
    """`management_group`, `subscription`, `resource_group` or `resource`."""
    definition_id: str | Unknown | None
    """Id of the policy or initiative, in lower case."""
    definition: str | Unknown | None
    """Last part of that id: a GUID for what is built in."""
    enforcement_mode: str | Unknown
    """`Default` or `DoNotEnforce`."""
    disabled: Texts
    """Names of the parameters that the assignment sets to `Disabled`, each of which switches off one policy of an initiative."""


def scope_id(scope: str | Unknown) -> str | Unknown:
    """The field `scope`."""
    return scope if isinstance(scope, Unknown) else scope.rstrip("/").lower() or "/"


def scope_kind(scope: str | Unknown | None) -> str | Unknown:
    """The field of that name."""
    if not isinstance(scope, str):
        return Unknown("not declared") if scope is None else scope
    steps = [step for step in scope.lower().split("/") if step]
    if not steps:
        return "tenant"
    if steps[:2] == ["providers", "microsoft.management"]:
        return "management_group" if len(steps) == 4 else "resource"
    if steps[0] != "subscriptions":
        return "resource"
    return {2: "subscription", 4: "resource_group"}.get(len(steps), "resource")


def role(definition_id: str | Unknown | None) -> str | Unknown:
    """The field of that name, from the id of a role."""
    if not isinstance(definition_id, str):
        return Unknown("not declared") if definition_id is None else definition_id
    return ROLES.get(definition_id.rstrip("/").rsplit("/", 1)[-1].lower(), OTHER)


def _listed(patterns: Texts, operation: str) -> Truth:
    """Whether a list of operations with wildcards has an operation in it."""
    if isinstance(patterns, Unknown):
        return patterns
    return any_of(item if isinstance(item, Unknown) else _matches(item.lower(), operation) for item in patterns)


def _matches(pattern: str, operation: str) -> bool:
    """Whether a pattern, in which `*` stands for any text, means an operation."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), operation) is not None


def _allows(permissions: Iterable[Permission | Unknown] | Unknown, *operations: str) -> Truth:
    """Whether all of these operations, in lower case, are allowed."""
    if isinstance(permissions, Unknown):
        return permissions
    found = list(permissions)
    return all_of(any_of(_permits(item, operation) for item in found) for operation in operations)


def _permits(permission: Permission | Unknown, operation: str) -> Truth:
    if isinstance(permission, Unknown):
        return permission
    return all_of([_listed(permission.actions, operation), opposite(_listed(permission.not_actions, operation))])


def grants_everything(permissions: list[Permission | Unknown] | Unknown) -> Truth:
    """The field of that name."""
    if isinstance(permissions, Unknown):
        return permissions
    return any_of(
        item if isinstance(item, Unknown) else all_of([_has_all(item.actions), _permits(item, _ASSIGN)]) for item in permissions
    )


def manages_locks(permissions: list[Permission | Unknown] | Unknown) -> Truth:
    """The field of that name."""
    return _allows(permissions, "microsoft.authorization/locks/write", "microsoft.authorization/locks/delete")


_ASSIGN = "microsoft.authorization/roleassignments/write"


def _has_all(actions: Texts) -> Truth:
    if isinstance(actions, Unknown):
        return actions
    return any_of(item if isinstance(item, Unknown) else item == "*" for item in actions)


ROLE_ASSIGNMENT = AssetType(name="azure.authorization.role_assignment", record=RoleAssignment)
ROLE_DEFINITION = AssetType(name="azure.authorization.role_definition", record=RoleDefinition)
POLICY_ASSIGNMENT = AssetType(name="azure.authorization.policy_assignment", record=PolicyAssignment)
