"""`hipaacheck register …`: check and list what the organisation itself says, and write records to start from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast, get_args

import click

from hipaacheck import app
from hipaacheck.cli.output import DEBUG, FORMAT, RULES, NearestGroup, plural, show, width, wrapped
from hipaacheck.errors import RegisterError, UsageError, nearest
from hipaacheck.model.controls import Control
from hipaacheck.model.register import EntryState, Register, RegisterEntry
from hipaacheck.output import write_text
from hipaacheck.pluginhost import PluginHost
from hipaacheck.register.entries import entries, notes
from hipaacheck.register.load import DEFAULT_FOLDER, load_register
from hipaacheck.register.schema import register_schema
from hipaacheck.register.starter import Kind, check_safeguard, starter

FOLDER = click.argument("folder", default=DEFAULT_FOLDER, type=click.Path(path_type=Path), metavar="[DIR]")
AS_OF = click.option("--as-of", metavar="DATE", help="As if today were this day (YYYY-MM-DD).  [default: today, UTC]")
_KINDS: tuple[Kind, ...] = get_args(Kind)
_STATES: dict[EntryState, str] = {"in_force": "in force", "expiring": "expiring", "not_yet": "not yet", "expired": "expired"}
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


@click.group(
    cls=NearestGroup,
    short_help="Check, list and write waivers, decisions and attestations.",
    epilog="""\b
Examples:
  hipaacheck register new waiver --control aws-ebs-volume-encrypted \\
      -o compliance/scratch.yaml
  hipaacheck register check
  hipaacheck register list --as-of 2026-12-31""",
)
def register() -> None:
    """Waivers, addressable decisions and attestations: check, list and write them."""


@register.command(
    epilog="""\b
Examples:
  hipaacheck register check
  hipaacheck register check clinic/compliance --as-of 2026-12-31

Exit codes: 0 all records load, 2 some do not. What has expired or soon will
is told, and does not change the exit code.""",
)
@FOLDER
@RULES
@AS_OF
@DEBUG
def check(folder: Path, rules: tuple[str, ...], as_of: str | None) -> int:
    """Check that the register loads, and tell what needs attention.

    DIR is ./compliance unless it is named. Its .yaml files hold the records.
    """
    today = _day(as_of)
    try:
        found = _load(folder, rules)
    except RegisterError as error:
        _print(str(problem) for problem in error.problems)
        click.echo(plural(len(error.problems), "problem"))
        return error.exit_code
    rows = entries(found, today)
    click.echo(f"{_printable(found.folder)}: {plural(len(found.files), 'file')}, {plural(len(rows), 'record')}, as of {today}")
    if rows:
        _print(["", *_counts(rows)])
    told = notes(found, today)
    if told:
        _print(["", *(line for note in told for line in wrapped(note, 0, 2))])
    click.echo("\nok" if rows else "\nok, and nothing in it. Start with: hipaacheck register new --help")
    return 0


def _counts(rows: Iterable[RegisterEntry]) -> Iterator[str]:
    """A table of kinds and states."""
    by = [(row.kind, row.state) for row in rows]
    yield f"{'':<14}" + "".join(f"{label:>10}" for label in _STATES.values())
    for kind in _KINDS:
        yield f"  {kind + 's':<12}" + "".join(f"{by.count((kind, state)) or '-':>10}" for state in _STATES)


@register.command(
    "list",
    epilog="""\b
Examples:
  hipaacheck register list
  hipaacheck register list clinic/compliance --format json --as-of 2026-12-31""",
)
@FOLDER
@RULES
@AS_OF
@FORMAT
@DEBUG
def list_(folder: Path, rules: tuple[str, ...], as_of: str | None, form: str) -> int:
    """List the records: state, last day, owner, and what each is about."""
    today = _day(as_of)
    rows = entries(_load(folder, rules), today)
    if form == "json":
        click.echo(json.dumps([_row(row) for row in rows], indent=2, ensure_ascii=False))
        return 0
    _print(_table(rows))
    click.echo(f"{plural(len(rows), 'record')}, as of {today}. A record holds to the end of its last day, UTC.")
    return 0


def _table(rows: tuple[RegisterEntry, ...]) -> Iterator[str]:
    """Two lines or more for each: what can be sorted by, then what it is about."""
    if not rows:
        return
    column = min(max(len(row.id) for row in rows), width() - 58)
    yield f"{'kind':<13}{'id':<{column}}  {'state':<9} {'last day':<11} owner"
    for row in rows:
        state = f"{_STATES[row.state]:<9} {row.until:<11} {row.by}"
        head = f"{row.kind:<13}{row.id:<{column}}"
        if len(row.id) > column:
            yield head
            head = " " * (13 + column)
        yield _cut(f"{head}  {state}")
        yield from wrapped(", ".join((*row.safeguards, *row.controls)), 15)
    yield ""


def _cut(line: str) -> str:
    return line if len(line) <= width() else f"{line[: width() - 1]}…"


def _row(row: RegisterEntry) -> dict[str, object]:
    return {
        "kind": row.kind,
        "id": row.id,
        "state": row.state,
        "since": row.since,
        "until": row.until,
        "owner": row.by,
        "summary": row.summary,
        "safeguards": row.safeguards,
        "controls": row.controls,
        "file": row.file,
        "line": row.line,
    }


@register.command(
    epilog="""\b
Examples:
  hipaacheck register new waiver --control aws-ebs-volume-encrypted \\
      -o compliance/scratch.yaml
  hipaacheck register new decision --safeguard '164.312(a)(2)(iv)'
  hipaacheck register new attestation --safeguard '164.308(a)(5)(i)' \\
      --id training-2027""",
)
@click.argument("kind", type=click.Choice(_KINDS))
@click.option("--id", "id_", metavar="ID", help="Its id: lower-case letters, digits and dashes.")
@click.option("--control", "controls", multiple=True, metavar="ID", help="Control whose failures it waives, or its evidence.")
@click.option("--safeguard", metavar="CITATION", help="What is decided or attested.")
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="A new file.  [default: print it]")
@RULES
@DEBUG
def new(
    kind: str, id_: str | None, controls: tuple[str, ...], safeguard: str | None, file: Path | None, rules: tuple[str, ...]
) -> int:
    """Write a record to start from.

    What a person has to decide stands in <angle brackets>. Until all of that is filled in, it does not load.
    """
    if id_ is not None and not _ID.fullmatch(id_):
        raise UsageError(f"--id {id_}: an id has lower-case letters, digits and dashes only")
    pack = app.load_pack(PluginHost(), rules)
    known = {control.id: control for control in pack.controls}
    named = [_control(name, known) for name in controls]
    line = check_safeguard(safeguard, pack.safeguards) if safeguard is not None else None
    required = frozenset(item.citation for item in pack.safeguards if item.required)
    text = starter(cast("Kind", kind), id_, named, line, _day(None), required)
    if file is None:
        click.echo(text, nl=False)
        return 0
    if file.exists():
        raise UsageError(f"{file}: exists already. Choose another name, or edit it.")
    write_text(file, text)
    click.echo(f"{_printable(str(file))} written. Fill it in, then: hipaacheck register check {_printable(str(file.parent))}")
    return 0


def _control(name: str, known: dict[str, Control]) -> Control:
    if name not in known:
        raise UsageError(f"no control '{name}'{nearest(name, known) or '.'} See: hipaacheck controls list")
    return known[name]


@register.command(
    epilog="""\b
Example, for editors with the YAML language server:
  hipaacheck register schema > register.schema.json

\b
The first line of each file of the register then is:
  # yaml-language-server: $schema=../register.schema.json""",
)
@DEBUG
def schema() -> int:
    """Print the JSON Schema of the register's files, for editors.

    An editor completes keys and marks mistakes of form. What goes beyond (ids, limits, days in order) is for 'register check'.
    """
    click.echo(json.dumps(register_schema(app.builtin_safeguards()), indent=2, ensure_ascii=False))
    return 0


def _load(folder: Path, rules: tuple[str, ...]) -> Register:
    pack = app.load_pack(PluginHost(), rules)
    return load_register(folder, safeguards=pack.safeguards, controls={control.id: control for control in pack.controls})


def _day(text: str | None) -> date:
    """The day that an option gives; today, UTC, without one. Raises UsageError."""
    try:
        return date.fromisoformat(text) if text is not None else datetime.now(UTC).date()
    except ValueError:
        raise UsageError(f"--as-of {text}: not a date such as 2026-10-01") from None


def _print(lines: Iterable[str]) -> None:
    show(_printable(line) for line in lines)


def _printable(text: str) -> str:
    """The text without signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
