"""Cognito user pools and their clients."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource


def seed(client: Client) -> None:
    """`patients` must use MFA and its portal forgets them soon; `visitors` may, with the defaults of long ago for its kiosk."""
    cognito = client("cognito-idp")
    patients = cognito.create_user_pool(PoolName="patients", MfaConfiguration="ON", UserPoolTags={"DataClassification": "PHI"})
    visitors = cognito.create_user_pool(PoolName="visitors", MfaConfiguration="OPTIONAL")
    cognito.create_user_pool_client(
        UserPoolId=patients["UserPool"]["Id"],
        ClientName="portal",
        GenerateSecret=True,
        AccessTokenValidity=30,
        IdTokenValidity=1800,
        RefreshTokenValidity=8,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "seconds", "RefreshToken": "hours"},
        EnableTokenRevocation=True,
    )
    cognito.create_user_pool_client(
        UserPoolId=visitors["UserPool"]["Id"], ClientName="kiosk", AccessTokenValidity=24, EnableTokenRevocation=False
    )


CASE = Case(
    types=("aws.cognito.user_pool", "aws.cognito.user_pool_client"),
    seed=seed,
    expected={
        "aws-cognito-user-pool-mfa-required": {"patients": "pass", "visitors": "fail"},
        "aws-cognito-user-pool-client-token-validity": {"portal": "pass", "kiosk": "fail"},
        "aws-cognito-user-pool-client-session-limited": {"portal": "pass", "kiosk": "fail"},
        "aws-cognito-user-pool-client-token-revocation": {"portal": "pass", "kiosk": "fail"},
    },
    plan=(
        resource(
            "aws_cognito_user_pool.patients",
            {
                "name": "patients",
                "id": "us-east-1_1",
                "arn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_1",
                "mfa_configuration": "ON",
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_cognito_user_pool_client.portal",
            {
                "name": "portal",
                "id": "client-1",
                "user_pool_id": "us-east-1_1",
                "access_token_validity": 30,
                "id_token_validity": 1800,
                "refresh_token_validity": 8,
                "token_validity_units": [{"access_token": "minutes", "id_token": "seconds", "refresh_token": "hours"}],
                "enable_token_revocation": True,
            },
        ),
        resource(
            "aws_cognito_user_pool_client.kiosk",
            {
                "name": "kiosk",
                "id": "client-2",
                "user_pool_id": "us-east-1_2",
                "access_token_validity": 24,
                "id_token_validity": None,
                "refresh_token_validity": None,
                "token_validity_units": [],
                "enable_token_revocation": False,
            },
        ),
    ),
    differences={
        ("aws.cognito.user_pool", "arn"): "AWS makes up ids",
        ("aws.cognito.user_pool_client", "user_pool"): "AWS makes up ids",
    },
)
