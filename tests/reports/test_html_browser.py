"""HTML in a browser: it asks nobody for anything, filters, can be used by keyboard and by ear, and prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from benchmarks.html import MIXES, many
from hipaacheck import Asset, Cell, Finding, Report, ReportOptions, SafeguardStatus, Tags
from hipaacheck.model.findings import SafeguardState
from hipaacheck.model.register import RegisterEntry
from hipaacheck_reports import html
from hipaacheck_reports.clean import printable
from tests.reports.pages import HOSTILE
from tests.reports.records import AUDIT, ENCRYPTION, Volume, control, finding, report, run, waiver
from tests.support.browser import launched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = pytest.mark.xdist_group("browser")

ENCRYPTED = control()
AUDITED = control("aws-ebs-volume-audited", "critical", title="EBS volumes are audited", safeguards=("164.312(b)",))
STATES: tuple[SafeguardState, ...] = ("satisfied", "incomplete", "attested", "attestation_expired", "inherited", "not_applicable")


def volume(name: str, account: str = "111122223333", region: str = "us-east-1") -> Asset:
    """A volume of an account."""
    return Volume(id=name, name=name, account=account, region=region, tags=Tags(items={}))


FINDINGS: list[Finding] = [
    finding(ENCRYPTED, volume("vol-fail")),
    finding(ENCRYPTED, volume("vol-waived"), waiver=waiver("vol-waived")),
    finding(ENCRYPTED, volume("vol-open", region="eu-west-1"), "unknown"),
    finding(ENCRYPTED, volume("vol-error", "444455556666"), "error"),
    finding(ENCRYPTED, volume("vol-pass"), "pass"),
    finding(ENCRYPTED, volume("vol-beside", region="eu-west-1"), "not_applicable"),
    finding(AUDITED, volume("vol-audited", "444455556666"), "pass"),
    finding(AUDITED, volume("vol-silent")),
]


def example(*, findings: list[Finding] = FINDINGS) -> Report:
    """A report with every verdict, every state of a safeguard, and something in every section."""
    others = [
        SafeguardStatus(msgspec.structs.replace(AUDIT, citation=f"164.312(x)({at})"), state) for at, state in enumerate(STATES, 1)
    ]
    cells = tuple(Cell(asset_type="aws.ebs.volume", account="1", region=region, state="complete", assets=1) for region in "abc")
    entry = RegisterEntry(
        kind="waiver", id="W-1", state="expired", since="2026-01-01", until="2026-12-31", summary="Scratch data", by="Platform"
    )
    safeguards = (SafeguardStatus(ENCRYPTION, "not_satisfied"), SafeguardStatus(AUDIT, "attestation_missing"), *others)
    return report(
        run(findings, cells=cells, unmapped={"aws_foo": 1}), safeguards=safeguards, register=(entry,), notes=("A note",)
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests here."""
    with launched() as started:
        yield started


class Opened:
    """A page with everything that it asked for, said, or popped up."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def shown(self) -> list[str]:
        """The assets of the findings that no filter hides."""
        found: list[str] = self.page.evaluate(
            "Array.from(document.querySelectorAll('li[data-verdict]')).filter((item) => !item.closest('[hidden]'))"
            ".map((item) => (item.querySelector('b') ?? item).textContent.trim())"
        )
        return found

    def status(self) -> str:
        """What is told of the result."""
        return self.page.locator("#result").inner_text()


Opener = Callable[..., Opened]


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Opener:
    """Opens a report. Windows are used again: one for every set of options."""
    folder = tmp_path_factory.mktemp("pages")
    known: dict[str, Opened] = {}

    def go(what: Report | None = None, **options: Any) -> Opened:
        place = folder / ("example.html" if what is None else "other.html")
        if what is not None or not place.exists():
            with place.open("wb") as out:
                html.write(what or example(), out, ReportOptions())
        key = repr(options)
        if key not in known:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
            context.set_default_timeout(10_000)
            known[key] = Opened(context.new_page())
        known[key].page.goto("about:blank")
        known[key].requests.clear()
        known[key].said.clear()
        known[key].page.goto(place.as_uri())
        return known[key]

    return go


def wait(found: Opened, number: int) -> None:
    """Until the filter says how many findings fit."""
    found.page.wait_for_function(
        "(text) => document.getElementById('result').textContent.includes(text)", arg=f": {number:,} of "
    )


# -- the file ------------------------------------------------------------------------------------------------------


def test_no_request_leaves_it(opened: Opener) -> None:
    found = opened()
    found.page.get_by_role("button", name="Open all").click()
    found.page.emulate_media(media="print")
    found.page.emulate_media(media="screen")
    assert [url for url in found.requests if not url.startswith("file:///")] == []
    assert len(found.requests) == 1
    assert found.said == []


def test_it_is_complete_without_scripts(opened: Opener) -> None:
    found = opened(java_script_enabled=False)
    page = found.page
    assert page.locator("form:visible, button:visible").count() == 0
    assert page.locator("#result").inner_text() == "8 findings."
    for summary in page.locator("#findings details.control > summary").all():
        summary.click()
    for summary in page.locator("#findings details.brief > summary").all():
        summary.click()
    assert page.locator("li[data-verdict]:visible").count() == len(FINDINGS)
    page.locator(".lines summary").first.click()
    page.get_by_role("link", name="aws-ebs-volume-encrypted").click()
    assert page.url.endswith("#c-aws-ebs-volume-encrypted")


@pytest.mark.parametrize(
    "text", [*HOSTILE[:2], " ".join(HOSTILE), '"><img src=x onerror=alert(1)></script><script>alert(1)</script>']
)
def test_names_are_text(opened: Opener, text: str) -> None:
    hostile = [finding(ENCRYPTED, volume(f"a{text}", text, text), message=text), finding(ENCRYPTED, volume(f"p{text}"), "pass")]
    found = opened(example(findings=[*hostile, *FINDINGS]))
    found.page.get_by_label("Region").select_option(printable(text))
    assert (found.said, len(found.requests)) == ([], 1)
    assert found.page.locator("script, img, iframe, object, svg, link").count() == 1
    (shown,) = found.shown()
    assert f"a{printable(text)}".strip() in shown


def test_twenty_thousand_findings_open_and_filter(opened: Opener) -> None:
    found = opened(report(run(many(MIXES["as in the clinic"]))))
    assert found.status() == "20,000 findings."
    found.page.get_by_label("Verdict").select_option("fail")
    wait(found, 3000)
    found.page.get_by_label("Search").fill("vol-0000000000000000d")
    wait(found, 1)
    assert found.shown() == ["arn:aws:ec2:us-west-2:111111111114:volume/vol-0000000000000000d"]
    assert found.page.locator("li[data-verdict]:visible").count() == 1
    found.page.get_by_role("button", name="Reset").click()
    found.page.wait_for_function("() => document.getElementById('result').textContent === '20,000 findings.'")
    assert len(found.shown()) == 20_000


# -- filters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("Verdict", "fail", {"vol-fail", "vol-waived", "vol-silent"}),
        ("Verdict", "unknown", {"vol-open"}),
        ("Verdict", "error", {"vol-error"}),
        ("Verdict", "pass", {"vol-pass", "vol-audited"}),
        ("Verdict", "not_applicable", {"vol-beside"}),
        ("Covered", "yes", {"vol-waived"}),
        ("Severity", "critical", {"vol-audited", "vol-silent"}),
        ("Safeguard", "164.312(b)", {"vol-audited", "vol-silent"}),
        ("Account", "444455556666", {"vol-error", "vol-audited"}),
        ("Region", "eu-west-1", {"vol-open", "vol-beside"}),
    ],
)
def test_a_filter_shows_what_fits_and_opens_it(opened: Opener, field: str, value: str, expected: set[str]) -> None:
    found = opened()
    found.page.get_by_label(field, exact=True).select_option(value)
    assert set(found.shown()) == expected
    assert found.page.locator("li[data-verdict]:visible").count() == len(expected)
    assert re.search(rf"Filtered by .*: {len(expected)} of 8 findings, in (1 control|2 controls)\.", found.status())
    found.page.get_by_role("button", name="Reset").click()
    found.page.wait_for_function("() => document.getElementById('result').textContent === '8 findings.'")
    assert len(found.shown()) == 8
    assert found.page.locator("li[data-verdict]:visible").count() == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vol-fail", {"vol-fail"}),
        ("VOL-FAIL", {"vol-fail"}),
        ("audited vol-silent", {"vol-silent"}),
        ("known after apply", {"vol-open"}),
        (FINDINGS[3].fingerprint, {"vol-error"}),
        ("scratch data", {"vol-waived"}),
        ("nowhere to be found", set()),
    ],
)
def test_a_search_wants_every_word(opened: Opener, text: str, expected: set[str]) -> None:
    found = opened()
    found.page.get_by_label("Search").fill(text)
    wait(found, len(expected))
    assert set(found.shown()) == expected


def test_filters_add_up(opened: Opener) -> None:
    found = opened()
    found.page.get_by_label("Verdict").select_option("fail")
    found.page.get_by_label("Covered").select_option("no")
    found.page.get_by_label("Severity").select_option("high")
    assert found.shown() == ["vol-fail"]
    assert found.status() == "Filtered by verdict “fail”, covered “no”, severity “high”: 1 of 8 findings, in 1 control."


def test_a_safeguard_leads_to_its_findings(opened: Opener) -> None:
    found = opened()
    found.page.locator(".lines summary", has_text="164.312(b)").click()
    found.page.get_by_role("button", name="Show only these findings").click()
    assert set(found.shown()) == {"vol-audited", "vol-silent"}
    assert found.page.evaluate("document.activeElement.name") == "safeguard"


def test_a_link_to_what_a_filter_hides_shows_it(opened: Opener) -> None:
    found = opened()
    found.page.get_by_label("Severity").select_option("critical")
    found.page.locator(".lines summary").first.click()
    found.page.get_by_role("link", name="aws-ebs-volume-encrypted").click()
    found.page.wait_for_function("() => document.getElementById('result').textContent === '8 findings.'")
    assert found.page.locator("li[data-verdict=unknown]").is_visible()


# -- everybody -----------------------------------------------------------------------------------------------------


def test_by_keyboard_alone(opened: Opener) -> None:
    found = opened()
    press = found.page.keyboard.press
    press("Tab")
    assert found.page.evaluate("document.activeElement.textContent") == "Skip to the safeguards"
    press("Enter")
    press("Tab")
    assert found.page.evaluate("document.activeElement.localName") == "summary"
    assert found.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press("Enter")
    assert found.page.locator(".lines details").first.evaluate("(element) => element.open")
    found.page.get_by_label("Search").focus()
    found.page.keyboard.type("vol-open")
    wait(found, 1)
    assert found.shown() == ["vol-open"]


def test_what_a_screen_reader_is_told(opened: Opener) -> None:
    found = opened()
    tree = found.page.locator("body").aria_snapshot()
    for landmark in ("- banner:", '- navigation "Sections":', "- main:", "- contentinfo:", '- search "Filter findings":'):
        assert landmark in tree, landmark
    assert 'heading "HIPAA Security Rule technical evidence" [level=1]' in tree
    assert 'table "Findings (8)"' in tree
    assert 'rowheader "✗ fail"' in tree or 'rowheader "fail"' in tree
    assert re.search(r"- status: 8 findings\.", tree)
    for label in ("Search", "Verdict", "Covered", "Severity", "Safeguard", "Account", "Region"):
        assert found.page.get_by_label(label, exact=True).count() == 1, label


def test_headings_go_down_one_level_at_a_time(opened: Opener) -> None:
    found = opened()
    levels = found.page.evaluate("Array.from(document.querySelectorAll('h1, h2, h3, h4'), (h) => Number(h.localName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert found.page.evaluate("document.documentElement.lang") == "en"
    assert found.page.evaluate(
        "Array.from(document.querySelectorAll('table')).every((t) => t.caption && t.querySelector('th[scope]'))"
    )


CONTRASTS = """() => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => numbers(color).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((numbers(color)[3] ?? 1) > 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  document.querySelectorAll("details").forEach((element) => { element.open = true; });
  const texts = Array.from(document.querySelectorAll("body *")).filter((element) =>
    element.checkVisibility() && !["SCRIPT", "STYLE"].includes(element.tagName) &&
    Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim()));
  return texts.map((element) => {
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.className + " " + element.textContent.slice(0, 30)];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(opened: Opener, scheme: str) -> None:
    found = opened(color_scheme=scheme)
    contrasts = found.page.evaluate(CONTRASTS)
    assert len(contrasts) > 200
    assert [item for item in contrasts if item[0] < 4.5] == []
    dark = found.page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert dark == (scheme == "dark")


def test_a_state_is_never_told_by_colour_alone(opened: Opener) -> None:
    found = opened()
    marks = found.page.evaluate("Array.from(document.querySelectorAll('.lines .mark'), (m) => m.textContent.trim())")
    words = ["not satisfied", "attestation missing", *(state.replace("_", " ") for state in STATES)]
    assert [mark[2:] for mark in marks] == words
    assert all(mark[0] in "✓✗?○!–" for mark in marks)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_window(opened: Opener, width: int) -> None:
    found = opened(
        example(findings=[finding(ENCRYPTED, volume("n" * 10_000)), *FINDINGS]), viewport={"width": width, "height": 800}
    )
    found.page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })")
    assert found.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_the_safeguards_begin_on_the_first_screen(opened: Opener, size: tuple[int, int]) -> None:
    found = opened(viewport={"width": size[0], "height": size[1]})
    bottoms = [found.page.locator(name).first.bounding_box() for name in (".facts", ".lines summary")]
    assert all(box is not None and box["y"] + box["height"] <= size[1] for box in bottoms)


def test_paper_has_no_controls_and_shows_failures(opened: Opener) -> None:
    found = opened()
    page = found.page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("form:visible, button:visible, nav:visible").count() == 0
    assert set(page.locator("li[data-verdict]:visible b").all_inner_texts()) == {
        "vol-fail",
        "vol-waived",
        "vol-open",
        "vol-error",
        "vol-silent",
    }
    assert page.locator(".paper").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('.mark.bad')).color") == "rgb(0, 0, 0)"
    assert page.pdf(format="Letter").startswith(b"%PDF-")
    page.emulate_media(media="screen", color_scheme="light")
