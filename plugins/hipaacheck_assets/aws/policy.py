"""AWS policy documents: parsed, and what follows from them.

Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. What makes a policy public follows
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable
from typing import Any

from hipaacheck import Record, Unknown
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite

Texts = list[str | Unknown]


class Condition(Record, frozen=True, kw_only=True):
    """One test of a condition block."""

    operator: str
    """Operator in lower case, e.g. `stringequals`, with its `foranyvalue:` or `…ifexists`."""
    key: str
    """Condition key in lower case, e.g. `aws:sourcearn`."""
    values: list[str | Unknown] | Unknown
    """Values compared with; any of them may match."""


class Statement(Record, frozen=True, kw_only=True):
    """One statement."""

    effect: str | Unknown
    """`Allow` or `Deny`."""
    principals: list[str | Unknown] | Unknown
    """Who: `*` for anyone, an ARN or account, else `Service:…`, `Federated:…`, `CanonicalUser:…`. Empty in identity policies."""
    not_principals: list[str | Unknown] | Unknown
    """Everyone but these."""
    actions: list[str | Unknown] | Unknown
    """Actions in lower case, with wildcards as written."""
    not_actions: list[str | Unknown] | Unknown
    """Every action but these, in lower case."""
    resources: list[str | Unknown] | Unknown
    """Resources as written."""
    not_resources: list[str | Unknown] | Unknown
    """Every resource but these."""
    conditions: list[Condition | Unknown] | Unknown
    """Every condition must hold."""


class Policy(Record, frozen=True, kw_only=True):
    """A policy document and the facts that follow from it."""

    statements: list[Statement | Unknown]
    """Statements in order."""
    allows_public: bool | Unknown
    """Whether some statement allows something to anyone, without a condition that narrows who."""
    public_actions: list[str | Unknown]
    """Actions in lower case that anyone may take; `*` stands for a NotAction."""
    requires_tls: bool | Unknown
    """Whether requests without TLS are denied: everyone, every action, `aws:SecureTransport` false."""
    full_admin: bool | Unknown
    """Whether some statement allows every action on every resource."""
    wildcard_services: list[str | Unknown]
    """Services of which every action is allowed on every resource; `*` for all services."""


def parse_policy(text: Any, where: str) -> Policy | Unknown:
    """A policy from JSON text or from the decoded document. What is not a policy is unknown, never empty."""
    if isinstance(text, Unknown):
        return text
    document = text
    if isinstance(text, str):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            return Unknown("not a policy document in JSON", where)
    if not isinstance(document, dict) or "Statement" not in document:
        return Unknown("not a policy document", where)
    raw = document["Statement"]
    statements = raw if isinstance(raw, list) else [raw]
    return make_policy([_statement(item, where) for item in statements])


def make_policy(statements: list[Statement | Unknown]) -> Policy:
    """The policy of these statements, with its derived facts."""
    return Policy(
        statements=statements,
        allows_public=any_of(_for_each(statements, _public)),
        public_actions=_actions_where(statements, _public),
        requires_tls=any_of(_for_each(statements, _denies_plain)),
        full_admin=any_of(_for_each(statements, _admin)),
        wildcard_services=_wildcard_services(statements),
    )


def _statement(raw: Any, where: str) -> Statement | Unknown:
    if isinstance(raw, Unknown):
        return raw
    if not isinstance(raw, dict) or raw.get("Effect") not in ("Allow", "Deny"):
        return Unknown("a statement without a valid Effect", where)
    return Statement(
        effect=raw["Effect"],
        principals=_principals(raw.get("Principal")),
        not_principals=_principals(raw.get("NotPrincipal")),
        actions=_lower(_texts(raw.get("Action"))),
        not_actions=_lower(_texts(raw.get("NotAction"))),
        resources=_texts(raw.get("Resource")),
        not_resources=_texts(raw.get("NotResource")),
        conditions=_conditions(raw.get("Condition")),
    )


def _texts(raw: Any) -> Texts:
    if raw is None:
        return []
    return [item if isinstance(item, str | Unknown) else str(item) for item in (raw if isinstance(raw, list) else [raw])]


def _lower(items: Texts) -> Texts:
    return [item if isinstance(item, Unknown) else item.lower() for item in items]


def _principals(raw: Any) -> Texts:
    if not isinstance(raw, dict):
        return _texts(raw)
    return [
        item if isinstance(item, Unknown) or kind == "AWS" else f"{kind}:{item}"
        for kind, values in raw.items()
        for item in _texts(values)
    ]


def _conditions(raw: Any) -> list[Condition | Unknown]:
    if not isinstance(raw, dict):
        return []
    return [
        Condition(operator=str(operator).lower(), key=str(key).lower(), values=_lower_bools(_texts(values)))
        for operator, tests in raw.items()
        if isinstance(tests, dict)
        for key, values in tests.items()
    ]


def _lower_bools(items: Texts) -> Texts:
    return [item.lower() if isinstance(item, str) and item.lower() in ("true", "false") else item for item in items]


# -- derived facts -----------------------------------------------------------------------------------------------

_NARROWING = frozenset(
    [
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:vpcsourceip",
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalservicename",
        "aws:userid",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
        "elasticfilesystem:accesspointarn",
        "elasticfilesystem:accessedviamounttarget",
    ]
)
"""Condition keys that say who or from where, and so can narrow a `*` principal."""
_POSITIVE = re.compile(r"(string(equals|equalsignorecase|like)|arn(equals|like)|ipaddress)(ifexists)?")
_ANYONE = frozenset({"*", "arn:aws:iam::*:root", "arn:aws:iam::*"})


def _for_each(statements: Iterable[Statement | Unknown], test: Any) -> list[Truth]:
    return [item if isinstance(item, Unknown) else test(item) for item in statements]


def _has(values: Texts | Unknown, *wanted: str) -> Truth:
    """Whether a list holds one of the wanted texts."""
    if isinstance(values, Unknown):
        return values
    return any_of(item if isinstance(item, Unknown) else item in wanted for item in values)


def _some(values: Texts | Unknown) -> Truth:
    """Whether a list has items. A list that is unknown may have."""
    return values if isinstance(values, Unknown) else bool(values)


def _is(effect: str | Unknown, wanted: str) -> Truth:
    return effect if isinstance(effect, Unknown) else effect == wanted


def _narrows(condition: Condition | Unknown) -> Truth:
    """Whether a condition limits who can be meant by `*`."""
    if isinstance(condition, Unknown):
        return condition
    operator = condition.operator.removeprefix("foranyvalue:")
    if condition.key not in _NARROWING or not _POSITIVE.fullmatch(operator) or operator.endswith("ifexists"):
        return False
    if isinstance(condition.values, Unknown):
        return condition.values
    return all_of(value if isinstance(value, Unknown) else _fixed(condition.key, value) for value in condition.values)


def _fixed(key: str, value: str) -> bool:
    """Whether a value names one place or party. AWS takes an address range wider than /8 (IPv4) or /32 (IPv6) as anywhere."""
    if key in ("aws:sourceip", "aws:vpcsourceip"):
        return _narrow_range(value)
    if value.startswith("arn:"):
        parts = value.split(":", 5)
        account = parts[4] if len(parts) == 6 else "*"
        return "*" not in account and (bool(account) or not parts[5].startswith("*"))
    return not value.startswith("*")


def _narrow_range(value: str) -> bool:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return network.is_private or network.prefixlen >= (8 if network.version == 4 else 32)


def _public(statement: Statement) -> Truth:
    conditions = statement.conditions
    narrowed = conditions if isinstance(conditions, Unknown) else any_of(_narrows(item) for item in conditions)
    anyone = any_of([_has(statement.principals, *_ANYONE), _some(statement.not_principals)])
    return all_of([_is(statement.effect, "Allow"), anyone, opposite(narrowed)])


def _denies_plain(statement: Statement) -> Truth:
    conditions = statement.conditions
    if isinstance(conditions, Unknown):
        return conditions
    tests = [_plain_test(item) for item in conditions]
    only = len(tests) == 1 and tests[0]
    everything = any_of([_has(statement.actions, "*"), _every_action_of_one_service(statement.actions)])
    whole = _whole(statement.resources)
    return all_of([_is(statement.effect, "Deny"), _has(statement.principals, *_ANYONE), everything, only, whole])


def _whole(resources: Texts | Unknown) -> Truth:
    """Whether the resources of a statement are all of what the policy is on. A bucket needs itself and its objects."""
    if isinstance(resources, Unknown):
        return resources
    if not resources:  # a file system policy may leave it out: then it is the file system
        return True
    known = {item for item in resources if isinstance(item, str)}
    buckets = {item for item in known if item.startswith("arn:") and ":s3:::" in item and "/" not in item}
    if "*" in known or any(f"{bucket}/*" in known or f"{bucket}*" in known for bucket in buckets if not bucket.endswith(":")):
        return True
    if any(item.startswith("arn:") and ":s3:::" not in item and not item.endswith(":") for item in known):
        return True
    return next((item for item in resources if isinstance(item, Unknown)), False)


def _plain_test(condition: Condition | Unknown) -> Truth:
    if isinstance(condition, Unknown):
        return condition
    bools = condition.operator in ("bool", "boolifexists") and condition.key == "aws:securetransport"
    return all_of([bools, _has(condition.values, "false")]) if bools else False


def _every_action_of_one_service(actions: Texts | Unknown) -> Truth:
    if isinstance(actions, Unknown):
        return actions
    return any_of(item if isinstance(item, Unknown) else item.endswith(":*") and item.count("*") == 1 for item in actions)


def _admin(statement: Statement) -> Truth:
    return all_of([_is(statement.effect, "Allow"), _has(statement.actions, "*", "*:*"), _has(statement.resources, "*")])


def _actions_where(statements: Iterable[Statement | Unknown], test: Any) -> Texts:
    out: dict[str, None] = {}
    doubts: Texts = []
    for item in statements:
        applies = item if isinstance(item, Unknown) else test(item)
        if isinstance(applies, Unknown):
            doubts = [applies]
        elif applies and isinstance(item, Statement):
            actions = item.actions
            for action in [actions] if isinstance(actions, Unknown) else actions:
                if isinstance(action, Unknown):
                    doubts = [action]
                else:
                    out[action] = None
            if _some(item.not_actions) is not False:
                out["*"] = None
    return [*out, *doubts]


def _wildcard_services(statements: Iterable[Statement | Unknown]) -> Texts:
    def everywhere(statement: Statement) -> Truth:
        return all_of([_is(statement.effect, "Allow"), _has(statement.resources, "*")])

    out: dict[str, None] = {}
    doubts: Texts = []
    for action in _actions_where(statements, everywhere):
        if isinstance(action, Unknown):
            doubts = [action]
        elif action in ("*", "*:*"):
            out["*"] = None
        elif action.endswith(":*"):
            out[action[:-2]] = None
    return [*out, *doubts]
