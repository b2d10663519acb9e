"""What IAM policies grant and whom trust policies let in, three-valued, from the statements of a parsed policy.

Claims of web identity providers: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from hipaacheck import Record, Unknown
from hipaacheck_assets.aws.narrowing import narrows_what, specific
from hipaacheck_assets.aws.patterns import VARIABLE, every_key, every_principal, everywhere, matches, wild
from hipaacheck_assets.aws.policy import Policy, filled, has_effect, reaches, some_text
from hipaacheck_assets.aws.statement import Condition, Statement
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite


class Grants(Record, frozen=True, kw_only=True):
    """What the statements of an identity policy allow, less what the same policy denies everywhere, always or without a
    permissions boundary. Every key, role or user of one account counts as every one."""

    surely_full_admin: bool | Unknown
    """Whether the policy is known to allow every action on every resource, which says all that the facts below could. Never
    unknown where the document is known, even in part."""
    decrypts_any_key: bool | Unknown
    """Whether `kms:Decrypt` or `kms:ReEncryptFrom` is allowed on every KMS key, without a condition on tags or aliases of the
    key, its encryption context or the service that uses it."""
    assumes_any_role: bool | Unknown
    """Whether `sts:AssumeRole` is allowed on every role, without a condition on the role's tags."""
    escalation_actions: list[str | Unknown]
    """Actions such as `iam:AttachUserPolicy` with each of which the holder can give itself any permission, allowed on every
    user, role, group or policy, without a condition on its tags, its permissions boundary or the policy attached."""


class Trust(Record, frozen=True, kw_only=True):
    """Whom a trust policy lets assume a role."""

    anyone: bool | Unknown
    """Whether some statement lets any AWS account in, without a condition that narrows who."""
    any_web_identity: bool | Unknown
    """Whether some statement lets in every identity of a web identity (OIDC) provider that others use too, such as GitHub
    Actions or Cognito, because no condition names the subject (or, where an audience is one's own, the audience)."""
    people: bool | Unknown
    """Whether somebody who may be a person is let in, for a session as long as the role allows: an account, a user, an identity
    of a SAML or web identity provider. Not AWS services; not other roles, whose sessions in this one last an hour at most; not
    workloads (EKS, build services); and not Identity Center, whose permission sets say how long a session lasts."""


def to_grants(policy: Policy | Unknown) -> Grants | Unknown:
    """The grants of an identity policy."""
    if isinstance(policy, Unknown):
        return policy
    wide = [item for item in policy.statements if isinstance(item, Unknown) or _may_be_wide(item)]
    denying = [item for item in policy.statements if isinstance(item, Unknown) or item.effect != "Allow"] if wide else []
    return Grants(
        surely_full_admin=policy.full_admin is True,
        decrypts_any_key=any_of(_allowed(action, wide, denying, every_key, _KEY_TESTS) for action in _DECRYPTING),
        assumes_any_role=_allowed("sts:assumerole", wide, denying, _every_role, _TAGS),
        escalation_actions=_escalations(wide, denying),
    )


def to_trust(policy: Policy | Unknown) -> Trust | Unknown:
    """Whom a trust policy lets in."""
    if isinstance(policy, Unknown):
        return policy
    return Trust(
        anyone=policy.allows_public,
        any_web_identity=any_of(item if isinstance(item, Unknown) else _any_web_identity(item) for item in policy.statements),
        people=any_of(item if isinstance(item, Unknown) else _lets_people_in(item) for item in policy.statements),
    )


# -- grants ------------------------------------------------------------------------------------------------------

_DECRYPTING = ("kms:decrypt", "kms:reencryptfrom")
_ESCALATING = {
    "iam:AddUserToGroup": "group",
    "iam:AttachGroupPolicy": "group",
    "iam:AttachRolePolicy": "role",
    "iam:AttachUserPolicy": "user",
    "iam:CreateAccessKey": "user",
    "iam:CreateLoginProfile": "user",
    "iam:CreatePolicyVersion": "policy",
    "iam:PutGroupPolicy": "group",
    "iam:PutRolePolicy": "role",
    "iam:PutUserPolicy": "user",
    "iam:SetDefaultPolicyVersion": "policy",
    "iam:UpdateAssumeRolePolicy": "role",
    "iam:UpdateLoginProfile": "user",
}
"""Each of these alone, on every resource of its kind, leads to any permission in the account."""
_SERVICES = ("kms:", "sts:", "iam:")
_TAGS = ("aws:resourcetag/",)
_KEY_TESTS = (*_TAGS, "kms:encryptioncontext", "kms:requestalias", "kms:resourcealiases", "kms:viaservice")
_PRINCIPAL_TESTS = (*_TAGS, "iam:resourcetag/", "iam:permissionsboundary", "iam:policyarn")
_NO_BOUNDARY = re.compile(r"(string|arn)not(equals|like)(ifexists)?")


def _may_be_wide(statement: Statement) -> bool:
    """Whether a statement can matter here at all; most name single resources or the actions of other services."""
    if statement.effect == "Deny":
        return False
    resources, actions = statement.resources, statement.actions
    if isinstance(resources, list) and not any(isinstance(item, Unknown) or wild(item) for item in resources):
        return statement.not_resources != []
    if statement.not_actions != [] or isinstance(actions, Unknown):
        return True
    return any(isinstance(item, Unknown) or item.startswith(_SERVICES) or wild(item.partition(":")[0]) for item in actions)


def _allowed(
    action: str,
    wide: Sequence[Statement | Unknown],
    denying: Sequence[Statement | Unknown],
    every: Callable[[str], bool],
    keys: tuple[str, ...],
) -> Truth:
    """Whether an action is allowed on everything that `every` recognises, without a condition on one of the keys, and is not
    denied."""
    allowed = any_of(item if isinstance(item, Unknown) else _grants(item, action, every, keys) for item in wide)
    if allowed is False:
        return False
    denied = any_of(item if isinstance(item, Unknown) else _denies(item, action) for item in denying)
    return all_of([allowed, opposite(denied)])


def _grants(statement: Statement, action: str, every: Callable[[str], bool], keys: tuple[str, ...]) -> Truth:
    named = _names(statement, action)
    reach = named if named is False else reaches(statement, every)
    if reach is False:
        return False
    conditions = statement.conditions
    limited = conditions if isinstance(conditions, Unknown) else any_of(narrows_what(item, keys) for item in conditions)
    return all_of([has_effect(statement, "Allow"), named, reach, opposite(limited)])


def _denies(statement: Statement, action: str) -> Truth:
    """Whether an action is denied on everything, always or to those without a permissions boundary."""
    conditions = statement.conditions
    always = conditions if isinstance(conditions, Unknown) else all_of(_demands_boundary(item) for item in conditions)
    reach = some_text(statement.resources, everywhere)
    return all_of([has_effect(statement, "Deny"), _names(statement, action), reach, always])


def _demands_boundary(condition: Condition | Unknown) -> Truth:
    """Whether a condition of a Deny is that there is no certain permissions boundary: it holds when there is none at all."""
    if isinstance(condition, Unknown):
        return condition
    if condition.key != "iam:permissionsboundary" or not _NO_BOUNDARY.fullmatch(condition.operator):
        return False
    return all_of([filled(condition.values), opposite(some_text(condition.values, lambda value: not specific(value)))])


def _names(statement: Statement, action: str) -> Truth:
    """Whether a statement speaks of an action, by Action or by leaving it out of NotAction."""
    named = some_text(statement.actions, lambda item: matches(item, action))
    if statement.not_actions == []:
        return named
    excepted = some_text(statement.not_actions, lambda item: matches(item, action))
    return any_of([named, all_of([filled(statement.not_actions), opposite(excepted)])])


def _every_role(resource: str) -> bool:
    return every_principal(resource, "role")


def _escalations(wide: Sequence[Statement | Unknown], denying: Sequence[Statement | Unknown]) -> list[str | Unknown]:
    found: list[str | Unknown] = []
    doubt: Unknown | None = None
    for action, kind in _ESCALATING.items() if wide else ():
        truth = _allowed(action.lower(), wide, denying, partial(every_principal, kind=kind), _PRINCIPAL_TESTS)
        if isinstance(truth, Unknown):
            doubt = truth
        elif truth:
            found.append(action)
    return found if doubt is None else [*found, doubt]


# -- trust -------------------------------------------------------------------------------------------------------

_SHARED_ISSUERS = frozenset(
    {
        "agent.buildkite.com",
        "app.terraform.io",
        "gitlab.com",
        "oidc.vercel.com",
        "token.actions.githubusercontent.com",
    }
)
"""Issuers that anyone can get a token from for any audience, so that only the subject (or another claim) tells whose it is."""
_OWN_AUDIENCE = frozenset({"accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"})
"""Issuers that anyone can use, where the audience is an application or identity pool of one's own."""
_SUBJECTS = frozenset(
    [
        "sub",
        "actor",
        "actor_id",
        "enterprise",
        "enterprise_id",
        "namespace_id",
        "namespace_path",
        "organization_id",
        "organization_slug",
        "owner",
        "owner_id",
        "project_id",
        "project_path",
        "repository",
        "repository_id",
        "repository_owner",
        "repository_owner_id",
        "terraform_organization_id",
        "terraform_organization_name",
        "terraform_workspace_id",
    ]
)
"""Claims that say whose identity it is. Not `environment`, `ref` or `workflow`, which others can name alike."""
_OWN_CLAIMS = frozenset({"sub", "aud", "oaud", "app_id", "user_id"})
_TEST = re.compile(r"(foranyvalue:)?string(equals|equalsignorecase|like)")


def _any_web_identity(statement: Statement) -> Truth:
    """Whether an Allow statement lets in every identity of a shared provider."""
    if statement.effect == "Deny":
        return False
    named = _names(statement, "sts:assumerolewithwebidentity")
    if named is False:
        return False
    principals = statement.principals
    open_to = (
        principals
        if isinstance(principals, Unknown)
        else any_of(item if isinstance(item, Unknown) else _open(item, statement) for item in principals)
    )
    return all_of([has_effect(statement, "Allow"), named, open_to])


def _open(principal: str, statement: Statement) -> Truth:
    issuer = _issuer(principal)
    if issuer is None:
        return False
    conditions = statement.conditions
    if isinstance(conditions, Unknown):
        return conditions
    return opposite(any_of(item if isinstance(item, Unknown) else _identifies(item, issuer) for item in conditions))


def _issuer(principal: str) -> str | None:
    """The issuer of a federated principal that other people use too; null for others (SAML, one's own OIDC issuer)."""
    if not principal.startswith("Federated:"):
        return None
    name = principal.removeprefix("Federated:").lower()
    issuer = name.rpartition(":oidc-provider/")[2].split("/")[0]
    return issuer if issuer in _SHARED_ISSUERS or issuer in _OWN_AUDIENCE else None


def _identifies(condition: Condition, issuer: str) -> Truth:
    """Whether a condition says whose identities of an issuer are meant."""
    provider, _, claim = condition.key.rpartition(":")
    if provider.split("/")[0] != issuer or not _TEST.fullmatch(condition.operator):
        return False
    own = issuer in _OWN_AUDIENCE
    if claim not in (_OWN_CLAIMS if own else _SUBJECTS):
        return False
    named = some_text(condition.values, lambda value: not _somebody(value, "like" in condition.operator, own))
    return all_of([filled(condition.values), opposite(named)])


def _somebody(value: str, pattern: bool, whole: bool) -> bool:
    """Whether a claim's value names somebody: wildcards, if the operator has any, stand only after the first name in it
    (`repo:example/*`, `organization:example:project:*`), or nowhere when the `whole` value is the name."""
    if VARIABLE.search(value):
        return False
    if not pattern or not wild(value):
        return True
    name = re.match(r"([^:/]+)[:/]", re.sub(r"^[a-z_]+:", "", value))
    return not whole and name is not None and not wild(name[1])


_NO_PERSON = re.compile(
    r"Service:.*"
    r"|A(RO|ID)A\w+"
    r"|arn:[\w-]+:iam::[^:]*:role/.*"
    r"|arn:[\w-]+:sts::[^:]*:assumed-role/.*"
    r"|Federated:.*:saml-provider/AWSSSO_\w+_DO_NOT_DELETE"
    r"|Federated:.*:oidc-provider/oidc[.-]eks\..*",
    re.DOTALL,
)
"""Principals without long sessions of people: services, roles, what was deleted, workloads, Identity Center. Role chaining:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining."""


def _lets_people_in(statement: Statement) -> Truth:
    """Whether an Allow statement lets in somebody who may be a person."""
    if statement.effect == "Deny":
        return False
    named = some_text(statement.principals, _may_be_person)
    return all_of([has_effect(statement, "Allow"), any_of([named, filled(statement.not_principals)])])


def _may_be_person(principal: str) -> bool:
    return not _NO_PERSON.fullmatch(principal) and _issuer(principal) not in _SHARED_ISSUERS
