"""Third-party plugins: the example one, installed for real, and what happens when one is broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parent.parent / "examples/plugin"


def run(*arguments: str, site: Path) -> subprocess.CompletedProcess[str]:
    """`hipaacheck ARGUMENTS…` in a process that has the packages of `site` installed."""
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(
        [sys.executable, "-m", "hipaacheck", *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example plugin, installed by pip into a folder of its own."""
    site = tmp_path_factory.mktemp("site")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--target",
        str(site),
    ]
    subprocess.run([*pip, str(EXAMPLE)], check=True, capture_output=True)
    return site


def broken(site: Path, code: str, name: str = "broken") -> Path:
    """A plugin whose module is the given code, with the metadata of an installed distribution."""
    site.mkdir(exist_ok=True)
    (site / f"{name}.py").write_text(code)
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[hipaacheck]\n{name} = {name}\n")
    return site


def test_the_plugin_is_listed(installed: Path) -> None:
    listed = run("plugins", site=installed)
    assert listed.returncode == 0, listed.stderr
    assert "hipaacheck-acme 1.0.0" in listed.stdout
    assert "acme_name_allowed" in listed.stdout
    assert "acme-count" in listed.stdout


def test_its_source_control_and_predicate_give_verdicts(installed: Path) -> None:
    ran = run("scan", "acme", str(EXAMPLE / "shares.json"), "-f", "json", site=installed)
    assert ran.returncode == 1, ran.stderr
    found = {
        item["asset"]["id"]: item["verdict"]
        for item in json.loads(ran.stdout)["findings"]
        if item["control"] == "acme-share-encrypted"
    }
    assert found == {"phi-radiology": "pass", "phi-billing": "fail", "lobby": "not_applicable"}


def test_its_reporter_writes(installed: Path) -> None:
    assert run("scan", "acme", str(EXAMPLE / "shares.json"), "-f", "acme-count", site=installed).stdout == "1 phi-billing\n"


def test_its_controls_pass_their_tests_by_themselves(installed: Path) -> None:
    ran = run("controls", "test", str(installed / "hipaacheck_acme/rules"), site=installed)
    assert (ran.returncode, ran.stdout) == (0, "1 controls, 5 tests, 0 problems\n")


BROKEN: dict[str, tuple[str, list[str], int, str]] = {
    "does not import": (
        "raise RuntimeError('boom')",
        ["plugins"],
        2,
        "plugin 'broken' (broken 1.0) does not load: RuntimeError: boom",
    ),
    "misspelt hook": (
        "from hipaacheck import hookimpl\n@hookimpl\ndef hipaacheck_sauces(): return []",
        ["plugins"],
        2,
        "hipaacheck_sauces",
    ),
    "hook raises": (
        "from hipaacheck import hookimpl\n@hookimpl\ndef hipaacheck_reporters(): raise ValueError('no')",
        ["plugins"],
        2,
        "hipaacheck_reporters raised ValueError: no",
    ),
    "hook returns no list": (
        "from hipaacheck import hookimpl\n@hookimpl\ndef hipaacheck_sources(): return 'odd'",
        ["plugins"],
        2,
        "hipaacheck_sources returned 'odd', not a list of SourceSpec",
    ),
    "hook returns another type": (
        "from hipaacheck import hookimpl, ReporterSpec\n@hookimpl\ndef hipaacheck_sources():\n"
        "    return [ReporterSpec(name='odd', summary='', load='x:y')]",
        ["plugins"],
        2,
        "hipaacheck_sources returned [ReporterSpec(name='odd', summary='', load='x:y')], not a list of SourceSpec",
    ),
    "asset types are no names": (
        "from hipaacheck import hookimpl\n@hookimpl\ndef hipaacheck_asset_types(): return {'odd': 7}",
        ["plugins"],
        2,
        "hipaacheck_asset_types returned {'odd': 7}, not a dict of names and references",
    ),
    "name taken": (
        "from hipaacheck import hookimpl, ReporterSpec\n@hookimpl\ndef hipaacheck_reporters():\n"
        "    return [ReporterSpec(name='text', summary='', load='x:y')]",
        ["plugins"],
        2,
        "two plugins define the reporter 'text'",
    ),
    "source raises": (
        "from hipaacheck import hookimpl, SourceSpec\n@hookimpl\ndef hipaacheck_sources():\n"
        "    return [SourceSpec(name='odd', summary='', load='broken:read')]\ndef read(target, request): raise KeyError('x')",
        ["scan", "odd", "t", "--no-progress"],
        2,
        "source 'odd' failed on t: KeyError",
    ),
    "source returns nonsense": (
        "from hipaacheck import hookimpl, SourceSpec\n@hookimpl\ndef hipaacheck_sources():\n"
        "    return [SourceSpec(name='odd', summary='', load='broken:read')]\ndef read(target, request): return 7",
        ["scan", "odd", "t", "--no-progress"],
        2,
        "returned int, not an Inventory",
    ),
    "reporter raises": (
        "from hipaacheck import hookimpl, ReporterSpec\n@hookimpl\ndef hipaacheck_reporters():\n"
        "    return [ReporterSpec(name='odd', summary='', load='broken:write')]\ndef write(report, out, options):\n"
        "    out.write(b'half'); raise KeyError('x')",
        ["scan", "plan", "PLAN", "-f", "odd=OUT", "--no-progress"],
        2,
        "reporter 'odd' failed: KeyError",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_stops_the_run_with_its_name(name: str, tmp_path: Path) -> None:
    code, arguments, exit_code, text = BROKEN[name]
    plan = tmp_path / "plan.json"
    plan.write_text('{"format_version": "1.2", "planned_values": {}, "resource_changes": []}')
    paths: dict[str, Any] = {"PLAN": str(plan), "odd=OUT": f"odd={tmp_path / 'out'}"}
    ran = run(*(paths.get(word, word) for word in arguments), site=broken(tmp_path / "site", code))
    assert ran.returncode == exit_code
    assert text in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()
