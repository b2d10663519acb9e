"""`hipaacheck scan aws` as a user runs it, against moto behind its proxy."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.support import aws
from tests.support.cli import hipaacheck
from tests.support.simulator import empty_account, environment

ROOT = Path(__file__).parents[2]
SEEDED = ("s3", "kms", "sqs", "iam")
SELECT = ("--select", "aws.s3", "--select", "aws.kms", "--select", "aws.sqs", "--select", "aws.iam")
pytestmark = pytest.mark.xdist_group("scan-aws")


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    """An account with buckets, keys, queues and users."""
    with empty_account():
        for name in SEEDED:
            aws.cases()[name].seed(aws.boto)
        yield


def run(*arguments: str) -> Any:
    return hipaacheck("scan", "aws", "--region", "us-east-1", "--region", "eu-west-1", *SELECT, *arguments)


def test_the_json_report(account: None) -> None:
    ran = run("-f", "json")
    report = ran.json()
    Draft202012Validator(json.loads((ROOT / "docs/report-schema-1.json").read_text())).validate(report)
    assert ran.code == report["run"]["exit_code"] == 1
    assert report["run"]["target"] == "account 123456789012"
    assert report["summary"]["calls"]["answered"] > 50
    assert {cell["asset_type"] for cell in report["coverage"]} >= {
        "aws.s3.bucket",
        "aws.kms.key",
        "aws.sqs.queue",
        "aws.iam.user",
    }
    assert {cell["region"] for cell in report["coverage"]} == {"global", "us-east-1", "eu-west-1"}
    states = {gap["state"] for gap in report["gaps"]}
    assert states >= {"out_of_scope", "region_disabled"}
    finding = next(item for item in report["findings"] if item["control"] == "aws-s3-bucket-public-access-blocked")
    assert finding["asset"] == {
        "type": "aws.s3.bucket",
        "id": "arn:aws:s3:::access-logs",
        "name": "access-logs",
        "account": "123456789012",
        "region": "us-east-1",
    }


def test_every_result_for_github_has_a_place_and_a_stable_fingerprint(account: None, sarif_schema: Any) -> None:
    first, second = (json.loads(run("-f", "sarif", "--sarif-profile", "github").out) for _ in range(2))
    sarif_schema.validate(first)
    results = first["runs"][0]["results"]
    assert len(results) > 20
    for result in results:
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"]
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert location["logicalLocations"][0]["fullyQualifiedName"].startswith("arn:aws:")
    assert [item["partialFingerprints"] for item in results] == [
        item["partialFingerprints"] for item in second["runs"][0]["results"]
    ]


def test_a_baseline_of_an_account(account: None, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    assert run("-f", f"json={before}").code == 1
    ran = run("--baseline", str(before), "--on-unknown", "report", "-f", "json")
    assert {item.get("baseline") for item in ran.json()["findings"] if item["verdict"] == "fail"} == {"unchanged"}


def test_the_text_report_says_what_was_read(account: None) -> None:
    text = run().out
    assert re.search(r"^  Listings +\d+ of \d+ complete \(1 account, 2 regions\)$", text, re.MULTILINE)
    assert re.search(r"^  Calls +[\d,]+: [\d,]+ answered", text, re.MULTILINE)
    assert re.search(r"^  Left out +out of scope: the region was not asked for \(--region\)", text, re.MULTILINE)


def test_ctrl_c_ends_at_once_and_writes_nothing(account: None, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    command = [sys.executable, "-m", "hipaacheck", "scan", "aws", "--region", "us-east-1", "-f", f"json={out}"]
    with subprocess.Popen(command, env={**os.environ, **environment()}, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        rest = process.stderr.read()
        assert process.wait(30) == 130
    assert "calls" in first
    assert rest.splitlines()[-1] == "hipaacheck: interrupted; no report was written"
    assert "Traceback" not in rest
    assert time.monotonic() - started < 20
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "message"),
    [
        (
            (),
            {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
            3,
            "no AWS credentials were found. Set AWS_PROFILE or --aws-profile, sign in with 'aws sso login', or run where a role is "
            "attached.",
        ),
        (("--aws-profile", "none"), {}, 2, "--aws-profile: The config profile (none) could not be found."),
        (
            ("--region", "us-eas-1"),
            {},
            2,
            "--region us-eas-1: account 123456789012 has no such region; did you mean 'us-east-1'?",
        ),
        (("--account", "12"), {}, 2, "--account 12: an AWS account id has 12 digits"),
        (("--org", "--account", "111122223333"), {}, 2, "--org reads every account of the organization"),
        (("--org",), {}, 3, "the organization has no active account"),
        ((), {"AWS_CA_BUNDLE": "/nonexistent"}, 3, "AWS does not tell whose credentials these are: "),
        (("plan.json",), {}, 2, "Error: Got unexpected extra argument (plan.json)"),
    ],
)
def test_mistakes_are_explained(
    arguments: tuple[str, ...], settings: dict[str, str], code: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_account():
        for name, value in settings.items():
            if value:
                monkeypatch.setenv(name, value)
            else:
                monkeypatch.delenv(name)
        ran = hipaacheck("scan", "aws", "--select", "aws.s3", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", [("scan", "aws", "--select", "aws.s3"), ("iam-policy", "aws")])
def test_without_the_sdk_the_way_to_get_it_is_told(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    ran = hipaacheck(*command)
    assert (ran.code, ran.err) == (3, "hipaacheck: AWS needs boto3. Install it with: pip install 'hipaacheck[aws]'\n")
