"""Text as Markdown: any text is shown as it is, and is never more than text."""

from __future__ import annotations

import pytest

from hipaacheck_reports.clean import apart, printable
from hipaacheck_reports.markdown_text import blocks, code, prose
from tests.reports.pages import HOSTILE, page


@pytest.mark.parametrize("evil", HOSTILE)
def test_code_shows_exactly_the_text(evil: str) -> None:
    found = page(f"- {code(evil)} after")
    assert (found.tags, found.plain.split()) == (["ul", "li", "code"], ["after"])
    assert found.code[0].strip() == apart(printable(evil)).strip()


@pytest.mark.parametrize("evil", HOSTILE)
def test_prose_is_never_markup(evil: str) -> None:
    found = page(f"- before {prose(evil)} after")
    assert set(found.tags) <= {"ul", "li", "code"}
    assert not set(found.plain) & set("@<>[]#!$~|*_`&")
    assert not any(text in found.plain for text in ("://", "www.", "evil", "/close", ":smile:"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Access is denied; see 164.312(a)(1), or 45 CFR.", "Access is denied; see 164.312(a)(1), or 45 CFR."),
        ("kms_key is absent, required aws:kms.", "`kms_key` is absent, required aws:kms."),
        ("With `a = *`, not `b`: done", "With `a = *`, not `b`: done"),
        ("see https://a.example/x.", "see `https://a.example/x`."),
        ("é – ü … 100% (of) 'them' and/or \"us\"?", "é – ü … 100% (of) 'them' and/or \"us\"?"),
        ("", ""),
    ],
)
def test_prose(text: str, expected: str) -> None:
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\ntwo.\n\nThree.", ["One two.", "", "Three.", ""]),
        ("Do:\n```hcl\na = 1\n\n  b = `x`\n```\nThen.", ["Do:", "", "```hcl", "a = 1\n\n  b = `x`", "```", "", "Then.", ""]),
        ("```sh\n`a` ````` b\n```", ["``````sh", "`a` ````` b", "``````", ""]),
        ("```mermaid\na\n```", ["```", "a", "```", ""]),
        ("```hcl\nnever ended", ["```hcl", "never ended", "```", ""]),
        ("", []),
    ],
)
def test_blocks(text: str, expected: list[str]) -> None:
    assert list(blocks(text)) == expected
