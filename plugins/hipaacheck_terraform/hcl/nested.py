"""Nested blocks of a resource, as expressions elsewhere see them: `filter.this.metric_transformation[0].name`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hipaacheck_terraform.hcl.expressions import Expression
from hipaacheck_terraform.hcl.parser import Block, Body
from hipaacheck_terraform.hcl.parts import Lazy, Whole
from hipaacheck_terraform.hcl.values import Unresolved, Value


class _Scope(Protocol):
    def value(self, expression: Expression) -> Value: ...


class Nested(Unresolved, Lazy):
    """The blocks of one type in a body: each by its number, as long as none of them is dynamic. Only lists have numbers, so
    that those of a set, which is sorted, are not mixed up."""

    __slots__ = ("_address", "_blocks", "_name", "_scope")

    def __init__(self, address: str, name: str, blocks: Sequence[Block], scope: _Scope) -> None:
        super().__init__(f"a nested block of {address}", frozenset(((address, (name,)),)))
        self._address, self._name, self._scope = address, name, scope
        self._blocks = () if any(block.type == "dynamic" for block in blocks) else tuple(blocks)

    def member(self, name: str) -> Value:
        """The block of a number; unresolved for anything else."""
        if name.isdecimal() and int(name) < len(self._blocks):
            return _Block(self._address, self._name, self._blocks[int(name)].body, self._scope)
        return Unresolved(self.reason, self.refers)


class _Block(Unresolved, Whole):
    """One nested block: its arguments as they are declared. What is left out or null is unresolved."""

    __slots__ = ("_address", "_body", "_name", "_scope")

    def __init__(self, address: str, name: str, body: Body, scope: _Scope) -> None:
        super().__init__(f"a nested block of {address}", frozenset(((address, (name,)),)))
        self._address, self._name, self._body, self._scope = address, name, body, scope

    def member(self, name: str) -> Value:
        argument = self._body.attributes.get(name)
        value = None if argument is None else self._scope.value(argument.value)
        if value is not None:
            return value
        inner = of_type(self._body, name)
        return Nested(self._address, self._name, inner, self._scope) if inner else Unresolved(self.reason, self.refers)


def of_type(body: Body, name: str) -> list[Block]:
    """The blocks of a type in a body, dynamic ones included."""
    return [block for block in body.blocks if block.type == name or (block.type == "dynamic" and block.labels[:1] == (name,))]
