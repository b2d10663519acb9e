"""Functions of dates and times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from hipaacheck_terraform.hcl.functions.arguments import Bodies, exact, text
from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated, Value

TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:(Z)|([+-])([0-9]{2}):([0-9]{2}))"
)
UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
AMOUNT = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
LONGEST = 2**63
PIECE = re.compile(r"''|'(?:[^']|'')*'(?!')|'.*|([a-zA-Z])\1*|[^a-zA-Z']+", re.DOTALL)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Instant(NamedTuple):
    """A time with its zone, to the second, and the nanoseconds beyond."""

    time: datetime
    nanoseconds: int


def formatdate(pattern: Value, timestamp: Value) -> str:
    time = _instant(timestamp).time
    return "".join(_written(found[0], time) for found in PIECE.finditer(text(pattern)))


def _written(piece: str, time: datetime) -> str:
    if piece == "''":
        return "'"
    if piece.startswith("'"):
        if len(piece) < 2 or not piece.endswith("'"):
            raise EvaluationError("a quote has no end")
        return piece[1:-1].replace("''", "'")
    if not piece[0].isascii() or not piece[0].isalpha():
        return piece
    found = _parts(time).get(piece)
    if found is None:
        raise EvaluationError(f"{piece} is no part of a date")
    return found


def _parts(time: datetime) -> dict[str, str]:
    twelve = time.hour % 12 or 12
    half = "AM" if time.hour < 12 else "PM"
    zone = time.strftime("%z")
    colon = f"{zone[:3]}:{zone[3:5]}"
    month, day = MONTHS[time.month - 1], DAYS[time.weekday()]
    numbers = {"M": time.month, "D": time.day, "h": time.hour, "H": twelve, "m": time.minute, "s": time.second}
    parts = {letter: str(number) for letter, number in numbers.items()}
    parts |= {letter * 2: f"{number:02d}" for letter, number in numbers.items()}
    parts |= {"YY": f"{time.year % 100:02d}", "YYYY": f"{time.year:04d}", "MMM": month[:3], "MMMM": month}
    parts |= {"EEE": day[:3], "EEEE": day, "AA": half, "aa": half.lower()}
    utc = zone == "+0000"
    return parts | {"Z": "Z" if utc else colon, "ZZZ": "UTC" if utc else zone, "ZZZZ": zone, "ZZZZZ": colon}


def timeadd(timestamp: Value, duration: Value) -> str:
    instant = _instant(timestamp)
    seconds = (instant.nanoseconds + _duration(text(duration))) // 10**9
    try:
        time = instant.time + timedelta(seconds=seconds)
    except OverflowError:
        raise NotEvaluated("times of this distance are not evaluated") from None
    zone = time.strftime("%z")
    return f"{time.year:04d}-{time:%m-%dT%H:%M:%S}" + ("Z" if zone == "+0000" else f"{zone[:3]}:{zone[3:5]}")


def timecmp(one: Value, other: Value) -> int:
    first, second = _instant(one), _instant(other)
    return (first > second) - (first < second)


def _instant(value: Value) -> Instant:
    found = TIMESTAMP.fullmatch(text(value))
    if found is None:
        raise EvaluationError("a text that is no timestamp")
    if found[1] == "0000":
        raise NotEvaluated("the year 0 is not evaluated")
    zone = UTC
    if not found[8]:
        if int(found[10]) > 23 or int(found[11]) > 59:
            raise EvaluationError("a text that is no timestamp")
        offset = timedelta(hours=int(found[10]), minutes=int(found[11]))
        zone = timezone(-offset if found[9] == "-" else offset)
    time = datetime(*map(int, found.group(1, 2, 3, 4, 5, 6)), tzinfo=zone)  # type: ignore[arg-type,misc]
    return Instant(time, int((found[7] or "")[:9].ljust(9, "0")))


def _duration(value: str) -> int:
    """Nanoseconds."""
    sign = -1 if value.startswith("-") else 1
    amounts = value[1:] if value[:1] in ("-", "+") else value
    if amounts == "0":
        return 0
    if not re.fullmatch(f"(?:{AMOUNT.pattern})+", amounts):
        raise EvaluationError("a text that is no duration")
    total = sum(int(exact(count) * UNITS[unit]) for count, unit in AMOUNT.findall(amounts))
    if total >= LONGEST:
        raise EvaluationError("a duration that is too long")
    return sign * total


FUNCTIONS: Bodies = {"formatdate": formatdate, "timeadd": timeadd, "timecmp": timecmp}
