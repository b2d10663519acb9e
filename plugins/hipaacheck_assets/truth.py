"""Three-valued logic for derived facts: true, false, or `Unknown` with the first reason met."""

from __future__ import annotations

from collections.abc import Iterable

from hipaacheck import Unknown

Truth = bool | Unknown


def any_of(values: Iterable[Truth]) -> Truth:
    """True when one is true, false when all are false, else unknown."""
    doubt: Unknown | None = None
    for value in values:
        if value is True:
            return True
        if value is not False and doubt is None:
            doubt = value
    return False if doubt is None else doubt


def all_of(values: Iterable[Truth]) -> Truth:
    """True when all are true, false when one is false, else unknown."""
    doubt: Unknown | None = None
    for value in values:
        if value is False:
            return False
        if value is not True and doubt is None:
            doubt = value
    return True if doubt is None else doubt


def opposite(value: Truth) -> Truth:
    """Not the value; unknown stays unknown."""
    return value if isinstance(value, Unknown) else not value
