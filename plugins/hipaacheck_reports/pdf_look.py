"""How the PDF looks: page, fonts, styles, and text from the data that shows as itself and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from hipaacheck import UsageError
from hipaacheck_reports.clean import printable, shortened

WIDTH, HEIGHT = 612.0, 792.0
"""A page in points: US Letter."""
MARGIN = 50.0
TEXT = WIDTH - 2 * MARGIN
INK, QUIET, RULE, BAND = "#1d2733", "#5b6773", "#c9d1d9", "#eef2f6"
RED, AMBER, GREEN, BLUE = "#a61b1b", "#8a5a00", "#1e6b3a", "#1f4e8c"
COLORS = {
    "satisfied": GREEN,
    "not_satisfied": RED,
    "incomplete": AMBER,
    "attested": BLUE,
    "attestation_missing": AMBER,
    "attestation_expired": RED,
    "inherited": BLUE,
    "not_applicable": QUIET,
    "pass": GREEN,
    "fail": RED,
    "unknown": AMBER,
    "error": RED,
    "verified": GREEN,
}

Flowable = Any
"""A piece of a page."""


@dataclass(frozen=True)
class Look:
    """Styles by name, and the characters that the fonts can show."""

    styles: dict[str, Any]
    glyphs: frozenset[int]


@lru_cache(maxsize=1)
def look() -> Look:
    """The fonts are those that come with reportlab, embedded, so that the pages look alike everywhere. Raises UsageError when
    reportlab is not there."""
    try:
        from reportlab.lib.colors import HexColor
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
        from reportlab.pdfbase.ttfonts import TTFont
    except ImportError:
        raise UsageError("The format pdf needs reportlab. Install it with: pip install 'hipaacheck[report]'") from None
    fonts = [TTFont(name, f"{name}.ttf") for name in ("Vera", "VeraBd", "VeraIt", "VeraBI")]
    for font in fonts:
        registerFont(font)
    registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBI")
    styles: dict[str, Any] = {}
    for name, (face, size, leading, color, more) in _STYLES.items():
        styles[name] = ParagraphStyle(name, fontName=face, fontSize=size, leading=leading, textColor=HexColor(color), **more)
    return Look(styles, frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts)))


_BOXED: dict[str, Any] = {"borderPadding": (6, 8, 6, 8), "leftIndent": 8, "rightIndent": 8}
_BULLET: dict[str, Any] = {"bulletIndent": 1, "bulletFontName": "Vera", "bulletFontSize": 8}
_STYLES: dict[str, tuple[str, float, float, str, dict[str, Any]]] = {
    "title": ("VeraBd", 20, 25, INK, {"spaceAfter": 6}),
    "subtitle": ("Vera", 10, 14, QUIET, {"spaceAfter": 12}),
    "notice": ("VeraBd", 8.5, 12, INK, {"backColor": BAND, "spaceBefore": 6, "spaceAfter": 14, **_BOXED}),
    "part": ("VeraBd", 13, 17, INK, {"spaceBefore": 14, "spaceAfter": 6, "keepWithNext": 1}),
    "citation": ("VeraBd", 10, 13, BLUE, {"keepWithNext": 1}),
    "safeguard": ("VeraBd", 14, 18, INK, {"spaceAfter": 4, "keepWithNext": 1}),
    "heading": ("VeraBd", 9.5, 13, INK, {"spaceBefore": 11, "spaceAfter": 4}),
    "control": ("VeraBd", 8.5, 11.5, INK, {"spaceBefore": 9, "spaceAfter": 1, "keepWithNext": 1}),
    "under": ("Vera", 7, 9.5, QUIET, {"spaceAfter": 3, "keepWithNext": 1}),
    "body": ("Vera", 8.5, 12, INK, {"spaceAfter": 4}),
    "item": ("Vera", 8, 11, INK, {"leftIndent": 11, "spaceAfter": 2, **_BULLET}),
    "finding": ("Vera", 7.5, 10.5, INK, {"leftIndent": 10, "spaceBefore": 2, "spaceAfter": 3}),
    "list": ("Vera", 7, 9.5, QUIET, {"leftIndent": 10, "spaceAfter": 4}),
    "cell": ("Vera", 7.5, 10, INK, {}),
    "number": ("Vera", 7.5, 10, INK, {"alignment": 2}),
    "label": ("Vera", 7.5, 10, QUIET, {}),
    "head": ("VeraBd", 7, 9.5, QUIET, {}),
    "headright": ("VeraBd", 7, 9.5, QUIET, {"alignment": 2}),
}


def shown(text: str, limit: int = 500) -> str:
    """Text from the data as mark-up that shows exactly that text, cut to `limit` characters. What cannot be printed and what the
    fonts have no sign for is escaped: `\\u4e2d`."""
    text = shortened(printable(text), limit)
    glyphs = look().glyphs
    if any(ord(char) not in glyphs for char in text):
        text = "".join(char if ord(char) in glyphs else char.encode("unicode_escape").decode() for char in text)
    return escape(text, quote=False)


def colored(word: str, color: str | None = None) -> str:
    """A status or verdict in bold and in its colour: `not_satisfied` → not satisfied."""
    return f'<font color="{color or COLORS.get(word, INK)}"><b>{escape(word.replace("_", " "))}</b></font>'


def anchor(name: str) -> str:
    """The name of a place in the document, made of letters and digits alone."""
    return name.encode().hex()


def paragraph(markup: str, style: str = "body", bullet: str | None = None) -> Flowable:
    """Text with mark-up: whatever comes from the data has passed `shown`."""
    from reportlab.platypus import Paragraph

    return Paragraph(markup, look().styles[style], bulletText=bullet)


def heading(text: str) -> list[Flowable]:
    """A heading that has room for something below it on its page."""
    from reportlab.platypus import CondPageBreak

    return [CondPageBreak(90), paragraph(escape(text, quote=False), "heading")]


def bulleted(texts: Iterable[str]) -> list[Flowable]:
    """A list of texts from the data."""
    return [paragraph(shown(text, 1000), "item", bullet="•") for text in texts]


def facts(rows: Sequence[tuple[str, str]], label: float = 92.0) -> Flowable:
    """Names and values; the values are mark-up. A name that repeats is shown once."""
    from reportlab.platypus import LongTable

    cells = [
        [paragraph("" if number and rows[number - 1][0] == name else name, "label"), paragraph(value, "cell")]
        for number, (name, value) in enumerate(rows)
    ]
    return LongTable(
        cells, colWidths=[label, TEXT - label], style=[*_PLAIN, ("TOPPADDING", (0, 0), (-1, -1), 1.5)], hAlign="LEFT"
    )


_PLAIN: list[tuple[Any, ...]] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("FONTNAME", (0, 0), (-1, -1), "Vera"),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
    ("LEFTPADDING", (1, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
]


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], numbers: int = 0) -> Flowable:
    """A table whose cells are mark-up; its head repeats on every page. The last `numbers` columns are aligned to the right."""
    from reportlab.platypus import LongTable

    first = len(head) - numbers
    heads = [paragraph(text, "headright" if place >= first else "head") for place, text in enumerate(head)]
    cells = [[paragraph(text, "number" if place >= first else "cell") for place, text in enumerate(row)] for row in rows]
    style = [*_PLAIN, ("LINEBELOW", (0, 0), (-1, 0), 0.8, QUIET), ("LINEBELOW", (0, 1), (-1, -1), 0.3, RULE)]
    return LongTable([heads, *cells], colWidths=list(widths), repeatRows=1, style=style, hAlign="LEFT", spaceAfter=6)
