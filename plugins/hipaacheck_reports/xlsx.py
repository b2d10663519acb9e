"""XLSX: a workbook for auditors. A summary, and sheets for safeguards, findings, population, exceptions, coverage and calls."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from hipaacheck import CHOSEN, SEVERITIES, VERDICTS, Report, ReportOptions, Run, SnapshotFacts, UsageError
from hipaacheck_reports import tables
from hipaacheck_reports.clean import plural, printable
from hipaacheck_reports.facts import (
    asset_count,
    collector_line,
    collectors,
    every_finding,
    headline,
    register_line,
    set_aside,
    targets,
)
from hipaacheck_reports.summary import DISCLAIMER, exit_meaning
from hipaacheck_reports.tables import Cell, Column, Row, Table

SHEET_ROWS = 1_048_576
"""Rows of a sheet, with its header (Excel specifications and limits; the next two as well)."""
CELL_UNITS = 32_767
"""UTF-16 units of a cell."""
CELL_LINES = 254
PAGE_WIDTH = 220
"""Characters side by side on a printed page, small and legible. Wider tables take several pages side by side."""
CUT = "… (cut; the full text is in the JSON report)"

STATES = (
    "satisfied",
    "not_satisfied",
    "incomplete",
    "attested",
    "attestation_missing",
    "attestation_expired",
    "inherited",
    "not_applicable",
)
"""Of safeguards: all are counted, also those that none has."""

SHEETS = (tables.safeguards, tables.findings, tables.population, tables.exceptions, tables.coverage, tables.calls)


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """The workbook, the same bytes for the same report. No cell is a formula or a link.

    Rows go through a temporary folder that only its owner can read and that is gone afterwards, so that memory does not grow with
    their number; `out` need not be seekable. Raises UsageError when xlsxwriter is not installed.
    """
    write_sheets(report, out, SHEET_ROWS)


def write_sheets(report: Report, out: BinaryIO, limit: int) -> None:
    """The same, with so many rows a sheet at most; a longer table continues on a further sheet."""
    try:
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import FileCreateError
    except ImportError:
        raise UsageError("The format xlsx needs xlsxwriter. Install it with: pip install 'hipaacheck[report]'") from None
    with TemporaryDirectory(prefix="hipaacheck-", ignore_cleanup_errors=True) as folder:
        file = Path(folder, "report.xlsx")
        texts = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        book = Workbook(str(file), {"constant_memory": True, "tmpdir": folder, "use_zip64": True, **texts})
        book.set_properties({"title": TITLE, "comments": DISCLAIMER, "created": tables.moment(report.ended)})
        styles = _styles(book)
        _summary_sheet(book, styles, report)
        for table in SHEETS:
            _table(book, styles, table(report), limit)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None  # the OSError that it hides
        with file.open("rb") as written:
            shutil.copyfileobj(written, out)


# -- sheets --------------------------------------------------------------------------------------------------------

TITLE = "HIPAA Security Rule: technical evidence"


def _styles(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "heading": book.add_format({"bold": True, "font_size": 12, "bottom": 1}),
        "label": book.add_format({**top, "bold": True, "text_wrap": True}),
        "header": book.add_format({**top, "bold": True, "text_wrap": True, "bg_color": "#E7E6E6", "bottom": 1}),
        "wrapped": book.add_format({**top, "text_wrap": True}),
        "plain": book.add_format(top),
        "number": book.add_format({**top, "num_format": "#,##0", "align": "left"}),
    }


def _table(book: Any, styles: dict[str, Any], table: Table, limit: int) -> None:
    """The table on a sheet of its own, or several: `Findings`, `Findings (2)`…"""
    first, number = next(table.rows, None), 1
    if first is None:
        _put(_sheet(book, styles, table, number), 1, 0, table.empty, styles["plain"])
    while first is not None:
        sheet, last = _sheet(book, styles, table, number), 0
        for last, row in enumerate(chain([first], islice(table.rows, limit - 2)), 1):
            _row(sheet, styles, table.columns, last, row)
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
        first, number = next(table.rows, None), number + 1


def _sheet(book: Any, styles: dict[str, Any], table: Table, number: int) -> Any:
    sheet = book.add_worksheet(table.title if number == 1 else f"{table.title} ({number})")
    _print_setup(sheet, sum(column.width for column in table.columns))
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{SHEET_ROWS}"})  # account ids are texts
    for column, (_, title, _, width, _) in enumerate(table.columns):
        sheet.set_column(column, column, width)
        _put(sheet, 0, column, title, styles["header"])
    return sheet


def _print_setup(sheet: Any, width: int) -> None:
    sheet.set_landscape()
    sheet.fit_to_pages(ceil(width / PAGE_WIDTH), 0)
    sheet.set_footer(f"&L&A&C{DISCLAIMER}&R&P / &N")


def _row(sheet: Any, styles: dict[str, Any], columns: tuple[Column, ...], number: int, row: Row) -> None:
    for position, (column, value) in enumerate(zip(columns, row, strict=True)):
        style = styles["wrapped" if column.wrap and column.kind != "number" else "plain"]
        _put(sheet, number, position, _text(value, column), style)


def _text(value: Cell, column: Column) -> str | int | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ("\n" if column.kind == "lines" else "; ").join(value) if isinstance(value, tuple) else value


def _put(sheet: Any, row: int, column: int, value: str | int | None, style: Any) -> None:
    """A text or a number, never anything else; nothing for an empty one."""
    if isinstance(value, int):
        sheet.write_number(row, column, value, style)
    elif value:
        sheet.write_string(row, column, fitting(value), style)


def fitting(text: str) -> str:
    """The text as a cell can hold it: characters that are not printable escaped, line feeds kept, what is too long cut."""
    if not text.isprintable():
        text = "\n".join(map(printable, text.split("\n")))
    if len(text) > CELL_UNITS // 2 or text.count("\n") >= CELL_LINES:
        text = _shortened(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        return text + " "  # otherwise the library takes it for markup of its own, and writes it as it is
    return text


def _shortened(text: str) -> str:
    lines = text.split("\n", CELL_LINES)
    kept = "\n".join(lines[:CELL_LINES])
    units = kept.encode("utf-16-le")
    if len(lines) <= CELL_LINES and len(units) <= 2 * CELL_UNITS:
        return text
    return units[: 2 * (CELL_UNITS - len(CUT))].decode("utf-16-le", "ignore") + CUT


# -- summary -------------------------------------------------------------------------------------------------------

Line = tuple[str, str | int | None]
"""A label and its value; a heading has none."""


def _summary_sheet(book: Any, styles: dict[str, Any], report: Report) -> None:
    sheet = book.add_worksheet("Summary")
    _print_setup(sheet, PAGE_WIDTH)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 100)
    sheet.ignore_errors({"number_stored_as_text": "A1:B1000"})
    _put(sheet, 0, 0, TITLE, styles["title"])
    _put(sheet, 1, 0, DISCLAIMER, styles["plain"])
    for number, (label, value) in enumerate(summary(report), 3):
        _put(sheet, number, 0, label, styles["heading" if value is None else "label"])
        _put(sheet, number, 1, value, styles["number" if isinstance(value, int) else "wrapped"])


def summary(report: Report) -> Iterator[Line]:
    """What the first sheet says, line by line: result, scope, who collected, every count, coverage, notes and problems."""
    start, rest = headline(report)
    yield "Result", start + rest
    yield "Exit code", f"{report.exit_code}: {exit_meaning(report)}"
    yield from _section("Scope", _scope(report))
    if report.snapshot is not None:
        yield from _section("Snapshot", _snapshot(report.snapshot))
    yield from _section("Findings", _findings(report))
    states = Counter[str](item.status for item in report.safeguards)
    named = ((state.replace("_", " ").capitalize(), states[state]) for state in STATES)
    yield from _section(f"Safeguards ({len(report.safeguards)})", named)
    yield from _section("Coverage", _coverage(report))
    yield from _section("Problems", (("Problem", text) for text in report.problems))
    yield from _section("Notes", (("Note", text) for text in report.notes))
    yield from _section("Sheets", SHEETS_SAY)


def _section(name: str, lines: Iterator[Line] | tuple[Line, ...]) -> Iterator[Line]:
    found = list(lines)
    yield "", ""
    yield name, None
    yield from found or [("None", "")]


def _scope(report: Report) -> Iterator[Line]:
    yield "Source", report.source
    yield "As of", report.as_of
    for run in targets(report):
        yield "Target", _target(run)
    for gap in report.unreadable:
        yield "Target not read", gap.reason
    yield "Profile", report.profile
    yield "Started", report.started
    yield "Ended", report.ended
    yield "Tool", f"hipaacheck {report.version}"
    yield "Controls evaluated", len(report.controls)
    yield "Controls that need a running estate", len(report.live_only)
    for who in collectors(report):
        yield "Collector", collector_line(who)
    yield "Register", register_line(report.register) or "none"
    if report.snapshot is None:
        yield "Snapshot", "none: answers were not recorded"


def _target(run: Run) -> str:
    digest = f", sha256 {run.inventory.digest}" if run.inventory.digest else ""
    return f"{run.inventory.target} ({plural(len(run.inventory.assets), 'asset')}{digest})"


_SIGNED = {
    "verified": "verified with the key that was given",
    "not_checked": "not checked: no key was given",
    "unsigned": "unsigned",
}


def _snapshot(facts: SnapshotFacts) -> Iterator[Line]:
    yield "Name", facts.name
    yield "Digest of its statement (sha256)", facts.digest
    yield "Created", facts.created
    yield "Signature", _SIGNED[facts.signature]
    yield "Key", facts.key_id or "none"
    yield "Snapshot before it", facts.previous or "none"
    yield "To be kept until", facts.retain_until
    for name, digest in sorted(facts.digests.items()):
        yield f"Digest of {name}", digest


def _findings(report: Report) -> Iterator[Line]:
    counts = report.counts()
    failing = Counter(finding.control.severity for finding in every_finding(report) if finding.active)
    for verdict in VERDICTS:
        yield verdict.replace("_", " ").capitalize(), counts[verdict]
    aside = Counter(set_aside(finding) for finding in every_finding(report))
    yield "Failures that are waived", aside["waived"]
    yield "Failures with an alternative in place", aside["alternative in place"]
    yield "Failures known from the baseline", aside["known from the baseline"]
    yield "Failures that count", failing.total()
    for severity in SEVERITIES:
        yield f"… of severity {severity}", failing[severity]


def _coverage(report: Report) -> Iterator[Line]:
    cells = [cell for run in report.runs for cell in run.inventory.cells]
    unmapped = report.unmapped()
    yield "Assets read", asset_count(report)
    if cells:
        read = sum(cell.state == "complete" for cell in cells)
        yield "Listings complete", f"{read:,} of {len(cells):,}"
        yield "Accounts", len({cell.account for cell in cells})
        yield "Regions", len({cell.region for cell in cells} - {"global"})
    yield "Gaps: selected and not read", sum(gap.state not in CHOSEN for gap in report.gaps)
    yield "Left out on purpose", sum(gap.state in CHOSEN for gap in report.gaps)
    yield "Resources not judged", f"{sum(unmapped.values()):,} of {plural(len(unmapped), 'type')}" if unmapped else 0
    calls: Counter[str] = Counter()
    for run in report.runs:
        calls.update(run.inventory.calls)
    for how, number in sorted(calls.items()):
        yield f"Calls: {how.replace('_', ' ')}", number


SHEETS_SAY: tuple[Line, ...] = (
    ("Safeguards", "Every line of 45 CFR 164.308 to 164.316: its status, why, and what decided it."),
    ("Findings", "Every control on every asset, whatever the verdict, with the values that decided."),
    ("Population", "Every asset that was read, to draw samples from, also those that no control met."),
    ("Exceptions", "Waivers, decisions on addressable specifications, attestations, and waivers in comments."),
    ("Coverage", "Every listing and whether it was complete, what was not read, what no control judges."),
    ("API log", "Every recorded call, with the digest of the stored answer."),
    ("Empty cells", "Known to be absent, or nothing that the source tells. What could not be read says “unknown: …”."),
)
