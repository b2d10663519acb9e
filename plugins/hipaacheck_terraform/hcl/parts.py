"""Parts of values: members, items, and what is found only when it is asked for."""

from __future__ import annotations

from hipaacheck_terraform.hcl.values import (
    EvaluationError,
    SetValue,
    Unresolved,
    Value,
    kind,
    merged,
    to_number,
    to_text,
    unresolved_in,
    unresolved_parts,
)

MAX_ITEMS = 100_000
"""Items that one expression may make."""


class Lazy:
    """Something with members that are found when asked for: `var`, `local`, a resource type. Never a value itself."""

    __slots__ = ()

    def member(self, name: str) -> Value:
        """What stands behind the dot. Raises EvaluationError."""
        raise NotImplementedError


class Whole(Lazy):
    """Something lazy that is one object, and no list."""

    __slots__ = ()


def attribute(source: Value, name: str) -> Value:
    """A member of an object or a map. Raises EvaluationError."""
    if isinstance(source, Lazy):
        return source.member(name)
    if isinstance(source, dict):
        if name not in source:
            raise EvaluationError(f"there is no attribute '{name}'")
        return source[name]
    if isinstance(source, Unresolved):
        return within(source, name)
    if isinstance(source, list) and name.isdigit():
        return item_at(source, int(name))
    raise EvaluationError(f"a {kind(source)} has no attribute '{name}'")


def within(source: Unresolved, name: str | int) -> Value:
    """A part of an unknown value."""
    if isinstance(source, Lazy):
        return source.member(str(name))
    if source.text is not None or source.exact is None:
        return Unresolved(source.reason, source.refers)
    address, path = source.exact
    target = (address, (*path, name))
    return Unresolved(source.reason, frozenset((target,)), target)


def item_at(source: Value, key: Value) -> Value:
    """An item of a list or a map. Raises EvaluationError."""
    doubt = unresolved_in(key)
    if doubt is not None:
        return merged((doubt, *unresolved_parts(source)))
    if isinstance(source, SetValue):
        raise EvaluationError("a set has no items by index")
    if isinstance(source, list):
        position = to_number(key)
        if not isinstance(position, int) or not 0 <= position < len(source):
            raise EvaluationError(f"there is no item {position}")
        return source[position]
    if isinstance(source, dict):
        name = to_text(key)
        if name not in source:
            raise EvaluationError(f"there is no item '{name}'")
        return source[name]
    if isinstance(source, Unresolved):
        return within(source, key if isinstance(key, int) else to_text(key))
    if isinstance(source, Lazy):
        return source.member(to_text(key))
    raise EvaluationError(f"a {kind(source)} has no items")


def single(source: Unresolved) -> bool:
    """Whether an unknown value is surely one object and no list: a whole resource."""
    return source.exact is not None and source.exact[1] == ()


def pairs(source: Value) -> list[tuple[Value, Value]]:
    """Keys and items, in order: of a list its positions, of a set its members themselves. Raises EvaluationError."""
    if isinstance(source, dict):
        found: list[tuple[Value, Value]] = [(key, source[key]) for key in sorted(source)]
    elif isinstance(source, SetValue):
        found = [(item, item) for item in source]
    elif isinstance(source, list):
        found = list(enumerate(source))
    else:
        raise EvaluationError(f"a {kind(source)} cannot be iterated")
    if len(found) > MAX_ITEMS:
        raise EvaluationError(f"{len(found):,} items, more than are read")
    return found


def begun(values: list[Value], doubt: Unresolved) -> Unresolved:
    """What is not known of a text, with what it surely begins with where all behind it is known."""
    first, rest = values[0], values[1:]
    if isinstance(first, Unresolved) and first.exact is not None and all(isinstance(value, str) for value in rest):
        doubt.beginning = first.exact, "".join(rest)
    return doubt
