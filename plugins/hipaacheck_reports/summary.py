"""The summary of the text report: scope, counts, and everything that was not judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from hipaacheck import CHOSEN, SEVERITIES, VERDICTS, Finding, Report, ReportOptions, Verdict
from hipaacheck_reports.clean import plural
from hipaacheck_reports.facts import (
    asset_count,
    collector_line,
    collectors,
    gap_lines,
    register_line,
    set_aside,
    snapshot_line,
    targets,
)
from hipaacheck_reports.lines import HEADING, QUIET, VERDICT_STYLE, listed, row, styled, wrapped

TARGETS_SHOWN = 10
"""Targets listed again in the summary, when each had its heading above."""
GAPS_SHOWN = 10
"""Gaps, problems and notes listed one by one, without --verbose."""

SETTLED = ("satisfied", "attested", "inherited", "not_applicable")
"""What leaves nothing to do about a safeguard."""

DISCLAIMER = "Technical evidence, not a determination of compliance."

EXIT_CODES = {
    0: "no failure that counts",
    1: "failures that count (see --fail-on)",
    2: "something the organisation wrote down is wrong: see Problems",
    3: "incomplete: something selected could not be read or evaluated",
}


def summary(report: Report, options: ReportOptions) -> Iterator[str]:
    """Scope, counts of every verdict, what was not judged and why, and what the exit code means."""
    yield styled("Summary", options, HEADING)
    yield from _scope(report, options)
    yield from _results(report, options)
    yield from _safeguards(report, options)
    yield from _not_judged(report, options)
    notes = report.notes if options.verbose else report.notes[:GAPS_SHOWN]
    for note in notes:
        yield from row("Note", note, options)
    if len(notes) < len(report.notes):
        yield " " * 16 + f"… and {len(report.notes) - len(notes):,} more (-v shows all)"
    if report.problems:
        yield from row("Problems", f"{plural(len(report.problems), 'problem')} in what the organisation wrote down", options)
        yield from _items(report.problems, options)
    yield from row("Exit code", f"{report.exit_code}: {exit_meaning(report)}", options)
    yield ""
    yield from wrapped(DISCLAIMER, options, style=QUIET)


def exit_meaning(report: Report) -> str:
    """What the exit code of the report says. Failures may end in 0, when they are milder than --fail-on or with --exit-zero."""
    if report.exit_code == 0 and any(finding.active for run in report.runs for finding in run.findings):
        return "failures, but none that counts (see --fail-on and --exit-zero)"
    return EXIT_CODES.get(report.exit_code, "see the documentation")


def counts(numbers: Mapping[Verdict, int], options: ReportOptions, label: str) -> Iterator[str]:
    """`pass 12 · fail 3 · unknown 0 · not applicable 1 · error 0` after the label, every verdict named, wrapped between them."""
    line, length = label, len(label)
    for number, verdict in enumerate(VERDICTS):
        text = f"{verdict.replace('_', ' ')} {numbers.get(verdict, 0):,}"
        mark = " · " if number else ""
        if length + len(mark) + len(text) > options.width:
            yield line
            line, length, mark = " " * len(label), len(label), ""
        line += mark + styled(text, options, VERDICT_STYLE[verdict] if numbers.get(verdict) else None)
        length += len(mark) + len(text)
    yield line


def _scope(report: Report, options: ReportOptions) -> Iterator[str]:
    scanned = targets(report)
    if len(scanned) == 1:
        yield "  Target        " + styled(scanned[0].inventory.target, options)
    else:
        yield from row("Targets", f"{len(scanned):,}", options)
        shown = scanned if options.verbose or options.quiet else scanned[:TARGETS_SHOWN]
        for run in shown:
            yield " " * 16 + styled(run.inventory.target, options)
        if len(shown) < len(scanned):
            yield " " * 16 + f"… and {len(scanned) - len(shown):,} more, named above"
    yield from _evidence(report, options)
    yield from row("Assets", f"{asset_count(report):,}", options)
    cells = [cell for run in report.runs for cell in run.inventory.cells]
    if cells:
        accounts, regions = {cell.account for cell in cells}, {cell.region for cell in cells} - {"global"}
        read = sum(cell.state == "complete" for cell in cells)
        where = plural(len(accounts), "account") + (f", {plural(len(regions), 'region')}" if regions else "")
        yield from row("Listings", f"{read:,} of {len(cells):,} complete ({where})", options)
        calls: Counter[str] = Counter()
        for run in report.runs:
            calls.update(run.inventory.calls)
        ended = ", ".join(f"{number:,} {how}" for how, number in sorted(calls.items(), key=lambda item: -item[1]))
        yield from row("Calls", f"{sum(calls.values()):,}: {ended}", options)
    met = {finding.control.id for run in report.runs for finding in run.findings}
    met_text = f"{len(report.controls):,} evaluated ({len(met):,} met an asset)"
    yield from row("Controls", f"{met_text}; need a running estate: {len(report.live_only):,}", options)
    if options.verbose and report.live_only:
        yield from listed([control.id for control in report.live_only], options, indent=16)


def _evidence(report: Report, options: ReportOptions) -> Iterator[str]:
    """The snapshot that the report is made from, who collected it, and the register."""
    snapshot = report.snapshot
    if snapshot is not None:
        yield from row("Snapshot", f"{snapshot.name} {snapshot_line(snapshot)}", options)
        if options.verbose:
            yield from row("Digest", snapshot.digest, options)
            yield from row("Key", snapshot.key_id or "none", options)
            yield from row("Previous", snapshot.previous or "none", options)
            yield from row("Keep until", snapshot.retain_until, options)
    found = [collector_line(who) for who in collectors(report)]
    for number, text in enumerate(found if options.verbose else found[:GAPS_SHOWN]):
        yield from row("" if number else "Collector", text, options)
    if not options.verbose and len(found) > GAPS_SHOWN:
        yield " " * 16 + f"… and {len(found) - GAPS_SHOWN:,} more (-v shows all)"
    if report.register:
        yield from row("Register", register_line(report.register), options)


def _results(report: Report, options: ReportOptions) -> Iterator[str]:
    yield from counts(report.counts(), options, "  Findings      ")
    failures = [finding for run in report.runs for finding in run.findings if finding.verdict == "fail"]
    if failures:
        yield from row("Failures", _severities(failures), options)
    waivers = [finding.waiver for finding in failures if finding.waiver is not None]
    for label, kind in (("Waived", "waiver"), ("Alternative", "alternative")):
        days = sorted(waiver.until for waiver in waivers if waiver.kind == kind)
        if days:
            until = f"the first until {days[0]}" if days[0] != days[-1] else f"until {days[0]}"
            yield from row(label, f"{plural(len(days), 'failure')}, {until} (not counted)", options)
    if any(finding.baseline is not None for finding in failures):
        new = sum(finding.active for finding in failures)
        known = sum(set_aside(finding) == "known from the baseline" for finding in failures)
        yield from row("Baseline", f"{new:,} new, {known:,} known from the baseline (not counted)", options)


def _safeguards(report: Report, options: ReportOptions) -> Iterator[str]:
    """How many safeguards have which status, and those that failures touch; with --verbose why some are not satisfied."""
    failures = [finding for run in report.runs for finding in run.findings if finding.verdict == "fail"]
    touched = {citation for finding in failures for citation in finding.control.safeguards}
    order = [item.safeguard.citation for item in report.safeguards]
    yield from row("Safeguards", f"{len(order)}: {statuses(report)}" if order else "none", options)
    if touched:
        yield from row("", "Touched by failures:", options)
        yield from listed([name for name in order if name in touched] + sorted(touched - set(order)), options, indent=16)
    unsettled = [item for item in report.safeguards if item.status not in SETTLED]
    if options.verbose and unsettled:
        yield from row("", "Not satisfied:", options)
        for item in unsettled:
            why = f"{item.safeguard.citation}: {item.status.replace('_', ' ')}. {''.join(item.reasons[:1])}"
            yield from wrapped(f"- {why}", options, indent=16, hang=18)


def statuses(report: Report) -> str:
    """`40 attestation missing, 12 satisfied`: how many safeguards have which status, the most frequent first."""
    states: dict[str, int] = {}
    for item in report.safeguards:
        states[item.status] = states.get(item.status, 0) + 1
    return ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in sorted(states.items(), key=lambda item: -item[1]))


def _severities(findings: list[Finding]) -> str:
    numbers = {severity: sum(finding.control.severity == severity for finding in findings) for severity in SEVERITIES}
    return ", ".join(f"{number:,} {severity}" for severity, number in numbers.items() if number)


def _not_judged(report: Report, options: ReportOptions) -> Iterator[str]:
    unmapped = report.unmapped()
    if unmapped:
        total = sum(unmapped.values())
        verb = "was" if total == 1 else "were"
        text = f"{plural(total, 'resource')} of {plural(len(unmapped), 'type')} {verb} not judged:"
        yield from row("Not mapped", text, options)
        yield from listed([f"{name} {number:,}" for name, number in unmapped.items()], options, indent=16)
    elif not any(run.inventory.cells for run in report.runs):
        yield from row("Not mapped", "none", options)
    gaps = gap_lines(gap for gap in report.gaps if gap.state not in CHOSEN)
    left_out = gap_lines(gap for gap in report.gaps if gap.state in CHOSEN)
    yield from row("Gaps", plural(len(gaps), "gap") + ": not everything selected was read" if gaps else "none", options)
    yield from _items(gaps, options)
    for number, text in enumerate(left_out):
        yield from row("" if number else "Left out", text, options)


def _items(texts: Sequence[str], options: ReportOptions) -> Iterator[str]:
    """A list below a row, without --verbose only its first items."""
    shown = texts if options.verbose else texts[:GAPS_SHOWN]
    for text in shown:
        yield from wrapped(f"- {text}", options, indent=16, hang=18)
    if len(shown) < len(texts):
        yield " " * 16 + f"… and {len(texts) - len(shown):,} more (-v shows all)"
