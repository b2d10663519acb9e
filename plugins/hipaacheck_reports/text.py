"""Text for people: failures grouped by control, what could not be decided and why, then the summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from hipaacheck import VERDICTS, Control, Finding, Report, ReportOptions, Run, Unknown, Verdict, Waiver
from hipaacheck_reports.clean import inert, plural, printable
from hipaacheck_reports.facts import ASIDE, by_control, by_waiver, evidence_line, waiver_record
from hipaacheck_reports.lines import HEADING, QUIET, SEVERITY_STYLE, VERDICT_STYLE, listed, quoted, styled, wrapped
from hipaacheck_reports.summary import counts, summary

ASSETS_SHOWN = 10
"""Failing assets per control, without --verbose."""
QUOTED = 3
"""Declarations per failing control of which lines of source are shown, without --verbose."""
REASONS_SHOWN = 3
"""Reasons per undecided control, without --verbose."""
EXAMPLES_SHOWN = 3
"""Assets per reason, and per waiver, without --verbose."""

_SECTIONS: tuple[tuple[Verdict, str], ...] = (
    ("fail", "Failures"),
    ("unknown", "Could not be decided"),
    ("error", "Could not be evaluated"),
    ("pass", "Passed"),
    ("not_applicable", "Not applicable"),
)
_LABEL = 10


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """The whole report as UTF-8, line by line. Addresses, files and commands stay on one line, all else fits the width. No line
    is a command to a pipeline that prints it."""
    out.writelines(inert(line).encode() + b"\n" for line in _lines(report, options))


def _lines(report: Report, options: ReportOptions) -> Iterator[str]:
    title = f"hipaacheck {report.version}"
    yield styled(title, options, HEADING) + styled(
        f" · {report.source} · profile {report.profile} · as of {report.as_of}", options, QUIET
    )
    yield ""
    if not options.quiet:
        for run in report.runs:
            yield from _run(run, options)
    yield from summary(report, options)


def _run(run: Run, options: ReportOptions) -> Iterator[str]:
    """One target: its name, its counts, its sections."""
    name = run.inventory.target + (" (register)" if run.inventory.source == "register" else "")
    fill = options.width - len(printable(name)) - 4
    yield "── " + styled(name, options, HEADING) + (" " + "─" * fill if fill > 0 else "")
    by_verdict: dict[Verdict, list[Finding]] = {verdict: [] for verdict in VERDICTS}
    for finding in run.findings:
        by_verdict[finding.verdict].append(finding)
    yield from counts({verdict: len(found) for verdict, found in by_verdict.items()}, options, "   ")
    yield ""
    judged: dict[str, int] = {}
    for finding in run.findings:
        if finding.verdict != "not_applicable":
            judged[finding.control.id] = judged.get(finding.control.id, 0) + 1
    for verdict, heading in _SECTIONS:
        findings = _worth_showing(by_verdict[verdict], verdict, options)
        if not findings:
            continue
        yield styled(heading, options, VERDICT_STYLE[verdict] | HEADING)
        yield ""
        for control, group in by_control(findings):
            if options.verbose:
                yield from _every_finding(control, group, judged, run, options)
            elif verdict == "fail":
                yield from _failing(control, group, judged, run, options)
            elif verdict == "unknown":
                yield from _undecided(control, group, options)
            else:
                yield from _erroneous(control, group, run, options)
        if not options.verbose and verdict == "unknown":
            yield ""
        if verdict == "fail":
            yield styled("Why, and how to fix it: ", options, QUIET) + "hipaacheck controls show ID"
            yield ""
    for kind, heading in ASIDE.items():
        yield from _waived(heading, by_waiver(by_verdict["fail"], kind), options)


def _worth_showing(findings: list[Finding], verdict: Verdict, options: ReportOptions) -> list[Finding]:
    """What a person must act on: new failures, undecided ones, errors; with --verbose all, but those that are waived."""
    if verdict == "fail":
        return [finding for finding in findings if finding.active or (options.verbose and finding.waiver is None)]
    return findings if options.verbose or verdict in ("unknown", "error") else []


# -- a control and its assets ------------------------------------------------------------------------------------


def _control(control: Control, note: str, options: ReportOptions) -> Iterator[str]:
    label = control.severity.upper()
    first = styled(label, options, SEVERITY_STYLE[control.severity]) + " " * (_LABEL - len(label))
    for number, line in enumerate(wrapped(f"{control.title} ({note})", options, indent=_LABEL, style=HEADING)):
        yield first + line[_LABEL:] if number == 0 else line
    yield " " * _LABEL + styled(control.id, options)
    yield from listed(list(control.safeguards), options, indent=_LABEL)


def _failing(
    control: Control, findings: list[Finding], judged: dict[str, int], run: Run, options: ReportOptions
) -> Iterator[str]:
    """A control that fails, with its first assets; assets of which the same is true share the sentence."""
    yield from _control(control, _share(findings, judged[control.id]), options)
    same: dict[str, list[Finding]] = {}
    for finding in findings[:ASSETS_SHOWN]:
        same.setdefault(finding.message, []).append(finding)
    quotes = QUOTED
    for message, group in same.items():
        for number, finding in enumerate(group):
            yield from _asset(finding, run, options)
            if quotes and not _same_block(finding, group[number + 1 : number + 2]):
                yield from _source(finding, options)
                quotes -= 1
        yield from wrapped(f"each: {message}" if len(group) > 1 else message, options, indent=6, style=QUIET)
    if len(findings) > ASSETS_SHOWN:
        yield f"  … and {len(findings) - ASSETS_SHOWN:,} more (-v shows all)"
    yield ""


def _undecided(control: Control, findings: list[Finding], options: ReportOptions) -> Iterator[str]:
    """A control that could not be decided: each reason, with some of the assets."""
    yield "  " + styled(control.id, options) + styled(f"  {control.severity}, {plural(len(findings), 'asset')}", options, QUIET)
    reasons: dict[str, list[str]] = {}
    for finding in findings:
        reasons.setdefault(_reason(finding), []).append(finding.asset.id)
    ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    for reason, ids in ordered[:REASONS_SHOWN]:
        yield from wrapped(reason, options, indent=6)
        more = len(ids) - EXAMPLES_SHOWN
        yield from listed(ids[:EXAMPLES_SHOWN] + ([f"… {more:,} more"] if more > 0 else []), options, indent=10)
    if len(ordered) > REASONS_SHOWN:
        yield f"      … and {len(ordered) - REASONS_SHOWN:,} more reasons (-v shows all)"


def _reason(finding: Finding) -> str:
    """What was not known, and why; without the place, so that equal reasons group."""
    missing = dict.fromkeys(
        f"{evidence.path}: {evidence.actual.reason}" for evidence in finding.evidence if isinstance(evidence.actual, Unknown)
    )
    if not missing:
        return finding.message
    first, *more = missing
    return f"{first} (and {len(more)} more)" if more else first


def _erroneous(control: Control, findings: list[Finding], run: Run, options: ReportOptions) -> Iterator[str]:
    yield from _control(control, plural(len(findings), "error"), options)
    for finding in findings[:ASSETS_SHOWN]:
        yield from _asset(finding, run, options)
        yield from wrapped(finding.message, options, indent=6, style=QUIET)
    if len(findings) > ASSETS_SHOWN:
        yield f"  … and {len(findings) - ASSETS_SHOWN:,} more (-v shows all)"
    yield ""


def _every_finding(
    control: Control, findings: list[Finding], judged: dict[str, int], run: Run, options: ReportOptions
) -> Iterator[str]:
    verdict = findings[0].verdict
    yield from _control(control, _share(findings, judged.get(control.id, 0)), options)
    for number, finding in enumerate(findings):
        yield from _asset(finding, run, options)
        if verdict == "fail" and not _same_block(finding, findings[max(number - 1, 0) : number]):
            yield from _source(finding, options)
        if not finding.evidence or (verdict == "fail" and control.message is not None):
            yield from wrapped(finding.message, options, indent=6, style=QUIET)
        for evidence in finding.evidence:
            yield from wrapped(f"- {evidence_line(evidence)}", options, indent=6, hang=8, style=QUIET)
    yield ""


def _asset(finding: Finding, run: Run, options: ReportOptions) -> Iterator[str]:
    """The asset's id, and where it is declared: beside it when that fits, else below."""
    name, where = finding.asset.id, _where(finding, run)
    line = "  " + styled(name, options)
    if finding.baseline == "unchanged":
        line += styled("  (in the baseline)", options, QUIET)
    if where is None or len(name) + len(where) + 4 <= options.width:
        yield line + (styled(f"  {where}", options, QUIET) if where is not None else "")
        return
    yield line
    yield "      " + styled(where, options, QUIET)


def _source(finding: Finding, options: ReportOptions) -> Iterator[str]:
    """The lines of source that a failure is about, when they are at hand."""
    if finding.location is not None:
        yield from quoted(finding.location, options)


def _same_block(finding: Finding, neighbours: list[Finding]) -> bool:
    """Whether the asset beside it is an instance of the same block, whose lines then need to be shown only once."""
    place = finding.location
    return place is not None and place.line is not None and any(item.location == place for item in neighbours)


def _waived(heading: str, waivers: list[tuple[Waiver, list[Finding]]], options: ReportOptions) -> Iterator[str]:
    """Waivers, or alternatives, each with its reason, who answers for it, where it is written and what it covers."""
    if not waivers:
        return
    yield styled(heading, options, HEADING)
    yield ""
    for waiver, group in waivers:
        severity = group[0].control.severity
        yield "  " + styled(waiver.control, options) + styled(f"  {severity}, until {waiver.until}", options, QUIET)
        yield from wrapped(waiver.reason, options, indent=6)
        yield from wrapped(", ".join(waiver_record(waiver)), options, indent=6, style=QUIET)
        yield "      " + styled(f"{waiver.file}:{waiver.line}", options, QUIET)
        ids = [finding.asset.id for finding in group]
        more = 0 if options.verbose else len(ids) - EXAMPLES_SHOWN
        shown = [*ids[:EXAMPLES_SHOWN], f"… {more:,} more"] if more > 0 else ids
        yield from listed(shown, options, indent=10)
    yield ""


def _share(findings: list[Finding], total: int) -> str:
    """`3 of 20 assets`: how many of those that the control applies to."""
    number, verdict = len(findings), findings[0].verdict
    if verdict == "not_applicable":
        return plural(number, "asset")
    if verdict == "fail" and all(finding.baseline == "new" for finding in findings):
        return f"{number:,} new, of {plural(total, 'asset')}"
    return f"{number:,} of {plural(total, 'asset')}"


def _where(finding: Finding, run: Run) -> str | None:
    """File and line of the declaration; null when that is only the target's own file, which the heading names."""
    location = finding.location
    if location is None:
        return None
    if location.line is not None:
        return f"{location.file}:{location.line}"
    return None if location.file in (run.inventory.target, run.inventory.file) else location.file
