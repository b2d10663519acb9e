"""Types of values, as far as they matter: which type a collection's members share, and which values are equal.

The value model does not tell lists from tuples and maps from objects. Members of unlike types count as a tuple's or an object's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from hipaacheck_terraform.hcl.functions.arguments import text
from hipaacheck_terraform.hcl.values import (
    EvaluationError,
    NotEvaluated,
    SetValue,
    Unresolved,
    Value,
    make_set,
    merged,
    unresolved_in,
)

Members = list[Value]


def unify(values: Members) -> Members:
    """The values converted to one type, in order. Raises EvaluationError when they have none in common.

    Next to an unresolved value, which may be a string, only strings are sure to stay what they are.
    """
    doubt = merged(value for value in values if isinstance(value, Unresolved))
    known = [value for value in values if value is not None and not isinstance(value, Unresolved)]
    if not known:
        return list(values)
    shapes = {_shape(value) for value in known}
    try:
        if len(shapes) > 1:
            raise EvaluationError("the members have no type in common")
        together = iter(_UNIFIERS[shapes.pop()](known))
    except EvaluationError:
        if doubt is None:
            raise
        return [value if value is None or isinstance(value, Unresolved) else _one_more(doubt) for value in values]
    unified = [value if value is None or isinstance(value, Unresolved) else next(together) for value in values]
    return unified if doubt is None else [_doubted(value, doubt) for value in unified]


def _shape(value: Value) -> str:
    if isinstance(value, SetValue):
        return "set"
    return "list" if isinstance(value, list) else "map" if isinstance(value, dict) else "primitive"


def _primitives(values: Members) -> Members:
    if any(isinstance(value, str) for value in values):
        return [text(value) for value in values]
    if len({isinstance(value, bool) for value in values}) > 1:
        raise EvaluationError("the members have no type in common")
    return values


def _lists(values: Members) -> Members:
    if len({len(value) for value in values}) == 1:
        columns = [unify(list(column)) for column in zip(*values, strict=True)]
        return [[column[row] for column in columns] for row in range(len(values))]
    return _across(values)


def _across(values: Members) -> Members:
    together = iter(unify([item for value in values for item in value]))
    return [[next(together) for _ in value] for value in values]


def _sets(values: Members) -> Members:
    return [make_set(value) for value in _across(values)]


def _maps(values: Members) -> Members:
    if len({frozenset(value) for value in values}) == 1:
        columns = {key: unify([value[key] for value in values]) for key in values[0]}
        return [{key: column[row] for key, column in columns.items()} for row in range(len(values))]
    together = iter(_across([list(value.values()) for value in values]))
    return [dict(zip(value, next(together), strict=True)) for value in values]


_UNIFIERS: dict[str, Callable[[Members], Members]] = {"primitive": _primitives, "list": _lists, "set": _sets, "map": _maps}


def _doubted(value: Value, doubt: Unresolved) -> Value:
    """The value with every part replaced that a conversion to another type could change."""
    if isinstance(value, SetValue):
        return value if all(isinstance(item, str) for item in value) else _one_more(doubt)
    if isinstance(value, list):
        return [_doubted(item, doubt) for item in value]
    if isinstance(value, dict):
        return {key: _doubted(item, doubt) for key, item in value.items()}
    return value if value is None or isinstance(value, str | Unresolved) else _one_more(doubt)


def _one_more(doubt: Unresolved) -> Unresolved:
    """The same doubt about another value: one and the same object would be one value."""
    return Unresolved(doubt.reason, doubt.refers)


def as_set(values: Members) -> SetValue:
    """A set of the values, unified. Raises NotEvaluated when one of them is not wholly known."""
    found = make_set(unify(values))
    if isinstance(found, Unresolved):
        raise NotEvaluated(found.reason)
    return found


def equal(one: Value, other: Value) -> bool | None:
    """Whether two values are equal; null when that is not known."""
    if isinstance(one, Unresolved) and isinstance(other, Unresolved):
        return True if one is other or (one.exact is not None and one.exact == other.exact) else None
    if isinstance(one, Unresolved) or isinstance(other, Unresolved):
        return None
    if isinstance(one, list) and isinstance(other, list):
        if isinstance(one, SetValue) != isinstance(other, SetValue) or len(one) != len(other):
            return False
        return _all(equal(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and _all(equal(one[key], other[key]) for key in one)
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return bool(one == other)


def _all(answers: Iterable[bool | None]) -> bool | None:
    found = list(answers)
    return False if False in found else None if None in found else True


def key_of(value: Value) -> str:
    """A text that is equal for equal values only. Wants wholly known values."""
    return json.dumps(value, sort_keys=True)


def known_or(values: Members, give: Callable[[], Value]) -> Value:
    """What `give` returns, unless a part of the values is unresolved."""
    doubt = unresolved_in(values)
    return doubt if doubt is not None else give()
