"""Facts about policies known in part, against brute force: no fact may contradict a completion of the unknown parts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import make_policy
from hipaacheck_assets.aws.statement import Condition, Statement
from tests.support.policies import contradictions

U = Unknown("not known")
PROVIDER = "Federated:arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
PRINCIPALS = ("*", "arn:aws:iam::111122223333:root", "arn:aws:iam::*:root", PROVIDER)
ACTIONS = ("*", "s3:*", "s3:g*", "kms:decrypt", "iam:*", "sts:assumerole*")
RESOURCES = ("*", "arn:aws:s3:::*", "arn:aws:s3:::phi", "arn:aws:s3:::phi/*", "arn:aws:kms:*:1:key/*", "arn:aws:iam::1:role/a")
VALUES = {
    ("bool", "aws:securetransport"): ("true", "false"),
    ("stringlike", "aws:sourcevpce"): ("vpce-1", "*"),
    ("stringnotequals", "iam:permissionsboundary"): ("arn:aws:iam::1:policy/a", "*"),
    ("stringequals", "aws:resourcetag/team"): ("a", "*"),
    ("stringlike", "token.actions.githubusercontent.com:sub"): ("repo:a/b", "repo:*"),
}
LISTS = {
    "principals": PRINCIPALS,
    "not_principals": PRINCIPALS[:2],
    "actions": ACTIONS,
    "not_actions": ACTIONS,
    "resources": RESOURCES,
    "not_resources": RESOURCES[:3],
}
PAIRED = ("principals", "actions", "resources")
"""Of each pair with its `not_…`, a statement has one."""


# -- policies known in part ----------------------------------------------------------------------------------------


def _items(domain: tuple[Any, ...], smallest: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(domain), min_size=smallest, max_size=2, unique=True)


def _condition(test: tuple[str, str]) -> st.SearchStrategy[Condition]:
    return st.builds(Condition, operator=st.just(test[0]), key=st.just(test[1]), values=_items(VALUES[test], 1))


_conditions = st.lists(st.sampled_from(tuple(VALUES)), max_size=2, unique=True).flatmap(
    lambda tests: st.tuples(*map(_condition, tests))
)


@st.composite
def _statement(draw: st.DrawFn) -> Statement:
    lists: dict[str, Any] = {name: [] for name in LISTS}
    for name in PAIRED:
        chosen = draw(st.sampled_from((name, name, name, f"not_{name}")))
        lists[chosen] = draw(_items(LISTS[chosen]))
    return Statement(effect=draw(st.sampled_from(("Allow", "Allow", "Deny"))), conditions=list(draw(_conditions)), **lists)


@st.composite
def _policy(draw: st.DrawFn) -> list[Any]:
    """A policy, some parts of which are then no longer known."""
    statements: list[Any] = draw(st.lists(_statement(), min_size=1, max_size=2))
    for _ in range(draw(st.integers(1, 2))):
        number = draw(st.integers(0, len(statements) - 1))
        if isinstance(statements[number], Statement):
            statements[number] = _forget(draw, statements[number])
    return statements


def _forget(draw: st.DrawFn, statement: Statement) -> Any:
    """A statement without one of its parts: an item more or less of a list, a whole list, the effect, or everything."""
    field = draw(st.sampled_from(("", "effect", "conditions", "values", *LISTS, *PAIRED)))
    if field == "":
        return U
    if field == "values":
        known: list[Any] = [] if isinstance(statement.conditions, Unknown) else statement.conditions
        rest = [replace(item, values=_hole(draw, item.values)) for item in known[:1] if isinstance(item, Condition)]
        return replace(statement, conditions=[*rest, *known[1:]])
    return replace(statement, **{field: U if field == "effect" else _hole(draw, getattr(statement, field))})


def _hole(draw: st.DrawFn, items: Any) -> Any:
    place = draw(st.integers(-1, 2))
    return U if place < 0 or isinstance(items, Unknown) else [*items[:place], U, *items[place + 1 :]]


# -- completions -----------------------------------------------------------------------------------------------------

_SAMPLE = tuple(
    Statement(
        effect=effect,
        principals=["*"],
        not_principals=[],
        actions=[action],
        not_actions=[],
        resources=["*"],
        not_resources=[],
        conditions=list(conditions),
    )
    for effect, action, conditions in (
        ("Allow", "*", []),
        ("Deny", "*", []),
        ("Deny", "*", [Condition(operator="bool", key="aws:securetransport", values=["false"])]),
    )
)


def _complete_list(value: Any, domain: tuple[Any, ...], smallest: int = 0) -> list[list[Any]]:
    """Every list that an unknown one may turn out to be (short ones only); an unknown item may also be no item."""
    if isinstance(value, Unknown):
        return [[], *([item] for item in domain)][smallest:]
    options = [[*((item,) for item in domain), ()] if isinstance(item, Unknown) else [(item,)] for item in value]
    found = [[item for choice in choices for item in choice] for choices in product(*options)]
    return [items for items in found if len(items) >= smallest]


def _complete_conditions(conditions: Any) -> Iterator[list[Any]]:
    every = tuple(Condition(operator=test[0], key=test[1], values=[value]) for test, values in VALUES.items() for value in values)
    for found in _complete_list(conditions, every):
        options = [_complete_list(item.values, VALUES[item.operator, item.key], 1) for item in found]
        for values in product(*options):
            yield [
                Condition(operator=item.operator, key=item.key, values=list(chosen))
                for item, chosen in zip(found, values, strict=True)
            ]


def _complete(statement: Any) -> Iterator[Statement | None]:
    if isinstance(statement, Unknown):
        yield from (None, *_SAMPLE)
        return
    effects = ("Allow", "Deny") if isinstance(statement.effect, Unknown) else (statement.effect,)
    lists = [_complete_list(getattr(statement, name), domain) for name, domain in LISTS.items()]
    for effect, conditions, *values in product(effects, _complete_conditions(statement.conditions), *lists):
        yield Statement(effect=effect, conditions=conditions, **dict(zip(LISTS, values, strict=True)))


# -- the property ----------------------------------------------------------------------------------------------------


def _plain(**more: Any) -> Statement:
    return Statement(**{"effect": "Allow", "conditions": [], **{name: [] for name in LISTS}, **more})


DENIED: dict[str, Any] = {"effect": "Deny", "principals": ["*"], "actions": ["*"]}
PLAIN = Condition(operator="bool", key="aws:securetransport", values=["false"])


@settings(max_examples=200, deadline=None)
@example([_plain(actions=U, resources=["arn:aws:s3:::*"])])
@example([_plain(principals=["*"], not_actions=U, resources=["*"])])
@example([_plain(not_principals=["arn:aws:iam::111122223333:root", U], actions=["*"], resources=["*"])])
@example([_plain(actions=["*"], not_resources=["arn:aws:s3:::phi", U])])
@example([_plain(effect="Deny", principals=["*"], actions=["*"], not_resources=["*"], resources=U, conditions=U)])
@example([_plain(**DENIED, resources=["*"], conditions=[PLAIN, U])])
@example([_plain(actions=["kms:decrypt"], resources=["*"]), _plain(effect="Deny", actions=U, resources=["*"])])
@example([_plain(**DENIED, resources=["arn:aws:s3:::phi", U], conditions=[PLAIN])])
@given(_policy())
def test_no_fact_contradicts_a_completion(statements: list[Any]) -> None:
    choices = product(*(list(_complete(statement)) for statement in statements))
    completions = (make_policy([item for item in choice if item is not None]) for choice in choices)
    assert contradictions(make_policy(statements), completions) == []
