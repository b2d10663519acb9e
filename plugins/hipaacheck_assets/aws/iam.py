"""AWS Identity and Access Management. https://docs.aws.amazon.com/IAM/latest/APIReference/"""

from __future__ import annotations

from datetime import datetime

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.aws.iam_policy import Grants, Trust
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_assets.truth import Truth, any_of

_OF_AWS = ":iam::aws:policy/"
_ADMINISTRATOR = f"{_OF_AWS}AdministratorAccess"


def has_administrator_access(arns: list[str | Unknown] | Unknown) -> Truth:
    """Whether AWS's AdministratorAccess is among attached policies. An ARN that will be that of another resource of the
    same plan is not known yet, but it is a customer's policy and never one of AWS's."""
    if isinstance(arns, Unknown):
        return arns
    return any_of(_administrator(arn) for arn in arns)


def _administrator(arn: str | Unknown) -> Truth:
    if isinstance(arn, Unknown):
        return False if arn.refers is not None else arn
    return arn.endswith(_ADMINISTRATOR)


def customer_policies(arns: list[str | Unknown] | Unknown) -> list[str | Unknown] | Unknown:
    """Attached policies without those that AWS manages."""
    if isinstance(arns, Unknown):
        return arns
    return [arn for arn in arns if isinstance(arn, Unknown) or _OF_AWS not in arn]


class InlinePolicy(Record, frozen=True, kw_only=True):
    """A policy embedded in a user, role or group."""

    name: str | None | Unknown
    """Its name; null when AWS or the provider makes one up."""
    policy: Policy | Unknown
    """The document."""
    grants: Grants | Unknown
    """What follows from the document."""


class AccessKey(Record, frozen=True, kw_only=True):
    """A long-lived access key of a user, without its secret."""

    id: str | None | Unknown
    """Access key id."""
    active: bool | Unknown
    """Whether the key can be used."""


class Credential(Record, frozen=True, kw_only=True):
    """A password or access key of a user that can be used now."""

    kind: str
    """`password`, `access key 1` or `access key 2`, as credential reports call them."""
    changed: datetime | Unknown
    """When the password was last set, or the key was made or last changed."""
    idle_since: datetime | Unknown
    """When it was last used; `changed` for one that never was."""


class ManagedPolicy(Asset, frozen=True, kw_only=True, tag="aws.iam.policy"):
    """A customer managed policy, in its default version."""

    arn: str | None | Unknown
    """ARN."""
    policy: Policy | Unknown
    """The document."""
    grants: Grants | Unknown
    """What follows from the document."""


class Role(Asset, frozen=True, kw_only=True, tag="aws.iam.role"):
    """A role, with the policies embedded in it and attached to it. Not the roles that AWS services make for themselves
    (service-linked roles): nobody else can change those."""

    arn: str | None | Unknown
    """ARN."""
    trust_policy: Policy | Unknown
    """Who may assume the role."""
    trust: Trust | Unknown
    """What follows from the trust policy."""
    inline_policies: list[InlinePolicy | Unknown] | Unknown
    """Embedded policies."""
    managed_policies: list[str | Unknown] | Unknown
    """ARNs of the attached managed policies."""
    has_administrator_access: bool | Unknown
    """Whether AWS's AdministratorAccess is attached."""
    customer_policies: list[str | Unknown] | Unknown
    """ARNs of the attached policies that the customer manages."""
    permissions_boundary: str | None | Unknown
    """ARN of the policy that bounds the permissions; null when there is none."""
    max_session_duration: int | Unknown
    """Longest session, in seconds; 3600 unless set."""


class User(Asset, frozen=True, kw_only=True, tag="aws.iam.user"):
    """A user, with the policies embedded in it and attached to it, its groups and its credentials."""

    arn: str | None | Unknown
    """ARN."""
    inline_policies: list[InlinePolicy | Unknown] | Unknown
    """Embedded policies."""
    managed_policies: list[str | Unknown] | Unknown
    """ARNs of the managed policies attached to the user itself, not to its groups."""
    has_administrator_access: bool | Unknown
    """Whether AWS's AdministratorAccess is attached to the user itself."""
    customer_policies: list[str | Unknown] | Unknown
    """ARNs of the attached policies that the customer manages."""
    permissions_boundary: str | None | Unknown
    """ARN of the policy that bounds the permissions; null when there is none."""
    groups: list[str | Unknown] | Unknown
    """Names of the groups that the user is in."""
    access_keys: list[AccessKey | Unknown] | Unknown
    """Access keys."""
    console_access: bool | Unknown
    """Whether the user has a password for the console (a login profile)."""
    mfa_enabled: bool | Unknown
    """Whether the user has an MFA device."""
    credentials: list[Credential | Unknown] | Unknown
    """The password and access keys that can be used, from the account's credential report, which may be four hours old."""


class Group(Asset, frozen=True, kw_only=True, tag="aws.iam.group"):
    """A group of users, with the policies embedded in it and attached to it."""

    arn: str | None | Unknown
    """ARN."""
    members: list[str | Unknown] | Unknown
    """Names of the users in the group."""
    inline_policies: list[InlinePolicy | Unknown] | Unknown
    """Embedded policies."""
    managed_policies: list[str | Unknown] | Unknown
    """ARNs of the attached managed policies."""
    has_administrator_access: bool | Unknown
    """Whether AWS's AdministratorAccess is attached."""
    customer_policies: list[str | Unknown] | Unknown
    """ARNs of the attached policies that the customer manages."""


_ATTACHED = Relation(
    to="aws.iam.policy", mine="customer_policies", theirs="arn", many=True, doc="The attached policies that the customer manages."
)
POLICY = AssetType(name="aws.iam.policy", record=ManagedPolicy)
ROLE = AssetType(name="aws.iam.role", record=Role, relations={"attached_policies": _ATTACHED})
USER = AssetType(
    name="aws.iam.user",
    record=User,
    relations={"attached_policies": _ATTACHED},
    runtime=frozenset({"mfa_enabled", "credentials"}),
)
GROUP = AssetType(name="aws.iam.group", record=Group, relations={"attached_policies": _ATTACHED})
