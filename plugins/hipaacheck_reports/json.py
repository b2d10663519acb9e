"""JSON, version 1: the stable form for programs."""

from __future__ import annotations

from typing import Any, BinaryIO

import msgspec

from hipaacheck import VERDICTS, Cell, Evidence, Finding, Location, Report, ReportOptions, Unknown, Waiver
from hipaacheck_reports.clean import apart_json
from hipaacheck_reports.facts import asset_count, collectors, snapshot_facts, targets

SCHEMA_VERSION = 1


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """The whole report. Findings are written in slices, so that memory does not grow with their number."""
    encode = msgspec.json.encode
    head = encode(
        {
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": "hipaacheck", "version": report.version},
            "run": _run(report),
            "summary": _summary(report),
        }
    )
    out.write(apart_json(head[:-1]) + b',"findings":[')
    separator = b"\n"
    for run in report.runs:
        answers = run.inventory.evidence
        for finding in run.findings:
            found = answers.get((finding.asset.type, finding.asset.id), ()) if answers else ()
            out.write(separator + apart_json(encode(_finding(finding, found))))
            separator = b",\n"
    tail = encode({"safeguards": _safeguards(report), "gaps": report.gaps, "coverage": _coverage(report)} | _recorded(report))
    out.write(b"]," + apart_json(tail[1:]) + b"\n")


def _run(report: Report) -> dict[str, Any]:
    who = collectors(report)
    return {
        "source": report.source,
        "target": ", ".join(run.inventory.target for run in targets(report)),
        "profile": report.profile,
        "as_of": report.as_of,
        "started": report.started,
        "ended": report.ended,
        "exit_code": report.exit_code,
        "notes": report.notes,
        "problems": report.problems,
    } | ({"collectors": who} if who else {})


def _summary(report: Report) -> dict[str, Any]:
    return {
        "findings": {**report.counts(), "waived": report.waived()},
        "assets": asset_count(report),
        "unmapped": report.unmapped(),
        "calls": _calls(report),
        "controls": len(report.controls),
        "live_only_controls": [control.id for control in report.live_only],
    }


def _calls(report: Report) -> dict[str, int]:
    """Calls of a live source by how they ended."""
    out: dict[str, int] = {}
    for run in report.runs:
        for how, number in sorted(run.inventory.calls.items()):
            out[how] = out.get(how, 0) + number
    return out


def _coverage(report: Report) -> list[Cell]:
    """Every listing of a live source and its state."""
    return [cell for run in report.runs for cell in run.inventory.cells]


def _safeguards(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "citation": item.safeguard.citation,
            "status": item.status,
            "required": item.safeguard.required,
            "reasons": item.reasons,
            "findings": {verdict: item.verdicts.get(verdict, 0) for verdict in VERDICTS} | {"waived": item.waived},
            "decisions": item.decisions,
            "attestations": item.attestations,
        }
        for item in report.safeguards
    ]


def _recorded(report: Report) -> dict[str, Any]:
    """The register's records and the snapshot that the report is made from, where there are any."""
    out: dict[str, Any] = {"register": report.register} if report.register else {}
    return out if report.snapshot is None else out | {"snapshot": snapshot_facts(report.snapshot)}


def _finding(finding: Finding, answers: tuple[str, ...]) -> dict[str, Any]:
    asset = finding.asset
    out: dict[str, Any] = {
        "control": finding.control.id,
        "severity": finding.control.severity,
        "verdict": finding.verdict,
        "waived": finding.waiver is not None,
        "asset": {
            "type": asset.type,
            "id": asset.id,
            "name": _plain(asset.name),
            "account": _plain(asset.account),
            "region": _plain(asset.region),
        },
        "message": finding.message,
        "evidence": [_evidence(row) for row in finding.evidence],
        "safeguards": finding.control.safeguards,
        "location": _location(finding.location),
        "fingerprint": finding.fingerprint,
    }
    if finding.baseline is not None:
        out["baseline"] = finding.baseline
    if finding.waiver is not None:
        out["waiver"] = _waiver(finding.waiver)
    if answers:
        out["answers"] = answers
    return out


def _waiver(waiver: Waiver) -> dict[str, Any]:
    """Why a failure does not count. A record of the register also has a kind, an id and who answers for it."""
    out = {"until": waiver.until, "reason": waiver.reason, "file": waiver.file, "line": waiver.line}
    record = {"id": waiver.id, "owner": waiver.owner, "approved_by": waiver.approved_by, "ticket": waiver.ticket}
    if waiver.id is None and waiver.kind == "waiver":
        return out
    return out | {"kind": waiver.kind} | {name: text for name, text in record.items() if text is not None}


def _location(location: Location | None) -> dict[str, Any] | None:
    return None if location is None else {"file": location.file, "line": location.line}


def _plain(value: str | Unknown | None) -> str | None:
    return None if isinstance(value, Unknown) else value


def _evidence(row: Evidence) -> dict[str, Any]:
    out = {
        "path": row.path,
        "op": f"not {row.op}" if row.negated else row.op,
        "expected": row.expected,
        "actual": _value(row.actual),
    }
    if row.origin is not None:
        out["origin"] = row.origin
    return out


def _value(value: Any) -> Any:
    """A value of evidence as JSON: unknown ones become `{"$unknown": reason}`."""
    if isinstance(value, Unknown):
        return {"$unknown": str(value)}
    return [_value(item) for item in value] if isinstance(value, list | tuple) else value
