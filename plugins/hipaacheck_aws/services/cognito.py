"""Amazon Cognito: user pools and their clients.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html,
API_DescribeUserPoolClient.html. The latter gives the client's secret too, which is redacted before anything sees the answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.cognito import UserPool, UserPoolClient, access_validity, refresh_validity
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_POOL = "cognito-idp:DescribeUserPool"
_CLIENT = "cognito-idp:DescribeUserPoolClient"
_MOST = 60
"""Items on a page; the service wants to be told."""


def _find_pools(reader: Reader) -> Iterator[Answer]:
    for item in reader.pages("cognito-idp:ListUserPools", "UserPools", MaxResults=_MOST):
        if isinstance(item, Answer):
            yield item


def _find_clients(reader: Reader) -> Iterator[Answer]:
    for pool in _find_pools(reader):
        for item in reader.pages(
            "cognito-idp:ListUserPoolClients", "UserPoolClients", UserPoolId=pool.known("Id"), MaxResults=_MOST
        ):
            if isinstance(item, Answer):
                yield item


def build_pool(place: Place, item: Answer, got: Got) -> UserPool:
    """One asset per user pool."""
    arn = place.arn("cognito-idp", f"userpool/{item.known('Id')}")
    return UserPool(
        **place.common(arn, item.known("Name"), got.read(_POOL, _tags)),
        arn=arn,
        mfa_configuration=got.read(_POOL, _mfa),
    )


def _tags(answer: Answer) -> Tags | Unknown:
    pool = answer.sure("UserPool", answer.block("UserPool"))
    return pool if isinstance(pool, Unknown) else tags(pool, "UserPoolTags")


def _mfa(answer: Answer) -> str | Unknown:
    pool = answer.sure("UserPool", answer.block("UserPool"))
    return pool if isinstance(pool, Unknown) else pool.required("MfaConfiguration")


def build_client(place: Place, item: Answer, got: Got) -> UserPoolClient:
    """One asset per client. Cognito gives no ARN of it, and no tags."""
    pool = item.known("UserPoolId")
    arn = place.arn("cognito-idp", f"userpool/{pool}/client/{item.known('ClientId')}")
    return UserPoolClient(
        **place.common(arn, item.known("ClientName"), tags(None, "")),
        user_pool=pool,
        access_token_validity=got.read(_CLIENT, lambda answer: _validity(answer, "AccessToken")),
        id_token_validity=got.read(_CLIENT, lambda answer: _validity(answer, "IdToken")),
        refresh_token_validity=got.read(_CLIENT, lambda answer: _validity(answer, "RefreshToken")),
        token_revocation=got.read(_CLIENT, _revocation),
    )


def _client(answer: Answer) -> Answer | Unknown:
    return answer.sure("UserPoolClient", answer.block("UserPoolClient"))


def _validity(answer: Answer, token: str) -> int | Unknown:
    """What is not set is what Cognito documents: an hour, and 30 days for refresh tokens."""
    client = _client(answer)
    if isinstance(client, Unknown):
        return client
    unit = client.part("TokenValidityUnits", lambda units: units.text(token))
    in_seconds = refresh_validity if token == "RefreshToken" else access_validity  # noqa: S105 - a kind of token
    return in_seconds(client.integer(f"{token}Validity"), unit)


def _revocation(answer: Answer) -> bool | Unknown:
    client = _client(answer)
    return client if isinstance(client, Unknown) else client.sure("EnableTokenRevocation", client.flag("EnableTokenRevocation"))


USER_POOLS = Collector(
    asset_type="aws.cognito.user_pool",
    operations=("cognito-idp:ListUserPools",),
    find=_find_pools,
    details=(detail(_POOL, "mfa_configuration", "tags", arguments=lambda item: {"UserPoolId": item.known("Id")}),),
    build=build_pool,
)
USER_POOL_CLIENTS = Collector(
    asset_type="aws.cognito.user_pool_client",
    operations=("cognito-idp:ListUserPools", "cognito-idp:ListUserPoolClients"),
    find=_find_clients,
    details=(
        detail(
            _CLIENT,
            "access_token_validity",
            "id_token_validity",
            "refresh_token_validity",
            "token_revocation",
            arguments=lambda item: {"UserPoolId": item.known("UserPoolId"), "ClientId": item.known("ClientId")},
        ),
    ),
    build=build_client,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation is called like its IAM action."""
