"""Facts about conditional access policies against a second reading of Microsoft's documentation, one sign-in after the other.

https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-policies
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.conditional_access import AZURE_MANAGEMENT, MFA_STRENGTHS, asks_for_mfa
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services import conditional_access
from hipaacheck_live.answers import Answer
from tests.support.plans import asset, resource

ROLE, SYNCHRONIZATION, GROUP = "r-1", "d29b2b05-8046-44ba-8758-1e26182fcf32", "g-1"
OTHER_APPLICATION, OFFICE = "a-1", "l-1"
CLIENTS = ("browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other")
STRONG = min(MFA_STRENGTHS)
FACTS = (
    "state",
    "users",
    "included_applications",
    "excluded_applications",
    "narrowed_by",
    "requires_mfa",
    "covers_all_users",
    "covers_all_applications",
    "covers_azure_management",
)


class Person(NamedTuple):
    """Somebody who signs in; `kind` is that of a guest or external user."""

    id: str
    kind: str | None = None
    groups: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


PEOPLE = (
    Person("u-1"),
    Person("u-2", groups=frozenset({GROUP})),
    Person("u-3", kind="b2bCollaborationGuest"),
    Person("u-4", kind="internalGuest"),
    Person("u-5", roles=frozenset({ROLE})),
    Person("u-6", roles=frozenset({SYNCHRONIZATION})),
    Person("u-7"),
)


class SignIn(NamedTuple):
    """The circumstances of a sign-in."""

    client: str = "browser"
    platform: str | None = None
    office: bool = False
    risk: str = "none"
    user_risk: str = "none"
    insider: str | None = None
    filtered: bool = False
    flow: str | None = None


SIGN_INS = [
    SignIn(*values)
    for values in itertools.product(
        CLIENTS,
        ("iOS", None),
        (True, False),
        ("none", "high"),
        ("none", "high"),
        ("elevated", None),
        (True, False),
        ("deviceCodeFlow", None),
    )
]

USERS: tuple[dict[str, Any], ...] = (
    {"includeUsers": ["All"]},
    {"includeUsers": ["None"]},
    {"includeUsers": ["GuestsOrExternalUsers"]},
    {"includeUsers": ["u-1", "u-3"]},
    {"includeUsers": [], "includeGroups": [GROUP]},
    {"includeUsers": [], "includeRoles": [ROLE]},
    {"includeUsers": [], "includeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "internalGuest"}},
)
NOT_USERS: tuple[dict[str, Any], ...] = (
    {},
    {"excludeUsers": ["u-1", "u-7"]},
    {"excludeUsers": ["u-1", "u-2", "u-7"]},
    {"excludeUsers": ["GuestsOrExternalUsers"]},
    {"excludeGroups": [GROUP]},
    {"excludeRoles": [ROLE]},
    {"excludeRoles": [SYNCHRONIZATION]},
    {"excludeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "b2bCollaborationGuest,internalGuest"}},
)
APPLICATIONS: tuple[dict[str, Any], ...] = (
    {"includeApplications": ["All"]},
    {"includeApplications": ["All"], "excludeApplications": [AZURE_MANAGEMENT]},
    {"includeApplications": ["All"], "excludeApplications": [OTHER_APPLICATION]},
    {"includeApplications": [AZURE_MANAGEMENT]},
    {"includeApplications": ["None"]},
    {"includeUserActions": ["urn:user:registerdevice"]},
)
CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {"clientAppTypes": ["browser", "mobileAppsAndDesktopClients"]},
    {"clientAppTypes": [*CLIENTS]},
    {"platforms": {"includePlatforms": ["all"], "excludePlatforms": []}},
    {"platforms": {"includePlatforms": ["all"], "excludePlatforms": ["iOS"]}},
    {"platforms": {"includePlatforms": ["iOS"], "excludePlatforms": []}},
    {"locations": {"includeLocations": ["All"], "excludeLocations": []}},
    {"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}},
    {"locations": {"includeLocations": [OFFICE], "excludeLocations": []}},
    {"signInRiskLevels": ["high"]},
    {"signInRiskLevels": ["none", "low", "medium", "high"]},
    {"userRiskLevels": ["high"]},
    {"insiderRiskLevels": "elevated"},
    {"devices": {"deviceFilter": {"mode": "exclude", "rule": "x"}}},
    {"devices": {"deviceFilter": None}},
    {"authenticationFlows": {"transferMethods": "deviceCodeFlow"}},
)
GRANTS: tuple[dict[str, Any] | None, ...] = (
    None,
    *(
        {"operator": operator, "builtInControls": [*controls], "termsOfUse": [*terms]}
        for operator in ("AND", "OR")
        for controls in (("mfa",), ("compliantDevice",), ("mfa", "compliantDevice"), ("mfa", "passwordChange"), ())
        for terms in ((), ("t-1",))
        if controls or terms
    ),
    *(
        {"operator": operator, "builtInControls": [*controls], "authenticationStrength": strength}
        for operator in ("AND", "OR")
        for controls in ((), ("compliantDevice",))
        for strength in (
            {"id": STRONG, "requirementsSatisfied": "mfa", "allowedCombinations": ["fido2", "password,sms"]},
            {"id": "s-1", "allowedCombinations": ["fido2", "password"]},
            {"id": "s-2", "allowedCombinations": ["fido2", "temporaryAccessPassOneTime"]},
        )
    ),
)
STATES = ("enabled", "disabled", "enabledForReportingButNotEnforced")
_EMPTY_USERS: dict[str, Any] = {
    **{f"{verb}{what}": [] for verb in ("include", "exclude") for what in ("Users", "Groups", "Roles")},
    "includeGuestsOrExternalUsers": None,
    "excludeGuestsOrExternalUsers": None,
}
_EMPTY_CONDITIONS = {
    "clientAppTypes": ["all"],
    "signInRiskLevels": [],
    "userRiskLevels": [],
    "insiderRiskLevels": None,
    "platforms": None,
    "locations": None,
    "devices": None,
    "authenticationFlows": None,
}


def policy(
    state: str = "enabled",
    users: Any = USERS[0],
    but: Any = NOT_USERS[0],
    applications: Any = APPLICATIONS[0],
    conditions: Any = CONDITIONS[0],
    grant: Any = GRANTS[1],
) -> dict[str, Any]:
    """A policy as Microsoft Graph gives it."""
    scope: dict[str, Any] = {
        "includeApplications": [],
        "excludeApplications": [],
        "includeUserActions": [],
        "applicationFilter": None,
    }
    controls: dict[str, Any] = {"customAuthenticationFactors": [], "termsOfUse": [], "authenticationStrength": None}
    return {
        "id": "p",
        "displayName": "p",
        "state": state,
        "conditions": {
            **_EMPTY_CONDITIONS,
            **conditions,
            "applications": {**scope, **applications},
            "users": {**_EMPTY_USERS, **users, **but},
        },
        "grantControls": grant and {**controls, **grant},
    }


def policies() -> Iterator[dict[str, Any]]:
    """Each choice beside the usual ones, and many at random."""
    choices: tuple[Sequence[Any], ...] = (STATES, USERS, NOT_USERS, APPLICATIONS, CONDITIONS, GRANTS)
    usual: tuple[Any, ...] = ("enabled", USERS[0], NOT_USERS[0], APPLICATIONS[0], CONDITIONS[0], GRANTS[1])
    for place, found in enumerate(choices):
        for choice in found:
            one = [*usual]
            one[place] = choice
            yield policy(*one)
    for users, but in itertools.product(USERS, NOT_USERS):
        yield policy(users=users, but=but)
    chance = random.Random(1)  # noqa: S311 - the same each time
    for _ in range(400):
        picked = [chance.choice([usual[place], chance.choice(found)]) for place, found in enumerate(choices)]
        yield policy(*picked)


POLICIES = list(policies())


def built(body: dict[str, Any]) -> Any:
    """The asset."""
    return conditional_access.build(Place(account="t"), Answer(body, "graph:conditional_access_policies.value"), Got({}))


def reaches(body: dict[str, Any], person: Person) -> bool:
    """Whether a policy is for somebody."""
    users = body["conditions"]["users"]

    def named(verb: str) -> bool:
        kinds = (users[f"{verb}GuestsOrExternalUsers"] or {}).get("guestOrExternalUserTypes", "").split(",")
        who = {"All", person.id} | ({"GuestsOrExternalUsers"} if person.kind else set())
        return bool(
            who & set(users[f"{verb}Users"])
            or person.groups & set(users[f"{verb}Groups"])
            or person.roles & set(users[f"{verb}Roles"])
            or person.kind in kinds
        )

    return named("include") and not named("exclude")


def governs(body: dict[str, Any], application: str) -> bool:
    """Whether a policy is for an application."""
    scope = body["conditions"]["applications"]
    return bool({"All", application} & set(scope["includeApplications"])) and application not in scope["excludeApplications"]


def meets(body: dict[str, Any], at: SignIn) -> bool:
    """Whether the conditions of a policy are met."""
    found = body["conditions"]
    platforms, locations = found["platforms"], found["locations"]
    here = {"All", OFFICE, "AllTrusted"} if at.office else {"All"}
    flows = (found["authenticationFlows"] or {}).get("transferMethods")
    return all(
        [
            {"all", at.client} & set(found["clientAppTypes"]),
            not platforms
            or ({"all", at.platform} & set(platforms["includePlatforms"]) and at.platform not in platforms["excludePlatforms"]),
            not locations or (here & set(locations["includeLocations"]) and not here & set(locations["excludeLocations"])),
            not found["signInRiskLevels"] or at.risk in found["signInRiskLevels"],
            not found["userRiskLevels"] or at.user_risk in found["userRiskLevels"],
            not found["insiderRiskLevels"] or at.insider == found["insiderRiskLevels"],
            not (found["devices"] or {}).get("deviceFilter") or not at.filtered,
            not flows or at.flow == flows,
        ]
    )


def lets_in(body: dict[str, Any]) -> bool:
    """Whether a password, on a compliant device and with the terms accepted, satisfies what a policy asks for."""
    grant = body["grantControls"]
    if grant is None:
        return True
    met = [control != "mfa" for control in grant["builtInControls"]] + [True for _ in grant["termsOfUse"]]
    if grant["authenticationStrength"] is not None:
        met.append("password" in grant["authenticationStrength"]["allowedCombinations"])
    return all(met) if grant["operator"] == "AND" else any(met)


def everywhere(bodies: list[dict[str, Any]], person: Person) -> bool:
    """Whether one of these policies or another stops each sign-in with a password."""
    asking = [body for body in bodies if body["state"] == "enabled" and reaches(body, person) and not lets_in(body)]
    applications = (AZURE_MANAGEMENT, OTHER_APPLICATION)
    there = [[body for body in asking if governs(body, one)] for one in applications]
    return all(found and all(any(meets(body, at) for body in found) for at in SIGN_INS) for found in there)


def asks(bodies: list[dict[str, Any]], person: Person) -> Any:
    """What the fact about a user is built from."""
    return asks_for_mfa([built(body) for body in bodies], person.id, [*person.roles])


def agrees(found: Any, truth: bool) -> bool:
    """Whether a fact is true, or not known."""
    return isinstance(found, Unknown) or found is truth


def test_what_is_asked_for_and_when() -> None:
    for body in POLICIES:
        read = built(body)
        assert agrees(read.requires_mfa, not lets_in(body)), body
        assert agrees(read.covers_azure_management, governs(body, AZURE_MANAGEMENT)), body
        assert agrees(read.covers_all_applications, governs(body, AZURE_MANAGEMENT) and governs(body, OTHER_APPLICATION)), body
        unsure = any(isinstance(item, Unknown) for item in read.narrowed_by)
        assert unsure or (read.narrowed_by == []) is all(meets(body, at) for at in SIGN_INS), body


def test_whom_it_is_for() -> None:
    for body in POLICIES:
        left_out = {person.id for person in PEOPLE if SYNCHRONIZATION not in person.roles and not reaches(body, person)}
        emergencies = left_out <= set(body["conditions"]["users"]["excludeUsers"]) and len(left_out) <= 2
        assert agrees(built(body).covers_all_users, emergencies), body


def test_who_is_asked_for_mfa_at_every_sign_in() -> None:
    for body in POLICIES:
        for person in PEOPLE:
            assert agrees(asks([body], person), everywhere([body], person)), (person, body)


def test_who_is_surely_asked_by_one_of_several_policies() -> None:
    for first, second in itertools.pairwise(POLICIES):
        for person in PEOPLE:
            if asks([first, second], person) is True:
                assert everywhere([first, second], person), (person, first, second)


def test_enough_is_known() -> None:
    known = [asks([body], person) for body in POLICIES for person in PEOPLE]
    assert known.count(True) > 100
    assert sum(isinstance(item, Unknown) for item in known) < len(known) / 4


def test_plans_say_the_same() -> None:
    for body in POLICIES:
        grant = body["grantControls"]
        if grant and grant["authenticationStrength"] and grant["authenticationStrength"]["id"] != STRONG:
            continue  # a plan does not tell what a strength allows that it does not make
        live, planned = built(body), asset(_planned(body))
        assert {name: _seen(getattr(planned, name)) for name in FACTS} == {name: _seen(getattr(live, name)) for name in FACTS}, (
            body
        )


def _seen(value: Any) -> Any:
    if isinstance(value, list):
        return [_seen(item) for item in value]
    return "unknown" if isinstance(value, Unknown) else value


def _planned(body: dict[str, Any]) -> dict[str, Any]:
    found, grant = body["conditions"], body["grantControls"]
    users, scope = found["users"], found["applications"]

    def guests(verb: str) -> list[dict[str, Any]]:
        kinds = users[f"{verb}GuestsOrExternalUsers"]
        return [{"guest_or_external_user_types": kinds["guestOrExternalUserTypes"].split(",")}] if kinds else []

    conditions = {
        "client_app_types": found["clientAppTypes"],
        "sign_in_risk_levels": found["signInRiskLevels"],
        "user_risk_levels": found["userRiskLevels"],
        "insider_risk_levels": found["insiderRiskLevels"],
        "authentication_flow_transfer_methods": [block["transferMethods"]] if (block := found["authenticationFlows"]) else None,
        "platforms": [_snake(block)] if (block := found["platforms"]) else [],
        "locations": [_snake(block)] if (block := found["locations"]) else [],
        "devices": [{"filter": [block["deviceFilter"]]}] if (block := found["devices"]) and block["deviceFilter"] else [],
        "applications": [
            {
                "included_applications": scope["includeApplications"],
                "excluded_applications": scope["excludeApplications"],
                "included_user_actions": scope["includeUserActions"],
                "filter": [],
            }
        ],
        "users": [
            {
                **_snake({name: value for name, value in users.items() if isinstance(value, list)}),
                "included_guests_or_external_users": guests("include"),
                "excluded_guests_or_external_users": guests("exclude"),
            }
        ],
    }
    asked = grant and {
        "operator": grant["operator"],
        "built_in_controls": grant["builtInControls"],
        "custom_authentication_factors": grant["customAuthenticationFactors"],
        "terms_of_use": grant["termsOfUse"],
        "authentication_strength_policy_id": (strength := grant["authenticationStrength"])
        and f"/policies/authenticationStrengthPolicies/{strength['id']}",
    }
    values = {"display_name": "p", "state": body["state"], "conditions": [conditions], "grant_controls": [asked] if asked else []}
    return resource("azuread_conditional_access_policy.p", values)


def _snake(block: dict[str, Any]) -> dict[str, Any]:
    """`includeUsers` becomes `included_users`."""
    return {f"{name[:7]}d_{name[7:].lower()}": value for name, value in block.items()}


def _changed(**more: Any) -> Any:
    body = policy()
    body["grantControls"].update(more)
    return built(body).requires_mfa


@pytest.mark.parametrize(
    ("grant", "found"),
    [
        ({"builtInControls": [], "customAuthenticationFactors": ["RequireDuoMfa"]}, "unknown"),
        ({"operator": "OR", "builtInControls": ["mfa"], "customAuthenticationFactors": ["RequireDuoMfa"]}, "unknown"),
        ({"operator": "AND", "builtInControls": ["mfa"], "customAuthenticationFactors": ["RequireDuoMfa"]}, True),
        ({"operator": "OR", "builtInControls": ["compliantDevice"], "customAuthenticationFactors": ["RequireDuoMfa"]}, False),
        ({"operator": "OR", "builtInControls": ["mfa", "unknownFutureValue"]}, "unknown"),
        ({"builtInControls": None}, "unknown"),
    ],
)
def test_controls_that_may_be_mfa(grant: dict[str, Any], found: Any) -> None:
    assert _seen(_changed(**grant)) == found


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"clientAppTypes": []}, ["unknown"]),
        ({"locations": {"includeLocations": [], "excludeLocations": []}}, ["unknown"]),
        ({"clientApplications": {"includeServicePrincipals": [], "excludeServicePrincipals": []}}, []),
        ({"authenticationFlows": {"transferMethods": "none"}}, []),
    ],
)
def test_conditions_that_name_nothing(conditions: dict[str, Any], found: list[Any]) -> None:
    assert _seen(built(policy(conditions=conditions)).narrowed_by) == found
