"""Cognito user pools and their clients."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

CLIENT = "aws_cognito_user_pool_client.a"


def client(values: dict[str, Any], **more: Any) -> Any:
    return asset(resource(CLIENT, {"name": "portal", "user_pool_id": "us-east-1_a", **values}, **more))


@pytest.mark.parametrize(("values", "wanted"), [({}, "OFF"), ({"mfa_configuration": "ON"}, "ON")])
def test_mfa(values: dict[str, str], wanted: str) -> None:
    assert asset(resource("aws_cognito_user_pool.a", {"name": "a", **values})).mfa_configuration == wanted


def test_mfa_that_is_not_known() -> None:
    found = asset(resource("aws_cognito_user_pool.a", {"name": "a"}, refs={"mfa_configuration": "var.mfa"}))
    assert isinstance(found.mfa_configuration, Unknown)


def test_validity_in_usual_and_other_units() -> None:
    usual = client({"access_token_validity": 2, "id_token_validity": 3, "refresh_token_validity": 1})
    assert (usual.access_token_validity, usual.id_token_validity, usual.refresh_token_validity) == (7200, 10800, 86400)
    units = [{"access_token": "minutes", "id_token": "seconds", "refresh_token": "hours"}]
    other = client(
        {"access_token_validity": 2, "id_token_validity": 300, "refresh_token_validity": 1, "token_validity_units": units}
    )
    assert (other.access_token_validity, other.id_token_validity, other.refresh_token_validity) == (120, 300, 3600)


def test_what_is_not_declared_is_what_cognito_takes() -> None:
    found = client(dict.fromkeys(("access_token_validity", "id_token_validity", "refresh_token_validity")))
    assert (found.access_token_validity, found.id_token_validity, found.refresh_token_validity) == (3600, 3600, 2592000)
    assert isinstance(found.token_revocation, Unknown)


def test_what_is_known_only_after_apply_is_unknown() -> None:
    computed = ("access_token_validity", "token_validity_units", "enable_token_revocation")
    found = client({"id_token_validity": 2}, unknown=computed)
    assert isinstance(found.access_token_validity, Unknown)
    assert isinstance(found.token_revocation, Unknown)
    assert found.id_token_validity == 7200  # no block of units is declared


def test_units_that_are_not_known() -> None:
    units = {"token_validity_units": [{"id_token": True}]}
    found = client({"id_token_validity": 2, "token_validity_units": [{"access_token": "minutes"}]}, unknown=units)
    assert isinstance(found.id_token_validity, Unknown)


@pytest.mark.parametrize("value", [True, False])
def test_revocation(value: bool) -> None:
    assert client({"enable_token_revocation": value}).token_revocation is value


def test_a_client_of_a_pool_in_the_same_plan_and_a_managed_one() -> None:
    found = assets(
        resource("aws_cognito_user_pool.p", {"name": "p"}),
        resource(CLIENT, {"name": "a"}, refs={"user_pool_id": "aws_cognito_user_pool.p.id"}),
        resource("aws_cognito_managed_user_pool_client.b", {"name": "b", "user_pool_id": "us-east-1_a"}),
    )
    pool: Any = found[CLIENT]
    assert isinstance(pool.user_pool, Unknown)
    assert pool.user_pool.refers == "aws_cognito_user_pool.p"
    assert getattr(found["aws_cognito_managed_user_pool_client.b"], "user_pool", None) == "us-east-1_a"
