"""`hipaacheck safeguards [CITATION]`"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import click

from hipaacheck import app
from hipaacheck.cli.coverage import Coverage, Held, coverage
from hipaacheck.cli.output import DEBUG, FORMAT, RULES, field, plural, show, wrapped
from hipaacheck.errors import UsageError, nearest
from hipaacheck.model.controls import SEVERITIES, Control, Safeguard
from hipaacheck.model.register import Register
from hipaacheck.pluginhost import PluginHost
from hipaacheck.profiles import DEFAULT, Profile, apply_profile, load_profile, profile_notes
from hipaacheck.reference import cloud_of, service_of
from hipaacheck.register.load import DEFAULT_FOLDER, load_register

_COLUMNS = {"aws": "AWS", "azure": "Azure", "other": "Other"}
_NOTHING = "nothing covers this"
_WIDTH = 7
"""Of a column of numbers; together they are as wide as what stands there when there is none."""


@click.command(
    epilog="""\b
Examples:
  hipaacheck safeguards
  hipaacheck safeguards '164.312(a)(2)(iv)'
  hipaacheck safeguards 164.310 --register compliance
  hipaacheck safeguards --format json""",
)
@click.argument("citation", required=False)
@FORMAT
@click.option("--profile", "chosen", default=DEFAULT, show_default=True, metavar="NAME", help="A profile, or a file with one.")
@click.option("--register", "folder", metavar="DIR", help="The organisation's records.  [default: ./compliance when it exists]")
@RULES
@DEBUG
def safeguards(citation: str | None, form: str, chosen: str, folder: str | None, rules: tuple[str, ...]) -> int:
    """List the 71 lines of the Security Rule, and what covers each.

    With a citation, all about that line; with the beginning of one, the lines below it.
    """
    pack = app.load_pack(PluginHost(), rules)
    profile = load_profile(chosen, root=app.builtin_rules_root(), controls=pack.controls, safeguards=pack.safeguards)
    controls, lines = apply_profile(profile, pack.controls, pack.safeguards)
    register = _register(folder, pack.safeguards, pack.controls)
    found = list(coverage(_chosen(lines, citation), controls, register, datetime.now(UTC).date()))
    if form == "json":
        click.echo(json.dumps([_row(item) for item in found], indent=2, ensure_ascii=False))
        return 0
    show(line for note in profile_notes(profile, pack.controls) for line in wrapped(f"Note: {note}."))
    show(_detail(found[0], profile, register) if len(found) == 1 else _table(found, register))
    return 0


def _register(folder: str | None, lines: Sequence[Safeguard], controls: Iterable[Control]) -> Register | None:
    """The register that is named, or the one in the usual place; null when there is none."""
    if folder is None and not Path(DEFAULT_FOLDER).is_dir():
        return None
    return load_register(Path(folder or DEFAULT_FOLDER), safeguards=lines, controls={control.id: control for control in controls})


def _chosen(lines: Sequence[Safeguard], citation: str | None) -> list[Safeguard]:
    """The line that is cited, else those below; all without a citation. Raises UsageError."""
    if citation is None:
        return list(lines)
    exact = [line for line in lines if line.citation == citation]
    found = exact or [line for line in lines if line.citation.startswith((f"{citation}(", f"{citation}."))]
    if not found:
        hint = nearest(citation, [line.citation for line in lines]) or "."
        raise UsageError(f"no safeguard '{citation}'{hint} See: hipaacheck safeguards")
    return found


# -- all lines ---------------------------------------------------------------------------------------------------


def _table(found: Sequence[Coverage], register: Register | None) -> Iterator[str]:
    column = max(len(item.line.citation) for item in found) + 2
    category = ""
    for item in found:
        if item.line.category != category:
            yield from [""] if category else []
            category = item.line.category
            yield f"{category.capitalize():<{column + 1}}" + "".join(f"{name:>{_WIDTH}}" for name in _COLUMNS.values())
        yield from _line(item, column)
    yield ""
    yield from _summary(found, register)


def _numbers(item: Coverage) -> Counter[str]:
    """Controls by what they are about: `aws`, `azure`, `other` (the register, or assets of a plugin)."""
    clouds = (cloud_of(control) for control in item.controls)
    return Counter(cloud if cloud in _COLUMNS else "other" for cloud in clouds)


def _line(item: Coverage, column: int) -> Iterator[str]:
    numbers = _numbers(item)
    cells = "".join(f"{numbers[cloud] or '-':>{_WIDTH}}" for cloud in _COLUMNS) if item.covered else f"  {_NOTHING}"
    label = f"{item.line.citation:<{column}}{'R' if item.line.required else 'A'}{cells}  "
    if item.line.specification is not None:
        label += "  "
    yield from field(label, item.line.specification or item.line.standard, len(label))
    for record in item.records:
        yield from wrapped(_said(record), 4, 6)


_STATES = {"in_force": "in force until", "expiring": "expiring, in force until", "expired": "expired on", "not_yet": "not before"}


def _said(record: Held) -> str:
    """`attestation ra-2026 (risk analysis): in force until 2027-03-01`."""
    entry = record.entry
    day = entry.since if entry.state == "not_yet" else entry.until
    when = "without effect (required)" if record.void else f"{_STATES[entry.state]} {day}"
    return f"{entry.kind} {entry.id} ({record.kind}): {when}"


def _summary(found: Sequence[Coverage], register: Register | None) -> Iterator[str]:
    bare = sum(not item.covered for item in found)
    cited = sum(bool(item.controls) for item in found)
    text = f"R required, A addressable; numbers are of controls that cite the line. {cited} of {plural(len(found), 'line')} "
    text += "have controls."
    if bare:
        text += f" {bare} {'is' if bare == 1 else 'are'} covered by nothing: attest what the organisation does."
    yield from wrapped(text)
    if register is None:
        yield from wrapped("With --register DIR, the organisation's attestations and decisions are shown, too.")
    yield "All about one line: hipaacheck safeguards CITATION"


# -- one line ----------------------------------------------------------------------------------------------------

_CHECKABLE = {
    "yes": "Controls can answer this line by themselves.",
    "partly": "Controls answer part of this line; the rest is for the organisation to attest.",
    "no": "No interface shows this: it is for the organisation to attest.",
}


def _detail(item: Coverage, profile: Profile, register: Register | None) -> Iterator[str]:
    line = item.line
    name = line.standard if line.specification is None else f"{line.standard}: {line.specification}"
    yield from wrapped(f"45 CFR {line.citation}  {name}", 0, 2)
    yield from wrapped(f"{line.text}.", 2)
    yield ""
    force = "required" if line.required else "addressable: implement it, or document why not (45 CFR 164.306(d)(3))"
    by = "" if profile.id == DEFAULT else f" (profile {profile.id})"
    yield from wrapped(f"{line.kind.capitalize()}, {line.category}, {force}{by}.", 2)
    yield from wrapped(_CHECKABLE[line.checkable], 2)
    if line.note:
        yield from wrapped(f"What speaks of it: {line.note}", 2)
    yield ""
    yield from _controls(item.controls)
    yield ""
    yield from _records(item, register)


def _controls(controls: Sequence[Control]) -> Iterator[str]:
    if not controls:
        yield "Controls: none cites this line"
        return
    yield f"Controls ({len(controls)})"
    width = max(map(len, SEVERITIES)) + 2
    for service, group in groupby(sorted(controls, key=lambda control: (service_of(control), control.id)), key=service_of):
        yield f"  {service}"
        yield from (f"    {control.severity:<{width}}{control.id}" for control in group)


def _records(item: Coverage, register: Register | None) -> Iterator[str]:
    if register is None:
        yield from field("Records: ", "no register was given (--register DIR)", 9)
    elif not item.records and not item.waivers:
        yield f"Records: none in {register.folder} about this line"
    else:
        yield f"Records ({len(item.records) + len(item.waivers)})"
    for record in (*item.records, *item.waivers):
        yield from wrapped(_said(record), 2, 4)
        entry = record.entry
        said = entry.summary.partition(": ")[2] if entry.kind == "decision" else entry.summary
        yield from wrapped(f"{said} ({entry.by}; {entry.file}:{entry.line})", 6)
    if not item.covered:
        yield ""
        yield from wrapped(f"{_NOTHING.capitalize()}: no control cites it, and no record in force is about it.")
    if item.line.checkable != "yes" and not any(record.in_force for record in item.records if record.entry.kind == "attestation"):
        yield from wrapped(f"Attest it: hipaacheck register new attestation --safeguard '{item.line.citation}'", 0, 2)


# -- JSON --------------------------------------------------------------------------------------------------------


def _row(item: Coverage) -> dict[str, object]:
    line = item.line
    return {
        "citation": line.citation,
        "standard": line.standard,
        "specification": line.specification,
        "kind": line.kind,
        "category": line.category,
        "required": line.required,
        "text": line.text,
        "checkable": line.checkable,
        "note": line.note,
        "controls": [control.id for control in item.controls],
        "by_cloud": {cloud: _numbers(item)[cloud] for cloud in _COLUMNS},
        "attestations": [_record(record) for record in item.records if record.entry.kind == "attestation"],
        "decisions": [_record(record) for record in item.records if record.entry.kind == "decision"],
        "waivers": [_record(record) for record in item.waivers],
        "covered": item.covered,
    }


def _record(record: Held) -> dict[str, object]:
    entry = record.entry
    return {
        "id": entry.id,
        "kind": record.kind,
        "state": entry.state,
        "since": entry.since,
        "until": entry.until,
        "summary": entry.summary,
    }
