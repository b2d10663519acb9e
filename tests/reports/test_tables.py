"""The tables of the XLSX, CSV and Parquet reports: what is in them, and that each format gives it back."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

import pytest
from pyarrow import parquet as arrow

from hipaacheck import Evidence, Report, ReportOptions, UsageError
from hipaacheck_reports import csv as csv_report
from hipaacheck_reports import parquet, tables, xlsx
from tests.reports.records import asset, control, finding, rendered, report, run, waiver
from tests.reports.tabular import EVERYTHING, SNAPSHOT, VOLUMES, named


class Pipe(io.RawIOBase):
    """A stream that can only be written to, and does not know where it is."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)
        return len(data)

    def tell(self) -> int:
        raise OSError("not seekable")


# -- rows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", xlsx.SHEETS)
@pytest.mark.parametrize("what", [EVERYTHING, report(run([])), report()])
def test_rows_have_the_columns_and_kinds_that_the_table_names(table: Any, what: Report) -> None:
    kinds = {"number": int, "flag": bool, "list": tuple, "lines": tuple}
    made = table(what)
    for row in made.rows:
        for column, value in zip(made.columns, row, strict=True):
            assert value is None or type(value) is kinds.get(column.kind, str), column
    assert made.empty.endswith(".")
    assert len({column.name for column in made.columns}) == len(made.columns)


def test_a_finding_in_full() -> None:
    assert named(tables.findings(EVERYTHING))[0] == {
        "control": "aws-ebs-volume-encrypted",
        "title": "EBS volumes are encrypted",
        "severity": "high",
        "verdict": "fail",
        "active": True,
        "waived": False,
        "asset_type": "aws.ebs.volume",
        "asset_id": "volume/a",
        "asset_name": "volume/a",
        "account": "012345678901",
        "region": "us-east-1",
        "classification": "ePHI",
        "message": "encrypted is false, required true.",
        "evidence": ("encrypted is false (eq true)",),
        "safeguards": ("164.312(a)(2)(iv)",),
        "waived_until": None,
        "waiver_reason": None,
        "waiver_owner": None,
        "waiver": None,
        "waiver_kind": None,
        "baseline": None,
        "target": "012345678901",
        "file": "infra/plan.json",
        "line": None,
        "remediation": '```hcl\nresource "aws_ebs_volume" "v" {\n  encrypted = true\n}\n```',
        "fingerprint": EVERYTHING.runs[0].findings[0].fingerprint,
        "evidence_digests": ("ab" * 32, "cd" * 32),
    }


def test_a_waived_finding_is_a_failure_that_does_not_count() -> None:
    row = named(tables.findings(EVERYTHING))[3]
    shown = ("verdict", "active", "waived", "waived_until", "waiver_reason", "waiver_owner", "waiver", "waiver_kind")
    assert [row[name] for name in shown] == [
        "fail",
        False,
        True,
        "2026-10-20",
        "scratch data, no ePHI",
        "Storage",
        "scratch",
        "waiver",
    ]


def test_what_could_not_be_read_is_no_empty_cell() -> None:
    row = named(tables.findings(EVERYTHING))[1]
    assert row["asset_name"] == "unknown: AccessDenied (ec2:DescribeTags)"
    assert row["account"] == "unknown: not told"
    assert named(tables.population(EVERYTHING))[1]["account"] == "unknown: not told"


def test_the_population_counts_the_findings_of_each_asset() -> None:
    rows = named(tables.population(EVERYTHING))
    shown = ("asset_id", *("pass", "fail", "unknown", "not_applicable", "error"), "waived", "doubt")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("volume/a", 1, 1, 0, 0, 0, 0, None),
        ("volume/b", 0, 0, 1, 0, 0, 0, "count is not known"),
        ("volume/c", 0, 1, 0, 0, 0, 1, None),
        ("volume/d", 0, 1, 0, 0, 0, 1, None),
        ("volume/e", 0, 0, 0, 0, 0, 0, None),
    ]


def test_records_of_the_register_are_findings_and_no_assets() -> None:
    record = run([finding(control("register-waiver-expired"), asset("scratch"))], "compliance", source="register")
    what = report(run([finding(control(), VOLUMES[0])]), record)
    assert [row["asset_id"] for row in named(tables.findings(what))] == ["volume/a", "scratch"]
    assert [row["asset_id"] for row in named(tables.population(what))] == ["volume/a"]
    assert dict(xlsx.summary(what))["Assets read"] == 1
    assert [value for label, value in xlsx.summary(what) if label == "Target"] == [
        f"infra/plan.json (1 asset, sha256 {'ab' * 32})"
    ]


def test_safeguards_name_the_controls_that_cite_them() -> None:
    first, second = named(tables.safeguards(EVERYTHING))
    assert first == {
        "citation": "164.312(a)(2)(iv)",
        "standard": "Access control",
        "specification": "Encryption and decryption",
        "required": "addressable",
        "status": "not satisfied",
        "reasons": ("Two controls failed.", "One was not decided."),
        "pass": 4,
        "fail": 3,
        "unknown": 0,
        "not_applicable": 0,
        "error": 0,
        "waived": 2,
        "controls": ("aws-ebs-a", "aws-ebs-volume-encrypted"),
        "decisions": ("tokenised",),
        "attestations": (),
        "text": "Encrypt and decrypt ePHI",
    }
    assert (second["required"], second["status"], second["controls"]) == ("required", "attestation missing", ())


def test_exceptions_are_records_of_the_register_and_comments_once() -> None:
    rows = named(tables.exceptions(EVERYTHING))
    shown = ("kind", "id", "state", "until", "findings", "by", "file", "line")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("waiver", "scratch", "expiring", "2026-10-20", 1, "Storage", "waivers.yaml", 3),
        ("comment in source", None, "in force", "2027-06-30", 1, None, "infra/main.tf", 11),
    ]


@pytest.mark.parametrize(("until", "state"), [("2026-10-31", "expiring"), ("2026-11-01", "in force")])
def test_a_comment_expires_within_thirty_days_of_the_reports_day(until: str, state: str) -> None:
    what = report(run([finding(control(), VOLUMES[0], waiver=waiver("volume/a", until=until))]))
    assert named(tables.exceptions(what))[0]["state"] == state


def test_coverage_has_listings_gaps_and_what_no_control_judges() -> None:
    rows = named(tables.coverage(EVERYTHING))
    shown = ("what", "target", "asset_type", "region", "state", "assets", "operation", "code", "fields")
    target = "012345678901"
    assert [tuple(row[name] for name in shown) for row in rows] == [
        ("gap", None, None, None, "unreadable", None, None, None, ()),
        ("gap", target, "aws.s3.bucket", "us-east-1", "denied", None, "s3:ListBuckets", "AccessDenied", ()),
        ("gap", target, "aws.ebs.volume", None, "throttled", 2, None, None, ("tags",)),
        ("left out on purpose", target, None, "ap-east-1", "region disabled", None, None, None, ()),
        ("listing", target, "aws.ebs.volume", "us-east-1", "complete", 5, None, None, ()),
        ("not judged", target, "aws_foo", None, "unmapped", 3, None, None, ()),
    ]


def test_the_log_of_calls_is_that_of_the_snapshot() -> None:
    rows = named(tables.calls(EVERYTHING))
    assert len(rows) == 2
    assert rows[0]["parameters"] == '{"a": ["ü"], "b": 1}'
    assert (rows[1]["status"], rows[1]["code"], rows[1]["digest"]) == (403, "AccessDenied", None)
    assert "No snapshot was taken" in tables.calls(report()).empty


# -- CSV ----------------------------------------------------------------------------------------------------------


def records(data: bytes, delimiter: str = ",") -> list[list[str]]:
    """The records of a CSV file."""
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=delimiter))


def test_csv_gives_the_table_back() -> None:
    data = rendered(csv_report.write, EVERYTHING)
    head, *rows = records(data)
    assert head == ["as_of", *(column.name for column in tables.FINDINGS)]
    assert data.startswith(b'"as_of",'), "no byte order mark"
    assert data.endswith(b'"\r\n')
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["asset_id"] for row in found] == ["volume/a", "volume/b", "volume/c", "volume/d", "volume/a"]
    assert [row["active"] for row in found] == ["true", "false", "false", "false", "false"]
    assert found[0]["evidence_digests"] == f"{'ab' * 32}; {'cd' * 32}"
    assert found[4]["evidence"] == "encrypted is true (eq true)\nsize is 3 (gt 2)"
    assert found[0]["line"] == ""
    assert {row["as_of"] for row in found} == {"2026-10-01T12:00:00Z"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('plain, "quoted"; text - with = signs + more @ home', None),
        ("Zürich 東京", None),
        ("a\nb", None),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("\t=1", "'\\t=1"),
        ("\rx", "'\\rx"),
        ("\nx", "'\nx"),
        ("  =1", "'  =1"),
        ('"=1"', '\'"=1"'),
        ("x;=1;y", "x;'=1;y"),
        ("x; =1", "x;' =1"),
        ('x;"=1";', 'x;\'"=1";'),
        ("x\n=1", "x\n'=1"),
        ("x\n\n=1", "x\n\n'=1"),
        ("\x1b[2J\u202e\x00\ud800", "\\x1b[2J\\u202e\\x00\\ud800"),
        ("##vso[task.setvariable]", "# #vso[task.setvariable]"),
        ("x\n::error::y", "x\n: :error::y"),
    ],
)
def test_csv_cells_are_only_text(text: str, shown: str | None) -> None:
    what = report(run([finding(control(title=text), VOLUMES[0])]))
    head, row = records(rendered(csv_report.write, what))
    assert row[head.index("title")] == (text if shown is None else shown)


@pytest.mark.parametrize("before", ["", ";", '";', '";"', ";;", "\n", '"\n', "; ", ";\t"])
@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@A1", '"=1"', "＝1"])
def test_no_cell_begins_with_a_formula_where_cells_part_at_semicolons(before: str, formula: str) -> None:
    what = report(run([finding(control(title=f"x{before}{formula};") if before else control(title=formula), VOLUMES[0])]))
    data = rendered(csv_report.write, what)
    naive = [piece for line in data.decode().splitlines() for piece in line.split(";")]
    for cell in [*naive, *(cell for row in records(data, ";") for cell in row)]:
        assert not cell.lstrip(' "\t').startswith(("=", "+", "-", "@", "＝"))


# -- Parquet ------------------------------------------------------------------------------------------------------


def test_parquet_gives_typed_columns_back() -> None:
    table = arrow.read_table(io.BytesIO(rendered(parquet.write, EVERYTHING)))
    types = {field.name: str(field.type) for field in table.schema}
    assert types["as_of"] == "timestamp[us, tz=UTC]"
    assert types["waived_until"] == "date32[day]"
    assert types["active"] == types["waived"] == "bool"
    assert types["line"] == "int64"
    assert types["safeguards"] == types["evidence"] == types["evidence_digests"] == "list<element: string>"
    rows = table.to_pylist()
    assert {row["as_of"] for row in rows} == {datetime(2026, 10, 1, 12, tzinfo=UTC)}
    assert rows[3]["waived_until"] == date(2026, 10, 20)
    for row, told in zip(rows, named(tables.findings(EVERYTHING)), strict=True):
        for name, value in told.items():
            if name != "waived_until":
                assert row[name] == (list(value) if isinstance(value, tuple) else value), name


def test_parquet_leaves_texts_as_they_are_and_escapes_what_has_no_utf8() -> None:
    rows = (Evidence("encrypted", "eq", True, False, origin="b\ud800"),)
    what = report(run([finding(control(title="=1\x00\u202e\n"), asset("a\ud800"), evidence=rows)]))
    row = arrow.read_table(io.BytesIO(rendered(parquet.write, what))).to_pylist()[0]
    assert (row["title"], row["asset_id"]) == ("=1\x00\u202e\n", "a\\ud800")
    assert row["evidence"] == ["encrypted is false (eq true), from b\\ud800"]


def test_parquet_names_its_origin_and_is_whole_without_findings() -> None:
    file = arrow.ParquetFile(io.BytesIO(rendered(parquet.write, report())))
    assert file.metadata.num_rows == 0
    told = {name.decode(): value.decode() for name, value in file.schema_arrow.metadata.items()}
    assert told == {
        "hipaacheck.version": "1.2.3",
        "hipaacheck.as_of": "2026-10-01T12:00:00Z",
        "hipaacheck.source": "plan",
        "hipaacheck.profile": "hipaa",
        "hipaacheck.disclaimer": "Technical evidence, not a determination of compliance.",
    }
    sealed = arrow.read_schema(io.BytesIO(rendered(parquet.write, EVERYTHING)))
    assert sealed.metadata[b"hipaacheck.snapshot"] == SNAPSHOT.digest.encode()


def test_parquet_is_written_in_slices() -> None:
    many = report(run([finding(control(), VOLUMES[0])] * 10_001))
    file = arrow.ParquetFile(io.BytesIO(rendered(parquet.write, many)))
    assert [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)] == [10_000, 1]


# -- all three ----------------------------------------------------------------------------------------------------

FORMATS = [xlsx, csv_report, parquet]


@pytest.mark.parametrize("reporter", FORMATS)
def test_a_stream_that_cannot_seek_gets_the_same_bytes_and_stays_open(reporter: Any) -> None:
    pipe = Pipe()
    reporter.write(EVERYTHING, pipe, ReportOptions())
    assert pipe.data == rendered(reporter.write, EVERYTHING) != b""
    assert not pipe.closed


@pytest.mark.parametrize("reporter", FORMATS)
def test_a_reader_that_goes_away_is_told_as_such(reporter: Any) -> None:
    class Gone(Pipe):
        def write(self, data: Any) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        reporter.write(EVERYTHING, Gone(), ReportOptions())


@pytest.mark.parametrize(
    ("reporter", "library", "command"),
    [
        (xlsx, "xlsxwriter", "pip install 'hipaacheck[report]'"),
        (parquet, "pyarrow", "pip install 'hipaacheck[parquet]'"),
    ],
)
def test_a_missing_library_is_named_with_the_command(
    reporter: Any, library: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    out: BinaryIO = io.BytesIO()
    with pytest.raises(UsageError) as caught:
        reporter.write(EVERYTHING, out, ReportOptions())
    assert f"needs {library}. Install it with: {command}" in str(caught.value)
    assert out.tell() == 0


def test_naming_the_formats_loads_no_library() -> None:
    code = "import sys, hipaacheck_reports.xlsx, hipaacheck_reports.csv, hipaacheck_reports.parquet as p; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"xlsxwriter", "pyarrow", "openpyxl"}.isdisjoint(loaded)
