"""What snapshots are asked: reports of a safeguard and a day, samples, what changed and why, since when something holds."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import Ran, hipaacheck
from tests.support.evidence import (
    SIGNER,
    Files,
    bucket,
    read_files,
    refused,
    reseal,
    snapshot,
    statement_of,
    with_json,
    write_plan,
)

CONTROL = "aws-s3-bucket-public-access-blocked"
LINE = "164.312(a)(1)"


def dated(files: Files, day: str, *, time: str = "10:00:00", number: int = 1, previous: str | None = None) -> Files:
    """The files as if they had been taken on a day."""
    moment = f"{day}T{time}Z"
    times = {"started": moment, "ended": moment, "as_of": moment}
    changed = with_json(files, "meta.json", lambda meta: meta.update(times))
    return with_json(changed, "chain.json", lambda chain: chain.update(number=number, previous=previous))


def status(files: Files, to: str) -> Files:
    """The files with another status of one line."""

    def change(found: dict[str, Any]) -> None:
        next(row for row in found["safeguards"] if row["citation"] == LINE)["status"] = to

    return with_json(files, "findings.json", change)


@pytest.fixture(scope="module")
def year(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four linked snapshots; the line holds in all but the second."""
    folder = tmp_path_factory.mktemp("year")
    previous = None
    days = {"2025-01-10": "satisfied", "2025-06-15": "not_satisfied", "2025-09-01": "satisfied", "2026-09-05": "satisfied"}
    for number, (day, state) in enumerate(days.items(), 1):
        path = reseal(folder / f"{day}.zip", status(dated(files, day, number=number, previous=previous), state))
        previous = sha256(statement_of(path)).hexdigest()
    return folder


def denied(files: Files) -> Files:
    """The files as if the listing of buckets had been denied."""
    gap = {"state": "denied", "reason": "AccessDenied", "asset_type": "aws.s3.bucket", "operation": "s3:ListBuckets"}
    return with_json(
        files, "completeness.json", lambda found: found["runs"][0].update(gaps=[gap]) or found.update(complete=False)
    )


# -- Reports ------------------------------------------------------------------------------------------------------


def _report(*arguments: str) -> Ran:
    return hipaacheck("report", *arguments, "-f", "json")


def test_a_report_tells_of_one_line(signed: Path) -> None:
    found = _report(str(signed), "--safeguard", LINE).json()
    assert {row["citation"] for row in found["safeguards"]} == {LINE}
    assert {(row["asset"]["id"], row["verdict"]) for row in found["findings"]} == {
        ("aws_s3_bucket.a", "pass"),
        ("aws_s3_bucket.b", "fail"),
    }


def test_and_of_the_lines_below_one(signed: Path) -> None:
    found = _report(str(signed), "--safeguard", "164.312(a)").json()
    assert len(found["safeguards"]) > 3
    assert all(row["citation"].startswith("164.312(a)(") for row in found["safeguards"])


@pytest.mark.parametrize("citation", ["164.312(z)", "164.31", "164.312(a", "", "encryption"])
def test_there_is_no_such_line(signed: Path, citation: str) -> None:
    ran = _report(str(signed), "--safeguard", citation)
    assert (ran.code, ran.out) == (2, "")
    assert f"there is no safeguard '{citation}'" in ran.err


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-01-10", "2025-01-10"),
        ("2025-06-14", "2025-01-10"),
        ("2025-06-15", "2025-06-15"),
        ("2025-08-31", "2025-06-15"),
        ("2030-01-01", "2026-09-05"),
    ],
)
def test_a_day_is_told_of_by_the_last_snapshot_up_to_its_end(year: Path, day: str, expected: str) -> None:
    assert _report(str(year), "--as-of", day).json()["run"]["as_of"][:10] == expected


@pytest.mark.parametrize(("time", "expected"), [("23:59:59", "b"), ("00:00:00", "b")])
def test_a_day_ends_with_its_last_second(files: Files, tmp_path: Path, time: str, expected: str) -> None:
    reseal(tmp_path / "a.zip", dated(files, "2025-01-01"))
    reseal(tmp_path / f"{expected}.zip", dated(files, "2025-01-02", time=time))
    reseal(tmp_path / "c.zip", dated(files, "2025-01-03", time="00:00:00"))
    assert _report(str(tmp_path), "--as-of", "2025-01-02").json()["run"]["as_of"] == f"2025-01-02T{time}Z"


def test_before_the_first_day_nothing_is_on_record(year: Path) -> None:
    ran = _report(str(year), "--as-of", "2025-01-09")
    refused(
        ran, str(year), "there is no snapshot in it that was taken by the end of 2025-01-09", "--statement FILE --sign-key KEY"
    )


def test_one_snapshot_does_not_tell_of_an_earlier_day(signed: Path) -> None:
    ran = _report(str(signed), "--as-of", "2020-01-01")
    assert (ran.code, ran.out) == (2, "")
    assert "so it cannot tell of 2020-01-01" in ran.err


@pytest.mark.parametrize("case", ["no day", "no line"])
def test_a_signed_statement_says_that_nothing_is_on_record(
    home: Path, signed: Path, year: Path, tmp_path: Path, case: str
) -> None:
    asked = (str(year), "--as-of", "2024-12-31") if case == "no day" else (str(signed), "--safeguard", "164.310(a)(1)")
    target = tmp_path / "statement.json"
    ran = _report(*asked, "--statement", str(target), "--sign-key", str(home / "key"))
    assert ran.code == 0, ran
    assert "a signed statement that nothing is on record" in ran.err
    envelope = json.loads(target.read_bytes())
    payload = b64decode(envelope["payload"])
    said = json.loads(payload)
    assert said["predicateType"] == "urn:hipaacheck:predicate:nothing-on-record:v1"
    assert said["predicate"]["safeguard"] == (None if case == "no day" else "164.310(a)(1)")
    looked_at = sorted(year.glob("*.zip")) if case == "no day" else [signed]
    digests = {path.name: sha256(statement_of(path)).hexdigest() for path in looked_at}
    assert {row["name"]: row["digest"]["sha256"] for row in said["subject"]} == digests
    (tmp_path / "signed").write_bytes(b"DSSEv1 28 application/vnd.in-toto+json %d %s" % (len(payload), payload))
    (tmp_path / "signature").write_bytes(b64decode(envelope["signatures"][0]["sig"]))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(home / "key.pub"), "-rawin"]
    command += ["-in", str(tmp_path / "signed"), "-sigfile", str(tmp_path / "signature")]
    subprocess.run(command, check=True, capture_output=True)
    SIGNER.public_key().verify((tmp_path / "signature").read_bytes(), (tmp_path / "signed").read_bytes())


def test_a_statement_is_no_snapshot(home: Path, year: Path, few: Files, tmp_path: Path) -> None:
    target = tmp_path / "statement.json"
    _report(str(year), "--as-of", "2024-12-31", "--statement", str(target), "--sign-key", str(home / "key"))
    folder = reseal(tmp_path / "x", few)
    shutil.copy(target, folder / "statement.dsse.json")
    refused(hipaacheck("verify", str(folder), "--key", str(home / "key.pub")), str(folder), "is about something else")


def test_a_statement_needs_a_key(home: Path, signed: Path, tmp_path: Path) -> None:
    for option in (("--statement", str(tmp_path / "s")), ("--sign-key", str(home / "key"))):
        ran = _report(str(signed), *option)
        assert (ran.code, ran.out) == (2, "")
        assert "go together" in ran.err


def test_where_something_is_on_record_no_statement_is_written(home: Path, signed: Path, tmp_path: Path) -> None:
    target = tmp_path / "statement.json"
    ran = _report(str(signed), "--safeguard", LINE, "--statement", str(target), "--sign-key", str(home / "key"))
    assert ran.code == 0
    assert not target.exists()


# -- Samples ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot with 300 buckets."""
    folder = tmp_path_factory.mktemp("many")
    return snapshot(folder / "x.zip", write_plan(folder / "p.json", *(item for n in range(300) for item in bucket(f"b{n}"))))


def _drawn(path: Path, seed: str, number: int) -> set[str]:
    """The sample as the rule has it, made by other means."""
    rows = [json.loads(line)["asset"] for line in read_files(path)["inventory.jsonl"].splitlines()]
    ranked = sorted(rows, key=lambda row: sha256(f"{seed}\0{row['$']}\0{row['id']}".encode()).hexdigest())
    return {row["id"] for row in ranked[:number]}


@pytest.mark.parametrize(("size", "number"), [("auto", 30), ("1", 1), ("7", 7), ("299", 299), ("1000", 300)])
def test_a_sample_can_be_drawn_again(many: Path, size: str, number: int) -> None:
    found = _report(str(many), "--sample", size, "--seed", "7").json()
    assert {row["asset"]["id"] for row in found["findings"]} == _drawn(many, "7", number)
    assert len(found["findings"]) == number
    assert f"sample of {number} of 300 assets, drawn with the seed 7" in " ".join(
        found["run"].get("notes", found.get("notes", ()))
    )


def test_its_seed_is_the_snapshot_unless_one_is_given(many: Path) -> None:
    found = _report(str(many), "--sample", "5").json()
    assert {row["asset"]["id"] for row in found["findings"]} == _drawn(many, sha256(statement_of(many)).hexdigest(), 5)


@pytest.mark.parametrize("size", ["0", "-1", "x", "1.5", "٣", ""])
def test_a_size_that_is_none(signed: Path, size: str) -> None:
    ran = _report(str(signed), "--sample", size)
    assert (ran.code, ran.out) == (2, "")
    assert "neither 'auto' nor a number of assets" in ran.err


# -- Over time ----------------------------------------------------------------------------------------------------


def test_since_when_a_line_holds(year: Path) -> None:
    found = hipaacheck("history", str(year), "--format", "json").json()
    line = next(row for row in found["lines"] if row["citation"] == LINE)
    assert line["since"] == "2025-09-01T10:00:00Z"
    assert (line["days"], line["held"], line["status"]) == (369, 3, "satisfied")
    assert line["gaps"] == ["2025-06-15T10:00:00Z"]
    assert found["longest_pause"] == 369.0
    assert [row["linked"] for row in found["moments"]] == [None, True, True, True]
    assert len(found["lines"]) == 71
    told = hipaacheck("history", str(year)).out
    assert "held since 2025-09-01 (369 days)" in " ".join(told.split())
    assert "1 of 71 lines held in every snapshot of the last 365 days or longer" in " ".join(told.split())


def test_a_link_that_is_missing_is_told(year: Path, tmp_path: Path) -> None:
    for path in year.glob("*.zip"):
        if path.name != "2025-06-15.zip":
            shutil.copy(path, tmp_path)
    found = hipaacheck("history", str(tmp_path), "--format", "json").json()
    assert [row["linked"] for row in found["moments"]] == [None, False, True]
    assert any("2025-09-01.zip does not follow 2025-01-10.zip" in note for note in found["notes"])


def test_signatures_are_checked_when_a_key_is_given(home: Path, year: Path, few: Files, tmp_path: Path) -> None:
    ran = hipaacheck("history", str(year), "--key", str(home / "key.pub"), "--format", "json")
    assert {row["signature"] for row in ran.json()["moments"]} == {"verified"}
    reseal(tmp_path / "x.zip", few, None)
    refused(hipaacheck("history", str(tmp_path), "--key", str(home / "key.pub")), str(tmp_path / "x.zip"), "is not signed")


def _asset(folder: Path, day: str, asset: str = "aws_s3_bucket.b", *more: str) -> dict[str, Any]:
    found: dict[str, Any] = hipaacheck("history", str(folder), "--asset", asset, "--as-of", day, *more, "--format", "json").json()
    return found


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("2025-01-09", None, "2025-01-10"),
        ("2025-01-10", "2025-01-10", "2025-06-15"),
        ("2025-07-01", "2025-06-15", "2025-09-01"),
        ("2026-09-05", "2026-09-05", None),
    ],
)
def test_an_asset_on_a_day(year: Path, day: str, before: str | None, after: str | None) -> None:
    found = _asset(year, day)
    assert [side and side["as_of"][:10] for side in (found["before"], found["after"])] == [before, after]
    side = found["before"] or found["after"]
    assert side["present"] is True
    assert [(row["control"], row["verdict"]) for row in side["verdicts"]] == [(CONTROL, "fail")]
    assert len(side["evidence"]) >= 1


def test_by_name_and_by_one_control(year: Path) -> None:
    assert _asset(year, "2025-01-10", "b")["before"]["verdicts"][0]["verdict"] == "fail"
    assert _asset(year, "2025-01-10", "a", "--control", "aws-other")["before"]["verdicts"] == []


@pytest.mark.parametrize(("change", "present"), [(lambda files: files, False), (denied, None)])
def test_an_asset_that_is_not_there(files: Files, tmp_path: Path, change: Callable[[Files], Files], present: bool | None) -> None:
    """Absent is told only where the listing is complete."""
    reseal(tmp_path / "x.zip", change(dated(files, "2025-01-01")))
    assert _asset(tmp_path, "2025-01-01", "aws_s3_bucket.z")["before"]["present"] is present


@pytest.mark.parametrize("arguments", [("--asset", "x"), ("--as-of", "2025-01-01"), ("--control", "x")])
def test_a_question_about_an_asset_names_it_and_the_day(year: Path, arguments: tuple[str, ...]) -> None:
    ran = hipaacheck("history", str(year), *arguments)
    assert (ran.code, ran.out) == (2, "")


def test_a_folder_without_snapshots(tmp_path: Path) -> None:
    for command in (("history", str(tmp_path)), ("history", str(tmp_path / "nowhere"))):
        refused(hipaacheck(*command), str(tmp_path))
