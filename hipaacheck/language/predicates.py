"""Predicate nodes → typed tree, checked against asset types on the way, so that every mistake has its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from hipaacheck.errors import Problem, nearest
from hipaacheck.language.nodes import Node
from hipaacheck.language.operators import OPS, duration, network
from hipaacheck.language.types import Type, Vocabulary, members
from hipaacheck.model.controls import (
    OPERATORS,
    QUANTIFIERS,
    AllOf,
    AnyOf,
    Call,
    Compare,
    Count,
    Not,
    Param,
    Path,
    Predicate,
    Quantified,
)

_DOUBLED = "text that begins with $ is written with $$"
_KINDS: dict[str, tuple[type, ...]] = {"bool": (bool,), "int": (int,), "float": (int, float), "str": (str,)}
_PARAM_KINDS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_COUNT_OPS = ("eq", "ne", "lt", "le", "gt", "ge")
NEVER: Predicate = AnyOf(items=())
"""Stands in for a predicate that did not parse; the control is refused anyway."""


class Checker:
    """Checks the predicates of one control. Collects problems, the asset types read and whether run-time facts are read."""

    def __init__(
        self, vocabulary: Vocabulary, params: Mapping[str, Param], predicates: Mapping[str, Any], problems: list[Problem]
    ) -> None:
        self.vocabulary = vocabulary
        self.params = params
        self.predicates = predicates
        self.problems = problems
        self.used_params: set[str] = set()
        self.reads: dict[str, dict[str, None]] = {}
        self.live_only = False

    def fail(self, node: Node, text: str) -> Predicate:
        """Note a mistake."""
        self.problems.append(node.problem(text))
        return NEVER

    # -- structure ---------------------------------------------------------------------------------------------

    def predicate(self, node: Node, at: Type) -> Predicate:
        """A mapping of predicates; several keys mean AND."""
        if not node.is_map:
            return self.fail(node, "expected a mapping: PATH: value, all, any, not or call")
        if not node.value:
            return self.fail(node, "an empty predicate decides nothing")
        items = [self._entry(key, value, at) for key, value in node.entries()]
        return items[0] if len(items) == 1 else AllOf(items=tuple(items))

    def _entry(self, key: Node, value: Node, at: Type) -> Predicate:
        name: str = key.value
        if name in ("all", "any"):
            if not value.is_list or not value.value:
                return self.fail(value, f"'{name}' takes a list of predicates")
            items = tuple(self.predicate(item, at) for item in value.value)
            return AllOf(items=items) if name == "all" else AnyOf(items=items)
        if name == "not":
            return Not(item=self.predicate(value, at))
        if name == "call":
            return self._call(value, at)
        if at.kind not in ("record", "asset"):
            return self._operator((), at, key, value, None)
        path, reached = self.path(key, at)
        if reached is None:
            return NEVER
        if not value.is_map:
            return self._operator(path, reached, key, value, None, short=True)
        return self._comparisons(path, reached, key, value)

    def _comparisons(self, path: Path, reached: Type, key: Node, value: Node) -> Predicate:
        absent = value.get("absent")
        if absent is not None and not isinstance(absent.value, bool):
            return self.fail(absent, "'absent' is true or false: the answer when the value is null")
        if absent is not None and not reached.nullable:
            return self.fail(absent, f"{key.value} is never null, so 'absent' does nothing; remove it")
        items = [
            self._operator(path, reached, name, operand, absent) for name, operand in value.entries() if name.value != "absent"
        ]
        if not items:
            return self.fail(value, f"say what {key.value} must be, e.g. {{eq: …}}")
        return items[0] if len(items) == 1 else AllOf(items=tuple(items))

    # -- paths -------------------------------------------------------------------------------------------------

    def path(self, key: Node, at: Type) -> tuple[Path, Type | None]:
        """The names of a dotted path and the type it reaches; a null type after a mistake."""
        names = tuple(key.value.split("."))
        nullable = False
        owner = at.asset or (at.record.__name__ if at.record else "item")
        for position, name in enumerate(names):
            if at.kind == "tags":
                return (*names[:position], ".".join(names[position:])), Type("str", nullable=True)
            known = members(at, self.vocabulary)
            if name not in known:
                if at.kind == "list":
                    self.fail(key, f"{'.'.join(names[:position])} is a list; use some, every, none or count on it")
                else:
                    self.fail(key, f"{owner} has no attribute '{name}'{nearest(name, known)}")
                return (), None
            if at.kind == "asset" and at.asset is not None:
                self._read(at.asset, name)
                self.live_only |= any(
                    mark == name or (mark.startswith(name + ".") and ".".join(names[position:]).startswith(mark))
                    for mark in self.vocabulary[at.asset].runtime
                )
            at = known[name]
            nullable |= at.nullable
            owner = at.asset or (at.record.__name__ if at.record else owner)
            target = at.item if at.kind == "list" and at.item is not None else at
            if target.asset is not None:
                self.reads.setdefault(target.asset, {})
        return names, Type(at.kind, nullable, at.item, at.record, at.asset, at.relation)

    def _read(self, asset: str, name: str) -> None:
        """Note the field, or those that the relation of that name compares."""
        relation = self.vocabulary[asset].relations.get(name)
        if relation is None:
            self.reads.setdefault(asset, {})[name] = None
            return
        for owner, path in ((asset, relation.mine), (relation.to, relation.theirs)):
            self.reads.setdefault(owner, {})[path.partition(".")[0]] = None

    # -- operators ---------------------------------------------------------------------------------------------

    def _operator(self, path: Path, at: Type, name: Node, operand: Node, absent: Node | None, short: bool = False) -> Predicate:
        op: Any = "eq" if short else name.value
        what = ".".join(path) or "the item"
        answer = absent.value if absent is not None else None
        if op in QUANTIFIERS or op == "count":
            if at.kind != "list" or at.item is None:
                return self.fail(name, f"'{op}' needs a list; {what} is {at}")
            if at.nullable and absent is None:
                return self.fail(name, f"{what} can be null: add 'absent: true' or 'absent: false', the answer when it is")
            if op == "count":
                return self._count(path, at.item, operand, answer)
            return Quantified(path=path, quantifier=op, where=self.predicate(operand, at.item), absent=answer)
        if op not in OPERATORS:
            return self.fail(name, f"unknown operator '{op}'{nearest(op, (*OPERATORS, *QUANTIFIERS, 'count', 'absent'))}")
        rule = OPS[op]
        if at.kind not in rule.takes:
            hint = "; use some, every, none or count" if at.kind == "list" else ""
            return self.fail(name, f"'{op}' does not take {what}, which is {at}{hint}")
        if op == "present" and not at.nullable:
            return self.fail(name, f"{what} is never null, so 'present' decides nothing")
        if at.nullable and absent is None and op not in ("present", "eq", "in"):
            return self.fail(name, f"{what} can be null: add 'absent: true' or 'absent: false', the answer when it is")
        value, param = self._operand(operand, rule.operand, at)
        return Compare(path=path, op=op, value=value, param=param, absent=answer)

    def _count(self, path: Path, item: Type, node: Node, absent: bool | None) -> Predicate:
        if not node.is_map:
            return self.fail(node, "'count' takes a mapping such as {ge: 1, where: {…}}")
        where_node = node.get("where")
        where = self.predicate(where_node, item) if where_node is not None else None
        out: list[Predicate] = []
        for name, operand in node.entries():
            if name.value == "where":
                continue
            if name.value not in _COUNT_OPS:
                return self.fail(name, f"'count' takes {', '.join(_COUNT_OPS)} and where, not '{name.value}'")
            value, param = self._operand(operand, "same", Type("int"))
            out.append(Count(path=path, op=name.value, where=where, value=value, param=param, absent=absent))
        if not out:
            return self.fail(node, "'count' needs a comparison such as ge: 1")
        return out[0] if len(out) == 1 else AllOf(items=tuple(out))

    def _operand(self, node: Node, wants: str, at: Type) -> tuple[Any, str | None]:
        """The literal value, or the name of the parameter that gives it."""
        name = _dollar(node.value, wants)
        if name is not None:
            return None, self._param(node, name, wants, at)
        before = len(self.problems)
        for item in node.value if node.is_list else ():
            if _dollar(item.value, wants) is not None:
                self.fail(item, f"a parameter stands for a whole operand, not for an item of a list; {_DOUBLED}")
        value = _undoubled(node.plain())
        problem = check_operand(value, wants, at) if len(self.problems) == before else None
        if problem:
            self.fail(node, problem)
        return value, None

    def _param(self, node: Node, name: str, wants: str, at: Type) -> str:
        if name not in self.params:
            self.fail(node, f"no parameter '{name}'{nearest(name, self.params)}; {_DOUBLED}")
            return name
        self.used_params.add(name)
        problem = check_setting(self.params[name].default, wants, at)
        if problem:
            self.fail(node, f"parameter '{name}' does not fit here: {problem}")
        return name

    def _call(self, node: Node, at: Type) -> Predicate:
        name_node = node.get("name")
        if name_node is None or not isinstance(name_node.value, str):
            return self.fail(node, "'call' takes {name: predicate, …arguments}")
        name = name_node.value
        spec = self.predicates.get(name)
        if spec is None:
            return self.fail(name_node, f"no predicate '{name}'{nearest(name, self.predicates)}")
        if at.asset not in spec.assets:
            return self.fail(name_node, f"predicate '{name}' is for {', '.join(spec.assets)}, not {at.asset or at}")
        self.reads.setdefault(str(at.asset), {})["*"] = None
        args: dict[str, Any] = {}
        params: dict[str, str] = {}
        for key, value in node.entries():
            if key.value == "name":
                continue
            if key.value not in spec.arguments:
                self.fail(key, f"predicate '{name}' has no argument '{key.value}'{nearest(key.value, spec.arguments)}")
                continue
            kind = spec.arguments[key.value]
            of = Type("list", item=Type(_PARAM_KINDS[kind[:-1]])) if kind.endswith("s") else Type(_PARAM_KINDS[kind])  # type: ignore[arg-type]
            before = len(self.problems)
            constant, param = self._operand(value, "same", of)
            if param is None:
                args[key.value] = constant
                continue
            params[key.value] = param
            given = self.params[param].type if len(self.problems) == before else kind
            if given != kind and (given, kind) != ("integer", "number"):
                self.fail(value, f"parameter '{param}' does not fit here: its type is {given}, not {kind}")
        for missing in sorted(set(spec.arguments) - set(args) - set(params)):
            self.fail(node, f"predicate '{name}' needs the argument '{missing}'")
        return Call(name=name, args=args, params=params)


def _dollar(value: Any, wants: str) -> str | None:
    """What follows a single `$`. A regular expression may begin with `$` where no name follows."""
    if not isinstance(value, str) or not value.startswith("$") or value.startswith("$$"):
        return None
    return value[1:] if wants != "text" or re.match("[A-Za-z_]", value[1:]) else None


def _undoubled(value: Any) -> Any:
    """`$$` at the beginning of text, or of texts in a list, is one `$`."""
    if isinstance(value, list):
        return [_undoubled(item) for item in value]
    return value[1:] if isinstance(value, str) and value.startswith("$$") else value


def check_setting(value: Any, wants: str, at: Type) -> str | None:
    """What is wrong with a parameter's value as an operand, or null. Unlike a list in a control, one that is set may be empty."""
    takes_list = wants in ("list", "span") or (wants == "same" and at.kind == "list")
    return None if value == [] and takes_list and at.kind != "time" else check_operand(value, wants, at)


def check_operand(value: Any, wants: str, at: Type) -> str | None:
    """What is wrong with an operand, or null."""
    if wants == "flag":
        return None if isinstance(value, bool) else "'present' takes true or false"
    if wants == "text":
        return _check_pattern(value)
    if wants == "span":
        return _check_span(value, at)
    if wants == "item" and at.kind == "list" and at.item is not None:
        return _check_same(value, at.item)
    if wants == "list":
        if not isinstance(value, list | tuple) or not value:
            return "expected a list of values"
        return next((problem for item in value if (problem := _check_same(item, at))), None)
    if at.kind == "list" and at.item is not None:
        return check_operand(value, "list", at.item)
    return _check_same(value, at)


def _check_same(value: Any, at: Type) -> str | None:
    if value is None:
        return "null is not compared; use {present: false}"
    wanted = _KINDS.get(at.kind)
    if wanted is None:
        return f"a value of type {at} cannot be compared with a literal"
    if isinstance(value, bool) is not (at.kind == "bool") or not isinstance(value, wanted):
        return f"{str(value).lower() if isinstance(value, bool) else repr(value)} is not {Type(at.kind)}"
    return None


def _check_pattern(value: Any) -> str | None:
    if not isinstance(value, str):
        return "expected a regular expression"
    try:
        re.compile(value)
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        return f"not a regular expression: {error}"
    return None


def _check_span(value: Any, at: Type) -> str | None:
    """A duration for times; one or several CIDR blocks for text."""
    read: Callable[[str], Any] = duration if at.kind == "time" else network
    several = at.kind != "time" and isinstance(value, list | tuple) and value
    try:
        for part in value if several else [value]:
            read(part if isinstance(part, str) else repr(part))
    except ValueError as error:
        return str(error)
    return None
