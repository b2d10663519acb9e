"""The subscription: what Defender for Cloud, its contacts and its owners come to when answers lack members."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.subscription import build
from hipaacheck_live.answers import Answer
from tests.azure.cases import subscription
from tests.support import azure, plans

DOUBT = Unknown("denied")
EMPTY: dict[str, Any] = {
    "Microsoft.Security/pricings": [],
    "Microsoft.Security/settings": [],
    "Microsoft.Security/securityContacts": [],
    "Microsoft.Insights/diagnosticSettings": [],
    "Microsoft.Insights/logprofiles": [],
    "owners": [],
    "organizational_units": None,
}


def made(kind: str = "", *properties: Any, old: bool = False) -> Any:
    """The subscription, when a list has items with these properties."""
    items = [
        item if isinstance(item, Unknown) else Answer({"name": "x", "properties": item}, kind, old=old) for item in properties
    ]
    body = Answer({"id": "/subscriptions/S", "displayName": "Clinic", "tags": {"a": "b"}}, "Microsoft.Resources/subscriptions")
    return build(Place(account="s"), body, Got(EMPTY | ({kind: items} if kind else {})))


def test_an_empty_subscription() -> None:
    read = made()
    assert (read.resource_id, read.name, read.region, read.whole) == ("/subscriptions/s", "Clinic", "global", True)
    assert (read.defender_plans, read.security_contacts, read.attack_path_risk, read.owners) == ([], [], None, [])
    assert read.organizational_units is None


@pytest.mark.parametrize(
    ("inner", "old", "extensions"),
    [
        ({"pricingTier": "Free"}, False, []),
        ({"pricingTier": "Free"}, True, None),
        (
            {"pricingTier": "Standard", "extensions": [{"name": "A", "isEnabled": "True"}, {"name": "B", "isEnabled": "False"}]},
            False,
            ["A"],
        ),
        ({"pricingTier": "Standard", "extensions": "x"}, False, None),
    ],
)
def test_extensions_of_plans(inner: dict[str, Any], old: bool, extensions: list[str] | None) -> None:
    found = made("Microsoft.Security/pricings", inner, old=old).defender_plans[0].extensions
    assert found == extensions if extensions is not None else isinstance(found, Unknown)


def contact(**more: Any) -> dict[str, Any]:
    """The properties of a contact, without those that are given as null."""
    inner: dict[str, Any] = subscription.contact("x", enabled=True)["properties"] | more
    return {name: value for name, value in inner.items() if value is not None}


@pytest.mark.parametrize(
    ("inner", "addresses", "roles", "alerts", "risk"),
    [
        (contact(), True, ["Owner"], True, "High"),
        (contact(isEnabled=False), False, [], False, None),
        (contact(isEnabled=None), "?", "?", "?", "?"),
        (contact(emails=""), False, ["Owner"], True, "High"),
        (contact(notificationsByRole={"state": "Off", "roles": ["Owner"]}), True, [], True, "High"),
        (contact(notificationsByRole=None), True, "?", True, "High"),
        (contact(notificationsSources=[]), True, ["Owner"], False, None),
        (contact(notificationsSources=None), True, ["Owner"], "?", "?"),
        (contact(notificationsSources=[{"minimalSeverity": "Low"}]), True, ["Owner"], "?", "?"),
    ],
)
def test_contacts(inner: dict[str, Any], addresses: Any, roles: Any, alerts: Any, risk: Any) -> None:
    read = made("Microsoft.Security/securityContacts", inner)
    found = read.security_contacts[0]
    for actual, wanted in (
        (found.addresses, addresses),
        (found.roles, roles),
        (found.alerts, alerts),
        (read.attack_path_risk, risk),
    ):
        assert isinstance(actual, Unknown) if wanted == "?" else actual == wanted


def test_the_lowest_risk_of_all_contacts_counts() -> None:
    def told(risk: str) -> dict[str, Any]:
        return contact(notificationsSources=[{"sourceType": "AttackPath", "minimalRiskLevel": risk}])

    kind = "Microsoft.Security/securityContacts"
    assert made(kind, told("Critical"), told("Medium")).attack_path_risk == "Medium"
    assert made(kind, DOUBT, told("Low")).attack_path_risk == "Low"
    assert isinstance(made(kind, DOUBT, told("Medium")).attack_path_risk, Unknown)


@pytest.mark.parametrize("kind", sorted(kind for kind, value in EMPTY.items() if value == [] and kind != "owners"))
def test_what_lacks_everything_is_unknown(kind: str) -> None:
    read = made(kind, {}, DOUBT, old=True)
    fields = {
        "Microsoft.Security/pricings": read.defender_plans,
        "Microsoft.Security/settings": read.defender_settings,
        "Microsoft.Security/securityContacts": read.security_contacts,
        "Microsoft.Insights/diagnosticSettings": read.activity_log_settings,
        "Microsoft.Insights/logprofiles": read.log_profiles,
    }
    found, doubt = fields[kind]
    names = [
        name
        for name in found.__struct_fields__
        if name not in ("name", "workspace_id", "storage_account_id", "event_hub_rule_id")
    ]
    assert [name for name in names if not isinstance(getattr(found, name), Unknown)] == []
    assert doubt == DOUBT


def owners(**bodies: Any) -> list[str | Unknown]:
    """Who owns the subscription of the case, in which some bodies differ."""
    estate = dict(subscription.CASE.estate) | {name.replace("__", "/"): body for name, body in bodies.items()}
    found = azure.scan(azure.Estate(estate), {"azure.subscription": frozenset({"owners"})}).assets[0]
    result: list[str | Unknown] = getattr(found, "owners")  # noqa: B009
    return result


def test_owners() -> None:
    assert owners() == ["u1", "u2"]
    assert owners(**{"/v1.0/groups/" + subscription.GROUP + "/transitiveMembers": [{"id": "u2"}]})[0] == "u1"
    assert isinstance(owners(**{"/v1.0/groups/" + subscription.GROUP + "/transitiveMembers": [{"id": "u2"}]})[1], Unknown)


def test_an_assignment_that_outlived_its_user_makes_no_owner() -> None:
    class Gone(azure.Estate):
        def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
            if "/users/" in url:
                return (
                    404,
                    {"Content-Type": "application/json"},
                    b'{"error": {"code": "Request_ResourceNotFound", "message": ""}}',
                )
            return super().answer(url)

    estate = dict(subscription.CASE.estate) | {f"/v1.0/groups/{subscription.GROUP}/transitiveMembers": []}
    inventory = azure.scan(Gone(estate), {"azure.subscription": frozenset({"owners"})})
    found: Any = inventory.assets[0]
    assert (found.owners, inventory.gaps) == ([], ())


def test_a_subscription_that_does_not_use_defender_has_none_of_it() -> None:
    class Unregistered(azure.Estate):
        def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
            if "/Microsoft.Security/" in url:
                return (
                    404,
                    {"Content-Type": "application/json"},
                    b'{"error": {"code": "Subscription Not Registered", "message": ""}}',
                )
            return super().answer(url)

    needs = {
        "azure.subscription": frozenset({"defender_plans", "security_contacts"}),
        "azure.defender.assessment": frozenset({"*"}),
    }
    inventory = azure.scan(Unregistered({}), needs)
    found: Any = inventory.assets[0]
    assert (found.defender_plans, found.security_contacts, inventory.gaps, len(inventory.assets)) == ([], [], (), 1)


def test_log_profiles_of_an_azure_that_no_longer_has_them() -> None:
    class Retired(azure.Estate):
        def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
            if "/logprofiles" in url:
                return 404, {"Content-Type": "application/json"}, b'{"error": {"code": "InvalidResourceType", "message": ""}}'
            return super().answer(url)

    inventory = azure.scan(Retired({}), {"azure.subscription": frozenset({"log_profiles"})})
    found: Any = inventory.assets[0]
    assert (found.log_profiles, inventory.gaps) == ([], ())


def test_plan_and_subscription_give_equal_fields() -> None:
    extension = [{"name": "ContainerRegistriesVulnerabilityAssessments"}]
    pricing = {"resource_type": "Containers", "tier": "Standard", "subplan": None, "extension": extension}
    contact_ = {"email": "security@clinic.example", "alert_notifications": True, "alerts_to_admins": True}
    logs = [{"category": name} for name in ("Administrative", "Security", "Alert", "Policy")]
    log = {"name": "audit", "target_resource_id": subscription.OWN, "storage_account_id": subscription.STORE, "enabled_log": logs}
    planned: Any = plans.assets(
        plans.resource("azurerm_security_center_subscription_pricing.a", pricing),
        plans.resource("azurerm_security_center_contact.a", contact_),
        plans.resource("azurerm_security_center_setting.a", {"setting_name": "MCAS", "enabled": True}),
        plans.resource("azurerm_monitor_diagnostic_setting.a", log),
        plans.resource("azurerm_monitor_log_profile.a", {"categories": ["Write", "Delete", "Action"]}),
    )["azure.subscription"]
    live: Any = azure.assets(subscription.CASE.estate, "azure.subscription")[azure.SUBSCRIPTION]
    for field in ("defender_plans", "defender_settings"):
        assert getattr(planned, field)[0] in getattr(live, field)
    for field in ("security_contacts", "activity_log_settings", "activity_log_storage_ids", "log_profiles"):
        assert getattr(planned, field) == getattr(live, field)
