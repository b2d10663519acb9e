"""Microsoft Entra ID: the tenant, its users and its app registrations.

https://learn.microsoft.com/graph/api/resources/authorizationpolicy, identitysecuritydefaultsenforcementpolicy,
authenticationmethodspolicy, user, userregistrationdetails and application.
"""

from __future__ import annotations

from datetime import datetime

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.truth import Truth, any_of

_GUEST_ROLES = {
    "a0b1b346-4d3e-4e8b-98f8-753987be4970": "Member",
    "10dae51f-b6af-4016-8d66-8c2a99b929b3": "Guest",
    "2af84b1e-32c8-42b7-82bc-daa82404023b": "RestrictedGuest",
}
"""https://learn.microsoft.com/entra/identity/users/users-restrict-guest-permissions"""
_FOR_SELF, _FOR_GROUPS = "managepermissiongrantsforself.", "managepermissiongrantsforownedresource."
_ANY_APPLICATION = {"microsoft-user-default-legacy": True, "microsoft-user-default-low": False}
"""Built-in consent policies → whether they let users consent to applications of publishers that are not verified.
https://learn.microsoft.com/entra/identity/enterprise-apps/manage-app-consent-policies"""


class Tenant(Asset, frozen=True, kw_only=True, tag="azure.entra.tenant"):
    """A tenant of Microsoft Entra ID. Only a running estate has one: no plan declares what holds for all of a tenant."""

    tenant_id: str | Unknown | None
    """Id of the tenant, in lower case."""
    security_defaults: bool | Unknown
    """Whether security defaults are on: everybody registers for MFA, administrators are asked at every sign-in, others when there
    is need, everybody is for managing Azure, and sign-ins that cannot do MFA are refused."""
    users_register_applications: bool | Unknown
    """Whether users without an administrative role may register applications."""
    users_create_security_groups: bool | Unknown
    """Whether users without an administrative role may create security groups."""
    guest_role: str | Unknown
    """What guests see of the directory: `Member` (as much as members), `Guest` (less) or `RestrictedGuest` (themselves)."""
    guest_invitations: str | Unknown
    """Who may invite guests: `none`, `adminsAndGuestInviters`, `adminsGuestInvitersAndAllMembers` or `everyone`."""
    user_consent_policies: Texts
    """Consent policies by which users may grant applications access to their own data, without the prefix
    `ManagePermissionGrantsForSelf.`; empty when only administrators may."""
    consent_to_unverified: bool | Unknown
    """Whether users may grant access to applications whose publisher is not verified. Unknown for policies that are not
    Microsoft's and for those whose meaning Microsoft changes."""
    authentication_methods: Texts
    """Methods that the authentication methods policy allows anybody, e.g. `MicrosoftAuthenticator`, `Fido2`, `Sms`."""
    registration_campaign: bool | Unknown
    """Whether all users are led to register a strong method when they sign in. Unknown when Microsoft decides, and when it is for
    some groups or leaves some out."""
    global_administrators: Texts
    """Object ids, in lower case, of the users and service principals that are Global Administrators, directly or through a group.
    Assignments that are in force, not those that somebody could activate."""


class User(Asset, frozen=True, kw_only=True, tag="azure.entra.user"):
    """A user of a tenant."""

    object_id: str | Unknown | None
    """Id in the directory, in lower case."""
    tenant_id: str | Unknown | None
    """Id of the tenant, in lower case; null where the source cannot tell (a plan)."""
    enabled: bool | Unknown
    """Whether the user can sign in."""
    guest: bool | Unknown
    """Whether it is a guest, who mostly belongs to another organization."""
    directory_roles: Texts
    """Ids of the templates of the directory roles held, in lower case, directly or through a group. Assignments that are in
    force, not those that somebody could activate."""
    idle_since: datetime | Unknown
    """When the user last signed in; when it was made, for one that never did."""
    mfa_registered: bool | Unknown
    """Whether the user has registered a strong method that the tenant allows, so that MFA can be done. Unknown for a guest
    or another user of a foreign tenant without one, whose own tenant may do it."""
    mfa_enforced: bool | Unknown
    """Whether MFA is surely asked for: by security defaults, or by one conditional access policy that is in force, applies to
    this user and to all applications, and is not narrowed by conditions."""
    mfa: bool | Unknown
    """Whether the user has MFA: registered, or not registered and surely asked to before getting in. Unknown where the
    registration is."""


class ApplicationCredential(Record, frozen=True, kw_only=True):
    """A secret or certificate of an app registration, without anything of the secret."""

    kind: str
    """`password` or `certificate`."""
    key_id: str | Unknown | None
    """Id of the credential."""
    expires: datetime | Unknown | None
    """When it expires; null when it never does."""


class Application(Asset, frozen=True, kw_only=True, tag="azure.entra.application"):
    """An app registration. Not the credentials of its service principals."""

    object_id: str | Unknown | None
    """Id in the directory, in lower case."""
    tenant_id: str | Unknown | None
    """Id of the tenant, in lower case; null where the source cannot tell (a plan)."""
    application_id: str | Unknown | None
    """Application (client) id, in lower case."""
    credentials: list[ApplicationCredential | Unknown] | Unknown
    """Secrets and certificates."""


def guest_role(role_id: str | Unknown | None) -> str | Unknown:
    """The field of that name, from the id of a role."""
    if not isinstance(role_id, str):
        return Unknown("not given") if role_id is None else role_id
    return _GUEST_ROLES.get(role_id.lower(), Unknown(f"{role_id} is not a role of guests that is known"))


def user_consent_policies(assigned: Texts) -> Texts:
    """The field of that name, from all policies that are assigned. Some let the owners of groups consent for those."""
    if isinstance(assigned, Unknown):
        return assigned
    return [
        item[len(_FOR_SELF) :] if isinstance(item, str) and item.lower().startswith(_FOR_SELF) else item
        for item in assigned
        if isinstance(item, Unknown) or not item.lower().startswith(_FOR_GROUPS)
    ]


def consent_to_unverified(policies: Texts) -> Truth:
    """The field of that name, from the policies about users' own data."""
    if isinstance(policies, Unknown):
        return policies
    return any_of(item if isinstance(item, Unknown) else _any_application(item) for item in policies)


def _any_application(policy: str) -> Truth:
    return _ANY_APPLICATION.get(policy.lower(), Unknown(f"what the consent policy {policy} allows is not known"))


def has_mfa(registered: Truth, enforced: Truth) -> Truth:
    """The field `mfa`."""
    return enforced if registered is False else registered


TENANT = AssetType(
    name="azure.entra.tenant",
    record=Tenant,
    relations={
        "conditional_access_policies": Relation(
            to="azure.entra.conditional_access_policy",
            mine="tenant_id",
            theirs="tenant_id",
            many=True,
            missing="null",
            doc="Its conditional access policies.",
        ),
        "named_locations": Relation(
            to="azure.entra.named_location",
            mine="tenant_id",
            theirs="tenant_id",
            many=True,
            missing="null",
            doc="The named locations of conditional access.",
        ),
    },
    runtime=frozenset(Tenant.__struct_fields__) - frozenset(Asset.__struct_fields__),
)
USER = AssetType(
    name="azure.entra.user",
    record=User,
    relations={
        "role_assignments": Relation(
            to="azure.authorization.role_assignment",
            mine="object_id",
            theirs="principal_ids",
            many=True,
            missing="null",
            doc="The roles on Azure resources that the user holds, directly or through a group.",
        ),
    },
    runtime=frozenset({"directory_roles", "idle_since", "mfa_registered", "mfa_enforced", "mfa"}),
)
APPLICATION = AssetType(name="azure.entra.application", record=Application)
