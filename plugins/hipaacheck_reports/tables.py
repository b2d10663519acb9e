"""What the XLSX, CSV and Parquet reports share: tables with named columns, whose rows are made one at a time.

A cell is a text, a whole number, a yes or no, several texts, or null: known to be absent, or nothing that the source tells. What
could not be read is a text as well, `unknown: reason`, so that no empty cell hides it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple

from hipaacheck import (
    CHOSEN,
    VERDICTS,
    ApiCall,
    Asset,
    Finding,
    Gap,
    Location,
    RegisterEntry,
    Report,
    Run,
    SafeguardStatus,
    Unknown,
    Waiver,
)
from hipaacheck_reports.facts import every_finding, evidence_line, targets

Cell = str | int | bool | tuple[str, ...] | None
Row = tuple[Cell, ...]
Kind = Literal["text", "number", "flag", "list", "lines", "day"]
"""`lines` are texts that stand below each other, `day` is YYYY-MM-DD."""

EXPIRING_DAYS = 30
"""An exception that ends within so many days is expiring, as in the register."""


class Column(NamedTuple):
    """A column: its name for programs, its title for people, what is in it, and how a sheet shows it: its width in characters,
    and whether the text is wrapped."""

    name: str
    title: str
    kind: Kind = "text"
    width: int = 14
    wrap: bool = True


class Table(NamedTuple):
    """A table by its title. `empty` is the sentence to show instead of rows, when there are none."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterator[Row]
    empty: str


FINDINGS = (
    Column("control", "Control", width=34),
    Column("title", "Title", width=34),
    Column("severity", "Severity", width=12),
    Column("verdict", "Verdict", width=16),
    Column("active", "Counts", "flag", 11),
    Column("waived", "Waived", "flag", 11),
    Column("asset_type", "Asset type", width=24),
    Column("asset_id", "Asset id", width=46),
    Column("asset_name", "Asset name", width=24),
    Column("account", "Account", width=20),
    Column("region", "Region", width=15),
    Column("classification", "Classification", width=18, wrap=False),
    Column("message", "Message", width=50),
    Column("evidence", "Evidence", "lines", 50),
    Column("safeguards", "Safeguards", "list", 22),
    Column("waived_until", "Waived until", "day", 15),
    Column("waiver_reason", "Waiver reason", width=36),
    Column("waiver_owner", "Waiver owner", width=18),
    Column("waiver", "Waiver id", width=18),
    Column("waiver_kind", "Waiver or alternative", width=14),
    Column("baseline", "Baseline", width=13),
    Column("target", "Target", width=28),
    Column("file", "File", width=28),
    Column("line", "Line", "number", 9),
    Column("remediation", "Remediation", width=40, wrap=False),
    Column("fingerprint", "Fingerprint", width=18, wrap=False),
    Column("evidence_digests", "Digests of recorded answers", "list", 30, wrap=False),
)


def findings(report: Report) -> Table:
    """One row a finding of any verdict, in the order of targets, controls and assets."""
    rows = (_finding(run, finding) for run in report.runs for finding in run.findings)
    return Table("Findings", FINDINGS, rows, "No finding: no selected control applies to what was read.")


def _finding(run: Run, finding: Finding) -> Row:
    control, asset = finding.control, finding.asset
    return (
        control.id,
        control.title,
        control.severity,
        finding.verdict,
        finding.active,
        finding.waiver is not None,
        *_known_by(asset),
        finding.message,
        tuple(evidence_line(row) for row in finding.evidence),
        control.safeguards,
        *_waiver(finding.waiver),
        finding.baseline,
        run.inventory.target,
        *_place(finding.location),
        control.remediation.strip() or None,
        finding.fingerprint,
        run.inventory.evidence.get((asset.type, asset.id), ()),
    )


def _known_by(asset: Asset) -> tuple[str | None, ...]:
    told = (_told(value) for value in (asset.name, asset.account, asset.region, asset.classification))
    return asset.type, asset.id, *told


def _waiver(waiver: Waiver | None) -> tuple[str | None, ...]:
    return (None,) * 5 if waiver is None else (waiver.until, waiver.reason, waiver.owner, waiver.id, waiver.kind)


def _told(value: str | Unknown | None) -> str | None:
    return f"unknown: {value}" if isinstance(value, Unknown) else value


def _place(location: Location | None) -> tuple[str | None, int | None]:
    return (None, None) if location is None else (location.file, location.line)


_VERDICT_COLUMNS = tuple(Column(name, name.replace("_", " ").capitalize(), "number", 13) for name in VERDICTS)

SAFEGUARDS = (
    Column("citation", "Citation", width=22),
    Column("standard", "Standard", width=30),
    Column("specification", "Specification", width=30),
    Column("required", "Required or addressable", width=16),
    Column("status", "Status", width=20),
    Column("reasons", "Reasons", "lines", 60),
    *_VERDICT_COLUMNS,
    Column("waived", "Waived", "number", 11),
    Column("controls", "Controls", "list", 40, wrap=False),
    Column("decisions", "Decisions", "list", 20),
    Column("attestations", "Attestations", "list", 20),
    Column("text", "What the rule asks", width=60),
)


def safeguards(report: Report) -> Table:
    """One row a safeguard, in the order of the rule. Controls are those that were evaluated and cite it."""
    citing: dict[str, list[str]] = {}
    for control in report.controls:
        for citation in control.safeguards:
            citing.setdefault(citation, []).append(control.id)
    rows = (_safeguard(item, sorted(citing.get(item.safeguard.citation, ()))) for item in report.safeguards)
    return Table("Safeguards", SAFEGUARDS, rows, "The controls of this run come without safeguards.")


def _safeguard(item: SafeguardStatus, controls: list[str]) -> Row:
    line = item.safeguard
    return (
        line.citation,
        line.standard,
        line.specification,
        "required" if line.required else "addressable",
        item.status.replace("_", " "),
        item.reasons,
        *(item.verdicts.get(verdict, 0) for verdict in VERDICTS),
        item.waived,
        tuple(controls),
        item.decisions,
        item.attestations,
        line.text,
    )


POPULATION = (
    Column("asset_type", "Asset type", width=24),
    Column("asset_id", "Asset id", width=50),
    Column("asset_name", "Asset name", width=28),
    Column("account", "Account", width=20),
    Column("region", "Region", width=15),
    Column("classification", "Classification", width=18, wrap=False),
    *_VERDICT_COLUMNS,
    Column("waived", "Waived", "number", 11),
    Column("file", "File", width=28),
    Column("line", "Line", "number", 9),
    Column("target", "Target", width=28),
    Column("doubt", "May not exist, or several times", width=36),
)


def population(report: Report) -> Table:
    """One row an asset that was read, with the number of its findings of each verdict; also assets that no control met.
    Records of the register are no assets."""
    rows = (row for run in targets(report) for row in _assets(run))
    return Table("Population", POPULATION, rows, "No asset was read.")


def _assets(run: Run) -> Iterator[Row]:
    counts: dict[tuple[str, str], list[int]] = {}
    column = {verdict: number for number, verdict in enumerate(VERDICTS)}
    for finding in run.findings:
        numbers = counts.setdefault((finding.asset.type, finding.asset.id), [0] * (len(VERDICTS) + 1))
        numbers[column[finding.verdict]] += 1
        numbers[-1] += finding.waiver is not None
    none = [0] * (len(VERDICTS) + 1)
    for asset in run.inventory.assets:
        yield _asset(run, asset, counts.get((asset.type, asset.id), none))


def _asset(run: Run, asset: Asset, numbers: list[int]) -> Row:
    return (
        *_known_by(asset),
        *numbers,
        *_place(asset.location),
        run.inventory.target,
        run.inventory.doubtful.get(asset.id),
    )


EXCEPTIONS = (
    Column("kind", "Kind", width=20),
    Column("id", "Id", width=20),
    Column("state", "State", width=13),
    Column("since", "Since", "day", 12),
    Column("until", "Until", "day", 12),
    Column("findings", "Failures covered", "number", 13),
    Column("summary", "Reason or statement", width=60),
    Column("by", "Answered for by", width=24),
    Column("safeguards", "Safeguards", "list", 24),
    Column("controls", "Controls", "lines", 40),
    Column("file", "File", width=32),
    Column("line", "Line", "number", 9),
)


def exceptions(report: Report) -> Table:
    """One row a record of the register, then one row a comment in source that waives failures."""
    known = {entry.id for entry in report.register}
    comments = Counter(found.waiver for found in every_finding(report) if found.waiver and found.waiver.id not in known)
    today = moment(report.as_of).date()
    rows = (
        *(_entry(entry) for entry in report.register),
        *(_comment(waiver, number, today) for waiver, number in comments.items() if waiver is not None),
    )
    return Table("Exceptions", EXCEPTIONS, iter(rows), "No waiver, decision or attestation was given.")


def _entry(entry: RegisterEntry) -> Row:
    return (
        entry.kind,
        entry.id,
        entry.state.replace("_", " "),
        entry.since,
        entry.until,
        entry.findings,
        entry.summary,
        entry.by,
        entry.safeguards,
        entry.controls,
        entry.file or None,
        entry.line,
    )


def _comment(waiver: Waiver, number: int, today: date) -> Row:
    """A waiver that is no record of the register. It is in force: otherwise it would cover nothing."""
    soon = (date.fromisoformat(waiver.until) - today).days <= EXPIRING_DAYS
    kind = "comment in source" if waiver.id is None else waiver.kind
    state = "expiring" if soon else "in force"
    controls = (waiver.control,)
    return kind, waiver.id, state, None, waiver.until, number, waiver.reason, waiver.owner, (), controls, waiver.file, waiver.line


COVERAGE = (
    Column("what", "What", width=20),
    Column("target", "Target", width=24),
    Column("asset_type", "Asset or resource type", width=30),
    Column("account", "Account", width=20),
    Column("region", "Region", width=14),
    Column("state", "State", width=16),
    Column("assets", "Number", "number", 11),
    Column("reason", "Reason", width=60),
    Column("operation", "Operation", width=30),
    Column("code", "Error code", width=20),
    Column("fields", "Fields not known", "lines", 30),
)


def coverage(report: Report) -> Table:
    """One row a listing, a gap, and a resource type that no asset type is for."""
    return Table("Coverage", COVERAGE, _covered(report), "Everything selected was read and judged; no listings were recorded.")


def _covered(report: Report) -> Iterator[Row]:
    for gap in report.unreadable:
        yield _gap(gap, None)
    for run in report.runs:
        inventory = run.inventory
        for gap in inventory.gaps:
            yield _gap(gap, inventory.target)
        for cell in inventory.cells:
            where = cell.asset_type, cell.account, cell.region
            yield "listing", inventory.target, *where, cell.state.replace("_", " "), cell.assets, None, None, None, ()
        for name, number in sorted(inventory.unmapped.items()):
            reason = "No asset type for it: no control judges it."
            yield "not judged", inventory.target, name, None, None, "unmapped", number, reason, None, None, ()


def _gap(gap: Gap, target: str | None) -> Row:
    what = "left out on purpose" if gap.state in CHOSEN else "gap"
    where = gap.asset_type, gap.account, gap.region
    number = gap.assets if gap.fields else None
    return what, target, *where, gap.state.replace("_", " "), number, gap.reason, gap.operation, gap.code, gap.fields


CALLS = (
    Column("service", "Service", width=16),
    Column("operation", "Operation", width=40),
    Column("account", "Account", width=20),
    Column("region", "Region", width=14),
    Column("parameters", "Parameters (redacted)", width=50),
    Column("page", "Page", "number", 9),
    Column("status", "HTTP status", "number", 12),
    Column("code", "Error code", width=24),
    Column("request_id", "Request id", width=38, wrap=False),
    Column("date", "Date of the answer", width=30),
    Column("digest", "Digest of the answer (sha256)", width=66, wrap=False),
)


def calls(report: Report) -> Table:
    """One row a call of the snapshot's log, in its order."""
    if report.snapshot is None:
        return Table("API log", CALLS, iter(()), "No snapshot was taken: calls are recorded only in snapshots.")
    return Table("API log", CALLS, map(_call, report.snapshot.calls()), "The snapshot's log has no calls.")


def _call(call: ApiCall) -> Row:
    parameters = json.dumps(call.parameters, ensure_ascii=False, sort_keys=True) if call.parameters else None
    place = call.service, call.operation, call.account, call.region
    return *place, parameters, call.page, call.status, call.code, call.request_id, call.date, call.digest


def moment(text: str) -> datetime:
    """A time of the report, in UTC."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
