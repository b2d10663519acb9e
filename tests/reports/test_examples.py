"""The examples in the documentation of reports are what the commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.support.cli import hipaacheck

ROOT = Path(__file__).parents[2]
EXAMPLES = re.findall(
    r"^```\nhipaacheck ([^\n]*)\n```\n\n(`{3,})[a-z]+\n(.*?)\n\2$",
    (ROOT / "docs/reports.md").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)


def test_every_format_has_an_example() -> None:
    assert [command.rpartition(" ")[2] for command, _, _ in EXAMPLES] == ["text", "markdown", "junit", "github"]


@pytest.mark.parametrize(("command", "example"), [(command, example) for command, _, example in EXAMPLES])
def test_an_example_is_real(command: str, example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lines are in the output, in that order; "…" and empty lines stand for any others."""
    monkeypatch.chdir(ROOT)
    lines = iter(hipaacheck(*shlex.split(command)).out.splitlines())
    missing = [line for line in example.splitlines() if line not in ("", "…") and line not in lines]
    assert missing == []
