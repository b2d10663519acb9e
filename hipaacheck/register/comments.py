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
from hipaacheck.locations import without_keys, written
from hipaacheck.model.assets import WaiverComment
from hipaacheck.model.findings import Finding, Run, Waiver

_COMMAND = re.compile(r"hipaacheck\s*:\s*([\w-]*)", re.IGNORECASE)
_WAIVE = re.compile(r"hipaacheck\s*:\s*(waive)(?![\w-])(.*)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r'\s*(?:([\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|\S+)|(\S+))')
_FORM = 'Write: # hipaacheck:waive CONTROL until=YYYY-MM-DD reason="why"'
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_QUOTED_REASON = re.compile(r'\breason\s*=\s*"', re.IGNORECASE)
_CUT = 12
"""Rows of evidence about a list are cut at this number: there may be more."""
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
    text = comment.text.removesuffix("*/")
    command = _WAIVE.search(text)
    if command is None:
        other = _COMMAND.search(text)
        word = other[1] if other is not None else ""
        return _advised(f"hipaacheck:{word} is no command{nearest(word.lower(), ['waive'])}", _FORM)
    names, values, problem = _words(command[2].strip())
    if problem is not None:
        return _advised(problem, _FORM)
    if not names:
        return f"a waiver without the control that it is for. {_FORM}"
    if len(names) != 1:
        return f"a waiver names one control, not {len(names)}: give each a comment of its own. {_FORM}"
    if names[0] not in controls:
        return _advised(f"there is no control '{names[0]}'{nearest(names[0], controls)}", "See: hipaacheck controls list")
    if not comment.addresses:
        return (
            f"the waiver of {names[0]} stands neither in nor directly above a resource block, so it covers nothing (modules and "
            f"data sources are not judged). Move it to the resource block."
        )
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


def _advised(problem: str, advice: str) -> str:
    return f"{problem}{'' if problem.endswith('?') else '.'} {advice}"


def _words(text: str) -> tuple[list[str], dict[str, str], str | None]:
    """Names, settings, and what is wrong with them."""
    names: list[str] = []
    values: dict[str, str] = {}
    for found in _WORD.finditer(text):
        if found[3] is not None:
            if found[3].endswith("="):
                return names, values, f"nothing stands behind {found[3]}"
            names += [found[3]] if found[3] != "*" else []
            continue
        key, value = found[1].lower(), found[2]
        if key not in _KEYS:
            return names, values, f"a waiver has no setting '{found[1]}'{nearest(key, _KEYS)}"
        if key in values:
            return names, values, f"{key} is set twice"
        if value.startswith(("'", '"')) and not _QUOTED.fullmatch(value):
            return names, values, f"the text behind {key}= is not between double quotes"
        values[key] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
    if len(names) > 1 and "reason" in values and not _QUOTED_REASON.search(text):
        return names, values, "a reason of several words stands between double quotes"
    return names, values, None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


Key = tuple[str, str]
"""A control and an address without keys."""


def apply_waivers(
    runs: Sequence[Run], waivers: Mapping[int, Sequence[Waiver]], judged: Collection[str], today: date
) -> tuple[list[Run], tuple[str, ...]]:
    """The runs with waived failures marked, and notes about waivers that are expired or that nothing needs. `waivers` are by
    the position of their run; `judged` are the controls that were evaluated. A comment that several runs read is needed when
    one of them needs it."""
    out: list[Run] = []
    met: dict[_Place, set[str]] = {}
    read: dict[_Place, tuple[Waiver, Waiver]] = {}
    for number, run in enumerate(runs):
        own = [waiver for waiver in waivers.get(number, ()) if waiver.control in judged]
        chosen = _chosen(own)
        read.update((_place(waiver), (waiver, _instead(waiver, chosen))) for waiver in own)
        findings = run.findings
        if chosen:
            findings = tuple(_waived(finding, chosen, today, met) for finding in findings)
        out.append(msgspec.structs.replace(run, findings=findings))
    notes = (_note(waiver, other, met.get(place, ()), today) for place, (waiver, other) in read.items())
    return out, tuple(note for note in notes if note is not None)


_Place = tuple[str, int, str]


def _place(waiver: Waiver) -> _Place:
    return waiver.file, waiver.line, waiver.control


def _chosen(waivers: Iterable[Waiver]) -> dict[Key, Waiver]:
    """The waiver that counts: of several for the same, the one that lasts longest."""
    out: dict[Key, Waiver] = {}
    for waiver in waivers:
        for address in waiver.addresses:
            key = (waiver.control, address)
            if key not in out or out[key].until < waiver.until:
                out[key] = waiver
    return out


def _instead(waiver: Waiver, chosen: Mapping[Key, Waiver]) -> Waiver:
    """The waiver that counts in the place of this one: itself, unless another does everywhere."""
    counting = [chosen[waiver.control, address] for address in waiver.addresses]
    return waiver if any(other is waiver for other in counting) else counting[0]


def _waived(finding: Finding, chosen: Mapping[Key, Waiver], today: date, met: dict[_Place, set[str]]) -> Finding:
    """The finding, marked when it is a failure that waivers cover. `met` gathers the verdicts that each waiver met."""
    found = _covering(finding, chosen)
    for waiver in found:
        met.setdefault(_place(waiver), set()).add(finding.verdict)
    if finding.verdict != "fail" or not found:
        return finding
    first = min(found, key=lambda waiver: waiver.until)
    return msgspec.structs.replace(finding, waiver=first) if first.until >= today.isoformat() else finding


def _covering(finding: Finding, chosen: Mapping[Key, Waiver]) -> list[Waiver]:
    """The waiver at the asset's own block; else those at the blocks that all of the evidence comes from, such as a bucket's
    public access block. One block that is not waived is enough for the failure to count."""
    own = chosen.get((finding.control.id, without_keys(finding.asset.id)))
    if own is not None:
        return [own]
    if len(finding.evidence) >= _CUT:
        return []
    places = {place for row in finding.evidence for place in written(row.origin or finding.asset.id)}
    found = [waiver for place in sorted(places) if (waiver := chosen.get((finding.control.id, place))) is not None]
    return found if len(found) == len(places) else []


def _note(waiver: Waiver, counting: Waiver, met: Collection[str], today: date) -> str | None:
    where = f"{waiver.file}:{waiver.line}: the waiver of {waiver.control}"
    if counting is not waiver:
        return f"{where} does not count: another at {counting.file}:{counting.line} covers the same. Remove one of them."
    if waiver.until < today.isoformat():
        open_ = "unknown" in met or "error" in met
        unneeded = "What it stands at could not be decided: decide anew." if open_ else "It covers no failure: remove it."
        advice = "Mend what it covers, or decide anew." if "fail" in met else unneeded
        return f"{where} expired on {waiver.until}, so it no longer counts. {advice}"
    if "fail" in met:
        return None
    if "unknown" in met or "error" in met:
        return f"{where} covers no failure: what it stands at could not be decided. Keep it only if that will fail."
    shared = all(address.startswith("module.") for address in waiver.addresses)
    return (
        f"{where} covers no failure. Remove it{', unless another configuration calls its module and needs it' if shared else ''}."
    )
