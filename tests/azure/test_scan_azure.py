"""`hipaacheck scan azure` as a user runs it: a process of its own, the SDK's own chain of credentials, and an estate behind TLS."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hipaacheck.app import needed_fields
from hipaacheck_azure.services.table import COLLECTORS
from tests.support import azure, live
from tests.support.azure_server import SECRET, Server, running
from tests.support.cli import builtin_pack

ROOT = Path(__file__).parents[2]
CASES = azure.cases()
WORLDS = azure.worlds(CASES)
pytestmark = pytest.mark.xdist_group("scan-azure")
Served = tuple[Server, dict[str, str], list[str]]


@pytest.fixture(scope="module", params=range(len(WORLDS)))
def world(request: pytest.FixtureRequest) -> dict[str, azure.Case]:
    """Cases that fit into one estate."""
    found: dict[str, azure.Case] = WORLDS[request.param]
    return found


@pytest.fixture(scope="module")
def served(world: dict[str, azure.Case], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Their estate."""
    estate = azure.Estate(azure.merged(case.estate for case in world.values()))
    with running(estate, tmp_path_factory.mktemp("tls")) as found:
        yield found


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small estate."""
    with running(azure.Estate(CASES["storage"].estate), tmp_path_factory.mktemp("tls")) as found:
        yield found


def run(served: Served, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`hipaacheck scan azure ARGUMENTS…`"""
    _, given, options = served
    return subprocess.run(
        [sys.executable, "-m", "hipaacheck", "scan", "azure", *options, *arguments],
        env={**os.environ, **given, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def report(served: Served) -> Any:
    """The JSON report on the whole estate."""
    ran = run(served, "-f", "json")
    assert ran.returncode == 1, ran.stderr
    return json.loads(ran.stdout)


def test_every_case_has_its_verdicts_in_one_estate(world: dict[str, azure.Case], report: Any) -> None:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for item in report["findings"]:
        found.setdefault((item["control"], item["asset"]["type"]), {})[item["asset"]["id"].lower()] = item["verdict"]
    controls = {control.id: control.asset for control in live.controls({name for case in world.values() for name in case.types})}
    wrong = {}
    for case in world.values():
        alone = live.verdicts(azure.scan(azure.Estate(case.estate), azure.reads(case.types)), case.types, by_id=True)
        for control in case.expected:
            together = found.get((control, controls[control]), {})
            for asset, verdict in alone.get(control, {}).items():
                if together.get(asset.lower()) != verdict and controls[control] not in WHOLE:
                    wrong[control, asset] = f"{verdict} alone, {together.get(asset.lower())} together"
    assert not wrong


WHOLE = frozenset({"azure.subscription", "azure.entra.tenant"})
"""Types of which there is one in the estate, and which other cases add to."""


def test_the_report_is_valid_and_complete(world: dict[str, azure.Case], report: Any) -> None:
    Draft202012Validator(json.loads((ROOT / "docs/report-schema-1.json").read_text())).validate(report)
    assert report["run"]["target"] == f"subscription {azure.SUBSCRIPTION}"
    types = {name for case in world.values() for name in case.types}
    assert {cell["asset_type"] for cell in report["coverage"]} >= types & set(needed_fields(builtin_pack().controls))
    alone = [azure.scan(azure.Estate(case.estate), azure.reads(COLLECTORS)).gaps for case in world.values()]
    assert {gap["operation"] for gap in report["gaps"]} <= {gap.operation for gaps in alone for gap in gaps}


def test_only_gets_are_sent(served: Served, report: Any) -> None:
    server, _, _ = served
    assert {method for method, _ in server.asked} == {"GET"}
    assert server.tokens


@pytest.mark.parametrize("wanted", ["sarif", "text"])
def test_formats(one: Served, wanted: str) -> None:
    ran = run(one, "-f", wanted, "--select", "azure.storage")
    assert ran.returncode == 1
    assert "storageAccounts/leaky" in ran.stdout
    assert SECRET not in ran.stdout + ran.stderr


def test_a_wrong_secret_is_told_without_a_traceback(one: Served) -> None:
    ran = run(one, environment={"AZURE_CLIENT_SECRET": "wrong"})
    assert ran.returncode == 3
    assert "Traceback" not in ran.stderr
    assert "subscriptions cannot be listed" in ran.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--subscription", "clinic"], "--subscription clinic"),
        (["--cloud", "usgovt"], "did you mean"),
        (["--management-group", "a b"], "--management-group a b"),
        (["--management-group", "a", "--subscription", azure.SUBSCRIPTION], "drop --subscription"),
        (["--graph", "http://localhost"], "--graph http://localhost"),
        (["--select", "aws.s3"], "about assets that source 'azure' does not read"),
    ],
)
def test_options_that_make_no_sense(one: Served, options: list[str], message: str) -> None:
    ran = run(one, *options)
    assert ran.returncode == 2
    assert message in ran.stderr


class Hanging(azure.Estate):
    """An estate whose storage accounts are never told."""

    def __init__(self) -> None:
        super().__init__(CASES["storage"].estate)
        self.reached, self.released = threading.Event(), threading.Event()

    def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
        """Waits where storage accounts are listed."""
        if "Microsoft.Storage/storageAccounts?" in url:
            self.reached.set()
            self.released.wait(60)
        return super().answer(url)


def test_an_interrupted_scan_ends_at_once_and_writes_nothing(tmp_path: Path) -> None:
    estate, out = Hanging(), tmp_path / "findings.json"
    with running(estate, tmp_path) as (_, given, options):
        command = [sys.executable, "-m", "hipaacheck", "scan", "azure", *options, "-f", f"json={out}"]
        process = subprocess.Popen(command, env={**os.environ, **given}, stderr=subprocess.PIPE, text=True)
        assert estate.reached.wait(60)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
        estate.released.set()
    assert process.returncode == 130
    assert "Traceback" not in error
    assert not out.exists()
