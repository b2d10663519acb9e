"""Where a control uses its parameters, and whether a value that an organisation sets fits there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck.errors import nearest
from hipaacheck.language.operators import OPS
from hipaacheck.language.parse import check_param
from hipaacheck.language.predicates import check_setting
from hipaacheck.language.types import Type, Vocabulary, members
from hipaacheck.model.controls import AllOf, AnyOf, Compare, Control, Count, Not, Path, Predicate, Quantified


def check_override(control: Control, name: str, value: Any, vocabulary: Vocabulary) -> str | None:
    """What is wrong with a value for a parameter of the control, or null. Every use of the parameter counts."""
    param = control.params.get(name)
    if param is None:
        return f"no parameter '{name}'{nearest(name, control.params)}"
    if problem := check_param(param.type, value):
        return problem
    at = Type("asset", asset=control.asset)
    for node in (control.require, control.when):
        for used, wants, reached in _uses(node, at, vocabulary) if node is not None else ():
            if used == name and (problem := check_setting(value, wants, reached)):
                return problem
    return None


def _uses(node: Predicate, at: Type, vocabulary: Vocabulary) -> Iterator[tuple[str, str, Type]]:
    """Parameter, what its operator wants, and the type it is compared with. Calls are left out: loading compared the types."""
    if isinstance(node, AllOf | AnyOf):
        for item in node.items:
            yield from _uses(item, at, vocabulary)
    elif isinstance(node, Not):
        yield from _uses(node.item, at, vocabulary)
    elif isinstance(node, Compare):
        if node.param is not None:
            yield node.param, OPS[node.op].operand, _reached(node.path, at, vocabulary)
    elif isinstance(node, Quantified | Count):
        if isinstance(node, Count) and node.param is not None:
            yield node.param, "same", Type("int")
        inside = _reached(node.path, at, vocabulary).item
        if inside is not None and node.where is not None:
            yield from _uses(node.where, inside, vocabulary)


def _reached(path: Path, at: Type, vocabulary: Vocabulary) -> Type:
    for name in path:
        at = Type("str", nullable=True) if at.kind == "tags" else members(at, vocabulary)[name]
    return at
