"""Typed access to what a resource declares. The same for plans and source: mappers see only this.

Marks of what is unknown have the form of the values: true at a place that is known only after apply, or a text with the reason.
A value that is not known is `Unknown` with that reason and the address; one that is marked sensitive is not read at all.
A value of an unexpected type is unknown too: never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hipaacheck import Tags, Unknown

AFTER_APPLY = "known only after apply"
SENSITIVE = "marked sensitive, so not read"
NOT_HERE = "not declared in this plan"


class Block:
    """A resource body or a nested block: values with marks of what is unknown and what is sensitive."""

    __slots__ = ("expressions", "path", "reason", "sensitive", "unknown", "values")

    def __init__(self, values: Any, unknown: Any, sensitive: Any, expressions: Any, path: str) -> None:
        self.values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        self.unknown = unknown
        self.sensitive = sensitive
        self.expressions: Any = expressions
        self.path = path
        """Address of the resource and, after a dot, the place in it."""
        self.reason = AFTER_APPLY
        """Why unknown values are not known."""

    def get(self, name: str) -> Any:
        """The plain value of an attribute: null when not declared, `Unknown` at every place that is not known."""
        unknown, sensitive = self.unknown, self.sensitive
        if type(unknown) is dict:  # the hottest lines of a scan: no isinstance
            unknown = unknown.get(name)
        if type(sensitive) is dict:
            sensitive = sensitive.get(name)
        if not unknown and not sensitive:
            return self.values.get(name)
        if unknown is True or type(unknown) is str:
            return Unknown(self.reason if unknown is True else unknown, f"{self.path}.{name}")
        return _marked(self.values.get(name), unknown, sensitive, f"{self.path}.{name}")

    def text(self, name: str) -> str | Unknown | None:
        """A string; an empty one counts as not declared. Source may have a number, true or false in its place."""
        value = self.get(name)
        if type(value) is str:
            return value or None
        if value is None or type(value) is Unknown:
            return value
        found = self._text(name, value)
        return found if isinstance(found, Unknown) else found or None

    def flag(self, name: str) -> bool | Unknown | None:
        """A boolean; the strings "true" and "false" count too."""
        value = self.get(name)
        if value is None or type(value) is bool or type(value) is Unknown:
            return value
        if value in ("true", "false"):
            return bool(value == "true")
        return None if value == "" else self._odd(name, "true or false", value)

    def integer(self, name: str) -> int | Unknown | None:
        """A whole number; a string of digits counts too."""
        value = self.get(name)
        if value is None or isinstance(value, Unknown) or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
            return int(value)
        return None if value == "" else self._odd(name, "a whole number", value)

    def texts(self, name: str) -> list[str | Unknown] | Unknown:
        """A list or set of strings; empty when not declared."""
        value = self.get(name)
        if value is None:
            return []
        if isinstance(value, Unknown):
            return value
        if not isinstance(value, list):
            return self._odd(name, "a list", value)
        return [self._text(name, item) for item in value if item is not None]

    def _text(self, name: str, value: Any) -> str | Unknown:
        if isinstance(value, str | Unknown):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int | float) else self._odd(name, "text", value)

    def blocks(self, name: str) -> list[Block | Unknown] | Unknown:
        """Nested blocks, in order; empty when not declared. Takes a single object as a list of one."""
        values = self.values.get(name)
        unknown = self.unknown.get(name) if isinstance(self.unknown, dict) else self.unknown
        sensitive = self.sensitive.get(name) if isinstance(self.sensitive, dict) else self.sensitive
        where = f"{self.path}.{name}"
        if unknown is True or type(unknown) is str:
            return Unknown(self.reason if unknown is True else unknown, where)
        if sensitive is True:
            return Unknown(SENSITIVE, where)
        if values is None:
            return Unknown(AFTER_APPLY, where) if isinstance(unknown, list) and unknown else []
        if isinstance(values, dict):
            values, unknown, sensitive = [values], [unknown], [sensitive]
        if not isinstance(values, list):
            return self._odd(name, "a block", values)
        expressions = self.expressions.get(name) if isinstance(self.expressions, dict) else None
        return [
            self._nested(
                item,
                _at(unknown, number),
                _at(sensitive, number),
                _configured(expressions, item, number, len(values)),
                f"{where}[{number}]",
            )
            for number, item in enumerate(values)
        ]

    def _nested(self, value: Any, unknown: Any, sensitive: Any, expressions: Any, where: str) -> Block | Unknown:
        if type(unknown) is str:
            return Unknown(unknown, where)
        if unknown is True or sensitive is True:
            return Unknown(AFTER_APPLY if unknown is True else SENSITIVE, where)
        return Block(value, unknown, sensitive, expressions, where)

    def block(self, name: str) -> Block | Unknown | None:
        """The one nested block of that name; null when not declared."""
        found = self.blocks(name)
        if isinstance(found, Unknown):
            return found
        return found[0] if found else None

    def _odd(self, name: str, wanted: str, value: Any) -> Unknown:
        return Unknown(f"{type(value).__name__} where {wanted} was expected", f"{self.path}.{name}")


def _at(marks: Any, number: int) -> Any:
    """The mark of one list item. A list of marks may be shorter than the list."""
    if isinstance(marks, list):
        return marks[number] if number < len(marks) else None
    return marks


IN_ORDER = "[]"
"""The key of configurations that stand in the order of their blocks, as source has them."""


def _configured(expressions: Any, value: Any, number: int, total: int) -> Any:
    """The configuration of one nested block; null when it cannot be told.

    Source tells it block by block. In a plan, blocks of a set are sorted and stand in source order in its configuration, and
    dynamic blocks are missing there. So a block is paired with the one configuration whose constants it has, if there are as
    many of each.
    """
    if isinstance(expressions, dict):
        ordered = expressions.get(IN_ORDER)
        return expressions if ordered is None else ordered[number]
    if not isinstance(expressions, list) or len(expressions) != total:
        return None
    if total == 1:
        return expressions[0]
    fitting = [item for item in expressions if _fits(item, value)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(expressions: Any, value: Any) -> bool:
    """Whether a block has all the constants of a configuration."""
    if not isinstance(expressions, dict) or not isinstance(value, dict):
        return False
    constants = {
        name: item["constant_value"] for name, item in expressions.items() if isinstance(item, dict) and "constant_value" in item
    }
    return all(_text(value.get(name)) == _text(constant) for name, constant in constants.items())


def _text(value: Any) -> str:
    """Plain values in the form that makes `"80"` and `80`, `"true"` and `true` equal."""
    return str(value).lower() if isinstance(value, bool | int | float | str) else repr(value)


def _marked(value: Any, unknown: Any, sensitive: Any, where: str) -> Any:
    if unknown is True or type(unknown) is str:
        return Unknown(AFTER_APPLY if unknown is True else unknown, where)
    if sensitive is True:
        return Unknown(SENSITIVE, where)
    if isinstance(value, list) or (value is None and isinstance(unknown, list) and unknown):
        value = value or []
        size = max(len(value), len(unknown) if isinstance(unknown, list) else 0)
        items = [*value, *[None] * (size - len(value))]
        return [_marked(item, _at(unknown, n), _at(sensitive, n), f"{where}[{n}]") for n, item in enumerate(items)]
    if isinstance(value, dict) or isinstance(unknown, dict):
        inner = value if isinstance(value, dict) else {}
        names = {**inner, **unknown} if isinstance(unknown, dict) else inner
        if not isinstance(value, dict) and not any(mark for mark in names.values()):
            return value
        return {
            name: _marked(
                inner.get(name),
                unknown.get(name) if isinstance(unknown, dict) else unknown,
                sensitive.get(name) if isinstance(sensitive, dict) else sensitive,
                f"{where}.{name}",
            )
            for name in names
        }
    return value


class Resource(Block):
    """One instance of a resource block.

    `address` is the full resource address, `module` that of its module instance (empty for the root), `key` its
    `count` or `for_each` key. A stub stands for a resource that only others speak of: everything on it is unknown.
    """

    __slots__ = ("address", "configured", "key", "module", "name", "provider", "stub", "type")

    def __init__(
        self,
        *,
        address: str,
        module: str,
        type: str,  # noqa: A002 - Terraform's word
        name: str,
        key: str | int | None,
        values: Any,
        unknown: Any = None,
        sensitive: Any = None,
        expressions: Any = None,
        provider: str | None = None,
        stub: bool = False,
    ) -> None:
        super().__init__(values, unknown, sensitive, expressions, address)
        self.address = address
        self.module = module
        self.type = type
        self.name = name
        self.key = key
        self.provider = provider
        self.stub = stub
        self.configured = expressions is not None
        """Whether the configuration of the block is at hand, in `expressions`."""

    def declares(self, name: str) -> bool:
        """Whether the configuration sets the argument; yes when there is no configuration to tell.

        Dynamic blocks do not appear in the configuration of a plan, so an argument that is known after apply and not
        declared is either computed by AWS or a dynamic block over a set that is itself unknown.
        """
        return not self.configured or name in self.expressions


def stub(type: str, address: str) -> Resource:  # noqa: A002 - Terraform's word
    """A resource of which only the id is known."""
    out = Resource(address=address, module="", type=type, name=address, key=None, values={}, unknown=True, stub=True)
    out.reason = NOT_HERE
    return out


def to_tags(value: Any, where: str) -> Tags | Unknown:
    """Tags from a map that may hold unknown values."""
    if isinstance(value, Unknown):
        return value
    if value is None:
        return Tags(items={})
    if not isinstance(value, dict):
        return Unknown("tags are not a map", where)
    return Tags(
        items={str(key): item if isinstance(item, str | Unknown) or item is None else str(item) for key, item in value.items()}
    )
