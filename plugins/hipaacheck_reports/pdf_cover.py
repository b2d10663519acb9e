"""The first pages of the PDF: what was judged, what was not, and the safeguards in one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from hipaacheck import CHOSEN, VERDICTS, Inventory, Report, SafeguardStatus
from hipaacheck_reports.clean import plural
from hipaacheck_reports.facts import asset_count, gap_lines, headline, targets
from hipaacheck_reports.pdf_look import TEXT, Flowable, anchor, bulleted, colored, facts, heading, paragraph, shown, table

LISTED = 20
"""Targets, gaps, notes and the like that are listed one by one."""
_SIGNATURES = {
    "verified": "with the key that the reader gave",
    "not_checked": "no key was given",
    "unsigned": "the snapshot has no signature",
}
_ASIDE: tuple[tuple[Literal["waiver", "alternative"], str, str], ...] = (
    ("waiver", "Waived", "the organisation accepts the risk; they still fail"),
    ("alternative", "Alternatives", "a documented alternative is in place (45 CFR 164.306(d)(3)); they still fail"),
)


def cover(report: Report, title: str, disclaimer: str) -> Iterator[Flowable]:
    """What the document is about, what it was made from, counts, and everything that was not judged."""
    word, rest = headline(report)
    yield paragraph(title, "title")
    yield paragraph(_about(report), "subtitle")
    yield paragraph(disclaimer, "notice")
    yield paragraph(f"<b>{shown(word)}</b>{shown(rest)}")
    yield from heading("What was judged")
    yield facts([*_scope(report), *_coverage(report)])
    if report.snapshot is not None:
        yield from heading("Sealed evidence")
        yield facts(list(_snapshot(report)))
    yield from heading("Results")
    yield facts(list(_results(report)))
    yield from _not_judged(report)


def _about(report: Report) -> str:
    if len(report.safeguards) != 1:
        return f"45 CFR part 164, subpart C: {plural(len(report.safeguards), 'safeguard')}"
    rule = report.safeguards[0].safeguard
    return shown(f"45 CFR {rule.citation}: {rule.specification or rule.standard}")


def _scope(report: Report) -> Iterator[tuple[str, str]]:
    yield "As of", shown(report.as_of)
    yield "Evaluated", shown(f"{report.started} to {report.ended}")
    yield "With", shown(f"hipaacheck {report.version}, profile {report.profile}, source {report.source}")
    scanned = targets(report)
    for run in scanned[:LISTED]:
        yield "Scope", shown(run.inventory.target)
        if run.inventory.digest is not None:
            yield "Scope", shown(f"sha256 {run.inventory.digest}")
    if len(scanned) > LISTED:
        yield "Scope", f"… and {len(scanned) - LISTED:,} more"
    if not scanned:
        yield "Scope", "nothing was read"
    for name, value in sorted(_collectors(run.inventory for run in report.runs)):
        yield "Collected by", shown(f"{name} {value}")


def _collectors(inventories: Iterable[Inventory]) -> set[tuple[str, str]]:
    return {pair for inventory in inventories for pair in inventory.collector.items()}


def _coverage(report: Report) -> Iterator[tuple[str, str]]:
    met = len({finding.control.id for run in report.runs for finding in run.findings})
    yield "Coverage", plural(asset_count(report), "asset")
    yield "Coverage", f"{plural(len(report.controls), 'control')} evaluated, of which {met:,} met an asset"
    if report.live_only:
        yield "Coverage", f"{plural(len(report.live_only), 'control')} not evaluated: they need a running estate"
    cells = [cell for run in report.runs for cell in run.inventory.cells]
    if cells:
        read = sum(cell.state == "complete" for cell in cells)
        yield "Coverage", f"{read:,} of {plural(len(cells), 'listing')} complete"
    calls: Counter[str] = Counter()
    for run in report.runs:
        calls.update(run.inventory.calls)
    if calls:
        ended = ", ".join(f"{number:,} {how.replace('_', ' ')}" for how, number in sorted(calls.items()))
        yield "Coverage", shown(f"{plural(sum(calls.values()), 'call')}: {ended}")


def _snapshot(report: Report) -> Iterator[tuple[str, str]]:
    if report.snapshot is None:
        return
    made = report.snapshot
    yield "Snapshot", shown(made.name)
    yield "Created", shown(f"{made.created}; to be kept until {made.retain_until} (45 CFR 164.316(b)(2)(i))")
    yield "Statement", shown(f"sha256 {made.digest}")
    key = f"; key {shown(made.key_id)}" if made.key_id else ""
    yield "Signature", colored(made.signature) + f": {_SIGNATURES[made.signature]}{key}"
    if made.previous is not None:
        yield "Before it", shown(f"sha256 {made.previous}")
    for name, value in sorted(made.collector.items()):
        yield "Collected by", shown(f"{name} {value}")
    for name, value in sorted(made.digests.items()):
        yield "Made with", shown(f"{name}, sha256 {value}")


def _results(report: Report) -> Iterator[tuple[str, str]]:
    counts = report.counts()
    yield "Findings", ", ".join(f"{colored(verdict)} {counts[verdict]:,}" for verdict in VERDICTS)
    kinds = Counter(item.waiver.kind for run in report.runs for item in run.findings if item.waiver is not None)
    for kind, name, said in _ASIDE:
        if kinds[kind]:
            yield name, f"{plural(kinds[kind], 'failure')}: {said}"
    known = sum(item.verdict == "fail" and item.baseline == "unchanged" for run in report.runs for item in run.findings)
    if known:
        yield "Baseline", f"{plural(known, 'failure')} known from the baseline: they still fail"
    states = Counter(item.status for item in report.safeguards)
    ordered = sorted(states.items(), key=lambda item: (-item[1], item[0]))
    yield "Safeguards", ", ".join(f"{colored(state)} {number}" for state, number in ordered) or "none"


def _not_judged(report: Report) -> Iterator[Flowable]:
    open_gaps = gap_lines(gap for gap in report.gaps if gap.state not in CHOSEN)
    left_out = gap_lines(gap for gap in report.gaps if gap.state in CHOSEN)
    unmapped = [f"{name} {number:,}" for name, number in report.unmapped().items()]
    parts: tuple[tuple[str, Sequence[str]], ...] = (
        ("What was not read", open_gaps),
        ("What was left out", left_out),
        ("Resources that no control judges", [", ".join(unmapped)] if unmapped else []),
        ("Problems in what the organisation wrote down", report.problems),
        ("Notes", report.notes),
    )
    for name, texts in parts:
        if texts:
            yield from heading(name)
            yield from bulleted(texts[:LISTED])
            if len(texts) > LISTED:
                yield paragraph(f"… and {len(texts) - LISTED:,} more", "item")
    if not open_gaps:
        yield from heading("What was not read")
        yield paragraph("No gaps: everything that was selected was read.")


def overview(report: Report, linked: set[str]) -> Iterator[Flowable]:
    """Every safeguard with its status, in the order of the rule; those that have a section link to it."""
    yield paragraph(f"The {len(report.safeguards)} safeguards", "part")
    said = "Numbers are findings; covered are failures that a waiver or an alternative covers: they still fail."
    yield paragraph(f"R is required, A is addressable: never optional (45 CFR 164.306(d)(3)). {said}")
    rows = [_row(item, item.safeguard.citation in linked) for item in report.safeguards]
    head = ("45 CFR", "Safeguard", "", "Status", "Pass", "Fail", "Covered", "Unknown")
    widths = (90.0, TEXT - 90 - 16 - 96 - 34 - 32 - 44 - 46, 16.0, 96.0, 34.0, 32.0, 44.0, 46.0)
    yield table(head, rows, widths, numbers=4)


def _row(item: SafeguardStatus, linked: bool) -> Sequence[str]:
    rule = item.safeguard
    citation = shown(rule.citation)
    if linked:
        citation = f'<a href="#{anchor(rule.citation)}" color="#1f4e8c">{citation}</a>'
    name = shown(rule.standard) + (f": {shown(rule.specification)}" if rule.specification else "")
    undecided = item.verdicts.get("unknown", 0) + item.verdicts.get("error", 0)
    numbers = (item.verdicts.get("pass", 0), item.verdicts.get("fail", 0), item.waived, undecided)
    return (citation, name, "R" if rule.required else "A", colored(item.status), *(f"{n:,}" if n else "–" for n in numbers))
