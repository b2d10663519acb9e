"""`scan plan --source-dir`: findings of plans point to lines of source, and waivers there count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import Ran, scan
from tests.support.plans import plan, resource
from tests.support.source_trees import bucket, call, lay

AS_OF = ("--as-of", "2026-10-01")
WAIVER = '# hipaacheck:waive aws-s3-bucket-public-access-blocked until=2026-12-31 reason="a public site"\n'


def buckets(*addresses: str) -> str:
    """A plan of buckets."""
    return json.dumps(plan(*(resource(address, {"bucket": "b", "tags": {}}) for address in addresses)))


def places(ran: Ran) -> dict[str, tuple[str | None, int | None]]:
    """File and line by asset."""
    found: dict[str, tuple[str | None, int | None]] = {}
    for item in ran.json()["findings"]:
        location = item.get("location") or item["asset"].get("location") or {}
        found[item["asset"]["id"]] = (location.get("file"), location.get("line"))
    return found


IN: dict[str, tuple[Mapping[str, str | bytes], str, dict[str, tuple[str, int]]]] = {
    "a resource": ({"src/main.tf": "\n" + bucket("b")}, "aws_s3_bucket.b", {"aws_s3_bucket.b": ("src/main.tf", 2)}),
    "instances": (
        {"src/main.tf": bucket("b")},
        'aws_s3_bucket.b["a.b[0]"] aws_s3_bucket.b["x]"]',
        {'aws_s3_bucket.b["a.b[0]"]': ("src/main.tf", 1), 'aws_s3_bucket.b["x]"]': ("src/main.tf", 1)},
    ),
    "in a module": (
        {"src/main.tf": call("m", "../mod"), "mod/x.tf": "\n\n" + bucket("b")},
        'module.m["k.v"].aws_s3_bucket.b[0]',
        {'module.m["k.v"].aws_s3_bucket.b[0]': ("mod/x.tf", 3)},
    ),
    "another configuration": (
        {"src/main.tf": bucket("other") + call("m", "../mod"), "mod/x.tf": bucket("b")},
        "aws_s3_bucket.b module.n.aws_s3_bucket.b",
        {"aws_s3_bucket.b": ("plan.json", 0), "module.n.aws_s3_bucket.b": ("plan.json", 0)},
    ),
    "a data source of the name": (
        {"src/main.tf": 'data "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'},
        "aws_s3_bucket.b",
        {"aws_s3_bucket.b": ("plan.json", 0)},
    ),
}


@pytest.mark.parametrize("case", IN)
def test_places(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, addresses, expected = IN[case]
    monkeypatch.chdir(lay(tmp_path, {**files, "plan.json": buckets(*addresses.split(" "))}))
    ran = scan("plan.json", "--source-dir", "src")
    assert ran.code == 1
    assert places(ran) == {address: (file, line or None) for address, (file, line) in expected.items()}


def test_without_source_the_place_is_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, {"plan.json": buckets("aws_s3_bucket.b"), "src/main.tf": bucket("b")}))
    assert places(scan("plan.json")) == {"aws_s3_bucket.b": ("plan.json", None)}


def test_source_beside_the_plan_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, {"in/plan.json": buckets("aws_s3_bucket.b"), "in/main.tf": bucket("b")}))
    assert places(scan("in/plan.json")) == {"aws_s3_bucket.b": ("in/main.tf", 1)}


def test_waivers_count_for_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For all instances of the block that they stand above, and no other block."""
    text = WAIVER + bucket("b") + bucket("c")
    addresses = ('aws_s3_bucket.b["x.y"]', "aws_s3_bucket.c")
    monkeypatch.chdir(lay(tmp_path, {"plan.json": buckets(*addresses), "src/main.tf": text}))
    ran = scan("plan.json", "--source-dir", "src", *AS_OF)
    assert {item["asset"]["id"]: item["waived"] for item in ran.json()["findings"]} == {addresses[0]: True, addresses[1]: False}
    assert ran.code == 1


def test_standard_input_takes_source_only_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, {"main.tf": bucket("b")}))
    raw = buckets("aws_s3_bucket.b").encode()
    assert places(scan("-", stdin=raw)) == {"aws_s3_bucket.b": (None, None)}
    assert places(scan("-", "--source-dir", ".", stdin=raw)) == {"aws_s3_bucket.b": ("main.tf", 1)}


BROKEN: dict[str, tuple[dict[str, str | bytes], str]] = {
    "syntax": ({"x.tf": "oops"}, "x.tf:1: "),
    "not text": ({"x.tf": b"\xff"}, "x.tf: not UTF-8 text"),
    "a circle": ({"x.tf": call("m", "./m"), "m/x.tf": call("m", "../m")}, "calls itself"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_source_beside_a_plan_is_only_noted(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, message = BROKEN[case]
    monkeypatch.chdir(lay(tmp_path, {**files, "plan.json": buckets("aws_s3_bucket.b")}))
    ran = scan("plan.json")
    assert (ran.code, places(ran)) == (1, {"aws_s3_bucket.b": ("plan.json", None)})
    notes = " ".join(ran.json()["run"]["notes"])
    assert "the source beside the plan was not used, so findings have no lines: " in notes
    assert message in notes


WRONG: dict[str, tuple[str, dict[str, str | bytes], str]] = {
    "no such folder": (
        "nowhere",
        {},
        "--source-dir nowhere: there is no such folder. Name the folder of the plan's root module.",
    ),
    "a file": ("plan.json", {}, "--source-dir plan.json: there is no such folder."),
    "without source": ("empty", {"empty/x": ""}, "--source-dir empty: no *.tf or *.tf.json files in it. Name the folder"),
    "broken": ("src", {"src/x.tf": "oops"}, "--source-dir src: src/x.tf:1: "),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_folder_that_is_named_must_be_right(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, files, message = WRONG[case]
    monkeypatch.chdir(lay(tmp_path, {**files, "plan.json": buckets("aws_s3_bucket.b")}))
    ran = scan("plan.json", "--source-dir", folder)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_modules_that_are_missing_cost_only_their_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan holds what they declare."""
    files: dict[str, Any] = {"src/main.tf": bucket("b") + call("m", "acme/store/aws")}
    monkeypatch.chdir(lay(tmp_path, {**files, "plan.json": buckets("aws_s3_bucket.b", "module.m.aws_s3_bucket.b")}))
    ran = scan("plan.json", "--source-dir", "src")
    assert (ran.code, ran.json()["gaps"]) == (1, [])
    assert places(ran) == {"aws_s3_bucket.b": ("src/main.tf", 1), "module.m.aws_s3_bucket.b": ("plan.json", None)}
