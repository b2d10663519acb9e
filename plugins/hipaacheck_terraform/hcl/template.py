"""Templates: quoted strings with `${…}`, heredocs, `templatefile`.
https://developer.hashicorp.com/terraform/language/expressions/strings"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hipaacheck_terraform.hcl import expressions as tree
from hipaacheck_terraform.hcl.expressions import Expression
from hipaacheck_terraform.hcl.lexer import HclError

if TYPE_CHECKING:
    from hipaacheck_terraform.hcl.parser import Parser

_QUOTED = re.compile(r'(?:[^"\\$%\n]|\\[^\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*')
_BARE = re.compile(r"(?:[^$%]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*")
_OPENING = re.compile(r"[$%]\{~?")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


_NOTHING: Expression = tree.Literal(None)


class _Directive:
    """`%{ word … }` between the parts of a template, until it is put together."""

    __slots__ = ("condition", "names", "position", "word")

    def __init__(self, word: str, position: int, condition: Expression = _NOTHING, names: tuple[str, ...] = ()) -> None:
        self.word = word
        self.position = position
        self.condition = condition
        self.names = names


_Flat = list["Expression | _Directive"]


def quoted(parser: Parser) -> Expression:
    """The template behind the quote that is the current token."""
    lexer = parser.lexer
    parts, end = _parts(parser, lexer.end, len(lexer.text), bare=False)
    if lexer.text[end : end + 1] != '"':
        raise HclError("a string that does not end on its line", lexer.start)
    lexer.resume(end + 1)
    return _assembled(parts)


def heredoc(parser: Parser) -> Expression:
    """The template of the heredoc whose opening is the current token."""
    lexer = parser.lexer
    opening, start = lexer.value, lexer.end
    word = opening.strip().lstrip("<").lstrip("-")
    closing = re.compile(rf"^[ \t]*{re.escape(word)}[ \t]*\r?$", re.MULTILINE).search(lexer.text, start)
    if closing is None:
        raise HclError(f"a heredoc without its closing {word}", lexer.start)
    end = closing.start()
    parts, _ = _parts(parser, start, end, bare=True)
    if opening.startswith("<<-"):
        parts = _outdented(parts)
    lexer.resume(closing.end())
    return _assembled(parts)


def bare_template(parser: Parser) -> Expression:
    """The template that a whole text is."""
    parts, _ = _parts(parser, 0, len(parser.lexer.text), bare=True)
    return _assembled(parts)


def _parts(parser: Parser, at: int, end: int, *, bare: bool) -> tuple[_Flat, int]:
    """Literals, interpolations and directives from an offset on, and where they end. Between quotes, `~` takes all white space
    away; elsewhere only that on the same line, with the end of the line."""
    lexer, trim = parser.lexer, False
    parts: _Flat = []
    while True:
        start = at
        found = (_BARE if bare else _QUOTED).match(lexer.text, at, end)
        at = start if found is None else found.end()
        raw = lexer.text[start:at]
        opening = _OPENING.match(lexer.text, at, end)
        if raw:
            literal = tree.unescaped(raw, start, escapes=not bare)
            pieces = _LINE.findall(literal) if bare else [literal]
            if trim:
                pieces[0] = pieces[0].lstrip()
            if opening is not None and opening[0].endswith("~"):
                pieces[-1] = pieces[-1].rstrip()
            parts += map(tree.Literal, pieces)
        if opening is None:
            return parts, at
        at, trim = _sequence(parser, parts, opening[0], opening.end())


def _sequence(parser: Parser, parts: _Flat, opening: str, at: int) -> tuple[int, bool]:
    """One `${…}` or `%{…}`; gives where it ends and whether it takes the white space behind it away."""
    lexer = parser.lexer
    lexer.end = at
    lexer.enter(lines=False)
    parts.append(_interpolated(parser.expression()) if opening[0] == "$" else _directive(parser))
    trim = lexer.value == "~}"
    if not trim:
        parser.expect("}")
    lexer.close()
    return lexer.end, trim


def _interpolated(expression: Expression) -> Expression:
    """Never a literal: literals are the text between."""
    return tree.Parentheses(expression) if isinstance(expression, tree.Literal) else expression


def _directive(parser: Parser) -> _Directive:
    lexer = parser.lexer
    word, position = lexer.value, lexer.start
    lexer.advance()
    if word == "if":
        return _Directive(word, position, parser.expression())
    if word == "for":
        names = [parser.name()]
        if lexer.value == ",":
            lexer.advance()
            names.append(parser.name())
        if lexer.value != "in":
            raise parser.unexpected("'in'")
        lexer.advance()
        return _Directive(word, position, parser.expression(), tuple(names))
    if word in ("else", "endif", "endfor"):
        return _Directive(word, position)
    raise HclError(f"no template directive '{word}'", position)


def _assembled(parts: _Flat) -> Expression:
    rest = list(reversed(parts))
    found = _sequence_of(rest, ())
    for directive in rest:
        if isinstance(directive, _Directive):
            raise HclError(f"'{directive.word}' without its beginning", directive.position)
    return found


def _sequence_of(rest: _Flat, closing: tuple[str, ...]) -> Expression:
    """A template of the parts up to one of these directives, which stays; takes them off the end of `rest`."""
    out: list[Expression] = []
    while rest:
        part = rest[-1]
        if not isinstance(part, _Directive):
            out.append(part)
            rest.pop()
        elif part.word in closing:
            break
        elif part.word == "if":
            rest.pop()
            out.append(_conditional(rest, part))
        elif part.word == "for":
            rest.pop()
            body = _sequence_of(rest, ("endfor",))
            _pop(rest, "endfor", part)
            out.append(tree.Joined(tree.For(list(part.names), part.condition, None, body, None, grouped=False)))
        else:
            break
    return tree.make_template(out)


def _conditional(rest: _Flat, opening: _Directive) -> Expression:
    yes = _sequence_of(rest, ("else", "endif"))
    no: Expression = tree.Literal("")
    if rest and isinstance(rest[-1], _Directive) and rest[-1].word == "else":
        rest.pop()
        no = _sequence_of(rest, ("endif",))
    _pop(rest, "endif", opening)
    return tree.Conditional(opening.condition, tree.Template([yes]), tree.Template([no]))


def _pop(rest: _Flat, word: str, opening: _Directive) -> None:
    part = rest.pop() if rest else None
    if not isinstance(part, _Directive) or part.word != word:
        raise HclError(f"'{opening.word}' without its {word}", opening.position)


def _outdented(parts: _Flat) -> _Flat:
    """Without the indentation that all lines share, as `<<-` says. Lines of white space alone stay as they are."""
    leading: list[int] = []
    depth, beginning = 1_000_000, True
    for number, part in enumerate(parts):
        if not isinstance(part, tree.Literal):
            depth, beginning = (0 if beginning else depth), False
            continue
        if beginning and (part.value.strip() or not part.value.endswith("\n")):
            depth = min(depth, len(part.value) - len(part.value.lstrip()))
            leading.append(number)
        beginning = part.value.endswith("\n")
    out = list(parts)
    for number in leading:
        part = parts[number]
        if isinstance(part, tree.Literal):
            out[number] = tree.Literal(part.value[depth:])
    return out
