"""HTML: what the file holds, that it holds it once, and that names stay text. What a browser makes of it has tests of its own."""

from __future__ import annotations

import io
import json
import re
import sys
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

import pytest

from hipaacheck import (
    Asset,
    Cell,
    Evidence,
    Gap,
    Location,
    Report,
    ReportOptions,
    SafeguardStatus,
    SnapshotFacts,
    Tags,
    Unknown,
    UsageError,
    Verdict,
)
from hipaacheck.model.register import EntryState, RegisterEntry
from hipaacheck_reports import html
from hipaacheck_reports.html.overview import Section, _halves
from hipaacheck_reports.html.prose import blocks
from tests.reports.html_elements import Element, elements
from tests.reports.pages import HOSTILE
from tests.reports.records import (
    ALTERNATIVE,
    AUDIT,
    ENCRYPTION,
    PLAN,
    Record,
    Volume,
    control,
    finding,
    rendered,
    report,
    run,
    waiver,
)
from tests.support.cli import hipaacheck

ROOT = Path(__file__).parents[2]
LONG = "n" * 10_000


def page(what: Report) -> Element:
    """The page as elements."""
    return elements(rendered(html.write, what).decode())


def live(id_: str, **more: Any) -> Asset:
    """An asset of an account."""
    known: dict[str, Any] = {"name": "records", "account": "111122223333", "region": "us-east-1", "tags": Tags(items={})}
    return Volume(id=id_, **{**known, "location": Location("main.tf", 12), **more})


def whole(text: str = "plain", prose: str = "plain words") -> Report:
    """A report with something in every place, and one text in each place that others write to."""
    encrypted = control(safeguards=("164.312(a)(2)(iv)",))
    audited = control(
        "aws-ebs-volume-audited", "critical", title=prose, rationale=prose, remediation=prose, safeguards=("164.312(b)",)
    )
    row = Evidence(text, "eq", text, text, origin=text)
    open_row = Evidence("encrypted", "eq", True, Unknown(text, text))
    place = Location(text, 12, start=10, text={10: text, 12: text})
    name = f"{text} "
    findings = [
        finding(encrypted, live(name, name=text, account=text, region=text, location=place), message=text, evidence=(row,)),
        finding(encrypted, live(f"waived {text}"), waiver=waiver(text, id=text, owner=text, reason=text, file=text)),
        finding(encrypted, live(f"open {text}"), "unknown", evidence=(open_row,)),
        finding(encrypted, live(f"broken {text}"), "error", message=text),
        finding(encrypted, live(f"passed {text}"), "pass"),
        finding(encrypted, live(f"beside {text}"), "not_applicable"),
        finding(audited, live(f"known {text}"), baseline="unchanged"),
    ]
    listed: tuple[tuple[str, Literal["complete", "denied"]], ...] = ((text, "complete"), ("eu-west-1", "denied"))
    cells = tuple(Cell(asset_type=text, account=text, region=region, state=state, assets=2) for region, state in listed)
    gaps = (
        Gap(state="denied", reason=text, asset_type=text, account=text, region=text, operation=text, code=text),
        Gap(state="partial", reason=text, asset_type=text, fields=(text,), assets=3),
        Gap(state="region_disabled", reason=text),
    )
    records: tuple[tuple[Literal["waiver", "decision", "attestation"], EntryState], ...]
    records = (("waiver", "expiring"), ("decision", "in_force"), ("attestation", "expired"))
    days: dict[str, Any] = {"since": "2026-01-01", "until": "2026-12-31", "findings": 2}
    entries = [
        RegisterEntry(kind=kind, id=text, state=state, summary=text, by=text, file=text, **days) for kind, state in records
    ]
    digests = {(item.asset.type, item.asset.id): ("cd" * 32,) for item in findings}
    more: dict[str, Any] = {"cells": cells, "gaps": gaps, "unmapped": {text: 3}, "calls": {"answered": 5}, "evidence": digests}
    snapshot = SnapshotFacts(
        name=text,
        digest="9f" * 32,
        created="2026-10-01T12:00:00Z",
        signature="verified",
        key_id=text,
        collector={"arn": text},
        previous="1c" * 32,
        retain_until="2032-10-01",
        digests={"controls": "aa" * 32},
    )
    return report(
        run(findings, text, **more),
        run([finding(encrypted, live("elsewhere"))], "other.json", collector={"oid": text}),
        safeguards=(
            SafeguardStatus(ENCRYPTION, "not_satisfied", reasons=(text,), decisions=(text,), attestations=("gone",)),
            SafeguardStatus(AUDIT, "attestation_missing"),
        ),
        live_only=(control("aws-iam-key-rotated", safeguards=("164.312(b)",)),),
        notes=(text,),
        problems=(text,),
        register=tuple(entries),
        snapshot=snapshot,
    )


PLAIN = page(whole())


def shape(element: Element) -> Counter[str]:
    """Every tag with the names of its attributes, without what only holds a name."""
    out: Counter[str] = Counter()
    for child in element.children:
        if isinstance(child, Element) and child.tag != "bdi" and child.attributes.get("class") != "long":
            out[f"{child.tag} {sorted(child.attributes)}"] += 1
            out += shape(child)
    return out


# -- one file ------------------------------------------------------------------------------------------------------


def test_nothing_comes_from_elsewhere() -> None:
    links = [item.attributes["href"] or "" for item in PLAIN.all() if "href" in item.attributes]
    assert {link[:8] for link in links if not link.startswith("#")} == {"https://"}
    assert not [item for item in PLAIN.all() if item.attributes.keys() & {"src", "srcset", "data", "action", "style", "onclick"}]
    assert not {"link", "img", "iframe", "object", "base"} & {item.tag for item in PLAIN.all()}


def test_the_policy_lets_in_one_style_sheet_and_one_script() -> None:
    (policy,) = (item.attributes["content"] for item in PLAIN.all("meta") if "http-equiv" in item.attributes)
    parts = dict(part.strip().split(" ", 1) for part in (policy or "").split(";"))
    assert parts.keys() == {"default-src", "style-src", "script-src", "base-uri", "form-action"}
    assert {parts[name] for name in ("default-src", "base-uri", "form-action")} == {"'none'"}
    for tag in ("style", "script"):
        (element,) = PLAIN.all(tag)
        digest = sha256("".join(map(str, element.children)).encode()).digest()
        assert parts[f"{tag}-src"] == f"'sha256-{b64encode(digest).decode()}'"


def test_every_link_leads_somewhere_and_every_id_is_there_once() -> None:
    ids = Counter(item.attributes["id"] for item in PLAIN.all() if "id" in item.attributes)
    assert [name for name, number in ids.items() if number > 1] == []
    links = {item.attributes["href"] or "" for item in PLAIN.all("a")}
    assert {link for link in links if link.startswith("#") and link[1:] not in ids} == set()


def test_the_same_report_gives_the_same_bytes() -> None:
    assert rendered(html.write, whole()) == rendered(html.write, whole())


def test_it_is_written_piece_by_piece() -> None:
    class Pieces(io.RawIOBase):
        sizes: list[int] = []

        def write(self, data: Any) -> int:
            self.sizes.append(len(data))
            return len(data)

    out = Pieces()
    html.write(report(run([finding(control(), live(f"v{at}")) for at in range(3000)])), cast("BinaryIO", out), ReportOptions())
    assert max(out.sizes) < sum(out.sizes) / 5


def test_without_jinja_there_is_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    html._environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UsageError, match=r"need jinja2\. Install it with: pip install 'hipaacheck\[report\]'"):
        rendered(html.write, whole())


# -- what it says --------------------------------------------------------------------------------------------------


def test_the_first_screen() -> None:
    (head,) = PLAIN.all("header")
    scope = {item.all("dt")[0].text: item.all("dd")[0].text for item in head.all("div") if len(item.children) == 2}
    assert scope == {
        "Targets": "plain, other.json",
        "Source": "plan, profile hipaa",
        "Accounts": "plain",
        "Regions": "eu-west-1, plain",
        "As of": "2026-10-01T12:00:00Z",
        "Collected by": "plain",
        "Snapshot": "sha256 9f9f9f9f9f9f9f9f…, signature verified",
        "Coverage": "1 of 2 listings complete; 2 gaps; 3 resources of 1 unmapped type",
        "Judged": "8 assets by 2 controls",
    }
    verdicts, states = head.all("table")
    rows = [" ".join(cell.text for cell in row.children if isinstance(cell, Element)) for row in verdicts.all("tr")]
    assert rows == [
        " critical high medium low all",
        "✗ fail 1 3 0 0 4",
        "of these waived 0 1 0 0 1",
        "of these in the baseline 1 0 0 0 1",
        "? unknown 0 1 0 0 1",
        "! error 0 1 0 0 1",
        "✓ pass 0 1 0 0 1",
        "– not applicable 0 1 0 0 1",
    ]
    assert [row.text for row in states.all("tr")][1:] == ["✗ not satisfied 1", "○ attestation missing 1"]
    assert "Technical evidence, not a determination of compliance." in head.text


def test_a_source_that_names_nothing_is_said_to() -> None:
    plan = page(report(run([], cells=()), safeguards=()))
    told = " ".join(item.text for item in plan.all("header"))
    assert "Accounts the source names none Regions the source names none" in told
    assert "Collected by not recorded Coverage no gaps Judged 0 assets by 0 controls" in told
    assert "Snapshot" not in plan.text


def test_a_line_of_a_safeguard_and_what_it_opens_to() -> None:
    encryption, audit = PLAIN.all("ul", class_="lines")[0].all("details")
    (line,), (body,) = encryption.all("summary"), encryption.all("div", class_="body")
    assert line.text == "164.312(a)(2)(iv) Encryption and decryption A addressable ✗ not satisfied 3 failures of / 7 findings"
    assert re.sub(r" +", " ", body.text) == (
        "Access control: Encrypt and decrypt ePHI. Why not satisfied plain Decisions plain Attestations gone Controls"
        " aws-ebs-volume-encrypted 3 fail 1 waived 1 unknown 1 error 1 pass 1 not applicable Show only these findings"
    )
    assert [item.attributes["href"] for item in body.all("a")] == ["#r-1", "#c-aws-ebs-volume-encrypted"]
    assert "Needs a running estate: 1 control : aws-iam-key-rotated ." in audit.text
    assert "1 fail 1 known from the baseline" in audit.text


def test_a_failure_in_full() -> None:
    (item,) = [li for li in PLAIN.all("li", **{"data-verdict": "fail"}) if "required: eq plain" in li.text]
    fingerprint = whole().runs[0].findings[0].fingerprint
    assert item.text == (
        "plain plain:12 plain 10 │ plain 12 │ plain plain required: eq plain; found: plain; from plain aws.ebs.volume · named plain ·"
        f" account plain · plain · fingerprint {fingerprint} · target plain · recorded answers, sha256: {'cd' * 32}"
    )


def test_a_waived_failure_stays_a_failure_and_says_who_why_and_until_when() -> None:
    (item,) = [li for li in PLAIN.all("li") if "data-waived" in li.attributes]
    assert item.attributes["data-verdict"] == "fail"
    assert "Waived until 2027-06-30: plain record plain · owner plain · plain:11" in item.text


@pytest.mark.parametrize("verdict", ["pass", "not_applicable"])
def test_what_needs_no_attention_is_one_line(verdict: Verdict) -> None:
    several = [item.text for item in PLAIN.all("li", **{"data-verdict": verdict})]
    assert several == [f"{'passed' if verdict == 'pass' else 'beside'} plain plain"]  # and its target
    (one,) = page(report(run([finding(control(), live("v"), verdict)]))).all("li", **{"data-verdict": verdict})
    assert one.children == ["v"]


def test_every_finding_is_listed_once() -> None:
    what = whole()
    text = rendered(html.write, what).decode()
    for item in (item for part in what.runs for item in part.findings):
        assert text.count(item.fingerprint) == (item.verdict not in ("pass", "not_applicable"))
    assert sum("data-verdict" in item.attributes for item in PLAIN.all("li")) == sum(len(part.findings) for part in what.runs)


def test_controls_with_failures_come_first_and_worse_ones_before() -> None:
    cases: list[tuple[str, Any, Verdict]] = [
        ("a", "critical", "pass"),
        ("b", "low", "fail"),
        ("c", "low", "unknown"),
        ("d", "high", "fail"),
        ("e", "critical", "error"),
    ]
    shown = page(report(run([finding(control(name, severity), live("v"), verdict) for name, severity, verdict in cases])))
    assert [item.all("span", class_="id")[0].text for item in shown.all("details", class_="control")] == ["d", "b", "e", "c", "a"]


def test_the_rest() -> None:
    coverage, notes = (
        next(item for item in PLAIN.all("section") if item.attributes["id"] == name) for name in ("coverage", "notes")
    )
    assert [row.text for row in coverage.all("table", class_="matrix")[0].all("tr")] == [
        "asset type eu-west-1 plain",
        "plain denied 2",
    ]
    assert "denied plain plain plain plain plain plain – listing" in coverage.text
    assert "Calls: 5 answered." in coverage.text
    assert "9f" * 32 in notes.text
    assert "verified with the key that was given" in notes.text
    register = next(item for item in PLAIN.all("section") if item.attributes["id"] == "register")
    assert "plain ! expiring 2026-01-01 to 2026-12-31 plain plain · covers 2 failures · plain:1" in register.text


def test_the_example_clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    place, other = tmp_path / "report.html", tmp_path / "report.json"
    ran = hipaacheck("scan", "plan", "examples/clinic/plan.json", "-f", f"html={place}", "-f", f"json={other}", "--no-progress")
    assert (ran.code, ran.err) == (1, "")
    root = elements(place.read_text("utf-8"))
    known = json.loads(other.read_text("utf-8"))
    lines = [item for part in root.all("ul", class_="lines") for item in part.all("summary")]
    assert sorted(line.all(class_="cite")[0].text for line in lines) == sorted(item["citation"] for item in known["safeguards"])
    words = {line.all(class_="cite")[0].text: line.all("span", class_="mark")[0].text[2:] for line in lines}
    assert words == {item["citation"]: item["status"].replace("_", " ") for item in known["safeguards"]}
    found = Counter(item.attributes["data-verdict"] for item in root.all("li") if "data-verdict" in item.attributes)
    assert dict(found) == {name: number for name, number in known["summary"]["findings"].items() if number and name != "waived"}
    assert "None" not in root.all("main")[0].text.replace("None.", "").replace("None was met.", "")


# -- texts of others -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", " ", " ".join(HOSTILE), "\"><img src=x onerror=alert(1)>'--><!--</style></script></title>{{ 7*7 }}{% raw %}"]
)
def test_names_stay_text(text: str) -> None:
    """The page has no elements that it does not have with a harmless text."""
    shown = page(whole(text))
    assert shape(shown) - shape(PLAIN) == Counter()
    assert "{{" not in text or "{{ 7*7 }}{% raw %}" in shown.text


def test_what_is_not_printable_is_written_out() -> None:
    written = rendered(html.write, whole("x\u202e\u2066\x00\x1b[31m\ud800\u2028\ufeff")).decode()
    assert [char for char in written if not char.isprintable() and char != "\n"] == []
    assert r"x\u202e\u2066\x00\x1b[31m\ud800\u2028\ufeff" in written


def test_a_very_long_name_is_cut_and_there_in_full() -> None:
    shown = page(report(run([finding(control(), live(LONG)), finding(control(), live(LONG + "p"), "pass")])))
    long = shown.all("details", class_="long")
    assert [item.all("summary")[0].text for item in long] == [
        f"{LONG[:160]}… (10,000 characters)",
        f"{LONG[:160]}… (10,001 characters)",
    ]
    assert [item.text.endswith(full) for item, full in zip(long, (LONG, LONG + "p"), strict=True)] == [True, True]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://example.com", "data:text/html,x", " https://example.com"])
def test_only_links_that_are_safe_are_links(link: str) -> None:
    shown = page(report(run([finding(control(references=(link, "https://example.com/a")), live("v"))])))
    assert [item.attributes["href"] for item in shown.all("a") if not (item.attributes["href"] or "").startswith("#")] == [
        "https://example.com/a"
    ]
    assert link.strip() in shown.text


# -- parts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One\nline.\n\n  Another.", [(["One line."], []), (["Another."], [])]),
        ("Set `a` and `b`.", [(["Set ", "a", " and ", "b", "."], [])]),
        ("Before:\n```hcl\na {\n\tb = 1\n}\n```\nAfter.", [(["Before:"], []), ([], ["a {", "  b = 1", "}"]), (["After."], [])]),
        ("```\nnever closed", [([], ["never closed"])]),
        ("one ` tick", [(["one ` tick"], [])]),
    ],
)
def test_prose(text: str, expected: list[tuple[list[str], list[str]]]) -> None:
    assert [tuple(block) for block in blocks(text)] == expected


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [([], []), ([5], [[5]]), ([31, 12, 12, 11, 5], [[31], [12, 12, 11, 5]]), ([1, 1, 9], [[1, 1], [9]])],
)
def test_columns_are_about_equally_long(lengths: list[int], expected: list[list[int]]) -> None:
    found = [Section(str(length), [None] * length) for length in lengths]  # type: ignore[list-item]
    assert [[len(section.rows) for section in half] for half in _halves(found)] == expected


def test_the_plan_that_everything_is_in_is_not_named_again_as_a_place() -> None:
    (item,) = page(report(run([finding(control(), live("v", location=Location(PLAN)))]))).all("li", **{"data-verdict": "fail"})
    assert item.all("i") == []


def test_a_name_that_reads_from_right_to_left_is_isolated() -> None:
    (item,) = page(report(run([finding(control(), live("שלום"))]))).all("li", **{"data-verdict": "fail"})
    assert [part.text for part in item.all("b")[0].all("bdi")] == ["שלום"]


def test_a_failure_with_an_alternative_is_listed_and_counted() -> None:
    held = control("register-waiver-in-force", "medium")
    record = Record(id="w", name="w", account=None, region=None, tags=Tags(items={}))
    shown = page(
        report(
            run([finding(control(), live("v"), waiver=ALTERNATIVE)]),
            run([finding(held, record, "pass")], "compliance", source="register"),
        )
    )
    (header,) = shown.all("header")
    assert "of these with an alternative 0 1 0 0 1" in header.text
    assert f"Target {PLAN} Source" in header.text
    assert "Judged 1 asset and 1 record of the register by 2 controls" in header.text
    (item,) = shown.all("li", **{"data-verdict": "fail"})
    assert "Alternative in place until 2027-09-30" in item.text
    assert "Failures with an alternative in place (1)" in shown.text
    assert "compliance register · 1 record · 1 finding" in shown.text
