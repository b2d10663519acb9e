"""Cognito, from answers that the simulator does not give."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.services.cognito import USER_POOL_CLIENTS, USER_POOLS
from tests.aws.services.scripted import Denied, collect

POOLS = {"cognito-idp:ListUserPools": {"UserPools": [{"Id": "us-east-1_a", "Name": "p"}]}}
CLIENTS = {
    **POOLS,
    "cognito-idp:ListUserPoolClients": {"UserPoolClients": [{"UserPoolId": "us-east-1_a", "ClientId": "c", "ClientName": "n"}]},
}


def client(described: Any) -> Any:
    found, *_ = collect(USER_POOL_CLIENTS, {**CLIENTS, "cognito-idp:DescribeUserPoolClient": described})
    return found[0]


def test_what_a_client_does_not_set_is_what_cognito_documents() -> None:
    found = client({"UserPoolClient": {"RefreshTokenValidity": 0}})
    assert (found.access_token_validity, found.id_token_validity, found.refresh_token_validity) == (3600, 3600, 2592000)
    assert isinstance(found.token_revocation, Unknown)
    assert found.id == "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a/client/c"


@pytest.mark.parametrize(
    ("units", "wanted"),
    [
        ({}, (7200, 172800)),
        ({"AccessToken": "minutes", "RefreshToken": "hours"}, (120, 7200)),
        ({"AccessToken": "days", "RefreshToken": "seconds"}, (172800, 2)),
    ],
)
def test_units(units: dict[str, str], wanted: tuple[int, int]) -> None:
    found = client({"UserPoolClient": {"AccessTokenValidity": 2, "RefreshTokenValidity": 2, "TokenValidityUnits": units}})
    assert (found.access_token_validity, found.refresh_token_validity) == wanted


@pytest.mark.parametrize(
    "described",
    [
        Denied,
        {},
        {"UserPoolClient": {"AccessTokenValidity": 2, "TokenValidityUnits": {"AccessToken": "fortnights"}}},
        {"UserPoolClient": {"AccessTokenValidity": "two"}},
        {"UserPoolClient": {"AccessTokenValidity": 2, "TokenValidityUnits": "?"}},
    ],
)
def test_what_is_not_told_is_unknown(described: Any) -> None:
    assert isinstance(client(described).access_token_validity, Unknown)


@pytest.mark.parametrize(
    ("described", "wanted"),
    [({"UserPool": {"MfaConfiguration": "OPTIONAL"}}, "OPTIONAL"), ({"UserPool": {}}, Unknown), ({}, Unknown), (Denied, Unknown)],
)
def test_mfa(described: Any, wanted: Any) -> None:
    found, *_ = collect(USER_POOLS, {**POOLS, "cognito-idp:DescribeUserPool": described})
    assert found[0].mfa_configuration == wanted or type(found[0].mfa_configuration) is wanted
    assert found[0].arn == "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a"


def test_clients_of_a_pool_that_could_not_be_listed_leave_a_gap() -> None:
    found, _, gaps = collect(USER_POOL_CLIENTS, POOLS)
    assert found == []
    assert [(gap.operation, gap.fields) for gap in gaps.all()] == [("cognito-idp:ListUserPoolClients", ())]
