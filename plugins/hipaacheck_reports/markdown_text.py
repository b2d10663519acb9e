"""Text from the data as Markdown that shows exactly that text, wherever it is read.

Escapes do not help where a viewer makes links and mentions of finished HTML, as GitHub and GitLab do; inside code neither does.
So whatever could mean something becomes code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipaacheck_reports.clean import apart, printable, shortened

_PIECE = re.compile(r"`[^`]+`(?!`)|[^\s`]+|`+|\s+")
_CODE = re.compile(r"`([^`]+)`")
_HARMLESS = re.compile(r"""(?=.*[^\W_])(?![/%])(?:[^\W_]|[.,;:()'"/%?§–—…’·→-])+|[–—…·→]|[.,;:]+""")
_LINK = re.compile(r"://|www\.|:[^:\s]+:", re.IGNORECASE)
_LANGUAGES = {"hcl", "sh", "bash", "powershell", "json", "yaml"}
"""Of fences; others, such as mermaid or suggestion, are more than text to some viewers."""
_TEXT = 1000


def code(text: str, limit: int = 500) -> str:
    """A code span: nothing in it is markup, a link or a mention. On one line, cut to `limit` characters."""
    text = shortened(apart(printable(text)), limit) or " "
    ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def prose(text: str, limit: int = _TEXT) -> str:
    """Text on one line; code in single backticks stays code, and every word that is more than a word becomes code."""
    out = ""
    for piece in _PIECE.findall(shortened(printable(" ".join(text.split())), limit)):
        shown = _shown(piece)
        out += (" " if out.endswith("`") and shown.startswith("`") else "") + shown
    return out


def _shown(piece: str) -> str:
    inner = _CODE.fullmatch(piece)
    if inner:
        return code(inner[1], _TEXT)
    if piece == " " or (_HARMLESS.fullmatch(piece) and not _LINK.search(piece)):
        return piece
    word = piece.rstrip(".,;:")
    return code(word, _TEXT) + piece[len(word) :]


def blocks(text: str) -> Iterator[str]:
    """Lines of paragraphs and fenced code, each followed by an empty one. Fences are ours, so that nothing ends them early."""
    language, lines = "", list[str]()
    fenced = False
    for line in [*text.splitlines(), ""]:
        fence = re.match(r"\s*```+\s*([\w-]*)", line)
        if fence and not fenced:
            yield from _paragraph(lines)
            language, lines, fenced = fence[1], [], True
        elif fence:
            yield from _fenced(lines, language)
            lines, fenced = [], False
        elif fenced or line.strip():
            lines.append(line)
        else:
            yield from _paragraph(lines)
            lines = []
    if fenced:
        yield from _fenced(lines[:-1], language)


def _paragraph(lines: list[str]) -> Iterator[str]:
    if lines:
        yield prose(" ".join(lines), 10 * _TEXT)
        yield ""


def _fenced(lines: list[str], language: str) -> Iterator[str]:
    text = "\n".join(apart(printable(line.expandtabs(2))) for line in lines)
    ticks = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    yield ticks + (language if language in _LANGUAGES else "")
    yield text
    yield ticks
    yield ""
