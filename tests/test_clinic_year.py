"""The clinic's year of evidence: it is what the calendar says, month by month, and the documentation shows what it gives."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from examples.clinic.year import make
from hipaacheck import packs
from hipaacheck.pluginhost import PluginHost
from tests.support.cli import builtin_pack, hipaacheck

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "docs/evidence.md", ROOT / "README.md", ROOT / "examples/clinic/README.md"]
ELIDED = "…"
"""A line of a page that stands for any lines."""

pytestmark = pytest.mark.xdist_group("clinic-year")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the script writes, made once; the built-in controls are compiled once too."""
    out = tmp_path_factory.mktemp("clinic") / "year"
    with patch.object(packs, "builtin_pack", lambda host: builtin_pack()):
        make.make(out)
    return out


def content(snapshot: Path, name: str) -> Any:
    """A JSON file of a snapshot."""
    with zipfile.ZipFile(snapshot) as archive:
        return json.loads(archive.read(name))


# -- the story ---------------------------------------------------------------------------------------------------

MONTHS = [f"{2025 + (10 + number) // 12}-{(10 + number) % 12 + 1:02}" for number in range(13)]
DOCUMENTS, DATABASE = 'aws_s3_bucket.clinic["documents"]', "aws_db_instance.appointments[0]"

FINDINGS: dict[tuple[str, str], str] = {
    ("aws-s3-bucket-kms-encrypted", DOCUMENTS): "pass pass pass pass pass fail pass pass pass pass pass pass pass",
    ("aws-s3-bucket-public-access-blocked", DOCUMENTS): "pass pass pass pass pass fail pass pass pass pass pass pass pass",
    ("aws-s3-bucket-access-logged", DOCUMENTS): "fail fail pass pass pass pass pass pass pass pass pass pass pass",
    ("aws-cloudtrail-multi-region-trail", "aws.account"): "- - pass pass pass pass pass pass pass pass pass pass pass",
    ("aws-rds-instance-encrypted", "aws_db_instance.records"): " ".join(["pass"] * 13),
    ("aws-rds-instance-encrypted", DATABASE): "- - - fail waived waived waived fail pass pass pass pass pass",
    ("aws-s3-bucket-kms-encrypted", 'aws_s3_bucket.clinic["scans"]'): " ".join(["alternative"] * 13),
    ("register-waiver-in-force", "appointments-until-moved"): "- - - - pass pass pass fail - - - - -",
    ("register-attestation-in-force", "training-2025"): "pass pass pass pass pass pass pass pass pass fail pass pass pass",
    ("register-attestation-in-force", "risk-analysis-2025"): " ".join(["pass"] * 13),
    ("register-decision-in-force", "scans-with-s3-keys"): " ".join(["pass"] * 13),
}
"""Control and asset → what each month's snapshot found, as the calendar of the script tells it."""

STATUSES = {
    "164.312(e)(2)(ii)": " ".join(["satisfied"] * 13),
    "164.308(a)(4)(i)": " ".join(["satisfied"] * 5 + ["not_satisfied"] + ["satisfied"] * 7),
    "164.308(a)(5)(i)": " ".join(["attested"] * 9 + ["attestation_expired"] + ["attested"] * 3),
    "164.310(a)(1)": " ".join(["inherited"] * 13),
    "164.312(b)": " ".join(["not_satisfied"] * 2 + ["incomplete"] * 11),
}


def said(finding: dict[str, Any] | None) -> str:
    """A word for a stored finding."""
    if finding is None:
        return "-"
    waiver = finding.get("waiver")
    return str(finding["verdict"]) if not waiver else "alternative" if waiver.get("kind") == "alternative" else "waived"


def test_every_month_has_its_snapshot(year: Path) -> None:
    found = sorted((year / "snapshots").iterdir())
    assert [path.stem for path in found] == MONTHS == [month.name for month in make.MONTHS]
    assert [content(path, "meta.json")["as_of"] for path in found] == [f"{name}-01T00:00:00Z" for name in MONTHS]
    assert [content(path, "chain.json")["number"] for path in found] == [*range(1, 14)]


def test_the_findings_of_the_year(year: Path) -> None:
    told: dict[tuple[str, str], list[str]] = {key: [] for key in FINDINGS}
    for name in MONTHS:
        rows = content(year / f"snapshots/{name}.zip", "findings.json")["findings"]
        by = {(row["control"], row["asset"]): row for row in rows}
        for key, words in told.items():
            words.append(said(by.get(key)))
    assert {key: " ".join(words) for key, words in told.items()} == FINDINGS


def test_the_lines_of_the_year(year: Path) -> None:
    lines = [content(year / f"snapshots/{name}.zip", "findings.json")["safeguards"] for name in MONTHS]
    by = [{row["citation"]: row["status"] for row in rows} for rows in lines]
    assert {name: " ".join(month[name] for month in by) for name in STATUSES} == STATUSES


def test_the_same_month_gives_the_same_files(year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the signature, which is of another key, and marks of what is redacted, which are of a key that nobody keeps."""
    shutil.copytree(year / "estate", tmp_path / "estate")
    (tmp_path / "snapshots").mkdir()
    monkeypatch.chdir(tmp_path)
    hipaacheck("keys", "new", "-o", "auditor")
    with patch.object(packs, "builtin_pack", lambda host: builtin_pack()):
        again = make.seal(PluginHost(third_party=False), make.MONTHS[0], None)
    with zipfile.ZipFile(again) as one, zipfile.ZipFile(year / "snapshots/2025-11.zip") as other:
        assert one.namelist() == other.namelist()
        mark = re.compile(rb"redacted (\w+) [0-9a-f]{16}")
        plain = [{name: mark.sub(rb"\1", archive.read(name)) for name in one.namelist()} for archive in (one, other)]
        differ = [name for name in one.namelist() if plain[0][name] != plain[1][name]]
    assert differ == ["statement.dsse.json"]


# -- what the pages show -----------------------------------------------------------------------------------------

_BLOCK = re.compile(r"^```console\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)
_VARYING = (
    (re.compile(r"\b[0-9a-f]{12,64}\b…?"), "·"),
    (re.compile(r"(  Files +)[\d,]+, [\d.,]+ [kM]B"), r"\1·"),
    (re.compile(r"(  Made +)\S+"), r"\1·"),
    (re.compile(r"hipaacheck \d+\.\d+\.\d+"), "hipaacheck ·"),
)
"""What depends on the key, the hour or the release."""


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """The commands of a page, and the lines that it shows for each."""
    for block in _BLOCK.findall(page.read_text("utf-8")):
        for part in re.split(r"^\$ ", block.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield command, shown


def run(command: str) -> list[str]:
    """What a command prints in the current folder, on both streams."""
    if re.fullmatch(r"hipaacheck [^|<>&;]*", command):
        ran = hipaacheck(*shlex.split(command)[1:])
        return (ran.out + ran.err).splitlines()
    done = subprocess.run(["sh", "-c", command], check=False, capture_output=True, text=True, timeout=60)
    return (done.stdout + done.stderr).splitlines()


def same(lines: list[str]) -> list[str]:
    """Lines without what differs from run to run."""
    for pattern, by in _VARYING:
        lines = [pattern.sub(by, line.rstrip()) for line in lines]
    return lines


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Whether a page shows what was printed; a line of `…` stands for any lines."""
    parts = ["(?:.*\n)*" if line == ELIDED else re.escape(line) + "\n" for line in same(shown)]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in same(printed))) is not None


@pytest.mark.skipif(shutil.which("unzip") is None, reason="the pages use unzip")
@pytest.mark.parametrize("page", [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES])
def test_the_page_shows_what_the_commands_print(page: Path, year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "year"
    shutil.copytree(year, place)
    monkeypatch.chdir(place)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    stale = []
    for command, shown in commands(page):
        printed = run(command)
        if not agrees(shown, printed):
            stale.append("\n".join([f"$ {command}", *printed]))
    assert stale == [], "these print something else now"


def test_the_page_on_evidence_has_commands() -> None:
    assert len([*commands(PAGES[0])]) >= 10


@pytest.mark.parametrize(
    ("form", "begins"), [("pdf", b"%PDF-"), ("html", b"<!doctype html>"), ("xlsx", b"PK")], ids=["pdf", "html", "xlsx"]
)
def test_a_request_is_answered_with_a_file(year: Path, tmp_path: Path, form: str, begins: bytes) -> None:
    asked = ("--safeguard", "164.312(a)(2)(iv)", "--as-of", "2026-04-15", "-f", f"{form}={tmp_path / 'out'}")
    ran = hipaacheck("report", str(year / "snapshots"), "--key", str(year / "auditor.pub"), *asked)
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "out").read_bytes()[:15].lower().startswith(begins.lower())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("verify snapshots/2026-11.zip --key auditor.pub --chain snapshots", 0),
        ("diff snapshots/2026-03.zip snapshots/2026-04.zip --key auditor.pub", 0),
        ("register check compliance --as-of 2026-11-01", 0),
        ("scan snapshot snapshots/2026-05.zip --own-controls --as-of 2026-06-01 --no-progress", 1),
        ("report snapshots --as-of 2025-10-31", 3),
        ("snapshot snapshot snapshots/2026-05.zip -o anew.zip --sign-key auditor --no-progress", 0),
    ],
)
def test_how_the_commands_end(year: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, code: int) -> None:
    monkeypatch.chdir(year)
    assert hipaacheck(*arguments.split()).code == code
