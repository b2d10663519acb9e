"""How functions read their arguments, as Terraform converts them; every function here raises EvaluationError."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from fractions import Fraction

from hipaacheck_terraform.hcl.values import EvaluationError, SetValue, Value, kind, to_bool, to_number, to_text

Bodies = dict[str, Callable[..., Value]]
MOST_ITEMS = 1_000_000
MOST_CHARACTERS = 10_000_000
flag, number, text = to_bool, to_number, to_text


def exact(value: Value) -> Fraction:
    """A number without the error of binary fractions."""
    return Fraction(repr(number(value)))


def whole(value: Value) -> int:
    """A number without fraction."""
    found = number(value)
    if not isinstance(found, int):
        raise EvaluationError("a whole number was expected")
    return found


def items(value: Value) -> list[Value]:
    """The members of a list or set."""
    if isinstance(value, list):
        return list(value)
    raise EvaluationError(f"a {kind(value)} where a list was expected")


def sequence(value: Value) -> list[Value]:
    """The members of a list; a set will not do."""
    if isinstance(value, SetValue):
        raise EvaluationError("a set where a list was expected")
    return items(value)


def mapping(value: Value) -> dict[str, Value]:
    """The entries of a map or object."""
    if isinstance(value, dict):
        return value
    raise EvaluationError(f"a {kind(value)} where a map was expected")


def bounded(size: int, most: int = MOST_CHARACTERS) -> None:
    """Refuses results above a size."""
    if size > most:
        raise EvaluationError("the result is too large")


def graphemes(value: str) -> list[str]:
    """The characters that a reader sees, as good as Unicode's general categories tell."""
    if value.isascii() and "\r" not in value:
        return list(value)
    found: list[str] = []
    for letter in value:
        if found and _continues(found[-1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _continues(before: str, letter: str) -> bool:
    if letter == "\n":
        return before == "\r"
    if before[-1] in "\r\n":
        return False
    if letter == "\u200d" or unicodedata.category(letter) in ("Mn", "Me", "Mc") or "\U0001f3fb" <= letter <= "\U0001f3ff":
        return True
    flags = all("\U0001f1e6" <= part <= "\U0001f1ff" for part in (before[-1], letter)) and len(before) == 1
    return flags or before[-1] == "\u200d"
