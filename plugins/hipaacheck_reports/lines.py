"""Lines of the text report. Whatever comes from the data passes through `styled` or `wrapped`, which escape it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import click

from hipaacheck import Location, ReportOptions
from hipaacheck_reports.clean import printable, shortened

SEVERITY_STYLE: dict[str, dict[str, Any]] = {
    "critical": {"fg": "red", "bold": True, "reverse": True},
    "high": {"fg": "red", "bold": True},
    "medium": {"fg": "yellow", "bold": True},
    "low": {"fg": "cyan", "bold": True},
}
VERDICT_STYLE: dict[str, dict[str, Any]] = {
    "pass": {"fg": "green"},
    "fail": {"fg": "red", "bold": True},
    "unknown": {"fg": "yellow"},
    "not_applicable": {"dim": True},
    "error": {"fg": "magenta", "bold": True},
}
HEADING: dict[str, Any] = {"bold": True}
QUIET: dict[str, Any] = {"dim": True}


def styled(text: str, options: ReportOptions, style: dict[str, Any] | None = None) -> str:
    """One piece of a line: escaped, and styled when colours are on."""
    text = printable(text)
    return click.style(text, **style) if options.color and style and text else text


def wrapped(
    text: str, options: ReportOptions, *, indent: int = 0, hang: int | None = None, style: dict[str, Any] | None = None
) -> Iterator[str]:
    """A paragraph within the width; further lines are indented by `hang`. Words are never broken, so that an address can be
    copied."""
    first, further = " " * indent, " " * (indent if hang is None else hang)
    for number, line in enumerate(
        textwrap.wrap(
            printable(text),
            width=max(options.width, 40),
            initial_indent=first,
            subsequent_indent=further,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ):
        margin = first if number == 0 else further
        yield margin + styled(line[len(margin) :], options, style)


def row(name: str, text: str, options: ReportOptions, style: dict[str, Any] | None = None) -> Iterator[str]:
    """A line of the summary: `  Name          text`, the text wrapped below itself."""
    margin = 16
    label = f"  {name}".ljust(margin)
    for number, line in enumerate(wrapped(text, options, indent=margin, style=style)):
        yield label + line[margin:] if number == 0 else line


def quoted(place: Location, options: ReportOptions) -> Iterator[str]:
    """Lines of source: the first one of the block, and that of the argument. Nothing when the source is not at hand."""
    numbers = [number for number in dict.fromkeys((place.start, place.line)) if number is not None and number in place.text]
    margin = len(str(max(numbers, default=0)))
    for number in numbers:
        line = f"{number:>{margin}} │ {printable(place.text[number].expandtabs(4))}"
        yield "      " + styled(shortened(line, max(options.width, 40) - 6), options, QUIET)


def listed(items: list[str], options: ReportOptions, *, indent: int) -> Iterator[str]:
    """Items separated by commas, wrapped only between items."""
    line = ""
    for number, item in enumerate(map(printable, items)):
        piece = item + ("," if number < len(items) - 1 else "")
        if line and indent + len(line) + 1 + len(piece) > options.width:
            yield " " * indent + styled(line, options, QUIET)
            line = piece
        else:
            line = f"{line} {piece}" if line else piece
    if line:
        yield " " * indent + styled(line, options, QUIET)
