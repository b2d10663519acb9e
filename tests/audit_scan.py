"""Audit: the command line and files. Each test states what must hold; every one of them failed when it was written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hipaacheck import app
from hipaacheck.errors import UsageError
from tests.support.cli import ONE_CONTROL, builtin_pack, hipaacheck
from tests.support.plans import plan, resource

RULES = ("--no-builtin-rules", "--rules", str(ONE_CONTROL), "--no-progress")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two plans, a failure in each."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text(json.dumps(plan(resource(f"aws_s3_bucket.{name}", {"bucket": name}))))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def code(*arguments: str) -> int:
    """Exit code of a scan."""
    return hipaacheck("scan", "plan", *arguments, *RULES).code


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    """A scan through a real shell, `$H` being the command."""
    environment = {**os.environ, "H": f"{sys.executable} -m hipaacheck", "R": " ".join(RULES)}
    return subprocess.run(["bash", "-c", line], env=environment, capture_output=True, check=False)


# -- parameters ----------------------------------------------------------------------------------------------------

CONTROL = """\
id: acme-log-name
title: t
severity: high
asset: aws.logs.log_group
safeguards: ["164.312(b)"]
params:
  wanted: {type: string, default: %s, doc: d}
require: {name: {%s: $wanted, absent: false}}
"""


@pytest.mark.parametrize(("op", "default", "override"), [("within", "10.0.0.0/8", "10.0.0.0 /8"), ("matches", '"^a"', '"("')])
def test_a_parameter_that_does_not_fit_its_use_is_a_usage_error(op: str, default: str, override: str, folder: Path) -> None:
    (folder / "rule.yaml").write_text(CONTROL % (default, op))
    (folder / "hipaacheck.yaml").write_text(f"params: {{acme-log-name: {{wanted: {override}}}}}\n")
    (folder / "logs.json").write_text(json.dumps(plan(resource("aws_cloudwatch_log_group.g", {"name": "0.0.0.0/0"}))))
    ran = hipaacheck("scan", "plan", "logs.json", "--no-builtin-rules", "--rules", "rule.yaml")
    assert ran.code == 2, ran.err  # within: a failure became unknown and the exit code 0; matches: internal error, 3


# -- nothing to judge with -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--no-builtin-rules"], [*RULES, "--ignore", "aws.s3"]], ids=["no rules", "all ignored"])
def test_a_scan_without_any_control_is_not_clean(arguments: list[str], folder: Path) -> None:
    assert hipaacheck("scan", "plan", "a.json", *arguments).code == 2


def test_a_safeguard_of_which_a_failing_control_is_left_out_is_not_satisfied(folder: Path) -> None:
    names = [control.id for control in builtin_pack().controls if control.asset == "aws.s3.bucket"]
    keep = "aws-s3-bucket-encrypted"
    assert keep in names
    found = hipaacheck("scan", "plan", "a.json", "--select", keep, "-f", "json", "--no-progress").json()
    (cited,) = {citation for item in found["findings"] for citation in item["safeguards"]}
    (status,) = [item["status"] for item in found["safeguards"] if item["citation"] == cited]
    assert status != "satisfied"  # the other controls of that line (KMS on EBS, RDS, …) were not evaluated


def test_the_beginning_of_a_number_is_no_parent() -> None:
    with pytest.raises(UsageError):
        app.select_controls(builtin_pack().controls, (), ("164.31",))  # ignores all of 164.310, 164.312 and 164.314


# -- baselines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [["./a.json", "b.json"], ["a.json"], ["sub/../a.json", "b.json"]])
def test_a_baseline_holds_however_the_targets_are_written(again: list[str], folder: Path) -> None:
    (folder / "sub").mkdir()
    assert code("a.json", "b.json", "-f", "json=base.json") == 1
    assert code(*again, "--baseline", "base.json") == 0


def test_one_file_written_in_two_ways_is_one_target(folder: Path) -> None:
    found = hipaacheck("scan", "plan", "a.json", "./a.json", *RULES, "-f", "json").json()
    assert found["summary"]["assets"] == 1


@pytest.mark.parametrize("profile", ["github", "gitlab", "ado"])
def test_a_baseline_survives_being_written_again(profile: str, folder: Path) -> None:
    form = ("-f", "sarif=new.sarif", "--sarif-profile", profile)
    assert code("a.json", *form) == 1
    Path("new.sarif").rename("base.sarif")
    assert code("a.json", *form, "--baseline", "base.sarif") == 0
    with_itself = code("a.json", "--baseline", "new.sarif")
    assert with_itself in (0, 2)  # 0, or a refusal: this report left out what it knew to be old


# -- files and streams ---------------------------------------------------------------------------------------------


def test_a_report_is_written_through_a_link(folder: Path) -> None:
    # The same happens to /dev/stdout when standard output is a file: root replaces the link in /dev, others are refused.
    Path("real.json").write_text("old")
    Path("link.json").symlink_to("real.json")
    assert code("a.json", "-f", "json=link.json") == 1
    assert Path("link.json").is_symlink()
    assert Path("real.json").read_text() != "old"


@pytest.mark.parametrize("redirect", ["<&-", "2>&-"])
def test_a_closed_stream_that_is_not_needed_does_not_matter(redirect: str, folder: Path) -> None:
    ran = shell(f"$H scan plan a.json $R -f json=out.json {redirect}")
    assert ran.returncode == 1, ran.stderr.decode()


def test_closed_standard_output_is_said_plainly(folder: Path) -> None:
    ran = shell("$H scan plan a.json $R >&-")
    assert b"internal error" not in ran.stderr


def test_an_unreadable_target_whose_name_is_no_text_is_reported(folder: Path) -> None:
    ran = shell("$H scan plan a.json $'bad\\xff.json' $R -f json=out")
    assert ran.returncode == 1, ran.stderr.decode()
    assert Path("out").read_bytes().decode("utf-8")


def test_two_reports_do_not_go_to_one_file(folder: Path) -> None:
    assert code("a.json", "-f", "json=out", "-f", "sarif=out") == 2


def test_a_report_does_not_replace_the_plan_it_is_about(folder: Path) -> None:
    before = Path("a.json").read_bytes()
    code("a.json", "-f", "json=a.json")
    assert Path("a.json").read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_an_output_error(folder: Path) -> None:
    ran = shell("$H scan plan a.json $R > /dev/full")
    assert ran.returncode == 2, ran.stderr.decode()  # was "internal error", 3
