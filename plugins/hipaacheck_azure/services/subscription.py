"""The subscription itself: Microsoft Defender for Cloud, what becomes of the activity log, and who owns it all.

https://learn.microsoft.com/rest/api/defenderforcloud/pricings/list, security-contacts/list, settings/list;
https://learn.microsoft.com/rest/api/monitor/log-profiles/list
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.authorization import role, scope_kind
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts
from hipaacheck_assets.azure.subscription import DefenderPlan, DefenderSetting, LogProfile, SecurityContact, Subscription
from hipaacheck_assets.truth import Truth, all_of, any_of
from hipaacheck_azure.collect import Collector, Detail, Got, detail, diagnostic_settings, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_azure.services.authorization import ASSIGNMENTS, MEMBERS, reached
from hipaacheck_azure.services.defender import NOT_REGISTERED
from hipaacheck_live.answers import Answer

_PLANS, _CONTACTS = "Microsoft.Security/pricings", "Microsoft.Security/securityContacts"
_SETTINGS, _PROFILES = "Microsoft.Security/settings", "Microsoft.Insights/logprofiles"
_RISKS = ("Low", "Medium", "High", "Critical")
_USER, _GONE = "graph:role_user", ("Request_ResourceNotFound",)
_RETIRED = ("InvalidResourceType",)
"""How Azure Resource Manager says that it no longer has a type: log profiles ended in September 2026."""
_WHOLE = ("tenant", "management_group", "subscription")


def _find(reader: Reader) -> list[Answer]:
    return [reader.account.body] if isinstance(reader.account.body, Answer) else []


def build(place: Place, item: Answer, got: Got) -> Subscription:
    """The one asset."""
    log = diagnostic_settings(got)
    return Subscription(
        **{**place.resource(item), "name": item.text("displayName"), "region": "global"},
        whole=True,
        defender_plans=_each(got, _PLANS, _plan),
        defender_settings=_each(got, _SETTINGS, _setting),
        security_contacts=_each(got, _CONTACTS, _contact),
        attack_path_risk=got.read(_CONTACTS, _attack_path_risk),
        activity_log_settings=log,
        activity_log_storage_ids=log if isinstance(log, Unknown) else list(_storage_ids(log)),
        log_profiles=_each(got, _PROFILES, _profile),
        owners=got.read("owners", list),
        organizational_units=got.read("organizational_units", list),
    )


def _each(got: Got, name: str, make: Any) -> Any:
    return got.read(name, lambda found: [item if isinstance(item, Unknown) else make(item) for item in found])


def _plan(item: Answer) -> DefenderPlan:
    inner = properties(item)
    return DefenderPlan(
        name=item.required("name"),
        tier=inner.required("pricingTier"),
        subplan=inner.or_default("subPlan", inner.text("subPlan"), None),
        extensions=_extensions(inner),
    )


def _extensions(inner: Answer) -> Texts:
    """A plan that has no extensions leaves the member out."""
    if inner.get("extensions") is None:
        return inner.or_default("extensions", None, [])
    found = inner.each("extensions", _extension)
    return found if isinstance(found, Unknown) else [name for name in found if name is not None]


def _extension(block: Answer) -> str | Unknown | None:
    """The name of one that is on."""
    enabled = block.sure("isEnabled", block.flag("isEnabled"))
    return enabled if isinstance(enabled, Unknown) else block.required("name") if enabled else None


def _setting(item: Answer) -> DefenderSetting:
    inner = properties(item)
    return DefenderSetting(name=item.required("name"), enabled=inner.sure("enabled", inner.flag("enabled")))


def _contact(item: Answer) -> SecurityContact:
    inner = properties(item)
    emails = inner.text("emails")
    enabled = _on(inner)
    roles = _roles(inner)
    if isinstance(enabled, Unknown) and not (isinstance(roles, list) and not roles):
        roles = enabled
    return SecurityContact(
        addresses=all_of([enabled, True if isinstance(emails, str) else inner.or_default("emails", emails, False)]),
        roles=[] if enabled is False else roles,
        alerts=all_of([enabled, _tells(inner)]),
    )


def _on(inner: Answer) -> Truth:
    return inner.sure("isEnabled", inner.flag("isEnabled"))


def _roles(inner: Answer) -> Texts:
    block = inner.sure("notificationsByRole", inner.block("notificationsByRole"))
    if isinstance(block, Unknown):
        return block
    state = block.required("state")
    if isinstance(state, Unknown):
        return state
    return block.texts("roles") if state == "On" else []


def _sources(inner: Answer, kind: str) -> Iterator[Answer | Unknown]:
    """What mails are about, of one kind."""
    found = inner.blocks("notificationsSources")
    if isinstance(found, Unknown) or inner.get("notificationsSources") is None:
        yield inner.sure("notificationsSources", found if isinstance(found, Unknown) else None)
        return
    for item in found:
        source = item if isinstance(item, Unknown) else item.required("sourceType")
        if isinstance(source, Unknown):
            yield source
        elif source == kind:
            yield item


def _tells(inner: Answer) -> Truth:
    return any_of(item if isinstance(item, Unknown) else True for item in _sources(inner, "Alert"))


def _attack_path_risk(found: Iterable[Answer | Unknown]) -> str | Unknown | None:
    """The lowest of all contacts that are switched on. `Low` settles it, whatever the others would say."""
    risks = [risk for item in found for risk in ([item] if isinstance(item, Unknown) else _risks(properties(item)))]
    if "Low" in risks:
        return "Low"
    doubt = next((risk for risk in risks if isinstance(risk, Unknown)), None)
    return doubt if doubt is not None else next((risk for risk in _RISKS if risk in risks), None)


def _risks(inner: Answer) -> list[str | Unknown]:
    enabled = _on(inner)
    if enabled is False:
        return []
    found = [item if isinstance(item, Unknown) else item.required("minimalRiskLevel") for item in _sources(inner, "AttackPath")]
    return found if enabled is True or not found else [enabled]


def _storage_ids(log: Iterable[DiagnosticSetting | Unknown]) -> Iterator[str | Unknown]:
    for item in log:
        found = item if isinstance(item, Unknown) else item.storage_account_id
        if found is not None:
            yield found


def _profile(item: Answer) -> LogProfile:
    inner = properties(item)
    return LogProfile(categories=inner.sure("categories", None if inner.get("categories") is None else inner.texts("categories")))


# -- calls -------------------------------------------------------------------------------------------------------


def _read_owners(reader: Reader, _item: Answer, _got: Got) -> list[str | Unknown]:
    found: list[Answer | Unknown] = reader.once(ASSIGNMENTS, lambda: reader.pages(ASSIGNMENTS))
    return list(dict.fromkeys(owner for assignment in found for owner in _owners(reader, assignment)))


def _owners(reader: Reader, assignment: Answer | Unknown) -> list[str | Unknown]:
    """The users that one assignment makes owners of the whole subscription. What applies to it from above is in its list."""
    if isinstance(assignment, Unknown):
        return [assignment]
    inner = properties(assignment)
    kind, held = scope_kind(inner.required("scope")), role(inner.required("roleDefinitionId"))
    if (isinstance(kind, str) and kind not in _WHOLE) or (isinstance(held, str) and held != "Owner"):
        return []
    doubt = next((value for value in (kind, held) if isinstance(value, Unknown)), None)
    if doubt is not None:
        return [doubt]
    found = reached(reader, inner)
    return [item for item in map(partial(_existing, reader), found) if item is not None] if _direct(inner) else found


def _direct(inner: Answer) -> bool:
    return inner.text("principalType") == "User"


def _existing(reader: Reader, user: str | Unknown) -> str | Unknown | None:
    """Null for a user who was deleted: assignments outlive those who hold them."""
    if isinstance(user, Unknown):
        return user
    found = reader.once((_USER, user), lambda: reader.get(_USER, _GONE, user=user))
    return user if isinstance(found, Answer) else found


def _units(reader: Reader, _item: Answer, _got: Got) -> list[str | Unknown] | Unknown | None:
    return reader.account.organizational_units


SUBSCRIPTIONS = Collector(
    asset_type="azure.subscription",
    scope="global",
    operations=("Microsoft.Resources/subscriptions",),
    find=_find,
    details=(
        detail(_PLANS, "defender_plans", pages=True, absent=NOT_REGISTERED),
        detail(_SETTINGS, "defender_settings", pages=True, absent=NOT_REGISTERED),
        detail(_CONTACTS, "security_contacts", "attack_path_risk", pages=True, absent=NOT_REGISTERED),
        detail("Microsoft.Insights/diagnosticSettings", "activity_log_settings", "activity_log_storage_ids", pages=True),
        detail(_PROFILES, "log_profiles", pages=True, absent=_RETIRED),
        Detail(name="owners", operations=(ASSIGNMENTS, MEMBERS, _USER), fields=("owners",), read=_read_owners),
        Detail(name="organizational_units", operations=(), fields=("organizational_units",), read=_units),
    ),
    build=build,
)
