"""Conditional access policies and named locations."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.conditional_access import AZURE_MANAGEMENT
from tests.support.plans import asset, assets, resource

UNKNOWN = "unknown"
GROUP = "11111111-0000-0000-0000-000000000000"
USERS = [f"22222222-0000-0000-0000-00000000000{number}" for number in range(3)]
EVERYBODY = {"included_users": ["All"]}
MFA = {"operator": "OR", "built_in_controls": ["mfa"]}


def policy(
    users: Any = EVERYBODY, applications: Any = None, grant: Any = MFA, refs: Any = None, **conditions: Any
) -> dict[str, Any]:
    """A policy that is in force. Conditions are those beside users and applications."""
    values = {
        "display_name": "p",
        "state": "enabled",
        "conditions": [
            {
                "client_app_types": ["all"],
                "users": [users],
                "applications": [applications or {"included_applications": ["All"]}],
                **conditions,
            }
        ],
        "grant_controls": [grant] if grant else [],
    }
    return resource("azuread_conditional_access_policy.p", values, refs=refs)


def seen(value: Any) -> Any:
    """The value, all doubts alike."""
    return UNKNOWN if isinstance(value, Unknown) else value


def test_a_policy_for_everybody() -> None:
    read = asset(policy())
    assert (read.state, read.requires_mfa, read.covers_all_users, read.covers_all_applications) == ("enabled", True, True, True)
    assert (read.covers_azure_management, read.narrowed_by, read.region, read.tags.items) == (True, [], "global", {})


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"excluded_users": USERS[:2]}, True),
        ({"excluded_users": USERS}, False),
        ({"excluded_users": ["GuestsOrExternalUsers"]}, False),
        ({"excluded_guests_or_external_users": [{"guest_or_external_user_types": ["internalGuest"]}]}, False),
        ({"excluded_groups": [GROUP]}, UNKNOWN),
        ({"excluded_roles": [GROUP]}, UNKNOWN),
        ({"excluded_roles": ["D29B2B05-8046-44ba-8758-1e26182fcf32"]}, True),
        ({"included_users": ["None"], "included_roles": [GROUP]}, False),
        ({"included_users": ["GuestsOrExternalUsers"]}, False),
        ({"included_users": None, "included_groups": [GROUP]}, UNKNOWN),
        ({"included_users": USERS[:1]}, UNKNOWN),
    ],
)
def test_whom_it_covers(more: dict[str, Any], found: Any) -> None:
    assert seen(asset(policy({**EVERYBODY, **more})).covers_all_users) == found


@pytest.mark.parametrize(
    ("grant", "found"),
    [
        (None, False),
        ({"operator": "OR", "built_in_controls": ["mfa", "compliantDevice"]}, False),
        ({"operator": "AND", "built_in_controls": ["mfa", "compliantDevice"]}, True),
        ({"operator": "OR", "built_in_controls": ["mfa"], "terms_of_use": [GROUP]}, False),
        ({"operator": "OR", "built_in_controls": ["block"]}, False),
        ({"operator": "OR", "authentication_strength_policy_id": "00000000-0000-0000-0000-000000000004"}, True),
        ({"operator": "OR", "authentication_strength_policy_id": f"/policies/authenticationStrengthPolicies/{GROUP}"}, UNKNOWN),
    ],
)
def test_whether_it_asks_for_mfa(grant: Any, found: Any) -> None:
    assert seen(asset(policy(grant=grant)).requires_mfa) == found


@pytest.mark.parametrize(
    ("combinations", "found"),
    [
        (["fido2", "password,sms"], True),
        (["fido2", "password"], False),
        (["fido2", "x"], UNKNOWN),
    ],
)
def test_an_authentication_strength_of_the_same_plan(combinations: list[str], found: Any) -> None:
    strength = resource("azuread_authentication_strength_policy.s", {"display_name": "s", "allowed_combinations": combinations})
    item = policy(grant={"operator": "OR"})
    item["change"]["change"]["after_unknown"]["grant_controls"] = [{"authentication_strength_policy_id": True}]
    item["config"]["expressions"]["grant_controls"] = [
        {"authentication_strength_policy_id": {"references": ["azuread_authentication_strength_policy.s.id"]}}
    ]
    read: Any = assets(item, strength)["azuread_conditional_access_policy.p"]
    assert seen(read.requires_mfa) == found


@pytest.mark.parametrize(
    ("applications", "found"),
    [
        ({"included_applications": ["All"], "excluded_applications": [GROUP]}, (False, True)),
        ({"included_applications": ["All"], "excluded_applications": [AZURE_MANAGEMENT.upper()]}, (False, False)),
        ({"included_applications": ["All"], "excluded_applications": ["MicrosoftAdminPortals"]}, (False, UNKNOWN)),
        ({"included_applications": [AZURE_MANAGEMENT]}, (False, True)),
        ({"included_applications": ["Office365"]}, (False, False)),
        ({"included_user_actions": ["urn:user:registerdevice"]}, (False, False)),
    ],
)
def test_what_it_covers(applications: dict[str, Any], found: tuple[Any, Any]) -> None:
    read = asset(policy(applications=applications))
    assert (read.covers_all_applications, seen(read.covers_azure_management)) == found


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"client_app_types": ["browser"]}, ["client_app_types"]),
        ({"locations": [{"included_locations": ["All"], "excluded_locations": ["AllTrusted"]}]}, ["locations"]),
        ({"locations": [{"included_locations": ["All"], "excluded_locations": []}]}, []),
        ({"platforms": [{"included_platforms": ["all"]}]}, []),
        ({"client_app_types": ["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"]}, []),
        ({"platforms": [{"included_platforms": ["linux"]}]}, ["platforms"]),
        ({"sign_in_risk_levels": ["high"], "user_risk_levels": ["high"]}, ["sign_in_risk", "user_risk"]),
        ({"insider_risk_levels": "minor"}, ["insider_risk"]),
        ({"devices": [{"filter": [{"mode": "exclude", "rule": "x"}]}]}, ["devices"]),
        ({"client_applications": [{"included_service_principals": ["x"]}]}, ["service_principals"]),
        ({"authentication_flow_transfer_methods": ["deviceCodeFlow"]}, ["authentication_flows"]),
    ],
)
def test_what_narrows_it(conditions: dict[str, Any], found: list[str]) -> None:
    assert asset(policy(**conditions)).narrowed_by == found


def test_an_application_filter_narrows_it() -> None:
    read = asset(policy(applications={"included_applications": ["All"], "filter": [{"mode": "exclude", "rule": "x"}]}))
    assert read.narrowed_by == ["application_filter"]


def test_a_condition_that_the_provider_computes_narrows_nothing() -> None:
    item = policy()
    item["change"]["change"]["after_unknown"]["conditions"] = [{"insider_risk_levels": True}]
    assert asset(item).narrowed_by == []


def test_conditions_that_are_not_known() -> None:
    read = asset(
        resource("azuread_conditional_access_policy.p", {"display_name": "p", "state": "enabled"}, unknown=["conditions"])
    )
    facts = (read.covers_all_users, read.covers_all_applications, read.covers_azure_management, read.narrowed_by)
    assert [seen(item) for item in facts] == [UNKNOWN] * 4
    assert read.requires_mfa is False


def test_named_locations() -> None:
    ip = {
        "display_name": "a",
        "id": f"/identity/conditionalAccess/namedLocations/{GROUP}",
        "ip": [{"ip_ranges": ["203.0.113.0/24"]}],
    }
    country = {"display_name": "b", "ip": [], "country": [{"countries_and_regions": ["US"]}]}
    found: Any = assets(resource("azuread_named_location.a", ip), resource("azuread_named_location.b", country))
    one, other = found["azuread_named_location.a"], found["azuread_named_location.b"]
    assert (one.object_id, one.kind, one.trusted, one.ip_ranges) == (GROUP, "ip", False, ["203.0.113.0/24"])
    assert (other.kind, other.trusted, other.ip_ranges) == ("country", False, [])
