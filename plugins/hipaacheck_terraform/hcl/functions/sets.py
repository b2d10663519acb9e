"""Functions of sets. A set's members are wholly known, so only `setproduct` of lists carries unresolved ones."""

from __future__ import annotations

import itertools
import math

from hipaacheck_terraform.hcl.functions.arguments import MOST_ITEMS, Bodies, bounded, items
from hipaacheck_terraform.hcl.functions.unifying import as_set, key_of, unify
from hipaacheck_terraform.hcl.values import EvaluationError, SetValue, Value, make_set, unresolved_in


def union(first: Value, *others: Value) -> SetValue:
    return as_set([item for group in _groups(first, *others) for item in group])


def intersection(first: Value, *others: Value) -> SetValue:
    found, *rest = _groups(first, *others)
    for group in rest:
        known = {key_of(item) for item in group}
        found = [item for item in found if key_of(item) in known]
    return as_set(found)


def subtract(first: Value, other: Value) -> SetValue:
    found, group = _groups(first, other)
    known = {key_of(item) for item in group}
    return as_set([item for item in found if key_of(item) not in known])


def product(first: Value, second: Value, *others: Value) -> Value:
    groups = [(first, second, *others)[place] for place in range(2 + len(others))]
    sides = [unify(items(group)) for group in groups]
    bounded(math.prod(len(side) for side in sides) * len(sides), MOST_ITEMS)
    pairs = [list(pair) for pair in itertools.product(*sides)]
    if any(isinstance(group, SetValue) for group in groups):
        doubt = unresolved_in(pairs)
        return doubt if doubt is not None else make_set(pairs)
    return pairs


def to_set(values: Value) -> Value:
    return None if values is None else make_set(unify(items(values)))


def _groups(*values: Value) -> list[list[Value]]:
    """The members of each argument, all of one type."""
    groups = [unify(items(value)) for value in values]
    together = iter(unify([item for group in groups for item in group]))
    return [[next(together) for _ in group] for group in groups]


def refuse(*_: Value) -> Value:
    raise EvaluationError("this function is no longer available")


FUNCTIONS: Bodies = {"list": refuse, "map": refuse, "setintersection": intersection, "setsubtract": subtract, "setunion": union}
PARTIAL: Bodies = {"setproduct": product, "toset": to_set}
