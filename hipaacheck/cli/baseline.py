"""`hipaacheck baseline REPORT…`"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from hipaacheck import app
from hipaacheck.cli.output import DEBUG
from hipaacheck.cli.streams import complain, read_stdin
from hipaacheck.errors import UsageError
from hipaacheck.register.baseline import DEFAULT, told
from hipaacheck.register.reports import HOW, read_report

EPILOG = """\b
Examples:
  hipaacheck scan plan plan.json -f json | hipaacheck baseline -
  hipaacheck scan plan plan.json --baseline hipaacheck-baseline.json
  hipaacheck baseline --update report.json"""


@click.command(epilog=EPILOG)
@click.argument("reports", nargs=-1, required=True, metavar="REPORTS...")
@click.option(
    "-o", "--output", "file", default=DEFAULT, metavar="FILE", help=f"The baseline; '-' is standard output.  [default: {DEFAULT}]"
)
@click.option("--update", is_flag=True, help="Only take out of FILE what is mended; add nothing.")
@DEBUG
def baseline(reports: tuple[str, ...], file: str, update: bool) -> int:
    """Accept the failures of reports, so that only new ones count.

    REPORTS are in JSON or SARIF; '-' reads one from standard input. The baseline is for committing: it holds a line for each
    failure, with control, asset and severity, and no evidence. Scans with --baseline FILE fail for other failures only.
    """
    if update and file == "-":
        raise UsageError("--update changes a file. Name it with -o FILE.")
    found = []
    for report in dict.fromkeys(reports):
        name = "standard input" if report == "-" else report
        held = read_report(_content(report), name)
        if not held.complete:
            complain(f"{name}: incomplete: failures among what was not read or not evaluated are not accepted, and will be new")
        found.append(held)
    _keep(file, reports)
    change = app.make_baseline(found, None if file == "-" else file, update=update)
    complain(told(change, "baseline" if file == "-" else file))
    return 0


def _content(report: str) -> bytes:
    if report == "-":
        return read_stdin("a report")
    try:
        return Path(report).read_bytes()
    except OSError as error:
        raise UsageError(f"{report}: cannot be read: {error.strerror}. Make a report with: {HOW}") from None


def _keep(file: str, reports: Iterable[str]) -> None:
    """Refuse to write the baseline over a report. Raises UsageError."""
    for report in reports:
        with suppress(OSError):
            if "-" not in (file, report) and Path(file).samefile(report):
                raise UsageError(f"{file}: is a report, and the baseline would replace it. Name another file with -o FILE.")
