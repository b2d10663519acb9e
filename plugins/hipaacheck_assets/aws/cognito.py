"""Amazon Cognito user pools. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown

_UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def validity(number: int | Unknown | None, unit: str | Unknown | None, usual_unit: str, usual: int) -> int | Unknown:
    """Seconds that a token is valid for. Without a number, or with 0, it is what Cognito takes (`usual`, in seconds); without a
    unit, the number is in the usual one."""
    if isinstance(number, Unknown):
        return number
    if not number:
        return usual
    if isinstance(unit, Unknown):
        return unit
    factor = _UNITS.get(unit or usual_unit)
    return Unknown(f"{unit!r} is no unit of time that Cognito has") if factor is None else number * factor


def access_validity(number: int | Unknown | None, unit: str | Unknown | None) -> int | Unknown:
    """Seconds that an access or id token is valid for: an hour unless set, in hours unless set."""
    return validity(number, unit, "hours", 3600)


def refresh_validity(number: int | Unknown | None, unit: str | Unknown | None) -> int | Unknown:
    """Seconds that a refresh token is valid for: 30 days unless set, in days unless set."""
    return validity(number, unit, "days", 30 * 86400)


class UserPool(Asset, frozen=True, kw_only=True, tag="aws.cognito.user_pool"):
    """A user pool: a directory of the users of an application."""

    arn: str | None | Unknown
    """ARN."""
    mfa_configuration: str | Unknown
    """`ON` (required), `OPTIONAL` (each user decides) or `OFF`. For users who sign in with the pool itself: an identity provider
    outside decides for its own."""


class UserPoolClient(Asset, frozen=True, kw_only=True, tag="aws.cognito.user_pool_client"):
    """An application that users of a pool sign in to. Its secret is never read into an asset."""

    user_pool: str | Unknown
    """Id of the user pool."""
    access_token_validity: int | Unknown
    """Seconds that an access token is valid for; 3600 unless set."""
    id_token_validity: int | Unknown
    """Seconds that an id token is valid for; 3600 unless set."""
    refresh_token_validity: int | Unknown
    """Seconds after signing in for which the application gets new tokens without the user; 30 days unless set."""
    token_revocation: bool | Unknown
    """Whether refresh tokens can be revoked, with the access tokens that came from them."""


USER_POOL = AssetType(name="aws.cognito.user_pool", record=UserPool)
USER_POOL_CLIENT = AssetType(name="aws.cognito.user_pool_client", record=UserPoolClient)
