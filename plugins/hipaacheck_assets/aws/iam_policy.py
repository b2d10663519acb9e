"""What IAM policies grant and whom trust policies let in, three-valued, from the statements of a parsed policy.

Matching of `*` and `?`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html. Claims of web
identity providers: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from hipaacheck import Record, Unknown
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_assets.aws.statement import Condition, Statement
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite

Texts = list[str | Unknown] | Unknown


class Grants(Record, frozen=True, kw_only=True):
    """What the statements of an identity policy allow, less what the same policy denies everywhere without a condition."""

    decrypts_any_key: bool | Unknown
    """Whether `kms:Decrypt` or `kms:ReEncryptFrom` is allowed on every KMS key, without a condition that says which keys."""
    assumes_any_role: bool | Unknown
    """Whether `sts:AssumeRole` is allowed on every role, without a condition that says which roles or whose."""
    escalation_actions: list[str | Unknown]
    """Actions in lower case, allowed on every resource, with each of which the holder can give itself any permission."""


class Trust(Record, frozen=True, kw_only=True):
    """Whom a trust policy lets assume a role."""

    anyone: bool | Unknown
    """Whether some statement lets any AWS account in, without a condition that narrows who."""
    any_web_identity: bool | Unknown
    """Whether some statement lets in every identity of a web identity (OIDC) provider that others use too, such as GitHub
    Actions or Cognito, because no condition names the subject (or, where an audience is one's own, the audience)."""


def to_grants(policy: Policy | Unknown) -> Grants | Unknown:
    """The grants of an identity policy."""
    if isinstance(policy, Unknown):
        return policy
    statements = policy.statements
    return Grants(
        decrypts_any_key=any_of(
            _allowed(statements, action, _every_key, _names_keys) for action in ("kms:decrypt", "kms:reencryptfrom")
        ),
        assumes_any_role=_allowed(statements, "sts:assumerole", _every_role, _names_resources),
        escalation_actions=_escalations(statements),
    )


def to_trust(policy: Policy | Unknown) -> Trust | Unknown:
    """Whom a trust policy lets in."""
    if isinstance(policy, Unknown):
        return policy
    return Trust(
        anyone=policy.allows_public,
        any_web_identity=any_of(item if isinstance(item, Unknown) else _any_web_identity(item) for item in policy.statements),
    )


# -- grants ------------------------------------------------------------------------------------------------------

_ESCALATING = (
    "iam:addusertogroup",
    "iam:attachgrouppolicy",
    "iam:attachrolepolicy",
    "iam:attachuserpolicy",
    "iam:createaccesskey",
    "iam:createloginprofile",
    "iam:createpolicyversion",
    "iam:putgrouppolicy",
    "iam:putrolepolicy",
    "iam:putuserpolicy",
    "iam:setdefaultpolicyversion",
    "iam:updateassumerolepolicy",
    "iam:updateloginprofile",
)
"""Each of these alone, on every resource, leads to any permission in the account."""
_EVERY_KEY = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:(\*|key/\*)")
_EVERY_ROLE = re.compile(r"arn:[^:]*:iam::[^:]*:(\*|role/\*)")
_RESOURCE_KEYS = ("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "aws:resourcetag/", "iam:resourcetag/")
_KMS_KEYS = ("kms:encryptioncontext", "kms:requestalias", "kms:resourcealiases", "kms:viaservice")
_NEGATIVE = re.compile(r"not|null|forallvalues:|ifexists")


def _allowed(
    statements: Iterable[Statement | Unknown],
    action: str,
    everywhere: Callable[[str], bool],
    limits: Callable[[Condition], bool],
) -> Truth:
    """Whether an action is allowed on everything that `everywhere` accepts, and not denied on everything.

    `limits` tells conditions that say on which resources; a statement with one does not count.
    """
    items = list(statements)
    allowed = any_of(item if isinstance(item, Unknown) else _grants(item, action, everywhere, limits) for item in items)
    if allowed is False:
        return False
    denied = any_of(item if isinstance(item, Unknown) else _denies(item, action) for item in items)
    return all_of([allowed, opposite(denied)])


def _grants(statement: Statement, action: str, everywhere: Callable[[str], bool], limits: Callable[[Condition], bool]) -> Truth:
    effect, reach = _effect(statement, "Allow"), _reaches(statement, everywhere)
    if effect is False or reach is False:
        return False
    return all_of([effect, reach, _covers(statement, action), opposite(_limited(statement.conditions, limits))])


def _denies(statement: Statement, action: str) -> Truth:
    if statement.effect == "Allow":
        return False
    conditions = statement.conditions
    plain = conditions if isinstance(conditions, Unknown) else _none_certain(conditions)
    return all_of(
        [_effect(statement, "Deny"), _covers(statement, action), _any_text(statement.resources, lambda item: item == "*"), plain]
    )


def _none_certain(conditions: list[Condition | Unknown]) -> Truth:
    """Whether there are no conditions. An unknown item means that there may be some."""
    if any(isinstance(item, Condition) for item in conditions):
        return False
    return next((item for item in conditions if isinstance(item, Unknown)), True)


def _effect(statement: Statement, wanted: str) -> Truth:
    return statement.effect if isinstance(statement.effect, Unknown) else statement.effect == wanted


def _covers(statement: Statement, action: str) -> Truth:
    """Whether a statement speaks of an action, by Action or by leaving it out of NotAction."""
    named = _any_text(statement.actions, lambda item: matches(item, action))
    spared = all_of(
        [_some(statement.not_actions), opposite(_any_text(statement.not_actions, lambda item: matches(item, action)))]
    )
    return any_of([named, spared])


def _reaches(statement: Statement, everywhere: Callable[[str], bool]) -> Truth:
    """Whether a statement speaks of everything. NotResource leaves out some and so reaches all the rest."""
    return any_of([_any_text(statement.resources, everywhere), _some(statement.not_resources)])


def _limited(conditions: list[Condition | Unknown] | Unknown, limits: Callable[[Condition], bool]) -> Truth:
    if isinstance(conditions, Unknown):
        return conditions
    return any_of(item if isinstance(item, Unknown) else limits(item) for item in conditions)


def _names_resources(condition: Condition) -> bool:
    return condition.key.startswith(_RESOURCE_KEYS) and not _NEGATIVE.search(condition.operator)


def _names_keys(condition: Condition) -> bool:
    return condition.key.startswith(_RESOURCE_KEYS + _KMS_KEYS) and not _NEGATIVE.search(condition.operator)


def _every_key(resource: str) -> bool:
    return resource == "*" or _EVERY_KEY.fullmatch(resource) is not None


def _every_role(resource: str) -> bool:
    return resource == "*" or _EVERY_ROLE.fullmatch(resource) is not None


def _escalations(statements: Iterable[Statement | Unknown]) -> list[str | Unknown]:
    items = list(statements)
    found: list[str | Unknown] = []
    doubt: Unknown | None = None
    for action in _ESCALATING:
        truth = _allowed(items, action, lambda resource: resource == "*", _names_resources)
        if isinstance(truth, Unknown):
            doubt = truth
        elif truth:
            found.append(action)
    return found if doubt is None else [*found, doubt]


def _any_text(values: Texts, test: Callable[[str], bool]) -> Truth:
    if isinstance(values, Unknown):
        return values
    return any_of(item if isinstance(item, Unknown) else test(item) for item in values)


def _some(values: Texts) -> Truth:
    """Whether a list has items. An unknown item means that it may have."""
    return _any_text(values, lambda _: True)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern), re.DOTALL)


def matches(pattern: str, text: str) -> bool:
    """Whether an IAM pattern with `*` and `?` matches the whole text."""
    return pattern == text or (("*" in pattern or "?" in pattern) and _compiled(pattern).fullmatch(text) is not None)


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
_OWN_AUDIENCE = ("accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com")
"""Issuers that anyone can use, where the audience is an application or identity pool of one's own."""
_AUDIENCES = (":aud", ":app_id", ":oaud")
_TEST = re.compile(r"(foranyvalue:)?string(equals|equalsignorecase|like)")


def _any_web_identity(statement: Statement) -> Truth:
    """Whether an Allow statement lets in every identity of a shared provider."""
    principals = statement.principals
    if isinstance(principals, Unknown):
        return all_of([_effect(statement, "Allow"), principals])
    open_to = any_of(item if isinstance(item, Unknown) else _open(item, statement) for item in principals)
    return all_of([_effect(statement, "Allow"), open_to])


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
    name = principal.removeprefix("Federated:")
    issuer = name.rpartition(":oidc-provider/")[2] if ":oidc-provider/" in name else name
    issuer = issuer.split("/")[0] if issuer.split("/")[0] in _SHARED_ISSUERS else issuer
    return issuer if issuer in _SHARED_ISSUERS or issuer in _OWN_AUDIENCE else None


def _identifies(condition: Condition, issuer: str) -> Truth:
    """Whether a condition says whose identities of an issuer are meant."""
    if not condition.key.startswith(issuer + ":") and not condition.key.startswith(issuer + "/"):
        return False
    if not _TEST.fullmatch(condition.operator) or (condition.key.endswith(_AUDIENCES) and issuer in _SHARED_ISSUERS):
        return False
    if condition.key.endswith(":amr"):
        return False
    return (
        condition.values
        if isinstance(condition.values, Unknown)
        else all_of(_specific(value, condition) for value in condition.values)
    )


def _specific(value: str | Unknown, condition: Condition) -> Truth:
    """Whether a claim's value names somebody: it does not start with a wildcard, after the `repo:` that all have in common."""
    if isinstance(value, Unknown):
        return value
    if "like" not in condition.operator:
        return True
    return not re.match(r"([a-z_]+:)?[*?]", value)
