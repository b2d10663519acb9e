"""What changed between two snapshots, with one case for each cause."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hipaacheck.evidence.diff import CAUSES
from tests.evidence.test_questions import CONTROL, dated, denied
from tests.register.documents import WAIVER
from tests.support.cli import ONE_CONTROL, hipaacheck
from tests.support.evidence import (
    ONE,
    Files,
    bucket,
    read_files,
    reseal,
    snapshot,
    with_json,
    write_plan,
)
from tests.support.plans import resource


def _diff(old: Path, new: Path) -> dict[str, Any]:
    ran = hipaacheck("diff", str(old), str(new), "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    told = hipaacheck("diff", str(old), str(new), "-v")
    assert (told.code, told.err) == (0, "")
    assert max(map(len, told.out.splitlines())) <= 100
    found: dict[str, Any] = ran.json()
    return found


def _changes(found: Mapping[str, Any]) -> dict[str, tuple[str | None, str | None, list[str]]]:
    return {row["asset"]: (row["before"], row["after"], row["causes"]) for row in found["changes"]}


def _taken(folder: Path, name: str, *resources: Mapping[str, Any], arguments: tuple[str, ...] = (), rules: Any = ONE) -> Path:
    return snapshot(folder / f"{name}.zip", write_plan(folder / "plan.json", *resources), *arguments, rules=rules)


def test_nothing_changed(tmp_path: Path) -> None:
    found = _diff(_taken(tmp_path, "old", *bucket("a")), _taken(tmp_path, "new", *bucket("a")))
    lists = ("added", "removed", "unlisted", "drift", "changes", "safeguards")
    assert [found[name] for name in lists] == [[]] * len(lists)
    assert "no finding changed" in hipaacheck("diff", str(tmp_path / "old.zip"), str(tmp_path / "new.zip")).out


def test_assets_that_come_and_go(tmp_path: Path) -> None:
    open_ = {"block_public_acls": False}
    old = _taken(tmp_path, "old", *bucket("a"), *bucket("gone", **open_))
    found = _diff(old, _taken(tmp_path, "new", *bucket("a"), *bucket("come", **open_)))
    assert (found["added"], found["removed"]) == (
        [["aws.s3.bucket", "aws_s3_bucket.come"]],
        [["aws.s3.bucket", "aws_s3_bucket.gone"]],
    )
    assert _changes(found) == {"aws_s3_bucket.come": (None, "fail", ["added"]), "aws_s3_bucket.gone": ("fail", None, ["removed"])}


def test_a_setting_that_changed(tmp_path: Path) -> None:
    found = _diff(_taken(tmp_path, "old", *bucket("a")), _taken(tmp_path, "new", *bucket("a", ignore_public_acls=False)))
    assert _changes(found) == {"aws_s3_bucket.a": ("pass", "fail", ["configuration"])}
    fields = [{"path": "public_access_block.ignore_public_acls", "before": True, "after": False}]
    assert found["changes"][0]["fields"] == fields
    assert found["drift"] == [{"asset_type": "aws.s3.bucket", "asset": "aws_s3_bucket.a", "fields": fields}]


def test_a_setting_that_could_be_read_once_only(tmp_path: Path) -> None:
    block, access = bucket("a")
    unknown = resource(
        "aws_s3_bucket_public_access_block.a", {}, unknown=("block_public_acls",), refs={"bucket": "aws_s3_bucket.a.id"}
    )
    found = _diff(_taken(tmp_path, "old", block, access), _taken(tmp_path, "new", block, unknown))
    (before, after, causes) = _changes(found)["aws_s3_bucket.a"]
    assert before == "pass"
    assert after in ("unknown", "fail")
    assert "coverage" in causes


@pytest.mark.parametrize("side", ["old", "new"])
def test_what_is_not_listed_is_neither_gone_nor_new(tmp_path: Path, side: str) -> None:
    less, more = _taken(tmp_path, "less", *bucket("a")), _taken(tmp_path, "more", *bucket("a"), *bucket("b"))
    blind = reseal(tmp_path / "blind.zip", denied(dated(read_files(less), "2020-01-01" if side == "old" else "2040-01-01")))
    found = _diff(blind, more) if side == "old" else _diff(more, blind)
    assert (found["added"], found["removed"]) == ([], [])
    assert found["unlisted"] == [["aws.s3.bucket", "aws_s3_bucket.b"]]
    assert {tuple(row["causes"]) for row in found["changes"]} == {("coverage",)}


def test_a_control_that_changed(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    text = ONE_CONTROL.read_text("utf-8")
    (rules / "one.yaml").write_text(text)
    arguments: Any = ("--no-builtin-rules", "--rules", str(rules))
    old = _taken(tmp_path, "old", *bucket("a", ignore_public_acls=False), rules=arguments)
    kept = text[: text.index("tests:")].replace("  public_access_block.ignore_public_acls: true\n", "")
    (rules / "one.yaml").write_text(kept)
    found = _diff(old, _taken(tmp_path, "new", *bucket("a", ignore_public_acls=False), rules=arguments))
    assert _changes(found) == {"aws_s3_bucket.a": ("fail", "pass", ["control"])}
    assert found["controls"] == {"added": [], "removed": [], "changed": [CONTROL]}


def _waived(folder: Path, until: date) -> tuple[str, ...]:
    """A register that waives the bucket `a` from yesterday on."""
    (folder / "register").mkdir()
    yesterday = str(datetime.now(UTC).date() - timedelta(days=1))
    waiver = WAIVER | {"controls": [CONTROL], "scope": {"assets": ["aws_s3_bucket.a"]}, "expires": str(until)}
    waiver |= {"created": yesterday, "effective": yesterday}
    (folder / "register" / "w.yaml").write_text(json.dumps({"waivers": [waiver]}))
    return ("--register", str(folder / "register"))


def test_a_waiver_that_begins(tmp_path: Path) -> None:
    bad = bucket("a", ignore_public_acls=False)
    old = _taken(tmp_path, "old", *bad)
    new = _taken(tmp_path, "new", *bad, arguments=_waived(tmp_path, datetime.now(UTC).date() + timedelta(days=60)))
    found = _diff(old, new)
    assert _changes(found)["aws_s3_bucket.a"] == ("fail", "waived", ["register"])
    assert found["register"]["added"] == ["scratch"]


def test_a_waiver_that_ends_by_itself(tmp_path: Path) -> None:
    until = datetime.now(UTC).date() + timedelta(days=60)
    old = _taken(tmp_path, "old", *bucket("a", ignore_public_acls=False), arguments=_waived(tmp_path, until))
    later = ("--own-controls", "--as-of", str(until + timedelta(days=1)))
    new = snapshot(tmp_path / "new.zip", str(old), *later, source="snapshot", rules=())
    changes = _changes(_diff(old, new))
    assert changes["aws_s3_bucket.a"][:2] == ("waived", "fail")
    assert changes["aws_s3_bucket.a"][2][0] in ("register", "date")


EXPIRING = """\
id: toy-asset-recent
title: Made lately
severity: low
asset: aws.acm.certificate
safeguards: ["164.312(e)(1)"]
rationale: A certificate that ends soon.
require:
  not: {not_after: {within: 30d, absent: false}}
remediation: Renew it.
"""


def test_a_certificate_that_only_grew_older(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.yaml").write_text(EXPIRING)
    taken = _taken(tmp_path, "x", resource("aws_acm_certificate.a", {"domain_name": "a.example"}), rules=())
    files = read_files(taken)

    def certificate(asset: dict[str, Any]) -> None:
        if asset["asset"]["$"] == "aws.acm.certificate":
            asset["asset"]["not_after"] = "2026-12-15T00:00:00Z"

    lines = [json.loads(line) for line in files["inventory.jsonl"].splitlines()]
    for line in lines:
        certificate(line)
    live = {**files, "inventory.jsonl": b"".join(json.dumps(line).encode() + b"\n" for line in lines)}
    live = with_json(live, "meta.json", lambda meta: meta.update(runtime=True))
    source = reseal(tmp_path / "live.zip", live)
    rules = ("--no-builtin-rules", "--rules", str(tmp_path / "rules"))
    for name, day in (("old", "2026-11-01"), ("new", "2026-12-01")):
        ran = hipaacheck("snapshot", "snapshot", str(source), "-o", str(tmp_path / f"{name}.zip"), "--as-of", day, *rules)
        assert ran.code in (0, 3), ran
    found = _changes(_diff(tmp_path / "old.zip", tmp_path / "new.zip"))
    assert found == {"aws_acm_certificate.a": ("pass", "fail", ["date"])}


def test_the_older_one_comes_first(files: Files, tmp_path: Path) -> None:
    old, new = reseal(tmp_path / "a.zip", dated(files, "2025-01-01")), reseal(tmp_path / "b.zip", dated(files, "2025-01-02"))
    ran = hipaacheck("diff", str(new), str(old))
    assert (ran.code, ran.out) == (2, "")
    assert "name the older snapshot first" in ran.err
    assert CAUSES
