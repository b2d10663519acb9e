"""How the page names and marks things. A mark never stands alone: there is a word beside it, and a colour only repeats it."""

from __future__ import annotations

import re
from typing import NamedTuple

from hipaacheck import Unknown, Verdict


class Mark(NamedTuple):
    """A symbol, the words for it, and the tone: `good`, `bad`, `open` or `quiet`."""

    symbol: str
    words: str
    tone: str


STATES: dict[str, Mark] = {
    "satisfied": Mark("✓", "satisfied", "good"),
    "not_satisfied": Mark("✗", "not satisfied", "bad"),
    "incomplete": Mark("?", "incomplete", "open"),
    "attested": Mark("✓", "attested", "good"),
    "attestation_missing": Mark("○", "attestation missing", "open"),
    "attestation_expired": Mark("!", "attestation expired", "bad"),
    "inherited": Mark("✓", "inherited", "good"),
    "not_applicable": Mark("–", "not applicable", "quiet"),
    "complete": Mark("✓", "complete", "good"),
    "in_force": Mark("✓", "in force", "good"),
    "not_yet": Mark("○", "not yet in force", "open"),
    "expiring": Mark("!", "expiring", "open"),
    "expired": Mark("✗", "expired", "bad"),
}
"""Of safeguards, of records of the register, and of listings."""

VERDICT_MARKS: dict[Verdict, Mark] = {
    "fail": Mark("✗", "fail", "bad"),
    "unknown": Mark("?", "unknown", "open"),
    "error": Mark("!", "error", "bad"),
    "pass": Mark("✓", "pass", "good"),
    "not_applicable": Mark("–", "not applicable", "quiet"),
}
"""In the order of attention."""

NOT_KNOWN = "not known"
NOT_GIVEN = "not given"

_OTHER = re.compile(r"[^A-Za-z0-9]+")


def anchor(name: str, kind: str) -> str:
    """What links to a thing: `s-164-312-a-1`."""
    return f"{kind}-{_OTHER.sub('-', name).strip('-')}"


def words(name: str) -> str:
    """`not_applicable` → `not applicable`."""
    return name.replace("_", " ")


def sentence_case(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def told(value: str | Unknown | None) -> str:
    """An account or a region, also when there is none to tell."""
    if value is None:
        return NOT_GIVEN
    return NOT_KNOWN if isinstance(value, Unknown) else value
