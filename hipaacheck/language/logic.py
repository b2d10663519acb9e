"""Kleene's three-valued logic. A truth is `True`, `False` or `UNKNOWN`.

    and | T U F        or | T U F        not
    ----+------        ---+------        ----
     T  | T U F         T | T T T         F
     U  | U U F         U | T U U         U
     F  | F F F         F | T U F         T
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

Truth = bool | None
"""`None` is unknown here, and only inside the language; asset values use `Unknown`, which carries a reason."""
UNKNOWN: Final = None


def negate(a: Truth) -> Truth:
    """Not a."""
    return UNKNOWN if a is UNKNOWN else not a


def conjunction(items: Iterable[Truth]) -> Truth:
    """True when all are true, false when one is false, else unknown. True for none."""
    out: Truth = True
    for item in items:
        if item is False:
            return False
        if item is UNKNOWN:
            out = UNKNOWN
    return out


def disjunction(items: Iterable[Truth]) -> Truth:
    """True when one is true, false when all are false, else unknown. False for none."""
    out: Truth = False
    for item in items:
        if item is True:
            return True
        if item is UNKNOWN:
            out = UNKNOWN
    return out
