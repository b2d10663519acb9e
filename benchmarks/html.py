"""`python -m benchmarks.html`: how long Chromium takes to open a page of 20,000 findings and to filter it.

A page with as many bare table rows is the floor: what the browser needs for any page of that length.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

from hipaacheck import Evidence, Finding, ReportOptions, Tags, Unknown, Verdict
from hipaacheck_reports import html
from tests.reports.records import Volume, control, finding, report, run
from tests.support.browser import launched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FINDINGS = 20_000
CONTROLS = 200
RUNS = 5
MIXES: dict[str, Sequence[Verdict]] = {
    "as in the clinic": ("pass",) * 13 + ("fail",) * 3 + ("not_applicable",) * 3 + ("unknown",),
    "failures only": ("fail",),
}
OPENED = """() => {
  const [page] = performance.getEntriesByType("navigation");
  document.body.getBoundingClientRect();
  return [page.domContentLoadedEventEnd - page.responseEnd, performance.now() - page.responseEnd];
}"""
FILTERED = """async ([name, value]) => {
  const field = document.getElementById("filters").elements[name], result = document.getElementById("result");
  const start = performance.now();
  const changed = new Promise((done) => new MutationObserver(done).observe(result, {childList: true}));
  field.value = value;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  await changed;
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""
OPEN_ALL = """() => {
  const start = performance.now();
  document.getElementById("open").click();
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""


def many(mix: Sequence[Verdict], number: int = FINDINGS) -> list[Finding]:
    """Findings of CONTROLS controls, in accounts and regions, each with two rows of evidence."""
    controls = [control(f"aws-ebs-volume-rule-{at:03}", ("critical", "high", "medium", "low")[at % 4]) for at in range(CONTROLS)]
    out = []
    for at in range(number):
        account, region = f"{111111111111 + at % 5}", ("us-east-1", "us-west-2", "eu-central-1")[at % 3]
        asset = Volume(
            id=f"arn:aws:ec2:{region}:{account}:volume/vol-{at:017x}",
            name=f"records-{at}",
            account=account,
            region=region,
            tags=Tags(items={}),
        )
        verdict = mix[at % len(mix)]
        value: Any = Unknown("access denied", "ec2:DescribeVolumes") if verdict == "unknown" else verdict == "pass"
        rows = (Evidence("encrypted", "eq", True, value), Evidence("key.origin", "in", ["AWS_KMS", "EXTERNAL"], "AWS"))
        out.append(finding(controls[at * CONTROLS // number], asset, verdict, evidence=rows))
    return out


def main() -> None:
    """Print the figures, one page a line."""
    print(f"{FINDINGS:,} findings; medians of {RUNS} runs; milliseconds from the last byte\n")
    head = (("", -20), ("write s", 9), ("MB", 7), ("elements", 10), ("DOM", 7), ("layout", 8), ("ratio", 7))
    more = (("text", 7), ("verdict", 9), ("reset", 7), ("open", 7))
    print("".join(f"{name:<{-width}}" if width < 0 else f"{name:>{width}}" for name, width in (*head, *more)))
    with tempfile.TemporaryDirectory(prefix="hipaacheck-bench-") as name, launched() as browser:
        bare = Path(name) / "bare.html"
        rows = "".join(f"<tr><td>{at}<td>vol-{at:017x}<td>fail" for at in range(FINDINGS))
        bare.write_text(f"<!doctype html><meta charset=utf-8><title>floor</title><table>{rows}</table>", "utf-8")
        floor = measured(browser, bare, filters=False)
        print(f"{'bare table rows':<20}{'':>9}{floor[0]:>7.1f}{floor[1]:>10,.0f}{floor[2]:>7.0f}{floor[3]:>8.0f}")
        for what, mix in MIXES.items():
            place = Path(name) / "report.html"
            whole = report(run(many(mix)))
            start = process_time()
            with place.open("wb") as out:
                html.write(whole, out, ReportOptions())
            spent = process_time() - start
            size, elements, loaded, laid, *filters = measured(browser, place)
            line = f"{what:<20}{spent:>9.2f}{size:>7.1f}{elements:>10,.0f}{loaded:>7.0f}{laid:>8.0f}{laid / floor[3]:>7.2f}"
            print(
                line + "".join(f"{each:>{width}.0f}" for each, width in zip(filters, (width for _, width in more), strict=True))
            )


def measured(browser: Browser, place: Path, *, filters: bool = True) -> list[float]:
    """Megabytes, elements, milliseconds to DOMContentLoaded and to the first layout; then of a search for text (the first one,
    which builds the index; with the pause after the last key), of a choice of verdict, of its end, and of opening everything."""
    seen: list[list[float]] = []
    elements = 0
    for _ in range(RUNS):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(place.as_uri(), wait_until="domcontentloaded")
        times = page.evaluate(OPENED)
        choices = [("text", "vol-00000000000001f"), ("verdict", "fail"), ("verdict", "")] if filters else []
        times += [page.evaluate(FILTERED, list(choice)) for choice in choices]
        times += [page.evaluate(OPEN_ALL)] if filters else []
        elements = page.evaluate("document.querySelectorAll('*').length")
        seen.append(times)
        page.close()
    return [place.stat().st_size / 1e6, elements, *(median(column) for column in zip(*seen, strict=True))]


if __name__ == "__main__":
    main()
