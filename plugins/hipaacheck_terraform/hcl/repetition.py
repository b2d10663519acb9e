"""How many instances a block has, and by which keys: `count` and `for_each`."""

from __future__ import annotations

import json
import re
from typing import NamedTuple, Protocol

from hipaacheck_terraform.hcl.expressions import Expression
from hipaacheck_terraform.hcl.parser import Block, Body
from hipaacheck_terraform.hcl.values import (
    EvaluationError,
    NotEvaluated,
    SetValue,
    Unresolved,
    Value,
    kind,
    to_number,
)

_NUMBER = "how many there are is not known"
_TEMPLATE = re.compile(r"([$%])\{")
MAX_INSTANCES = 10_000
"""Instances of one block that are read."""
Key = str | int | None


class _Scope(Protocol):
    """Where a block stands."""

    def value(self, expression: Expression) -> Value:
        """The value of an expression; one that is wrong is unresolved."""


class Repeated(NamedTuple):
    """The instances of a block: their keys, with the names that their expressions may use. `doubt` tells why their number is
    not known: then there is one, without a key, that stands for any number of them. `form` is how they are referred to."""

    form: str
    instances: tuple[tuple[Key, dict[str, Value]], ...]
    doubt: Unresolved | None = None


_ONCE = Repeated("one", ((None, {}),))


def repeated(body: Body, scope: _Scope) -> Repeated:
    """The instances that `count` or `for_each` asks for."""
    count, for_each = body.attributes.get("count"), body.attributes.get("for_each")
    if count is not None:
        return _counted(scope.value(count.value))
    return _ONCE if for_each is None else _for_each(scope.value(for_each.value))


def _counted(value: Value) -> Repeated:
    try:
        number = value if isinstance(value, Unresolved) else to_number(value)
    except (EvaluationError, NotEvaluated) as error:
        number = Unresolved(str(error))
    if isinstance(number, Unresolved):
        return _uncertain("count", number, {"count": {"index": Unresolved(number.reason)}})
    if not isinstance(number, int) or number < 0:
        wrong = Unresolved(f"count is {number}, not a whole number from 0 on")
        return _uncertain("count", wrong, {"count": {"index": wrong}})
    if number > MAX_INSTANCES:
        doubt = Unresolved(f"count is {number:,}; at most {MAX_INSTANCES:,} instances of a block are read")
        return _uncertain("many", doubt, {"count": {"index": doubt}})
    return Repeated("count", tuple((index, {"count": {"index": index}}) for index in range(number)))


def _for_each(value: Value) -> Repeated:
    if isinstance(value, SetValue) and all(isinstance(item, str) for item in value):
        rows = [(item, item) for item in value]
    elif isinstance(value, dict):
        rows = [(key, value[key]) for key in sorted(value)]
    else:
        doubt = (
            value if isinstance(value, Unresolved) else Unresolved(f"for_each is a {kind(value)}, not a map or a set of strings")
        )
        return _uncertain(
            "each", doubt, {"each": {"key": Unresolved(doubt.reason), "value": Unresolved(doubt.reason, doubt.refers)}}
        )
    if len(rows) > MAX_INSTANCES:
        doubt = Unresolved(f"for_each has {len(rows):,} keys; at most {MAX_INSTANCES:,} instances of a block are read")
        return _uncertain("many", doubt, {"each": {"key": Unresolved(doubt.reason), "value": Unresolved(doubt.reason)}})
    return Repeated("each", tuple((key, {"each": {"key": key, "value": item}}) for key, item in rows))


def _uncertain(form: str, doubt: Unresolved, names: dict[str, Value]) -> Repeated:
    reason = f"{_NUMBER}: {doubt.reason.removeprefix(f'{_NUMBER}: ')}"
    return Repeated(form, ((None, names),), Unresolved(reason, doubt.refers))


def with_key(address: str, key: Key) -> str:
    """`a.b`, `a.b[0]`, `a.b["x"]`."""
    if key is None:
        return address
    if isinstance(key, int):
        return f"{address}[{key}]"
    written = _TEMPLATE.sub(r"\1\1{", json.dumps(key, ensure_ascii=False))
    return f"{address}[{written}]"


def repeated_form(block: Block) -> str:
    """How instances of a block are referred to: `one`, by `count`, by `each`."""
    return "count" if "count" in block.body.attributes else "each" if "for_each" in block.body.attributes else "one"
