"""Tokens of HCL's native syntax. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_SKIP = re.compile(r"(?:[ \t\r\ufeff]+|(?:#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+")
_SKIP_LINES = re.compile(r"(?:[ \t\r\n\ufeff]+|(?:#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+")
_COMMENT = re.compile(r"(?:#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*\*/")
_TOKEN = re.compile(
    r"(?P<name>[^\W\d][\w-]*)"
    r'|(?P<plain>"(?:[^"\\$%\n]|\\[^\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*")'
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r'|(?P<quote>")'
    r"|(?P<heredoc><<-?[^\W\d][\w-]*[ \t]*\r?\n)"
    r"|(?P<line>\n)"
    r"|(?P<sign>~\}|&&|\|\||[=!<>]=|=>|\.\.\.|::|[-+*/%!<>?:.,\[\](){}=])"
)


class HclError(Exception):
    """A text that is not HCL. `position` is an offset in it."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class Comment(NamedTuple):
    """A comment with its marks, and where it begins."""

    position: int
    text: str


class Lexer:
    """The current token of a text: `kind` (name, plain, number, quote, heredoc, line, sign, end), `value`, and where it
    begins and ends; `last` is where the one before ended. A quote or a heredoc is only its opening: a template follows."""

    __slots__ = ("_deep", "comments", "end", "kind", "last", "start", "text", "value")

    def __init__(self, text: str, *, comments: bool = False) -> None:
        self.text = text
        self._deep = [False]
        self.comments: list[Comment] | None = [] if comments else None
        self.kind = self.value = ""
        self.start = self.end = self.last = 0

    def advance(self) -> None:
        """Go to the next token. Raises HclError where there is none."""
        text, at = self.text, self.end
        self.last = at
        skipped = (_SKIP_LINES if self._deep[-1] else _SKIP).match(text, at)
        if skipped is not None:
            at = skipped.end()
            if self.comments is not None and not skipped[0].isspace():
                self._note(skipped.start(), at)
        self.start = at
        found = _TOKEN.match(text, at)
        if found is None:
            self._unreadable(at)
        else:
            self.kind, self.value, self.end = found.lastgroup or "", found[0], found.end()

    def _unreadable(self, at: int) -> None:
        if at < len(self.text):
            raise HclError(f"{self.text[at]!r} is not expected here", at)
        self.kind, self.value, self.end = "end", "", at

    def _note(self, start: int, end: int) -> None:
        if self.comments is not None:
            self.comments += (Comment(found.start(), found[0]) for found in _COMMENT.finditer(self.text, start, end))

    def enter(self, *, lines: bool) -> None:
        """Go into brackets, behind the current token; `lines` tells whether line ends mean something between them."""
        self._deep.append(not lines)
        self.advance()

    def ignore_lines(self) -> None:
        """From here on, line ends mean nothing between these brackets."""
        self._deep[-1] = True

    def leave(self) -> None:
        """Go out of brackets, behind the current token."""
        self._deep.pop()
        self.advance()

    def close(self) -> None:
        """Go out of brackets without looking at what is behind them: it is a template."""
        self._deep.pop()

    def resume(self, position: int) -> None:
        """Go on behind a template that ends here."""
        self.end = position
        self.advance()


class Lines:
    """Line numbers of offsets in a text, from 1."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def of(self, position: int) -> int:
        """The line of an offset."""
        return bisect_right(self._starts, position)

    def span(self, line: int) -> tuple[int, int | None]:
        """The offsets of a line and of the next; null after the last."""
        return self._starts[line - 1], self._starts[line] if line < len(self._starts) else None
