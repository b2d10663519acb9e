"""Users and app registrations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.entra import consent_to_unverified, guest_role, has_mfa, user_consent_policies
from tests.support.plans import asset, assets, resource

ID = "11111111-0000-0000-0000-00000000000A"
END = "2027-01-31T00:00:00Z"
AT = datetime(2027, 1, 31, tzinfo=UTC)
DOUBT = Unknown("denied")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"account_enabled": True, "user_type": "Guest"}, (True, True)),
        ({"account_enabled": None, "user_type": "Member"}, (True, False)),
        ({"account_enabled": False}, (False, None)),
    ],
)
def test_a_user(values: dict[str, Any], found: tuple[bool, bool | None]) -> None:
    read = asset(resource("azuread_user.a", {"user_principal_name": "a@clinic.example", "object_id": ID, **values}))
    assert (read.name, read.object_id, read.enabled) == ("a@clinic.example", ID.lower(), found[0])
    assert read.guest == found[1] or (found[1] is None and isinstance(read.guest, Unknown))
    assert isinstance(read.mfa, Unknown)


@pytest.mark.parametrize(("kind", "guest"), [(None, True), ("Guest", True), ("Member", False)])
def test_an_invited_user(kind: str | None, guest: bool) -> None:
    read = asset(
        resource("azuread_invitation.a", {"user_email_address": "a@example.org", "user_type": kind}, unknown=["user_id"])
    )
    assert read.guest is guest
    assert isinstance(read.object_id, Unknown)


@pytest.mark.parametrize("argument", ["application_id", "application_object_id"])
def test_credentials_find_their_application_in_each_version(argument: str) -> None:
    application = resource("azuread_application.a", {"display_name": "a"})
    other = resource("azuread_application.b", {"display_name": "b"})
    path = "azuread_application.a.id" if argument == "application_id" else "azuread_application.a.object_id"
    secret = resource("azuread_application_password.a", {"end_date": END}, refs={argument: path})
    certificate = resource("azuread_application_certificate.a", {}, unknown=["end_date"], refs={argument: path})
    found: Any = assets(application, other, secret, certificate)
    first, second = found["azuread_application.a"].credentials
    assert (first.kind, first.expires, second.kind) == ("password", AT, "certificate")
    assert isinstance(second.expires, Unknown)
    assert found["azuread_application.b"].credentials == []


def test_a_secret_of_the_application_itself() -> None:
    values = {"display_name": "a", "client_id": ID, "password": [{"display_name": "p", "end_date": END}]}
    read = asset(resource("azuread_application.a", values))
    assert read.application_id == ID.lower()
    assert [(item.kind, item.expires) for item in read.credentials] == [("password", AT)]


def test_a_secret_that_may_belong_to_any_application() -> None:
    secret = resource("azuread_application_password.a", {"end_date": END}, refs={"application_id": "local.application"})
    found: Any = assets(resource("azuread_application.a", {"display_name": "a"}), secret)
    assert isinstance(found["azuread_application.a"].credentials[0], Unknown)


def test_a_secret_of_an_application_that_is_not_in_the_plan() -> None:
    read = asset(resource("azuread_application_password.a", {"end_date": END, "application_id": f"/applications/{ID}"}))
    assert read.credentials[0].expires == AT
    assert isinstance(read.credentials[1], Unknown)


@pytest.mark.parametrize(
    ("registered", "enforced", "found"),
    [(True, False, True), (False, True, True), (False, False, False), (False, DOUBT, DOUBT), (DOUBT, True, DOUBT)],
)
def test_mfa_is_what_was_registered_or_is_surely_asked_for(registered: Any, enforced: Any, found: Any) -> None:
    assert has_mfa(registered, enforced) == found


def test_consent_policies() -> None:
    assigned = ["ManagePermissionGrantsForSelf.microsoft-user-default-low", "managePermissionGrantsForOwnedResource.x"]
    found = user_consent_policies([*assigned])
    assert found == ["microsoft-user-default-low"]
    assert user_consent_policies(["microsoft-user-default-legacy"]) == ["microsoft-user-default-legacy"]
    assert consent_to_unverified(found) is False
    assert consent_to_unverified(["microsoft-user-default-legacy", "x"]) is True
    assert isinstance(consent_to_unverified(["x"]), Unknown)


def test_roles_of_guests() -> None:
    assert guest_role("2AF84B1E-32c8-42b7-82bc-daa82404023b") == "RestrictedGuest"
    assert isinstance(guest_role("x"), Unknown)
