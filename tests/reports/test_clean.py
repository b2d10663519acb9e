"""Nothing that is printed is a command to a pipeline."""

from __future__ import annotations

import json

import pytest

from hipaacheck_reports.clean import apart_json, inert

LINES = {
    "plain": "plain",
    "arn:aws:s3:::bucket, a::b": "arn:aws:s3:::bucket, a::b",
    "1 # one": "1 # one",
    "::error::x": ": :error::x",
    "    ::error title=a::x": "    : :error title=a::x",
    ":::": ": ::",
    "\x1b[2m  ::error::x\x1b[0m": "\x1b[2m  : :error::x\x1b[0m",
    "a ##vso[task.complete]b": "a # #vso[task.complete]b",
    "::a##[error]b": ": :a# #[error]b",
    "####[error]": "# # # #[error]",
}


@pytest.mark.parametrize(("line", "expected"), LINES.items())
def test_lines(line: str, expected: str) -> None:
    assert inert(line) == expected


@pytest.mark.parametrize("text", [*LINES, "\\##", "#\\#", "###"])
def test_json_keeps_its_value(text: str) -> None:
    found = apart_json(json.dumps([text]).encode())
    assert b"##" not in found
    assert json.loads(found) == [text]
