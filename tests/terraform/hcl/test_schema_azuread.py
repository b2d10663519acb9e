"""What azuread does with arguments that are left out: form and well-known facts. No real plan of it is at hand."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck_terraform.mappers import MAPPERS
from tests.support.left_out import FOLDER, arguments, at, table

TABLE = table("azuread")
TYPES = {name for names in MAPPERS.values() for name in names if name.startswith("azuread_")}
_POLICY = "azuread_conditional_access_policy"
FACTS: dict[str, dict[str, Any]] = {
    "azuread_application.client_id": {"c": 1},
    "azuread_application.notes": {},
    "azuread_application.public_client": {"v": 1},
    "azuread_application_certificate.value": {"r": 1, "s": 1},
    "azuread_application_password.end_date": {"c": 1},
    "azuread_application_password.value": {"c": 1, "s": 1},
    "azuread_application_registration.sign_in_audience": {"d": "AzureADMyOrg"},
    "azuread_authentication_strength_policy.allowed_combinations": {"r": 1},
    f"{_POLICY}.conditions": {"r": 1},
    f"{_POLICY}.conditions.client_app_types": {"r": 1},
    f"{_POLICY}.conditions.users.included_users": {},
    f"{_POLICY}.grant_controls": {},
    f"{_POLICY}.grant_controls.built_in_controls": {},
    f"{_POLICY}.session_controls": {},
    f"{_POLICY}.state": {"r": 1},
    "azuread_invitation.user_type": {"d": "Guest"},
    "azuread_named_location.ip": {},
    "azuread_named_location.ip.trusted": {},
    "azuread_user.account_enabled": {"d": True},
    "azuread_user.force_password_change": {"d": False},
    "azuread_user.password": {"c": 1, "s": 1},
    "azuread_user.user_type": {"c": 1},
}


def test_every_mapped_type_is_in_the_table() -> None:
    assert set(TABLE) == TYPES


def test_every_argument_has_at_most_one_meaning() -> None:
    every = [item for kind, specs in TABLE.items() for item in arguments(specs, kind)]
    assert len(every) > 200
    assert [path for path, spec in every if len(spec.left_out()) > 1] == []
    assert [kind for kind, specs in TABLE.items() if specs["id"].left_out() != ["c"]] == []


def test_lines_and_keys_are_sorted() -> None:
    lines = (FOLDER / "azuread.json").read_text("utf-8").splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("{", "}", len(TABLE) + 2)
    assert list(TABLE) == sorted(TABLE)
    assert all(list(specs) == sorted(specs) for specs in TABLE.values())


@pytest.mark.parametrize("path", sorted(FACTS))
def test_fact(path: str) -> None:
    assert at(TABLE, path).facts() == FACTS[path]
