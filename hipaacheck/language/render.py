"""Typed trees → the language they were written in, so that a control can be shown without its file."""

from __future__ import annotations

from typing import Any

from hipaacheck.model.controls import AllOf, AnyOf, Call, Compare, Control, Count, Not, Predicate, Quantified


def conditions(control: Control, columns: int = 92) -> str:
    """`when` and `require` of a control as YAML, in so many columns where it can be broken."""
    import yaml  # not on the plan path

    parts = {"when": control.when, "require": control.require}
    tree = {name: to_plain(node) for name, node in parts.items() if node is not None}
    text: str = yaml.safe_dump(tree, sort_keys=False, default_flow_style=None, width=columns, allow_unicode=True)
    return text.rstrip("\n")


def to_plain(node: Predicate) -> dict[str, Any]:
    """A predicate as the mapping that would compile to it."""
    match node:
        case AllOf(items=items):
            return _merged([to_plain(item) for item in items])
        case AnyOf(items=items):
            return {"any": [to_plain(item) for item in items]}
        case Not(item=item):
            return {"not": to_plain(item)}
        case Compare(op=op):
            operand = _operand(node)
            short = op == "eq" and node.absent is None and bool(node.path)
            return {".".join(node.path): operand} if short else _at(node, {op: operand})
        case Quantified(quantifier=quantifier, where=where):
            return _at(node, {quantifier: to_plain(where)})
        case Count(op=op, where=where):
            counted = {op: _operand(node), **({"where": to_plain(where)} if where is not None else {})}
            return _at(node, {"count": counted})
        case Call(name=name, args=args, params=params):
            literals = {argument: _doubled(value) for argument, value in args.items()}
            return {"call": {"name": name, **literals, **{argument: f"${param}" for argument, param in params.items()}}}


def _at(node: Compare | Quantified | Count, body: dict[str, Any]) -> dict[str, Any]:
    absent = {} if node.absent is None else {"absent": node.absent}
    return {".".join(node.path): {**body, **absent}} if node.path else body


def _operand(node: Compare | Count) -> Any:
    if node.param is not None:
        return f"${node.param}"
    return _doubled(node.value)


def _doubled(value: Any) -> Any:
    """A literal as it is written: `$` at the beginning of text doubled."""
    if isinstance(value, list | tuple):
        return [_doubled(item) for item in value]
    return f"${value}" if isinstance(value, str) and value.startswith("$") else value


def _merged(items: list[dict[str, Any]]) -> dict[str, Any]:
    """One mapping when no key occurs twice, else a list under `all`."""
    keys = [key for item in items for key in item]
    return {"all": items} if len(set(keys)) != len(keys) else {key: value for item in items for key, value in item.items()}
