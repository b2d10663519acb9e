"""The comparison operators: which types they take, what operand they want, and what they compute on known values."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

_DURATION = re.compile(r"([1-9][0-9]*)(m|h|d|y)")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "y": timedelta(days=365)}
_LONGEST = 1000 * _UNITS["y"]


@lru_cache(maxsize=256)
def duration(text: str) -> timedelta:
    """`30d`, `12h`, `15m`, `6y` (years of 365 days), at most `1000y`. Raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a duration such as 90d, 12h, 15m or 6y")
    if len(match[1]) > 9 or int(match[1]) * _UNITS[match[2]] > _LONGEST:
        raise ValueError(f"{text[:20]!r} is longer than 1000y")
    return int(match[1]) * _UNITS[match[2]]


@lru_cache(maxsize=256)
def pattern(text: str) -> re.Pattern[str]:
    """A compiled regular expression, searched anywhere in the text."""
    return re.compile(text)


@lru_cache(maxsize=4096)
def network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """A CIDR block. Raises ValueError."""
    return ipaddress.ip_network(text, strict=False)


def _inside(value: str, blocks: Sequence[str]) -> bool:
    inner = network(value)
    for block in blocks:
        outer = network(block)
        if isinstance(inner, ipaddress.IPv4Network) and isinstance(outer, ipaddress.IPv4Network) and inner.subnet_of(outer):
            return True
        if isinstance(inner, ipaddress.IPv6Network) and isinstance(outer, ipaddress.IPv6Network) and inner.subnet_of(outer):
            return True
    return False


def _within(value: Any, operand: Any, now: datetime) -> bool:
    if isinstance(value, datetime):
        return _utc(value) - now <= duration(operand)  # a difference cannot leave the calendar, a sum can
    return _inside(value, operand if isinstance(operand, list | tuple) else [operand])


def _utc(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


class Op(NamedTuple):
    """`takes`: kinds of the value. `operand`: `same`, `list` of same, `item` of the list, `text`, `span`, `flag`."""

    takes: frozenset[str]
    operand: str
    test: Callable[[Any, Any, datetime], bool]
    phrase: str
    negated: str


_PLAIN = frozenset({"bool", "int", "float", "str"})
_ORDERED = frozenset({"int", "float"})

OPS: dict[str, Op] = {
    "eq": Op(_PLAIN, "same", lambda a, b, _: a == b, "required", "required other than"),
    "ne": Op(_PLAIN, "same", lambda a, b, _: a != b, "required other than", "required"),
    "in": Op(_PLAIN, "list", lambda a, b, _: a in b, "required one of", "required none of"),
    "not_in": Op(_PLAIN, "list", lambda a, b, _: a not in b, "required none of", "required one of"),
    "lt": Op(_ORDERED, "same", lambda a, b, _: a < b, "required below", "required at least"),
    "le": Op(_ORDERED, "same", lambda a, b, _: a <= b, "required at most", "required above"),
    "gt": Op(_ORDERED, "same", lambda a, b, _: a > b, "required above", "required at most"),
    "ge": Op(_ORDERED, "same", lambda a, b, _: a >= b, "required at least", "required below"),
    "matches": Op(
        frozenset({"str"}), "text", lambda a, b, _: pattern(b).search(a) is not None, "required to match", "required not to match"
    ),
    "contains": Op(frozenset({"str", "list"}), "item", lambda a, b, _: b in a, "required to contain", "required not to contain"),
    "within": Op(frozenset({"str", "time"}), "span", _within, "required within", "required not within"),
    "older_than": Op(
        frozenset({"time"}),
        "span",
        lambda a, b, now: now - _utc(a) > duration(b),
        "required older than",
        "required no older than",
    ),
    "present": Op(
        frozenset({"bool", "int", "float", "str", "time", "record", "list", "tags", "asset"}),
        "flag",
        lambda a, b, _: b,
        "required present",
        "required absent",
    ),
}
"""`within` on a time: not later than the span from now. `within` on text: the CIDR block lies inside one of the blocks."""
