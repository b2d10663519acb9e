"""`hipaacheck scan SOURCE TARGET…`"""

from __future__ import annotations

import gc
import shutil
import sys
from datetime import UTC, datetime, time
from functools import partial
from importlib.util import find_spec
from typing import Any

import click

from hipaacheck import app
from hipaacheck.cli.progress import Progress
from hipaacheck.cli.streams import complain, read_stdin, wants_color
from hipaacheck.config import Config, read_config
from hipaacheck.errors import UsageError
from hipaacheck.hookspecs import ReportOptions, SourceOption, SourceSpec
from hipaacheck.model.controls import SEVERITIES
from hipaacheck.model.findings import Report
from hipaacheck.output import check_outputs
from hipaacheck.pluginhost import PluginHost

EPILOG = """\b
Examples:
  terraform show -json tfplan | hipaacheck scan plan -
  hipaacheck scan plan plan.json -f text -f sarif=out.sarif
  hipaacheck scan plan a.json b.json --select aws.s3 --fail-on high
  hipaacheck scan aws --region us-east-1 --region us-west-2

\b
Each source has its own help: hipaacheck scan aws --help"""


class Sources(click.Group):
    """One command for each source that a plugin offers."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Sources by name."""
        return list(host_of(ctx).sources)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of a source. Raises UsageError with the nearest name."""
        return _command(host_of(ctx).source(cmd_name))


def host_of(ctx: click.Context) -> PluginHost:
    if ctx.obj is None:
        ctx.obj = PluginHost()
    host: PluginHost = ctx.obj
    return host


@click.group(cls=Sources, epilog=EPILOG, subcommand_metavar="SOURCE [TARGETS]... [OPTIONS]", no_args_is_help=True)
def scan() -> None:
    """Judge Terraform source, plans and live accounts."""


def _option(*names: str, **settings: Any) -> click.Option:
    return click.Option(names, show_default=settings.pop("show_default", False), **settings)


def reports() -> list[click.Parameter]:
    """Options about reports."""
    return [
        _option(
            "-f",
            "--format",
            "formats",
            multiple=True,
            metavar="NAME[=FILE]",
            help="Report format; repeatable. Without FILE, or with '-', to standard output.  [default: text]",
        ),
        _option(
            "--sarif-profile",
            type=click.Choice(["full", "github", "gitlab", "ado"]),
            default="full",
            show_default=True,
            help="What SARIF holds: everything, or what that consumer shows.",
        ),
    ]


def judging(as_of: str = "Judge dates as of this day (YYYY-MM-DD).  [default: now; a snapshot's own]") -> list[click.Parameter]:
    """Options about what is judged, and with what. `as_of` is the help of that option."""
    return [
        _option("--rules", multiple=True, metavar="DIR", help="Further controls; repeatable."),
        _option("--no-builtin-rules", is_flag=True, help="Leave the built-in controls out."),
        _option(
            "--select",
            multiple=True,
            metavar="WHAT",
            help="Only these controls: id (with *), safeguard (164.312(b)), asset type or service (aws.s3), tag, severity; "
            "repeatable.",
        ),
        _option("--ignore", multiple=True, metavar="WHAT", help="Not these controls; repeatable."),
        _option("--profile", metavar="NAME|FILE", help="hipaa, hipaa-nprm-2025 (proposed), or a file.  [default: hipaa]"),
        _option("--register", metavar="DIR", help="Waivers, decisions, attestations.  [default: ./compliance when it exists]"),
        _option("--phi-only", is_flag=True, help="Only assets that are classified as holding ePHI ('phi' in the configuration)."),
        _option("--as-of", metavar="DATE", help=as_of),
    ]


def _ending() -> list[click.Parameter]:
    """Options about how the process ends."""
    return [
        _option(
            "--baseline", metavar="FILE", help="What 'hipaacheck baseline' made, or an earlier report: only other failures count."
        ),
        _option("--fail-on", type=click.Choice(SEVERITIES), help="Mildest severity that makes the exit code 1.  [default: low]"),
        _option(
            "--on-unknown",
            type=click.Choice(["fail", "report"]),
            help="Whether unknown findings make the exit code 3.  [default: report for source and plans, fail for live sources]",
        ),
        _option("--exit-zero", is_flag=True, help="Exit 0 in spite of findings. An incomplete run still exits 3."),
    ]


def common() -> list[click.Parameter]:
    """Options that all commands have that scan."""
    return [
        _option("--config", metavar="FILE", help="Settings.  [default: ./hipaacheck.yaml when it exists]"),
        _option("-q", "--quiet", is_flag=True, help="Text report: only the summary."),
        _option("-v", "--verbose", is_flag=True, help="Text report: every finding, passes and evidence included."),
        _option("--debug", is_flag=True, help="Show the traceback of an error."),
        _option("--no-progress", is_flag=True, help="No progress on standard error."),
        _option("--no-color", is_flag=True, help="No colour (also: NO_COLOR=1)."),
    ]


def targets_of(spec: SourceSpec) -> list[click.Parameter]:
    """The targets and the own options of a source."""
    parameters: list[click.Parameter] = []
    if spec.targets is not None:
        parameters.append(click.Argument(["targets"], nargs=-1, required=True, metavar=f"{spec.targets}..."))
    return [*parameters, *(_own(option) for option in spec.options)]


def _command(spec: SourceSpec) -> click.Command:
    """The command line of a source: its targets, its own options and the shared ones."""
    return click.Command(
        spec.name,
        callback=partial(_scan, spec),
        params=[*targets_of(spec), *reports(), *judging(), *_ending(), *common()],
        help=f"Judge {spec.summary}.",
        short_help=spec.summary,
        epilog=f"\b\nExample:\n  {spec.example}" if spec.example else None,
    )


def _own(option: SourceOption) -> click.Option:
    if option.metavar is None:
        return _option(f"--{option.name}", is_flag=True, help=option.help)
    default = () if option.multiple else option.default
    return _option(
        f"--{option.name}",
        metavar=option.metavar,
        multiple=option.multiple,
        default=default,
        show_default=bool(default),
        help=option.help,
    )


def request(spec: SourceSpec, targets: tuple[str, ...], options: dict[str, Any], config: Config) -> app.ScanOptions:
    """What the command line and the configuration ask for. Raises UsageError."""
    own = {option.name.replace("-", "_"): options[option.name.replace("-", "_")] for option in spec.options}
    return app.ScanOptions(
        source=spec.name,
        targets=targets if spec.targets is not None else ("",),
        source_options={name: value for name, value in own.items() if value is not None},
        rules=options["rules"],
        builtin_rules=not options["no_builtin_rules"],
        select=options["select"],
        ignore=options["ignore"],
        profile=options["profile"] or (None if own.get("own_controls") else config.profile),
        register=options["register"] or (None if own.get("own_controls") else config.register),
        phi_only=options["phi_only"],
        baseline=options.get("baseline"),
        fail_on=options.get("fail_on") or config.fail_on,
        on_unknown=options.get("on_unknown"),
        exit_zero=options.get("exit_zero", False),
        as_of=as_of_day(options["as_of"]),
    )


def tune_collector(spec: SourceSpec) -> None:
    """Have Python look for cycles as often as the work of a source needs it."""
    if spec.runtime:
        gc.set_threshold(50_000)  # the calls of a long scan leave cycles behind
    else:
        gc.disable()  # one run, one process: what the collector would find is freed at the end anyway


def _scan(spec: SourceSpec, /, formats: tuple[str, ...], targets: tuple[str, ...] = (), **options: Any) -> int:
    host = host_of(click.get_current_context())
    outputs = outputs_of(host, formats, targets)
    config = read_config(options["config"])
    now = datetime.now(UTC)
    asked = request(spec, targets, options, config)
    tune_collector(spec)
    with Progress(enabled=not options["no_progress"] and not options["quiet"]) as progress:
        report = app.scan(host, asked, config, now=now, stdin=read_stdin, progress=progress.update)
    for text in (*(gap.reason for gap in report.unreadable), *report.problems):
        complain(text)
    write_reports(host, report, outputs, options)
    return report.exit_code


def write_reports(host: PluginHost, report: Report, outputs: list[tuple[str, str | None]], options: dict[str, Any]) -> None:
    """Every report to its place. Raises OutputError."""
    for name, file in outputs:
        color = file is None and not options["no_color"] and wants_color()
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        detail = ReportOptions(
            color=color, width=width, verbose=options["verbose"], quiet=options["quiet"], sarif_profile=options["sarif_profile"]
        )
        app.write_report(host, report, name, file, detail)


def outputs_of(host: PluginHost, formats: tuple[str, ...], targets: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """Formats with their files, null for standard output. Refuses, before anything is read, what could not be written in the end.
    Raises UsageError, OutputError."""
    outputs = [_output(text) for text in formats or ("text",)]
    check_outputs(outputs, targets)
    for name, file in outputs:
        spec = host.reporter(name)
        for module, extra in spec.requires.items():
            if find_spec(module) is None:
                raise UsageError(f"-f {name} needs the package {module}. Install it with: pip install 'hipaacheck[{extra}]'")
        if spec.binary and file is None and sys.stdout is not None and sys.stdout.isatty():
            raise UsageError(f"-f {name} is nothing for a terminal. Write it to a file: -f {name}=FILE")
    return outputs


def _output(text: str) -> tuple[str, str | None]:
    name, separator, file = text.partition("=")
    if separator and not file:
        raise UsageError(f"-f {text}: no file after '='. Write -f {name}=FILE, or -f {name} for standard output.")
    return name, None if file in ("", "-") else file


def as_of_day(text: str | None) -> datetime | None:
    """The end of a day, UTC."""
    if text is None:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise UsageError(f"--as-of {text}: not a date such as 2026-10-01") from None
    return datetime.combine(day, time(23, 59, 59), UTC)
