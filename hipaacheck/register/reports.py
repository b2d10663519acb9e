"""Earlier reports of ours, read back: which failures they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec

from hipaacheck.errors import UsageError
from hipaacheck.model.assets import CHOSEN
from hipaacheck.model.controls import Severity
from hipaacheck.register.baseline import Failure, Found

HOW = "hipaacheck scan plan plan.json -f json=report.json"
"""The command that makes a report."""

_SEVERITIES: dict[str, Severity] = {"9.5": "critical", "8.0": "high", "5.5": "medium", "3.0": "low"}
"""`security-severity` of a SARIF rule → severity."""
_LEFT_OUT = "hipaacheck/left-out"


_ABSENT = msgspec.Raw()


class _Kind(msgspec.Struct):
    hipaacheck_baseline: msgspec.Raw = _ABSENT
    schema_version: msgspec.Raw = _ABSENT
    runs: msgspec.Raw = _ABSENT


def kind(raw: bytes) -> Literal["baseline", "json", "sarif"] | None:
    """What a file looks like by its first members; null for what is none of them."""
    try:
        members = msgspec.json.decode(raw, type=_Kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if members.hipaacheck_baseline != _ABSENT:
        return "baseline"
    if members.runs != _ABSENT:
        return "sarif"
    return "json" if members.schema_version != _ABSENT else None


def read_report(raw: bytes, name: str) -> Found:
    """A report in JSON (version 1) or SARIF. Raises UsageError for anything else, and for SARIF that leaves failures out."""
    try:
        match kind(raw):
            case "json":
                return _of_json(msgspec.json.decode(raw, type=_Json))
            case "sarif":
                return _of_sarif(msgspec.json.decode(raw, type=_Sarif), name)
            case "baseline":
                raise UsageError(f"{name}: a baseline already, not a report. Make a report with: {HOW}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, LookupError):
        pass
    raise UsageError(f"{name}: not a report of hipaacheck in JSON or SARIF. Make one with: {HOW}")


# -- JSON --------------------------------------------------------------------------------------------------------


class _Id(msgspec.Struct):
    id: str


class _Finding(msgspec.Struct):
    control: str
    severity: Severity
    verdict: str
    asset: _Id
    fingerprint: str
    waived: bool = False


class _Run(msgspec.Struct):
    exit_code: int = 0


class _Gap(msgspec.Struct):
    state: str


class _Json(msgspec.Struct):
    schema_version: Literal[1]
    findings: list[_Finding]
    run: _Run = msgspec.field(default_factory=_Run)
    gaps: list[_Gap] = []


def _of_json(report: _Json) -> Found:
    failing = [item for item in report.findings if item.verdict == "fail"]
    return Found(
        tuple(Failure(item.control, item.asset.id, item.fingerprint, item.severity) for item in failing if not item.waived),
        frozenset(item.fingerprint for item in report.findings if item.verdict in ("unknown", "error") or item.waived),
        report.run.exit_code != 3 and all(gap.state in CHOSEN for gap in report.gaps),
    )


# -- SARIF 2.1.0 -------------------------------------------------------------------------------------------------


class _Rule(msgspec.Struct):
    properties: dict[str, Any] = {}


class _Driver(msgspec.Struct):
    name: Literal["hipaacheck"]
    rules: list[_Rule] = []


class _Tool(msgspec.Struct):
    driver: _Driver


class _Descriptor(msgspec.Struct):
    id: str = ""


class _Notification(msgspec.Struct):
    descriptor: _Descriptor = msgspec.field(default_factory=_Descriptor)


class _Invocation(msgspec.Struct, rename="camel"):
    execution_successful: bool
    exit_code: int = 0
    tool_execution_notifications: list[_Notification] = []


class _Logical(msgspec.Struct, rename="camel"):
    fully_qualified_name: str


class _Location(msgspec.Struct, rename="camel"):
    logical_locations: list[_Logical]


class _Fingerprints(msgspec.Struct, rename="camel"):
    primary_location_line_hash: str


class _Suppression(msgspec.Struct):
    status: str = "accepted"


class _Result(msgspec.Struct, rename="camel"):
    rule_id: str
    rule_index: int
    locations: list[_Location]
    partial_fingerprints: _Fingerprints
    kind: str = "fail"
    suppressions: list[_Suppression] = []


class _SarifRun(msgspec.Struct):
    tool: _Tool
    invocations: list[_Invocation] = []
    results: list[_Result] = []
    properties: dict[str, Any] = {}


class _Sarif(msgspec.Struct):
    runs: list[_SarifRun]


def _of_sarif(report: _Sarif, name: str) -> Found:
    if any(run.properties.get("baselined") for run in report.runs):
        raise UsageError(
            f"{name}: written with --baseline, so it leaves out the failures that its own baseline held. "
            f"Use a report in JSON or in SARIF of --sarif-profile full."
        )
    return Found(
        tuple(failure for run in report.runs for failure in _failures(run)),
        frozenset(
            result.partial_fingerprints.primary_location_line_hash
            for run in report.runs
            for result in run.results
            if result.kind == "open" or _waived(result)
        ),
        all(_complete(run.invocations) for run in report.runs),
    )


def _failures(run: _SarifRun) -> Iterator[Failure]:
    for result in run.results:
        if result.kind == "fail" and not _waived(result):
            yield Failure(
                result.rule_id,
                result.locations[0].logical_locations[0].fully_qualified_name,
                result.partial_fingerprints.primary_location_line_hash,
                _SEVERITIES[run.tool.driver.rules[result.rule_index].properties["security-severity"]],
            )


def _waived(result: _Result) -> bool:
    return any(item.status == "accepted" for item in result.suppressions)


def _complete(invocations: Iterable[_Invocation]) -> bool:
    return all(
        item.execution_successful
        and item.exit_code != 3
        and all(note.descriptor.id != _LEFT_OUT for note in item.tool_execution_notifications)
        for item in invocations
    )
