"""Assets from the `given:` and `with:` of a control's tests. A field that is not given is unknown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hipaacheck.errors import Problem, nearest
from hipaacheck.language.nodes import Node
from hipaacheck.language.types import Type, Vocabulary, fields_of
from hipaacheck.model.assets import Asset
from hipaacheck.model.values import Tags, Unknown

NOT_GIVEN = Unknown("not given")
_PLAIN = {"bool": (bool,), "int": (int,), "float": (int, float), "str": (str,)}


def asset_from(node: Node, asset_type: str, number: int, vocabulary: Vocabulary, problems: list[Problem]) -> Asset:
    """An asset of the type from a mapping of its fields. Mistakes go to `problems`."""
    kind = vocabulary[asset_type]
    values = _fields(node, kind.record, problems)
    values["id"] = values["id"] if isinstance(values["id"], str) else f"{asset_type}[{number}]"
    asset: Asset = kind.record(**values)
    return asset


def _fields(node: Node, record: type[Any], problems: list[Problem]) -> dict[str, Any]:
    known = fields_of(record)
    values: dict[str, Any] = dict.fromkeys(known, NOT_GIVEN)
    for key, value in node.entries() if node.is_map else ():
        if key.value not in known:
            problems.append(key.problem(f"{record.__name__} has no attribute '{key.value}'{nearest(key.value, known)}"))
        else:
            values[key.value] = _value(value, known[key.value], problems)
    if not node.is_map:
        problems.append(node.problem(f"expected a mapping of the fields of {record.__name__}"))
    return values


def _value(node: Node, at: Type, problems: list[Problem]) -> Any:
    if node.is_map and "$unknown" in node.value:
        return _unknown(node, problems)
    if node.value is None:
        if not at.nullable:
            problems.append(node.problem(f"this is {at} and never null; give a value or {{$unknown: reason}}"))
        return None
    if at.kind == "record" and at.record is not None and node.is_map:
        return at.record(**_fields(node, at.record, problems))
    if at.kind == "tags" and node.is_map:
        return Tags(items={key.value: _value(value, Type("str", nullable=True), problems) for key, value in node.entries()})
    if at.kind == "list" and at.item is not None and node.is_list:
        return [_value(item, at.item, problems) for item in node.value]
    if at.kind == "time" and isinstance(node.value, str):
        return _time(node, problems)
    plain = _PLAIN.get(at.kind, ())
    if not isinstance(node.value, plain) or isinstance(node.value, bool) is not (at.kind == "bool"):
        problems.append(node.problem(f"expected {at}"))
    return node.value


def _unknown(node: Node, problems: list[Problem]) -> Unknown:
    for key, value in node.entries():
        if key.value not in ("$unknown", "$refers") or not isinstance(value.value, str):
            problems.append(key.problem("an unknown value is {$unknown: reason} or {$unknown: reason, $refers: asset id}"))
    refers = node.get("$refers")
    reason = node.get("$unknown")
    return Unknown(str(reason.value if reason else ""), None, str(refers.value) if refers else None)


def _time(node: Node, problems: list[Problem]) -> datetime | None:
    try:
        return datetime.fromisoformat(node.value)
    except ValueError:
        problems.append(node.problem(f"{node.value!r} is not an ISO 8601 time"))
        return None
