"""Microsoft Entra ID: users, and app registrations with their secrets and certificates.

Arguments: https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/user, invitation, application,
application_registration, application_password and application_certificate.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from hipaacheck import Unknown
from hipaacheck_assets.azure.entra import Application, ApplicationCredential, User
from hipaacheck_terraform.arguments import flag, required
from hipaacheck_terraform.azure.common import renamed
from hipaacheck_terraform.azure.directory import directory_object, lower
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_APPLICATIONS = ("azuread_application", "azuread_application_registration")
_CREDENTIALS = {"azuread_application_password": "password", "azuread_application_certificate": "certificate"}


def users(estate: Estate) -> Iterator[User]:
    """One asset per user, invited ones included."""
    for item in estate.each("azuread_user", "azuread_invitation"):
        invited = item.type == "azuread_invitation"
        only_live = Unknown("only known at run time", item.address)
        kind = required(item, "user_type") if not invited or item.get("user_type") is not None else "Guest"
        yield User(
            **directory_object(
                estate,
                item,
                "user_email_address" if invited else "user_principal_name",
                "user_id" if invited else "object_id",
            ),
            enabled=only_live if invited else flag(item, "account_enabled", True),
            guest=kind if isinstance(kind, Unknown) else kind == "Guest",
            directory_roles=only_live,
            idle_since=only_live,
            mfa_registered=only_live,
            mfa_enforced=only_live,
            mfa=only_live,
        )


def applications(estate: Estate) -> Iterator[Application]:
    """One asset per app registration, and one per registration that only its credentials name."""
    for family in estate.families(_APPLICATIONS, ("id", "object_id"), {name: _owner(estate, name) for name in _CREDENTIALS}):
        item = family.resource
        yield Application(
            **directory_object(estate, item, "display_name"),
            application_id=lower(item.text(renamed(item, "client_id", "application_id"))),
            credentials=[
                *_nested(item),
                *(
                    child if isinstance(child, Unknown) else _credential(child, _CREDENTIALS[child.type])
                    for child in family.all(*_CREDENTIALS)
                ),
            ],
        )


def _owner(estate: Estate, name: str) -> str:
    """The argument that names the application: version 3 of the provider names it by resource id, version 2 by either id."""
    old = any(item.configured and "application_object_id" in item.expressions for item in estate.each(name))
    return "application_object_id" if old else "application_id"


def _nested(item: Resource) -> Iterator[ApplicationCredential | Unknown]:
    """A secret in a block of the application itself. It is computed, too: then the companions tell."""
    found = item.blocks("password")
    if isinstance(found, Unknown):
        if item.declares("password") and not item.stub:
            yield found
        return
    for block in found:
        yield block if isinstance(block, Unknown) else _credential(block, "password")


def _credential(block: Block, kind: str) -> ApplicationCredential:
    return ApplicationCredential(kind=kind, key_id=block.text("key_id"), expires=_expires(block))


def _expires(block: Block) -> datetime | Unknown:
    """Left out, the provider or Azure chooses, counting from the day of the apply."""
    found = required(block, "end_date")
    if isinstance(found, Unknown):
        return found
    try:
        at = datetime.fromisoformat(found)
    except ValueError:
        return Unknown("not a date", f"{block.path}.end_date")
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
