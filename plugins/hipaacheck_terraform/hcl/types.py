"""Type constraints of variables, and conversion to them.
https://developer.hashicorp.com/terraform/language/expressions/type-constraints"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hipaacheck_terraform.hcl.expressions import Call, Expression, Literal, Object, Parentheses, Root, Tuple
from hipaacheck_terraform.hcl.functions.unifying import unify
from hipaacheck_terraform.hcl.operators import present
from hipaacheck_terraform.hcl.values import (
    EvaluationError,
    SetValue,
    Unresolved,
    Value,
    kind,
    make_set,
    merged,
    to_bool,
    to_number,
    to_text,
    unresolved_parts,
)

Convert = Callable[[Value], Value]
"""A conversion. Raises EvaluationError for a value that cannot have the type."""


def _same(value: Value) -> Value:
    return value


def _any(value: Value) -> Value:
    return value


_PRIMITIVES: dict[str, Convert] = {"string": to_text, "number": to_number, "bool": to_bool, "any": _any}


def conversion(constraint: Expression | None, default: Callable[[Expression], Value]) -> Convert:
    """The conversion that a type constraint asks for; `default` evaluates the defaults of optional attributes. Raises
    EvaluationError for a constraint that is none."""
    return _nullable(constraint, default) if constraint is not None else _same


def _nullable(constraint: Expression, default: Callable[[Expression], Value]) -> Convert:
    convert, changing = _of(constraint, default), _has_defaults(constraint)
    if convert is _any:
        return convert

    def converted(value: Value) -> Value:
        if isinstance(value, Unresolved):
            return merged((value,)) if changing else value
        return None if value is None else convert(value)

    return converted


def _has_defaults(node: object) -> bool:
    """Whether a constraint puts anything in the place of what is left out: then a value is not what was given."""
    if isinstance(node, Call):
        return (node.name == "optional" and len(node.arguments) == 2) or any(map(_has_defaults, node.arguments))
    if isinstance(node, Object):
        return any(_has_defaults(item) for _, item in node.items)
    return isinstance(node, Tuple) and any(map(_has_defaults, node.items))


def _of(constraint: Expression, default: Callable[[Expression], Value]) -> Convert:
    if isinstance(constraint, Parentheses):
        return _of(constraint.inner, default)
    name = constraint.name if isinstance(constraint, Root) else constraint.value if isinstance(constraint, Literal) else None
    if name in _PRIMITIVES:
        return _PRIMITIVES[name]
    if name in ("list", "map", "set"):  # as Terraform 0.11 wrote them
        return _collection(name, _any)
    if isinstance(constraint, Call) and len(constraint.arguments) == 1:
        inner = constraint.arguments[0]
        if constraint.name in ("list", "map", "set"):
            return _collection(constraint.name, _nullable(inner, default))
        if constraint.name == "object" and isinstance(inner, Object):
            return _object(inner, default)
        if constraint.name == "tuple" and isinstance(inner, Tuple):
            return _tuple([_nullable(item, default) for item in inner.items])
    raise EvaluationError("a type constraint that is none")


def _collection(name: str, convert: Convert) -> Convert:
    def converted(value: Value) -> Value:
        if name == "map":
            if not isinstance(value, dict):
                raise EvaluationError(f"a {kind(value)} where a map was expected")
            return dict(zip(value, _alike([convert(item) for item in value.values()], convert), strict=True))
        if not isinstance(value, list):
            raise EvaluationError(f"a {kind(value)} where a {name} was expected")
        items = _alike([convert(item) for item in value], convert)
        return make_set(items) if name == "set" else items

    return converted


def _alike(items: list[Value], convert: Convert) -> list[Value]:
    """Members of a collection of `any` become one type, whichever they share."""
    if convert is not _any:
        return items
    try:
        return unify(items)
    except EvaluationError:
        return items


def _tuple(converts: list[Convert]) -> Convert:
    def converted(value: Value) -> Value:
        if not isinstance(value, list) or isinstance(value, SetValue) or len(value) != len(converts):
            raise EvaluationError(f"a {kind(value)} where a tuple of {len(converts)} was expected")
        return [convert(item) for convert, item in zip(converts, value, strict=True)]

    return converted


def _object(fields: Object, default: Callable[[Expression], Value]) -> Convert:
    parts: dict[str, tuple[Convert, Any, bool]] = {}
    for key, constraint in fields.items:
        optional = isinstance(constraint, Call) and constraint.name == "optional"
        inner = constraint.arguments[0] if isinstance(constraint, Call) and optional and constraint.arguments else constraint
        fallback = default(constraint.arguments[1]) if isinstance(constraint, Call) and len(constraint.arguments) == 2 else None
        parts[str(getattr(key, "value", ""))] = (_nullable(inner, default), fallback, optional)

    def converted(value: Value) -> Value:
        if not isinstance(value, dict):
            raise EvaluationError(f"a {kind(value)} where an object was expected")
        out = {}
        for name, (convert, fallback, optional) in parts.items():
            if name not in value and not optional:
                raise EvaluationError(f"the attribute '{name}' is required")
            item = value.get(name)
            if isinstance(item, Unresolved) and fallback is not None and not present(item):
                item = merged((item, *unresolved_parts(fallback)))
            out[name] = convert(fallback if item is None and optional else item)
        return out

    return converted
