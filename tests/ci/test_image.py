"""The Dockerfile: what the build is given is enough, and what is left runs as nobody in particular."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.ci.scripts import ROOT

TEXT = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
LINES = [line for line in TEXT.splitlines() if line.strip() and not line.startswith("#")]
STARTS = [number for number, line in enumerate(LINES) if line.startswith("FROM ")]
FINAL = LINES[STARTS[-1] :]


def given(folder: Path) -> Path:
    """What .dockerignore lets through, copied; it must have the form 'nothing, but these'."""
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert patterns[0] == "*"
    kept = [line.removeprefix("!") for line in patterns if line.startswith("!")]
    left_out = [line.removeprefix("**/") for line in patterns[1:] if not line.startswith("!")]
    for name in kept:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(
                source,
                target,
                ignore=lambda _, names: {name for name in names if any(fnmatch.fnmatch(name, item) for item in left_out)},
            )
        else:
            shutil.copy(source, target)
    return folder


def test_the_context_is_enough_to_build_the_wheel(tmp_path: Path) -> None:
    source = given(tmp_path / "src")
    assert not list(source.rglob("__pycache__"))
    assert not list(source.rglob(".git"))
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    ran = subprocess.run(build, cwd=source, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    with zipfile.ZipFile(next((tmp_path / "dist").glob("*.whl"))) as wheel:
        assert "hipaacheck/rules/pack.json" in wheel.namelist()
        assert "hipaacheck/clinic/plan.json" in wheel.namelist()


def test_two_stages_of_one_base_that_can_be_pinned() -> None:
    assert LINES[0] == "ARG BASE=python:3.13-slim"
    assert [LINES[number] for number in STARTS] == ["FROM ${BASE} AS build", "FROM ${BASE}"]


def test_what_is_left_has_no_build_in_it() -> None:
    assert [line for line in FINAL if "pip" in line or line.startswith("ADD ")] == []
    copies = [line for line in FINAL if line.startswith("COPY ")]
    assert [line for line in copies if "--from=build" not in line] == []
    installed = re.findall(r"apt-get install -y --no-install-recommends (\S+(?: \w\S*)*)", " ".join(FINAL))
    assert [text.split() for text in installed] == [["git"]]
    assert "rm -rf /var/lib/apt/lists/*" in " ".join(FINAL)
    assert "--no-cache-dir" in next(line for line in LINES if "pip " in line)


def test_it_runs_hipaacheck_as_a_user_in_work() -> None:
    said = dict(line.split(" ", 1) for line in FINAL)
    assert said["ENTRYPOINT"] == '["hipaacheck"]'
    assert said["WORKDIR"] == "/work"
    user = said["USER"].partition(":")[0]
    assert int(user) > 0
    assert f"useradd --uid {user} " in said["RUN"] + " ".join(FINAL)
    assert FINAL.index("USER 10001:10001") > max(number for number, line in enumerate(FINAL) if line.startswith("RUN "))


def test_labels() -> None:
    labels = dict(re.findall(r'(org\.opencontainers\.image\.\w+)="([^"]+)"', TEXT))
    assert set(labels) == {f"org.opencontainers.image.{name}" for name in ("title", "description", "licenses")}
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"
