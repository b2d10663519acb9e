"""What kind of thing an argument means that takes any scope: a resource, a resource group, a subscription, …"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure import authorization
from hipaacheck_assets.truth import Truth
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate
from hipaacheck_terraform.references import references_in

_KINDS = {
    "azurerm_management_group": "management_group",
    "azurerm_resource_group": "resource_group",
    "azurerm_subscription": "subscription",
}


def scopes(estate: Estate, item: Resource, attribute: str) -> list[str | Unknown]:
    """The ids in a list of scopes; an `Unknown` item for what is known only after apply."""
    found = estate.links(item, attribute, tuple(estate.by_type))
    return [found] if isinstance(found, Unknown) else [authorization.scope_id(scope) for scope in found]


def scope_of(estate: Estate, item: Resource, attribute: str) -> str | Unknown | None:
    """The one scope that an argument names."""
    found = estate.link(item, attribute, tuple(estate.by_type))
    return None if found is None else authorization.scope_id(found)


def scope_kind(estate: Estate, item: Resource, attribute: str, scope: str | Unknown | None) -> str | Unknown:
    """As `authorization.scope_kind`, of an attribute's value as `link` gave it. A resource that is known only after apply
    counts as meant itself only when the attribute takes its id: other attributes may hold a scope of another kind."""
    if not isinstance(scope, Unknown):
        return authorization.scope_kind(scope)
    expression = item.expressions.get(attribute) if isinstance(item.expressions, dict) else None
    for kind in _KINDS:
        if scope.refers is None and estate.data(item, expression, kind) is not None:
            return _KINDS[kind]
    target = resource_type(estate, scope)
    if target in _KINDS:
        return _KINDS[target]
    return "resource" if target is not None and _by_id(expression) else Unknown(scope.reason, scope.where)


def resource_type(estate: Estate, value: str | Unknown | None) -> str | None:
    """The type of the resource that a value from `link` refers to."""
    address = value.refers if isinstance(value, Unknown) else None
    if address is None:
        return None
    return next((name for name, found in estate.by_type.items() if any(item.address == address for item in found)), None)


def _by_id(expression: object) -> bool:
    found = references_in(expression)
    return bool(found) and all(text.endswith(".id") for text in found)


def of_subscription(estate: Estate, item: Resource, attribute: str, scope: str | Unknown | None) -> Truth:
    """Whether an attribute's value, as `link` gave it, means a whole subscription."""
    kind = scope_kind(estate, item, attribute, scope)
    return kind if isinstance(kind, Unknown) else kind == "subscription"
