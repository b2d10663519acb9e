"""`hipaacheck demo`"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from hipaacheck import app
from hipaacheck.cli.output import DEBUG, show, width
from hipaacheck.cli.streams import read_stdin, wants_color
from hipaacheck.config import Config
from hipaacheck.errors import OutputError
from hipaacheck.hookspecs import ReportOptions
from hipaacheck.model.controls import SEVERITIES
from hipaacheck.model.findings import Report
from hipaacheck.pluginhost import PluginHost

FILES = {"sarif": "hipaacheck.sarif", "json": "hipaacheck.json"}
"""Report format → file written."""

EPILOG = """\b
Example:
  hipaacheck demo --output build/demo"""


@click.command(short_help="Scan the example clinic and write its reports.", epilog=EPILOG)
@click.option(
    "--output",
    "folder",
    default="hipaacheck-demo",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the reports; made when it does not exist.  [default: ./hipaacheck-demo]",
)
@DEBUG
def demo(folder: Path) -> int:
    """Scan the example clinic and write its reports; no account, no network.

    The clinic is a Terraform plan that comes with hipaacheck, with mistakes in it. The text report is printed; SARIF and JSON
    go to DIR. Exits 0 although there are findings.
    """
    host = PluginHost()
    request = app.ScanOptions(source="plan", targets=(_readable(app.clinic_plan()),))
    report = app.scan(host, request, Config(), now=datetime.now(UTC), stdin=read_stdin)
    _make(folder)
    for name, file in FILES.items():
        app.write_report(host, report, name, str(folder / file), ReportOptions())
    app.write_report(host, report, "text", None, ReportOptions(color=wants_color(), width=width()))
    show(_closing(report, folder))
    return 0


def _readable(path: Path) -> str:
    """Relative to the working directory when the path is below it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror}. Name another folder with --output.") from None


def _closing(report: Report, folder: Path) -> list[str]:
    """What was done, where the files are, what to try next."""
    failing = [finding.control for run in report.runs for finding in run.findings if finding.verdict == "fail"]
    worst = min(failing, key=lambda control: (SEVERITIES.index(control.severity), control.id))
    return [
        "",
        f"That was the plan of an example clinic. A real scan would have ended with exit code {report.exit_code}, a demo with 0.",
        f"Reports: {' and '.join(str(folder / file) for file in FILES.values())}",
        f"Next:    hipaacheck controls show {worst.id}",
        "         terraform show -json tfplan | hipaacheck scan plan -",
    ]
