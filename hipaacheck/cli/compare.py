"""`hipaacheck diff` and `hipaacheck history`: what snapshots tell of time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from hipaacheck import snapshots
from hipaacheck.cli.output import DEBUG, FORMAT, field, plural, wrapped
from hipaacheck.cli.scan import as_of_day
from hipaacheck.cli.telling import announce, show_printable
from hipaacheck.errors import UsageError, nearest
from hipaacheck.evidence.diff import CAUSES, Change, Difference
from hipaacheck.evidence.history import YEAR_DAYS, History, Line, Seen

KEY = click.option("--key", metavar="PUB", help="Check the signatures with this public key first.")
NO_PROGRESS = click.option("--no-progress", is_flag=True, help="No progress on standard error.")
_COLUMN = 16
_SHOWN = 20
_ROWS = 5
"""Of evidence, shown for a verdict."""
_WORDS = {
    "added": "Assets that are new",
    "removed": "Assets that are gone",
    "configuration": "Configuration that changed",
    "coverage": "What could be read only once",
    "control": "Controls or parameters that changed",
    "register": "Waivers, decisions and attestations that began or ended",
    "date": "Time that went by",
}


@click.command(
    epilog="""\b
Examples:
  hipaacheck diff 2026-10.zip 2026-11.zip --key auditor.pub
  hipaacheck diff 2026-10.zip 2026-11.zip --format json

\b
Exit codes: 0 compared, 2 usage, 3 a snapshot cannot be relied on.""",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@KEY
@FORMAT
@click.option("-v", "--verbose", is_flag=True, help="Show everything, not only the first of each kind.")
@NO_PROGRESS
@DEBUG
def diff(old: str, new: str, key: str | None, form: str, verbose: bool, no_progress: bool) -> int:
    """Show what changed between two snapshots, and why."""
    announce("comparing", old, new, enabled=not no_progress)
    found = snapshots.compare_snapshots(old, new, key)
    if form == "json":
        click.echo(json.dumps(msgspec.to_builtins(found), indent=1, ensure_ascii=False))
    else:
        show_printable(_difference(found, None if verbose else _SHOWN))
    return 0


def _difference(found: Difference, most: int | None) -> Iterator[str]:
    for label, side in (("Old", found.old), ("New", found.new)):
        yield from field(
            f"  {label}", f"{side.name}, as of {side.as_of}, {plural(side.assets, 'asset')}, {_signed(side.signature)}", 8
        )
    yield ""
    for cause in CAUSES:
        changes = [item for item in found.changes if item.causes[:1] == (cause,) and _telling(item)]
        extra = list(_of_cause(found, cause))
        if not changes and not extra:
            continue
        yield _WORDS[cause]
        if cause == "coverage" and found.unlisted:
            yield from wrapped("Only one of the snapshots lists these. The other does not list everything of their types:", 2)
        yield from _first(extra, most)
        shown = [line for item in changes[:most] for line in _change(item)]
        yield from shown
        if most is not None and len(changes) > most:
            yield f"  … and {plural(len(changes) - most, 'finding')} more (-v shows all)"
        yield ""
    if found.safeguards:
        yield "Safeguards"
        for item in found.safeguards:
            yield f"  {item.citation:<22} {item.before.replace('_', ' ')} → {item.after.replace('_', ' ')}"
        yield ""
    numbers = Counter(item.causes[0] for item in found.changes)
    text = ", ".join(f"{cause} {numbers[cause]:,}" for cause in CAUSES if numbers[cause]) or "no finding changed"
    yield from field("  Findings", f"{len(found.changes):,} changed: {text}" if found.changes else text, 12)
    silent = len(
        {(item.asset_type, item.asset) for item in found.drift} - {(item.asset_type, item.asset) for item in found.changes}
    )
    if silent:
        yield from field("", f"{plural(silent, 'asset')} changed without another verdict (--format json lists the fields)", 12)


def _telling(item: Change) -> bool:
    """Whether a finding says more than that its asset came or went."""
    return item.causes[0] not in ("added", "removed") or "fail" in (item.before, item.after)


def _first(lines: list[str], most: int | None) -> Iterator[str]:
    yield from lines[:most]
    if most is not None and len(lines) > most:
        yield f"  … and {len(lines) - most:,} more (-v shows all)"


def _of_cause(found: Difference, cause: str) -> Iterator[str]:
    """What there is besides findings."""
    groups = {"added": found.added, "removed": found.removed, "coverage": found.unlisted}
    for kind, name in groups.get(cause, ()):
        yield f"  {kind}  {name}"
    for word, ids in (found.controls if cause == "control" else found.register if cause == "register" else {}).items():
        for name in ids:
            yield f"  {word}: {name}"


def _change(item: Change) -> Iterator[str]:
    before, after = item.before or "none", item.after or "none"
    also = f" (also: {', '.join(item.causes[1:])})" if len(item.causes) > 1 else ""
    yield f"  {before.replace('_', ' ')} → {after.replace('_', ' ')}  {item.control}  {item.severity}{also}"
    yield f"      {item.asset}"
    for change in item.fields[:3]:
        yield from wrapped(f"{change.path}: {_value(change.before)} → {_value(change.after)}", 6, 8)
    if len(item.fields) > 3:
        yield f"      … and {plural(len(item.fields) - 3, 'field')} more"


def _value(value: Any) -> str:
    if isinstance(value, dict) and value.get("$") == "unknown":
        return f"unknown ({value.get('reason')})"
    text = json.dumps(_plain(value), ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _plain(value: Any) -> Any:
    """The value without the names of its records, which say nothing to people."""
    if isinstance(value, dict) and value.get("$") == "unknown":
        return {"unknown": value.get("reason")}
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items() if name != "$"}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _signed(state: str) -> str:
    return {"verified": "signature verified", "not_checked": "signature not checked (--key)"}.get(state, "not signed")


@click.command(
    short_help="Show since when each line of the rule holds.",
    epilog="""\b
Examples:
  hipaacheck history snapshots/ --key auditor.pub
  hipaacheck history snapshots/ --as-of 2026-06-15 \\
      --asset arn:aws:s3:::clinic-records \\
      --control aws-s3-bucket-kms-encrypted

\b
Exit codes: 0 shown, 2 usage, 3 a snapshot cannot be relied on.""",
)
@click.argument("folder", metavar="DIR")
@KEY
@click.option("--asset", metavar="ID", help="What is on record of this asset (id or name), on the day of --as-of.")
@click.option("--control", metavar="ID", help="Only what this control found of it.")
@click.option("--as-of", metavar="DATE", help="The day (YYYY-MM-DD), to its end, UTC.")
@FORMAT
@NO_PROGRESS
@DEBUG
def history(
    folder: str, key: str | None, asset: str | None, control: str | None, as_of: str | None, form: str, no_progress: bool
) -> int:
    """Show since when each line of the rule holds, or what was on record of an asset on a day."""
    if asset is None:
        if control is not None or as_of is not None:
            raise UsageError("--control and --as-of are about an asset: name it with --asset")
        announce("reading", folder, enabled=not no_progress)
        found = snapshots.history_of(folder, key)
        _print(form, found, _history)
        return 0
    day = as_of_day(as_of)
    if day is None:
        raise UsageError("--asset needs the day that is asked about: --as-of YYYY-MM-DD")
    announce("reading", folder, enabled=not no_progress)
    every = snapshots.asset_on(folder, asset, control=None, day=day, key=key)
    on = every if control is None else _only(every, control)
    if form == "json":
        click.echo(json.dumps(msgspec.to_builtins(on._asdict()), indent=1, ensure_ascii=False))
    else:
        show_printable(_on_record(on, f"{asset} on {day:%Y-%m-%d}", _silence(every, control)))
    return 0


def _only(on: snapshots.OnRecord, control: str) -> snapshots.OnRecord:
    """What one control found."""
    return snapshots.OnRecord(*(None if side is None else _of_control(side, control) for side in on))


def _of_control(side: Seen, control: str) -> Seen:
    return msgspec.structs.replace(side, verdicts=tuple(item for item in side.verdicts if item.control == control))


def _silence(every: snapshots.OnRecord, control: str | None) -> str:
    """What is said where there is no verdict: perhaps the control has another name."""
    judged = {item.control for side in every if side is not None for item in side.verdicts}
    return "no control judged it" if control is None else f"{control} did not judge it{nearest(control, judged - {control})}"


def _print(form: str, found: History, lines: Any) -> None:
    if form == "json":
        click.echo(json.dumps(msgspec.to_builtins(found), indent=1, ensure_ascii=False))
    else:
        show_printable(lines(found))


def _history(found: History) -> Iterator[str]:
    first, last = found.moments[0], found.moments[-1]
    span = f"{first.as_of} to {last.as_of}" if len(found.moments) > 1 else first.as_of
    pause = f"{found.longest_pause:g} days; nothing is known between two snapshots" if len(found.moments) > 1 else "none"
    yield from field("  Snapshots", f"{len(found.moments):,}, {span}", _COLUMN)
    yield from field("  Longest pause", pause, _COLUMN)
    yield from field("  Signatures", _SIGNATURES[min((item.signature for item in found.moments), key=_WEAKEST.index)], _COLUMN)
    for note in found.notes:
        yield from field("  Note", note, _COLUMN)
    yield ""
    column = max(len(item.citation) for item in found.lines) + 2
    for item in found.lines:
        yield from field(f"{item.citation:<{column}}", _line(item, len(found.moments)), column)
    yield ""
    year = sum(item.days >= YEAR_DAYS for item in found.lines)
    text = f"{year} of {plural(len(found.lines), 'line')} held in every snapshot of the last {YEAR_DAYS} days or longer."
    law = "Recognised security practices count when they were in place for the previous 12 months (Public Law 116-321)."
    yield from wrapped(f"{text} {law}")


_WEAKEST = ("unsigned", "not_checked", "verified")
_SIGNATURES = {"unsigned": "not all are signed", "not_checked": "not checked (--key)", "verified": "all verified"}


def _line(item: Line, number: int) -> str:
    status = item.status.replace("_", " ")
    if item.since is not None:
        gaps = f"; not held in {plural(len(item.gaps), 'earlier snapshot')}, last as of {item.gaps[-1][:10]}" if item.gaps else ""
        return f"{status}, held since {item.since[:10]} ({item.days:,} days){gaps}"
    return f"{status}; held in {item.held:,} of {plural(number, 'snapshot')}"


def _on_record(on: snapshots.OnRecord, heading: str, silence: str) -> Iterator[str]:
    yield heading
    yield ""
    for label, found in (("Before", on.before), ("After", on.after)):
        if found is None:
            when = "by the end of that day" if label == "Before" else "after that day"
            yield from field(f"  {label}", f"no snapshot was taken {when}", 10)
        else:
            yield from _seen(label, found, silence)
        yield ""
    yield from wrapped(_conclusion(on))


def _seen(label: str, found: Seen, silence: str) -> Iterator[str]:
    yield from field(f"  {label}", f"{found.name}, as of {found.as_of}, {_signed(found.signature)}", 10)
    if not found.present:
        absent = "it is not in the inventory, which is complete"
        yield from field("", absent if found.present is False else "it is not in the inventory, which is not complete", 10)
        return
    if not found.verdicts:
        yield from field("", silence, 10)
    for item in found.verdicts:
        waived = f" (waived: {item.waived})" if item.waived else ""
        yield from field("", f"{item.verdict.replace('_', ' ')}{waived}: {item.title} ({item.control})", 10)
        for row in item.evidence[:_ROWS]:
            compared = f"{row.path} {'not ' if row.negated else ''}{row.op} {_value(row.expected)}"
            yield from wrapped(f"{compared}: {_value(row.actual)}", 12, 14)
        yield from _rest(len(item.evidence), 12)
    for digest in found.evidence[:_ROWS]:
        yield from field("", f"recorded answer: objects/sha256/{digest[:2]}/{digest}", 10)
    yield from _rest(len(found.evidence), 10)


def _rest(number: int, indent: int) -> Iterator[str]:
    if number > _ROWS:
        yield f"{'':<{indent}}… and {number - _ROWS:,} more (--format json lists them)"


def _conclusion(on: snapshots.OnRecord) -> str:
    """What may be said of the day itself."""
    if on.before is None:
        return "Nothing is on record up to that day, so nothing can be said of it."
    said = [sorted({item.verdict for item in side.verdicts}) if side is not None else [] for side in on]
    if on.after is None:
        return f"This is the last that is on record ({on.before.as_of[:10]}); of the time after it nothing is known."
    if said[0] == said[1] and len(said[0]) == 1:
        verdict = said[0][0].replace("_", " ")
        between = f"{on.before.as_of[:10]} and {on.after.as_of[:10]}"
        return f"The verdict was {verdict} on both days, {between}. What was between them is not on record."
    return f"What was between {on.before.as_of[:10]} and {on.after.as_of[:10]} is not on record."
