"""The prose of controls: paragraphs, fenced code, and code in single backticks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"^[ \t]*```.*$\n?", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*\n")
_CODE = re.compile(r"`([^`\n]+)`")


class Block(NamedTuple):
    """A paragraph as pieces of text and code in turn, text first; or lines of code."""

    pieces: list[str]
    lines: list[str]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text, in order. A fence that nothing closes goes on to the end."""
    for number, part in enumerate(_FENCE.split(text)):
        if number % 2:
            yield Block([], part.expandtabs(2).splitlines())
            continue
        for paragraph in _BLANK.split(part):
            if paragraph.strip():
                yield Block(_CODE.split(" ".join(paragraph.split())), [])
