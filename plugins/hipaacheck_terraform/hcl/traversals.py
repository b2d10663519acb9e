"""What an expression may turn out to be an error for: the unresolved values that it names. `try` and `can` hang on that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hipaacheck_terraform.hcl.expressions import Binary, Call, Expression, For, GetAttribute, Index, Literal, Root, Scope, Unary
from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated, Unresolved, Value, merged, unresolved_parts

_TOTAL = frozenset(
    {"can", "coalesce", "coalescelist", "compact", "concat", "contains", "distinct", "element", "flatten", "format", "join"}
    | {"jsonencode", "keys", "length", "lookup", "lower", "merge", "one", "replace", "tolist", "toset", "tostring", "trimspace"}
    | {"try", "upper", "values"}
)
"""Functions that are no error for any value of the type which they take."""


class _Named(NamedTuple):
    """A name in an expression, with as many constant steps as follow it. `used`: something may refuse its value."""

    traversal: Expression
    used: bool


def doubt_about(expression: Expression, scope: Scope) -> Unresolved | None:
    """What stands for all unresolved values that the expression names and that may be such that it is an error; null when
    there are none. A resource and its attributes are of the type that their schema says."""
    parts: list[Unresolved] = []
    for named in _names(expression, frozenset(), used=False):
        try:
            parts += risky(named.traversal.evaluate(scope), used=named.used)
        except EvaluationError:
            continue
        except NotEvaluated as error:
            parts.append(Unresolved(str(error)))
    return merged(parts)


def risky(value: Value, *, used: bool = False) -> list[Unresolved]:
    """The unresolved parts of a value that are not surely there; when something may refuse them, all."""
    return [part for part in unresolved_parts(value) if used or part.exact is None or len(part.exact[1]) > 1]


def _names(node: object, bound: frozenset[str], *, used: bool) -> Iterator[_Named]:
    """The names in an expression; those of a `for` aside."""
    if isinstance(node, GetAttribute | Index | Root) and (name := _constant(node)) is not None:
        if name not in bound:
            yield _Named(node, used)
    elif isinstance(node, For):
        yield from _names(node.source, bound, used=used)
        inner = bound | set(node.names)
        for part in (node.key, node.value, node.condition):
            yield from _names(part, inner, used=used)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _names(item, bound, used=used)
    elif not isinstance(node, Literal):
        used = used or isinstance(node, Unary) or (isinstance(node, Call) and node.name not in _TOTAL)
        used = used or (isinstance(node, Binary) and node.sign not in ("==", "!="))
        for slot in getattr(node, "__slots__", ()):
            yield from _names(getattr(node, slot), bound, used=used)


def _constant(node: object) -> str | None:
    """The name that begins a traversal of constant steps; null for anything else."""
    while isinstance(node, GetAttribute | Index):
        if isinstance(node, Index) and not isinstance(node.key, Literal):
            return None
        node = node.source
    return node.name if isinstance(node, Root) else None
