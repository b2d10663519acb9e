"""HCL's native syntax → syntax trees. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from hipaacheck_terraform.hcl import expressions as tree
from hipaacheck_terraform.hcl.expressions import Expression
from hipaacheck_terraform.hcl.lexer import Comment, HclError, Lexer
from hipaacheck_terraform.hcl.values import NotEvaluated, plain

_MAX_DEPTH = 200
_BINARY = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))
_LEVEL = {sign: level for level, signs in enumerate(_BINARY) for sign in signs}
_KEYWORDS = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class Attribute:
    """`name = expression`; offsets of its beginning and end."""

    name: str
    value: Expression
    start: int
    end: int


@dataclass(slots=True)
class Block:
    """`type "label" { … }`. Offsets of its beginning, of the end of its heading, and of its end."""

    type: str
    labels: tuple[str, ...]
    body: Body
    start: int
    end: int


@dataclass(slots=True)
class Body:
    """Attributes by name, and blocks in order."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


def parse_body(text: str, *, comments: bool = False) -> tuple[Body, list[Comment]]:
    """The body that a whole file is, and its comments if wanted. Raises HclError."""
    parser = Parser(Lexer(text, comments=comments))
    parser.lexer.advance()
    body = parser.body(closing=None)
    return body, parser.lexer.comments or []


def parse_expression(text: str) -> Expression:
    """An expression that a whole text is. Raises HclError."""
    parser = Parser(Lexer(text))
    parser.lexer.enter(lines=False)
    found = parser.expression()
    parser.expect_kind("end")
    return found


def parse_template(text: str) -> Expression:
    """A template that a whole text is, as in `templatefile` and in strings of JSON. Raises HclError."""
    from hipaacheck_terraform.hcl.template import bare_template

    return bare_template(Parser(Lexer(text)))


class Parser:
    """Recursive descent over a lexer."""

    __slots__ = ("_depth", "lexer")

    def __init__(self, lexer: Lexer) -> None:
        self.lexer = lexer
        self._depth = 0

    # -- bodies ------------------------------------------------------------------------------------------------------

    def body(self, closing: str | None) -> Body:
        """Attributes and blocks up to `}`, or to the end of the text."""
        out, lexer = Body(), self.lexer
        while True:
            if lexer.kind == "line":
                lexer.advance()
            elif lexer.kind == "name":
                self._item(out)
            elif (closing is None and lexer.kind == "end") or (closing is not None and lexer.value == closing):
                return out
            else:
                raise self.unexpected("an argument or a block")

    def _item(self, out: Body) -> None:
        lexer = self.lexer
        name, start = lexer.value, lexer.start
        lexer.advance()
        if lexer.value == "=" and lexer.kind == "sign":
            lexer.advance()
            value = self.expression()
            if name in out.attributes:
                raise HclError(f"the argument {name[:40]} is set twice", start)
            out.attributes[name] = Attribute(name, value, start, lexer.last)
            self._end_of_item()
            return
        labels = []
        while lexer.kind in ("name", "plain"):
            labels.append(lexer.value if lexer.kind == "name" else tree.unescaped(lexer.value[1:-1], lexer.start))
            lexer.advance()
        if lexer.value != "{":
            raise self.unexpected(f"'=' or a block's '{{' after {name[:40]}")
        self._deeper()
        lexer.enter(lines=True)
        inner = self.body(closing="}")
        end = lexer.end
        lexer.leave()
        self._depth -= 1
        out.blocks.append(Block(name, tuple(labels), inner, start, end))
        self._end_of_item()

    def _end_of_item(self) -> None:
        if self.lexer.kind == "line":
            self.lexer.advance()
        elif self.lexer.kind != "end" and self.lexer.value != "}":
            raise self.unexpected("the end of the line")

    def unexpected(self, wanted: str) -> HclError:
        """The error that the current token is."""
        lexer = self.lexer
        named = {"line": "the line ends", "end": "the file ends", "plain": "a text stands", "quote": "a text stands"}
        found = named.get(lexer.kind, f"{lexer.value[:40]!r} stands")  # texts may hold secrets
        return HclError(f"{found} where {wanted} was expected", lexer.start)

    def expect(self, sign: str) -> None:
        """Refuse any other token than this."""
        if self.lexer.value != sign or self.lexer.kind != "sign":
            raise self.unexpected(f"'{sign}'")

    def expect_kind(self, kind: str) -> None:
        """Refuse any other kind of token than this."""
        if self.lexer.kind != kind:
            raise self.unexpected({"end": "the end", "name": "a name"}[kind])

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise HclError("nested too deeply", self.lexer.start)

    # -- expressions -------------------------------------------------------------------------------------------------

    def expression(self) -> Expression:
        """An expression; the current token is then the one behind it."""
        self._deeper()
        found = self._binary(0)
        if self.lexer.value == "?" and self.lexer.kind == "sign":
            self.lexer.advance()
            self._lines()
            yes = self.expression()
            self._lines()
            self.expect(":")
            self.lexer.advance()
            self._lines()
            found = tree.Conditional(found, yes, self.expression())
        self._depth -= 1
        return found

    def _lines(self) -> None:
        while self.lexer.kind == "line":
            self.lexer.advance()

    def _binary(self, level: int) -> Expression:
        left = self._unary()
        while self.lexer.kind == "sign":
            sign = self.lexer.value
            own = _LEVEL.get(sign)
            if own is None or own < level:
                break
            self.lexer.advance()
            self._lines()
            right = self._binary(own + 1)
            left = tree.Binary(sign, left, right)
        return left

    def _unary(self) -> Expression:
        lexer = self.lexer
        if lexer.kind == "sign" and lexer.value in ("!", "-"):
            sign = lexer.value
            lexer.advance()
            self._deeper()
            found = tree.Unary(sign, self._unary())
            self._depth -= 1
            return found
        return self._postfix(self._term())

    def _term(self) -> Expression:
        lexer = self.lexer
        kind, value = lexer.kind, lexer.value
        if kind == "plain":
            found: Expression = tree.Literal(tree.unescaped(value[1:-1], lexer.start))
            lexer.advance()
            return found
        if kind == "name":
            return self._named()
        if kind == "number":
            literal = tree.Literal(_number(value, lexer.start))
            lexer.advance()
            return literal
        if kind in ("quote", "heredoc"):
            from hipaacheck_terraform.hcl.template import heredoc, quoted

            return quoted(self) if kind == "quote" else heredoc(self)
        if value == "(":
            lexer.enter(lines=False)
            found = self.expression()
            self.expect(")")
            lexer.leave()
            return tree.Parentheses(found)
        if value == "[":
            return self._tuple()
        if value == "{":
            return self._object()
        raise self.unexpected("a value")

    def _named(self) -> Expression:
        lexer = self.lexer
        name = lexer.value
        lexer.advance()
        while lexer.value == "::" and lexer.kind == "sign":
            lexer.advance()
            self.expect_kind("name")
            name += f"::{lexer.value}"
            lexer.advance()
        if lexer.value == "(" and lexer.kind == "sign":
            return self._call(name)
        return tree.Literal(_KEYWORDS[name]) if name in _KEYWORDS else tree.Root(name)

    def _call(self, name: str) -> Expression:
        lexer = self.lexer
        lexer.enter(lines=False)
        arguments, spread = [], False
        while lexer.value != ")" or lexer.kind != "sign":
            arguments.append(self.expression())
            if lexer.value == "...":
                spread = True
                lexer.advance()
                break
            if lexer.value != "," or lexer.kind != "sign":
                break
            lexer.advance()
        self.expect(")")
        lexer.leave()
        return tree.Call(name, arguments, spread=spread)

    def _postfix(self, found: Expression) -> Expression:
        lexer = self.lexer
        while lexer.kind == "sign":
            if lexer.value == ".":
                lexer.advance()
                found = self._step(found)
            elif lexer.value == "[":
                found = self._index(found)
            else:
                break
        return found

    def _step(self, found: Expression) -> Expression:
        """What follows a dot: a name, an old-style index such as `.0`, or a splat."""
        lexer = self.lexer
        if lexer.value == "*" and lexer.kind == "sign":
            lexer.advance()
            return self._splat(found, full=False)
        if lexer.kind == "number":
            value = lexer.value
            lexer.advance()
            for part in value.split("."):
                found = tree.Index(found, tree.Literal(int(part) if part.isdigit() else part))
            return found
        self.expect_kind("name")
        name = lexer.value
        lexer.advance()
        return tree.GetAttribute(found, name)

    def _index(self, found: Expression) -> Expression:
        lexer = self.lexer
        lexer.enter(lines=False)
        if lexer.value == "*" and lexer.kind == "sign":
            lexer.advance()
            self.expect("]")
            lexer.leave()
            return self._splat(found, full=True)
        key = self.expression()
        self.expect("]")
        lexer.leave()
        return tree.Index(found, key)

    def _splat(self, source: Expression, *, full: bool) -> Expression:
        """A splat takes every step behind it; the old form `.*` takes names only."""
        item = tree.Item()
        found: Expression = item
        lexer = self.lexer
        while lexer.kind == "sign":
            if lexer.value == ".":
                lexer.advance()
                found = self._step(found)
            elif lexer.value == "[" and full:
                found = self._index(found)
            else:
                break
        return tree.Splat(source, item, found)

    def _tuple(self) -> Expression:
        lexer = self.lexer
        lexer.enter(lines=False)
        if lexer.kind == "name" and lexer.value == "for":
            return self._for(closing="]")
        items = []
        while lexer.value != "]" or lexer.kind != "sign":
            items.append(self.expression())
            if lexer.value != "," or lexer.kind != "sign":
                break
            lexer.advance()
        self.expect("]")
        lexer.leave()
        return tree.Tuple(items)

    def _object(self) -> Expression:
        lexer = self.lexer
        lexer.enter(lines=True)
        self._lines()
        if lexer.kind == "name" and lexer.value == "for":
            lexer.ignore_lines()
            return self._for(closing="}")
        items = []
        while lexer.value != "}" or lexer.kind != "sign":
            items.append(self._entry())
            if lexer.kind == "line" or (lexer.value == "," and lexer.kind == "sign"):
                lexer.advance()
                self._lines()
            else:
                break
        self.expect("}")
        lexer.leave()
        return tree.Object(items)

    def _entry(self) -> tuple[Expression, Expression]:
        lexer = self.lexer
        key = self.expression()
        if isinstance(key, tree.Root):
            key = tree.Literal(key.name)
        elif isinstance(key, tree.Literal) and not isinstance(key.value, str):
            key = tree.Literal({True: "true", False: "false", None: "null"}.get(key.value, key.value))
        if lexer.kind != "sign" or lexer.value not in ("=", ":"):
            raise self.unexpected("'=' or ':'")
        lexer.advance()
        self._lines()
        return key, self.expression()

    def _for(self, closing: str) -> Expression:
        lexer = self.lexer
        lexer.advance()
        names = [self.name()]
        if lexer.value == ",":
            lexer.advance()
            names.append(self.name())
        if lexer.value != "in":
            raise self.unexpected("'in'")
        lexer.advance()
        source = self.expression()
        self.expect(":")
        lexer.advance()
        value, key, grouped = self.expression(), None, False
        if closing == "}":
            self.expect("=>")
            lexer.advance()
            key, value = value, self.expression()
            if lexer.value == "...":
                grouped = True
                lexer.advance()
        condition = None
        if lexer.kind == "name" and lexer.value == "if":
            lexer.advance()
            condition = self.expression()
        self.expect(closing)
        lexer.leave()
        return tree.For(names, source, key, value, condition, grouped=grouped)

    def name(self) -> str:
        """The name that the current token is; goes on behind it."""
        self.expect_kind("name")
        name = self.lexer.value
        self.lexer.advance()
        return name


def _number(text: str, position: int) -> int | float:
    try:
        return plain(Decimal(text))
    except NotEvaluated:
        raise HclError("a number of this size is not read", position) from None
