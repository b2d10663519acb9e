"""What covers each safeguard: controls, and records of the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.model.register import Register, RegisterEntry
from hipaacheck.register.entries import entries
from hipaacheck.register.scopes import named_controls


class Held(NamedTuple):
    """A record of the register: its state today, and its kind as people say it (`risk analysis`, `not reasonable`). A decision
    about a line that the profile requires is `void`."""

    entry: RegisterEntry
    kind: str
    void: bool = False

    @property
    def in_force(self) -> bool:
        """Whether it holds today."""
        return not self.void and self.entry.state in ("in_force", "expiring")


class Coverage(NamedTuple):
    """One line, the controls that cite it, and what the register has about it: attestations and decisions, and waivers of its
    controls."""

    line: Safeguard
    controls: list[Control]
    records: list[Held]
    waivers: list[Held]

    @property
    def covered(self) -> bool:
        """Whether some control or some record in force speaks of the line."""
        return bool(self.controls) or any(record.in_force for record in self.records)


def coverage(
    lines: Iterable[Safeguard], controls: Sequence[Control], register: Register | None, today: date
) -> Iterator[Coverage]:
    """What covers each line today. `controls` and `lines` are as the profile left them."""
    known = register or Register()
    states = {entry.id: entry for entry in entries(known, today)}
    for line in lines:
        citing = [control for control in controls if line.citation in control.safeguards]
        ids = {control.id for control in citing}
        attested = [Held(states[item.id], _words(item.type)) for item in known.attestations if item.safeguard == line.citation]
        decided = [
            Held(states[item.id], _words(item.outcome), line.required)
            for item in known.decisions
            if item.safeguard == line.citation
        ]
        waivers = [item for item in known.waivers if any(True for _ in named_controls(item, ids))]
        yield Coverage(
            line,
            citing,
            attested + decided,
            [Held(states[item.id], _words(item.reason.code)) for item in waivers],
        )


def _words(code: str) -> str:
    return code.replace("_", " ")
