"""CSV: the findings, one row each.

UTF-8 without a byte order mark, comma, every cell quoted, lines end with CRLF (RFC 4180). A mark would become part of the first
column's name for most programs that read CSV; Excel needs one to recognise UTF-8, and has the XLSX report.

Spreadsheets compute a cell that begins with `=`, `+`, `-`, `@` or a full-width form of these, some after blanks, a tab or a line
end. Such cells begin with `'` (OWASP, CSV Injection). So does what follows a `;` or a line end inside a cell, for spreadsheets
that part cells at semicolons. Control characters are escaped (`\\x1b`); line feeds stay, inside the quotes. JSON and Parquet have
the texts unchanged.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import BinaryIO

from hipaacheck import Report, ReportOptions
from hipaacheck_reports.clean import inert, printable
from hipaacheck_reports.tables import FINDINGS, Cell, findings

_FORMULA = re.compile(r"""\A(?=[\t\r\n\0]|[\s"]*[=+\-@＝＋－＠])|(?<=[;\n])(?=[ \t"]*[=+\-@＝＋－＠])""")
"""The places before which a `'` goes."""
_SLICE = 2_000


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """The findings in the order of targets, controls and assets. Written in slices, so that memory does not grow with their
    number."""
    rows = _rows(report)
    while part := list(islice(rows, _SLICE)):
        text = io.StringIO(newline="")
        csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(part)
        out.write(text.getvalue().encode())


def _rows(report: Report) -> Iterator[list[str]]:
    yield ["as_of", *(column.name for column in FINDINGS)]
    as_of = harmless(report.as_of)
    for row in findings(report).rows:
        cells = (_cell(value, column.kind == "lines") for column, value in zip(FINDINGS, row, strict=True))
        yield [as_of, *cells]


def _cell(value: Cell, lines: bool) -> str:
    """A cell's text: nothing for null, `true` or `false`, several texts parted by line feeds or by `; `."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return harmless(value)
        case _:
            return harmless(("\n" if lines else "; ").join(value))


@lru_cache(maxsize=4_096)  # most cells repeat those of other rows
def harmless(text: str) -> str:
    """The text as no spreadsheet computes it, no terminal and no pipeline obeys it."""
    text = _FORMULA.sub("'", text)
    if "\n" not in text:
        return inert(printable(text))
    return "\n".join(inert(printable(line)) for line in text.split("\n"))
