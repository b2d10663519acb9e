"""Waivers in comments of source: `# hipaacheck:waive CONTROL until=YYYY-MM-DD reason="…"`, in or directly above a block.

A waiver takes nothing away from a finding: it stays a failure, with the reason why it does not count until that day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from hipaacheck.errors import nearest
from hipaacheck.locations import without_keys
from hipaacheck.model.assets import WaiverComment
from hipaacheck.model.findings import Finding, Run, Waiver

_COMMAND = re.compile(r"hipaacheck\s*:\s*([\w-]*)\s*(.*)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r'\s*(?:([\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|\S+)|(\S+))')
_FORM = 'Write: # hipaacheck:waive CONTROL until=YYYY-MM-DD reason="why"'
_KEYS = ("until", "reason")


class Read(NamedTuple):
    """Waivers, and what is wrong with comments that are none, each with its place."""

    waivers: tuple[Waiver, ...]
    problems: tuple[str, ...]


def read_comments(comments: Iterable[WaiverComment], controls: Collection[str]) -> Read:
    """The waivers in comments; `controls` are the ids of all controls that are loaded."""
    waivers, problems = [], []
    for comment in comments:
        found = _read(comment, controls)
        if isinstance(found, Waiver):
            waivers.append(found)
        else:
            problems.append(f"{comment.file}:{comment.line}: {found}")
    return Read(tuple(waivers), tuple(problems))


def _read(comment: WaiverComment, controls: Collection[str]) -> Waiver | str:
    """The waiver, or what is wrong."""
    command = _COMMAND.search(comment.text.removesuffix("*/"))
    if command is None or command[1] != "waive":
        word = command[1] if command is not None else ""
        return f"hipaacheck:{word} is no command{nearest(word, ['waive'])}. {_FORM}"
    names, values, problem = _words(command[2])
    if problem is not None:
        return f"{problem}. {_FORM}"
    if len(names) != 1:
        return f"a waiver names one control, not {len(names)}. {_FORM}"
    if names[0] not in controls:
        return f"there is no control '{names[0]}'{nearest(names[0], controls)}. See: hipaacheck controls list"
    if not comment.addresses:
        return f"the waiver of {names[0]} stands neither in nor directly above a resource block, so it covers nothing. Move it."
    if not values.get("reason", "").strip():
        return f"the waiver of {names[0]} has no reason. {_FORM}"
    until = _day(values.get("until", ""))
    if until is None:
        given = f"until={values['until']} is no day" if "until" in values else "has no day on which it ends"
        return f"the waiver of {names[0]} {given}. {_FORM}"
    return Waiver(
        control=names[0],
        addresses=comment.addresses,
        until=until.isoformat(),
        reason=" ".join(values["reason"].split()),
        file=comment.file,
        line=comment.line,
    )


def _words(text: str) -> tuple[list[str], dict[str, str], str | None]:
    """Names, settings, and what is wrong with the settings."""
    names: list[str] = []
    values: dict[str, str] = {}
    for found in _WORD.finditer(text):
        if found[3] is not None:
            names.append(found[3])
        elif found[1] not in _KEYS:
            return names, values, f"a waiver has no setting '{found[1]}'{nearest(found[1], _KEYS)}"
        else:
            quoted = found[2].startswith('"')
            values[found[1]] = re.sub(r"\\(.)", r"\1", found[2][1:-1]) if quoted else found[2]
    return names, values, None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def apply_waivers(
    runs: Sequence[Run], waivers: Mapping[int, Sequence[Waiver]], judged: Collection[str], today: date
) -> tuple[list[Run], tuple[str, ...]]:
    """The runs with waived failures marked, and notes about waivers that are expired or that nothing needs. `waivers` are by
    the position of their run; `judged` are the controls that were evaluated."""
    out, notes = [], []
    for number, run in enumerate(runs):
        own = waivers.get(number, ())
        used: set[Waiver] = set()
        findings = run.findings
        if own:
            by_place: dict[tuple[str, str], Waiver] = {}
            for waiver in own:
                if waiver.until >= today.isoformat():
                    by_place.update({(waiver.control, address): waiver for address in waiver.addresses})
            findings = tuple(_waived(finding, by_place, used) for finding in findings)
        out.append(msgspec.structs.replace(run, findings=findings))
        notes += [note for waiver in own if (note := _note(waiver, used, judged, today)) is not None]
    return out, tuple(notes)


def _waived(finding: Finding, by_place: Mapping[tuple[str, str], Waiver], used: set[Waiver]) -> Finding:
    if finding.verdict != "fail":
        return finding
    waiver = by_place.get((finding.control.id, without_keys(finding.asset.id)))
    if waiver is None:
        return finding
    used.add(waiver)
    return msgspec.structs.replace(finding, waiver=waiver)


def _note(waiver: Waiver, used: Collection[Waiver], judged: Collection[str], today: date) -> str | None:
    where = f"{waiver.file}:{waiver.line}: the waiver of {waiver.control}"
    if waiver.until < today.isoformat():
        return f"{where} expired on {waiver.until}, so it no longer counts. Mend what it covers, or decide anew."
    if waiver not in used and waiver.control in judged:
        return f"{where} covers no failure. Remove it."
    return None
