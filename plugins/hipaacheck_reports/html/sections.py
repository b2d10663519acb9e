"""What the page says after the findings: the register, coverage, and how the report came about."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from hipaacheck import CHOSEN, Cell, Gap, RegisterEntry, Report, Run
from hipaacheck_reports.facts import gap_lines
from hipaacheck_reports.summary import DISCLAIMER, exit_meaning

_KINDS = {"waiver": "Waivers", "decision": "Decisions about addressable specifications", "attestation": "Attestations"}


class Matrix(NamedTuple):
    """Listings of one account: a row per asset type, and for each region its cell, or null where nothing was to be listed."""

    account: str
    complete: int
    cells: int
    regions: list[str]
    rows: list[tuple[str, list[Cell | None]]]


class Sections(NamedTuple):
    """Everything after the findings. `entries` maps ids of records to what links to them."""

    register: list[tuple[str, list[tuple[str, RegisterEntry]]]]
    entries: dict[str, str]
    runs: tuple[Run, ...]
    calls: dict[str, int]
    gaps: list[str]
    left_out: list[str]
    each_gap: list[Gap]
    matrices: list[Matrix]
    unmapped: dict[str, int]
    disclaimer: str
    exit_meaning: str


def sections(report: Report) -> Sections:
    """All of it."""
    named = [(f"r-{number}", entry) for number, entry in enumerate(report.register, 1)]
    cells = [cell for run in report.runs for cell in run.inventory.cells]
    calls: dict[str, int] = {}
    for run in report.runs:
        for how, number in run.inventory.calls.items():
            calls[how] = calls.get(how, 0) + number
    register = [(title, [item for item in named if item[1].kind == kind]) for kind, title in _KINDS.items()]
    return Sections(
        register=[(title, found) for title, found in register if found],
        entries={entry.id: place for place, entry in reversed(named)},
        runs=report.runs,
        calls=dict(sorted(calls.items(), key=lambda item: -item[1])),
        gaps=gap_lines(gap for gap in report.gaps if gap.state not in CHOSEN),
        left_out=gap_lines(gap for gap in report.gaps if gap.state in CHOSEN),
        each_gap=list(report.gaps),
        matrices=_matrices(cells),
        unmapped=report.unmapped(),
        disclaimer=DISCLAIMER,
        exit_meaning=exit_meaning(report),
    )


def _matrices(cells: list[Cell]) -> list[Matrix]:
    """One per account, sorted by account, type and region."""
    out = []
    ordered = sorted(cells, key=lambda cell: (cell.account, cell.asset_type, cell.region))
    for account, group in groupby(ordered, key=lambda cell: cell.account):
        found = list(group)
        regions = sorted({cell.region for cell in found})
        rows = []
        for name, listed in groupby(found, key=lambda cell: cell.asset_type):
            there = {cell.region: cell for cell in listed}
            rows.append((name, [there.get(region) for region in regions]))
        out.append(Matrix(account, sum(cell.state == "complete" for cell in found), len(found), regions, rows))
    return out
