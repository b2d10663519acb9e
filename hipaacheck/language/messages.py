"""Evidence → the sentence a person reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from hipaacheck.language.operators import OPS
from hipaacheck.model.assets import Asset
from hipaacheck.model.findings import Evidence, Verdict
from hipaacheck.model.values import Unknown

_MAX_PHRASES = 3


def message(verdict: Verdict, rows: tuple[Evidence, ...], own: Callable[[], str] | None = None) -> str:
    """One sentence, ending with a full stop. `own` gives the control's own words for a failure."""
    if verdict == "fail" and own is not None:
        return _sentence(own())
    phrases = [phrase(rows[0])] if len(rows) == 1 else list(dict.fromkeys(phrase(row) for row in rows))
    if not phrases:
        return "Nothing to check." if verdict == "not_applicable" else "Every condition holds."
    more = len(phrases) - _MAX_PHRASES
    text = "; ".join(phrases[:_MAX_PHRASES]) + (f"; and {more} more" if more > 0 else "")
    return _sentence(f"does not apply: {text}" if verdict == "not_applicable" else text)


class Messages:
    """The messages of one control, each put together once: most of its assets have the same evidence."""

    def __init__(self, own: Callable[[Asset], str] | None) -> None:
        self._own = own
        self._known: dict[Any, str] = {}

    def of(self, verdict: Verdict, rows: tuple[Evidence, ...], asset: Asset) -> str:
        """The sentence about an asset."""
        if verdict == "fail" and self._own is not None:
            return message(verdict, rows, partial(self._own, asset))
        try:
            key = (verdict, *map(_key, rows))
            found = self._known.get(key)
        except TypeError:  # evidence with lists in it
            return message(verdict, rows)
        if found is None:
            found = self._known[key] = message(verdict, rows)
        return found


def _key(row: Evidence) -> tuple[Any, ...]:
    """What the phrase about a row is made of. Values of different types may be equal, and are told apart."""
    wanted, actual = row.expected, row.actual
    if wanted.__class__ is list:
        wanted = tuple(wanted)
    return row.path, row.op, row.negated, wanted.__class__, wanted, actual.__class__, actual


def _sentence(text: str) -> str:
    if not text.isprintable():
        text = " ".join(text.split())
    if len(text) > 1000:
        text = text[:997] + "..."
    return text if text.endswith(".") else text + "."


def phrase(row: Evidence) -> str:
    """`encrypted is false, required true`."""
    name = row.path or "the value"
    if isinstance(row.actual, Unknown):
        return f"{name} is unknown: {row.actual}"
    if row.op in ("some", "every"):
        return (
            f"{name} has {plain(row.actual)}, required {row.expected}" if row.op == "some" else f"{name} has {plain(row.actual)}"
        )
    if row.op == "present":
        wanted = bool(row.expected) is not row.negated
        return f"{name} is {'absent' if row.actual is None else 'present'}, required {'present' if wanted else 'absent'}"
    if isinstance(row.expected, bool) and row.op in ("eq", "ne"):
        wanted = row.expected is not (row.negated is not (row.op == "ne"))
        return f"{name} is {plain(row.actual)}, required {plain(wanted)}"
    op = OPS[row.op]
    wording = op.negated if row.negated else op.phrase
    return f"{name} is {plain(row.actual)}, {wording} {plain(row.expected)}"


def plain(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return "absent"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(plain(item) for item in value) or "empty"
    if isinstance(value, Unknown):
        return f"unknown ({value})"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)
