"""Wheel and source distribution: rules and plugins are found in each, and a plan scan loads nothing heavy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support.cli import builtin_pack
from tests.support.plans import plan, resource

ROOT = Path(__file__).parent.parent
HEAVY = {"boto3", "botocore", "azure", "jsonschema", "jinja2", "yaml", "tfparse", "requests", "cryptography", "rich"}
PROBE = """
import json, runpy, sys
sys.argv = ["hipaacheck", "scan", "plan", sys.argv[1], "-f", "json=" + sys.argv[2], "-f", "sarif=" + sys.argv[2] + ".sarif"]
try:
    runpy.run_module("hipaacheck", run_name="__main__")
except SystemExit as end:
    print(json.dumps({"code": end.code, "modules": sorted({name.split(".")[0] for name in sys.modules})}))
"""


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution, built by hatchling."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def site(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel installed."""
    folder = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder)]
    subprocess.run([*pip, str(next(dist.glob("*.whl")))], check=True, capture_output=True)
    return folder


def run(site: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the installed wheel before anything else."""
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_holds_the_controls_compiled_and_as_yaml(dist: Path) -> None:
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        compiled = json.loads(wheel.read("hipaacheck/rules/pack.json"))
    assert len(compiled["controls"]) == len(builtin_pack().controls)
    assert len(compiled["safeguards"]) == 71
    folders = tuple(f"hipaacheck/rules/{name}/" for name in ("aws", "azure", "register"))
    assert sum(name.startswith(folders) for name in names) == len(builtin_pack().controls)
    assert "hipaacheck/py.typed" in names
    assert not [name for name in names if name.startswith(("tests", "rules", "plugins"))]


def test_the_source_distribution_builds_the_same_wheel(dist: Path, tmp_path: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.iterdir())
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "again")]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    first, second = (zipfile.ZipFile(next(folder.glob("*.whl"))) for folder in (dist, tmp_path / "again"))
    assert sorted(first.namelist()) == sorted(second.namelist())
    assert first.read("hipaacheck/rules/pack.json") == second.read("hipaacheck/rules/pack.json")


def test_the_installed_wheel_scans_and_loads_nothing_heavy(site: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(plan(resource("aws_s3_bucket.a", {"bucket": "a"}))))
    ran = run(site, tmp_path, "-c", PROBE, "plan.json", "out.json")
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout)
    assert seen["code"] == 1
    assert HEAVY.isdisjoint(seen["modules"])
    assert json.loads((tmp_path / "out.json").read_text())["summary"]["controls"] > 1


def test_the_installed_wheel_shows_controls_and_runs_their_tests(site: Path, tmp_path: Path) -> None:
    assert (
        "45 CFR 164.312(a)(1)"
        in run(site, tmp_path, "-m", "hipaacheck", "controls", "show", "aws-s3-bucket-public-access-blocked").stdout
    )
    tested = run(site, tmp_path, "-m", "hipaacheck", "controls", "test")
    assert tested.returncode == 0, tested.stdout
    assert "0 problems" in tested.stdout


def test_an_editable_install_finds_rules_and_plugins(tmp_path: Path) -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "hipaacheck", "plugins"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "hipaacheck_terraform" in listed.stdout


def test_version(tmp_path: Path) -> None:
    from hipaacheck import __version__

    ran = subprocess.run(
        [sys.executable, "-m", "hipaacheck", "--version"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout == f"hipaacheck {__version__}\n"
