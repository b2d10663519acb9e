"""The register applied to findings. A failure stays a failure; what covers it, who says so and until when is added to it.

Data in, data out; `today` is the day that records are judged by, whole, UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from hipaacheck.model.assets import Gap
from hipaacheck.model.controls import Safeguard
from hipaacheck.model.findings import Finding, Run, Waiver
from hipaacheck.model.register import AcceptedRisk, Register, RegisterEntry
from hipaacheck.register.alternatives import Decided, Met, decide
from hipaacheck.register.entries import entries, renewed
from hipaacheck.register.scopes import OWN_RECORDS, asset_key, in_force, in_scope, named_controls
from hipaacheck.register.seen import Seen, waiver_notes
from hipaacheck.register.wording import note_on_period


class Applied(msgspec.Struct, frozen=True):
    """The runs with covered failures marked, notes for people in the order of the register's files, the records with the
    number of failures that each covers, and what alternatives meet."""

    runs: tuple[Run, ...]
    notes: tuple[str, ...]
    entries: tuple[RegisterEntry, ...]
    met: Met


def apply_register(
    runs: Sequence[Run], register: Register, *, safeguards: Iterable[Safeguard], today: date, unreadable: Sequence[Gap] = ()
) -> Applied:
    """Mark the failures that waivers and met alternatives cover. `safeguards` are the lines as the profile has them,
    `unreadable` are targets of which there is no run.

    A waiver that stands in a comment stays. A met alternative goes before a waiver, and of several waivers the one that lasts
    longest counts, the first of equal ones.
    """
    addressable = {line.citation for line in safeguards if not line.required}
    decided = decide(runs, register, addressable, today, unreadable)
    index = _index(register.waivers, {finding.control.id for run in runs for finding in run.findings}, today)
    seen = {waiver.id: Seen() for waiver in register.waivers}
    out = [
        msgspec.structs.replace(run, findings=tuple(_marked(item, index, decided, seen) for item in run.findings)) for run in runs
    ]
    old = {item.id for item in entries(register, today) if item.state == "expired"} & renewed(register, today)
    attested = (note_on_period("attestation", item, 0, today) for item in register.attestations if item.id not in old)
    waivers = [item for item in register.waivers if item.id not in old]
    notes = [*decided.notes, *waiver_notes(waivers, runs, seen, today), *(note for note in attested if note)]
    numbers = {id_: item.covered for id_, item in seen.items()} | _met_by(decided.met)
    listed = tuple(msgspec.structs.replace(item, findings=numbers.get(item.id, 0)) for item in entries(register, today))
    return Applied(tuple(out), tuple(map(str, sorted(notes))), listed, decided.met)


def _met_by(met: Met) -> dict[str, int]:
    """How many failures each decision meets."""
    out: dict[str, int] = {}
    for found in met.findings.values():
        for id_ in found.values():
            out[id_] = out.get(id_, 0) + 1
    return out


# -- which waivers are about a finding ---------------------------------------------------------------------------


class _Index(NamedTuple):
    """Positions of waivers by control, and by asset for those that list ids: a scan has many findings and many waivers.
    `active` are the ids of those in force."""

    waivers: Sequence[AcceptedRisk]
    active: frozenset[str]
    by_control: dict[str, list[int]]
    by_asset: dict[tuple[str, str], list[int]]


def _index(waivers: Sequence[AcceptedRisk], controls: Collection[str], today: date) -> _Index:
    out = _Index(waivers, frozenset(waiver.id for waiver in waivers if in_force(waiver, today)), {}, {})
    for position, waiver in enumerate(waivers):
        for control in set(named_controls(waiver, controls)):
            if waiver.scope.assets and not waiver.allow_glob:
                for key in {asset_key(id_) for id_ in waiver.scope.assets}:
                    out.by_asset.setdefault((control, key), []).append(position)
            else:
                out.by_control.setdefault(control, []).append(position)
    return out


def _about(finding: Finding, index: _Index) -> list[AcceptedRisk]:
    """The waivers that name the finding, in force or not, in the order of the register."""
    control, asset = finding.control.id, finding.asset
    positions = [*index.by_control.get(control, ()), *index.by_asset.get((control, asset_key(asset.id)), ())]
    if not positions or asset.type.startswith(OWN_RECORDS):
        return []
    found = (index.waivers[position] for position in sorted(positions))
    return [waiver for waiver in found if in_scope(asset, waiver.scope, globs=waiver.allow_glob)]


# -- marking -----------------------------------------------------------------------------------------------------


def _marked(finding: Finding, index: _Index, decided: Decided, seen: dict[str, Seen]) -> Finding:
    """The finding, with what covers it when it is a failure: what is there already, an alternative, or a waiver."""
    if finding.verdict in ("pass", "not_applicable"):
        return finding
    found = _about(finding, index)
    if finding.verdict != "fail":
        for waiver in found:
            seen[waiver.id].open += 1
        return finding
    chosen = max((waiver for waiver in found if waiver.id in index.active), key=lambda waiver: waiver.expires, default=None)
    cover = finding.waiver or decided.covers.get(finding.fingerprint) or (_waiver(chosen, finding) if chosen else None)
    for waiver in found:
        met = seen[waiver.id]
        if cover is None:
            met.would += 1
        elif cover.kind == "waiver" and cover.id == waiver.id:
            met.covered += 1
        elif waiver.id in index.active:
            met.spared[_called(cover)] += 1
    return finding if cover is finding.waiver else msgspec.structs.replace(finding, waiver=cover)


def _called(cover: Waiver) -> str:
    if cover.id is None:
        return "comments in source"
    place = f"{cover.id} ({cover.file}:{cover.line})"
    return f"the alternative of decision {place}" if cover.kind == "alternative" else f"waiver {place}"


def _waiver(waiver: AcceptedRisk, finding: Finding) -> Waiver:
    return Waiver(
        control=finding.control.id,
        addresses=(),
        until=waiver.expires,
        reason=waiver.reason.text,
        file=waiver.file,
        line=waiver.line,
        id=waiver.id,
        owner=waiver.owner,
        approved_by=waiver.approved_by,
        ticket=waiver.ticket,
    )
