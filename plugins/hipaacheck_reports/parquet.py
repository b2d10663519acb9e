"""Parquet: the findings with typed columns, for data frames and SQL."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from hipaacheck import Report, ReportOptions, UsageError
from hipaacheck_reports.clean import encodable
from hipaacheck_reports.summary import DISCLAIMER
from hipaacheck_reports.tables import FINDINGS, Cell, Kind, findings, moment

_SLICE = 10_000
"""Rows of a row group: as many as are in memory at once."""


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """One row a finding, with `as_of` (a timestamp) before the columns of the other tables. Texts are unchanged, null is null,
    several texts are a list. The file's metadata has `hipaacheck.version`, `.as_of`, `.source`, `.profile`, `.disclaimer`, and
    `.snapshot` when the report is made from one.

    `out` need not be seekable. Raises UsageError when pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise UsageError("The format parquet needs pyarrow. Install it with: pip install 'hipaacheck[parquet]'") from None
    types: dict[Kind, Any] = {"number": pa.int64(), "flag": pa.bool_(), "day": pa.date32()}
    types |= dict.fromkeys(("list", "lines"), pa.list_(pa.string()))
    fields = [pa.field(column.name, types.get(column.kind, pa.string())) for column in FINDINGS]
    as_of = pa.field("as_of", pa.timestamp("us", tz="UTC"), nullable=False)
    schema = pa.schema([as_of, *fields], metadata=_metadata(report))
    when, rows = moment(report.as_of), findings(report).rows
    with parquet.ParquetWriter(out, schema) as writer:
        while part := list(islice(rows, _SLICE)):
            columns = zip(FINDINGS, zip(*part, strict=True), strict=True)
            values = [[when] * len(part), *([_cell(value, column.kind) for value in cells] for column, cells in columns)]
            arrays = [pa.array(cells, field.type) for cells, field in zip(values, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _metadata(report: Report) -> dict[str, str]:
    facts = {
        "version": report.version,
        "as_of": report.as_of,
        "source": report.source,
        "profile": report.profile,
        "disclaimer": DISCLAIMER,
    }
    if report.snapshot is not None:
        facts["snapshot"] = report.snapshot.digest
    return {f"hipaacheck.{name}": encodable(text) for name, text in facts.items()}


def _cell(value: Cell, kind: Kind) -> Any:
    if isinstance(value, str):
        return date.fromisoformat(value) if kind == "day" else encodable(value)
    return [encodable(text) for text in value] if isinstance(value, tuple) else value
