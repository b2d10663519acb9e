"""HTML: one file that a browser shows without asking anybody for anything, complete without scripts.

The policy in its head (https://www.w3.org/TR/CSP3/) lets in one style sheet and one script, by digest, and nothing else.
Everything from the data is escaped twice over: what is not printable is written out, and the rest is text to HTML.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, BinaryIO

from hipaacheck import Report, ReportOptions, UsageError
from hipaacheck_reports.clean import plural, printable
from hipaacheck_reports.html import findings, overview, sections
from hipaacheck_reports.html.names import STATES, VERDICT_MARKS, anchor, sentence_case, words
from hipaacheck_reports.html.prose import blocks

if TYPE_CHECKING:
    from jinja2 import Environment

_POLICY = "default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
_BUFFER = 2000
"""Pieces that are written at once."""


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """The whole report, piece by piece, as UTF-8. Raises UsageError without jinja2."""
    environment = _environment()
    style, script = _part("style.css"), _part("script.js")
    tally = overview.tally(report)
    page = environment.get_template("page.j2").stream(
        report=report,
        style=_verbatim(style),
        script=_verbatim(script),
        policy=_POLICY.format(style=_digest(style), script=_digest(script)),
        overview=overview.overview(report, tally),
        filters=findings.filters(report, tally),
        groups=findings.groups(report, tally),
        idle=findings.idle(report, tally),
        sections=sections.sections(report),
    )
    page.enable_buffering(_BUFFER)
    out.writelines(piece.encode() for piece in page)


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined
    except ModuleNotFoundError:
        raise UsageError("HTML reports need jinja2. Install it with: pip install 'hipaacheck[report]'") from None
    environment = Environment(
        loader=FunctionLoader(_part),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    named = {"anchor": anchor, "blocks": blocks, "plural": plural, "sentence": sentence_case, "waived": findings.waived}
    environment.filters |= {**named, "words": words, "idle": overview.idle}
    environment.globals |= {"STATES": STATES, "VERDICTS": VERDICT_MARKS}
    return environment


def _part(name: str) -> str:
    """A template, the style sheet or the script."""
    return files(__name__).joinpath(name).read_text("utf-8")


def _shown(value: Any) -> Any:
    """What a template prints: text from the data without anything that is not printable. What is HTML already stays."""
    return printable(value) if type(value) is str else value


def _verbatim(text: str) -> str:
    """Text of ours that is not escaped."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - a file of this package


def _digest(text: str) -> str:
    """The source expression that allows exactly this text between the tags."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
