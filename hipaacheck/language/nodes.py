"""YAML as nodes with positions, with YAML's traps refused.

Controls are read from events instead of loaded values: that costs the same, keeps line and column, bounds the depth, and lets
us refuse what YAML would silently change: duplicate keys, `no` read as false, `0123` read as an octal number, dates, tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hipaacheck.errors import ControlError, Problem

_MAX_DEPTH = 60
_MAX_SIZE = 1_000_000
"""Characters of a file: a thousand controls or so."""
_MAX_DIGITS = 16
"""Characters of a number: about what a floating-point number keeps exactly."""
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
    """The documents of a YAML file. Raises ControlError with every mistake up to the first place that is not YAML."""
    import yaml  # not on the plan path: the built-in pack is compiled

    if len(text) > _MAX_SIZE:
        raise ControlError([Problem(file, 1, 1, f"longer than {_MAX_SIZE} characters; divide it into several files")])
    resolver: Any = yaml.resolver.Resolver()
    builder = _Builder(file, lambda plain: str(resolver.resolve(yaml.ScalarNode, plain, (True, False))))
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.add(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        place = Node(None, file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
        builder.problems.append(place.problem(f"not YAML: {what}"))
    except _TooDeepError as error:
        builder.problems.append(error.problem)
    if builder.problems:
        raise ControlError(builder.problems)
    return builder.documents


class _TooDeepError(Exception):
    """Reading stops here, which bounds the parser's effort and the depth of every later recursion."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class _Builder:
    """Nodes from parser events. `around` holds the collections that are not closed yet, outermost first."""

    def __init__(self, file: str, resolve: Callable[[str], str]) -> None:
        self.file = file
        self.resolve = resolve
        self.documents: list[Node] = []
        self.problems: list[Problem] = []
        self.around: list[Node] = []
        self.keys: list[Node | None] = []
        """For each collection around, the key that waits for its value."""

    def add(self, event: Any) -> None:
        """Take the next event."""
        kind = type(event).__name__
        if kind == "ScalarEvent":
            self._place(self._node(event, self._scalar(event)))
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            node = self._node(event, {} if kind == "MappingStartEvent" else [])
            if len(self.around) > _MAX_DEPTH:
                raise _TooDeepError(node.problem(f"nested deeper than {_MAX_DEPTH} levels"))
            self.around.append(node)
            self.keys.append(None)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.keys.pop()
            self._place(self.around.pop())
        elif kind == "AliasEvent":
            self._refuse(event, "aliases (*name) are not supported; write the value out")
            self._place(self._node(event, None))

    def _node(self, event: Any, value: Any) -> Node:
        if getattr(event, "tag", None) is not None:
            self._refuse(event, f"the YAML tag {event.tag.replace('tag:yaml.org,2002:', '!!')} is not supported; remove it")
        mark = event.start_mark
        return Node(value, self.file, mark.line + 1, mark.column + 1)

    def _refuse(self, event: Any, text: str) -> None:
        self.problems.append(Problem(self.file, event.start_mark.line + 1, event.start_mark.column + 1, text))

    def _place(self, node: Node) -> None:
        """Put a finished node where it belongs."""
        if not self.around:
            self.documents.append(node)
        elif self.around[-1].is_list:
            self.around[-1].value.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = node
        else:
            self.keys[-1] = None
            self._entry(self.around[-1].value, key, node)

    def _entry(self, mapping: dict[str, tuple[Node, Node]], key: Node, value: Node) -> None:
        if not isinstance(key.value, str):
            self.problems.append(key.problem("a key must be text; quote it"))
        elif key.value in mapping:
            first = mapping[key.value][0].line
            self.problems.append(key.problem(f"duplicate key '{key.value}'; the first is on line {first}"))
        else:
            mapping[key.value] = (key, value)

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style or event.tag is not None:  # quoted or a block; plain scalars have None (Python) or "" (C)
            return text
        tag = self.resolve(text).rsplit(":", 1)[-1]
        if tag == "null":
            return None
        if text in ("true", "false"):
            return text == "true"
        if tag in ("int", "float") and len(text) <= _MAX_DIGITS:
            if _INT.fullmatch(text):
                return int(text)
            if _FLOAT.fullmatch(text):
                return float(text)
        if tag != "str" or text.lower() in _TRAPS:
            self._refuse(event, _trap(tag, text))
        return text


def _trap(tag: str, text: str) -> str:
    if tag in ("int", "float") and len(text) > _MAX_DIGITS:
        return f"a number of more than {_MAX_DIGITS} characters is too long; quote it if it is text"
    meanings = {
        "int": "another number; quote it, or write it in plain decimals",
        "float": "another number; quote it, or write it in plain decimals",
        "timestamp": "a date; quote it",
        "merge": "a merge key; write the keys out",
        "value": "a default key; quote it",
    }
    return f"YAML reads {text} as {meanings.get(tag, 'a boolean; write true or false, or quote it')}"
