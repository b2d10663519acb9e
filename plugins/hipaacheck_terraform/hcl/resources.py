"""An instance of a resource block → what a plan of a new resource holds of it: values, marks of what is unknown, links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hipaacheck_terraform.blocks import IN_ORDER
from hipaacheck_terraform.hcl.expressions import Expression, GetAttribute, Root
from hipaacheck_terraform.hcl.modules import Instance, Scope
from hipaacheck_terraform.hcl.parser import Block, Body
from hipaacheck_terraform.hcl.parts import pairs
from hipaacheck_terraform.hcl.tree import Facts
from hipaacheck_terraform.hcl.values import (
    AFTER_APPLY,
    SENSITIVE,
    EvaluationError,
    Target,
    Unresolved,
    Value,
    unresolved_parts,
)

META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection", "timeouts"})
_META = frozenset({"count", "for_each", "depends_on", "provider"}) | META_BLOCKS
"""What any resource may have and no provider is told. Nested blocks of these names are the provider's own."""
_CONSTANT: dict[str, Any] = {}
_HIDDEN = "(sensitive)"
"""Stands for a secret: that there is one may count."""
_NOT_DECLARED = "not declared"
_VARIES = "left out; the default differs between versions of the provider"


class Serials:
    """A number for each unknown value that is no reference: the same for two arguments that hold the same one."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._kept: list[Unresolved] = []

    def of(self, value: Unresolved) -> int:
        """The number of a value."""
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._kept)
            self._kept.append(value)  # so that its identity is not given to another
        return number


class Contents:
    """Values of a body, with marks of what is unknown and sensitive, and links: all by name."""

    __slots__ = ("links", "sensitive", "unknown", "values")

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.unknown: dict[str, Any] = {}
        self.sensitive: dict[str, Any] = {}
        self.links: dict[str, Any] = {}

    def put(self, name: str, value: Value, serials: Serials) -> None:
        """Take in the value of an argument."""
        self.values[name], unknown, sensitive = split(value)
        if unknown:
            self.unknown[name] = unknown
        if sensitive:
            self.sensitive[name] = sensitive
        self.links[name] = links(value, serials)


def split(value: Value) -> tuple[Any, Any, Any]:
    """A value as JSON with null for what is not known, the marks of what is unknown, and of what is sensitive."""
    if isinstance(value, Unresolved):
        if value.reason == SENSITIVE:
            return None, None, True
        return None, value.reason == AFTER_APPLY or value.reason, None
    if isinstance(value, dict):
        parts = {name: split(item) for name, item in value.items()}
        return (
            {name: part[0] for name, part in parts.items()},
            {name: part[1] for name, part in parts.items() if part[1]} or None,
            {name: part[2] for name, part in parts.items() if part[2]} or None,
        )
    if isinstance(value, list):
        rows = [split(item) for item in value]
        unknown, sensitive = [row[1] for row in rows], [row[2] for row in rows]
        return [row[0] for row in rows], unknown if any(unknown) else None, sensitive if any(sensitive) else None
    return value, None, None


def links(value: Value, serials: Serials) -> dict[str, Any]:
    """Links of an argument. Those of objects stand by name, as of nested blocks: JSON files write blocks as objects."""
    items = [value] if isinstance(value, dict) else value if isinstance(value, list) else ()
    if items and all(isinstance(item, dict) for item in items):
        return {IN_ORDER: [{name: links(inner, serials) for name, inner in item.items()} for item in items]}
    shown = any(part.reason != SENSITIVE for part in unresolved_parts(value))
    return link(value, serials) if shown else _CONSTANT


def link(value: Value, serials: Serials) -> dict[str, Any]:
    """Where an unknown value comes from: `references` by full address, `exact` when it is what they give, unchanged;
    `complete` when it can come from nowhere else; `same` a number that equal values share; `json` a document's structure; `rest`
    the known text behind the one target that it begins with."""
    parts = list(unresolved_parts(value))
    exact = all(part.exact is not None for part in parts)
    targets = sorted({target for part in parts for target in part.refers}, key=str)
    out: dict[str, Any] = {
        "references": [".".join((address, *map(str, path))) for address, path in targets],
        "targets": [[address, *map(str, path)] for address, path in targets],
        "exact": exact,
        "complete": all(part.reason == AFTER_APPLY for part in parts),
    }
    if isinstance(value, Unresolved):
        if not exact:
            out["same"] = serials.of(value)
        if value.beginning is not None:
            out["rest"] = value.beginning[1]
        if value.text is not None:
            out["json"] = _structure(value.text)
    return out


def _structure(value: Value) -> Any:
    """A document that is not wholly known, with `{"$unknown": reason, "refers": address}` in the place of what is not."""
    if isinstance(value, Unresolved):
        return {"$unknown": value.reason, "refers": value.exact[0] if value.exact is not None and _names(value.exact) else None}
    if isinstance(value, dict):
        return {name: _structure(item) for name, item in value.items()}
    return [_structure(item) for item in value] if isinstance(value, list) else value


def _names(target: Target) -> bool:
    """Whether an attribute names its resource, or another, and so is no wildcard: not what a parameter or an output holds."""
    last = str(target[1][-1]) if target[1] else ""
    return last in ("arn", "bucket", "id", "name") or last.endswith(("_arn", "_id"))


def contents(body: Body, scope: Scope, serials: Serials, left_out: frozenset[str] = frozenset()) -> Contents:
    """What a body holds in a scope, nested and dynamic blocks included."""
    out = Contents()
    for name, argument in body.attributes.items():
        if name not in left_out:
            out.put(name, scope.value(argument.value), serials)
    grouped: dict[str, list[Contents | str | bool]] = {}
    for block in body.blocks:
        if block.type in left_out:
            continue
        if block.type == "dynamic" and block.labels:
            grouped.setdefault(block.labels[0], []).extend(_dynamic(block, scope, serials))
        else:
            grouped.setdefault(block.type, []).append(contents(block.body, scope, serials))
    for name, items in grouped.items():
        if items:  # without any, as dynamic blocks may give, it is as if left out
            _put_blocks(out, name, items)
    return out


def _put_blocks(out: Contents, name: str, items: list[Contents | str | bool]) -> None:
    known = [item if isinstance(item, Contents) else None for item in items]
    out.values[name] = [{} if item is None else item.values for item in known]
    unknown = [item.unknown or None if isinstance(item, Contents) else item for item in items]
    sensitive = [None if item is None else item.sensitive or None for item in known]
    if any(unknown):
        out.unknown[name] = unknown
    if any(sensitive):
        out.sensitive[name] = sensitive
    out.links[name] = {IN_ORDER: [{} if item is None else item.links for item in known]}


def _dynamic(block: Block, scope: Scope, serials: Serials) -> Iterable[Contents | str | bool]:
    """The blocks that a dynamic one gives; the reason, when their number is not known: there may be more."""
    for_each = block.body.attributes.get("for_each")
    content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
    if for_each is None or content is None:
        return ["a dynamic block without for_each or content"]
    source = scope.value(for_each.value)
    if isinstance(source, Unresolved):
        return [f"how many there are is not known: {source.reason}"]
    try:
        rows = pairs(source)
    except EvaluationError as error:
        return [] if source is None else [str(error)]
    name = _iterator(block)
    return [contents(content.body, scope.with_names({name: {"key": key, "value": item}}), serials) for key, item in rows]


def _iterator(block: Block) -> str:
    argument = block.body.attributes.get("iterator")
    if argument is not None and isinstance(argument.value, Root):
        return argument.value.name
    return block.labels[0]


def of_instance(instance: Instance, serials: Serials) -> Contents:
    """What an instance holds. Nothing is known of one that may not be there, but where it points to."""
    body = instance.declared.block.body
    out = contents(body, instance.scope, serials, _META)
    if instance.declared.block.type == "resource":
        for name, argument in body.attributes.items():
            if isinstance(out.values.get(name), str):
                out.links[name] = _repeats(argument.value, instance.scope)
    return out


def _repeats(expression: Expression, scope: Scope) -> dict[str, Any]:
    """The link of a known value that is another resource's, which tells that resource from others that hold the same."""
    source = scope.value(expression.source) if isinstance(expression, GetAttribute) else None
    if not isinstance(source, Instance) or not isinstance(expression, GetAttribute):
        return _CONSTANT
    target = [source.address, expression.name]
    return {"references": [".".join(target)], "targets": [target], "exact": True, "complete": True}


def fill(values: dict[str, Any], unknown: dict[str, Any], sensitive: dict[str, Any], facts: Mapping[str, Facts]) -> None:
    """Add what a plan of a new resource holds for arguments that are left out, by the facts of the schema tables."""
    for name, fact in facts.items():
        value, mark = values.get(name), unknown.get(name)
        if "s" in fact and value is not None:
            values[name], sensitive[name] = _HIDDEN if value else None, True
            unknown.pop(name, None)
        elif mark and not isinstance(mark, list | dict):
            continue
        elif value is None and not mark:
            if sensitive.get(name) is not True:
                _left_out(name, fact, values, unknown)
        elif "n" in fact:
            _fill_nested(name, fact["n"], values, unknown, sensitive)


def _left_out(name: str, fact: Facts, values: dict[str, Any], unknown: dict[str, Any]) -> None:
    if "v" in fact:
        unknown[name] = _VARIES
    elif "c" in fact:
        unknown[name] = True
    elif "d" in fact:
        values[name] = fact["d"]
    elif "r" in fact:
        unknown[name] = _NOT_DECLARED


def _fill_nested(
    name: str, facts: Mapping[str, Facts], values: dict[str, Any], unknown: dict[str, Any], sensitive: dict[str, Any]
) -> None:
    """The same for every nested block or object. Their marks become as many as they are."""
    value = values[name]
    items = value if isinstance(value, list) else [value]
    marks = _aligned(unknown.get(name), items)
    secrets = _aligned(sensitive.get(name), items)
    for number, item in enumerate(items):
        if not isinstance(item, dict) or not isinstance(marks[number], dict) or not isinstance(secrets[number], dict):
            continue
        fill(item, marks[number], secrets[number], facts)
    for own, filled in ((unknown, marks), (sensitive, secrets)):
        trimmed = [mark or None for mark in filled]
        if any(trimmed):
            own[name] = trimmed if isinstance(value, list) else trimmed[0]


def _aligned(marks: Any, items: list[Any]) -> list[Any]:
    """Marks of list items, or of the one object, as dictionaries that can be added to."""
    found = marks if isinstance(marks, list) else [marks]
    padded = [found[number] if number < len(found) else None for number in range(len(items))]
    return [{} if mark is None else mark for mark in padded]


def provider_of(body: Body, type_: str) -> tuple[str, str | None]:
    """Name and alias of the provider configuration that a resource asks for; null without an alias."""
    argument = body.attributes.get("provider")
    if argument is not None:
        found = reference(argument.value)
        if found is not None:
            return found
    return type_.partition("_")[0], None


def reference(expression: Any) -> tuple[str, str | None] | None:
    """`aws` or `aws.west` as name and alias; null for anything else."""
    if isinstance(expression, Root):
        return expression.name, None
    if isinstance(expression, GetAttribute) and isinstance(expression.source, Root):
        return expression.source.name, expression.name
    value = getattr(expression, "value", None)
    if isinstance(value, str):
        name, _, alias = value.partition(".")
        return name, alias or None
    return None
