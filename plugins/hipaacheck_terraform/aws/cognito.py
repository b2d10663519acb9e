"""Amazon Cognito user pools and their clients. Client secrets are never read.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cognito_user_pool,
cognito_user_pool_client, cognito_managed_user_pool_client.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.cognito import UserPool, UserPoolClient, access_validity, refresh_validity
from hipaacheck_terraform.arguments import declared_block, default
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_POOL = ("aws_cognito_user_pool",)


def user_pools(estate: Estate) -> Iterator[UserPool]:
    """One asset per user pool."""
    for resource in estate.each(*_POOL):
        yield UserPool(
            **estate.common(resource, resource.text("name")),
            arn=resource.text("arn"),
            mfa_configuration=default(resource.text("mfa_configuration"), "OFF"),
        )


def user_pool_clients(estate: Estate) -> Iterator[UserPoolClient]:
    """One asset per client. A managed client is one that another service made, with arguments of the same names."""
    for resource in estate.each("aws_cognito_user_pool_client", "aws_cognito_managed_user_pool_client"):
        units = declared_block(resource, "token_validity_units")
        yield UserPoolClient(
            **estate.common(resource, resource.text("name")),
            user_pool=default(
                estate.link(resource, "user_pool_id", _POOL), Unknown("not declared", f"{resource.address}.user_pool_id")
            ),
            access_token_validity=access_validity(resource.integer("access_token_validity"), _unit(units, "access_token")),
            id_token_validity=access_validity(resource.integer("id_token_validity"), _unit(units, "id_token")),
            refresh_token_validity=refresh_validity(resource.integer("refresh_token_validity"), _unit(units, "refresh_token")),
            token_revocation=_revocation(resource),
        )


def _unit(units: Block | Unknown | None, name: str) -> str | Unknown | None:
    return units.text(name) if isinstance(units, Block) else units


def _revocation(resource: Resource) -> bool | Unknown:
    """On for clients that are made now; one that is older than the argument may have it off."""
    return default(
        resource.flag("enable_token_revocation"), Unknown("not declared", f"{resource.address}.enable_token_revocation")
    )
