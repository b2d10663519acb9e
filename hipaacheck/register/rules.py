"""What the form of a record cannot tell: days in order and limits, ids and citations that exist, reasons that say something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase

from hipaacheck.errors import Problem, nearest
from hipaacheck.language.nodes import Node
from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.register.shape import quoted

LONGEST = 365
"""Days that a waiver may last."""
LONGEST_REQUIRED = 90
"""Days that a waiver may last when one of its controls cites a required safeguard."""
_HINTS = 100
"""Problems after which nobody is told the nearest name: finding it takes its time."""


@dataclass(frozen=True)
class Known:
    """What records may refer to. `attestations` are the ids of all attestations of the register."""

    safeguards: Mapping[str, Safeguard]
    controls: Mapping[str, Control]
    attestations: frozenset[str]


def check_waiver(record: Node, known: Known, problems: list[Problem]) -> None:
    """What is wrong with a waiver. Members of the wrong form are left out of the record that this and the others get."""
    globs = _globs(record)
    _check_reasoning(_inside(record, "reason", "text"), problems)
    _check_scope(record, problems)
    cited: list[tuple[str, str]] = []
    for item in _items(record.get("controls")):
        matched = _controls(item, known, problems, globs=globs)
        cited += [(control.id, citation) for control in matched for citation in control.safeguards]
    names = ("created", "effective", "expires")
    days = _check_order([(name, record.get(name)) for name in names], problems)
    last = record.get("expires")
    if last is not None and "effective" in days and "expires" in days:
        required = [(name, line) for name, line in cited if line in known.safeguards and known.safeguards[line].required]
        _check_length(last, days["effective"], days["expires"], required, problems)


def check_decision(record: Node, known: Known, problems: list[Problem]) -> None:
    """What is wrong with a decision."""
    cited = record.get("safeguard")
    line = _safeguard(cited, known, problems)
    if cited is not None and line is not None and line.required:
        section = "164.306(d)(2)" if line.specification is not None else "164.306(c)"
        problems.append(
            cited.problem(f"{line.citation} is required (45 CFR {section}); only addressable specifications can be decided")
        )
    for name in ("size", "infrastructure", "cost", "risk"):
        _check_filler(_inside(record, "assessment", "factors", name), problems)
    _check_reasoning(record.get("why_not_reasonable"), problems)
    _check_reasoning(_inside(record, "alternative", "text"), problems)
    _check_scope(record, problems)
    _check_order([("assessment.date", _inside(record, "assessment", "date")), ("expires", record.get("expires"))], problems)
    evidence = _inside(record, "alternative", "evidence")
    if evidence is not None:
        _check_evidence(evidence, known, problems)


def check_attestation(record: Node, known: Known, problems: list[Problem]) -> None:
    """What is wrong with an attestation."""
    _safeguard(record.get("safeguard"), known, problems)
    _check_reasoning(record.get("statement"), problems)
    _check_order([(name, record.get(name)) for name in ("performed_on", "valid_until")], problems)


# -- parts of records ----------------------------------------------------------------------------------------------


def _inside(record: Node, *keys: str) -> Node | None:
    node: Node | None = record
    for key in keys:
        node = node.get(key) if node is not None else None
    return node


def _items(node: Node | None) -> Iterator[Node]:
    yield from node.value if node is not None else ()


def _globs(record: Node) -> bool:
    node = record.get("allow_glob")
    return node is not None and node.value is True


# -- days ----------------------------------------------------------------------------------------------------------


def _check_order(named: Sequence[tuple[str, Node | None]], problems: list[Problem]) -> dict[str, date]:
    """The days by name, without those that do not exist, that are not given or that are before the one that they follow."""
    days: dict[str, date] = {}
    for name, node in named:
        if node is None:
            continue
        try:
            day = date.fromisoformat(node.value.strip())
        except ValueError:
            problems.append(node.problem(f"'{name}': there is no day {node.value.strip()}"))
            continue
        earlier = list(days)[-1] if days else None
        if earlier is not None and day < days[earlier]:
            problems.append(node.problem(f"'{name}' ({day}) is before '{earlier}' ({days[earlier]})"))
        else:
            days[name] = day
    return days


def _check_length(node: Node, start: date, end: date, required: list[tuple[str, str]], problems: list[Problem]) -> None:
    longest = LONGEST_REQUIRED if required else LONGEST
    lasts = (end - start).days
    if lasts > longest:
        why = f": {required[0][0]} supports {required[0][1]}, which is required" if required else ""
        last = min(start, date.max - timedelta(longest)) + timedelta(longest)
        problems.append(
            node.problem(
                f"a waiver may last {longest} days here, not {lasts}{why}. The last day possible is {last}; then decide anew"
            )
        )


# -- names ---------------------------------------------------------------------------------------------------------


def _nearest(name: str, known: Iterable[str], problems: list[Problem]) -> str:
    return nearest(quoted(name), known) if len(problems) < _HINTS else ""


def _safeguard(node: Node | None, known: Known, problems: list[Problem]) -> Safeguard | None:
    if node is None:
        return None
    citation = node.value.strip()
    line = known.safeguards.get(citation)
    if line is None:
        hint = _nearest(citation, known.safeguards, problems)
        problems.append(node.problem(f"no safeguard '{quoted(citation)}'{hint or '; see: hipaacheck safeguards'}"))
    return line


def _controls(node: Node, known: Known, problems: list[Problem], *, globs: bool) -> list[Control]:
    """The controls that an item names."""
    name = node.value.strip()
    if any(sign in name for sign in "*?["):
        if not globs:
            problems.append(node.problem(f"'{quoted(name)}' is a pattern; name controls, or set allow_glob: true"))
            return []
        matched = [control for id_, control in known.controls.items() if fnmatchcase(id_, name)]
        if not matched:
            problems.append(node.problem(f"no control matches '{quoted(name)}'; see: hipaacheck controls list"))
        return matched
    if name in known.controls:
        return [known.controls[name]]
    newer = next((control.id for control in known.controls.values() if name in control.replaces), None)
    hint = f"; it is now '{newer}'" if newer is not None else _nearest(name, known.controls, problems)
    problems.append(node.problem(f"no control '{quoted(name)}'{hint or '; see: hipaacheck controls list'}"))
    return []


def _check_evidence(evidence: Node, known: Known, problems: list[Problem]) -> None:
    """Some control or attestation shows that an alternative is in place, and it exists."""
    controls, attestations = list(_items(evidence.get("controls"))), list(_items(evidence.get("attestations")))
    if not controls and not attestations:
        problems.append(evidence.problem("what shows that the alternative is in place? Name a control or an attestation"))
    for item in controls:
        _controls(item, known, problems, globs=False)
    for item in attestations:
        if item.value.strip() not in known.attestations:
            hint = _nearest(item.value, sorted(known.attestations), problems)
            problems.append(item.problem(f"no attestation '{quoted(item.value)}' in this register{hint}"))


def _check_scope(record: Node, problems: list[Problem]) -> None:
    """Patterns in a scope are meant. Brackets make none: ids of assets hold them (`aws_ebs_volume.data[0]`)."""
    if _globs(record):
        return
    for name in ("accounts", "regions", "assets", "tags"):
        node = _inside(record, "scope", name)
        values = [] if node is None else node.value if node.is_list else [value for _, value in node.entries()]
        problems += [
            value.problem(f"'{quoted(value.value)}' is a pattern; write {name} out, or set allow_glob: true")
            for value in values
            if any(sign in value.value for sign in "*?")
        ]


# -- reasons -------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"\w+")
_LEAST = 20
_LETTERS = 8
"""Different letters and digits that 20 characters of any language surely have."""
_FEW = 12
"""Different words that may be repetition. Long texts repeat words too."""


def _check_reasoning(node: Node | None, problems: list[Problem]) -> None:
    """At least 20 characters that are not the same again and again."""
    if node is not None and len(" ".join(node.value.split())) < _LEAST:
        problems.append(
            node.problem(f"at least {_LEAST} characters, blanks at the ends aside: say it so that a stranger understands")
        )
    else:
        _check_filler(node, problems, letters=_LETTERS)


def _check_filler(node: Node | None, problems: list[Problem], *, letters: int = 2) -> None:
    """Refuse what only fills the place: the same words or letters again and again."""
    words = _WORD.findall(node.value.casefold()) if node is not None else []
    repeated = len(words) >= 4 and len(set(words)) * 2 <= len(words) and len(set(words)) < _FEW
    if node is not None and (repeated or len(set("".join(words))) < letters):
        problems.append(node.problem("this only fills the place; say it so that a stranger understands"))
