"""Conditional access: how policies and named locations are built from what Microsoft Graph says.

https://learn.microsoft.com/graph/api/conditionalaccessroot-list-policies and conditionalaccessroot-list-namedlocations
"""

from __future__ import annotations

from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.conditional_access import (
    ALL,
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
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_NAMES = {name.lower(): name for name in (ALL, "None", "GuestsOrExternalUsers", "Office365", "MicrosoftAdminPortals")}
_RISKS = {"signInRiskLevels": "sign_in_risk", "userRiskLevels": "user_risk"}
_CONDITIONS = {
    "servicePrincipalRiskLevels": "service_principals",
    "insiderRiskLevels": "insider_risk",
    "clientApplications": "service_principals",
    "devices": "devices",
    "authenticationFlows": "authentication_flows",
}
_SCOPES = {
    "locations": ("includeLocations", "excludeLocations"),
    "platforms": ("includePlatforms", "excludePlatforms"),
}


def directory_object(place: Place, item: Answer, path: str, name: str = "displayName") -> dict[str, Any]:
    """What every object of the directory has: `path` is that of its kind in Microsoft Graph."""
    own = item.known("id")
    return {
        "id": f"/{path}/{own}",
        "name": item.text(name),
        "account": place.account,
        "region": "global",
        "tags": Tags(items={}),
        "object_id": own.lower(),
        "tenant_id": place.account,
    }


def build(place: Place, item: Answer, got: Got) -> ConditionalAccessPolicy:
    """One asset per policy."""
    conditions = item.sure("conditions", item.block("conditions"))
    applications = _part(conditions, "applications")
    users = _users(_part(conditions, "users"))
    included, excluded = _ids(applications, "includeApplications"), _ids(applications, "excludeApplications")
    return ConditionalAccessPolicy(
        **directory_object(place, item, "identity/conditionalAccess/policies"),
        state=item.required("state"),
        users=users,
        included_applications=included,
        excluded_applications=excluded,
        narrowed_by=_narrowed_by(conditions, applications),
        requires_mfa=_requires_mfa(item),
        covers_all_users=covers_all_users(users),
        covers_all_applications=covers_all_applications(included, excluded),
        covers_azure_management=covers_azure_management(included, excluded),
    )


def _part(conditions: Answer | Unknown, name: str) -> Answer | Unknown | None:
    """Null in a policy about service principals, which are no users."""
    return conditions.block(name) if isinstance(conditions, Answer) else conditions


def _ids(block: Answer | Unknown | None, name: str) -> Texts:
    """A list of ids, in lower case, and of the names that stand for many."""
    if not isinstance(block, Answer):
        return [] if block is None else block
    values = block.sure(name, block.texts(name) if block.get(name) is not None else None)
    if isinstance(values, Unknown):
        return values
    return [_NAMES.get(item.lower(), item.lower()) if isinstance(item, str) else item for item in values]


def _users(users: Answer | Unknown | None) -> PolicyUsers | Unknown:
    if isinstance(users, Unknown):
        return users
    return PolicyUsers(
        included_users=_ids(users, "includeUsers"),
        excluded_users=_ids(users, "excludeUsers"),
        included_groups=_ids(users, "includeGroups"),
        excluded_groups=_ids(users, "excludeGroups"),
        included_roles=_ids(users, "includeRoles"),
        excluded_roles=_ids(users, "excludeRoles"),
        included_guests=_any(users, "includeGuestsOrExternalUsers"),
        excluded_guests=_any(users, "excludeGuestsOrExternalUsers"),
    )


def _any(users: Answer | None, name: str) -> Truth:
    found = users.block(name) if users is not None else None
    return found if isinstance(found, Unknown) else found is not None


def _narrowed_by(conditions: Answer | Unknown, applications: Answer | Unknown | None) -> Texts:
    """Conditions that are set. One that is not known here may narrow the policy, too."""
    if isinstance(conditions, Unknown):
        return conditions
    out = narrowing_clients(conditions.texts("clientAppTypes"))
    for name, value in conditions.values.items():
        if name in ("users", "applications", "clientAppTypes") or name.startswith("@") or value is None:
            continue
        if name in _SCOPES:
            out += _scope(conditions, name, *_SCOPES[name])
        elif name in _RISKS:
            out += narrowing_risks(conditions.texts(name), _RISKS[name])
        elif not _empty(value):
            out.append(_CONDITIONS.get(name, Unknown(f"what the condition {name} leaves out is not known", conditions.where)))
    if isinstance(applications, Answer) and applications.get("applicationFilter") is not None:
        out.append("application_filter")
    return list(dict.fromkeys(out))


def _empty(value: Any) -> bool:
    """Whether a condition is not set: nothing in it names anything."""
    if isinstance(value, dict):
        return all(name.startswith("@") or _empty(item) for name, item in value.items())
    return value in (None, "", "none", [])


def _scope(conditions: Answer, name: str, included: str, excluded: str) -> list[str | Unknown]:
    """A condition that names what it includes and excludes, all and nothing among them."""
    block = conditions.block(name)
    if not isinstance(block, Answer):
        return [] if block is None else [block]
    return narrowing_scope(block.texts(included), block.texts(excluded), name)


def _requires_mfa(item: Answer) -> Truth:
    """A policy may have nothing but controls of the session."""
    grant = item.block("grantControls")
    if not isinstance(grant, Answer):
        return grant if isinstance(grant, Unknown) else _given(item, "grantControls", False)
    built_in: Texts = grant.texts("builtInControls") if grant.get("builtInControls") is not None else _not_told(grant)
    strength: Truth | None = None
    found = grant.block("authenticationStrength")
    if found is not None:
        strength = found if isinstance(found, Unknown) else _strength(found)
    elif "authenticationStrength" not in grant.values and "mfa" not in _listed(built_in):
        strength = Unknown("the answer has no authenticationStrength", grant.where)
    factors, terms = grant.texts("customAuthenticationFactors"), grant.texts("termsOfUse")
    return requires_mfa(grant.text("operator"), built_in, strength, factors, terms)


def _not_told(grant: Answer) -> Unknown:
    return Unknown("the answer has no builtInControls", grant.where)


def _given(item: Answer, name: str, value: bool) -> Truth:
    """The value, when the answer has the member at all."""
    return value if name in item.values else Unknown(f"the answer has no {name}", item.where)


def _listed(values: Texts) -> list[str | Unknown]:
    return [values] if isinstance(values, Unknown) else values


def _strength(found: Answer) -> Truth:
    satisfied = found.text("requirementsSatisfied")
    if satisfied in ("mfa", "none"):
        return satisfied == "mfa"
    own = found.text("id")
    return True if own in MFA_STRENGTHS else strength_is_mfa(found.texts("allowedCombinations"))


def build_location(place: Place, item: Answer, got: Got) -> NamedLocation:
    """One asset per named location."""
    kind = {"#microsoft.graph.ipnamedlocation": "ip", "#microsoft.graph.countrynamedlocation": "country"}.get(
        str(item.values.get("@odata.type")).lower(), Unknown("a kind of location that is not known", item.where)
    )
    return NamedLocation(
        **directory_object(place, item, "identity/conditionalAccess/namedLocations"),
        kind=kind,
        trusted=item.sure("isTrusted", item.flag("isTrusted")) if kind == "ip" else _no(kind),
        ip_ranges=_ranges(item) if kind == "ip" else kind if isinstance(kind, Unknown) else [],
    )


def _no(kind: str | Unknown) -> bool | Unknown:
    return kind if isinstance(kind, Unknown) else False


def _ranges(item: Answer) -> Texts:
    if item.get("ipRanges") is None:
        return item.sure("ipRanges", None)
    return item.each("ipRanges", lambda found: found.required("cidrAddress"))
