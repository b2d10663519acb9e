"""Regular expressions of RE2, which Terraform uses, in the syntax of Python's `re`."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated

Ranges = list[tuple[int, int]]
LAST = sys.maxunicode
CLASSES: dict[str, str] = {
    "alnum": "09AZaz",
    "alpha": "AZaz",
    "ascii": "\x00\x7f",
    "blank": "\t\t  ",
    "cntrl": "\x00\x1f\x7f\x7f",
    "digit": "09",
    "graph": "!~",
    "lower": "az",
    "print": " ~",
    "punct": "!/:@[`{~",
    "space": "\t\r  ",
    "upper": "AZ",
    "word": "09AZaz__",
    "xdigit": "09AFaf",
    "d": "09",
    "s": "\t\n\f\r  ",
    "w": "09AZaz__",
}
LETTERS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
WORD = "[0-9A-Za-z_]"
BOUNDARY = f"(?:(?<={WORD})(?!{WORD})|(?<!{WORD})(?={WORD}))"
INSIDE = f"(?:(?<={WORD})(?={WORD})|(?<!{WORD})(?!{WORD}))"
REPEAT = re.compile(r"[*+?]\??|\{([0-9]+)(?:(,)([0-9]*))?\}\??")
MOST_REPEATS = 1000
GROUP = re.compile(r"\(\?P?<([A-Za-z0-9_]+)>")
FLAGS = re.compile(r"\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])")


class Expression(NamedTuple):
    """A compiled expression, and the names of its groups in order; an empty name is none."""

    pattern: re.Pattern[str]
    names: list[str]


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Expression:
    """The expression of an RE2 pattern. Raises EvaluationError when it is wrong, NotEvaluated when Python has no such thing."""
    translation = _Translation(pattern)
    return Expression(re.compile(translation.result()), translation.names)


class _Translation:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.names: list[str] = []
        self.flags = frozenset[str]()
        self.stack: list[tuple[frozenset[str], str]] = []
        self.parts: list[str] = []
        self.closing = ""
        self.fresh = True
        self.repeatable = False

    def result(self) -> str:
        while self.at < len(self.source):
            self.step()
        if self.stack:
            raise EvaluationError("a group has no end")
        return "".join(self.parts) + self.closing

    def step(self) -> None:
        letter = self.source[self.at]
        if letter == "(":
            self.open()
        elif letter == ")":
            if not self.stack:
                raise EvaluationError("a group has no beginning")
            self.parts.append(self.closing + ")")
            self.flags, self.closing = self.stack.pop()
            self.moved(1)
        elif letter == "|":
            self.parts.append("|")
            self.moved(1, repeatable=False)
        elif letter in "*+?" or (letter == "{" and REPEAT.match(self.source, self.at)):
            self.repeat()
        elif letter == "[":
            self.emit(_class(self.ranges()), 0)
        elif letter == "\\":
            self.escape()
        else:
            self.emit(self.simple(letter), 1)

    def moved(self, by: int, repeatable: bool = True) -> None:
        self.at += by
        self.fresh, self.repeatable = False, repeatable

    def emit(self, part: str, by: int) -> None:
        self.parts.append(part)
        self.moved(by)

    def simple(self, letter: str) -> str:
        if letter == "^":
            return "(?m:^)" if "m" in self.flags else r"(?:\A)"
        if letter == "$":
            return "(?m:$)" if "m" in self.flags else r"(?:\Z)"
        if letter == ".":
            return "(?s:.)" if "s" in self.flags else "."
        return re.escape(letter)

    def repeat(self) -> None:
        found = REPEAT.match(self.source, self.at)
        if found is None or not self.repeatable:
            raise EvaluationError("a repetition has nothing to repeat")
        if found[1]:
            least, most = int(found[1]), int(found[3] or found[1])
            if max(least, most) > MOST_REPEATS or most < least:
                raise EvaluationError("a repetition is of no valid size")
        self.parts.append(found[0])
        self.moved(len(found[0]), repeatable=False)

    def open(self) -> None:
        rest = self.source[self.at :]
        if not rest.startswith("(?"):
            self.names.append("")
            return self.group("(", 1, self.flags)
        if named := GROUP.match(rest):
            self.names.append(named[1])
            return self.group("(", named.end(), self.flags)
        found = FLAGS.match(rest)
        if found is None or not set(found[1] + (found[2] or "")) <= set("imsU"):
            raise EvaluationError(f"{rest[:3]} is not supported in regular expressions")
        flags = (self.flags | set(found[1])) - set(found[2] or "")
        if "U" in flags:
            raise NotEvaluated("this regular expression is not evaluated")
        if found[3] == ":":
            return self.group(f"(?{_folding(flags)}:", found.end(), flags)
        if _folding(flags) != _folding(self.flags):
            if not self.fresh and "|" in rest:
                raise NotEvaluated("this regular expression is not evaluated")
            self.parts.append(f"(?{_folding(flags)}:")
            self.closing += ")"
        self.flags = flags
        fresh = self.fresh
        self.moved(found.end(), repeatable=False)
        self.fresh = fresh
        return None

    def group(self, opening: str, by: int, flags: frozenset[str]) -> None:
        self.stack.append((self.flags, self.closing))
        self.parts.append(opening)
        self.flags, self.closing = flags, ""
        self.moved(by, repeatable=False)
        self.fresh = True

    def escape(self) -> None:
        following = self.source[self.at + 1 : self.at + 2]
        assertions = {"A": r"(?:\A)", "z": r"(?:\Z)", "b": BOUNDARY, "B": INSIDE}
        if following in assertions and following:
            self.emit(assertions[following], 2)
        elif following == "Q":
            end = self.source.find("\\E", self.at)
            literal = self.source[self.at + 2 : end if end >= 0 else len(self.source)]
            for letter in literal:
                self.emit(re.escape(letter), 0)
            self.at += len(literal) + (4 if end >= 0 else 2)
        else:
            ranges = self.named_class()
            if ranges is None:
                self.emit(re.escape(self.character()), 0)
            else:
                self.emit(_class(ranges), 0)

    def character(self) -> str:
        """One literal, escaped or not; moves behind it."""
        found = re.compile(r"\\x\{([0-9A-Fa-f]+)\}|\\x([0-9A-Fa-f]{2})").match(self.source, self.at)
        if found:
            self.at = found.end()
            code = int(found[1] or found[2], 16)
            if code > LAST:
                raise EvaluationError("an escape is out of range")
            return chr(code)
        found = re.compile(r"\\(0[0-7]{0,2}|[1-7][0-7]{1,2})").match(self.source, self.at)
        if found:
            self.at = found.end()
            return chr(int(found[1], 8))
        letter = self.source[self.at : self.at + 1]
        if letter != "\\":
            self.at += 1
            return letter
        letter = self.source[self.at + 1 : self.at + 2]
        self.at += 2
        if letter in LETTERS:
            return LETTERS[letter]
        if not letter or not letter.isascii() or letter.isalnum():
            raise EvaluationError(f"\\{letter} is not supported in regular expressions")
        return letter

    def named_class(self) -> Ranges | None:
        """The characters of `\\d`, `\\pL`, `[:alpha:]` and their like at this place; null when there is none."""
        found = re.compile(r"\\([dswDSW])|\\([pP])(?:\{(\^?)(\w*)\}|(\w))|\[:(\^?)(\w+):\]").match(self.source, self.at)
        if found is None:
            return None
        self.at = found.end()
        if found[2]:
            ranges = _category(found[4] or found[5] or "")
            return _complement(ranges) if (found[2] == "P") != bool(found[3]) else ranges
        name = found[1].lower() if found[1] else found[7]
        if name not in CLASSES or (found[7] and len(name) == 1):
            raise EvaluationError(f"{name!r} is no class of characters")
        ranges = _pairs(CLASSES[name])
        return _complement(ranges) if found[6] or (found[1] and found[1].isupper()) else ranges

    def ranges(self) -> Ranges:
        """The characters of a bracket expression; moves behind it."""
        self.at += 1
        negated = self.source.startswith("^", self.at)
        self.at += negated
        first, found = True, Ranges()
        while first or not self.source.startswith("]", self.at):
            if self.at >= len(self.source):
                raise EvaluationError("a class of characters has no end")
            first = False
            named = self.named_class()
            if named is not None:
                found += named
                continue
            low = high = ord(self.character())
            if self.source.startswith("-", self.at) and self.source[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = ord(self.character())
            if high < low:
                raise EvaluationError("a range of characters is empty")
            found.append((low, high))
        self.at += 1
        return _complement(found) if negated and "i" not in self.flags else [(-1, -1), *found] if negated else found


def _folding(flags: frozenset[str]) -> str:
    return "i" if "i" in flags else "-i"


def _pairs(letters: str) -> Ranges:
    return [(ord(low), ord(high)) for low, high in zip(letters[::2], letters[1::2], strict=True)]


def _complement(ranges: Ranges) -> Ranges:
    found, start = Ranges(), 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return [*found, (start, LAST)] if start <= LAST else found


def _class(ranges: Ranges) -> str:
    """A bracket expression. One that begins with (-1, -1) is the complement of the rest: case folds before it is negated."""
    negated = ranges[:1] == [(-1, -1)]
    inside = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges[negated:])
    if not inside:
        return "(?s:.)" if negated else "(?!)"
    return f"[{'^' if negated else ''}{inside}]"


@lru_cache(maxsize=8)
def _category(name: str) -> Ranges:
    """The characters of a general category of Unicode."""
    if not re.fullmatch("[CLMNPSZ][a-z]?", name):
        raise NotEvaluated("this regular expression is not evaluated")
    found, start = Ranges(), -1
    for code in range(LAST + 2):
        inside = code <= LAST and unicodedata.category(chr(code)).startswith(name)
        if inside and start < 0:
            start = code
        elif not inside and start >= 0:
            found.append((start, code - 1))
            start = -1
    return found
