"""The section of the PDF about one safeguard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hipaacheck import SEVERITIES, VERDICTS, Control, Finding, Inventory, RegisterEntry, Report, SafeguardStatus, Verdict
from hipaacheck_reports.clean import known, plural
from hipaacheck_reports.facts import by_waiver, evidence_line, set_aside
from hipaacheck_reports.pdf_look import TEXT, Flowable, anchor, bulleted, colored, facts, heading, paragraph, shown, table

LISTED = 50
"""Passing assets of a control that are named."""
EXPLAINED = 50
"""Findings of a control and verdict that are shown with their evidence."""
DIGESTS = 5
_MORE = "see the CSV or XLSX report"


@dataclass(frozen=True)
class Held:
    """A control, its findings over all targets, and the safeguard in whose section they are listed."""

    control: Control
    findings: list[tuple[Inventory, Finding]]
    home: str

    def of(self, *verdicts: Verdict) -> list[tuple[Inventory, Finding]]:
        """Its findings of these verdicts."""
        return [pair for pair in self.findings if pair[1].verdict in verdicts]


Shelf = dict[str, list[Held]]
"""Safeguard → the controls that cite it and have findings: those that fail first, then the undecided, worst severity first."""


def shelf(report: Report) -> Shelf:
    """Findings by control, controls by safeguard. A control's findings are listed once: under the first safeguard it cites that
    the report has."""
    present = {item.safeguard.citation for item in report.safeguards}
    found: dict[str, list[tuple[Inventory, Finding]]] = {}
    for run in report.runs:
        for finding in run.findings:
            found.setdefault(finding.control.id, []).append((run.inventory, finding))
    out: Shelf = {}
    for pairs in sorted(found.values(), key=_weight):
        control = pairs[0][1].control
        cited = [citation for citation in dict.fromkeys(control.safeguards) if citation in present]
        for citation in cited:
            out.setdefault(citation, []).append(Held(control, pairs, cited[0]))
    return out


def _weight(pairs: list[tuple[Inventory, Finding]]) -> tuple[bool, bool, int, str]:
    """What comes first sorts lowest."""
    verdicts, control = {finding.verdict for _, finding in pairs}, pairs[0][1].control
    undecided = not verdicts.isdisjoint(("unknown", "error"))
    return "fail" not in verdicts, not undecided, SEVERITIES.index(control.severity), control.id


def shown_safeguards(report: Report, everything: Shelf) -> list[SafeguardStatus]:
    """Those with a section: there are findings or records about it, or it is the only one."""
    several = len(report.safeguards) > 1
    return [
        item
        for item in report.safeguards
        if not several or item.safeguard.citation in everything or _records(report, item) or item.decisions or item.attestations
    ]


def section(report: Report, item: SafeguardStatus, everything: Shelf) -> Iterator[Flowable]:
    """Text of the line, status and its reasons, what the organisation wrote down, the controls and their findings."""
    rule = item.safeguard
    yield paragraph(f"45 CFR {shown(rule.citation)}", "citation")
    yield paragraph(shown(rule.standard) + (f": {shown(rule.specification)}" if rule.specification else ""), "safeguard")
    yield facts(list(_summary(item)))
    if item.reasons:
        yield from heading("Why")
        yield from bulleted(item.reasons)
    held = everything.get(rule.citation, [])
    yield from _register(_records(report, item))
    yield from _waivers(held)
    yield from heading("Controls")
    if not held:
        yield paragraph("No control judged an asset for this safeguard.")
        return
    yield _controls(held, rule.citation)
    for one in held:
        if one.home == rule.citation:
            yield from _control(one)


def _summary(item: SafeguardStatus) -> Iterator[tuple[str, str]]:
    rule = item.safeguard
    yield "Status", colored(item.status)
    yield "Obligation", "required" if rule.required else "addressable: never optional (45 CFR 164.306(d)(3))"
    yield "It asks to (paraphrase)", shown(rule.text, 1000)
    if any(item.verdicts.values()):
        numbers = ", ".join(f"{colored(name)} {item.verdicts[name]:,}" for name in VERDICTS if item.verdicts.get(name))
        yield "Findings", numbers
    if item.waived:
        yield "Covered", f"{plural(item.waived, 'failure')} by a waiver or an alternative: they still fail"
    for name, ids in (("Decisions in force", item.decisions), ("Attestations in force", item.attestations)):
        if ids:
            yield name, shown(", ".join(ids), 1000)


def _records(report: Report, item: SafeguardStatus) -> list[RegisterEntry]:
    """What the register holds about it, in the register's order."""
    return [
        entry
        for entry in report.register
        if item.safeguard.citation in entry.safeguards
        or (entry.kind == "decision" and entry.id in item.decisions)
        or (entry.kind == "attestation" and entry.id in item.attestations)
    ]


def _register(records: list[RegisterEntry]) -> Iterator[Flowable]:
    if not records:
        return
    yield from heading("What the organisation wrote down")
    rows = []
    for entry in records[:LISTED]:
        what = (
            f"<b>{entry.kind}</b> {shown(entry.id, 120)}<br/>{colored(entry.state)}, {shown(entry.since)} to {shown(entry.until)}"
        )
        place = f"<br/>{shown(f'{entry.file}:{entry.line}', 120)}" if entry.file else ""
        rows.append((what, shown(entry.summary, 600), shown(entry.by, 120) + place))
    yield table(("Record", "In its words", "By, and where"), rows, (150.0, TEXT - 150 - 122, 122.0))
    if len(records) > LISTED:
        yield paragraph(f"… and {len(records) - LISTED:,} more: {_MORE}", "list")


def _waivers(held: list[Held]) -> Iterator[Flowable]:
    groups = by_waiver(finding for one in held for _, finding in one.findings)
    if not groups:
        return
    yield from heading("What covers failures: they still fail")
    rows = []
    for waiver, found in groups[:LISTED]:
        name = f"<b>{waiver.kind}</b> {shown(waiver.id or found[0].control.id, 120)}<br/>until {shown(waiver.until, 20)}"
        people = [
            f"{role} {shown(who, 120)}" for role, who in (("owner", waiver.owner), ("approved by", waiver.approved_by)) if who
        ]
        where = [*people, shown(f"{waiver.file}:{waiver.line}", 120)]
        rows.append((name, shown(waiver.reason, 600), "<br/>".join(where), f"{len(found):,}"))
    widths = (150.0, TEXT - 150 - 122 - 46, 122.0, 46.0)
    yield table(("Waiver or alternative", "Reason", "By, and where", "Failures"), rows, widths, numbers=1)
    if len(groups) > LISTED:
        yield paragraph(f"… and {len(groups) - LISTED:,} more: {_MORE}", "list")


def _controls(held: list[Held], citation: str) -> Flowable:
    rows = []
    for one in held:
        name = f"{shown(one.control.title)}<br/><font color='#5b6773' size='6.5'>{shown(one.control.id)}</font>"
        if one.home != citation:
            link = f'<a href="#{anchor(one.home)}" color="#1f4e8c">{shown(one.home)}</a>'
            name += f"<font color='#5b6773' size='6.5'>; findings are listed under {link}</font>"
        numbers = [f"{len(one.of(verdict)):,}" for verdict in VERDICTS]
        rows.append((name, one.control.severity, *("–" if number == "0" else number for number in numbers)))
    widths = (TEXT - 48 - 34 - 32 - 48 - 50 - 34, 48.0, 34.0, 32.0, 48.0, 50.0, 34.0)
    return table(("Control", "Severity", "Pass", "Fail", "Unknown", "Not appl.", "Error"), rows, widths, numbers=5)


def _control(one: Held) -> Iterator[Flowable]:
    """What fails and what is undecided, each with its evidence; of what passes, the assets."""
    control = one.control
    yield paragraph(shown(control.title), "control")
    others = ", ".join(shown(citation) for citation in control.safeguards)
    yield paragraph(f"{shown(control.id)}; {control.severity}; cited for {others}", "under")
    for verdict, found in (("fail", one.of("fail")), ("unknown", one.of("unknown")), ("error", one.of("error"))):
        for inventory, finding in found[:EXPLAINED]:
            yield paragraph(_explained(inventory, finding), "finding")
        if len(found) > EXPLAINED:
            yield paragraph(f"… and {len(found) - EXPLAINED:,} more {colored(verdict)}: {_MORE}", "list")
    yield from _population(one.of("pass"))
    number = len(one.of("not_applicable"))
    if number:
        yield paragraph(f"{plural(number, 'asset')} {colored('not_applicable')}", "list")


def _explained(inventory: Inventory, finding: Finding) -> str:
    asset, aside = finding.asset, set_aside(finding)
    place = finding.location
    where = [asset.type, known(asset.account), known(asset.region)]
    where.append(None if place is None else place.file + ("" if place.line is None else f":{place.line}"))
    lines = [f"{colored(finding.verdict)} <b>{shown(asset.id)}</b>" + (f" ({aside})" if aside else "")]
    lines.append(_small(", ".join(shown(text, 200) for text in where if text)))
    lines.append(shown(finding.message, 1000))
    lines += [_small(shown(evidence_line(row))) for row in finding.evidence[:10]]
    lines += _digests(inventory.evidence.get((asset.type, asset.id), ()))
    return "<br/>".join(lines)


def _small(markup: str) -> str:
    return f"<font color='#5b6773' size='7'>{markup}</font>"


def _digests(digests: Sequence[str]) -> list[str]:
    """The recorded answers that the asset was built from."""
    lines = [_small(f"recorded answer sha256 {shown(digest, 80)}") for digest in digests[:DIGESTS]]
    if len(digests) > DIGESTS:
        lines.append(_small(f"… and {len(digests) - DIGESTS:,} more recorded answers"))
    return lines


def _population(found: list[tuple[Inventory, Finding]]) -> Iterator[Flowable]:
    if not found:
        return
    number = len(found)
    names = "; ".join(shown(finding.asset.id, 200) for _, finding in found[:LISTED])
    more = f"; … and {number - LISTED:,} more: {_MORE}" if number > LISTED else ""
    yield paragraph(f"{plural(number, 'asset')} {colored('pass')}: {names}{more}", "list")
