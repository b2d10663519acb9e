"""AWS policy documents and what follows from them, whatever source they came from.

What makes a policy public follows
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status.
Deny statements do not take back what an Allow opens: a policy that needs them to be safe is reported.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from hipaacheck import Record, Unknown
from hipaacheck_assets.aws.statement import Condition, Statement, Texts, parse_statement
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite


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
    return make_policy([parse_statement(item, where) for item in statements])


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
_POSITIVE = re.compile(r"(string(equals|equalsignorecase|like)|arn(equals|like)|ipaddress)")
_ANYONE = frozenset({"*", "arn:aws:iam::*:root", "arn:aws:iam::*"})


def _for_each(statements: Iterable[Statement | Unknown], test: Callable[[Statement], Truth]) -> list[Truth]:
    return [item if isinstance(item, Unknown) else test(item) for item in statements]


def _has(values: Texts | Unknown, *wanted: str) -> Truth:
    """Whether a list holds one of the wanted texts."""
    if isinstance(values, Unknown):
        return values
    return any_of(item if isinstance(item, Unknown) else item in wanted for item in values)


def _some(values: Texts | Unknown) -> Truth:
    """Whether a list has items; unknown when only unknown ones."""
    if isinstance(values, Unknown):
        return values
    return any_of(item if isinstance(item, Unknown) else True for item in values)


def _is(effect: str | Unknown, wanted: str) -> Truth:
    return effect if isinstance(effect, Unknown) else effect == wanted


# -- public ------------------------------------------------------------------------------------------------------


def _public(statement: Statement) -> Truth:
    conditions = statement.conditions
    narrowed = conditions if isinstance(conditions, Unknown) else any_of(_narrows(item) for item in conditions)
    anyone = any_of([_has(statement.principals, *_ANYONE), _some(statement.not_principals)])
    return all_of([_is(statement.effect, "Allow"), anyone, opposite(narrowed)])


def _narrows(condition: Condition | Unknown) -> Truth:
    """Whether a condition limits who can be meant by `*`."""
    if isinstance(condition, Unknown):
        return condition
    operator = condition.operator.removeprefix("foranyvalue:")
    if condition.key not in _NARROWING or not _POSITIVE.fullmatch(operator):
        return False
    if isinstance(condition.values, Unknown):
        return condition.values
    return all_of(value if isinstance(value, Unknown) else _fixed(condition.key, value) for value in condition.values)


def _fixed(key: str, value: str) -> bool:
    """Whether a value names one place or party: wildcards may stand in its tail only (`o-abc/*`, `role/*`).

    AWS takes an address range wider than /8 (IPv4) or /32 (IPv6) as anywhere.
    """
    if key in ("aws:sourceip", "aws:vpcsourceip"):
        return _narrow_range(value)
    if value.startswith("arn:"):
        parts = value.split(":", 5)
        return len(parts) == 6 and _definite(parts[4] or re.split("[/:]", parts[5])[0])
    return _definite(re.split("[/:]", value)[0])


def _definite(text: str) -> bool:
    return bool(text) and "*" not in text and "?" not in text


def _narrow_range(value: str) -> bool:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return network.is_private or network.prefixlen >= (8 if network.version == 4 else 32)


# -- TLS only ----------------------------------------------------------------------------------------------------


def _denies_plain(statement: Statement) -> Truth:
    actions = statement.actions
    everything = actions if isinstance(actions, Unknown) else any_of(_map(actions, _every_action))
    anyone = _has(statement.principals, *_ANYONE)
    return all_of([_is(statement.effect, "Deny"), anyone, everything, _only_plain(statement.conditions), _whole(statement)])


def _map(items: Texts, test: Callable[[str], bool]) -> list[Truth]:
    return [item if isinstance(item, Unknown) else test(item) for item in items]


def _every_action(action: str) -> bool:
    return _short(action) in ("*", "*:*") or re.fullmatch(r"[a-z0-9-]+:\*", _short(action)) is not None


def _short(action: str) -> str:
    return re.sub(r"\*+", "*", action)


def _only_plain(conditions: list[Condition | Unknown] | Unknown) -> Truth:
    """Whether the only condition is that the request came without TLS."""
    if isinstance(conditions, Unknown):
        return conditions
    known = [_plain_test(item) for item in conditions if isinstance(item, Condition)]
    doubts = [item for item in conditions if isinstance(item, Unknown)]
    return all_of([all_of(known), doubts[0] if doubts else bool(known)])


def _plain_test(condition: Condition) -> Truth:
    if condition.operator not in ("bool", "boolifexists") or condition.key != "aws:securetransport":
        return False
    return _has(condition.values, "false")


def _whole(statement: Statement) -> Truth:
    """Whether the resources of a statement are all of what the policy is on. A bucket needs itself and its objects; a file
    system's policy may leave the resource out."""
    resources = statement.resources
    excepted = _some(statement.not_resources)
    if excepted is not False or isinstance(resources, Unknown):
        return resources if isinstance(resources, Unknown) else opposite(excepted)
    known = {item for item in resources if isinstance(item, str)}
    if not resources or "*" in known or any(_covers(item, known) for item in known):
        return True
    return next((item for item in resources if isinstance(item, Unknown)), False)


def _covers(resource: str, others: set[str]) -> bool:
    parts = resource.split(":", 5)
    if len(parts) < 6 or not parts[5] or parts[5].startswith("/"):
        return False
    if parts[2] != "s3":
        return True
    return "/" not in parts[5] and (parts[5].endswith("*") or f"{resource}/*" in others)


# -- wide grants -------------------------------------------------------------------------------------------------


def _admin(statement: Statement) -> Truth:
    actions = statement.actions
    everything = actions if isinstance(actions, Unknown) else any_of(_map(actions, lambda action: _short(action) in ("*", "*:*")))
    everywhere = any_of([_has(statement.resources, "*"), _some(statement.not_resources)])
    return all_of([_is(statement.effect, "Allow"), everything, everywhere])


def _actions_where(statements: Iterable[Statement | Unknown], test: Callable[[Statement], Truth]) -> Texts:
    """Actions of the statements that pass a test; `*` for a NotAction. A last unknown item when there may be more."""
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
            excepted = _some(item.not_actions)
            if isinstance(excepted, Unknown):
                doubts = [excepted]
            elif excepted:
                out["*"] = None
    return [*out, *doubts]


def _wildcard_services(statements: Iterable[Statement | Unknown]) -> Texts:
    out: dict[str, None] = {}
    doubts: Texts = []
    for statement in statements:
        for service in _whole_services(statement):
            if isinstance(service, Unknown):
                doubts = [service]
            else:
                out[service] = None
    return [*out, *doubts]


def _whole_services(statement: Statement | Unknown) -> Texts:
    """Services of which this statement allows everything everywhere."""
    if isinstance(statement, Unknown) or isinstance(statement.effect, Unknown):
        return [statement if isinstance(statement, Unknown) else Unknown("effect not known")]
    if statement.effect != "Allow":
        return []
    actions = statement.actions
    excepted = _some(statement.not_actions)
    services: Texts = [excepted] if isinstance(excepted, Unknown) else ["*"] if excepted else []
    for action in [actions] if isinstance(actions, Unknown) else actions:
        if isinstance(action, Unknown):
            services.append(action)
        elif _every_action(action):
            services.append(_short(action).split(":")[0])
    out: Texts = []
    for service in services:
        where = _everywhere(statement, service if isinstance(service, str) else "*")
        if where is not False:
            out.append(service if where is True else _first_unknown(where))
    return out


def _first_unknown(value: Truth) -> Unknown:
    return value if isinstance(value, Unknown) else Unknown("not known")


def _everywhere(statement: Statement, service: str) -> Truth:
    """Whether the resources are all there are, or all of that service."""
    resources = statement.resources
    if isinstance(resources, Unknown):
        return resources
    return any_of([*_map(resources, lambda item: _all_of_service(item, service)), _some(statement.not_resources)])


def _all_of_service(resource: str, service: str) -> bool:
    if resource == "*":
        return True
    parts = resource.split(":", 5)
    return len(parts) == 6 and parts[2] in (service, "*") and parts[5] == "*" and set(parts[3:5]) <= {"", "*"}
