"""AWS policy documents and what follows from them, whatever source they came from.

Deny statements do not take back what an Allow opens: a policy that needs them to be safe is reported.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hipaacheck import Record, Unknown
from hipaacheck_assets.aws.narrowing import narrows_who
from hipaacheck_assets.aws.patterns import every_action, every_of_service, everywhere, matches, whole_service, wild
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
    """Whether some statement allows every action on every resource, whatever its conditions."""
    wildcard_services: list[str | Unknown]
    """Services of which every action is allowed on every resource, whatever the conditions; `*` for all services."""


def parse_policy(text: Any, where: str) -> Policy | Unknown:
    """A policy from JSON text or from the decoded document. What is not a policy is unknown, never empty."""
    if isinstance(text, Unknown):
        return text
    document = text
    if isinstance(text, str):
        try:
            document = json.loads(text, object_pairs_hook=_unambiguous)
        except (ValueError, RecursionError):
            return Unknown("not a policy document in JSON", where)
    if not isinstance(document, dict) or "Statement" not in document:
        return Unknown("not a policy document", where)
    raw = document["Statement"]
    statements = raw if isinstance(raw, list) else [raw]
    return make_policy([parse_statement(item, where) for item in statements])


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; with the same key twice there is no telling which one counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def make_policy(statements: list[Statement | Unknown]) -> Policy:
    """The policy of these statements, with its derived facts."""
    public = _each(statements, _public)
    return Policy(
        statements=statements,
        allows_public=any_of(public),
        public_actions=_actions(statements, public),
        requires_tls=any_of(_each(statements, _denies_plain)),
        full_admin=any_of(_each(statements, _admin)),
        wildcard_services=_wildcard_services(statements),
    )


def _each(statements: list[Statement | Unknown], test: Callable[[Statement], Truth]) -> list[Truth]:
    return [item if isinstance(item, Unknown) else test(item) for item in statements]


# -- of lists, shared with other facts about policies --------------------------------------------------------------


def some_text(values: Texts | Unknown, test: Callable[[str], bool]) -> Truth:
    """Whether a text of a list passes a test."""
    if isinstance(values, Unknown):
        return values
    return any_of(item if isinstance(item, Unknown) else test(item) for item in values)


def filled(values: Texts | Unknown) -> Truth:
    """Whether a list has items. An unknown item means that it may have."""
    return some_text(values, lambda _: True)


def has_effect(statement: Statement, wanted: str) -> Truth:
    """Whether the effect is `Allow` or `Deny`, as wanted."""
    return statement.effect if isinstance(statement.effect, Unknown) else statement.effect == wanted


def all_but(excepted: Texts | Unknown, everything: Callable[[str], bool]) -> Truth:
    """Whether a NotAction, NotResource or NotPrincipal is there and leaves anything over."""
    return False if excepted == [] else all_of([filled(excepted), opposite(some_text(excepted, everything))])


def reaches(statement: Statement, every: Callable[[str], bool]) -> Truth:
    """Whether a statement is about every resource of some kind. NotResource leaves out some and so reaches all the rest."""
    return any_of([some_text(statement.resources, every), all_but(statement.not_resources, everywhere)])


# -- public ------------------------------------------------------------------------------------------------------


def _public(statement: Statement) -> Truth:
    if statement.effect == "Deny":
        return False
    anyone = any_of([_anyone_in(statement.principals), all_but(statement.not_principals, _is_anyone)])
    if anyone is False:
        return False
    conditions = statement.conditions
    narrowed = conditions if isinstance(conditions, Unknown) else any_of(narrows_who(item) for item in conditions)
    return all_of([has_effect(statement, "Allow"), anyone, opposite(narrowed)])


def _anyone_in(principals: Texts | Unknown) -> Truth:
    """Whether anyone is among principals. One that a resource of the same plan declares is not."""
    if isinstance(principals, Unknown):
        return principals
    return any_of(
        (False if item.refers is not None else item) if isinstance(item, Unknown) else _is_anyone(item) for item in principals
    )


def _is_anyone(principal: str) -> bool:
    """`*`, `Federated:*`, and whatever has a wildcard in place of the account."""
    if not wild(principal):
        return False
    parts = principal.split(":", 5)
    return wild(parts[4]) if principal.startswith("arn:") and len(parts) > 4 else True


# -- TLS only ----------------------------------------------------------------------------------------------------


def _denies_plain(statement: Statement) -> Truth:
    if statement.effect == "Allow":
        return False
    tests = [
        has_effect(statement, "Deny"),
        some_text(statement.principals, lambda item: item == "*"),
        some_text(statement.actions, _every_action_of_one),
        _only_plain(statement.conditions),
        _whole(statement),
    ]
    return all_of(tests)


def _every_action_of_one(action: str) -> bool:
    """Whether an action pattern reaches every action of the service that the policy belongs to."""
    service = whole_service(action)
    return service is not None and (service == "*" or not wild(service))


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
    return some_text(condition.values, lambda item: item == "false")


def _whole(statement: Statement) -> Truth:
    """Whether the resources of a statement are all of what the policy is on. A bucket needs itself and its objects; a file
    system's policy may leave the resource out."""
    excepted = filled(statement.not_resources)
    resources = statement.resources
    if excepted is True:
        return False
    if isinstance(resources, Unknown):
        return resources
    known = {item for item in resources if isinstance(item, str)}
    doubt = next((item for item in resources if isinstance(item, Unknown)), False)
    return all_of([opposite(excepted), not resources or any(_covers(item, known) for item in known) or doubt])


def _covers(resource: str, others: set[str]) -> bool:
    if everywhere(resource):
        return True
    parts = resource.split(":", 5)
    if len(parts) < 6 or not parts[5] or parts[5].startswith("/"):
        return False
    if parts[2] != "s3":
        return True
    return "/" not in parts[5] and (parts[5].endswith("*") or f"{resource}/*" in others)


# -- wide grants -------------------------------------------------------------------------------------------------


def _admin(statement: Statement) -> Truth:
    everything = False if statement.effect == "Deny" else some_text(statement.actions, every_action)
    if everything is False:
        return False
    return all_of([has_effect(statement, "Allow"), everything, reaches(statement, everywhere)])


def _actions(statements: list[Statement | Unknown], chosen: list[Truth]) -> Texts:
    """Actions of the chosen statements; `*` for a NotAction. A last unknown item when there may be more."""
    out: dict[str, None] = {}
    doubt: Unknown | None = None
    for statement, applies in zip(statements, chosen, strict=True):
        if isinstance(applies, Unknown):
            doubt = applies
        elif applies and isinstance(statement, Statement):
            excepted = all_but(statement.not_actions, every_action)
            found = statement.actions
            for action in [*([found] if isinstance(found, Unknown) else found), "*" if excepted is True else excepted]:
                if isinstance(action, Unknown):
                    doubt = action
                elif isinstance(action, str):
                    out[action] = None
    return [*out] if doubt is None else [*out, doubt]


def _wildcard_services(statements: list[Statement | Unknown]) -> Texts:
    out: dict[str, None] = {}
    doubt: Unknown | None = None
    for statement in statements:
        for service in _whole_services(statement):
            if isinstance(service, Unknown):
                doubt = service
            else:
                out[service] = None
    return [*out] if doubt is None else [*out, doubt]


def _whole_services(statement: Statement | Unknown) -> Texts:
    """Services of which this statement allows everything everywhere."""
    if isinstance(statement, Unknown):
        return [statement]
    if statement.effect == "Deny":
        return []
    out: Texts = []
    for service in _services(statement):
        out += _where_everywhere(service, statement)
    effect = has_effect(statement, "Allow")
    return [effect] if out and isinstance(effect, Unknown) else out


def _services(statement: Statement) -> Texts:
    """Services of which every action is named, `*` for a NotAction."""
    excepted = all_but(statement.not_actions, every_action)
    out: Texts = [excepted] if isinstance(excepted, Unknown) else ["*"] if excepted else []
    for action in [statement.actions] if isinstance(statement.actions, Unknown) else statement.actions:
        service = action if isinstance(action, Unknown) else whole_service(action)
        if service is not None:
            out.append(service)
    return out


def _where_everywhere(service: str | Unknown, statement: Statement) -> Texts:
    """The service, when the resources are all there are or all of that service."""
    resources, excepted = statement.resources, all_but(statement.not_resources, everywhere)
    out = [excepted if isinstance(excepted, Unknown) else service] if excepted is not False else []
    for resource in [resources] if isinstance(resources, Unknown) else resources:
        if isinstance(resource, Unknown):
            out.append(resource)
        elif isinstance(service, Unknown):
            out += [service] if wild(resource) else []
        elif everywhere(resource):
            return [service]
        elif found := _service_of(resource, service):
            out.append(found)
    return out


def _service_of(resource: str, service: str) -> str | None:
    """The service of which a resource pattern is everything, if it is one of those that `service` stands for."""
    named = resource.split(":")[2:3] if wild(service) else [service]
    return named[0] if named and matches(service, named[0]) and every_of_service(resource, named[0]) else None
