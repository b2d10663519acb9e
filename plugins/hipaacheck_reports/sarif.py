"""SARIF 2.1.0, written result by result: memory does not grow with the number of findings.

Profile `full` says everything the report knows. `github`, `gitlab` and `ado` hold what those consumers show: failures that
count, worst first, within their limits. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO

import msgspec

from hipaacheck import SEVERITIES, Control, Finding, Report, ReportOptions, Run
from hipaacheck_reports.clean import apart_json, printable
from hipaacheck_reports.sarif_messages import invocation, provenance
from hipaacheck_reports.sarif_results import BASES, Subject, artifact, consumer_result, full_result
from hipaacheck_reports.sarif_rules import driver, taxonomy

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RUNS = 20
"""Runs that GitHub accepts in one file."""
MAX_RESULTS = 25_000
"""Results that GitHub accepts in one run."""
_KINDS = {"plan": "terraform", "terraform": "terraform-source"}
"""Source → what its runs are called, where that is not its own name."""
_FOLDERS = {"terraform", "register"}
"""Sources whose targets are folders, so that nothing in the name is a file's ending."""


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """One SARIF run per target. The same report gives the same bytes."""
    full = options.sarif_profile == "full"
    names: set[str] = set()
    out.write(f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":['.encode())
    for number, batch in enumerate(_batches(report.runs, full)):
        out.write(b",\n" if number else b"\n")
        target = batch[0].inventory.target if len(batch) == 1 else "others"
        source = "register" if batch[0].inventory.source == "register" else report.source
        name = _unused(automation_id(source, target), names)
        _write_run(out, report, batch, name=name, first=number == 0, full=full)
    out.write(b"]}\n")


def automation_id(source: str, target: str) -> str:
    """`hipaacheck/terraform/infra/prod/` for the plan `./infra/prod.json`: what tells the runs of one repository apart."""
    path = "stdin" if target == "-" else PurePath(target.replace("\\", "/")).as_posix()
    parts = [re.sub(r"[^\w.-]+", "-", part, flags=re.ASCII) for part in path.split("/") if part not in ("", ".", "..")]
    if parts and source not in _FOLDERS and "." in parts[-1].lstrip("."):
        parts[-1] = parts[-1].rpartition(".")[0]
    kind = _KINDS.get(source, source)
    return "/".join(["hipaacheck", kind, *(parts or ["root"])])[:240] + "/"


def _unused(name: str, names: set[str]) -> str:
    """The name, numbered when an earlier run has it."""
    unique, number = name, 1
    while unique in names:
        number += 1
        unique = f"{name[:-1]}-{number}/"
    names.add(unique)
    return unique


def _controls(report: Report, batch: Sequence[Run], *, full: bool) -> dict[str, Control]:
    """The rules, by id: what was evaluated; for consumers only what they hear of."""
    needed = {
        finding.control.id: finding.control
        for run in batch
        for finding in run.findings
        if full or finding.active or finding.verdict == "error"
    }
    if full:
        return {control.id: control for control in report.controls} | needed
    return dict(sorted(needed.items()))


def _batches(runs: Sequence[Run], full: bool) -> Iterator[tuple[Run, ...]]:
    """Targets that share a SARIF run: one each, but where the consumer allows no more runs the last takes all that are left."""
    if full or len(runs) <= MAX_RUNS:
        yield from ((run,) for run in runs)
        return
    yield from ((run,) for run in runs[: MAX_RUNS - 1])
    yield tuple(runs[MAX_RUNS - 1 :])


def _write_run(out: BinaryIO, report: Report, batch: Sequence[Run], *, name: str, first: bool, full: bool) -> None:
    """The head as one piece, then the results one by one."""
    controls = _controls(report, batch, full=full)
    failures = sum(finding.active for run in batch for finding in run.findings)
    told = invocation(report, batch, list(controls), first=first, left_out=0 if full else failures - MAX_RESULTS)
    origin = provenance(report, batch) if full else {}
    head: dict[str, Any] = {
        "tool": {"driver": driver(report, list(controls.values()), full=full)},
        "automationDetails": {"id": name},
        "invocations": [told | ({"properties": origin} if origin else {})],
        "columnKind": "utf16CodeUnits",
    }
    if full:
        head["taxonomies"] = [taxonomy(report)]
        head["originalUriBaseIds"] = BASES
        head["artifacts"] = [artifact(run.inventory) for run in batch if run.inventory.file is not None]
        head["properties"] = _scope(report, batch) | ({"register": report.register} if first and report.register else {})
    elif any(finding.baseline == "unchanged" for run in batch for finding in run.findings):
        head["properties"] = {"baselined": True}  # failures are left out, so it cannot serve as a baseline itself
    out.write(apart_json(msgspec.json.encode(head)[:-1]) + b',"results":[')
    separator = b"\n"
    for result in _results(batch, {control: number for number, control in enumerate(controls)}, full=full):
        out.write(separator + apart_json(result))
        separator = b",\n"
    out.write(b"]}")


def _results(batch: Sequence[Run], index: dict[str, int], *, full: bool) -> Iterator[bytes]:
    encode = msgspec.json.Encoder().encode
    if not full:
        for finding in islice(_worst_first(batch), MAX_RESULTS):
            yield encode(consumer_result(finding, index[finding.control.id]))
        return
    for run in batch:
        compared = any(finding.baseline is not None for finding in run.findings)
        waived = any(finding.waiver is not None for finding in run.findings)
        answers = run.inventory.evidence
        subjects = {id(asset): Subject(asset, answers.get((asset.type, asset.id), ())) for asset in run.inventory.assets}
        for finding in run.findings:
            asset = finding.asset
            subject = subjects.get(id(asset)) or Subject(asset, answers.get((asset.type, asset.id), ()))
            yield encode(full_result(finding, index[finding.control.id], subject, compared=compared, waived=waived))


def _worst_first(batch: Iterable[Run]) -> Iterator[Finding]:
    for severity in SEVERITIES:
        for run in batch:
            for finding in run.findings:
                if finding.active and finding.control.severity == severity:
                    yield finding


def _scope(report: Report, batch: Sequence[Run]) -> dict[str, Any]:
    """What the counts are about; everything that was not judged is named."""
    inventories = [run.inventory for run in batch]
    unmapped: dict[str, int] = {}
    for inventory in inventories:
        for kind, number in sorted(inventory.unmapped.items()):
            unmapped[kind] = unmapped.get(kind, 0) + number
    return {
        "source": report.source,
        "target": ", ".join(printable(inventory.target) for inventory in inventories),
        "profile": report.profile,
        "asOf": report.as_of,
        "assets": sum(len(inventory.assets) for inventory in inventories),
        "unmapped": unmapped,
        "liveOnlyControls": [control.id for control in report.live_only],
        "safeguards": {item.safeguard.citation: item.status for item in report.safeguards},
        "notes": [printable(note) for note in report.notes],
        "disclaimer": "Technical evidence, not a determination of compliance.",
    }
