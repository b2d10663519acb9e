"""The workbook: what auditors find in it, no cell is more than text, and nothing is lost without a word."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import msgspec
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hipaacheck import ApiCall, Report, ReportOptions
from hipaacheck.model.findings import SafeguardState
from hipaacheck_reports import xlsx
from tests.reports.pages import HOSTILE
from tests.reports.records import asset, control, finding, rendered, report, run
from tests.reports.tabular import EVERYTHING, SNAPSHOT, VOLUMES

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "{=1}", '=HYPERLINK("http://evil.example")', "#REF!"]
MARKUP = [
    "<r>x</r>",
    "<r></r></is></c><c t='str'><f>1+1</f></c><c t='inlineStr'><is><r></r>",
    "]]><f>1</f>",
    "\x00\x0b\x1b\ufffe\uffff\ud800",
]
LINKS = ["http://evil.example", "mailto:a@evil.example", "internal:Summary!A1", "external:c:\\x.xlsx", "file:///etc/passwd"]
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def book(what: Report, limit: int = xlsx.SHEET_ROWS) -> Any:
    """The workbook as a reader of spreadsheets has it."""
    out = io.BytesIO()
    xlsx.write_sheets(what, out, limit)
    return load_workbook(out)


def shown(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows by the titles of their columns."""
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def lines(what: Report) -> dict[str, Any]:
    """The summary by its labels, as it is in the workbook."""
    return {str(label): value for label, value in book(what)["Summary"].iter_rows(values_only=True) if label}


# -- what is in it ------------------------------------------------------------------------------------------------


def test_sheets_are_frozen_and_filtered_and_print_their_headers() -> None:
    sheets = list(book(EVERYTHING))
    assert [sheet.title for sheet in sheets] == [
        "Summary", "Safeguards", "Findings", "Population", "Exceptions", "Coverage", "API log"
    ]  # fmt: skip
    for sheet in sheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
        assert all(8 <= sheet.column_dimensions[cell.column_letter].width <= 70 or cell.column > 1 for cell in sheet[1])
    told = {label for label, _ in xlsx.SHEETS_SAY}
    assert {sheet.title for sheet in sheets[1:]} <= told


def test_the_summary_tells_scope_result_coverage_and_evidence() -> None:
    told = lines(EVERYTHING)
    assert told == told | {
        "HIPAA Security Rule: technical evidence": None,
        "Technical evidence, not a determination of compliance.": None,
        "Exit code": "1: failures that count (see --fail-on)",
        "Source": "aws",
        "As of": "2026-10-01T12:00:00Z",
        "Target": f"012345678901 (5 assets, sha256 {'ab' * 32})",
        "Target not read": "other.json: not JSON",
        "Tool": "hipaacheck 1.2.3",
        "Controls evaluated": 2,
        "Collector": "arn:aws:sts::012345678901:assumed-role/audit/session",
        "Register": "1 waiver (1 expiring)",
        "Digest of its statement (sha256)": "12" * 32,
        "Signature": "not checked: no key was given",
        "Key": "34" * 32,
        "To be kept until": "2032-10-01",
        "Digest of register": "78" * 32,
        "Pass": 1,
        "Fail": 3,
        "Unknown": 1,
        "Not applicable": 0,
        "Error": 0,
        "Failures that are waived": 2,
        "Failures that count": 1,
        "… of severity high": 1,
        "Not satisfied": 1,
        "Attestation missing": 1,
        "Satisfied": 0,
        "Assets read": 5,
        "Listings complete": "1 of 1",
        "Gaps: selected and not read": 3,
        "Left out on purpose": 1,
        "Resources not judged": "3 of 1 type",
        "Calls: denied": 1,
        "Note": "A waiver matches nothing.",
        "Problem": "waivers.yaml:9: no reason",
    }
    assert str(told["Result"]).startswith("1 failure in 5 assets (1 high); 1 problem in what the organisation wrote down")


def test_the_summary_counts_every_status_of_safeguards() -> None:
    assert get_args(SafeguardState) == xlsx.STATES


def test_a_report_without_anything_says_so_on_every_sheet() -> None:
    opened = book(report(safeguards=()))
    for sheet in list(opened)[1:]:
        assert str(sheet["A2"].value).endswith(".")
        assert sheet.max_row == 2
    assert "No snapshot was taken" in opened["API log"]["A2"].value
    assert lines(report())["Snapshot"] == "none: answers were not recorded"


def test_findings_and_population_for_people() -> None:
    opened = book(EVERYTHING)
    rows = shown(opened["Findings"])
    assert [row["Verdict"] for row in rows] == ["fail", "unknown", "fail", "fail", "pass"]
    assert [row["Counts"] for row in rows] == ["yes", "no", "no", "no", "no"]
    assert rows[4]["Evidence"] == "encrypted is true (eq true)\nsize is 3 (gt 2)"
    assert rows[0]["Account"] == "012345678901", "no number: its first digit counts"
    assert rows[0]["Digests of recorded answers"] == f"{'ab' * 32}; {'cd' * 32}"
    assert [row["Asset id"] for row in shown(opened["Population"])] == [volume.id for volume in VOLUMES]
    assert [row["Fail"] for row in shown(opened["Population"])] == [1, 0, 1, 1, 0]


# -- only text ----------------------------------------------------------------------------------------------------


def _named_by_others(texts: list[str]) -> Report:
    """A report in which every text that others write is one of these."""
    calls = [ApiCall(service=x, operation=x, account=x, region=x, parameters={x: x}, code=x) for x in texts]
    sealed = msgspec.structs.replace(SNAPSHOT, name=texts[0], collector={"arn": texts[1]}, calls=lambda: iter(calls))
    found = [finding(control(title=x, remediation=x), msgspec.structs.replace(asset(x), account=x), message=x) for x in texts]
    return report(run(found, texts[2]), notes=tuple(texts), problems=tuple(texts), snapshot=sealed)


def test_a_cell_is_text_whatever_is_in_it() -> None:
    texts = [*FORMULAS, *MARKUP, *LINKS, *HOSTILE]
    data = rendered(xlsx.write, _named_by_others(texts))
    opened = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in opened for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.data_type, type(cell.value)) for cell in cells} == {("s", str), ("n", int)}
    for title in ("Title", "Asset id", "Account"):
        assert [row[title] or "" for row in shown(opened["Findings"])] == [xlsx.fitting(text) for text in texts], title
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        sheets = [ElementTree.fromstring(archive.read(name)) for name in names if name.startswith("xl/worksheets/")]  # noqa: S314 - our own
    assert not [name for name in names if "externalLink" in name or "worksheets/_rels" in name]
    assert {element.tag.split("}")[1] for sheet in sheets for element in sheet.iterfind(".//m:sheetData//*", NS)} == {
        "row", "c", "v", "is", "t"
    }  # fmt: skip
    assert not [link for sheet in sheets for link in sheet.iterfind(".//m:hyperlink", NS)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb", "a\nb"),
        ("a\tb\r\nc\x1b[2J\u202e", "a\\tb\\r\nc\\x1b[2J\\u202e"),
        ("<r>a</r>", "<r>a</r> "),
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_723 + xlsx.CUT),
        ("\U0001f4a9" * 16_383, "\U0001f4a9" * 16_383),
        ("\U0001f4a9" * 16_384, "\U0001f4a9" * 16_361 + xlsx.CUT),
        ("x\n" * 253 + "x", "x\n" * 253 + "x"),
        ("x\n" * 254 + "x", "x\n" * 253 + "x" + xlsx.CUT),
        ("<r>" + "x" * 40_000 + "</r>", "<r>" + "x" * 32_720 + xlsx.CUT),
    ],
    ids=range(10),
)
def test_text_is_cut_at_what_a_cell_holds_and_says_so(text: str, written: str) -> None:
    found = xlsx.fitting(text)
    assert found == written
    assert len(found.encode("utf-16-le")) <= 2 * xlsx.CELL_UNITS
    assert found.count("\n") <= 253


def test_an_escape_of_the_format_itself_stays_text() -> None:
    data = rendered(xlsx.write, report(run([finding(control(title="_x003D_1"), VOLUMES[0])])))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"_x005F_x003D_1" in archive.read("xl/worksheets/sheet3.xml")


# -- size, and what stays behind -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "sizes"), [(3, [2, 2, 1]), (5, [4, 1]), (6, [5]), (7, [5])])
def test_a_long_table_continues_on_a_further_sheet(limit: int, sizes: list[int]) -> None:
    opened = book(EVERYTHING, limit)
    names = ["Findings", *(f"Findings ({number})" for number in range(2, len(sizes) + 1))]
    assert [name for name in opened.sheetnames if name.startswith("Findings")] == names
    assert [opened[name].max_row - 1 for name in names] == sizes
    assert all(opened[name].auto_filter.ref == opened[name].dimensions for name in names)
    rows = [row for name in names for row in shown(opened[name])]
    assert [row["Asset id"] for row in rows] == [found.asset.id for found in EVERYTHING.runs[0].findings]


def test_the_same_report_gives_the_same_bytes() -> None:
    data = rendered(xlsx.write, EVERYTHING)
    assert data == rendered(xlsx.write, EVERYTHING)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        dates = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", archive.read("docProps/core.xml").decode())
    assert set(dates) == {EVERYTHING.ended}


def test_nothing_stays_behind_whether_it_ends_well_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rendered(xlsx.write, EVERYTHING)
    assert list(tmp_path.iterdir()) == []

    def broken() -> Any:
        yield from SNAPSHOT.calls()
        raise OSError("the snapshot is gone")

    unreadable = msgspec.structs.replace(EVERYTHING, snapshot=msgspec.structs.replace(SNAPSHOT, calls=broken))
    with pytest.raises(OSError, match="the snapshot is gone"):
        xlsx.write(unreadable, io.BytesIO(), ReportOptions())
    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_at_the_end_is_the_error_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def vanishing() -> Any:
        yield from SNAPSHOT.calls()
        shutil.rmtree(next(tmp_path.iterdir()))

    what = msgspec.structs.replace(EVERYTHING, snapshot=msgspec.structs.replace(SNAPSHOT, calls=vanishing))
    with pytest.raises(FileNotFoundError):
        xlsx.write(what, io.BytesIO(), ReportOptions())
