"""`hipaacheck report`: reports made from sealed evidence."""

from __future__ import annotations

from typing import Any

import click

from hipaacheck import snapshots
from hipaacheck.cli.progress import Progress
from hipaacheck.cli.scan import as_of_day, common, host_of, outputs_of, reports, write_reports
from hipaacheck.cli.streams import complain, tell
from hipaacheck.cli.telling import announce
from hipaacheck.errors import UsageError

_LONG = 5000
"""Findings from which on a report takes a moment to write."""


def report(**options: Any) -> int:
    """Make reports from a snapshot, or from the one of a folder that tells of a day."""
    if options["seed"] is not None and options["sample"] is None:
        raise UsageError("--seed is what a sample is drawn with: ask for one with --sample auto")
    host = host_of(click.get_current_context())
    outputs = outputs_of(host, options.pop("formats"), (options["file"],))
    asked = snapshots.ReportRequest(
        place=options["file"],
        key=options["key"],
        safeguard=options["safeguard"],
        as_of=as_of_day(options["as_of"]),
        sample=options["sample"],
        seed=options["seed"],
        statement=options["statement"],
        sign_key=options["sign_key"],
    )
    told = not options["no_progress"] and not options["quiet"]
    announce("reading", options["file"], enabled=told)
    with Progress(enabled=told) as progress:
        made = snapshots.make_report(host, asked)
        if made.report is not None:
            long = sum(len(run.findings) for run in made.report.runs) >= _LONG
            for number, (name, file) in enumerate(outputs):
                if long:
                    progress.update(f"writing {file or name}", number, len(outputs))
                write_reports(host, made.report, [(name, file)], options)
    for line in made.nothing:
        complain(line)
    if made.statement is not None:
        tell(f"hipaacheck: {made.statement}: a signed statement that nothing is on record\n")
    elif asked.statement is not None:
        complain(f"{asked.statement} was not written: something is on record")
    return 3 if made.nothing and made.statement is None else 0


EPILOG = """\b
Examples:
  hipaacheck report 2026-11.zip -f html=report.html -f xlsx=report.xlsx
  hipaacheck report 2026-11.zip --key auditor.pub \\
      --sample auto --seed 7 -f csv=sample.csv
  hipaacheck report snapshots/ --as-of 2026-10-01 \\
      --safeguard '164.312(a)(2)(iv)' -f pdf=encryption.pdf

\b
Exit codes: 0 made, 2 usage, 3 the snapshot cannot be relied on, or nothing
is on record. What the findings are does not count here."""

command = click.Command(
    "report",
    callback=report,
    help="Make reports from a snapshot. Of a folder it is the newest one, or with --as-of the newest one up to that day.",
    short_help="Make reports from sealed evidence.",
    epilog=EPILOG,
    params=[
        click.Argument(["file"], metavar="FILE|DIR"),
        *reports(),
        click.Option(["--key"], metavar="PUB", help="Check the signature with this public key first."),
        click.Option(["--safeguard"], metavar="CITATION", help="Only what concerns this line of the rule, and those below it."),
        click.Option(["--as-of"], metavar="DATE", help="Of a folder: the newest snapshot that was taken by the end of this day."),
        click.Option(["--sample"], metavar="auto|N", help="Only a sample of so many assets; auto: 25 to 60 of them."),
        click.Option(["--seed"], metavar="TEXT", help="What the sample is drawn with.  [default: the snapshot's digest]"),
        click.Option(["--statement"], metavar="FILE", help="When nothing is on record, a signed statement that says so."),
        click.Option(["--sign-key"], metavar="KEY", help="Sign that statement with this key."),
        *[option for option in common() if option.name != "config"],
    ],
)
