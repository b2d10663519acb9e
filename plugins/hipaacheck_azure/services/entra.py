"""Microsoft Entra ID, read from Microsoft Graph: the tenant, users, app registrations, conditional access.

https://learn.microsoft.com/graph/api/resources/authorizationpolicy, authenticationmethodspolicy, userregistrationdetails,
signinactivity, unifiedroleassignment and application.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.conditional_access import ConditionalAccessPolicy, asks_for_mfa
from hipaacheck_assets.azure.entra import (
    Application,
    ApplicationCredential,
    Tenant,
    User,
    consent_to_unverified,
    guest_role,
    has_mfa,
    user_consent_policies,
)
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_azure.collect import Collector, Detail, Got, detail, listing
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_azure.services import conditional_access
from hipaacheck_azure.services.conditional_access import directory_object
from hipaacheck_live.answers import Answer

_DEFAULTS, _POLICIES = "graph:security_defaults", "graph:conditional_access_policies"
_AUTHORIZATION, _METHODS = "graph:authorization_policy", "graph:authentication_methods"
_ROLES, _MEMBERS = "graph:role_assignments", "graph:role_group_members"
_USERS, _SIGN_INS, _REGISTRATIONS = "graph:users", "graph:sign_ins", "graph:registrations"
_GROUP = "#microsoft.graph.group"
_GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
_SUCCESSES_SINCE = datetime(2023, 12, 1, tzinfo=UTC)
"""Since then Microsoft notes when a user last signed in successfully; before, only when somebody tried."""

Holder = tuple[str | Unknown, str | Unknown, bool]
"""A role, somebody who holds it, and whether it is for all of the tenant."""


def _tenant(reader: Reader) -> Iterator[Answer]:
    yield Answer({"id": reader.account.id}, "graph:organization")


def _holders(reader: Reader) -> list[Holder | Unknown]:
    """Who holds which directory role, groups resolved."""
    found: list[Holder | Unknown] = reader.once("holders", lambda: list(_each_holder(reader)))
    return found


def _each_holder(reader: Reader) -> Iterator[Holder | Unknown]:
    for item in reader.pages(_ROLES):
        if isinstance(item, Unknown):
            yield item
            continue
        role, scope = item.required("roleDefinitionId"), item.text("directoryScopeId")
        for principal in _principals(reader, item):
            if isinstance(scope, Unknown):
                yield scope
            else:
                yield role.lower() if isinstance(role, str) else role, principal, scope == "/"


def _principals(reader: Reader, item: Answer) -> list[str | Unknown]:
    principal, own = item.block("principal"), item.required("principalId")
    kind = principal.values.get("@odata.type") if isinstance(principal, Answer) else None
    if isinstance(own, Unknown) or not isinstance(kind, str):
        return [own if isinstance(own, Unknown) else Unknown("what holds the role is not told", item.where)]
    if kind != _GROUP:  # users, and service principals of several kinds
        return [own.lower()]
    members = reader.once((_MEMBERS, own), lambda: reader.pages(_MEMBERS, group=own))
    return [
        member if isinstance(member, Unknown) else member.known("id").lower()
        for member in members
        if isinstance(member, Unknown) or member.values.get("@odata.type") != _GROUP
    ]


def _global_administrators(holders: list[Holder | Unknown]) -> Texts:
    out: list[str | Unknown] = []
    for item in holders:
        if isinstance(item, Unknown):
            out.append(item)
        elif isinstance(item[0], Unknown) or item[0] == _GLOBAL_ADMINISTRATOR:
            out.append(item[0] if isinstance(item[0], Unknown) else item[1])
    return list(dict.fromkeys(out))


def build_tenant(place: Place, item: Answer, got: Got) -> Tenant:
    """The one asset of the tenant."""
    own = item.known("id")
    policies: Texts = got.read(_AUTHORIZATION, lambda found: _permissions(found, _consent))
    return Tenant(
        id=f"/tenants/{own}",
        name=own,
        account=place.account,
        region="global",
        tags=Tags(items={}),
        tenant_id=own,
        security_defaults=got.read(_DEFAULTS, _on),
        users_register_applications=got.read(_AUTHORIZATION, lambda found: _permissions(found, _flag("allowedToCreateApps"))),
        users_create_security_groups=got.read(
            _AUTHORIZATION, lambda found: _permissions(found, _flag("allowedToCreateSecurityGroups"))
        ),
        guest_role=got.read(_AUTHORIZATION, lambda found: guest_role(found.required("guestUserRoleId"))),
        guest_invitations=got.read(_AUTHORIZATION, lambda found: found.required("allowInvitesFrom")),
        user_consent_policies=policies,
        consent_to_unverified=consent_to_unverified(policies),
        authentication_methods=got.read(_METHODS, _methods),
        registration_campaign=got.read(_METHODS, _campaign),
        global_administrators=got.read("holders", _global_administrators),
    )


def _on(found: Answer) -> bool | Unknown:
    return found.sure("isEnabled", found.flag("isEnabled"))


def _permissions(found: Answer, read: Callable[[Answer], Any]) -> Any:
    inner = found.sure("defaultUserRolePermissions", found.block("defaultUserRolePermissions"))
    return inner if isinstance(inner, Unknown) else read(inner)


def _flag(name: str) -> Callable[[Answer], Any]:
    return lambda inner: inner.sure(name, inner.flag(name))


def _consent(inner: Answer) -> Texts:
    name = "permissionGrantPoliciesAssigned"
    return inner.sure(name, user_consent_policies(inner.texts(name)) if inner.get(name) is not None else None)


def _methods(found: Answer) -> Texts:
    """The methods that are enabled, for whomever."""
    name = "authenticationMethodConfigurations"
    if found.get(name) is None:
        return found.sure(name, None)
    each = found.each(name, _method)
    return each if isinstance(each, Unknown) else [item for item in each if item is not None]


def _method(item: Answer) -> str | Unknown | None:
    state = item.required("state")
    if isinstance(state, Unknown) or state != "enabled":
        return state if isinstance(state, Unknown) else None
    return item.required("id")


def _campaign(found: Answer) -> bool | Unknown:
    outer = found.block("registrationEnforcement")
    inner = outer.block("authenticationMethodsRegistrationCampaign") if isinstance(outer, Answer) else outer
    state = inner.required("state") if isinstance(inner, Answer) else found.sure("registrationEnforcement", inner)
    if isinstance(state, Unknown) or state == "disabled":
        return state if isinstance(state, Unknown) else False
    if state != "enabled" or not isinstance(inner, Answer):
        return Unknown("Microsoft decides", found.where)
    included = inner.each("includeTargets", lambda target: target.required("id"))
    excluded = inner.blocks("excludeTargets")
    if isinstance(included, Unknown) or isinstance(excluded, Unknown):
        return included if isinstance(included, Unknown) else excluded if isinstance(excluded, Unknown) else False
    if "all_users" in included and not excluded:
        return True
    return Unknown("it is for some groups or users, and who is in them is not read", found.where)


def _by_user(operation: str, index: Callable[..., tuple[dict[str, Answer], Unknown]]) -> Callable[[Reader, Answer, Got], Any]:
    """What a list of the whole directory says of one user; unknown when it does not name the user."""

    def read(reader: Reader, item: Answer, got: Got) -> Answer | Unknown:
        rows, doubt = reader.once((operation, "by user"), lambda: index(operation, reader.pages(operation)))
        found: Answer | Unknown = rows.get(item.known("id").lower(), doubt)
        return found

    return read


def _indexed(operation: str, items: list[Answer | Unknown]) -> tuple[dict[str, Answer], Unknown]:
    """Rows by the user's id, and what is known of a user without one."""
    rows = {own.lower(): item for item in items if isinstance(item, Answer) and isinstance(own := item.text("id"), str)}
    missing = Unknown("the report does not name the user", operation)
    return rows, next((item for item in items if isinstance(item, Unknown)), missing)


def _active(operation: str, items: list[Answer | Unknown]) -> tuple[dict[str, Answer], Unknown]:
    """As `_indexed`, for activity, which is left out of the rows of users without any. Where nobody has any it is not told."""
    rows, doubt = _indexed(operation, items)
    if not any(row.values.get("signInActivity") for row in rows.values()):
        return {}, doubt if any(isinstance(item, Unknown) for item in items) else Unknown("no user's activity is told", operation)
    return rows, doubt


def _policies(reader: Reader, item: Answer, got: Got) -> list[ConditionalAccessPolicy | Unknown]:
    """All conditional access policies."""

    def read() -> list[ConditionalAccessPolicy | Unknown]:
        found = reader.once(_POLICIES, lambda: reader.pages(_POLICIES))
        return [one if isinstance(one, Unknown) else conditional_access.build(reader.place, one, Got({})) for one in found]

    built: list[ConditionalAccessPolicy | Unknown] = reader.once("policies", read)
    return built


def build_user(place: Place, item: Answer, got: Got) -> User:
    """One asset per user."""
    own, kind = item.known("id").lower(), item.required("userType")
    guest = kind if isinstance(kind, Unknown) else kind.lower() == "guest"
    name = item.text("userPrincipalName")
    foreign = True if isinstance(name, str) and "#ext#" in name.lower() else guest
    registered: Truth = got.read(_REGISTRATIONS, lambda row: _registered(row, foreign))
    roles: Texts = got.read("holders", lambda found: _held(found, own))
    enforced: Truth = any_of(
        [
            got.read(_DEFAULTS, _on),
            got.read(_POLICIES, lambda found: asks_for_mfa(found, own, got.read("holders", lambda held: _held(held, own, True)))),
        ]
    )
    return User(
        **directory_object(place, item, "users", "userPrincipalName"),
        enabled=item.sure("accountEnabled", item.flag("accountEnabled")),
        guest=guest,
        directory_roles=roles,
        idle_since=got.read(_SIGN_INS, lambda row: _idle_since(row, item)),
        mfa_registered=registered,
        mfa_enforced=enforced,
        mfa=has_mfa(registered, enforced),
    )


def _registered(row: Answer, foreign: Truth) -> Truth:
    """`foreign` tells whether the user belongs to another tenant, as guests do and those whose names have `#EXT#` in them."""
    found = row.sure("isMfaCapable", row.flag("isMfaCapable"))
    if found is False and foreign is not False:
        return Unknown("somebody of another tenant without MFA here may have it there", row.where)
    return found


def _held(holders: list[Holder | Unknown], user: str, whole: bool = False) -> Texts:
    """The roles that a user holds; those for all of the tenant only, where that is asked for."""
    out: list[str | Unknown] = []
    for item in holders:
        if isinstance(item, Unknown):
            out.append(item)
        elif item[2] or not whole:
            role, holder, _ = item
            out += [role] if holder == user else [holder] if isinstance(holder, Unknown) else []
    return list(dict.fromkeys(out))


def _idle_since(row: Answer, item: Answer) -> datetime | Unknown:
    """When the user last signed in. Somebody who never did has no activity, or the year 1 in its place. Without a success, an
    attempt tells something only if it was made before successes were noted."""
    activity = row.block("signInActivity")
    if isinstance(activity, Unknown):
        return activity
    made = item.sure("createdDateTime", item.moment("createdDateTime"))
    if activity is None:
        return made
    success = activity.moment("lastSuccessfulSignInDateTime")
    if success is not None and not _never(success):
        return success
    attempts = [activity.moment(name) for name in ("lastSignInDateTime", "lastNonInteractiveSignInDateTime")]
    doubt = next((at for at in attempts if isinstance(at, Unknown)), None)
    latest = max((at for at in attempts if isinstance(at, datetime)), default=None)
    if doubt is not None or latest is None or latest >= _SUCCESSES_SINCE:
        return doubt if doubt is not None else Unknown("only attempts to sign in are told", activity.where)
    return made if _never(latest) else latest


def _never(at: datetime | Unknown) -> bool:
    return isinstance(at, datetime) and at.year == 1


def build_application(place: Place, item: Answer, got: Got) -> Application:
    """One asset per app registration."""
    own = item.required("appId")
    return Application(
        **directory_object(place, item, "applications"),
        application_id=own if isinstance(own, Unknown) else own.lower(),
        credentials=_credentials(item),
    )


def _credentials(item: Answer) -> list[ApplicationCredential | Unknown] | Unknown:
    out: list[ApplicationCredential | Unknown] = []
    for name, kind in (("passwordCredentials", "password"), ("keyCredentials", "certificate")):
        found = item.sure(name, item.blocks(name) if item.get(name) is not None else None)
        if isinstance(found, Unknown):
            out.append(found)
        else:
            out += [one if isinstance(one, Unknown) else _credential(one, kind) for one in found]
    return out


def _credential(found: Answer, kind: str) -> ApplicationCredential:
    given = "endDateTime" in found.values
    return ApplicationCredential(
        kind=kind,
        key_id=found.text("keyId"),
        expires=found.moment("endDateTime") if given else found.sure("endDateTime", None),
    )


_MFA = ("mfa_enforced", "mfa")
_HOLDERS = (_ROLES, _MEMBERS)


def _read_own(reader: Reader, item: Answer, got: Got) -> list[Holder | Unknown]:
    """The holdings of one user, and those that may be anybody's."""
    known: dict[str, list[Holder | Unknown]] = reader.once("holders by user", lambda: _by_holder(_holders(reader)))
    return [*known.get(item.known("id").lower(), []), *known.get("", [])]


def _by_holder(holders: list[Holder | Unknown]) -> dict[str, list[Holder | Unknown]]:
    out: dict[str, list[Holder | Unknown]] = {}
    for item in holders:
        holder = item if isinstance(item, Unknown) else item[1]
        out.setdefault("" if isinstance(holder, Unknown) else holder, []).append(item)
    return out


def _read_holders(reader: Reader, item: Answer, got: Got) -> list[Holder | Unknown]:
    return _holders(reader)


TENANT = Collector(
    asset_type="azure.entra.tenant",
    scope="tenant",
    operations=(),
    find=_tenant,
    details=(
        detail(_DEFAULTS, "security_defaults"),
        detail(
            _AUTHORIZATION,
            "users_register_applications",
            "users_create_security_groups",
            "guest_role",
            "guest_invitations",
            "user_consent_policies",
            "consent_to_unverified",
        ),
        detail(_METHODS, "authentication_methods", "registration_campaign"),
        Detail(name="holders", operations=_HOLDERS, fields=("global_administrators",), read=_read_holders),
    ),
    build=build_tenant,
)
USERS = Collector(
    asset_type="azure.entra.user",
    scope="tenant",
    operations=(_USERS,),
    find=listing(_USERS),
    details=(
        Detail(
            name=_REGISTRATIONS,
            operations=(_REGISTRATIONS,),
            fields=("mfa_registered", "mfa"),
            read=_by_user(_REGISTRATIONS, _indexed),
        ),
        Detail(name=_SIGN_INS, operations=(_SIGN_INS,), fields=("idle_since",), read=_by_user(_SIGN_INS, _active)),
        Detail(
            name=_DEFAULTS,
            operations=(_DEFAULTS,),
            fields=_MFA,
            read=lambda reader, item, got: reader.once(_DEFAULTS, lambda: reader.get(_DEFAULTS)),
        ),
        Detail(name=_POLICIES, operations=(_POLICIES,), fields=_MFA, read=_policies),
        Detail(name="holders", operations=_HOLDERS, fields=("directory_roles", *_MFA), read=_read_own),
    ),
    build=build_user,
)
APPLICATIONS = Collector(
    asset_type="azure.entra.application",
    scope="tenant",
    operations=("graph:applications",),
    find=listing("graph:applications"),
    build=build_application,
)
POLICIES = Collector(
    asset_type="azure.entra.conditional_access_policy",
    scope="tenant",
    operations=(_POLICIES,),
    find=listing(_POLICIES),
    build=conditional_access.build,
)
NAMED_LOCATIONS = Collector(
    asset_type="azure.entra.named_location",
    scope="tenant",
    operations=("graph:named_locations",),
    find=listing("graph:named_locations"),
    build=conditional_access.build_location,
)
