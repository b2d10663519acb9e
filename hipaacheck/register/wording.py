"""How notes about records of the register are worded: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from hipaacheck.model.register import AcceptedRisk, Attestation, Decision
from hipaacheck.register.scopes import period, state


class Note(NamedTuple):
    """Something to know about a record. Notes sort by their place."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def counted(number: int, noun: str) -> str:
    """`1 failure`, `2,000 failures`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def named(names: Iterable[str], most: int = 3) -> str:
    """`a, b, c and 4 more`."""
    known = list(names)
    more = len(known) - most
    return ", ".join(known[:most]) + (f" and {more:,} more" if more > 0 else "")


def note_on_period(kind: str, record: AcceptedRisk | Decision | Attestation, failures: int, today: date) -> Note | None:
    """What to know of a record that is not in force, or not for long; `failures` are those that it covers, or would cover."""
    since, until = period(record)
    what = f"{kind} {record.id}"
    some = counted(failures, "failure") + (" that it covers" if kind == "waiver" else " that it is about")
    counts = "counts" if failures == 1 else "count"
    renew = "Attest anew." if kind == "attestation" else "Mend what it is about, or have it decided anew."
    match state(record, today):
        case "expired":
            effect = (
                f"{counted(failures, 'failure')} {counts} again. {renew}"
                if failures
                else f"it no longer has any effect. {_renew_unused(kind)}"
            )
            text = f"{what} expired on {until}: {effect}"
        case "expiring":
            left = (date.fromisoformat(until) - today).days
            days = "today" if left == 0 else f"in {counted(left, 'day')}"
            effect = f", and then {some} {counts} again" if failures else ""
            text = f"{what} ends {days} (on {until}){effect}. {renew}"
        case "not_yet":
            effect = f"until then {some} {counts}" if failures else "it has no effect until then"
            text = f"{what} begins on {since}: {effect}. Check its dates if it was meant to hold today."
        case _:
            return None
    return Note(record.file, record.line, text)


def _renew_unused(kind: str) -> str:
    return "Attest anew." if kind == "attestation" else "Remove it, or have it decided anew."
