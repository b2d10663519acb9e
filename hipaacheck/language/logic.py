"""Kleene's three-valued logic. A truth is `True`, `False` or `UNKNOWN`; `compile` has the connectives, which keep evidence.

and | T U F        or | T U F        not
----+------        ---+------        ----
 T  | T U F         T | T T T         F
 U  | U U F         U | T U U         U
 F  | F F F         F | T U F         T
"""

from __future__ import annotations

from typing import Final

Truth = bool | None
"""`None` is unknown here, and only inside the language; asset values use `Unknown`, which carries a reason."""
UNKNOWN: Final = None


def negate(a: Truth) -> Truth:
    """Not a."""
    return UNKNOWN if a is UNKNOWN else not a
