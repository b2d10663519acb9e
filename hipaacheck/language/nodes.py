"""YAML as nodes with positions, with YAML's traps refused.

Controls are read from composed nodes instead of loaded values: that costs the same, keeps line and column, and lets us
refuse what YAML would silently change: duplicate keys, `no` read as false, `0123` read as an octal number, dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hipaacheck.errors import ControlError, Problem

_MAX_DEPTH = 60
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_TRAPS = {"y", "n", "yes", "no", "on", "off"}


@dataclass(frozen=True, slots=True)
class Node:
    """One YAML node. `value` is a plain value, a list of nodes, or a dict of key → (key node, value node)."""

    value: Any
    file: str
    line: int
    column: int

    def problem(self, text: str) -> Problem:
        """A mistake at this place."""
        return Problem(self.file, self.line, self.column, text)

    @property
    def is_map(self) -> bool:
        """Whether it is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether it is a sequence."""
        return isinstance(self.value, list)

    def entries(self) -> Iterator[tuple[Node, Node]]:
        """(key, value) nodes of a mapping, in order."""
        yield from self.value.values()

    def get(self, key: str) -> Node | None:
        """The value under a key of a mapping; null when there is none."""
        pair = self.value.get(key) if isinstance(self.value, dict) else None
        return pair[1] if pair else None

    def plain(self) -> Any:
        """The value without positions."""
        if isinstance(self.value, dict):
            return {key: value.plain() for key, (_, value) in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value


def compose(text: str, file: str) -> list[Node]:
    """The documents of a YAML file. Raises ControlError with every mistake of the first broken document."""
    import yaml  # not on the plan path: the built-in pack is compiled

    try:
        documents = list(yaml.compose_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ControlError(
            [Problem(file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, f"not YAML: {what}")]
        ) from None
    except RecursionError:
        raise ControlError([Problem(file, 1, 1, "nested too deeply")]) from None
    problems: list[Problem] = []
    nodes = [_convert(document, file, problems, set(), 0) for document in documents if document is not None]
    if problems:
        raise ControlError(problems)
    return nodes


def _convert(node: Any, file: str, problems: list[Problem], seen: set[int], depth: int) -> Node:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if depth > _MAX_DEPTH:
        problems.append(Problem(file, line, column, f"nested deeper than {_MAX_DEPTH} levels"))
        return Node(None, file, line, column)
    if id(node) in seen:
        problems.append(Problem(file, line, column, "aliases (*name) are not supported; write the value out"))
        return Node(None, file, line, column)
    seen.add(id(node))
    value: Any
    if node.id == "mapping":
        value = {}
        for key_node, value_node in node.value:
            key = _convert(key_node, file, problems, seen, depth + 1)
            if not isinstance(key.value, str):
                problems.append(key.problem(f"a key must be text; quote {key.value!r}"))
            elif key.value in value:
                problems.append(key.problem(f"duplicate key '{key.value}'; the first is on line {value[key.value][0].line}"))
            else:
                value[key.value] = (key, _convert(value_node, file, problems, seen, depth + 1))
    elif node.id == "sequence":
        value = [_convert(item, file, problems, seen, depth + 1) for item in node.value]
    else:
        value = _scalar(node, Problem(file, line, column, ""), problems)
    return Node(value, file, line, column)


def _scalar(node: Any, place: Problem, problems: list[Problem]) -> Any:
    text: str = node.value
    if node.style:  # quoted or a block; plain scalars have None (Python) or "" (C)
        return text
    tag = node.tag.rsplit(":", 1)[-1]
    if tag == "null":
        return None
    if tag == "bool" or text.lower() in _TRAPS:
        if text in ("true", "false"):
            return text == "true"
        problems.append(
            Problem(place.file, place.line, place.column, f"YAML reads {text} as a boolean; write true or false, or quote it")
        )
    elif tag == "int" or tag == "float":
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        problems.append(
            Problem(
                place.file,
                place.line,
                place.column,
                f"YAML reads {text} as another number; quote it, or write it in plain decimals",
            )
        )
    elif tag == "timestamp":
        problems.append(Problem(place.file, place.line, place.column, f"YAML reads {text} as a date; quote it"))
    elif tag != "str":
        problems.append(Problem(place.file, place.line, place.column, f"the YAML tag !{tag} is not supported"))
    return text


def nearest(name: str, known: Any) -> str:
    """` did you mean 'x'?` for a misspelt name, or nothing."""
    import difflib

    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""
