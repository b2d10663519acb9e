"""A snapshot that is judged anew with its own controls gives what it gave then, byte for byte; with newer ones, whatever it
does not tell is unknown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from examples.clinic import make_plan
from hipaacheck.evidence.canonical import canonical, decode
from hipaacheck.evidence.restore import CHANGED, NOT_RECORDED, restore
from hipaacheck.model.values import Tags, Unknown
from hipaacheck.pluginhost import PluginHost
from tests.register.documents import ATTESTATION, DECISION, WAIVER
from tests.support.cli import hipaacheck
from tests.support.evidence import ONE, Files, bucket, read_files, refused, reseal, snapshot, with_json, write_plan
from tests.support.plans import resource
from tests.support.source_trees import blocked, lay
from tests.support.source_trees import bucket as source_bucket
from tests.support.toys import VOCABULARY, rule, thing

SAME = ("findings.json", "inventory.jsonl", "completeness.json", "api-calls.jsonl", "profile.yaml")

Case = Callable[[Path], tuple[str, ...]]
"""Writes what is scanned to a folder; gives the arguments."""


def _clinic(folder: Path) -> tuple[str, ...]:
    return ("plan", str(make_plan.PLAN))


def _clinic_source(folder: Path) -> tuple[str, ...]:
    return ("terraform", str(make_plan.PLAN.parent))


def _two(folder: Path) -> tuple[str, ...]:
    first = write_plan(folder / "one.json", *bucket("a"), *bucket("b", block_public_acls=False))
    return ("plan", first, write_plan(folder / "two.json", *bucket("a")))


def _one_unreadable(folder: Path) -> tuple[str, ...]:
    (folder / "no.json").write_text("no plan")
    return ("plan", write_plan(folder / "one.json", *bucket("a")), str(folder / "no.json"))


def _comments(folder: Path) -> tuple[str, ...]:
    waived = '# hipaacheck:waive aws-s3-bucket-public-access-blocked until=2030-01-01 reason="Holds no data of patients at all"\n'
    text = waived + source_bucket("a") + source_bucket("b") + source_bucket("c") + blocked("c")
    return ("terraform", str(lay(folder / "root", {"main.tf": text})))


def _unknown(folder: Path) -> tuple[str, ...]:
    names = ("block_public_acls", "restrict_public_buckets")
    unknown = resource("aws_s3_bucket_public_access_block.a", {}, unknown=names, refs={"bucket": "aws_s3_bucket.a.id"})
    strange = resource("aws_unheard_of.a", {"x": 1e20, "y": "\U0001f600\u2028"})
    return ("plan", write_plan(folder / "p.json", resource("aws_s3_bucket.a", {"bucket": "a"}), unknown, strange, complete=False))


def _register(folder: Path) -> tuple[str, ...]:
    waiver = WAIVER | {"scope": {"assets": ["aws_ebs_volume.scratch"]}}
    files = {"waivers/b.yaml": {"waivers": [waiver]}, "a.yaml": {"decisions": [DECISION], "attestations": [ATTESTATION]}}
    lay(folder / "compliance", {name: json.dumps(content) for name, content in files.items()})
    return ("plan", str(make_plan.PLAN))


def _register_elsewhere(folder: Path) -> tuple[str, ...]:
    return (*_register(folder), "--register", str(folder / "compliance"))


def _small(folder: Path) -> str:
    volume = resource("aws_ebs_volume.a", {"size": 1, "encrypted": False, "tags": {"data": "phi"}})
    policy = resource("aws_iam_account_password_policy.a", {"minimum_password_length": 16})
    return write_plan(folder / "small.json", *bucket("a"), volume, policy)


def _profile(folder: Path) -> tuple[str, ...]:
    return ("plan", _small(folder), "--profile", "hipaa-nprm-2025")


def _selected(folder: Path) -> tuple[str, ...]:
    return ("plan", _small(folder), "--select", "aws.s3", "--select", "164.312(b)", "--ignore", "aws-s3-bucket-replicated")


def _configured(folder: Path) -> tuple[str, ...]:
    settings = {
        "params": {"aws-account-password-policy-strong": {"minimum_length": 20}},
        "phi": {"tags": {"data": ["phi"]}, "accounts": ["1"]},
        "on_unknown": "fail",
        "fail_on": "high",
        "ignore": ["aws.ec2"],
    }
    (folder / "hipaacheck.yaml").write_text(json.dumps(settings))
    return ("plan", _small(folder), "--config", str(folder / "hipaacheck.yaml"))


def _phi_only(folder: Path) -> tuple[str, ...]:
    return ("plan", _small(folder), "--phi-only")


CASES: dict[str, Case] = {
    case.__name__.strip("_"): case
    for case in (
        _clinic, _clinic_source, _two, _one_unreadable, _comments, _unknown, _register, _register_elsewhere, _profile, _selected, _configured,
        _phi_only,
    )
}  # fmt: skip


def _without_run(report: dict[str, Any]) -> dict[str, Any]:
    """A JSON report without what tells of the run, and of the snapshot."""
    return {name: value for name, value in report.items() if name not in ("run", "snapshot", "evidence")}


@pytest.mark.parametrize("case", CASES)
def test_judged_anew_it_is_the_same(tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    source, *arguments = CASES[case](tmp_path / "in")
    first = tmp_path / "first.zip"
    ran = hipaacheck("snapshot", source, *arguments, "-o", str(first), "--no-progress")
    assert ran.code in (0, 3), ran
    before = first.read_bytes()
    again = hipaacheck("snapshot", "snapshot", str(first), "--own-controls", "-o", str(tmp_path / "again.zip"), "--no-progress")
    assert again.code in (0, 3), again
    old, new = read_files(first), read_files(tmp_path / "again.zip")
    different = [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
    assert sorted(different) == ["meta.json"]
    assert first.read_bytes() == before
    mine, theirs = json.loads(old["meta.json"]), json.loads(new["meta.json"])
    differing = {name for name in mine if mine[name] != theirs[name]}
    assert differing - {"started", "ended", "retain_until"} == {"evaluated", "retention", "source"}
    from tests.support.evidence import statement_of

    assert theirs["evaluated"] == sha256(statement_of(first)).hexdigest()
    stored = hipaacheck("report", str(first), "-f", "json")
    scanned = hipaacheck("scan", "snapshot", str(first), "--own-controls", "-f", "json")
    assert stored.code == 0
    assert _without_run(stored.json()) == _without_run(scanned.json())
    assert scanned.json()["run"]["as_of"] == mine["as_of"]


def test_its_own_controls_take_no_others(signed: Path) -> None:
    for option in (("--select", "aws.s3"), ("--ignore", "aws.s3"), ("--profile", "hipaa"), ("--rules", "x"), ("--register", "x")):
        ran = hipaacheck("scan", "snapshot", str(signed), "--own-controls", *option)
        assert (ran.code, ran.out) == (2, "")
        assert f"so {option[0]} has no place beside it" in ran.err


def test_the_signature_is_checked_when_a_key_is_given(home: Path, signed: Path, few: Files, tmp_path: Path) -> None:
    key = ("--key", str(home / "key.pub"))
    assert hipaacheck("scan", "snapshot", str(signed), *key, "--own-controls", "-f", "json").code == 1
    path = reseal(tmp_path / "x.zip", few, None)
    refused(hipaacheck("scan", "snapshot", str(path), *key, "--own-controls", "-f", "json"), str(path), "is not signed")


# -- What a snapshot does not tell --------------------------------------------------------------------------------


def _changed(files: Files, change: Callable[[dict[str, Any]], None]) -> Files:
    """Every stored asset changed."""
    lines = [json.loads(line) for line in files["inventory.jsonl"].splitlines()]
    for line in lines:
        change(line["asset"])
    return {**files, "inventory.jsonl": b"".join(json.dumps(line).encode() + b"\n" for line in lines)}


def _verdicts(path: Path) -> set[str]:
    found = hipaacheck("scan", "snapshot", str(path), *ONE, "-f", "json").json()
    return {row["verdict"] for row in found["findings"]}


def _no_field(asset: dict[str, Any]) -> None:
    del asset["public_access_block"]


def _no_inner_field(asset: dict[str, Any]) -> None:
    del asset["public_access_block"]["block_public_acls"]


def _text(asset: dict[str, Any]) -> None:
    asset["public_access_block"] = "on"


def _inner_text(asset: dict[str, Any]) -> None:
    asset["public_access_block"]["block_public_acls"] = "true"


def _inner_null(asset: dict[str, Any]) -> None:
    asset["public_access_block"]["block_public_acls"] = None


def _number(asset: dict[str, Any]) -> None:
    asset["public_access_block"]["block_public_acls"] = 1


@pytest.mark.parametrize("change", [_no_field, _no_inner_field, _text, _inner_text, _inner_null, _number])
def test_what_is_not_told_is_unknown(home: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    taken = snapshot(tmp_path / "x.zip", write_plan(tmp_path / "p.json", *bucket("a")))
    assert _verdicts(taken) == {"pass"}
    path = reseal(tmp_path / "y.zip", _changed(read_files(taken), change))
    assert _verdicts(path) == {"unknown"}


def test_more_than_today_is_known_does_not_matter(tmp_path: Path) -> None:
    taken = snapshot(tmp_path / "x.zip", write_plan(tmp_path / "p.json", *bucket("a")))

    def more(asset: dict[str, Any]) -> None:
        asset["from_the_future"] = 1
        asset["public_access_block"]["from_the_future"] = [1]

    assert _verdicts(reseal(tmp_path / "y.zip", _changed(read_files(taken), more))) == {"pass"}


def test_a_type_that_is_not_known_any_more_is_a_gap(files: Files, tmp_path: Path) -> None:
    def other(asset: dict[str, Any]) -> None:
        if asset["id"] == "aws_s3_bucket.b":
            asset["$"] = "aws.s3.pail"

    path = reseal(tmp_path / "x.zip", _changed(files, other))
    found = hipaacheck("scan", "snapshot", str(path), *ONE, "-f", "json").json()
    assert [row["asset"]["id"] for row in found["findings"]] == ["aws_s3_bucket.a"]
    assert [(gap["asset_type"], gap["state"]) for gap in found["gaps"]] == [("aws.s3.pail", "unsupported")]


def _asset(**changes: Any) -> dict[str, Any]:
    stored: dict[str, Any] = msgspec.to_builtins(thing(rule=rule(True, 22), rules=[rule()], size=5))
    return {name: value for name, value in {**stored, **changes}.items() if value is not ...}


RESTORED: list[tuple[dict[str, Any], str, Any]] = [
    (_asset(), "size", 5),
    (_asset(size=...), "size", Unknown(NOT_RECORDED, "thing.size")),
    (_asset(size="5"), "size", Unknown(CHANGED, "thing.size")),
    (_asset(size=None, extra=1), "size", None),
    (_asset(lit=None), "lit", Unknown(CHANGED, "thing.lit")),
    (_asset(words=["a", 1]), "words", ["a", Unknown(CHANGED, "thing.words[1]")]),
    (_asset(words={}), "words", Unknown(CHANGED, "thing.words")),
    (_asset(rule=[1]), "rule", Unknown(CHANGED, "thing.rule")),
    (_asset(made="yesterday"), "made", Unknown(CHANGED, "thing.made")),
    (_asset(tags=...), "tags", Unknown(NOT_RECORDED, "thing.tags")),
    (_asset(tags={"a": "b"}), "tags", Unknown(CHANGED, "thing.tags")),
    (_asset(extra=1), "tags", Tags(items={})),
    (_asset(classification=..., size=...), "classification", Unknown(NOT_RECORDED, "thing.classification")),
    (_asset(lit={"$": "unknown", "reason": "AccessDenied"}, extra=1), "lit", Unknown("AccessDenied")),
    (_asset(lit={"$": "unknown", "reason": 7}), "lit", Unknown(CHANGED, "thing.lit")),
    (_asset(location={"file": "a.tf", "line": 3, "text": {"3": "x"}}, size=...), "size", Unknown(NOT_RECORDED, "thing.size")),
]


@pytest.mark.parametrize(("stored", "field", "expected"), RESTORED, ids=range(len(RESTORED)))
def test_a_field_is_what_was_stored_or_unknown(stored: dict[str, Any], field: str, expected: Any) -> None:
    found, known = restore(stored, VOCABULARY, Path("x"))
    assert known
    assert getattr(found, field) == expected


def test_every_type_of_asset_without_a_field_has_it_unknown() -> None:
    """No field of any record has a default that could pass for an answer."""
    vocabulary = PluginHost(third_party=False).vocabulary
    for name in vocabulary:
        found, _ = restore({"$": name, "id": "x"}, vocabulary, Path("x"))
        values = {field: getattr(found, field) for field in found.__struct_fields__ if field not in ("id", "location", "origins")}
        assert [field for field, value in values.items() if not isinstance(value, Unknown)] == [], name


# -- Answers ------------------------------------------------------------------------------------------------------


def _answers() -> Iterator[Any]:
    yield {"n": 1e20, "m": [2.0**53, -(2.0**60), 1e21, 1e300], "i": 2**53 - 1, "f": 1.0, "big": 2**70}
    yield {"text": "\ud800\u2028\x00", "\udfff": {}}
    yield [[], {}, "", 0, -0.0, None, True]


@pytest.mark.parametrize("body", list(_answers()), ids=range(3))
def test_an_answer_that_is_read_back_has_the_same_digest(body: Any) -> None:
    assert canonical(decode(canonical(body))) == canonical(body)


def test_with_json_changes_one_thing(files: Files) -> None:
    """The helper of these tests leaves everything else as it was."""
    changed = with_json(files, "chain.json", lambda chain: chain.update(number=2))
    assert [name for name in files if files[name] != changed[name]] == ["chain.json"]
