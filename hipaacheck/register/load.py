"""A folder of YAML files → `Register`. Every mistake of every file is collected; with one mistake, nothing of it counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import msgspec

from hipaacheck.errors import ControlError, Problem, RegisterError
from hipaacheck.language.nodes import Node, compose
from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.model.register import AcceptedRisk, Attestation, Decision, Register, RegisterFile
from hipaacheck.register.files import read_files
from hipaacheck.register.rules import Known, check_attestation, check_decision, check_waiver
from hipaacheck.register.schema import PLACEHOLDER, SCHEMA, Schema
from hipaacheck.register.secrets import find_secret
from hipaacheck.register.shape import check_shape, quoted

DEFAULT_FOLDER = "compliance"


def load_register(folder: Path, *, safeguards: Sequence[Safeguard], controls: Mapping[str, Control]) -> Register:
    """The register in the .yaml and .yml files of a folder and of those below it, in order of their names.

    `safeguards` are the lines of the law, `controls` all controls that are loaded, by id. Hidden files and folders (`.git`) are
    passed over. Raises UsageError for a folder that cannot be read, RegisterError with every mistake of every file.
    """
    files, problems = read_files(folder)
    return _checked(files, folder.as_posix(), safeguards, controls, problems)


def parse_register(
    files: Sequence[RegisterFile], folder: str, *, safeguards: Sequence[Safeguard], controls: Mapping[str, Control]
) -> Register:
    """The register in texts that were read already; `folder` is where messages say that they are. Raises RegisterError."""
    return _checked(files, folder, safeguards, controls, [])


class _Kind(NamedTuple):
    """A kind of record: what it becomes, and what is checked beyond its form."""

    record: type[Any]
    check: Callable[[Node, Known, list[Problem]], None]


_KINDS = {
    "waivers": _Kind(AcceptedRisk, check_waiver),
    "decisions": _Kind(Decision, check_decision),
    "attestations": _Kind(Attestation, check_attestation),
}


def _checked(
    files: Sequence[RegisterFile],
    folder: str,
    safeguards: Sequence[Safeguard],
    controls: Mapping[str, Control],
    problems: list[Problem],
) -> Register:
    documents = [node for file in files if (node := _document(file, folder, problems)) is not None]
    records = {name: list(_records(documents, name)) for name in _KINDS}
    ids = frozenset(node.value.strip() for record in records["attestations"] if (node := _id(record)) is not None)
    known = Known({line.citation: line for line in safeguards}, controls, ids)
    _check_ids([record for nodes in records.values() for record in nodes], problems)
    found: dict[str, tuple[Any, ...]] = {}
    for name, kind in _KINDS.items():
        found[name] = tuple(
            record for node in records[name] if (record := _record(node, name, kind, known, problems)) is not None
        )
    if problems:
        raise RegisterError(problems)
    return Register(folder=folder, files=tuple(files), **found)


def _document(file: RegisterFile, folder: str, problems: list[Problem]) -> Node | None:
    """The one mapping of a file; null when there is none, or something is wrong before its records are looked at."""
    place = PurePosixPath(folder, file.name).as_posix()
    secret = find_secret(file.text)
    if secret is not None:
        line = file.text.count("\n", 0, secret[1]) + 1
        column = secret[1] - file.text.rfind("\n", 0, secret[1])
        problems.append(Problem(place, line, column, _secret(secret[0])))
        return None
    try:
        nodes = _compose(file.text, place)
    except ControlError as error:
        problems += [problem._replace(text=_advised(problem.text)) for problem in error.problems]
        return None
    if not nodes or (len(nodes) == 1 and nodes[0].value is None):
        return None
    if len(nodes) > 1:
        problems.append(nodes[1].problem("a file of the register is one document; remove '---', or make two files"))
        return None
    hidden = [(node, found[0]) for node in _texts(nodes[0]) if (found := find_secret(node.value)) is not None]
    problems += [node.problem(_secret(what)) for node, what in hidden]
    if hidden:
        return None
    check_shape(nodes[0], SCHEMA, problems)
    return nodes[0]


def _secret(what: str) -> str:
    return f"this looks like {what}, and the register is kept as evidence. Remove it, and change it if it was real; or reword it"


def _advised(text: str) -> str:
    """What is wrong with YAML, where the register's advice differs: a day may stand without quotes, a time is none."""
    return re.sub(r"YAML reads (.*) as a date; quote it", r"\1 is a time; write the day alone, as YYYY-MM-DD", text)


def _texts(node: Node) -> Iterator[Node]:
    """Every text in a node, keys included."""
    if isinstance(node.value, str):
        yield node
    elif node.is_list:
        for item in node.value:
            yield from _texts(item)
    elif node.is_map:
        for key, value in node.entries():
            yield key
            yield from _texts(value)


# -- records -------------------------------------------------------------------------------------------------------


def _records(documents: Sequence[Node], name: str) -> Iterator[Node]:
    for document in documents:
        node = document.get(name)
        if node is not None and node.is_list:
            yield from node.value


def _id(record: Node) -> Node | None:
    """The node of its id, if there is one that is filled in."""
    node = record.get("id")
    return node if node is not None and isinstance(node.value, str) and not re.search(PLACEHOLDER, node.value) else None


def _check_ids(records: Sequence[Node], problems: list[Problem]) -> None:
    """An id is used once, over all kinds and files."""
    seen: dict[str, Node] = {}
    for node in filter(None, map(_id, records)):
        first = seen.setdefault(node.value.strip(), node)
        if first is not node:
            problems.append(node.problem(f"id '{quoted(node.value)}' is taken by {first.file}:{first.line}"))


def _record(node: Node, name: str, kind: _Kind, known: Known, problems: list[Problem]) -> Any:
    """The record in a node, or null when something is wrong with it."""
    schema = SCHEMA["$defs"][name[:-1]]
    before = len(problems)
    if node.is_map:
        kind.check(_sound(node, schema), known, problems)
    if len(problems) > before or not _fits(node, schema):  # what is wrong with its form was told with the rest of the file
        return None
    plain = _stripped(node.plain())
    for document in plain.get("documents", ()):
        document["sha256"] = document["sha256"].lower()
    return msgspec.convert({**plain, "file": node.file, "line": node.line}, kind.record)


def _fits(node: Node, schema: Schema) -> bool:
    found: list[Problem] = []
    check_shape(node, schema, found)
    return not found


def _sound(node: Node, schema: Schema) -> Node:
    """The mapping with the members whose form is right."""
    members = schema["properties"]
    kept = {key: pair for key, pair in node.value.items() if key in members and _fits(pair[1], members[key])}
    return Node(kept, node.file, node.line, node.column)


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.strip(): _stripped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_stripped(item) for item in value]
    return value.strip() if isinstance(value, str) else value


# -- text ----------------------------------------------------------------------------------------------------------

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?= *(?:[,\]}\r]|$| #))")


def _compose(text: str, place: str) -> list[Node]:
    """The documents of a text. A day without quotes is text, too: people write both. Raises ControlError."""
    try:
        return compose(text, place)
    except ControlError as error:
        lines = text.split("\n")
        for problem in sorted(set(error.problems), reverse=True):
            line = lines[problem.line - 1] if problem.line <= len(lines) else ""
            day = _DAY.match(line, problem.column - 1)
            if day is not None:
                lines[problem.line - 1] = f'{line[: day.start()]}"{day[0]}"{line[day.end() :]}'
        changed = "\n".join(lines)
        if changed == text:
            raise
    return compose(changed, place)
