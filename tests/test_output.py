"""Where reports go: files behind links, open streams, closed and full ones. What needs real streams runs in a shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli import ONE_CONTROL, Ran, hipaacheck
from tests.support.plans import plan, resource

RULES = ("--no-builtin-rules", "--rules", str(ONE_CONTROL), "--no-progress")
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a plan, a failure in it."""
    (tmp_path / "a.json").write_text(json.dumps(plan(resource("aws_s3_bucket.a", {"bucket": "a"}))))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan(*arguments: str) -> Ran:
    """Scan plans with one control."""
    return hipaacheck("scan", "plan", *arguments, *RULES)


def shell(line: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a shell line; `$SCAN` scans plans with one control."""
    command = f"{sys.executable} -m hipaacheck"
    environment = {**os.environ, "HIPAACHECK": command, "SCAN": f"{command} scan plan {' '.join(RULES)}"}
    ran = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, check=False)
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


# -- files ---------------------------------------------------------------------------------------------------------


def test_a_report_is_written_through_links(folder: Path) -> None:
    (folder / "reports").mkdir()
    real = folder / "reports/real.json"
    real.write_text("old")
    Path("near.json").symlink_to("far.json")
    Path("far.json").symlink_to("reports/real.json")
    assert scan("a.json", "-f", "json=near.json").code == 1
    assert (Path("near.json").readlink(), Path("far.json").readlink()) == (Path("far.json"), Path("reports/real.json"))
    assert json.loads(real.read_bytes())["schema_version"] == 1
    assert [path.name for path in real.parent.iterdir()] == ["real.json"]


def test_links_in_a_circle_are_refused() -> None:
    Path("loop").symlink_to("loop")
    ran = scan("a.json", "-f", "json=loop")
    assert (ran.code, ran.out) == (2, "")
    assert "loop: cannot be written: Too many levels of symbolic links" in ran.err
    assert Path("loop").is_symlink()


@pytest.mark.parametrize("second", ["out", "./out", "link"])
def test_two_reports_do_not_go_to_one_file(second: str) -> None:
    Path("link").symlink_to("out")
    ran = scan("missing.json", "-f", "json=out", "-f", f"sarif={second}")  # refused before anything is read
    assert ran.code == 2
    assert ran.err == f"hipaacheck: json and sarif cannot both go to {second}; give one a file, e.g. -f sarif=FILE\n"


def test_a_device_takes_any_number_of_reports() -> None:
    assert scan("a.json", "-f", "json=/dev/null", "-f", "sarif=/dev/null").code == 1


@pytest.mark.parametrize("file", ["a.json", "./a.json", "link"])
def test_a_report_does_not_replace_what_is_scanned(file: str, folder: Path) -> None:
    Path("link").symlink_to(folder / "a.json")
    before = Path("a.json").read_bytes()
    ran = scan("missing.json", "a.json", "-f", f"json={file}")
    assert ran.code == 2
    assert f"-f json: {file} is what is scanned" in ran.err
    assert Path("a.json").read_bytes() == before


@needs_full
def test_a_full_disk_leaves_one_line() -> None:
    ran = scan("a.json", "-f", "json=/dev/full")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "/dev/full: cannot be written: No space left on device" in ran.err


# -- streams -------------------------------------------------------------------------------------------------------


def test_the_name_of_standard_output_is_written_to_and_not_replaced() -> None:
    code, _, _ = shell("echo before > log; $SCAN a.json -f json=/dev/stdout >> log")
    head, _, report = Path("log").read_text().partition("\n")
    assert (code, head, json.loads(report)["schema_version"]) == (1, "before", 1)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("$SCAN a.json -f text -f json=/dev/stdout", "/dev/stdout"),
        ("$SCAN a.json -f text -f json=/dev/fd/1", "/dev/fd/1"),
        ("$SCAN a.json -f text -f json=out > out", "out"),
    ],
)
def test_standard_output_by_two_names_is_one_place(line: str, place: str) -> None:
    code, _, err = shell(line)
    assert (code, err) == (2, f"hipaacheck: text and json cannot both go to {place}; give one a file, e.g. -f json=FILE\n")


def test_standard_input_is_a_target_that_is_not_replaced() -> None:
    code, _, err = shell("$SCAN - -f json=a.json < a.json")
    assert (code, "a.json is what is scanned" in err) == (2, True)


@pytest.mark.parametrize("closed", ["<&-", "2>&-", ">&-"])
def test_a_closed_stream_that_is_not_needed_does_not_matter(closed: str) -> None:
    code, _, err = shell(f"$SCAN a.json -f json=out {closed}")
    assert (code, err) == (1, "")
    assert json.loads(Path("out").read_bytes())["schema_version"] == 1


CLOSED: dict[str, tuple[str, int, str]] = {
    "standard output": ("$SCAN a.json >&-", 2, "standard output is closed. Write to a file: -f NAME=FILE."),
    "standard input": ("$SCAN - <&-", 3, "standard input is closed. Pipe a plan into it, or name a file."),
}


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_stream_that_is_needed_is_said_plainly(name: str) -> None:
    line, code, text = CLOSED[name]
    assert shell(line) == (code, "", f"hipaacheck: {text}\n")


@needs_full
@pytest.mark.parametrize("line", ["$SCAN a.json", "$HIPAACHECK assets list"])
def test_a_full_disk_behind_standard_output_is_an_output_error(line: str) -> None:
    code, _, err = shell(f"{line} > /dev/full")
    text = "standard output cannot be written: No space left on device. Make room, or write to a file."
    assert (code, err) == (2, f"hipaacheck: {text}\n")


@needs_full
@pytest.mark.parametrize(("arguments", "code"), [("missing.json", 3), ("a.json --bogus", 2)])
@pytest.mark.parametrize("redirect", ["2>/dev/full", "2>&-"])
def test_the_exit_code_does_not_depend_on_standard_error(arguments: str, code: int, redirect: str) -> None:
    assert shell(f"$SCAN {arguments} {redirect}")[0] == code


@pytest.mark.parametrize("line", ["$SCAN a.json", "$HIPAACHECK assets list", "$HIPAACHECK --help"])
def test_a_reader_that_stops_is_no_error(line: str) -> None:
    _, _, err = shell(f"({line}; echo $? > code) | true")
    assert (Path("code").read_text(), err) == ("141\n", "")
