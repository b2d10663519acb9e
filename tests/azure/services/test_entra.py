"""What Microsoft Graph leaves out, and what follows from several of its answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.conditional_access import asks_for_mfa
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services import conditional_access, entra
from hipaacheck_live.answers import Answer
from tests.azure.cases.entra import ADMINISTRATOR, EVERYBODY, OWNERS, PEOPLE, directory_role, policy

PLACE = Place(account="t")
UNKNOWN = "unknown"
DENIED = Unknown("access denied (Authorization_RequestDenied)")
USER = PEOPLE["a"]


def seen(value: Any) -> Any:
    """The value, all doubts alike."""
    if isinstance(value, list):
        return [seen(item) for item in value]
    return UNKNOWN if isinstance(value, Unknown) else value


def details(**given: Any) -> Got:
    """What the details of a user or tenant gave; nothing is known of those that are left out."""
    names = {
        "registrations": "graph:registrations",
        "sign_ins": "graph:sign_ins",
        "defaults": "graph:security_defaults",
        "policies": "graph:conditional_access_policies",
        "authorization": "graph:authorization_policy",
        "methods": "graph:authentication_methods",
        "holders": "holders",
    }
    return Got({whole: given.get(name, DENIED) for name, whole in names.items()})


def user(got: Got, **more: Any) -> Any:
    """A user."""
    body = {"id": USER, "accountEnabled": True, "userType": "Member", "createdDateTime": "2020-01-01T00:00:00Z", **more}
    return entra.build_user(PLACE, Answer(body, "graph:users.value"), got)


def row(**body: Any) -> Answer:
    """A row of a report."""
    return Answer(body, "graph:x.value")


def built(change: Any = None, users: dict[str, Any] | None = None) -> Any:
    """A policy that asks everybody, changed."""
    body = policy(EVERYBODY, "p", "enabled", users or {"includeUsers": ["All"]}, ["All"])
    if change is not None:
        change(body)
    return conditional_access.build(PLACE, Answer(body, "graph:conditional_access_policies.value"), Got({}))


def test_nothing_is_made_up_for_what_cannot_be_read() -> None:
    tenant = entra.build_tenant(PLACE, Answer({"id": "t"}, "graph:organization"), details())
    read = user(details())
    assert all(isinstance(getattr(tenant, name), Unknown) for name in type(tenant).__struct_fields__ if name in _tenant_facts())
    assert [seen(value) for value in (read.mfa, read.mfa_enforced, read.directory_roles, read.idle_since)] == [UNKNOWN] * 4


def test_nothing_is_made_up_for_members_that_are_missing() -> None:
    empty = Answer({}, "graph:x")
    got = details(defaults=empty, authorization=empty, methods=empty, holders=[])
    tenant = entra.build_tenant(PLACE, Answer({"id": "t"}, "graph:organization"), got)
    found = {name for name in _tenant_facts() if not isinstance(getattr(tenant, name), Unknown)}
    assert found == {"global_administrators"}


def _tenant_facts() -> set[str]:
    return {
        "security_defaults",
        "users_register_applications",
        "users_create_security_groups",
        "guest_role",
        "guest_invitations",
        "user_consent_policies",
        "consent_to_unverified",
        "authentication_methods",
        "registration_campaign",
        "global_administrators",
    }


EVERYONE, SOME = {"id": "all_users", "targetType": "group"}, {"id": OWNERS, "targetType": "group"}


@pytest.mark.parametrize(
    ("campaign", "found"),
    [
        ({"state": "enabled", "includeTargets": [EVERYONE], "excludeTargets": []}, True),
        ({"state": "enabled", "includeTargets": [SOME], "excludeTargets": []}, UNKNOWN),
        ({"state": "enabled", "includeTargets": [EVERYONE], "excludeTargets": [SOME]}, UNKNOWN),
        ({"state": "enabled"}, UNKNOWN),
        ({"state": "disabled"}, False),
        ({"state": "default", "includeTargets": [EVERYONE]}, UNKNOWN),
    ],
)
def test_a_registration_campaign(campaign: dict[str, Any], found: Any) -> None:
    inner = {"authenticationMethodsRegistrationCampaign": campaign}
    body = Answer({"registrationEnforcement": inner}, "graph:authentication_methods")
    tenant = entra.build_tenant(PLACE, Answer({"id": "t"}, "graph:organization"), details(methods=body))
    assert seen(tenant.registration_campaign) == found


@pytest.mark.parametrize(
    ("capable", "defaults", "kind", "found"),
    [
        (True, False, "Member", True),
        (False, False, "Member", False),
        (False, True, "Member", True),
        (False, False, "Guest", UNKNOWN),
        (False, False, None, UNKNOWN),
        (True, False, "Guest", True),
        (None, True, "Member", UNKNOWN),
    ],
)
def test_mfa(capable: bool | None, defaults: bool, kind: str | None, found: Any) -> None:
    report = row(id=USER, isMfaCapable=capable)
    got = details(
        registrations=report, defaults=Answer({"isEnabled": defaults}, "graph:security_defaults"), policies=[], holders=[]
    )
    assert seen(user(got, userType=kind).mfa) == found


def test_somebody_of_another_tenant_who_is_a_member_here() -> None:
    got = details(registrations=row(id=USER, isMfaCapable=False), policies=[], holders=[])
    assert user(got, userPrincipalName="a_partner.example#EXT#@clinic.example").mfa_registered is not False
    assert user(got, userPrincipalName="a@clinic.example").mfa_registered is False


def test_activity_that_nobody_has_is_not_told() -> None:
    silent, active = row(id=USER), row(id="other", signInActivity={"lastSuccessfulSignInDateTime": RECENT})
    assert entra._active("graph:sign_ins", [silent]) == ({}, Unknown("no user's activity is told", "graph:sign_ins"))
    assert entra._active("graph:sign_ins", [silent, DENIED]) == ({}, DENIED)
    assert entra._active("graph:sign_ins", [silent, active])[0] == {USER: silent, "other": active}


def test_who_is_not_in_the_report_is_unknown() -> None:
    rows, missing = entra._indexed("graph:registrations", [row(id=USER.upper())])
    assert list(rows) == [USER]
    assert missing.reason == "the report does not name the user"
    assert entra._indexed("graph:registrations", [DENIED]) == ({}, DENIED)


@pytest.mark.parametrize(
    ("users", "roles", "found"),
    [
        ({"includeUsers": ["All"]}, [], True),
        ({"includeUsers": [USER.upper()]}, [], True),
        ({"includeUsers": ["All"], "excludeUsers": [USER]}, [], False),
        ({"includeUsers": ["All"], "excludeGroups": [OWNERS]}, [], UNKNOWN),
        ({"includeGroups": [OWNERS]}, [], UNKNOWN),
        ({"includeRoles": [ADMINISTRATOR]}, [ADMINISTRATOR], True),
        ({"includeRoles": [ADMINISTRATOR]}, [], False),
        ({"includeRoles": [ADMINISTRATOR]}, [DENIED], UNKNOWN),
        ({"includeUsers": ["All"], "excludeRoles": [ADMINISTRATOR]}, [ADMINISTRATOR], False),
        ({"includeUsers": ["GuestsOrExternalUsers"]}, [], UNKNOWN),
        ({"includeUsers": ["All"], "excludeGuestsOrExternalUsers": {"guestOrExternalUserTypes": "internalGuest"}}, [], UNKNOWN),
    ],
)
def test_whom_a_policy_asks(users: dict[str, Any], roles: list[Any], found: Any) -> None:
    assert seen(asks_for_mfa([built(users=users)], USER, roles)) == found


def test_policies_that_cannot_all_be_read_leave_it_open() -> None:
    assert seen(asks_for_mfa([DENIED], USER, [])) == UNKNOWN
    assert seen(asks_for_mfa([DENIED, built()], USER, [])) is True
    assert seen(asks_for_mfa([built(lambda body: body.update(state="disabled"))], USER, [])) is False


@pytest.mark.parametrize(
    ("grant", "found"),
    [
        (None, False),
        ({"operator": "OR", "builtInControls": ["block"], "authenticationStrength": None}, False),
        ({"operator": "OR", "builtInControls": ["mfa", "compliantDevice"], "authenticationStrength": None}, False),
        ({"operator": "OR", "builtInControls": ["mfa"]}, True),
        ({"operator": "OR", "builtInControls": []}, UNKNOWN),
        ({"operator": "OR", "builtInControls": [], "authenticationStrength": {"requirementsSatisfied": "mfa"}}, True),
        ({"operator": "OR", "builtInControls": [], "authenticationStrength": {"requirementsSatisfied": "none"}}, False),
        ({"operator": "OR", "builtInControls": [], "authenticationStrength": {"allowedCombinations": ["fido2"]}}, True),
        ({"operator": "OR", "builtInControls": [], "authenticationStrength": {}}, UNKNOWN),
    ],
)
def test_whether_a_policy_asks_for_mfa(grant: Any, found: Any) -> None:
    assert seen(built(lambda body: body.update(grantControls=grant)).requires_mfa) == found


def test_a_policy_without_its_members() -> None:
    def forget(body: dict[str, Any]) -> None:
        del body["grantControls"], body["conditions"]

    read = built(forget)
    facts = (read.requires_mfa, read.covers_all_users, read.covers_all_applications, read.covers_azure_management)
    assert [seen(item) for item in (*facts, read.narrowed_by)] == [UNKNOWN] * 5


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("clientAppTypes", ["browser"], ["client_app_types"]),
        ("platforms", {"includePlatforms": ["all"], "excludePlatforms": []}, []),
        ("platforms", {"includePlatforms": ["all"], "excludePlatforms": ["iOS"]}, ["platforms"]),
        ("insiderRiskLevels", "elevated", ["insider_risk"]),
        ("devices", {"deviceFilter": {"mode": "exclude", "rule": "x"}}, ["devices"]),
        ("agentIdRiskLevels", ["high"], [UNKNOWN]),
        ("agentIdRiskLevels", [], []),
    ],
)
def test_what_narrows_a_policy(name: str, value: Any, found: list[str]) -> None:
    assert seen(built(lambda body: body["conditions"].update({name: value})).narrowed_by) == found


def test_an_application_filter_narrows_a_policy() -> None:
    def filtered(body: dict[str, Any]) -> None:
        body["conditions"]["applications"]["applicationFilter"] = {"mode": "exclude", "rule": "x"}

    assert built(filtered).narrowed_by == ["application_filter"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"@odata.type": "#microsoft.graph.ipNamedLocation", "isTrusted": True, "ipRanges": []}, ("ip", True, [])),
        ({"@odata.type": "#microsoft.graph.ipNamedLocation"}, ("ip", UNKNOWN, UNKNOWN)),
        ({"@odata.type": "#microsoft.graph.countryNamedLocation"}, ("country", False, [])),
        ({"@odata.type": "#microsoft.graph.compliantNetworkNamedLocation", "isTrusted": True}, (UNKNOWN, UNKNOWN, UNKNOWN)),
    ],
)
def test_named_locations(body: dict[str, Any], found: tuple[Any, ...]) -> None:
    read = conditional_access.build_location(PLACE, Answer({"id": "l", **body}, "graph:named_locations.value"), Got({}))
    assert (seen(read.kind), seen(read.trusted), seen(read.ip_ranges)) == found


OLD, RECENT, NEVER = "2023-06-01T00:00:00Z", "2026-10-01T00:00:00Z", "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("activity", "found"),
    [
        (None, datetime(2020, 1, 1, tzinfo=UTC)),
        ({"lastSuccessfulSignInDateTime": RECENT, "lastSignInDateTime": OLD}, datetime(2026, 10, 1, tzinfo=UTC)),
        ({"lastSignInDateTime": OLD}, datetime(2023, 6, 1, tzinfo=UTC)),
        ({"lastSignInDateTime": OLD, "lastNonInteractiveSignInDateTime": RECENT}, UNKNOWN),
        ({}, UNKNOWN),
        ({"lastSuccessfulSignInDateTime": NEVER, "lastSignInDateTime": NEVER}, datetime(2020, 1, 1, tzinfo=UTC)),
        ({"lastSignInDateTime": OLD, "lastNonInteractiveSignInDateTime": NEVER}, datetime(2023, 6, 1, tzinfo=UTC)),
        ({"lastSuccessfulSignInDateTime": NEVER, "lastSignInDateTime": RECENT}, UNKNOWN),
    ],
)
def test_the_last_sign_in(activity: dict[str, Any] | None, found: Any) -> None:
    body = {"id": USER} if activity is None else {"id": USER, "signInActivity": activity}
    assert seen(user(details(sign_ins=row(**body))).idle_since) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"passwordCredentials": [], "keyCredentials": []}, []),
        ({"keyCredentials": []}, [UNKNOWN]),
        ({"passwordCredentials": [{"endDateTime": None}], "keyCredentials": []}, [None]),
        ({"passwordCredentials": [{}], "keyCredentials": []}, [UNKNOWN]),
    ],
)
def test_credentials(body: dict[str, Any], found: list[Any]) -> None:
    read: Any = entra.build_application(PLACE, Answer({"id": "a", "appId": "A", **body}, "graph:applications.value"), Got({}))
    assert [UNKNOWN if isinstance(item, Unknown) else seen(item.expires) for item in read.credentials] == found


def test_roles_in_a_part_of_the_tenant_are_held_but_do_not_count_for_policies() -> None:
    holders: list[entra.Holder | Unknown] = [(ADMINISTRATOR, USER, False), ("r", "somebody", True)]
    assert entra._held(holders, USER) == [ADMINISTRATOR]
    assert entra._held(holders, USER, whole=True) == []
    assert seen(entra._held([*holders, ("r", DENIED, True), DENIED], USER)) == [ADMINISTRATOR, UNKNOWN]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, [(ADMINISTRATOR, USER, True)]),
        ({"principal": {"@odata.type": "#microsoft.graph.agentIdentity"}}, [(ADMINISTRATOR, USER, True)]),
        ({"principal": None}, [(ADMINISTRATOR, UNKNOWN, True)]),
        ({"directoryScopeId": None}, [(ADMINISTRATOR, USER, False)]),
        ({"directoryScopeId": []}, [UNKNOWN]),
    ],
)
def test_who_holds_a_role(change: dict[str, Any], found: list[Any]) -> None:
    class Listed:
        def pages(self, operation: str, **arguments: str) -> list[Answer]:
            return [row(**{**directory_role(ADMINISTRATOR, USER), **change})]

    read: Any = [item if isinstance(item, Unknown) else tuple(map(seen, item)) for item in entra._each_holder(Listed())]  # type: ignore[arg-type]
    assert seen(read) == found
