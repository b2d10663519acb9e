"""ci/scan.sh: variables become exactly the words that they should, whatever is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ci.scripts import CI, HOSTILE, arguments, bash, recorder

SCRIPT = CI / "scan.sh"
LISTS = {"SELECT": "--select=", "IGNORE": "--ignore=", "FAIL_ON": "--fail-on=", "BASELINE": "--baseline=", "CONFIG": "--config="}

WORDS = [
    ({}, ["scan", "terraform", "--", "."]),
    ({"SOURCE": "plan", "PATHS": "a.json\nb c.json\n"}, ["scan", "plan", "--", "a.json", "b c.json"]),
    ({"PATHS": "\n  \n a \r\n\r\nb\r\n-c\n"}, ["scan", "terraform", "--", " a ", "b", "-c"]),
    ({"SELECT": "aws.s3\n164.312(b)"}, ["scan", "terraform", "--select=aws.s3", "--select=164.312(b)", "--", "."]),
    (
        {"IGNORE": "a-*", "FAIL_ON": "high", "BASELINE": "b.json", "CONFIG": "my settings.yaml"},
        ["scan", "terraform", "--ignore=a-*", "--fail-on=high", "--baseline=b.json", "--config=my settings.yaml", "--", "."],
    ),
    (
        {"ARGS": "--phi-only\n--var-file my file.tfvars\n--rules=my own\n-f json=a b.json\n--as-of  2026-10-01 \n"},
        [
            *("scan", "terraform", "--phi-only", "--var-file", "my file.tfvars", "--rules=my own", "-f", "json=a b.json"),
            *("--as-of", "2026-10-01", "--", "."),
        ],
    ),
]


@pytest.mark.parametrize(("values", "words"), WORDS)
def test_words(values: dict[str, str], words: list[str], tmp_path: Path) -> None:
    program, seen = recorder(tmp_path)
    ran = bash(SCRIPT, tmp_path, HIPAACHECK_COMMAND=str(program), **{f"HIPAACHECK_{name}": text for name, text in values.items()})
    assert (ran.code, arguments(seen)) == (0, words)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_is_read_by_the_shell(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "file").touch()
    program, seen = recorder(tmp_path)
    names = [*LISTS, "ARGS", "PATHS"]
    ran = bash(SCRIPT, folder, HIPAACHECK_COMMAND=str(program), **{f"HIPAACHECK_{name}": text for name in names})
    assert ran.code == 0
    assert arguments(seen) == ["scan", "terraform", *(option + text for option in LISTS.values()), text, "--", text]
    assert [file.name for file in folder.iterdir()] == ["file"]


@pytest.mark.parametrize("source", ["--help", "-h", "$(touch x)", "; touch x", "*", "\n"])
def test_a_source_is_a_name(source: str, tmp_path: Path) -> None:
    """`scan --help` would end in 0."""
    program, seen = recorder(tmp_path)
    ran = bash(SCRIPT, tmp_path, HIPAACHECK_COMMAND=str(program), HIPAACHECK_SOURCE=source)
    assert ran.code == 2
    assert "not a source" in ran.out
    assert not seen.exists()


@pytest.mark.parametrize("code", [0, 1, 2, 3, 130])
def test_the_exit_code_is_passed_on(code: int, tmp_path: Path) -> None:
    program, _ = recorder(tmp_path, code=code)
    assert bash(SCRIPT, tmp_path, HIPAACHECK_COMMAND=str(program)).code == code
