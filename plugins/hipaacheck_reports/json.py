"""JSON, version 1: the stable form for programs."""

from __future__ import annotations

from typing import Any, BinaryIO

import msgspec

from hipaacheck import Cell, Evidence, Finding, Location, Report, ReportOptions, Unknown
from hipaacheck_reports.clean import apart_json

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
        for finding in run.findings:
            out.write(separator + apart_json(encode(_finding(finding))))
            separator = b",\n"
    tail = encode({"safeguards": _safeguards(report), "gaps": report.gaps, "coverage": _coverage(report)})
    out.write(b"]," + apart_json(tail[1:]) + b"\n")


def _run(report: Report) -> dict[str, Any]:
    return {
        "source": report.source,
        "target": ", ".join(run.inventory.target for run in report.runs),
        "profile": report.profile,
        "as_of": report.as_of,
        "started": report.started,
        "ended": report.ended,
        "exit_code": report.exit_code,
        "notes": report.notes,
        "problems": report.problems,
    }


def _summary(report: Report) -> dict[str, Any]:
    return {
        "findings": {**report.counts(), "waived": report.waived()},
        "assets": sum(len(run.inventory.assets) for run in report.runs),
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
        {"citation": item.safeguard.citation, "status": item.status, "required": item.safeguard.required}
        for item in report.safeguards
    ]


def _finding(finding: Finding) -> dict[str, Any]:
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
        waiver = finding.waiver
        out["waiver"] = {"until": waiver.until, "reason": waiver.reason, "file": waiver.file, "line": waiver.line}
    return out


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
