"""Values of the Terraform language.

null, booleans and strings are Python's; numbers are int where they are whole, else float; lists and tuples are `list`, maps and
objects `dict`, sets `SetValue`. What cannot be evaluated is `Unresolved`, at any depth of a value.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

Value = Any
Target = tuple[str, tuple[str | int, ...]]
"""Full address of a resource instance or data source, and the path of an attribute in it."""

SENSITIVE = "marked sensitive, so not read"
AFTER_APPLY = "known only after apply"
WHICH = "which resource or module it is, is known only after apply"
MAX_PARTS = 1_000_000
"""Parts of a value that is kept under a name."""
SURE = frozenset({(), ("id",), ("arn",), ("json",)})
"""Paths of what is surely neither null nor empty: a resource, its id and its ARN, the text of a policy document."""
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


class EvaluationError(Exception):
    """The expression is wrong whatever the unknown values are: Terraform would refuse it, and `try` goes on after it."""


class NotEvaluated(Exception):
    """Terraform may give a value that is not worked out here; the message says what."""


class Unresolved:
    """A value that is not known, and why.

    `refers` holds every resource attribute that it may come from. `exact` is the one that it surely is, unchanged.
    `text` is the structure of a JSON document that is not wholly known, as `jsonencode` was given it.
    `beginning` is the attribute that a text surely begins with, and the known rest, as of `"${a.id}/part"`.
    """

    __slots__ = ("beginning", "exact", "reason", "refers", "text")
    whole: ClassVar[bool] = False
    """Whether it stands for a whole resource or module, whose parts may come from elsewhere."""

    def __init__(
        self, reason: str, refers: frozenset[Target] = frozenset(), exact: Target | None = None, text: Value = None
    ) -> None:
        self.reason = reason
        self.refers = refers
        self.exact = exact
        self.text = text
        self.beginning: tuple[Target, str] | None = None

    def __repr__(self) -> str:
        return f"Unresolved({self.reason!r})"


class SetValue(list[Value]):
    """A set: its members without repetition, in Terraform's order (strings and numbers sorted)."""


def make_set(items: Iterable[Value]) -> SetValue | Unresolved:
    """A set of these members; unresolved as a whole when one of them is not wholly known, since it may equal another."""
    found = list(items)
    doubt = unresolved_in(found)
    if doubt is not None:
        return doubt
    distinct = {canonical(item): item for item in found}
    return SetValue(distinct[key] for key in sorted(distinct))


def canonical(value: Value) -> tuple[int, float, str]:
    """A key that is equal for equal values, and sorts numbers and strings as they are, null last."""
    if value is None:
        return 3, 0, ""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 2, 0, json.dumps(value, sort_keys=True, ensure_ascii=False)
    return (1, 0, value) if isinstance(value, str) else (0, value, "")


def unresolved_parts(value: Value) -> Iterator[Unresolved]:
    """Every unresolved part of a value."""
    if isinstance(value, Unresolved):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from unresolved_parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from unresolved_parts(item)


def bounded(value: Value) -> Value:
    """The value; unresolved when it has more parts than are read, as one that doubles itself again and again."""
    waiting, parts = [value], 0
    while waiting:
        item = waiting.pop()
        if isinstance(item, list | dict):
            parts += len(item)
            if parts > MAX_PARTS:
                return Unresolved(f"a value of more than {MAX_PARTS:,} parts")
            waiting += item.values() if isinstance(item, dict) else item
    return value


def unresolved_in(*values: Value) -> Unresolved | None:
    """One unresolved value that stands for all unresolved parts of these; null when they are wholly known."""
    return merged(part for value in values for part in unresolved_parts(value))


def merged(parts: Iterable[Unresolved]) -> Unresolved | None:
    """What is known of a value that was made from these; null when there are none.

    A reason other than "known only after apply" goes first: it can be mended before the apply. Sensitive goes before all.
    """
    found = list(parts)
    if not found:
        return None
    reasons = [part.reason for part in found]
    other = next((text for text in reasons if text != AFTER_APPLY), WHICH if any(part.whole for part in found) else AFTER_APPLY)
    reason = SENSITIVE if SENSITIVE in reasons else other
    return Unresolved(reason, frozenset().union(*(part.refers for part in found)))


def kind(value: Value) -> str:
    """What a value is called in messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, SetValue):
        return "set"
    return "list" if isinstance(value, list) else "map" if isinstance(value, dict) else "unknown value"


def to_text(value: Value) -> str:
    """A known primitive as a string. Raises EvaluationError."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return digits(value)
    raise EvaluationError(f"a {kind(value)} where a string was expected")


def digits(value: float) -> str:
    """A number in decimal without exponent, as short as it can be told apart."""
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")


def to_number(value: Value) -> int | float:
    """A known number, or a string that is one. Raises EvaluationError, NotEvaluated."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    if not isinstance(value, str):
        raise EvaluationError(f"a {kind(value)} where a number was expected")
    if not NUMBER.fullmatch(value):
        raise EvaluationError("a text that is no number")
    return plain(Decimal(value))


def plain(value: Decimal | Fraction | float) -> int | float:
    """An exact number as int where it is whole, else as float. Raises NotEvaluated."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and abs(value.adjusted()) > 300 and value:
        raise NotEvaluated("a number of this size is not evaluated")
    return int(value) if value == int(value) else float(value)


def to_bool(value: Value) -> bool:
    """A known boolean, or a string that stands for one. Raises EvaluationError."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "1"):
        return True
    if isinstance(value, str) and value in ("false", "0"):
        return False
    raise EvaluationError(f"a {kind(value)} where true or false was expected")
