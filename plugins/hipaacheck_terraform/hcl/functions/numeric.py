"""Numeric functions."""

from __future__ import annotations

import math

from hipaacheck_terraform.hcl.functions.arguments import Bodies, exact, items, number, text, whole
from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated, Value, plain

MOST_FIGURES = 300
FIGURES = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def absolute(value: Value) -> int | float:
    return abs(number(value))


def ceil(value: Value) -> int:
    return math.ceil(number(value))


def floor(value: Value) -> int:
    return math.floor(number(value))


def signum(value: Value) -> int:
    found = whole(value)
    return (found > 0) - (found < 0)


def log(value: Value, base: Value) -> int | float:
    found, to = float(number(value)), float(number(base))
    if to == 0 and found > 0:
        return 0
    return plain(math.log(found) / math.log(to))


def power(value: Value, exponent: Value) -> int | float:
    return plain(math.pow(number(value), number(exponent)))


def largest(first: Value, *others: Value) -> int | float:
    return max(number(value) for value in (first, *others))


def smallest(first: Value, *others: Value) -> int | float:
    return min(number(value) for value in (first, *others))


def total(values: Value) -> int | float:
    found = items(values)
    if not found:
        raise EvaluationError("an empty list has no sum")
    return plain(sum(exact(value) for value in found))


def parseint(value: Value, base: Value) -> int:
    if not isinstance(value, str):
        raise EvaluationError("a string was expected")
    radix = whole(base)
    if not 2 <= radix <= 62:
        raise EvaluationError("the base must be between 2 and 62")
    written = text(value)
    sign = -1 if written.startswith("-") else 1
    figures = written[1:] if written[:1] in ("-", "+") else written
    if len(figures) > MOST_FIGURES:
        raise NotEvaluated("a number of this size is not evaluated")
    result = 0
    for figure in figures if radix > 36 else figures.lower():
        place = FIGURES.find(figure)
        if not 0 <= place < radix:
            raise EvaluationError(f"a text that is no number of base {radix}")
        result = result * radix + place
    if not figures:
        raise EvaluationError("an empty string is not a number")
    return sign * result


FUNCTIONS: Bodies = {
    "abs": absolute,
    "ceil": ceil,
    "floor": floor,
    "log": log,
    "max": largest,
    "min": smallest,
    "parseint": parseint,
    "pow": power,
    "signum": signum,
    "sum": total,
}
