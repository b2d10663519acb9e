"""The first screen: scope, numbers, and a line for every safeguard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from hipaacheck import CHOSEN, SEVERITIES, Control, Report, SafeguardStatus
from hipaacheck_reports.clean import plural
from hipaacheck_reports.facts import asset_count, every_finding, gap_lines, headline, set_aside, targets
from hipaacheck_reports.html.names import VERDICT_MARKS, told, words

TARGETS_SHOWN = 3
"""Targets, accounts and regions on the first screen; all of them are told further below."""
_SIGNATURES = {"verified": "signature verified", "not_checked": "signature not checked", "unsigned": "not signed"}


class Tally(NamedTuple):
    """Numbers of findings: by (verdict or why it is set aside, severity), and by (control, verdict or "waived"); and the places
    that they are about."""

    severities: Counter[tuple[str, str]]
    controls: dict[str, Counter[str]]
    accounts: Counter[str]
    regions: Counter[str]


def tally(report: Report) -> Tally:
    """Everything that has to be counted, in one pass."""
    out = Tally(Counter(), {}, Counter(), Counter())
    for finding in every_finding(report):
        kinds = [finding.verdict, *([set_aside(finding) or ""] if finding.verdict == "fail" else [])]
        out.severities.update((kind, finding.control.severity) for kind in kinds)
        out.controls.setdefault(finding.control.id, Counter()).update(kinds)
        out.accounts[told(finding.asset.account)] += 1
        out.regions[told(finding.asset.region)] += 1
    return out


class Line(NamedTuple):
    """A row of a table of numbers."""

    label: str
    numbers: list[int]
    below: bool = False


class Judged(NamedTuple):
    """A control that is about a safeguard, and what came of it. Without numbers it judged nothing, for the reason in `idle`."""

    control: Control
    numbers: list[tuple[str, int]]
    idle: str


class Row(NamedTuple):
    """A safeguard: how many findings cite it, how many of them are failures, and its controls, those with failures first."""

    status: SafeguardStatus
    name: str
    findings: int
    failures: int
    controls: list[Judged]


class Section(NamedTuple):
    """Safeguards of one category, such as the technical ones of § 164.312."""

    title: str
    rows: list[Row]


class Overview(NamedTuple):
    """What the page begins with. `columns` are the sections in two halves of about the same length."""

    result: tuple[str, str]
    scope: list[tuple[str, str]]
    verdicts: list[Line]
    states: list[tuple[str, int]]
    columns: list[list[Section]]


def overview(report: Report, numbers: Tally) -> Overview:
    """All of it."""
    states = Counter(item.status for item in report.safeguards)
    return Overview(
        result=headline(report),
        scope=list(_scope(report)),
        verdicts=_verdicts(numbers),
        states=[(state, number) for state, number in states.most_common()],
        columns=_halves(_sections(report, numbers)),
    )


# -- scope and numbers ---------------------------------------------------------------------------------------------


def _scope(report: Report) -> Iterable[tuple[str, str]]:
    scanned = [run.inventory.target for run in targets(report)]
    yield "Target" if len(scanned) == 1 else "Targets", _few(scanned, "target") or "none"
    yield "Source", f"{report.source}, profile {report.profile}"
    cells = [cell for run in report.runs for cell in run.inventory.cells]
    assets = [asset for run in report.runs for asset in run.inventory.assets]
    known: list[tuple[object, object]] = [(cell.account, cell.region) for cell in cells]
    known = known or [(asset.account, asset.region) for asset in assets]
    yield "Accounts", _few(sorted({place for place, _ in known if isinstance(place, str)}), "account") or "the source names none"
    yield "Regions", _few(sorted({place for _, place in known if isinstance(place, str)}), "region") or "the source names none"
    yield "As of", report.as_of
    yield "Collected by", collector(report) or "not recorded"
    snapshot = report.snapshot
    if snapshot is not None:
        yield "Snapshot", f"sha256 {snapshot.digest[:16]}…, {_SIGNATURES[snapshot.signature]}"
    yield "Coverage", _coverage(report)
    records = len(assets) - asset_count(report)
    told_records = f" and {plural(records, 'record')} of the register" if records else ""
    yield "Judged", f"{plural(asset_count(report), 'asset')}{told_records} by {plural(len(report.controls), 'control')}"


def _few(values: Sequence[str], noun: str) -> str:
    """Up to three values, else how many there are."""
    return plural(len(values), noun) if len(values) > TARGETS_SHOWN else ", ".join(values)


def collector(report: Report) -> str:
    """Who read it, as the cloud names them: `arn:aws:…`, `oid …, tid …`."""
    found = [report.snapshot.collector] if report.snapshot else [run.inventory.collector for run in report.runs]
    named = [", ".join(value if key == "arn" else f"{key} {value}" for key, value in sorted(item.items())) for item in found]
    return "; ".join(dict.fromkeys(text for text in named if text))


def _coverage(report: Report) -> str:
    cells = [cell for run in report.runs for cell in run.inventory.cells]
    gaps = gap_lines(gap for gap in report.gaps if gap.state not in CHOSEN)
    unmapped = report.unmapped()
    texts = [
        f"{sum(cell.state == 'complete' for cell in cells):,} of {plural(len(cells), 'listing')} complete" if cells else "",
        plural(len(gaps), "gap") if gaps else "no gaps",
        f"{plural(sum(unmapped.values()), 'resource')} of {plural(len(unmapped), 'unmapped type')}" if unmapped else "",
    ]
    return "; ".join(text for text in texts if text)


def _verdicts(numbers: Tally) -> list[Line]:
    """Numbers by severity and in all, every verdict named; failures that do not count are told below their row."""
    lines = [_line(numbers, verdict, words(verdict)) for verdict in VERDICT_MARKS]
    waived = _line(numbers, "waived", "waived", below=True)
    others = [
        _line(numbers, "alternative in place", "with an alternative", below=True),
        _line(numbers, "known from the baseline", "in the baseline", below=True),
    ]
    return [lines[0], waived, *(line for line in others if line.numbers[-1]), *lines[1:]]


def _line(numbers: Tally, kind: str, label: str, *, below: bool = False) -> Line:
    each = [numbers.severities[kind, severity] for severity in SEVERITIES]
    return Line(label, [*each, sum(each)], below)


# -- safeguards ----------------------------------------------------------------------------------------------------


def _sections(report: Report, numbers: Tally) -> list[Section]:
    controls: dict[str, list[Judged]] = {}
    live = {control.id for control in report.live_only}
    for control in (*report.controls, *report.live_only):
        judged = _judged(control, numbers, "needs a running estate" if control.id in live else "met no asset")
        for citation in control.safeguards:
            controls.setdefault(citation, []).append(judged)
    out = []
    for category, group in groupby(report.safeguards, key=lambda item: item.safeguard.category):
        rows = [_row(item, controls.get(item.safeguard.citation, []), numbers) for item in group]
        part = rows[0].status.safeguard.citation.partition("(")[0]
        out.append(Section(f"{category[:1].upper()}{category[1:]}, § {part}", rows))
    return out


def _judged(control: Control, numbers: Tally, idle: str) -> Judged:
    found = numbers.controls.get(control.id)
    if found is None:
        return Judged(control, [], idle)
    order = ("fail", "waived", "alternative in place", "known from the baseline", *list(VERDICT_MARKS)[1:])
    return Judged(control, [(words(kind), found[kind]) for kind in order if found[kind]], "")


def _row(item: SafeguardStatus, controls: list[Judged], numbers: Tally) -> Row:
    found = [numbers.controls.get(judged.control.id, Counter[str]()) for judged in controls]
    of = item.safeguard
    name = of.standard if of.specification is None else of.specification
    return Row(
        status=item,
        name=name,
        findings=sum(one[verdict] for one in found for verdict in VERDICT_MARKS),
        failures=sum(one["fail"] for one in found),
        controls=sorted(controls, key=_failing_first),
    )


def idle(controls: Iterable[Judged]) -> list[tuple[str, list[str]]]:
    """Why controls judged nothing, and which ones."""
    out: dict[str, list[str]] = {}
    for judged in controls:
        if judged.idle:
            out.setdefault(judged.idle, []).append(judged.control.id)
    return sorted(out.items())


def _failing_first(judged: Judged) -> tuple[bool, bool, str]:
    return bool(judged.idle), "fail" not in dict(judged.numbers), judged.control.id


def _halves(found: list[Section]) -> list[list[Section]]:
    """The sections in two columns whose lengths differ least."""
    rows = [len(section.rows) + 1 for section in found]
    at = min(range(len(found) + 1), key=lambda split: abs(sum(rows[:split]) - sum(rows[split:])))
    return [half for half in (found[:at], found[at:]) if half]
