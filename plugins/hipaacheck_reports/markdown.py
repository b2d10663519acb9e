"""Markdown for job summaries and merge request comments: the result first, then the worst failures, at most 900 KiB.

GitHub takes 1 MiB per step (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands), GitLab as much
per comment. Names from the data are only ever shown as code: nothing in them becomes markup, a link or a mention.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sized
from typing import BinaryIO

from hipaacheck import CHOSEN, SEVERITIES, Control, Finding, Report, ReportOptions, Waiver
from hipaacheck_reports.clean import plural
from hipaacheck_reports.facts import (
    ASIDE,
    by_control,
    by_waiver,
    collector_line,
    collectors,
    every_finding,
    gap_lines,
    headline,
    reason,
    register_line,
    set_aside,
    snapshot_line,
    targets,
    waiver_record,
)
from hipaacheck_reports.markdown_text import blocks, code, prose
from hipaacheck_reports.summary import DISCLAIMER, exit_meaning, statuses

MAX_BYTES = 900 * 1024
"""What is written at most."""
REASONS_SHOWN = 20
EXAMPLES_SHOWN = 5
"""Undecided findings per reason, and assets per waiver."""
GAPS_SHOWN = 50
PROBLEMS_SHOWN = 30
WAIVERS_SHOWN = 15
TYPES_SHOWN = 100
TARGETS_SHOWN = 10
COLLECTORS_SHOWN = 3
_SENTENCES = 500
"""Bytes kept for the heading of the failures and for what is said when some are left out."""


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """The whole report as UTF-8, line by line. With `quiet` only the result, the counts and what was not judged."""
    head = [*_head(report), *_severities(report), *_problems(report)]
    tail = [*([] if options.quiet else [*_aside(report), *_undecided(report)]), *_not_judged(report), *_end(report)]
    out.writelines(line.encode() + b"\n" for line in head)
    if not options.quiet:
        out.writelines(line.encode() + b"\n" for line in _failures(report, MAX_BYTES - _size(head) - _size(tail) - _SENTENCES))
    out.writelines(line.encode() + b"\n" for line in tail)


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


# -- the result --------------------------------------------------------------------------------------------------


def _head(report: Report) -> Iterator[str]:
    word, rest = headline(report)
    yield f"**{word}**{rest}"
    yield ""
    scanned = [run.inventory.target for run in targets(report)]
    more = f" and {len(scanned) - TARGETS_SHOWN:,} more" if len(scanned) > TARGETS_SHOWN else ""
    named = ", ".join(code(target) for target in scanned[:TARGETS_SHOWN]) or "no target"
    yield f"hipaacheck {prose(report.version)} · {prose(report.source)} · {named}{more} · as of {prose(report.as_of)}"
    yield ""
    if report.snapshot is not None:
        yield f"Snapshot: {code(report.snapshot.name, 200)} {prose(snapshot_line(report.snapshot), 300)}"
        yield ""
    found = [collector_line(who) for who in collectors(report)]
    if found:
        more = f" and {len(found) - COLLECTORS_SHOWN:,} more" if len(found) > COLLECTORS_SHOWN else ""
        yield f"Collected by {', '.join(code(text, 300) for text in found[:COLLECTORS_SHOWN])}{more}"
        yield ""
    if report.register:
        yield f"Register: {register_line(report.register)}. Safeguards: {statuses(report) or 'none'}."
        yield ""


def _severities(report: Report) -> Iterator[str]:
    """A table of numbers by severity. Nothing in it is from the data."""
    numbers = Counter((finding.control.severity, _column(finding)) for finding in every_finding(report))
    compared = any(finding.baseline is not None for finding in every_finding(report))
    met = {column for _, column in numbers}
    aside: list[str] = [column for column in ("waived", "alternative in place") if column in met]
    aside += ["known from the baseline"] if compared else []
    columns = ["failures", *aside, "undecided", "errors", "passed"]
    yield f"| severity | {' | '.join(columns)} |"
    yield "|---|" + "---:|" * len(columns)
    for severity in SEVERITIES:
        yield f"| {severity} | {' | '.join(f'{numbers[severity, column]:,}' for column in columns)} |"
    yield ""


def _column(finding: Finding) -> str:
    match finding.verdict:
        case "fail":
            return set_aside(finding) or "failures"
        case "unknown":
            return "undecided"
        case "error":
            return "errors"
        case "pass":
            return "passed"
        case "not_applicable":
            return "not applicable"


def _problems(report: Report) -> Iterator[str]:
    """Mistakes in what the organisation itself wrote down."""
    if not report.problems:
        return
    yield "### Problems"
    yield ""
    yield from (f"- {prose(problem, 500)}" for problem in report.problems[:PROBLEMS_SHOWN])
    yield from _more(report.problems, PROBLEMS_SHOWN, "problem", "- ")
    yield ""


# -- failures ----------------------------------------------------------------------------------------------------


def _failures(report: Report, room: int) -> Iterator[str]:
    """Failures that count by control, worst first, until `room` bytes are used; then how many are left out."""
    failing = [finding for finding in every_finding(report) if finding.active]
    if not failing:
        return
    yield "### Failures"
    yield ""
    judged = Counter(finding.control.id for finding in every_finding(report) if finding.verdict != "not_applicable")
    scanned = targets(report)
    own = {scanned[0].inventory.target, scanned[0].inventory.file} if len(scanned) == 1 else set()
    shown = 0
    for control, found in by_control(failing):
        above, below = list(_control(control, len(found), judged[control.id])), ["", *_explained(control)]
        room -= _size(above) + _size(below)
        if room < 0:
            break
        yield from above
        for line, number in _assets(found, own):
            room -= _size([line])
            if room < 0:
                break
            yield line
            shown += number
        yield from below
        if room < 0:
            break
    if shown < len(failing):
        limit = f"the worst come first, and this is limited to {MAX_BYTES // 1024} KiB"
        yield f"**{plural(len(failing) - shown, 'failure')} left out**: {limit}."
        yield ""


def _control(control: Control, failing: int, judged: int) -> Iterator[str]:
    yield f"#### {control.severity.upper()}: {prose(control.title)} ({failing:,} of {plural(judged, 'asset')})"
    yield ""
    yield f"{code(control.id)} · {prose(', '.join(control.safeguards))}"
    yield ""


def _assets(findings: list[Finding], own: set[str | None]) -> Iterator[tuple[str, int]]:
    """Lines of a list, each with the number of findings it stands for. Assets of which the same is true share the sentence."""
    same: dict[str, list[Finding]] = {}
    for finding in findings:
        same.setdefault(finding.message, []).append(finding)
    for message, group in same.items():
        if len(group) == 1:
            yield f"- {_asset(group[0], own)}: {prose(message)}", 1
            continue
        yield f"- {prose(message)}", 0
        for finding in group:
            yield f"  - {_asset(finding, own)}", 1


def _asset(finding: Finding, own: set[str | None]) -> str:
    """The asset's id and the place of its declaration, which is left out when it is only the one target's own file."""
    place = finding.location
    if place is None or (place.line is None and place.file in own):
        return code(finding.asset.id)
    return f"{code(finding.asset.id)} → {code(place.file if place.line is None else f'{place.file}:{place.line}')}"


def _explained(control: Control) -> Iterator[str]:
    yield "<details><summary>Why, and how to fix it</summary>"
    yield ""
    yield from blocks(control.rationale)
    yield from blocks(control.remediation)
    yield "</details>"
    yield ""


def _aside(report: Report) -> Iterator[str]:
    """Failures that are waived, and those of which an alternative is in place."""
    for kind, heading in ASIDE.items():
        waivers = by_waiver(every_finding(report), kind)
        if waivers:
            yield f"### {heading}"
            yield ""
            yield from _waived(waivers)
            yield from _more(waivers, WAIVERS_SHOWN, kind, "- ")
            yield ""


def _waived(waivers: list[tuple[Waiver, list[Finding]]]) -> Iterator[str]:
    """Waivers, each with its reason, who answers for it, where it is written and what it covers."""
    for waiver, found in waivers[:WAIVERS_SHOWN]:
        where = [*(prose(part, 100) for part in waiver_record(waiver)), code(f"{waiver.file}:{waiver.line}", 200)]
        yield f"- {code(waiver.control, 200)} until {prose(waiver.until)}: {prose(waiver.reason, 300)} ({', '.join(where)})"
        yield from (f"  - {code(finding.asset.id, 300)}" for finding in found[:EXAMPLES_SHOWN])
        yield from _more(found, EXAMPLES_SHOWN, "asset", "  - ")


# -- what is open ------------------------------------------------------------------------------------------------


def _undecided(report: Report) -> Iterator[str]:
    for verdict, heading in (("unknown", "Could not be decided"), ("error", "Could not be evaluated")):
        reasons: dict[str, list[Finding]] = {}
        for finding in every_finding(report):
            if finding.verdict == verdict:
                reasons.setdefault(reason(finding), []).append(finding)
        if not reasons:
            continue
        yield f"### {heading}"
        yield ""
        ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
        for why, found in ordered[:REASONS_SHOWN]:
            yield f"- {plural(len(found), 'finding')}: {prose(why, 500)}"
            for finding in found[:EXAMPLES_SHOWN]:
                yield f"  - {code(finding.control.id, 200)}: {code(finding.asset.id, 300)}"
            yield from _more(found, EXAMPLES_SHOWN, "finding", "  - ")
        yield from _more(ordered, REASONS_SHOWN, "reason", "- ")
        yield ""


def _more(items: Sized, shown: int, noun: str, mark: str) -> Iterator[str]:
    if len(items) > shown:
        yield f"{mark}… {plural(len(items) - shown, f'more {noun}')}"


def _not_judged(report: Report) -> Iterator[str]:
    missing = gap_lines(gap for gap in report.gaps if gap.state not in CHOSEN)
    left_out = gap_lines(gap for gap in report.gaps if gap.state in CHOSEN)
    for heading, lines in (("Not read", missing), ("Left out on purpose", left_out)):
        if lines:
            yield f"### {heading}"
            yield ""
            yield from (f"- {prose(line, 500)}" for line in lines[:GAPS_SHOWN])
            yield from _more(lines, GAPS_SHOWN, "gap", "- ")
            yield ""
    unmapped = report.unmapped()
    if unmapped or report.live_only:
        yield "### Not judged"
        yield ""
    if unmapped:
        names = [f"{code(name, 200)} {number:,}" for name, number in unmapped.items()]
        more = f", … {len(names) - TYPES_SHOWN:,} more" if len(names) > TYPES_SHOWN else ""
        total = f"{plural(sum(unmapped.values()), 'resource')} of {plural(len(unmapped), 'type')}"
        yield f"- No control knows the type: {total}: {', '.join(names[:TYPES_SHOWN])}{more}"
    if report.live_only:
        yield f"- Needs a running estate: {plural(len(report.live_only), 'control')}"
    if unmapped or report.live_only:
        yield ""


def _end(report: Report) -> Iterator[str]:
    yield "---"
    yield ""
    for note in report.notes[:GAPS_SHOWN]:
        yield f"Note: {prose(note, 500)}"
        yield ""
    if report.notes[GAPS_SHOWN:]:
        yield from (*_more(report.notes, GAPS_SHOWN, "note", ""), "")
    yield f"Exit code {report.exit_code}: {exit_meaning(report)}."
    yield ""
    yield f"*{DISCLAIMER}*"
