"""The evidence as a document to print or to send: a cover, the safeguards, and a section for each that has something to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

from hipaacheck import Report, ReportOptions
from hipaacheck_reports.pdf_cover import cover, overview
from hipaacheck_reports.pdf_look import HEIGHT, MARGIN, QUIET, RULE, TEXT, WIDTH, Flowable, anchor, look
from hipaacheck_reports.pdf_safeguard import Shelf, section, shelf, shown_safeguards

TITLE = "HIPAA Security Rule: technical evidence"
DISCLAIMER = "Technical evidence, not a determination of compliance."


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """The document. The same report gives the same bytes. Raises UsageError when reportlab is not there."""
    look()
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    current = {"section": ""}
    document = BaseDocTemplate(
        out,
        pagesize=(WIDTH, HEIGHT),
        title=TITLE,
        subject=f"As of {report.as_of}. {DISCLAIMER}",
        author="hipaacheck",
        creator=f"hipaacheck {report.version}",
        lang="en-US",
        invariant=1,
        pageCompression=1,
        displayDocTitle=True,
        initialFontName="Vera",
    )
    frame = Frame(MARGIN, 58, TEXT, HEIGHT - 58 - 62, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)

    def furniture(canvas: Any, _: Any) -> None:
        _furniture(canvas, report, current["section"])

    document.addPageTemplates(PageTemplate("page", [frame], onPageEnd=furniture))
    document.build(_story(report, current))


def _story(report: Report, current: dict[str, str]) -> list[Flowable]:
    from reportlab.platypus import PageBreak

    everything: Shelf = shelf(report)
    several = len(report.safeguards) > 1
    story = [_mark("cover", "Summary", current, ""), *cover(report, TITLE, DISCLAIMER)]
    listed = shown_safeguards(report, everything)
    if several:
        linked = {item.safeguard.citation for item in listed}
        story += [PageBreak(), _mark("overview", f"The {len(report.safeguards)} safeguards", current, "")]
        story += overview(report, linked)
    for item in listed:
        citation = item.safeguard.citation
        rule = item.safeguard
        name = f"{citation} {rule.standard}" + (f": {rule.specification}" if rule.specification else "")
        story += [PageBreak(), _mark(anchor(citation), name, current, citation), *section(report, item, everything)]
    return [*story, _drawn(_total)]


def _drawn(draw: Callable[[Any], None]) -> Flowable:
    """Something that takes no room and draws on the page where it stands."""
    from reportlab.platypus.flowables import CallerMacro

    return CallerMacro(drawCallable=lambda macro, *_: draw(macro.canv))


def _mark(name: str, title: str, current: dict[str, str], section_name: str) -> Flowable:
    """A place to link to, with its entry in the outline; the pages from here on belong to the section."""

    def draw(canvas: Any) -> None:
        current["section"] = section_name
        canvas.bookmarkPage(name, fit="XYZ", top=HEIGHT)
        canvas.addOutlineEntry(title, name, level=0)

    return _drawn(draw)


def _furniture(canvas: Any, report: Report, section_name: str) -> None:
    """What stands on every page. The number of pages is filled in by the last one."""
    canvas.saveState()
    canvas.setFont("Vera", 7)
    canvas.setFillColor(QUIET)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    top, bottom = HEIGHT - 44, 44
    canvas.line(MARGIN, top, WIDTH - MARGIN, top)
    canvas.line(MARGIN, bottom, WIDTH - MARGIN, bottom)
    canvas.drawString(MARGIN, top + 5, TITLE)
    canvas.drawRightString(WIDTH - MARGIN, top + 5, f"{section_name}   as of {report.as_of}".strip())
    canvas.drawRightString(WIDTH - MARGIN, bottom - 11, DISCLAIMER)
    page = f"Page {canvas.getPageNumber()} of "
    canvas.drawString(MARGIN, bottom - 11, page)
    canvas.translate(MARGIN + canvas.stringWidth(page, "Vera", 7), bottom - 11)
    canvas.doForm("pages")
    canvas.restoreState()


def _total(canvas: Any) -> None:
    """The number of pages, which every page shows."""
    canvas.beginForm("pages", 0, -2, 40, 10)
    canvas.setFont("Vera", 7)
    canvas.setFillColor(QUIET)
    canvas.drawString(0, 0, str(canvas.getPageNumber()))
    canvas.endForm()
