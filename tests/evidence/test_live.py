"""A snapshot of a running account, from taking it to the comparison with the next one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipaacheck.evidence.canonical import canonical, decode
from tests.support import aws
from tests.support.cli import hipaacheck
from tests.support.evidence import Files, read_files, refused, reseal, snapshot, write_keys
from tests.support.simulator import empty_account

pytestmark = pytest.mark.xdist_group("scan-aws")
SELECT = ("--select", "aws.s3", "--select", "aws.sqs")
BLOCKED = "aws-s3-bucket-public-access-blocked"


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the keys and two snapshots of an account, `1.zip` and `2.zip`; between them a bucket was changed, one made
    and one removed."""
    folder = tmp_path_factory.mktemp("live")
    private, _ = write_keys(folder)
    options = ("--region", "us-east-1", *SELECT, "--sign-key", private)
    settings = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    with empty_account():
        s3 = aws.boto("s3")
        for name in ("records", "old"):
            s3.create_bucket(Bucket=name)
            s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(settings, True))
        snapshot(folder / "1.zip", *options, source="aws", rules=())
        s3.delete_public_access_block(Bucket="records")
        s3.delete_bucket(Bucket="old")
        s3.create_bucket(Bucket="new")
        snapshot(folder / "2.zip", *options, "--previous", str(folder / "1.zip"), source="aws", rules=())
        yield folder


def test_it_verifies_with_its_chain(taken: Path) -> None:
    ran = hipaacheck("verify", str(taken / "2.zip"), "--key", str(taken / "key.pub"), "--chain", str(taken))
    assert (ran.code, ran.err) == (0, "")
    assert "whole: 2 snapshots" in ran.out
    assert "account 123456789012" in ran.out


@pytest.fixture(scope="module")
def answers(taken: Path) -> Files:
    """The files of the first snapshot."""
    return read_files(taken / "1.zip")


def test_every_asset_leads_to_its_answers(answers: Files) -> None:
    rows = [json.loads(line) for line in answers["inventory.jsonl"].splitlines()]
    assert {row["asset"]["name"] for row in rows if row["asset"]["$"] == "aws.s3.bucket"} == {"records", "old"}
    for row in rows:
        assert row["evidence"], row["asset"]["id"]
        stored = b"".join(answers[f"objects/sha256/{digest[:2]}/{digest}"] for digest in row["evidence"])
        if row["asset"]["$"] == "aws.s3.bucket":
            assert row["asset"]["name"].encode() in stored
    calls = [json.loads(line) for line in answers["api-calls.jsonl"].splitlines()]
    assert {call["operation"] for call in calls} >= {"s3:ListAllMyBuckets"} or len(calls) > 10
    assert all(canonical(decode(data)) == data for name, data in answers.items() if name.startswith("objects/"))


def test_judged_anew_it_is_the_same(taken: Path, answers: Files, tmp_path: Path) -> None:
    again = snapshot(tmp_path / "x.zip", str(taken / "1.zip"), "--own-controls", source="snapshot", rules=())
    new = read_files(again)
    assert sorted(name for name in answers.keys() | new.keys() if answers.get(name) != new.get(name)) == ["meta.json"]
    key = ("--key", str(taken / "key.pub"), "--own-controls", "-f", "json")
    scanned = hipaacheck("scan", "snapshot", str(taken / "1.zip"), *key).json()
    stored = hipaacheck("report", str(taken / "1.zip"), "-f", "json").json()
    assert scanned["findings"] == stored["findings"]
    assert scanned["safeguards"] == stored["safeguards"]


def test_the_next_one_shows_what_changed(taken: Path) -> None:
    ran = hipaacheck("diff", str(taken / "1.zip"), str(taken / "2.zip"), "--key", str(taken / "key.pub"), "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    found = ran.json()
    assert [name.rpartition(":")[2] for kind, name in found["added"] if kind == "aws.s3.bucket"] == ["new"]
    assert [name.rpartition(":")[2] for kind, name in found["removed"] if kind == "aws.s3.bucket"] == ["old"]
    changes = {row["asset"].rpartition(":")[2]: row for row in found["changes"] if row["control"] == BLOCKED}
    assert (changes["records"]["before"], changes["records"]["after"]) == ("pass", "fail")
    assert changes["records"]["causes"] == ["configuration"]
    assert {row["causes"][0] for name, row in changes.items() if name != "records"} == {"added", "removed"}


def test_a_narrower_one_removes_nothing(taken: Path) -> None:
    """Queues that nobody asked for are neither gone nor there."""
    options = ("--region", "us-east-1", "--select", "aws.sqs")
    narrow = snapshot(taken / "narrow", *options, source="aws", rules=())
    found = hipaacheck("diff", str(taken / "2.zip"), str(narrow), "--format", "json").json()
    assert found["removed"] == []
    assert "aws.s3.bucket" in {kind for kind, _ in found["unlisted"]}
    asked = ("--asset", "records", "--as-of", "2999-01-01", "--format", "json")
    alone = taken / "alone"
    alone.mkdir()
    narrow.rename(alone / "x")
    assert hipaacheck("history", str(alone), *asked).json()["before"]["present"] is None


def test_an_answer_that_was_exchanged_is_refused(taken: Path, answers: Files, tmp_path: Path) -> None:
    name = next(name for name in answers if name.startswith("objects/"))
    path = reseal(tmp_path / "x.zip", {**answers, name: b"{}"})
    refused(hipaacheck("verify", str(path), "--key", str(taken / "key.pub")), str(path), name)
