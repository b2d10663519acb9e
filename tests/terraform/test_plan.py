"""Plans as files: what is read, what is refused and how, and what never leaves them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.cli import ONE_CONTROL, hipaacheck, scan
from tests.support.plans import asset, assets, inventory, plan, resource

BUCKET = resource("aws_s3_bucket.a", {"bucket": "phi"})
GOOD = json.dumps(plan(BUCKET)).encode()

BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "white space": (b" \n", "empty"),
    "not JSON": (b"hello", "not JSON"),
    "a list": (b"[1, 2]", "not a Terraform plan"),
    "a number": (b"7", "not a Terraform plan"),
    "other JSON": (b"{}", "not a plan"),
    "binary plan": (b"PK\x03\x04abc", "binary plan"),
    "HTML": (b"<!DOCTYPE html><html>", "HTML"),
    "state file": (b'{"version": 4, "serial": 3, "lineage": "x", "resources": []}', "state file"),
    "state as JSON": (b'{"format_version": "1.0", "values": {}}', "the state"),
    "unknown major version": (GOOD.replace(b'"format_version": "1.2"', b'"format_version": "2.0"'), "format_version is '2.0'"),
    "no version": (GOOD.replace(b'"format_version": "1.2", ', b""), "format_version is missing"),
    "wrong shape": (b'{"format_version": "1.2", "resource_changes": [{"address": 3}]}', "resource_changes[0].address"),
    "deeply nested": (GOOD.replace(b'"phi"', b"[" * 200_000 + b"]" * 200_000), "nested too deeply"),
    "invalid UTF-8": (b'{"format_version": "\xff\xfe"}', "not JSON"),
    "odd UTF-16": (b"\xff\xfea", "UTF-16"),
    "two documents": (GOOD + GOOD, "not JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_a_plan_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    content, text = BAD[name]
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    out = tmp_path / "out.sarif"
    ran = hipaacheck("scan", "plan", str(file), "-f", f"sarif={out}", "--no-builtin-rules", "--rules", str(ONE_CONTROL))
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
    assert str(file) in ran.err
    assert text in ran.err
    assert not out.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json"]


def test_a_plan_that_is_cut_is_refused_in_one_line() -> None:
    for size in (*range(1, 40), *range(40, len(GOOD), 5), len(GOOD) - 1):
        ran = scan("-", stdin=GOOD[:size])
        assert ran.code == 3, size
        assert len(ran.err.splitlines()) == 1
        assert ran.out == ""


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/a\xff.json"
    Path(os.fsdecode(file)).write_bytes(GOOD)
    report = scan(os.fsdecode(file)).json()
    assert report["run"]["target"].endswith("a\\udcff.json")


def test_a_directory_and_a_missing_file(tmp_path: Path) -> None:
    assert "directory" in scan(str(tmp_path)).err
    missing = scan(str(tmp_path / "none.json"))
    assert (missing.code, "No such file" in missing.err) == (3, True)


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", denied)  # root, as in containers, may read everything
    ran = scan(str(tmp_path / "plan.json"))
    assert (ran.code, "Permission denied" in ran.err) == (3, True)


@pytest.mark.parametrize("encode", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_of_windows_shells(encode: str) -> None:
    assert scan("-", stdin=GOOD.decode().encode(encode)).json()["summary"]["assets"] == 1


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.99"])
def test_minor_versions(version: str) -> None:
    document = {**plan(BUCKET), "format_version": version}
    assert len(inventory(document).assets) == 1


@pytest.mark.parametrize(
    ("actions", "judged"),
    [
        (["no-op"], 1),
        (["create"], 1),
        (["update"], 1),
        (["delete", "create"], 1),
        (["create", "delete"], 1),
        (["delete"], 0),
        (["forget"], 0),
    ],
)
def test_actions(actions: list[str], judged: int) -> None:
    assert len(assets(resource("aws_s3_bucket.a", {"bucket": "a"}, actions=actions))) == judged


def test_a_deposed_object_is_not_judged() -> None:
    old = resource("aws_s3_bucket.a", {"bucket": "a"}, actions=["delete"])
    old["change"]["deposed"] = "abcd1234"
    new = resource("aws_s3_bucket.a", {"bucket": "a"})
    assert list(assets(new, old)) == ["aws_s3_bucket.a"]


def test_an_entry_for_nothing_is_not_judged() -> None:
    nothing = resource("aws_s3_bucket.a", None, unknown=(), actions=["no-op"])
    nothing["change"]["change"]["after"] = None
    assert assets(nothing) == {}


@pytest.mark.parametrize(
    "more", [{"complete": False}, {"errored": True}, {"deferred_changes": [{"reason": "provider_config_unknown"}]}]
)
def test_an_incomplete_plan_ends_in_3_and_says_why(more: dict[str, Any]) -> None:
    ran = scan("-", "--exit-zero", stdin=json.dumps(plan(BUCKET, **more)).encode())
    assert ran.code == 3
    assert ran.json()["gaps"][0]["state"] == "partial"


def test_several_plans_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(GOOD)
    (tmp_path / "bad.json").write_bytes(b"nonsense")
    ran = scan(str(tmp_path / "good.json"), str(tmp_path / "bad.json"), "--exit-zero")
    report = ran.json()
    assert ran.code == 3
    assert report["summary"]["assets"] == 1
    assert report["gaps"][0]["state"] == "unreadable"
    assert "bad.json" in ran.err


def test_the_same_address_in_two_plans_has_two_fingerprints(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_bytes(GOOD)
    findings = scan(str(tmp_path / "a.json"), str(tmp_path / "b.json")).json()["findings"]
    assert len({finding["fingerprint"] for finding in findings}) == len(findings)


def test_types_without_a_mapper_are_named() -> None:
    document = plan(BUCKET, resource("aws_made_up.a", {}), resource("aws_made_up.b", {}))
    assert inventory(document).unmapped == {"aws_made_up": 2}


def test_sensitive_values_are_not_read() -> None:
    bucket = asset(resource("aws_s3_bucket.a", {"bucket": "hush-hush"}, sensitive=["bucket"]))
    assert isinstance(bucket.name, Unknown)
    ran = scan(
        "-",
        stdin=json.dumps(
            plan(
                resource(
                    "aws_s3_bucket.a",
                    {"bucket": "hush-hush", "tags": {"a": "hush-hush"}},
                    sensitive=["bucket", "tags", "tags_all"],
                )
            )
        ).encode(),
    )
    assert "hush-hush" not in ran.out + ran.err


PROVIDERS = {
    "aws": {"expressions": {"region": {"references": ["var.region"]}}},
    "aws.west": {"alias": "west", "expressions": {"region": {"constant_value": "us-west-2"}}},
    "module.m:aws.inner": {
        "alias": "inner",
        "module_address": "module.m",
        "expressions": {"region": {"constant_value": "eu-west-1"}},
    },
    "aws.odd": {"alias": "odd", "expressions": {"region": {"references": ["local.region"]}}},
}


@pytest.mark.parametrize(
    ("address", "provider", "values", "region"),
    [
        ("aws_s3_bucket.a", "aws", {}, "us-east-1"),
        ("aws_s3_bucket.a", "aws.west", {}, "us-west-2"),
        ("aws_s3_bucket.a", "aws.odd", {}, None),
        ("module.m.aws_s3_bucket.a", "module.m:aws.inner", {}, "eu-west-1"),
        ("module.m.aws_s3_bucket.a", "module.m:aws.west", {}, "us-west-2"),
        ("module.m.module.n.aws_s3_bucket.a", "module.m.module.n:aws.inner", {}, "eu-west-1"),
        ("aws_s3_bucket.a", "aws", {"region": "ca-central-1"}, "ca-central-1"),
    ],
)
def test_regions_come_from_providers(address: str, provider: str, values: dict[str, Any], region: str | None) -> None:
    bucket = resource(address, values, provider=provider)
    assert asset(bucket, providers=PROVIDERS, variables={"region": {"value": "us-east-1"}}).region == region


@pytest.mark.parametrize(
    ("values", "unknown", "default_tags", "expected"),
    [
        ({"tags": {"a": "b"}}, (), False, {"a": "b"}),
        ({"tags": {"a": "b"}, "tags_all": {"a": "b", "c": "d"}}, (), True, {"a": "b", "c": "d"}),
        ({"tags": None}, ("tags_all",), False, {}),
        ({"tags": None}, ("tags_all",), True, None),
    ],
)
def test_tags(values: dict[str, Any], unknown: tuple[str, ...], default_tags: bool, expected: dict[str, str] | None) -> None:
    provider: dict[str, Any] = {"expressions": {"default_tags": [{}]} if default_tags else {}}
    found = asset(resource("aws_s3_bucket.a", values, unknown=unknown), providers={"aws": provider}).tags
    assert (None if isinstance(found, Unknown) else found.items) == expected
