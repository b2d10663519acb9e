"""Evidence never says more than was read, was judged, or is vouched for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import hipaacheck
from tests.support.evidence import ONE, STRANGER, bucket, read_files, refused, reseal, snapshot, with_json, write_keys, write_plan
from tests.support.plans import resource

BUCKET = "aws_s3_bucket.a"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the signer's keys, as the current one."""
    monkeypatch.chdir(tmp_path)
    write_keys(tmp_path)
    return tmp_path


def live(target: Path, source: Path, **cells: Any) -> Path:
    """The same snapshot as that of a source of running estates, which reads only what its controls need."""
    files = with_json(read_files(source), "meta.json", lambda meta: {**meta, "runtime": True})
    if cells:
        files = with_json(files, "completeness.json", lambda found: {**found, "runs": [{**found["runs"][0], **cells}]})
    return reseal(target, files)


def incomplete(target: str, *arguments: str, source: str = "plan", rules: tuple[str, ...] = ONE) -> None:
    """Take a snapshot of which something could not be read."""
    ran = hipaacheck("snapshot", source, *arguments, *rules, "-o", target, "--no-progress")
    assert ran.code == 3, ran


def register(folder: Path, text: str) -> tuple[str, str]:
    """A register of one file."""
    folder.mkdir()
    (folder / "records.yaml").write_text(text, "utf-8")
    return "--register", str(folder)


ATTESTED = """\
attestations:
  - {id: trained, safeguard: "164.308(a)(5)(i)", type: training, statement: Everybody was trained in what to do., subject: all,
     performed_on: 2026-01-01, valid_until: 2036-01-01, attested_by: somebody}
"""
WAIVED = """\
waivers:
  - {id: everything, controls: ["aws-s3-*"], allow_glob: true, scope: {assets: ["*"]}, owner: owner, approved_by: officer,
     reason: {code: accepted_risk, text: These buckets hold pages for the public.}, created: 2026-01-01, effective: 2026-01-01,
     expires: 2026-03-01}
"""


# -- judged anew ---------------------------------------------------------------------------------------------------


def test_a_target_that_could_not_be_read_then_is_not_read_now(here: Path) -> None:
    write_plan(here / "a.json", *bucket())
    (here / "b.json").write_text("nothing of the kind")
    incomplete("s.zip", "a.json", "b.json")
    ran = hipaacheck("scan", "snapshot", "s.zip", *ONE, "-f", "json", "--no-progress")
    assert ran.code == 3
    assert [gap["state"] for gap in ran.json()["gaps"]] == ["unreadable"]
    assert {"satisfied", "not_applicable"}.isdisjoint(item["status"] for item in ran.json()["safeguards"])


def test_an_incomplete_snapshot_is_told_even_where_something_fails(here: Path) -> None:
    write_plan(here / "a.json", *bucket(block_public_acls=False))
    (here / "b.json").write_text("nothing of the kind")
    incomplete("s.zip", "a.json", "b.json")


def test_types_that_nobody_asked_for_are_not_absent(here: Path) -> None:
    snapshot(here / "plan.zip", write_plan(here / "a.json", *bucket()))
    live(here / "s.zip", here / "plan.zip")
    ran = hipaacheck("scan", "snapshot", "s.zip", "--select", "aws.ebs", "-f", "json", "--no-progress")
    assert ran.code == 3
    gaps = {gap["asset_type"]: gap["state"] for gap in ran.json()["gaps"]}
    assert gaps["aws.ebs.volume"] == gaps["aws.ebs.snapshot"] == "not_attempted"
    assert "aws.s3.bucket" not in gaps
    incomplete("anew.zip", "s.zip", source="snapshot", rules=("--select", "aws.ebs"))
    again = hipaacheck("scan", "snapshot", "anew.zip", "--select", "aws.ebs", "-f", "json", "--no-progress").json()
    assert {gap["asset_type"]: gap["state"] for gap in again["gaps"]} == gaps


def test_its_own_controls_asked_for_what_they_read(here: Path) -> None:
    snapshot(here / "plan.zip", write_plan(here / "a.json", *bucket()))
    live(here / "s.zip", here / "plan.zip")
    ran = hipaacheck("scan", "snapshot", "s.zip", "--own-controls", "-f", "json", "--no-progress")
    assert (ran.code, ran.json()["gaps"]) == (0, [])


# -- time and signatures -------------------------------------------------------------------------------------------


def test_what_is_read_now_is_not_dated_otherwise(here: Path) -> None:
    write_plan(here / "a.json", *bucket())
    ran = hipaacheck("snapshot", "plan", "a.json", *ONE, "--as-of", "2025-01-01", "-o", "s.zip")
    assert (ran.code, ran.out) == (2, "")
    assert "evidence of now" in ran.err
    assert not (here / "s.zip").exists()


def test_what_nobody_vouches_for_is_not_signed_anew(here: Path) -> None:
    snapshot(here / "ours.zip", write_plan(here / "a.json", *bucket()), "--sign-key", "key")
    reseal(here / "theirs.zip", read_files(here / "ours.zip"), STRANGER)
    reseal(here / "nobodys.zip", read_files(here / "ours.zip"), None)
    _, stranger = write_keys(here, STRANGER, "stranger")
    for name in ("theirs.zip", "nobodys.zip"):
        refused(
            hipaacheck("snapshot", "snapshot", name, *ONE, "--sign-key", "key", "-o", "new.zip", "--no-progress"), name, "--key"
        )
        assert not (here / "new.zip").exists()
    snapshot(here / "1.zip", "ours.zip", "--sign-key", "key", source="snapshot")
    snapshot(here / "2.zip", "theirs.zip", "--sign-key", "key", "--key", stranger, source="snapshot")
    assert "nothing was read" in hipaacheck("verify", "2.zip", "--key", "key.pub").out
    assert "nothing was read" not in hipaacheck("verify", "ours.zip", "--key", "key.pub").out


def test_a_snapshot_judged_anew_tells_nothing_of_its_day(here: Path) -> None:
    folder = here / "folder"
    folder.mkdir()
    snapshot(folder / "1.zip", write_plan(here / "a.json", *bucket()))
    snapshot(folder / "2.zip", str(folder / "1.zip"), "--as-of", "2035-01-01", source="snapshot")
    ran = hipaacheck("history", "folder", "--format", "json").json()
    assert [item["name"] for item in ran["moments"]] == ["1.zip"]
    assert ran["notes"] == ["2.zip judges another snapshot anew, and is left out"]
    report = hipaacheck("report", "folder", "--as-of", "2035-12-31", "-f", "json").json()
    assert report["snapshot"]["name"] == "1.zip"
    asset = hipaacheck("history", "folder", "--asset", BUCKET, "--as-of", "2035-12-31", "--format", "json").json()
    assert asset["before"]["name"] == "1.zip"
    (folder / "1.zip").unlink()
    assert hipaacheck("history", "folder").code == 3


def test_a_chain_is_not_broken_by_one_that_was_judged_anew(here: Path) -> None:
    folder = here / "folder"
    folder.mkdir()
    plan = write_plan(here / "a.json", *bucket())
    snapshot(folder / "1.zip", plan)
    snapshot(folder / "2.zip", str(folder / "1.zip"), "--previous", str(folder / "1.zip"), source="snapshot")
    snapshot(folder / "3.zip", plan, "--previous", str(folder / "2.zip"))
    ran = hipaacheck("history", "folder", "--format", "json").json()
    assert [item["linked"] for item in ran["moments"]] == [None, True]


# -- history and differences ---------------------------------------------------------------------------------------


def test_history_tells_of_other_targets_and_settings(here: Path) -> None:
    folder = here / "folder"
    folder.mkdir()
    one, two = write_plan(here / "a.json", *bucket()), write_plan(here / "b.json", *bucket())
    snapshot(folder / "1.zip", one)
    snapshot(folder / "2.zip", two)
    snapshot(folder / "3.zip", two, "--phi-only")
    notes = hipaacheck("history", "folder", "--format", "json").json()["notes"]
    assert f"2.zip is about another target than 1.zip: plan {two}" in notes
    assert "3.zip was judged with other settings than 2.zip: phi-only" in notes


def test_one_of_several_assets_of_a_name_is_not_chosen(here: Path) -> None:
    folder = here / "folder"
    folder.mkdir()
    snapshot(folder / "1.zip", write_plan(here / "a.json", *bucket(), resource("aws_sqs_queue.q", {"name": "a"})))
    ran = hipaacheck("history", "folder", "--asset", "a", "--as-of", "2100-01-01")
    assert ran.code == 2
    assert "2 assets are called a: aws_s3_bucket.a, aws_sqs_queue.q" in ran.err


CELL = {"asset_type": "aws.s3.bucket", "account": "1", "region": "us-east-1", "state": "complete", "assets": 1}
ELSEWHERE = {"state": "out_of_scope", "reason": "the region was not asked for", "region": "eu-west-1"}


@pytest.mark.parametrize(
    ("cells", "asset", "expected"),
    [
        ({}, "aws_s3_bucket.b", False),
        ({"gaps": [ELSEWHERE]}, "aws_s3_bucket.b", None),
        ({"unmapped": {"aws_lb_target_group": 1}}, "aws_lb_target_group.b", None),
        ({"unmapped": {"aws_lb_target_group": 1}}, "aws_s3_bucket.b", False),
    ],
)
def test_what_may_have_been_there_is_not_absent(here: Path, cells: dict[str, Any], asset: str, expected: bool | None) -> None:
    folder = here / "folder"
    folder.mkdir()
    snapshot(here / "plan.zip", write_plan(here / "a.json", *bucket()))
    live(folder / "s.zip", here / "plan.zip", cells=[CELL], **cells)
    ran = hipaacheck("history", "folder", "--asset", asset, "--as-of", "2100-01-01", "--format", "json")
    assert ran.json()["before"]["present"] is expected


def diff(old: Path, new: Path) -> Any:
    return hipaacheck("diff", str(old), str(new), "--format", "json").json()


def test_what_was_not_asked_for_is_not_gone(here: Path) -> None:
    both = write_plan(here / "a.json", *bucket(), resource("aws_sqs_queue.q", {"name": "q"}))
    snapshot(here / "old.zip", both, rules=("--select", "aws.s3", "--select", "aws.sqs"))
    snapshot(here / "plan.zip", write_plan(here / "a.json", *bucket()))
    live(here / "new.zip", here / "plan.zip")
    found = diff(here / "old.zip", here / "new.zip")
    assert (found["removed"], found["unlisted"]) == ([], [["aws.sqs.queue", "aws_sqs_queue.q"]])


@pytest.mark.parametrize(
    ("region", "left_out", "gone"),
    [
        ("us-east-1", "eu-west-1", True),
        ("global", "eu-west-1", True),
        ("global", "us-east-1", False),
        ("eu-west-1", "eu-north-1", False),
    ],
)
def test_what_is_in_a_region_that_was_not_listed_is_not_gone(here: Path, region: str, left_out: str, gone: bool) -> None:
    snapshot(here / "plan.zip", write_plan(here / "a.json", *bucket()))
    files = with_json(
        read_files(here / "plan.zip"),
        "inventory.jsonl",
        lambda row: {**row, "asset": {**row["asset"], "account": "1", "region": "us-east-1"}},
    )
    reseal(here / "old.zip", files)
    files = with_json({**files, "inventory.jsonl": b""}, "findings.json", lambda found: {**found, "findings": []})
    told = {"cells": [{**CELL, "region": region, "assets": 0}], "gaps": [{**ELSEWHERE, "region": left_out}]}
    files = with_json(files, "completeness.json", lambda found: {**found, "runs": [{**found["runs"][0], **told}]})
    reseal(here / "new.zip", files)
    found = diff(here / "old.zip", here / "new.zip")
    assert found["removed" if gone else "unlisted"] == [["aws.s3.bucket", BUCKET]]
    assert found["unlisted" if gone else "removed"] == []


def test_the_same_address_in_two_targets_is_two_assets(here: Path) -> None:
    for name in ("prod", "test"):
        write_plan(here / f"{name}.json", *bucket(block_public_acls=name == "test"))
    snapshot(here / "1.zip", "prod.json", "test.json")
    write_plan(here / "prod.json", *bucket())
    snapshot(here / "2.zip", "prod.json", "test.json")
    snapshot(here / "3.zip", "test.json")
    (change,) = diff(here / "1.zip", here / "2.zip")["changes"]
    assert (change["asset"], change["before"], change["after"]) == (f"{BUCKET} (prod.json)", "fail", "pass")
    found = diff(here / "2.zip", here / "3.zip")
    assert (found["removed"], found["unlisted"]) == ([], [["aws.s3.bucket", f"{BUCKET} (prod.json)"]])


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_register_that_is_no_folder_is_not_passed_over(here: Path, kind: str) -> None:
    write_plan(here / "a.json", *bucket())
    if kind == "file":
        (here / "compliance").write_text(ATTESTED)
    else:
        (here / "compliance").symlink_to(here / "nowhere")
    ran = hipaacheck("scan", "plan", "a.json", *ONE, "--no-progress")
    assert (ran.code, ran.out) == (2, "")
    assert "compliance: the register" in ran.err


# -- parts of reports ----------------------------------------------------------------------------------------------


def test_a_statement_names_only_what_was_searched(here: Path) -> None:
    folder = here / "folder"
    folder.mkdir()
    plan = write_plan(here / "a.json", *bucket())
    snapshot(folder / "1.zip", plan, *register(here / "register", ATTESTED))
    snapshot(folder / "2.zip", plan)
    asked = ("--safeguard", "164.308(a)(5)(i)", "--statement", "none.json", "--sign-key", "key", "-f", "json")
    assert hipaacheck("report", "folder", *asked).code == 0
    said = hipaacheck("verify", "none.json", "--key", "key.pub").out
    assert "2.zip" in said
    assert "1.zip" not in said


def test_what_was_not_read_is_not_nothing(here: Path) -> None:
    write_plan(here / "a.json", *bucket())
    (here / "b.json").write_text("nothing of the kind")
    incomplete("s.zip", "a.json", "b.json", rules=("--select", "aws.sqs"))
    asked = ("--safeguard", "164.312(a)(2)(iv)", "--statement", "none.json", "--sign-key", "key", "-f", "json")
    assert hipaacheck("report", "s.zip", *asked).code == 0
    assert not (here / "none.json").exists()


def test_a_sample_is_of_assets_and_not_of_records(here: Path) -> None:
    snapshot(here / "s.zip", write_plan(here / "a.json", *bucket()), *register(here / "register", ATTESTED))
    for seed in "abcdef":
        found = hipaacheck("report", "s.zip", "--sample", "1", "--seed", seed, "-f", "json").json()
        assert found["run"]["notes"][0].startswith("sample of 1 of 1 assets")
        assert [item["asset"]["id"] for item in found["findings"]] == [BUCKET]


def test_a_waiver_of_a_pattern_concerns_the_lines_of_what_it_matches(here: Path) -> None:
    snapshot(here / "s.zip", write_plan(here / "a.json", *bucket(block_public_acls=False)), *register(here / "register", WAIVED))
    for citation, expected in (("164.312(a)(1)", ["everything"]), ("164.310(a)(1)", [])):
        found = hipaacheck("report", "s.zip", "--safeguard", citation, "-f", "json").json()
        assert [item["id"] for item in found.get("register", [])] == expected


# -- containers and secrets ----------------------------------------------------------------------------------------


def test_an_empty_folder_is_no_part_of_a_snapshot(here: Path) -> None:
    snapshot(here / "folder", write_plan(here / "a.json", *bucket()), "--sign-key", "key")
    assert hipaacheck("verify", "folder", "--key", "key.pub").code == 0
    (here / "folder/objects/more").mkdir()
    refused(hipaacheck("verify", "folder", "--key", "key.pub"), "objects/more")


SECRET = "AKIA" + "ABCDEFGHIJKLMNOP"


def test_secrets_in_names_of_targets_are_not_stored(here: Path) -> None:
    write_plan(here / f"{SECRET}.json", *bucket())
    (here / f"{SECRET}-too.json").write_text("nothing of the kind")
    incomplete("s.zip", f"{SECRET}.json", f"{SECRET}-too.json")
    assert SECRET.encode() not in (here / "s.zip").read_bytes()
    assert json.loads(read_files(here / "s.zip")["completeness.json"])["unreadable"]


def test_secrets_in_settings_are_refused(here: Path) -> None:
    (here / "own.yaml").write_text(f"id: own\ntitle: Ours\nsource: {SECRET}\n")
    write_plan(here / "a.json", *bucket())
    ran = hipaacheck("snapshot", "plan", "a.json", *ONE, "--profile", "own.yaml", "-o", "s.zip", "--no-progress")
    assert (ran.code, ran.out) == (2, "")
    assert SECRET not in ran.err
    assert [item.name for item in here.glob("*s.zip*")] == []
