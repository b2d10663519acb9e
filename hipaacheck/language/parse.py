"""Control documents → `Control` records. Every mistake of every file is collected before anything is refused."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hipaacheck.errors import ControlError, Problem, nearest
from hipaacheck.language.nodes import Node, compose
from hipaacheck.language.predicates import Checker, check_operand
from hipaacheck.language.types import Type, Vocabulary
from hipaacheck.model.controls import SEVERITIES, Control, Param, Predicate

_REQUIRED = ("id", "title", "severity", "asset", "safeguards", "require")
_OPTIONAL = ("when", "params", "message", "rationale", "remediation", "references", "mappings", "tags", "replaces", "tests")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PARAM_TYPES: dict[str, Type] = {
    "string": Type("str"),
    "integer": Type("int"),
    "number": Type("float"),
    "boolean": Type("bool"),
    "strings": Type("list", item=Type("str")),
    "integers": Type("list", item=Type("int")),
}


@dataclass(frozen=True)
class Context:
    """What controls are checked against: asset types, predicates, and the citations that exist."""

    vocabulary: Vocabulary
    predicates: Mapping[str, Any]
    citations: Collection[str]


@dataclass(frozen=True)
class Document:
    """A control with its node, from which its tests are read when they are run."""

    control: Control
    node: Node


def parse_file(text: str, file: str, context: Context, problems: list[Problem], expected_id: str | None = None) -> list[Document]:
    """The controls of one YAML file. Mistakes go to `problems`; a document with mistakes is left out.

    `expected_id` is the id that the file's place in its pack gives; null lets any id be.
    """
    try:
        nodes = compose(text, file)
    except ControlError as error:
        problems.extend(error.problems)
        return []
    if not nodes:
        problems.append(Problem(file, 1, 1, "no control in this file"))
    out = []
    for node in nodes:
        before = len(problems)
        control = _control(node, context, problems, expected_id if len(nodes) == 1 else None)
        if control is not None and len(problems) == before:
            out.append(Document(control, node))
    return out


def _control(node: Node, context: Context, problems: list[Problem], expected_id: str | None) -> Control | None:
    if not node.is_map:
        problems.append(node.problem("a control is a mapping with id, title, severity, asset, safeguards and require"))
        return None
    for key, _ in node.entries():
        if key.value not in _REQUIRED + _OPTIONAL:
            problems.append(key.problem(f"unknown key '{key.value}'{nearest(key.value, _REQUIRED + _OPTIONAL)}"))
    missing = [key for key in _REQUIRED if node.get(key) is None]
    if missing:
        problems.append(node.problem(f"missing {', '.join(missing)}"))
        return None
    reader = _Reader(node, problems)
    asset_node = reader.node("asset")
    kind = context.vocabulary.get(asset_node.value) if isinstance(asset_node.value, str) else None
    if kind is None:
        problems.append(
            asset_node.problem(f"no asset type '{asset_node.value}'{nearest(str(asset_node.value), context.vocabulary)}")
        )
        return None
    params = _params(node.get("params"), problems)
    checker = Checker(context.vocabulary, params, context.predicates, problems)
    at = Type("asset", asset=kind.name)
    checker.reads[kind.name] = {}
    before = len(problems)
    when_node = node.get("when")
    when: Predicate | None = checker.predicate(when_node, at) if when_node is not None else None
    require = checker.predicate(reader.node("require"), at)
    params_node = node.get("params")
    unused = sorted(set(params) - checker.used_params) if len(problems) == before else []
    problems += [(params_node or node).problem(f"parameter '{name}' is not used") for name in unused]
    message = reader.text("message") or None
    if message is not None:
        _check_message(reader.node("message"), message, checker, at)
    return Control(
        id=_id(reader, expected_id),
        title=reader.line("title"),
        severity=reader.choice("severity", SEVERITIES),
        asset=kind.name,
        safeguards=_citations(reader, context.citations),
        require=require,
        when=when,
        params=params,
        message=message,
        rationale=reader.text("rationale"),
        remediation=reader.text("remediation"),
        references=reader.texts("references"),
        mappings=_mappings(node.get("mappings"), problems),
        tags=reader.texts("tags"),
        replaces=reader.texts("replaces"),
        reads={name: tuple(fields) for name, fields in checker.reads.items()},
        live_only=checker.live_only,
        file=node.file,
        line=node.line,
    )


@dataclass(frozen=True)
class _Reader:
    """Typed access to the plain members of a control document."""

    document: Node
    problems: list[Problem]

    def node(self, key: str) -> Node:
        return self.document.get(key) or self.document

    def text(self, key: str) -> str:
        node = self.document.get(key)
        if node is None:
            return ""
        if not isinstance(node.value, str) or not node.value.strip():
            self.problems.append(node.problem(f"'{key}' must be text"))
            return ""
        return node.value.strip()

    def line(self, key: str) -> str:
        text = self.text(key)
        if "\n" in text:
            self.problems.append(self.node(key).problem(f"'{key}' must be one line"))
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.document.get(key)
        if node is None:
            return ()
        if not node.is_list or not all(isinstance(item.value, str) and item.value.strip() for item in node.value):
            self.problems.append(node.problem(f"'{key}' must be a list of texts"))
            return ()
        return tuple(item.value.strip() for item in node.value)

    def choice(self, key: str, choices: tuple[Any, ...]) -> Any:
        node = self.node(key)
        if node.value not in choices:
            self.problems.append(node.problem(f"'{key}' must be one of {', '.join(choices)}{nearest(str(node.value), choices)}"))
            return choices[0]
        return node.value


def _id(reader: _Reader, expected: str | None) -> str:
    node = reader.node("id")
    name = str(node.value)
    if not _ID.fullmatch(name):
        reader.problems.append(node.problem(f"id '{name}' must be lower-case words joined with dashes"))
    elif expected is not None and name != expected:
        reader.problems.append(node.problem(f"id '{name}' does not match the file's place, which gives '{expected}'"))
    return name


def _citations(reader: _Reader, known: Collection[str]) -> tuple[str, ...]:
    node = reader.node("safeguards")
    citations = reader.texts("safeguards")
    if not citations and node.is_list:
        reader.problems.append(node.problem('cite at least one safeguard, e.g. "164.312(a)(1)"'))
    for citation, item in zip(citations, node.value if node.is_list else (), strict=False):
        if known and citation not in known:
            reader.problems.append(item.problem(f"no safeguard '{citation}'{nearest(citation, known)}"))
    if len(set(citations)) != len(citations):
        reader.problems.append(node.problem("a safeguard is cited twice"))
    return citations


def _params(node: Node | None, problems: list[Problem]) -> dict[str, Param]:
    if node is None:
        return {}
    if not node.is_map:
        problems.append(node.problem("'params' maps names to {type, default, doc}"))
        return {}
    out: dict[str, Param] = {}
    for key, value in node.entries():
        param = _param(key, value, problems)
        if param is not None:
            out[key.value] = param
    return out


def _param(key: Node, value: Node, problems: list[Problem]) -> Param | None:
    kind, default, doc, weaker = (value.get(name) for name in ("type", "default", "doc", "weaker"))
    if not value.is_map or kind is None or default is None or doc is None:
        problems.append(value.problem(f"parameter '{key.value}' needs type, default and doc"))
        return None
    for extra, _ in value.entries():
        if extra.value not in ("type", "default", "doc", "weaker"):
            problems.append(
                extra.problem(f"unknown key '{extra.value}'{nearest(extra.value, ('type', 'default', 'doc', 'weaker'))}")
            )
    if kind.value not in tuple(_PARAM_TYPES):  # a mapping there has no hash
        problems.append(kind.problem(f"no parameter type '{kind.plain()}'; one of {', '.join(_PARAM_TYPES)}"))
        return None
    if weaker is not None and weaker.value not in ("lower", "higher", "different"):
        problems.append(weaker.problem("'weaker' is lower, higher or different: the direction that weakens the control"))
        return None
    if problem := check_param(kind.value, default.plain()):
        problems.append(default.problem(f"default of '{key.value}': {problem}"))
        return None
    return Param(type=kind.value, default=default.plain(), doc=str(doc.value), weaker=weaker.value if weaker else None)


def check_param(kind: str, value: Any) -> str | None:
    """What is wrong with a value for a parameter of this type, or null."""
    if kind in ("strings", "integers") and value == []:
        return None
    return check_operand(value, "same", _PARAM_TYPES[kind])


def _mappings(node: Node | None, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    if node is None:
        return {}
    if not node.is_map:
        problems.append(node.problem("'mappings' maps a catalogue's name to its ids"))
        return {}
    out: dict[str, tuple[str, ...]] = {}
    for key, value in node.entries():
        items = value.value if value.is_list else [value]
        if not items or not all(isinstance(item.value, str) for item in items):
            problems.append(value.problem(f"mapping '{key.value}' must be an id or a list of ids"))
            continue
        out[key.value] = tuple(item.value for item in items)
    return out


def _check_message(node: Node, message: str, checker: Checker, at: Type) -> None:
    for placeholder in _PLACEHOLDER.findall(message):
        _, reached = checker.path(Node(placeholder, node.file, node.line, node.column), at)
        shown = reached.item if reached is not None and reached.kind == "list" else reached
        if shown is not None and shown.kind not in ("bool", "int", "float", "str", "time"):
            checker.fail(node, f"{{{placeholder}}} is {reached}; a message can show plain values only")
