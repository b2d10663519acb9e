"""JUnit XML, as GitLab, Azure DevOps and Jenkins read it: a suite per control, a case per asset.

What was not read is a suite of errors, so that an incomplete run never looks clean. Undecided is skipped, never passed, and so
is what is waived.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain
from typing import BinaryIO, Literal

from hipaacheck import CHOSEN, Control, Finding, Location, Report, ReportOptions, Waiver
from hipaacheck_reports.clean import plural, printable
from hipaacheck_reports.facts import by_control, every_finding, evidence_line, gap_lines, targets, waiver_record

_START = re.compile(r"^(\s*):(?=:)")

PROBLEMS = "hipaacheck: problems"
NOT_READ = "hipaacheck: not read"
NOT_JUDGED = "hipaacheck: not judged"

Outcome = Literal["passed", "failures", "errors", "skipped"]
_Suite = tuple[str, dict[Outcome, int], Iterator[str]]
"""Name, numbers of cases, and the lines of the cases."""


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """The whole report as UTF-8, case by case; counts come before what they count."""
    total = _counted(every_finding(report))
    problems, gaps, unmapped = _problem_suite(report), _gap_suite(report), _unmapped_suite(report)
    for _, counts, _ in (problems, gaps, unmapped):
        total = {outcome: total[outcome] + counts[outcome] for outcome in total}
    numbers = f'tests="{sum(total.values())}" failures="{total["failures"]}" errors="{total["errors"]}"'
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<testsuites name="hipaacheck" {numbers} time="0">\n'.encode())
    for suite in chain([problems, gaps], _control_suites(report), [unmapped]):
        out.writelines(line.encode() + b"\n" for line in _suite(report, suite))
    out.write(b"</testsuites>\n")


def _value(text: str) -> str:
    """Text for an attribute or for content: characters that XML 1.0 does not allow are escaped, and everything is on one line.
    What would be a command to a pipeline that prints it is written otherwise; its value stays."""
    said = escape(printable(text)).replace("##", "#&#35;")
    return _START.sub(r"\1&#58;", said)


# -- suites ------------------------------------------------------------------------------------------------------


def _suite(report: Report, suite: _Suite) -> Iterator[str]:
    """The lines of a suite; none when it has no cases."""
    name, counts, cases = suite
    tests = sum(counts.values())
    if not tests:
        return
    numbers = f'tests="{tests}" failures="{counts["failures"]}" errors="{counts["errors"]}" skipped="{counts["skipped"]}"'
    started = _value(report.started.removesuffix("Z"))
    yield f'<testsuite name="{_value(name)}" {numbers} time="0" timestamp="{started}">'
    yield from cases
    yield "</testsuite>"


def _outcome(finding: Finding) -> Outcome:
    match finding.verdict:
        case "fail" if finding.waiver is not None:
            return "skipped"
        case "fail":
            return "failures" if finding.active else "passed"
        case "error":
            return "errors"
        case "unknown" | "not_applicable":
            return "skipped"
        case "pass":
            return "passed"


def _counted(findings: Iterable[Finding]) -> dict[Outcome, int]:
    counts: dict[Outcome, int] = {"passed": 0, "failures": 0, "errors": 0, "skipped": 0}
    for finding in findings:
        counts[_outcome(finding)] += 1
    return counts


def _control_suites(report: Report) -> Iterator[_Suite]:
    """One suite per control that met an asset. With several targets a case names its own: the same address may be in each."""
    scanned, names = targets(report), dict[int, str]()
    if len(scanned) > 1:
        names = {id(finding): run.inventory.target for run in scanned for finding in run.findings}
    for control, found in by_control(every_finding(report)):
        yield control.id, _counted(found), _cases(control, found, names)


def _cases(control: Control, findings: list[Finding], names: dict[int, str]) -> Iterator[str]:
    for finding in findings:
        yield _case(control, finding, names.get(id(finding)))


def _problem_suite(report: Report) -> _Suite:
    """Mistakes in what the organisation itself wrote down."""
    lines = [_bare_case(PROBLEMS, text, "error", text, kind="problem") for text in report.problems]
    return PROBLEMS, {"passed": 0, "failures": 0, "errors": len(lines), "skipped": 0}, iter(lines)


def _gap_suite(report: Report) -> _Suite:
    """Everything selected that was not read, as errors; what was left out on purpose, as skipped."""
    missing = gap_lines(gap for gap in report.gaps if gap.state not in CHOSEN)
    left_out = gap_lines(gap for gap in report.gaps if gap.state in CHOSEN)
    lines = [_bare_case(NOT_READ, text, "error", text) for text in missing]
    lines += [_bare_case(NOT_READ, text, "skipped", text) for text in left_out]
    return NOT_READ, {"passed": 0, "failures": 0, "errors": len(missing), "skipped": len(left_out)}, iter(lines)


def _unmapped_suite(report: Report) -> _Suite:
    """Resource types that no asset type covers, and controls that need a running estate."""
    told = {
        name: f"{plural(number, 'resource')} not judged: no control knows the type" for name, number in report.unmapped().items()
    } | {control.id: "not evaluated: needs a running estate" for control in report.live_only}
    lines = [_bare_case(NOT_JUDGED, name, "skipped", text) for name, text in told.items()]
    return NOT_JUDGED, {"passed": 0, "failures": 0, "errors": 0, "skipped": len(lines)}, iter(lines)


def _bare_case(suite: str, name: str, element: Literal["error", "skipped"], text: str, kind: str = "not read") -> str:
    of = f' type="{kind}"' if element == "error" else ""
    said = f'<{element}{of} message="{_value(text)}"/>'
    return f'<testcase name="{_value(name)}" classname="{suite}" time="0">{said}</testcase>'


# -- cases -------------------------------------------------------------------------------------------------------


def _case(control: Control, finding: Finding, target: str | None) -> str:
    name = finding.asset.id if target is None else f"{finding.asset.id} ({target})"
    place = finding.location
    file = "" if place is None else f' file="{_value(place.file)}"'
    line = "" if place is None or place.line is None else f' line="{place.line}"'
    head = f'<testcase name="{_value(name)}" classname="{_value(control.id)}" time="0"{file}{line}'
    inside = _result(finding, place)
    return f"{head}>{inside}</testcase>" if inside else f"{head}/>"


def _result(finding: Finding, place: Location | None) -> str:
    said = _value(finding.message)
    match finding.verdict:
        case "pass":
            return ""
        case "fail" if finding.waiver is not None:
            return f'<skipped message="{_value(_waived(finding.waiver))}"/>'
        case "fail" if not finding.active:
            return "<system-out>Fails, and is known from the baseline: not counted.</system-out>"
        case "fail":
            return f'<failure type="{finding.control.severity}" message="{said}">{_explained(finding, place)}</failure>'
        case "error":
            return f'<error type="error" message="{said}">{_explained(finding, place)}</error>'
        case "unknown":
            return f'<skipped message="Could not be decided: {said}"/>'
        case "not_applicable":
            return f'<skipped message="Not applicable: {said}"/>'


def _waived(waiver: Waiver) -> str:
    """`Waived until 2027-06-30 (scratch-volumes, owner Storage): why`."""
    why = "Waived" if waiver.kind == "waiver" else "Alternative in place (164.306(d)(3))"
    record = ", ".join(waiver_record(waiver))
    return f"{why} until {waiver.until}{f' ({record})' if record else ''}: {waiver.reason}"


def _explained(finding: Finding, place: Location | None) -> str:
    """What a person reads who opens the case, line by line."""
    control = finding.control
    lines = [f"{control.title} ({control.severity})", finding.message]
    lines += [f"- {evidence_line(row)}" for row in finding.evidence]
    lines.append(f"Asset: {finding.asset.id} ({finding.asset.type})")
    if place is not None:
        lines.append(f"Declared in: {place.file}" + ("" if place.line is None else f":{place.line}"))
    lines.append(f"Safeguards, 45 CFR: {', '.join(control.safeguards)}")
    lines.append(f"Why, and how to fix it: hipaacheck controls show {control.id}")
    return "\n".join(map(_value, lines))
