"""PDF: it says what the report says, whatever the names are, and never more."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from hipaacheck import Report, SafeguardStatus, UsageError
from hipaacheck.model.findings import SafeguardState
from hipaacheck_reports.pdf import DISCLAIMER, write
from hipaacheck_reports.pdf_look import look, shown
from tests.reports.everything import DIGEST, ODD, everything, large, odd, snapshot, status
from tests.reports.records import AUDIT, asset, control, finding, rendered, report, run

REPORTS: dict[str, Callable[[], Report]] = {
    "everything": everything,
    "odd": lambda: odd([*ODD[:2], *ODD[13:]]),
    "no findings": report,
    "no safeguards": lambda: report(safeguards=()),
    "large": lambda: large(300, controls=2),
}


@cache
def _written(name: str) -> bytes:
    return rendered(write, REPORTS[name]())


def _reader(document: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(document))


def _text(document: bytes) -> str:
    """What a person can select, page after page, on one line."""
    return " ".join(" ".join(page.extract_text().split()) for page in _reader(document).pages)


@pytest.mark.parametrize("name", ["everything", "odd"])
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert rendered(write, REPORTS[name]()) == _written(name)


@pytest.mark.parametrize("name", REPORTS)
def test_every_page_has_its_number_and_the_disclaimer(name: str) -> None:
    pages = [" ".join(page.extract_text().split()) for page in _reader(_written(name)).pages]
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert DISCLAIMER in text
        assert "as of 2026-10-01T12:00:00Z" in text


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_in_it_acts_or_leads_outside(name: str) -> None:
    reader = _reader(_written(name))
    kinds = {str(note.get_object().get("/A", {}).get("/S", "/GoTo")) for page in reader.pages for note in page.get("/Annots", [])}
    assert kinds <= {"/GoTo"}
    for action in (b"/JavaScript", b"/OpenAction", b"/Launch", b"/URI", b"/EmbeddedFile"):
        assert action not in _written(name)


def test_fonts_are_embedded_and_the_document_is_named() -> None:
    reader = _reader(_written("everything"))
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = [font.get_object() for resource in resources for font in resource["/Font"].values()]
    assert fonts
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
    assert reader.metadata is not None
    assert reader.metadata.title == "HIPAA Security Rule: technical evidence"
    assert str(reader.root_object["/Lang"]) == "en-US"


def test_the_cover_tells_scope_evidence_counts_and_what_is_missing() -> None:
    said = _text(_written("everything")).partition("The 2 safeguards")[0]
    for text in (
        "111122223333",
        "arn:aws:sts::111122223333:assumed-role/audit/session",
        "1 of 1 listing complete",
        "13 calls: 12 answered, 1 denied",
        f"sha256 {'ef' * 32}",
        "verified: with the key that the reader gave; key 0123abcd",
        "to be kept until 2032-10-01",
        "pass 1, fail 5, unknown 1, not applicable 1, error 1",
        "Waived 1 failure: the organisation accepts the risk; they still fail",
        "Alternatives 1 failure: a documented alternative is in place",
        "Baseline 1 failure known from the baseline",
        "denied: access denied (aws.ebs.volume, ec2:DescribeVolumes, AccessDenied)",
        "region disabled: the region is not enabled",
        "aws_foo 2",
    ):
        assert text in said


@pytest.mark.parametrize(
    ("signature", "told"),
    [("unsigned", "unsigned: the snapshot has no signature"), ("not_checked", "not checked: no key was given")],
)
def test_a_signature_that_was_not_checked_is_not_verified(signature: str, told: str) -> None:
    said = _text(rendered(write, report(snapshot=snapshot(signature=signature, key_id=None))))
    assert told in said
    assert "verified" not in said


@pytest.mark.parametrize("state", get_args(SafeguardState))
def test_every_status_is_told_as_it_is(state: SafeguardState) -> None:
    said = _text(rendered(write, report(safeguards=(status(state, reasons=("Because of the tests.",)),))))
    assert f"Status {state.replace('_', ' ')} Obligation" in said
    assert f"Safeguards {state.replace('_', ' ')} 1" in said
    assert "Because of the tests." in said


def test_a_section_has_status_reasons_records_and_findings_with_evidence() -> None:
    said = _text(_written("everything"))
    for text in (
        "Status not satisfied Obligation addressable",
        "1 failure that counts: aws-ebs-volume-encrypted.",
        "Findings pass 1, fail 5, unknown 1 Covered 2 failures by a waiver or an alternative: they still fail",
        "decision D-1 expiring, 2026-01-01 to 2026-12-31",
        "attestation A-1 expired",
        "approved by Security Officer",
        "fail v.waived (waived)",
        "fail v.instead (alternative in place)",
        "fail v.old (known from the baseline)",
        f"recorded answer sha256 {DIGEST}",
        "encrypted is unknown: known after apply (aws_ebs_volume.v.encrypted)",
        "error k.error",
        "1 asset pass: v.pass",
    ):
        assert text in said


def test_findings_are_listed_once_and_linked() -> None:
    document = _written("everything")
    assert _text(document).count("error k.error") == 1
    assert "findings are listed under 164.312(b)" in _text(document)
    assert [entry.title for entry in _reader(document).outline if not isinstance(entry, list)] == [
        "Summary",
        "The 2 safeguards",
        "164.312(a)(2)(iv) Access control: Encryption and decryption",
        "164.312(b) Audit controls",
    ]


def test_one_safeguard_needs_no_table_and_always_has_its_section() -> None:
    said = _text(rendered(write, report(safeguards=(SafeguardStatus(AUDIT, "attestation_missing"),))))
    assert "The 1 safeguard" not in said
    assert "Status attestation missing" in said
    assert "No control judged an asset for this safeguard." in said


def test_long_lists_end_with_what_is_left_out() -> None:
    found = [finding(control(), asset(f"v{number}"), "pass") for number in range(53)]
    found += [finding(control(), asset(f"w{number}"), "unknown") for number in range(51)]
    said = _text(rendered(write, report(run(found))))
    assert "v49; … and 3 more: see the CSV or XLSX report" in said
    assert "v50" not in said
    assert "… and 1 more unknown: see the CSV or XLSX report" in said


def test_names_show_as_themselves() -> None:
    said = re.sub(r"\s", "", _text(_written("odd")))
    for text in (
        "</details></summary><script>alert(1)</script>",
        "</para><para><b>bold</b><imgsrc='file:///etc/passwd'/>",
        "&lt;b&gt;&copy;",
        r"x\u202e\u2028\x00\ud800",
        r"line\r\nbreak\ttab\x0b\x0c\x1b[31mred",
        r"\u4e2d\u6587",
        r"\U0001f642",
    ):
        assert text in said


@given(st.lists(st.text(max_size=30), min_size=1, max_size=2))
@settings(max_examples=5, deadline=None)
def test_written_whatever_the_names_are(texts: list[str]) -> None:
    assert rendered(write, odd(texts)).startswith(b"%PDF-")


def test_signs_that_no_font_has_are_escaped() -> None:
    assert shown("Müller – 1 < 2 & …") == "Müller – 1 &lt; 2 &amp; …"
    assert shown("α中🙂") == r"\u03b1\u4e2d\U0001f642"
    assert shown("a" * 20, 10) == "a" * 9 + "…"


def test_without_reportlab_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    missing: dict[str, Any] = dict.fromkeys(["reportlab", "reportlab.lib", "reportlab.lib.colors"])
    for name, nothing in missing.items():
        monkeypatch.setitem(sys.modules, name, nothing)
    look.cache_clear()
    with pytest.raises(UsageError, match=r"pip install 'hipaacheck\[report\]'"):
        rendered(write, report())
