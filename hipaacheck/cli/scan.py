"""`hipaacheck scan SOURCE TARGET…`"""

from __future__ import annotations

import gc
import shutil
from datetime import UTC, datetime, time
from typing import Any

import click

from hipaacheck import app
from hipaacheck.cli.progress import Progress
from hipaacheck.cli.streams import complain, read_stdin, wants_color
from hipaacheck.config import read_config
from hipaacheck.errors import UsageError
from hipaacheck.hookspecs import ReportOptions
from hipaacheck.model.controls import SEVERITIES
from hipaacheck.output import check_outputs
from hipaacheck.pluginhost import PluginHost

EPILOG = """\b
Examples:
  terraform show -json tfplan | hipaacheck scan plan -
  hipaacheck scan plan plan.json -f text -f sarif=out.sarif
  hipaacheck scan plan a.json b.json --select aws.s3 --fail-on high"""


@click.command(epilog=EPILOG, context_settings={"show_default": True})
@click.argument("source")
@click.argument("targets", nargs=-1, required=True)
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help="Report format; repeatable. Without FILE, or with '-', to standard output.  [default: text]",
)
@click.option(
    "--sarif-profile",
    type=click.Choice(["full", "github", "gitlab", "ado"]),
    default="full",
    help="What SARIF holds: everything, or what that consumer shows.",
)
@click.option("--rules", multiple=True, metavar="DIR", help="Further controls; repeatable.")
@click.option("--no-builtin-rules", is_flag=True, help="Leave the built-in controls out.")
@click.option(
    "--select",
    multiple=True,
    metavar="WHAT",
    help="Only these controls: id (with *), safeguard (164.312(b)), asset type or service (aws.s3), tag, severity; repeatable.",
)
@click.option("--ignore", multiple=True, metavar="WHAT", help="Not these controls; repeatable.")
@click.option("--as-of", metavar="DATE", help="Judge dates as of this day (YYYY-MM-DD).  [default: now]")
@click.option("--baseline", metavar="FILE", help="An earlier JSON or SARIF report: only failures that it does not hold count.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Mildest severity that makes the exit code 1.  [default: low]")
@click.option(
    "--on-unknown",
    type=click.Choice(["fail", "report"]),
    help="Whether unknown findings make the exit code 3.  [default: report for plans, fail for live sources]",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 in spite of findings. An incomplete run still exits 3.")
@click.option("--config", metavar="FILE", help="Settings.  [default: ./hipaacheck.yaml when it exists]")
@click.option("-q", "--quiet", is_flag=True, help="Text report: only the summary.")
@click.option("-v", "--verbose", is_flag=True, help="Text report: every finding, passes and evidence included.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option("--no-progress", is_flag=True, help="No progress on standard error.")
@click.option("--no-color", is_flag=True, help="No colour (also: NO_COLOR=1).")
def scan(source: str, targets: tuple[str, ...], formats: tuple[str, ...], **options: Any) -> int:
    """Judge plans and what other sources read.

    SOURCE is 'plan' for Terraform and OpenTofu plans in JSON; TARGETS are files, or '-' for standard input. Sources that
    plugins add are listed by 'hipaacheck plugins'.
    """
    outputs = [_output(text) for text in formats or ("text",)]
    check_outputs(outputs, targets)
    host = PluginHost()
    for name, _ in outputs:
        host.reporter(name)
    config = read_config(options["config"])
    now = datetime.now(UTC)
    request = app.ScanOptions(
        source=source,
        targets=targets,
        rules=options["rules"],
        builtin_rules=not options["no_builtin_rules"],
        select=options["select"],
        ignore=options["ignore"],
        baseline=options["baseline"],
        fail_on=options["fail_on"] or config.fail_on,
        on_unknown=options["on_unknown"],
        exit_zero=options["exit_zero"],
        as_of=_date(options["as_of"]),
    )
    gc.disable()  # one run, one process: what the collector would find is freed at the end anyway
    with Progress(enabled=not options["no_progress"] and not options["quiet"]) as progress:
        report = app.scan(host, request, config, now=now, stdin=read_stdin, progress=progress.update)
    for gap in report.unreadable:
        complain(gap.reason)
    for name, file in outputs:
        color = file is None and not options["no_color"] and wants_color()
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        detail = ReportOptions(
            color=color, width=width, verbose=options["verbose"], quiet=options["quiet"], sarif_profile=options["sarif_profile"]
        )
        app.write_report(host, report, name, file, detail)
    return report.exit_code


def _output(text: str) -> tuple[str, str | None]:
    name, separator, file = text.partition("=")
    if separator and not file:
        raise UsageError(f"-f {text}: no file after '='. Write -f {name}=FILE, or -f {name} for standard output.")
    return name, None if file in ("", "-") else file


def _date(text: str | None) -> datetime | None:
    """The end of a day, UTC."""
    if text is None:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise UsageError(f"--as-of {text}: not a date such as 2026-10-01") from None
    return datetime.combine(day, time(23, 59, 59), UTC)
