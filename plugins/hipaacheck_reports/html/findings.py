"""Findings as the page lists them: once, by control, the worst first. What passed or does not apply takes one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hipaacheck import SEVERITIES, Control, Evidence, Finding, Report, Run, Unknown, Waiver, plain
from hipaacheck_reports.facts import by_control, every_finding, set_aside
from hipaacheck_reports.html.names import VERDICT_MARKS, Mark, told, words
from hipaacheck_reports.html.overview import Tally

_HEADINGS = {
    "fail": "Failures",
    "waived": "Failures that are waived",
    "alternative in place": "Failures with an alternative in place",
    "known from the baseline": "Failures known from the baseline",
    "unknown": "Could not be decided",
    "error": "Could not be evaluated",
    "pass": "Passed",
    "not_applicable": "Not applicable",
}
"""In this order below each control."""
_BRIEF = frozenset({"pass", "not_applicable"})


class Compared(NamedTuple):
    """A row of evidence: what was compared, what it had to be, what was found, and where that came from."""

    path: str
    required: str
    found: str
    origin: str | None


class Item(NamedTuple):
    """A finding with what the page says of it. `about` are facts for the small print; `lines` are of its source."""

    finding: Finding
    account: str
    region: str
    waived: bool
    target: str | None
    place: str | None
    rows: list[Compared]
    lines: list[str]
    about: list[str]
    digests: tuple[str, ...]


class Group(NamedTuple):
    """The findings of a control that ended alike. `brief` ones are shown by their ids."""

    verdict: str
    heading: str
    mark: Mark
    brief: bool
    items: list[Item]


class Judged(NamedTuple):
    """A control with its findings, in groups; `numbers` are (words, mark, how many). `calm` when nothing failed or is open."""

    control: Control
    numbers: list[tuple[str, Mark, int]]
    groups: list[Group]
    calm: bool


Choices = list[tuple[str, str]]
"""Values with the words for them."""


class Filters(NamedTuple):
    """What can be chosen from, of `total` findings. Severities and places are only there when there are several."""

    total: int
    verdicts: Choices
    severities: Choices
    safeguards: Choices
    accounts: Choices
    regions: Choices


def filters(report: Report, numbers: Tally) -> Filters:
    """The choices that findings have."""
    met = {name for control in report.controls if control.id in numbers.controls for name in control.safeguards}
    named = {item.safeguard.citation: item.safeguard.specification or item.safeguard.standard for item in report.safeguards}
    cited = [*(name for name in named if name in met), *sorted(met - named.keys())]
    found = {severity for _, severity in numbers.severities}
    return Filters(
        total=sum(numbers.accounts.values()),
        verdicts=[(verdict, words(verdict)) for verdict in VERDICT_MARKS],
        severities=_several(severity for severity in SEVERITIES if severity in found),
        safeguards=[(name, f"{name} {named.get(name, '')}") for name in cited],
        accounts=_several(sorted(numbers.accounts)),
        regions=_several(sorted(numbers.regions)),
    )


def _several(values: Iterable[str]) -> Choices:
    found = [(value, value) for value in values]
    return found if len(found) > 1 else []


def groups(report: Report, numbers: Tally) -> Iterator[Judged]:
    """Controls with their findings, one at a time: those with failures that count, those with anything else open, the others; in
    each part the worst come first."""
    runs = {id(finding): run for run in report.runs for finding in run.findings}
    several = len(report.runs) > 1
    for control, found in sorted(by_control(every_finding(report)), key=lambda item: _attention(numbers, item[0])):
        kinds: dict[str, list[Item]] = {}
        for finding in found:
            kinds.setdefault(_kind(finding), []).append(_item(finding, runs[id(finding)], several))
        yield Judged(
            control,
            [(words(kind), _mark(kind), len(kinds[kind])) for kind in _HEADINGS if kind in kinds],
            [Group(kind, _HEADINGS[kind], _mark(kind), kind in _BRIEF, kinds[kind]) for kind in _HEADINGS if kind in kinds],
            kinds.keys() <= _BRIEF,
        )


def _attention(numbers: Tally, control: Control) -> int:
    found = numbers.controls[control.id]
    if found["fail"] > sum(found[why] for why in ("waived", "alternative in place", "known from the baseline")):
        return 0
    return 1 if found["fail"] or found["unknown"] or found["error"] else 2


def idle(report: Report, numbers: Tally) -> list[tuple[str, list[Control]]]:
    """Controls without a finding, and why they have none."""
    unmet = [control for control in report.controls if control.id not in numbers.controls]
    found = [("Evaluated, met no asset", unmet), ("Need a running estate, not evaluated", list(report.live_only))]
    return [(why, controls) for why, controls in found if controls]


def _kind(finding: Finding) -> str:
    return set_aside(finding) or finding.verdict


def _mark(kind: str) -> Mark:
    return next((mark for verdict, mark in VERDICT_MARKS.items() if verdict == kind), Mark("✗", kind, "quiet"))


def _item(finding: Finding, run: Run, several: bool) -> Item:
    asset, brief = finding.asset, finding.verdict in _BRIEF
    return Item(
        finding=finding,
        account=told(asset.account),
        region=told(asset.region),
        waived=finding.waiver is not None,
        target=run.inventory.target if several else None,
        place=None if brief else _place(finding, run),
        rows=[] if brief else [_compared(row) for row in finding.evidence],
        lines=[] if brief else _lines(finding),
        about=[] if brief else list(_about(finding)),
        digests=() if brief else run.inventory.evidence.get((asset.type, asset.id), ()),
    )


def _place(finding: Finding, run: Run) -> str | None:
    """File and line of the declaration; null when that is only the target's own file, which the page names above."""
    place = finding.location
    if place is None or (place.line is None and place.file in (run.inventory.target, run.inventory.file)):
        return None
    return place.file if place.line is None else f"{place.file}:{place.line}"


def _compared(row: Evidence) -> Compared:
    found = f"unknown: {row.actual}" if isinstance(row.actual, Unknown) else plain(row.actual)
    return Compared(row.path or "value", f"{'not ' if row.negated else ''}{row.op} {plain(row.expected)}", found, row.origin)


def _lines(finding: Finding) -> list[str]:
    """Lines of source, with their numbers: the first one of the block, and that of the argument."""
    place = finding.location
    if place is None:
        return []
    numbers = [number for number in dict.fromkeys((place.start, place.line)) if number is not None and number in place.text]
    margin = len(str(max(numbers, default=0)))
    return [f"{number:>{margin}} │ {place.text[number].expandtabs(4)}" for number in numbers]


def _about(finding: Finding) -> Iterator[str]:
    """Facts about a finding and its asset, each a phrase."""
    asset = finding.asset
    yield asset.type
    if isinstance(asset.name, str) and asset.name != asset.id:
        yield f"named {asset.name}"
    if isinstance(asset.account, str):
        yield f"account {asset.account}"
    if isinstance(asset.region, str):
        yield asset.region
    if isinstance(asset.classification, str):
        yield f"classified {asset.classification}"
    if finding.baseline is not None:
        yield "new since the baseline" if finding.baseline == "new" else "known from the baseline"


def waived(waiver: Waiver) -> list[str]:
    """Who answers for a waiver, and where it is written, each a phrase."""
    people = [("owner", waiver.owner), ("approved by", waiver.approved_by), ("ticket", waiver.ticket)]
    return [*(f"{what} {name}" for what, name in people if name), f"{waiver.file}:{waiver.line}"]
