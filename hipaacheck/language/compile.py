"""Typed trees → closures.

A closure takes (item, prefix, origin) and returns (truth, evidence): the rows that decided it, no others. Negation is
pushed down to the leaves (De Morgan holds in Kleene's logic), so that a row can say what was required.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, assert_never

from hipaacheck.language.logic import UNKNOWN, Truth, negate
from hipaacheck.language.messages import plain
from hipaacheck.language.operators import OPS
from hipaacheck.language.relations import Joins, read, unreferred
from hipaacheck.model.assets import Asset
from hipaacheck.model.controls import AllOf, AnyOf, Call, Compare, Control, Count, Not, Path, Predicate, Quantified
from hipaacheck.model.findings import Evidence, Verdict
from hipaacheck.model.values import AssetType, Record, Tags, Unknown

Rows = tuple[Evidence, ...]
Result = tuple[Truth, Rows]
Test = Callable[[Any, str, str | None], Result]
_MAX_ROWS = 12
"""Rows kept of one quantifier; the message says how many more there are."""


class PredicateError(Exception):
    """A plugin's predicate raised: the verdict is `error`. The message names the predicate and the exception."""


class Environment(NamedTuple):
    """What closures are bound to: joins over one inventory, parameter values, predicates by name, and the time."""

    joins: Joins
    params: Mapping[str, Any]
    predicates: Mapping[str, Callable[..., Any]]
    now: datetime


def compile_control(control: Control, environment: Environment) -> Callable[[Asset], tuple[Verdict, Rows]]:
    """A function from an asset to its verdict and the evidence for it."""
    kind = environment.joins.vocabulary[control.asset]
    require = compile_predicate(control.require, kind, environment)
    when = compile_predicate(control.when, kind, environment) if control.when is not None else None

    def judge(asset: Asset) -> tuple[Verdict, Rows]:
        applies, doubts = when(asset, "", None) if when is not None else (True, ())
        if applies is False:
            return "not_applicable", doubts
        holds, rows = require(asset, "", None)
        if holds is True:
            return "pass", rows
        if applies is UNKNOWN:
            return "unknown", doubts + rows if holds is UNKNOWN else doubts
        return ("fail" if holds is False else "unknown"), rows

    return judge


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def compile_message(control: Control, environment: Environment) -> Callable[[Asset], str] | None:
    """A function from an asset to the control's own message, its `{path}` places filled; null when it has none."""
    if control.message is None:
        return None
    kind = environment.joins.vocabulary[control.asset]
    parts = _PLACEHOLDER.split(control.message)
    getters = [getter(tuple(path.split(".")), kind, environment)[0] for path in parts[1::2]]

    def render(asset: Asset) -> str:
        shown = [plain(get(asset)) for get in getters]
        return "".join(text + value for text, value in zip(parts[::2], [*shown, ""], strict=True))

    return render


def compile_predicate(node: Predicate, kind: AssetType | None, env: Environment, negated: bool = False) -> Test:
    """A closure for a predicate over assets of `kind`, or over list items when `kind` is null."""
    match node:
        case Compare():
            return _compare(node, kind, env, negated)
        case AllOf(items=items) | AnyOf(items=items):
            tests = [compile_predicate(item, kind, env, negated) for item in items]
            return _every(tests) if isinstance(node, AllOf) is not negated else _some(tests)
        case Not(item=item):
            return compile_predicate(item, kind, env, not negated)
        case Quantified():
            return _quantified(node, kind, env, negated)
        case Count():
            return _count(node, kind, env, negated)
        case Call():
            return _call(node, env, negated)
        case _:
            assert_never(node)


def _every(tests: Sequence[Test]) -> Test:
    def run(item: Any, prefix: str, origin: str | None) -> Result:
        return all_of([test(item, prefix, origin) for test in tests])

    return run


def _some(tests: Sequence[Test]) -> Test:
    def run(item: Any, prefix: str, origin: str | None) -> Result:
        return any_of([test(item, prefix, origin) for test in tests])

    return run


def all_of(results: Sequence[Result]) -> Result:
    """Conjunction with the rows that decided it."""
    for decisive in (False, UNKNOWN):
        rows = tuple(row for truth, rows in results if truth is decisive for row in rows)
        if any(truth is decisive for truth, _ in results):
            return decisive, rows
    return True, tuple(row for _, rows in results for row in rows)


def any_of(results: Sequence[Result]) -> Result:
    """Disjunction with the rows that decided it: the first true one, else the unknown ones, else all."""
    for truth, rows in results:
        if truth is True:
            return True, rows
    unknown = [rows for truth, rows in results if truth is UNKNOWN]
    if unknown:
        return UNKNOWN, tuple(row for rows in unknown for row in rows)
    return False, tuple(row for _, rows in results for row in rows)


# -- paths -----------------------------------------------------------------------------------------------------


def getter(path: Path, kind: AssetType | None, env: Environment) -> tuple[Callable[[Any], Any], AssetType | None]:
    """A function that follows a path, and the asset type its end belongs to. Relations come first in a path, then fields."""
    follow = None
    rest = path
    while rest and kind is not None and rest[0] in kind.relations:
        relation = kind.relations[rest[0]]
        follow = _chain(follow, env.joins.follow(relation))
        kind = env.joins.vocabulary[relation.to]
        rest = rest[1:]
    names = rest
    if follow is None:
        if len(names) == 1:
            name = names[0]
            return (lambda item: item.items.get(name) if type(item) is Tags else getattr(item, name)), kind
        return (lambda item: read(item, names)), kind
    reached = follow
    return (lambda item: read(reached(item), names)), kind


def _chain(first: Callable[[Any], Any] | None, then: Callable[[Any], Any]) -> Callable[[Any], Any]:
    if first is None:
        return then
    before = first

    def step(item: Any) -> Any:
        value = before(item)
        if value is None:
            return None
        return unreferred(value) if type(value) is Unknown else then(value)

    return step


def _origin(item: Any, path: Path, origin: str | None) -> str | None:
    if isinstance(item, Asset):
        origins = item.origins
        return origins.get(path[0]) if origins and path else None
    own = getattr(item, "origin", None)
    return own if isinstance(own, str) else origin


_PLAIN = frozenset({type(None), bool, int, float, str, Unknown})


def _shown(value: Any) -> Any:
    """A value as evidence shows it: plain values and unknowns as they are, structures as a short phrase."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Asset):
        return value.id
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        plain = [item for item in value if isinstance(item, bool | int | float | str)]
        return plain[:20] if len(plain) == len(value) else f"{len(value)} items"
    return "present" if isinstance(value, Record) else str(value)


# -- leaves ----------------------------------------------------------------------------------------------------


def _compare(node: Compare, kind: AssetType | None, env: Environment, negated: bool) -> Test:
    get, _ = getter(node.path, kind, env)
    label = ".".join(node.path)
    operand = env.params[node.param] if node.param is not None else node.value
    test, op, now = OPS[node.op].test, node.op, env.now
    on_null = (not operand) if op == "present" else bool(node.absent)
    dotted = "." + label if label else ""
    path = node.path

    def run(item: Any, prefix: str, origin: str | None) -> Result:
        value = get(item) if path else item
        truth: Truth
        if value is None:
            truth = on_null
        elif type(value) is Unknown and op == "present" and value.refers is not None:
            truth, value = bool(operand), f"reference to {value.refers}"
        elif type(value) is Unknown:
            truth = UNKNOWN
        else:
            truth, value = _apply(test, value, operand, now)
        if negated:
            truth = negate(truth)
        name = prefix + dotted if prefix else label
        shown = value if type(value) in _PLAIN else _shown(value)
        return truth, (Evidence(name, op, operand, shown, negated, _origin(item, path, origin)),)

    return run


def _apply(test: Callable[[Any, Any, datetime], bool], value: Any, operand: Any, now: datetime) -> tuple[Truth, Any]:
    try:
        truth: Truth = test(value, operand, now)
    except ValueError as error:
        return UNKNOWN, Unknown(f"cannot be compared: {error}")
    if truth is False and isinstance(value, list | tuple):
        doubt = next((item for item in value if type(item) is Unknown), None)
        if doubt is not None:
            return UNKNOWN, doubt
    return truth, value


def _call(node: Call, env: Environment, negated: bool) -> Test:
    function = env.predicates[node.name]
    args = {**node.args, **{name: env.params[param] for name, param in node.params.items()}}

    def run(item: Any, prefix: str, origin: str | None) -> Result:
        try:
            value = function(item, **args)
        except Exception as error:
            raise PredicateError(f"predicate '{node.name}' raised {type(error).__name__}: {error}") from error
        if not isinstance(value, bool | Unknown):
            raise PredicateError(f"predicate '{node.name}' returned {type(value).__name__}, not true, false or Unknown")
        truth: Truth = UNKNOWN if isinstance(value, Unknown) else value
        if negated:
            truth = negate(truth)
        name = f"{prefix}.{node.name}()" if prefix else f"{node.name}()"
        return truth, (Evidence(name, "eq", True, value, negated, _origin(item, (), origin)),)

    return run


# -- quantifiers -----------------------------------------------------------------------------------------------


def _quantified(node: Quantified, kind: AssetType | None, env: Environment, negated: bool) -> Test:
    universal = (node.quantifier != "some") is not negated
    inverted = (node.quantifier == "none") is not negated
    get, item_kind = _items(node.path, kind, env)
    where = compile_predicate(node.where, item_kind, env, inverted)
    label = ".".join(node.path)
    combine = all_of if universal else any_of
    word = "every" if universal else "some"
    on_null = negate(bool(node.absent)) if negated else bool(node.absent)

    def run(item: Any, prefix: str, origin: str | None) -> Result:
        items = get(item)
        name = f"{prefix}.{label}" if prefix else label
        source = _origin(item, node.path, origin)
        if items is None:
            return on_null, (Evidence(name, "present", on_null is False, None, origin=source),)
        if type(items) is Unknown:
            return UNKNOWN, (Evidence(name, word, "items", items, origin=source),)
        if not items:
            return universal, (
                Evidence(name, word, "at least one item" if not universal else "items", "no items", origin=source),
            )
        results = [_item(where, each, f"{name}[{number}]", source) for number, each in enumerate(items)]
        truth, rows = combine(results)
        return truth, rows[:_MAX_ROWS]

    return run


def _item(where: Test, item: Any, name: str, origin: str | None) -> Result:
    if type(item) is Unknown:
        return UNKNOWN, (Evidence(name, "some", "items", item, origin=origin),)
    return where(item, name, item.id if isinstance(item, Asset) else origin)


def _items(path: Path, kind: AssetType | None, env: Environment) -> tuple[Callable[[Any], Any], AssetType | None]:
    """A getter of the list, and the asset type of its items (null for plain values and records)."""
    get, owner = getter(path, kind, env)
    leads_to_assets = kind is not None and _ends_in_relation(path, kind, env)
    return get, owner if leads_to_assets else None


def _ends_in_relation(path: Path, kind: AssetType, env: Environment) -> bool:
    for name in path:
        if name not in kind.relations:
            return False
        kind = env.joins.vocabulary[kind.relations[name].to]
    return True


def _count(node: Count, kind: AssetType | None, env: Environment, negated: bool) -> Test:
    get, item_kind = _items(node.path, kind, env)
    where = compile_predicate(node.where, item_kind, env) if node.where is not None else None
    label = ".".join(node.path)
    operand = env.params[node.param] if node.param is not None else node.value
    on_null = bool(node.absent)

    def run(item: Any, prefix: str, origin: str | None) -> Result:
        items = get(item)
        name = f"{prefix}.{label}" if prefix else label
        truth: Truth
        shown: Any
        if items is None:
            truth, shown = on_null, None
        elif type(items) is Unknown:
            truth, shown = UNKNOWN, items
        else:
            low, high = _range(items, where, name)
            truth = count_truth(node.op, low, high, operand)
            shown = low if low == high else Unknown(f"between {low} and {'any number' if high is None else high}")
        if negated:
            truth = negate(truth)
        return truth, (Evidence(f"{name}.count", node.op, operand, shown, negated, _origin(item, node.path, origin)),)

    return run


def _range(items: Sequence[Any], where: Test | None, name: str) -> tuple[int, int | None]:
    """How many items satisfy `where`: at least, at most (null: no bound, since more items may exist)."""
    low = unsure = 0
    bounded = True
    for number, each in enumerate(items):
        if type(each) is Unknown:  # one known to exist when it refers to an asset, else any number
            bounded = bounded and each.refers is not None
            low += where is None and each.refers is not None
            unsure += where is not None and each.refers is not None
            continue
        truth = where(each, f"{name}[{number}]", None)[0] if where is not None else True
        low += truth is True
        unsure += truth is UNKNOWN
    return low, low + unsure if bounded else None


def count_truth(op: str, low: int, high: int | None, operand: int) -> Truth:
    """Decided only if every number from `low` to `high` (null: without bound) gives the same answer."""
    if op in ("eq", "ne"):
        same: Truth = UNKNOWN
        if operand < low or (high is not None and operand > high):
            same = False
        elif low == high:
            same = True
        return same if op == "eq" else negate(same)
    test = OPS[op].test
    at_low, at_high = _numeric(test, low, operand), _numeric(test, high, operand) if high is not None else op in ("gt", "ge")
    return at_low if at_low is at_high else UNKNOWN


def _numeric(test: Callable[[Any, Any, Any], bool], number: int, operand: int) -> bool:
    return test(number, operand, None)
