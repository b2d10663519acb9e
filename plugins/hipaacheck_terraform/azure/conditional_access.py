"""Conditional access: policies, with the authentication strengths that they name, and named locations.

Arguments: https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/conditional_access_policy,
authentication_strength_policy and named_location.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.conditional_access import (
    MFA_STRENGTHS,
    ConditionalAccessPolicy,
    NamedLocation,
    PolicyUsers,
    covers_all_applications,
    covers_all_users,
    covers_azure_management,
    narrowing_clients,
    narrowing_risks,
    narrowing_scope,
    requires_mfa,
    strength_is_mfa,
)
from hipaacheck_assets.truth import Truth
from hipaacheck_terraform.arguments import flag, required
from hipaacheck_terraform.azure.common import undeclared
from hipaacheck_terraform.azure.directory import directory_object, ids
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate
from hipaacheck_terraform.lookup import finder

_STRENGTH = ("azuread_authentication_strength_policy",)
_RISKS = {"sign_in_risk_levels": "sign_in_risk", "user_risk_levels": "user_risk"}
_LISTS = {
    "service_principal_risk_levels": "service_principals",
    "authentication_flow_transfer_methods": "authentication_flows",
}
"""Further conditions that are lists."""
_SCOPES = {
    "locations": ("included_locations", "excluded_locations"),
    "platforms": ("included_platforms", "excluded_platforms"),
}
"""Conditions that name what they include and exclude, all and nothing among them."""


def policies(estate: Estate) -> Iterator[ConditionalAccessPolicy]:
    """One asset per policy."""
    for item in estate.each("azuread_conditional_access_policy"):
        conditions = item.block("conditions")
        users = _users(conditions)
        applications = conditions.block("applications") if isinstance(conditions, Block) else conditions
        included, excluded = ids(applications, "included_applications"), ids(applications, "excluded_applications")
        yield ConditionalAccessPolicy(
            **directory_object(estate, item, "display_name"),
            state=required(item, "state"),
            users=users,
            included_applications=included,
            excluded_applications=excluded,
            narrowed_by=_narrowed_by(conditions, applications),
            requires_mfa=_requires_mfa(estate, item),
            covers_all_users=covers_all_users(users),
            covers_all_applications=covers_all_applications(included, excluded),
            covers_azure_management=covers_azure_management(included, excluded),
        )


def _users(conditions: Block | Unknown | None) -> PolicyUsers | Unknown:
    users = conditions.block("users") if isinstance(conditions, Block) else conditions
    if isinstance(users, Unknown):
        return users
    return PolicyUsers(
        included_users=ids(users, "included_users"),
        excluded_users=ids(users, "excluded_users"),
        included_groups=ids(users, "included_groups"),
        excluded_groups=ids(users, "excluded_groups"),
        included_roles=ids(users, "included_roles"),
        excluded_roles=ids(users, "excluded_roles"),
        included_guests=_any(users, "included_guests_or_external_users"),
        excluded_guests=_any(users, "excluded_guests_or_external_users"),
    )


def _any(users: Block | None, name: str) -> Truth:
    found = users.blocks(name) if users is not None else []
    return found if isinstance(found, Unknown) else bool(found)


def _narrowed_by(conditions: Block | Unknown | None, applications: Block | Unknown | None) -> Texts:
    if not isinstance(conditions, Block):
        return [] if conditions is None else conditions
    out = narrowing_clients(conditions.texts("client_app_types"))
    for name, condition in _RISKS.items():
        out += narrowing_risks(conditions.texts(name), condition)
    for name, condition in _LISTS.items():
        out += _named(conditions.texts(name), condition)
    for name, (included, excluded) in _SCOPES.items():
        block = conditions.block(name)
        if isinstance(block, Block):
            out += narrowing_scope(block.texts(included), block.texts(excluded), name)
        else:
            out += [] if block is None else [block]
    if not undeclared(conditions, "insider_risk_levels"):
        out += _named(_listed(conditions.text("insider_risk_levels")), "insider_risk")
    out += _blocks(conditions, "devices", "devices") + _blocks(conditions, "client_applications", "service_principals")
    out += _blocks(applications, "filter", "application_filter") if isinstance(applications, Block) else []
    return list(dict.fromkeys(out))


def _listed(value: Texts | str | None) -> list[str | Unknown]:
    return [] if value is None else [value] if isinstance(value, str | Unknown) else value


def _named(values: Texts, condition: str) -> list[str | Unknown]:
    """The name of a condition that a list sets; unknown when the list may be empty."""
    found = _listed(values)
    if any(isinstance(item, str) for item in found):
        return [condition]
    return found[:1]


def _blocks(block: Block, name: str, condition: str) -> list[str | Unknown]:
    found = block.block(name)
    return [] if found is None else [found if isinstance(found, Unknown) else condition]


def _requires_mfa(estate: Estate, item: Resource) -> Truth:
    grant = item.block("grant_controls")
    if not isinstance(grant, Block):
        return False if grant is None else grant
    return requires_mfa(
        grant.text("operator"),
        grant.texts("built_in_controls"),
        _strength(estate, grant, item),
        grant.texts("custom_authentication_factors"),
        grant.texts("terms_of_use"),
    )


def _strength(estate: Estate, grant: Block, item: Resource) -> Truth | None:
    """Whether the authentication strength that is asked for is MFA; null where none is."""
    named = estate.link(grant, "authentication_strength_policy_id", _STRENGTH, item)
    if named is None or (isinstance(named, str) and named.lower().rsplit("/", 1)[-1] in MFA_STRENGTHS):
        return None if named is None else True
    found = finder(estate, _STRENGTH, ("id",))(named)
    return strength_is_mfa(found.texts("allowed_combinations")) if isinstance(found, Resource) else found


def named_locations(estate: Estate) -> Iterator[NamedLocation]:
    """One asset per named location."""
    for item in estate.each("azuread_named_location"):
        ip, country = item.block("ip"), item.block("country")
        yield NamedLocation(
            **directory_object(estate, item, "display_name"),
            kind="ip" if isinstance(ip, Block) else "country" if isinstance(country, Block) else _either(ip, country),
            trusted=flag(ip, "trusted", False),
            ip_ranges=ip if isinstance(ip, Unknown) else [] if ip is None else ip.texts("ip_ranges"),
        )


def _either(ip: Block | Unknown | None, country: Block | Unknown | None) -> str | Unknown:
    return next((item for item in (ip, country) if isinstance(item, Unknown)), Unknown("not declared"))
