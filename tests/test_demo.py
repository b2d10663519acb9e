"""`hipaacheck demo`: in this process, and from an installed wheel in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hipaacheck import app
from tests.support.cli import hipaacheck

ROOT = Path(__file__).parent.parent


def test_it_prints_the_report_and_writes_two_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    ran = hipaacheck("demo", "--output", str(tmp_path / "out" / "demo"))
    assert (ran.code, ran.err) == (0, "")
    assert "examples/clinic/plan.json" in ran.out
    assert "aws-s3-bucket-no-public-read" in ran.out
    report = json.loads((tmp_path / "out" / "demo" / "hipaacheck.json").read_text("utf-8"))
    assert report["run"]["target"] == "examples/clinic/plan.json"
    assert report["run"]["exit_code"] == 1
    sarif = json.loads((tmp_path / "out" / "demo" / "hipaacheck.sarif").read_text("utf-8"))
    assert sarif["runs"][0]["results"]


def test_it_tells_what_it_did_where_the_files_are_and_what_to_try_next(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    ran = hipaacheck("demo", "--output", str(folder))
    assert ran.out.splitlines()[-4:] == [
        "That was the plan of an example clinic. A real scan would have ended with exit code 1, a demo with 0.",
        f"Reports: {folder / 'hipaacheck.sarif'} and {folder / 'hipaacheck.json'}",
        "Next:    hipaacheck controls show aws-s3-bucket-no-public-read",
        "         terraform show -json tfplan | hipaacheck scan plan -",
    ]


def test_the_default_folder_is_below_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert hipaacheck("demo").code == 0
    assert sorted(path.name for path in (tmp_path / "hipaacheck-demo").iterdir()) == ["hipaacheck.json", "hipaacheck.sarif"]


def test_settings_of_the_working_directory_do_not_change_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hipaacheck.yaml").write_text("select: [aws-kms-key-rotation-enabled]\n")
    assert "aws-s3-bucket-no-public-read" in hipaacheck("demo").out


def test_a_folder_that_cannot_be_made_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = hipaacheck("demo", "--output", str(tmp_path / "file"))
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err == f"hipaacheck: {tmp_path / 'file'}: cannot be made: File exists. Name another folder with --output.\n"


def test_an_installed_wheel_brings_the_plan_along(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("hipaacheck/clinic/plan.json") == app.clinic_plan().read_bytes()
        assert [name for name in archive.namelist() if name.startswith(("examples", "hipaacheck/clinic"))] == [
            "hipaacheck/clinic/plan.json"
        ]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(tmp_path / "site")]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    ran = subprocess.run(
        [sys.executable, "-m", "hipaacheck", "demo", "--output", "out"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert str(Path("site") / "hipaacheck" / "clinic" / "plan.json") in ran.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["hipaacheck.json", "hipaacheck.sarif"]
