"""Azure role assignments and custom roles, and assignments of policies.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/role_assignment, role_definition,
pim_active_role_assignment and subscription_policy_assignment with its siblings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.authorization import (
    OTHER,
    ROLES,
    Permission,
    PolicyAssignment,
    RoleAssignment,
    RoleDefinition,
    grants_everything,
    manages_locks,
    role,
)
from hipaacheck_assets.azure.common import Texts, arm_id
from hipaacheck_assets.truth import Truth
from hipaacheck_terraform.arguments import flag
from hipaacheck_terraform.azure.common import common, link, renamed
from hipaacheck_terraform.azure.scopes import resource_type, scope_kind, scope_of, scopes
from hipaacheck_terraform.blocks import NOT_HERE, Block, Resource
from hipaacheck_terraform.estate import Estate

_ROLE = "azurerm_role_definition"
_POLICY = ("azurerm_policy_definition", "azurerm_policy_set_definition", "azurerm_management_group_policy_set_definition")
_SCOPES = {
    "azurerm_management_group_policy_assignment": "management_group_id",
    "azurerm_policy_assignment": "scope",
    "azurerm_resource_group_policy_assignment": "resource_group_id",
    "azurerm_resource_policy_assignment": "resource_id",
    "azurerm_subscription_policy_assignment": "subscription_id",
}
_PRINCIPALS = {
    "azuread_group": "Group",
    "azuread_invitation": "User",
    "azuread_service_principal": "ServicePrincipal",
    "azuread_user": "User",
}


def role_assignments(estate: Estate) -> Iterator[RoleAssignment]:
    """One asset per assignment that is in force. Those that somebody could activate are none."""
    for item in estate.each("azurerm_role_assignment", "azurerm_pim_active_role_assignment"):
        scope = scope_of(estate, item, "scope")
        principal = link(estate, item, "principal_id", tuple(estate.by_type))
        kind = _principal_type(estate, item, principal)
        yield RoleAssignment(
            **common(estate, item),
            scope=scope,
            scope_kind=scope_kind(estate, item, "scope", scope),
            role_definition_id=link(estate, item, "role_definition_id", (_ROLE,)),
            role=_role(estate, item),
            principal_id=principal,
            principal_type=kind,
            principal_ids=_reached(item, principal, kind),
            conditional=_conditional(item),
        )


def _role(estate: Estate, item: Resource) -> str | Unknown:
    """By its name or its id, of which the other is computed."""
    name = item.text("role_definition_name")
    if isinstance(name, str):
        return next((known for known in ROLES.values() if known.lower() == name.lower()), OTHER)
    found = link(estate, item, "role_definition_id", (_ROLE,))
    if resource_type(estate, found) == _ROLE:
        return OTHER
    return role(found)


def _principal_type(estate: Estate, item: Resource, principal: str | Unknown | None) -> str | Unknown:
    kind = item.text("principal_type")
    if isinstance(kind, str):
        return kind
    target = resource_type(estate, principal)
    if target is None:
        return Unknown("neither declared nor to be told from the principal", f"{item.address}.principal_type")
    return _PRINCIPALS.get(target, "ServicePrincipal" if target.startswith("azurerm_") else Unknown(NOT_HERE, item.address))


def _reached(item: Resource, principal: str | Unknown | None, kind: str | Unknown) -> Texts:
    if isinstance(kind, str) and kind in ("User", "ServicePrincipal") and principal is not None:
        return [principal]
    own = [principal] if isinstance(kind, Unknown) and isinstance(principal, str) else []
    return [*own, Unknown("who is in a group is not read from plans", f"{item.address}.principal_id")]


def _conditional(item: Resource) -> Truth:
    condition = item.text("condition")
    return condition if isinstance(condition, Unknown) else condition is not None


def role_definitions(estate: Estate) -> Iterator[RoleDefinition]:
    """One asset per role. The attribute `id` of these is the id in Azure Resource Manager with the scope behind it."""
    for item in estate.each(_ROLE):
        permissions = _permissions(item)
        yield RoleDefinition(
            **{**common(estate, item), "resource_id": arm_id(item.text("role_definition_resource_id"))},
            assignable_scopes=_assignable(estate, item),
            permissions=permissions,
            grants_everything=grants_everything(permissions),
            manages_locks=manages_locks(permissions),
        )


def _assignable(estate: Estate, item: Resource) -> Texts:
    """Left out, it is computed: the scope at which the role is made."""
    found = scopes(estate, item, "assignable_scopes") if item.declares("assignable_scopes") else []
    own = None if found else scope_of(estate, item, "scope")
    return found if own is None else [own]


def _permissions(item: Resource) -> list[Permission | Unknown] | Unknown:
    blocks = item.blocks("permissions")
    if isinstance(blocks, Unknown):
        return blocks
    return [_permission(block) if isinstance(block, Block) else block for block in blocks]


def _permission(block: Block) -> Permission:
    return Permission(
        actions=block.texts("actions"),
        not_actions=block.texts("not_actions"),
        data_actions=block.texts("data_actions"),
        not_data_actions=block.texts("not_data_actions"),
    )


def policy_assignments(estate: Estate) -> Iterator[PolicyAssignment]:
    """One asset per assignment."""
    for kind, attribute in _SCOPES.items():
        for item in estate.each(kind):
            scope = scope_of(estate, item, attribute)
            definition = link(estate, item, "policy_definition_id", _POLICY)
            enforced = flag(item, renamed(item, "enforce", "enforcement_mode"), True)
            yield PolicyAssignment(
                **common(estate, item),
                scope=scope,
                scope_kind=_policy_scope(estate, item, attribute, scope),
                definition_id=definition,
                definition=definition.rsplit("/", 1)[-1] if isinstance(definition, str) else definition,
                enforcement_mode=enforced if isinstance(enforced, Unknown) else "Default" if enforced else "DoNotEnforce",
                disabled=_disabled(item),
            )


def _policy_scope(estate: Estate, item: Resource, attribute: str, scope: str | Unknown | None) -> str | Unknown:
    return scope_kind(estate, item, attribute, scope) if attribute == "scope" else attribute.removesuffix("_id")


def _disabled(item: Resource) -> Texts:
    """From a JSON text such as `{"effect": {"value": "Disabled"}}`."""
    text = item.text("parameters")
    if not isinstance(text, str):
        return [] if text is None else text
    try:
        values = json.loads(text)
    except ValueError:
        return Unknown("not JSON", f"{item.address}.parameters")
    given = values.items() if isinstance(values, dict) else ()
    return [name for name, value in given if isinstance(value, dict) and str(value.get("value")).lower() == "disabled"]
