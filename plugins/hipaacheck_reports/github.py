"""Workflow commands of GitHub Actions: failures as annotations of files, on standard output.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands. Text from the data only ever follows the
head of a command of ours, on the same line, so that it cannot start one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO, Literal

from hipaacheck import CHOSEN, SEVERITIES, Finding, Location, Report, ReportOptions, Severity
from hipaacheck_reports.clean import apart, plural, printable, shortened
from hipaacheck_reports.facts import every_finding, gap_lines, headline, problem_place
from hipaacheck_reports.summary import DISCLAIMER, exit_meaning

MAX_ANNOTATIONS = 10
"""Annotations of each kind that GitHub shows of a step; further ones are only counted here."""
MAX_MESSAGE = 4000
"""Characters of a message. The runner cuts it at 4,096."""
PROBLEMS_SHOWN = 5
"""Annotations of problems; the last one names all others."""
GAPS_SHOWN = 10
TYPES_SHOWN = 20

Kind = Literal["error", "warning", "notice"]
KINDS: dict[Severity, Kind] = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """Annotations, then the result as plain text. `quiet` leaves out the annotations of failures."""
    told: dict[Kind, list[str]] = {
        "error": list(_problems(report)),
        "warning": list(_incomplete(report)),
        "notice": [*_open(report), *_notes(report)],
    }
    shown = 0
    for kind, summaries in told.items():
        room = 0 if options.quiet else MAX_ANNOTATIONS - len(summaries)
        out.writelines(line.encode() + b"\n" for line in summaries)
        for finding in islice(_worst_first(report, kind), room):
            out.write(_annotation(kind, finding).encode() + b"\n")
            shown += 1
    out.writelines(line.encode() + b"\n" for line in _end(report, shown))


def _worst_first(report: Report, kind: Kind) -> Iterator[Finding]:
    for severity in SEVERITIES:
        if KINDS[severity] == kind:
            yield from (item for item in every_finding(report) if item.active and item.control.severity == severity)


# -- commands ----------------------------------------------------------------------------------------------------


def command(kind: Kind, lines: Iterable[str], *, title: str, place: Location | None = None) -> str:
    """One command on one line, its message of several. Everything that is not printable is escaped."""
    properties = _place(place) | {"title": shortened(_clean(title), 200)}
    text = shortened("\n".join(map(_clean, lines)), MAX_MESSAGE)
    return f"::{kind} {','.join(f'{name}={_property(value)}' for name, value in properties.items())}::{_data(text)}"


def _place(place: Location | None) -> dict[str, str]:
    if place is None:
        return {}
    file = {"file": printable(_path(place.file))}
    if place.line is None:
        return file
    last = {"endLine": str(place.end)} if place.end is not None and place.end > place.line else {}
    return file | {"line": str(place.line)} | last


def _clean(text: str) -> str:
    """On one line, and without what the runners of Azure Pipelines, and old ones of GitHub, look for inside a line."""
    return apart(printable(text))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _path(file: str) -> str:
    """Without a leading `./`, which GitHub does not find a file by."""
    return PurePath(file).as_posix()


def _annotation(kind: Kind, finding: Finding) -> str:
    control = finding.control
    lines = [
        f"{shortened(finding.asset.id, 500)}: {shortened(finding.message, 2000)}",
        f"{control.severity}; 45 CFR {', '.join(control.safeguards)}",
        f"Why, and how to fix it: hipaacheck controls show {control.id}",
    ]
    return command(kind, lines, title=control.title, place=finding.location)


def _problems(report: Report) -> Iterator[str]:
    """An error for each mistake in what the organisation itself wrote down."""
    title = "Wrong in what the organisation wrote down"
    single = len(report.problems) if len(report.problems) <= PROBLEMS_SHOWN else PROBLEMS_SHOWN - 1
    for problem in report.problems[:single]:
        place, text = problem_place(problem)
        yield command("error", [text], title=title, place=place)
    if report.problems[single:]:
        yield command("error", _some(list(report.problems[single:]), GAPS_SHOWN), title=title)


def _incomplete(report: Report) -> Iterator[str]:
    """One warning for what was not read, one for what could not be evaluated."""
    gaps = gap_lines(gap for gap in report.gaps if gap.state not in CHOSEN)
    if gaps:
        yield command("warning", _some(gaps, GAPS_SHOWN), title="Incomplete: not everything selected was read")
    errors = [finding for finding in every_finding(report) if finding.verdict == "error"]
    if errors:
        lines = _some([f"{item.control.id}, {item.asset.id}: {item.message}" for item in errors], GAPS_SHOWN)
        yield command("warning", lines, title=f"Incomplete: {plural(len(errors), 'finding')} could not be evaluated")


def _open(report: Report) -> Iterator[str]:
    """One notice for what is open: undecided findings, and resources that were not judged."""
    undecided = report.counts()["unknown"]
    unmapped = report.unmapped()
    lines = [f"{plural(undecided, 'finding')} could not be decided: neither passed nor failed."] if undecided else []
    if unmapped:
        names = [f"{name} {number:,}" for name, number in unmapped.items()]
        total = plural(sum(unmapped.values()), "resource")
        lines.append(f"{total} of {plural(len(names), 'type')} not judged: {', '.join(_some(names, TYPES_SHOWN))}")
    if lines:
        yield command("notice", lines, title="Not decided")


def _notes(report: Report) -> Iterator[str]:
    """One notice for all notes: waivers that have expired, weakened controls, what was left aside."""
    if report.notes:
        yield command("notice", _some(list(report.notes), GAPS_SHOWN), title="Noted")


def _some(texts: list[str], limit: int) -> Iterable[str]:
    """At most `limit` texts, none of them long, then how many more there are."""
    shown = [shortened(text, MAX_MESSAGE // limit - 20) for text in texts[:limit]]
    return [*shown, f"… {len(texts) - limit:,} more"] if len(texts) > limit else shown


# -- plain text --------------------------------------------------------------------------------------------------


def _end(report: Report, shown: int) -> Iterator[str]:
    """Lines of the log. Nothing in them is from the data."""
    word, rest = headline(report)
    yield f"hipaacheck: {word}{rest}"
    hidden = sum(finding.active for finding in every_finding(report)) - shown
    if hidden:
        limit = f"GitHub shows {MAX_ANNOTATIONS} annotations of each kind"
        yield f"{plural(hidden, 'more failure')} not annotated ({limit}): -f json lists all of them."
    yield f"Exit code {report.exit_code}: {exit_meaning(report)}."
    yield DISCLAIMER
