"""What waivers of the register met in a scan, and what is to be said of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from hipaacheck.model.findings import Run
from hipaacheck.model.register import AcceptedRisk
from hipaacheck.register.scopes import OWN_RECORDS, asset_key, like, named_controls, state
from hipaacheck.register.wording import Note, counted, named, note_on_period


@dataclass
class Seen:
    """What a waiver met: failures that it covers, that it would cover if it were in force, that something else covers, by
    what that is, and findings that could not be decided."""

    covered: int = 0
    would: int = 0
    spared: Counter[str] = field(default_factory=Counter)
    open: int = 0


def waiver_notes(waivers: Sequence[AcceptedRisk], runs: Sequence[Run], seen: Mapping[str, Seen], today: date) -> Iterator[Note]:
    """What to know about waivers: those out of their period, or soon to be, those that are not needed, and those that cover
    nothing. `seen` is what each met, by id."""
    reach = _reach(runs)
    elsewhere = []
    for waiver in waivers:
        met = seen[waiver.id]
        for instead, number in met.spared.items():
            text = f"waiver {waiver.id} is not needed for {counted(number, 'failure')}: covered already by {instead}."
            yield Note(waiver.file, waiver.line, f"{text} Remove what is not needed.")
        idle = state(waiver, today) in ("in_force", "expiring") and not met.covered and not met.spared
        if idle and _within(waiver, reach):
            yield _idle(waiver, met)
            continue
        if idle:
            elsewhere.append(waiver)
        if note := note_on_period("waiver", waiver, met.covered + met.would, today):
            yield note
    if elsewhere:
        text = (
            f"{counted(len(elsewhere), 'waiver')} not needed here: this scan judged none of the controls, accounts, regions or "
            f"assets named by {named(waiver.id for waiver in elsewhere)}. Nothing to do unless they should be."
        )
        yield Note(elsewhere[0].file, elsewhere[0].line, text)


def _idle(waiver: AcceptedRisk, met: Seen) -> Note:
    """A waiver in force that is about what was judged, and covers nothing of it."""
    what, advice = f"waiver {waiver.id} covers no failure", "Remove it, or correct its controls and scope."
    if met.open:
        what += f": {counted(met.open, 'finding')} that it names could not be decided"
        advice = "Keep it only if that will fail."
    return Note(waiver.file, waiver.line, f"{what}. {advice}")


class _Reach(NamedTuple):
    """What a scan judged: by it, a waiver that covers nothing is told from one that is about something else. Ids of assets are as
    they are compared."""

    controls: set[str]
    accounts: set[str]
    regions: set[str]
    assets: set[str]


def _reach(runs: Iterable[Run]) -> _Reach:
    out = _Reach(set(), set(), set(), set())
    for run in runs:
        out.controls.update(finding.control.id for finding in run.findings)
        for asset in run.inventory.assets:
            if asset.type.startswith(OWN_RECORDS):
                continue
            out.assets.add(asset_key(asset.id))
            if isinstance(asset.account, str):
                out.accounts.add(asset.account)
            if isinstance(asset.region, str):
                out.regions.add(asset.region)
    return out


def _within(waiver: AcceptedRisk, reach: _Reach) -> bool:
    scope, ids = waiver.scope, [asset_key(id_) for id_ in waiver.scope.assets]
    pairs = ((scope.accounts, reach.accounts), (scope.regions, reach.regions), (ids, reach.assets))
    return any(True for _ in named_controls(waiver, reach.controls)) and all(
        not wanted or _some(wanted, there, waiver.allow_glob) for wanted, there in pairs
    )


def _some(wanted: Sequence[str], there: set[str], globs: bool) -> bool:
    return not there.isdisjoint(wanted) or (globs and any(like(value, item) for item in wanted for value in there))
