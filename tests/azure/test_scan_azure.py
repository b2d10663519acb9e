"""`hipaacheck scan azure` as a user runs it: a process of its own, the SDK's own chain of credentials, and an estate behind TLS."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.support import azure
from tests.support.azure_server import SECRET, Server, running

ROOT = Path(__file__).parents[2]
CASES = azure.cases()
pytestmark = pytest.mark.xdist_group("scan-azure")
Served = tuple[Server, dict[str, str], list[str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The estate of all cases."""
    estate = azure.Estate(azure.merged(case.estate for case in CASES.values()))
    with running(estate, tmp_path_factory.mktemp("tls")) as found:
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


def test_every_case_has_its_verdicts_in_one_estate(report: Any) -> None:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for item in report["findings"]:
        found.setdefault((item["control"], item["asset"]["type"]), {})[item["asset"]["id"].lower()] = item["verdict"]
    controls = {control.id: control.asset for control in azure.controls({name for case in CASES.values() for name in case.types})}
    wrong = {}
    for case in CASES.values():
        alone = azure.verdicts(azure.scan(azure.Estate(case.estate), azure.reads(case.types)), case.types, by_id=True)
        for control in case.expected:
            together = found.get((control, controls[control]), {})
            for asset, verdict in alone.get(control, {}).items():
                if together.get(asset.lower()) != verdict and controls[control] not in WHOLE:
                    wrong[control, asset] = f"{verdict} alone, {together.get(asset.lower())} together"
    assert not wrong


WHOLE = frozenset({"azure.subscription", "azure.entra.tenant"})
"""Types of which there is one in the estate, and which other cases add to."""


def test_the_report_is_valid_and_complete(report: Any) -> None:
    Draft202012Validator(json.loads((ROOT / "docs/report-schema-1.json").read_text())).validate(report)
    assert report["run"]["target"] == f"subscription {azure.SUBSCRIPTION}"
    assert {cell["asset_type"] for cell in report["coverage"]} >= {name for case in CASES.values() for name in case.types}
    declared = {operation for case in CASES.values() for operation in case.unserved}
    assert {gap["operation"] for gap in report["gaps"]} - declared == set()


def test_only_gets_are_sent(served: Served, report: Any) -> None:
    server, _, _ = served
    assert {method for method, _ in server.asked} == {"GET"}
    assert server.tokens


@pytest.mark.parametrize("wanted", ["sarif", "text"])
def test_formats(served: Served, wanted: str) -> None:
    ran = run(served, "-f", wanted, "--select", "azure.storage")
    assert ran.returncode == 1
    assert "storageAccounts/leaky" in ran.stdout
    assert SECRET not in ran.stdout + ran.stderr


def test_a_wrong_secret_is_told_without_a_traceback(served: Served) -> None:
    ran = run(served, environment={"AZURE_CLIENT_SECRET": "wrong"})
    assert ran.returncode == 2
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
    ],
)
def test_options_that_make_no_sense(served: Served, options: list[str], message: str) -> None:
    ran = run(served, *options)
    assert ran.returncode == 2
    assert message in ran.stderr


def test_an_interrupted_scan_ends_at_once(served: Served) -> None:
    _, given, options = served
    command = [sys.executable, "-m", "hipaacheck", "scan", "azure", *options, "-f", "json"]
    process = subprocess.Popen(command, env={**os.environ, **given}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode in (0, 1, 3, 130)  # it may have been done by then
    assert "Traceback" not in error
