"""What operators give: numbers, and equality in three-valued logic."""

from __future__ import annotations

from fractions import Fraction

from hipaacheck_terraform.hcl.values import (
    SURE,
    NotEvaluated,
    SetValue,
    Unresolved,
    Value,
    kind,
    merged,
    plain,
    unresolved_in,
)

_MAX_NUMBER = 1 << 500
_PRECISE = 17
"""Digits from which a float is no longer what was written."""


def calculated(sign: str, left: float, right: float) -> Value:
    one, other = _exact(left), _exact(right)
    match sign:
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case ">=":
            return one >= other
        case "+":
            out = one + other
        case "-":
            out = one - other
        case "*":
            out = one * other
        case "%" if not other:
            return left
        case "/" if not other:
            raise NotEvaluated("division by zero")
        case "/":
            out = one / other
        case _:
            out = abs(one) % abs(other) * (-1 if one < 0 else 1)
    if abs(out) > _MAX_NUMBER:
        raise NotEvaluated("a number of this size is not evaluated")
    return plain(out)


def _exact(value: float) -> Fraction:
    """A decimal number is what is written; one of more digits than that, such as a third, what a float holds of it."""
    written = repr(value)
    return Fraction(written) if len(written) < _PRECISE or isinstance(value, int) else Fraction(value)


def equal(left: Value, right: Value) -> bool | Unresolved:
    """Whether two values are equal; values of different types are not. Known as soon as some known part differs.

    A list never equals a tuple, nor a map an object: of those that hold the same, it is known only when they are one value.
    Sets of texts and sets of numbers are told apart by what they hold.
    """
    same = alike(left, right)
    if isinstance(left, SetValue) and isinstance(right, SetValue) and {kind(item) for item in left} in ({"string"}, {"number"}):
        return same
    if same is True and isinstance(left, list | dict) and left is not right:
        return Unresolved("whether collections that hold the same are of the same type")
    return same


def alike(left: Value, right: Value) -> bool | Unresolved:
    """Whether two values hold the same, lists and tuples, maps and objects aside."""
    if isinstance(left, Unresolved) or isinstance(right, Unresolved):
        if left is right:
            return True
        other = right if isinstance(left, Unresolved) else left
        mine = left if isinstance(left, Unresolved) else right
        if other is None and isinstance(mine, Unresolved) and present(mine):
            return False
        doubt = unresolved_in(left, right)
        return True if doubt is None else doubt
    if isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return False
        return _all_equal([alike(one, other) for one, other in zip(left, right, strict=True)])
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        return _all_equal([alike(left[name], right[name]) for name in left])
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return kind(left) == kind(right) and bool(left == right)


def _all_equal(results: list[bool | Unresolved]) -> bool | Unresolved:
    if any(result is False for result in results):
        return False
    doubt = merged(result for result in results if isinstance(result, Unresolved))
    return True if doubt is None else doubt


def present(value: Unresolved) -> bool:
    """Whether an unknown value is surely neither null nor empty: a resource, or its id or ARN."""
    return value.exact is not None and value.exact[1] in SURE
