"""A folder of snapshots over time: since when each line of the rule holds, and what was on record of an asset on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import msgspec

from hipaacheck.errors import UsageError
from hipaacheck.evidence import loading, records
from hipaacheck.evidence.coverage import Listed
from hipaacheck.evidence.package import Package
from hipaacheck.model.findings import Evidence

HOLDS = frozenset({"satisfied", "attested", "inherited", "not_applicable"})
"""Statuses of a line that has nothing open."""
_SETTINGS = ("profile", "params", "select", "ignore", "phi", "phi_only", "rules")
"""What statuses depend on besides the estate, the controls and the register."""
YEAR_DAYS = 365
"""Recognised security practices count when they were in place for the previous 12 months (Public Law 116-321)."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One snapshot of a history. `linked` tells whether it follows the one before it in their chain; null for the first.
    `settings` are those that a status depends on; `evaluated` is set where nothing was read and another snapshot judged anew."""

    name: str
    digest: str
    as_of: str
    number: int
    previous: str | None
    signature: str
    complete: bool
    statuses: dict[str, str]
    linked: bool | None = None
    source: str = ""
    targets: tuple[str, ...] = ()
    settings: dict[str, Any] = {}
    evaluated: str | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """The history of a line of the rule. `since` is the first snapshot since which it holds in each, null when it does not
    hold in the last. `days` are those from there to the last snapshot, `gaps` the snapshots in which it did not hold."""

    citation: str
    status: str
    since: str | None
    days: int
    held: int
    gaps: tuple[str, ...]


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Snapshots from the oldest to the newest, the longest time between two in days, and each line."""

    moments: tuple[Moment, ...]
    longest_pause: float
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def moment(package: Package) -> Moment:
    """What a history needs of a snapshot."""
    meta, chain = package.meta, package.decode("chain.json", records.Chain)
    found = package.decode("findings.json", records.Findings)
    completeness = package.decode("completeness.json", records.Completeness)
    return Moment(
        name=package.path.name,
        digest=package.digest,
        as_of=meta.as_of,
        number=chain.number,
        previous=chain.previous,
        signature=package.facts().signature,
        complete=completeness.complete,
        statuses={row.citation: row.status for row in found.safeguards},
        source=meta.source,
        targets=tuple(sorted(run.target for run in completeness.runs if run.source != records.REGISTER)),
        settings={name: getattr(package.settings, name) for name in _SETTINGS},
        evaluated=meta.evaluated,
    )


def history(moments: Iterable[Moment]) -> History:
    """The history of snapshots in any order. Those that judge another one anew tell nothing of their day, and are left out."""
    every = list(moments)
    anew = {item.digest: item for item in every if item.evaluated is not None}
    ordered = sorted(
        (item for item in every if item.evaluated is None), key=lambda item: (_time(item.as_of), item.number, item.name)
    )
    linked: list[Moment] = []
    for item in ordered:
        link = _before(item, anew) == linked[-1].digest if linked else None
        linked.append(msgspec.structs.replace(item, linked=link))
    times = [_time(item.as_of) for item in linked]
    pauses = [(later - earlier).total_seconds() / 86400 for earlier, later in pairwise(times)]
    citations = dict.fromkeys(name for item in linked for name in item.statuses)
    return History(
        moments=tuple(linked),
        longest_pause=round(max(pauses, default=0.0), 1),
        lines=tuple(_line(name, linked) for name in citations),
        notes=(*_notes(linked), *(f"{item.name} judges another snapshot anew, and is left out" for item in anew.values())),
    )


def _before(item: Moment, anew: Mapping[str, Moment]) -> str | None:
    """The digest of the snapshot before it in its chain that was read, not judged anew."""
    previous, left = item.previous, len(anew)
    while previous is not None and previous in anew and left:
        previous, left = anew[previous].previous, left - 1
    return previous


def _notes(moments: Sequence[Moment]) -> list[str]:
    out = [
        f"{item.name} does not follow {before.name} in a chain: snapshots between them may be missing"
        for before, item in pairwise(moments)
        if not item.linked
    ]
    for before, item in pairwise(moments):
        if (item.source, item.targets) != (before.source, before.targets):
            out.append(
                f"{item.name} is about another target than {before.name}: {item.source} {', '.join(item.targets)}".rstrip()
            )
        others = [name.replace("_", "-") for name in _SETTINGS if item.settings.get(name) != before.settings.get(name)]
        if others:
            out.append(f"{item.name} was judged with other settings than {before.name}: {', '.join(others)}")
    return out + [f"{item.name}: not everything that was selected could be read" for item in moments if not item.complete]


def _line(citation: str, moments: Sequence[Moment]) -> Line:
    states = [item.statuses.get(citation, "") for item in moments]
    run = 0
    while run < len(states) and states[-1 - run] in HOLDS:
        run += 1
    first = moments[len(states) - run] if run else None
    days = (_time(moments[-1].as_of) - _time(first.as_of)).days if first is not None else 0
    return Line(
        citation=citation,
        status=states[-1],
        since=None if first is None else first.as_of,
        days=days,
        held=sum(state in HOLDS for state in states),
        gaps=tuple(item.as_of for item, state in zip(moments, states, strict=True) if state not in HOLDS),
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a snapshot has on record of an asset. `present` is null when its listing was not complete and it is not in it."""

    name: str
    digest: str
    as_of: str
    signature: str
    present: bool | None
    verdicts: tuple[SeenVerdict, ...] = ()
    evidence: tuple[str, ...] = ()


class SeenVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a control found of an asset. `waived` names who covers it and until when."""

    control: str
    title: str
    verdict: str
    message: str
    evidence: tuple[Evidence, ...]
    waived: str | None = None


def seen(package: Package, asset: str, control: str | None) -> Seen:
    """What is on record of an asset (by id, or by name where only one has it). Raises UsageError where several have it."""
    meta, known = package.meta, loading.controls(package)
    rows = [row for row in loading.asset_lines(package) if _is(row.asset, asset)]
    exact = [row for row in rows if row.asset["id"] == asset] or rows
    if len(named := sorted({str(row.asset["id"]) for row in exact})) > 1:
        raise UsageError(f"{package.path}: {len(named)} assets are called {asset}: {', '.join(named[:5])}. Name one by its id.")
    findings = package.decode("findings.json", records.Findings).findings
    ids = {(str(row.asset["$"]), str(row.asset["id"])) for row in exact}
    return Seen(
        name=package.path.name,
        digest=package.digest,
        as_of=meta.as_of,
        signature=package.facts().signature,
        present=True if exact else False if Listed(package).all(asset) else None,
        verdicts=tuple(
            SeenVerdict(
                control=row.control,
                title=known[row.control].title if row.control in known else row.control,
                verdict=row.verdict,
                message=row.message,
                evidence=row.evidence,
                waived=None if row.waiver is None else f"{row.waiver.id or row.waiver.file} until {row.waiver.until}",
            )
            for row in findings
            if (row.asset_type, row.asset) in ids and control in (None, row.control)
        ),
        evidence=tuple(sorted({digest for row in exact for digest in row.evidence})),
    )


def _is(asset: dict[str, Any], wanted: str) -> bool:
    return wanted in (asset["id"], asset.get("name")) or str(asset["id"]).lower() == wanted.lower()
