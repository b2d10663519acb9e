"""Expressions and their evaluation, in three-valued logic: whatever does not depend on an unknown value is known.

A scope tells what names mean (`Scope`). Nothing is evaluated before it is asked for.
https://developer.hashicorp.com/terraform/language/expressions
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Protocol

from hipaacheck_terraform.hcl.functions.unifying import unify
from hipaacheck_terraform.hcl.lexer import HclError
from hipaacheck_terraform.hcl.operators import alike, calculated, equal, present
from hipaacheck_terraform.hcl.parts import Lazy, Whole, attribute, begun, item_at, pairs, single
from hipaacheck_terraform.hcl.values import (
    AFTER_APPLY,
    SENSITIVE,
    WHICH,
    EvaluationError,
    NotEvaluated,
    SetValue,
    Target,
    Unresolved,
    Value,
    make_set,
    merged,
    to_bool,
    to_number,
    to_text,
    unresolved_in,
    unresolved_parts,
)

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([$%])\4\{", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
MAX_TEXT = 4_000_000
"""Characters that one template may make."""


class Scope(Protocol):
    """What names mean at some place of a configuration."""

    def root(self, name: str) -> Value:
        """What a name means that begins an expression: a value, or something lazy. Raises EvaluationError."""

    def with_names(self, names: dict[str, Value]) -> Scope:
        """The same with these names, of a `for` or a dynamic block, in front."""

    def call(self, name: str, arguments: Sequence[Expression], *, spread: bool) -> Value:
        """The value of a function. Raises EvaluationError."""


class Expression(Protocol):
    """A node of a syntax tree."""

    def evaluate(self, scope: Scope) -> Value:
        """The value in a scope. Raises EvaluationError."""


def unescaped(raw: str, position: int, *, escapes: bool = True) -> str:
    """The text that a literal stands for. Raises HclError for an escape that does not exist."""
    if not raw.isascii():
        raw = unicodedata.normalize("NFC", raw)
    if "\\" not in raw and "{" not in raw:
        return raw

    def one(found: re.Match[str]) -> str:
        if found[4]:
            return f"{found[4]}{{"
        if not escapes:
            return found[0]
        code = found[1] or found[2]
        if code:
            return _character(int(code, 16), position)
        if found[3] not in _PLAIN_ESCAPES:
            raise HclError(f"the escape \\{found[3]} does not exist", position)
        return _PLAIN_ESCAPES[found[3]]

    text = _ESCAPE.sub(one, raw)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _character(code: int, position: int) -> str:
    if code > 0x10FFFF:
        raise HclError("an escape beyond Unicode", position)
    return chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"


class Literal:
    """A constant."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def evaluate(self, scope: Scope) -> Value:
        return self.value


class Root:
    """A name that begins an expression."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def evaluate(self, scope: Scope) -> Value:
        return scope.root(self.name)


class GetAttribute:
    """`source.name`"""

    __slots__ = ("name", "source")

    def __init__(self, source: Expression, name: str) -> None:
        self.source = source
        self.name = name

    def evaluate(self, scope: Scope) -> Value:
        return attribute(self.source.evaluate(scope), self.name)


class Index:
    """`source[key]`"""

    __slots__ = ("key", "source")

    def __init__(self, source: Expression, key: Expression) -> None:
        self.source = source
        self.key = key

    def evaluate(self, scope: Scope) -> Value:
        return item_at(self.source.evaluate(scope), self.key.evaluate(scope))


class Item:
    """What a splat is applied to: one item after the other."""

    __slots__ = ()

    def evaluate(self, scope: Scope) -> Value:
        return scope.root("*")


class Splat:
    """`source[*].steps`: a list; of a single thing a list of one, of null an empty one."""

    __slots__ = ("item", "source", "steps")

    def __init__(self, source: Expression, item: Item, steps: Expression) -> None:
        self.source = source
        self.item = item
        self.steps = steps

    def evaluate(self, scope: Scope) -> Value:
        source = self.source.evaluate(scope)
        if source is None:
            return []
        if not isinstance(source, list):
            if isinstance(source, Unresolved) and not single(source) and not isinstance(source, Whole):
                return merged((source,))
            source = [source]
        return [self.steps.evaluate(scope.with_names({"*": item})) for item in source]


class Unary:
    """`!x`, `-x`"""

    __slots__ = ("operand", "sign")

    def __init__(self, sign: str, operand: Expression) -> None:
        self.sign = sign
        self.operand = operand

    def evaluate(self, scope: Scope) -> Value:
        value = self.operand.evaluate(scope)
        doubt = unresolved_in(value)
        if doubt is not None:
            return doubt
        return not to_bool(value) if self.sign == "!" else -to_number(value)


class Binary:
    """An operator between two values. `&&` and `||` are known when one side decides."""

    __slots__ = ("left", "right", "sign")

    def __init__(self, sign: str, left: Expression, right: Expression) -> None:
        self.sign = sign
        self.left = left
        self.right = right

    def evaluate(self, scope: Scope) -> Value:
        left = self.left.evaluate(scope)
        if self.sign in ("&&", "||"):
            return self._logic(left, scope)
        right = self.right.evaluate(scope)
        if self.sign in ("==", "!="):
            same = equal(left, right)
            return same if isinstance(same, Unresolved) else same is (self.sign == "==")
        doubt = unresolved_in(left, right)
        return calculated(self.sign, to_number(left), to_number(right)) if doubt is None else doubt

    def _logic(self, left: Value, scope: Scope) -> Value:
        deciding = self.sign == "||"
        if not isinstance(left, Unresolved) and to_bool(left) is deciding:
            return deciding
        right = self.right.evaluate(scope)
        if not isinstance(right, Unresolved) and to_bool(right) is deciding:
            return deciding
        doubt = unresolved_in(left, right)
        return (not deciding) if doubt is None else doubt


class Conditional:
    """`condition ? yes : no`. Both sides become one type."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, condition: Expression, yes: Expression, no: Expression) -> None:
        self.condition = condition
        self.yes = yes
        self.no = no

    def evaluate(self, scope: Scope) -> Value:
        condition = self.condition.evaluate(scope)
        if not isinstance(condition, Unresolved):
            yes = to_bool(condition)
            chosen = (self.yes if yes else self.no).evaluate(scope)
            if chosen is None or isinstance(chosen, str | Unresolved | Lazy):
                return chosen
            return _of_one_type(chosen, _tolerant(self.no if yes else self.yes, scope))
        sides = [_tolerant(side, scope) for side in (self.yes, self.no)]
        if sides[0] is sides[1] or alike(*sides) is True:
            return sides[0]
        doubts = [part for side in sides for part in unresolved_parts(side)]
        refers = frozenset[Target]().union(*(part.refers for part in doubts))
        unsure = condition.reason == AFTER_APPLY and any(part.whole for part in doubts)
        return Unresolved(WHICH if unsure else condition.reason, refers)


def _of_one_type(chosen: Value, other: Value) -> Value:
    """A side as Terraform converts it for the other's sake: next to a text numbers become texts, next to a set a list a set."""
    if isinstance(other, Unresolved) and present(other) and not single(other):
        other = ""
    if other is None or isinstance(other, Unresolved | Lazy):
        return chosen
    if isinstance(chosen, list) and isinstance(other, list) and isinstance(chosen, SetValue) != isinstance(other, SetValue):
        chosen, other = make_set(chosen), make_set(other)
    try:
        return unify([chosen, other])[0]
    except EvaluationError:
        return chosen


def _tolerant(side: Expression, scope: Scope) -> Value:
    """A side that may not be chosen: an error in it is only a doubt."""
    try:
        return side.evaluate(scope)
    except (EvaluationError, NotEvaluated) as error:
        return Unresolved(str(error))


class Parentheses:
    """`(x)`: as a key of an object it is an expression, not a name."""

    __slots__ = ("inner",)

    def __init__(self, inner: Expression) -> None:
        self.inner = inner

    def evaluate(self, scope: Scope) -> Value:
        return self.inner.evaluate(scope)


class Tuple:
    """`[a, b]`"""

    __slots__ = ("items",)

    def __init__(self, items: list[Expression]) -> None:
        self.items = items

    def evaluate(self, scope: Scope) -> Value:
        return [item.evaluate(scope) for item in self.items]


class Object:
    """`{a = b}`"""

    __slots__ = ("items",)

    def __init__(self, items: list[tuple[Expression, Expression]]) -> None:
        self.items = items

    def evaluate(self, scope: Scope) -> Value:
        out, doubts = {}, []
        for key, item in self.items:
            name, value = key.evaluate(scope), item.evaluate(scope)
            if isinstance(name, Unresolved):
                doubts += [name, *unresolved_parts(value)]
            else:
                out[to_text(name)] = value
        return merged((*doubts, *unresolved_parts(out))) if doubts else out


class For:
    """`[for v in source : value if condition]`, or `{for k, v in source : key => value}`."""

    __slots__ = ("condition", "grouped", "key", "names", "source", "value")

    def __init__(
        self,
        names: list[str],
        source: Expression,
        key: Expression | None,
        value: Expression,
        condition: Expression | None,
        *,
        grouped: bool,
    ) -> None:
        self.names = names
        self.source = source
        self.key = key
        self.value = value
        self.condition = condition
        self.grouped = grouped

    def evaluate(self, scope: Scope) -> Value:
        source = self.source.evaluate(scope)
        if isinstance(source, Unresolved):
            return merged((source,))
        rows: list[tuple[Value, Value]] = []
        for key, item in pairs(source):
            names = {self.names[-1]: item} | ({self.names[0]: key} if len(self.names) > 1 else {})
            inner = scope.with_names(names)
            wanted = True if self.condition is None else self.condition.evaluate(inner)
            if isinstance(wanted, Unresolved):
                return merged((wanted, *unresolved_parts(source)))
            if to_bool(wanted):
                rows.append((None if self.key is None else self.key.evaluate(inner), self.value.evaluate(inner)))
        return [value for _, value in rows] if self.key is None else self._object(rows)

    def _object(self, rows: list[tuple[Value, Value]]) -> Value:
        doubt = unresolved_in([key for key, _ in rows])
        if doubt is not None:
            return merged((doubt, *(part for _, value in rows for part in unresolved_parts(value))))
        out: dict[str, Any] = {}
        for key, value in rows:
            name = to_text(key)
            if self.grouped:
                out.setdefault(name, []).append(value)
            elif name in out:
                raise EvaluationError(f"two items have the key '{name}'")
            else:
                out[name] = value
        return out


class Template:
    """Text with values between."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Expression]) -> None:
        self.parts = parts

    def evaluate(self, scope: Scope) -> Value:
        values = [part.evaluate(scope) for part in self.parts]
        doubt = unresolved_in(values)
        if doubt is not None:
            return values[0] if _of_arn(values) else begun(values, doubt)
        out = "".join(to_text(value) for value in values)
        if len(out) > MAX_TEXT:
            raise EvaluationError("a text that is too large")
        return out


def _of_arn(values: list[Value]) -> bool:
    """Whether a text is the ARN of a resource with something behind it, as in `"${x.arn}:*"` or
    `"${api.execution_arn}/*/${method}"`: it names that resource still, or a part of it."""
    first, rest = values[0], values[1:]
    named = isinstance(first, Unresolved) and first.exact is not None and first.exact[1][-1:] in (("arn",), ("execution_arn",))
    doubt = unresolved_in(rest)
    return named and isinstance(rest[0], str) and rest[0].startswith((":", "/")) and (doubt is None or doubt.reason != SENSITIVE)


class Joined:
    """The texts of a list, one after the other: `%{ for }` in a template."""

    __slots__ = ("source",)

    def __init__(self, source: Expression) -> None:
        self.source = source

    def evaluate(self, scope: Scope) -> Value:
        values = self.source.evaluate(scope)
        doubt = unresolved_in(values)
        return "".join(to_text(value) for value in values) if doubt is None else doubt


def make_template(parts: list[Expression]) -> Expression:
    """The parts as one expression: a literal is itself, and a single `"${value}"` is the value."""
    melded: list[Expression] = []
    texts: list[list[str]] = []
    for part in parts:
        before = melded[-1] if melded else None
        if isinstance(part, Literal) and isinstance(before, Literal):
            texts[-1].append(part.value)
        else:
            melded.append(part)
            texts.append([part.value] if isinstance(part, Literal) else [])
    melded = [Literal("".join(run)) if isinstance(part, Literal) else part for part, run in zip(melded, texts, strict=True)]
    if not melded:
        return Literal("")
    return melded[0] if len(melded) == 1 else Template(melded)


class Call:
    """`name(arguments…)`; `spread` tells that the last one is followed by `...`."""

    __slots__ = ("arguments", "name", "spread")

    def __init__(self, name: str, arguments: list[Expression], *, spread: bool) -> None:
        self.name = name
        self.arguments = arguments
        self.spread = spread

    def evaluate(self, scope: Scope) -> Value:
        return scope.call(self.name, self.arguments, spread=self.spread)
