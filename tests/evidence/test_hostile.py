"""Snapshots whose signature holds, or that need none, and whose files are not what hipaacheck writes: each command that reads
them refuses them in one line that names the snapshot, or reads them; none ends in an internal error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hipaacheck.evidence import package
from tests.support.cli import Ran, hipaacheck
from tests.support.evidence import ONE, Files, refused, reseal, with_json

DEEP = b"[" * 100_000 + b"]" * 100_000
BOMB = b"a: &a [x,x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%s: &%s [*%s,*%s,*%s,*%s,*%s,*%s,*%s,*%s,*%s,*%s]\n" % (b, b, *[a] * 10)
    for a, b in zip(b"a b c d e f g h i".split(), b"b c d e f g h i j".split(), strict=True)
)
READ = ("meta.json", "chain.json", "completeness.json", "findings.json", "inventory.jsonl", "api-calls.jsonl")


@pytest.fixture(scope="module")
def commands(home: Path, signed: Path) -> Callable[[str, Path], Ran]:
    """Runs a command that reads a snapshot."""

    def run(name: str, path: Path) -> Ran:
        found, key = str(path), ("--key", str(home / "key.pub"))
        return hipaacheck(
            *{
                "verify": ("verify", found, *key),
                "verify --chain": ("verify", str(signed), *key, "--chain", str(path.parent)),
                "scan": ("scan", "snapshot", found, "--own-controls", "-f", "json"),
                "scan today": ("scan", "snapshot", found, *ONE, "-f", "json"),
                "snapshot": (
                    "snapshot",
                    "snapshot",
                    found,
                    "--own-controls",
                    "-o",
                    str(path.parent / "out.zip"),
                    "--no-progress",
                ),
                "report": ("report", found),
                "diff": ("diff", found, found),
                "history": ("history", str(path.parent)),
                "asset": ("history", str(path.parent), "--asset", "aws_s3_bucket.b", "--as-of", "2100-01-01"),
            }[name]
        )

    return run


ALL = ("verify", "scan", "scan today", "snapshot", "report", "diff", "history", "asset")


def _judged(ran: Ran) -> None:
    """Refused in one line, or read: never an internal error."""
    assert ran.code in (0, 1, 3), ran
    assert "internal error" not in ran.err, ran
    assert "Traceback" not in ran.err, ran


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("data", [DEEP, b'{"a":' + DEEP + b"}", b"\xff\xfe{}", b"{", b"null", b"", b"x" * 100], ids=range(7))
def test_a_file_that_is_none_of_ours(
    files: Files, tmp_path: Path, commands: Callable[[str, Path], Ran], name: str, data: bytes
) -> None:
    path = reseal(tmp_path / "x.zip", {**files, name: data})
    needs = {
        "meta.json": ALL,
        "findings.json": ("report", "diff", "history", "asset"),
        "chain.json": ("verify", "scan", "report"),
    }
    needs |= {"completeness.json": ("scan", "report", "diff", "history"), "inventory.jsonl": ("verify", "scan", "report", "diff")}
    for command in needs.get(name, ("verify", "snapshot")):
        ran = commands(command, path)
        if data or not name.endswith("l"):
            refused(ran, str(path), name)
        else:
            _judged(ran)


def test_an_endless_line_is_refused(
    files: Files, tmp_path: Path, commands: Callable[[str, Path], Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "_LONGEST_LINE", 1 << 20)
    line = b'{"run":0,"asset":{"$":"aws.s3.bucket","id":"' + b"x" * (3 << 20) + b'"}}\n'
    path = reseal(tmp_path / "x.zip", {**files, "inventory.jsonl": line})
    refused(commands("verify", path), str(path), "inventory.jsonl has a line of more than 1,048,576 bytes")


@pytest.mark.parametrize(
    "text",
    [
        BOMB + b"profile: *j\n",
        b"profile: &a {a: *a}\n",
        b"profile: " + DEEP,
        b"profile: !!python/object/apply:os.system [id]\n",
        b"profile: {x: \xff}\n",
        b"- 1\n",
        b"",
        b"profile: 2026-13-45\n",
        b"profile: {}\nfail_on: never\n",
        b"profile: {}\nphi: {tags: x}\n",
        b"{a: b: c}\n",
        b"profile: {}\n? [a, b]\n: 1\n",
    ],
    ids=range(12),
)
def test_settings_that_are_none(files: Files, tmp_path: Path, commands: Callable[[str, Path], Ran], text: bytes) -> None:
    """Among them aliases that would unfold to gigabytes, and one that has no end."""
    path = reseal(tmp_path / "x.zip", {**files, "profile.yaml": text})
    for command in ("scan", "diff"):
        refused(commands(command, path), str(path), "profile.yaml")


def _set(file: str, *at: str | int, to: Any) -> Callable[[Files], Files]:
    def change(value: Any) -> None:
        for key in at[:-1]:
            value = value[key]
        value[at[-1]] = to

    return lambda files: with_json(files, file, change)


def _drop(file: str, *at: str | int) -> Callable[[Files], Files]:
    def change(value: Any) -> None:
        for key in at[:-1]:
            value = value[key]
        del value[at[-1]]

    return lambda files: with_json(files, file, change)


HOSTILE: dict[str, tuple[Callable[[Files], Files], tuple[str, ...]]] = {
    "a time that is none": (_set("meta.json", "as_of", to="x"), ALL),
    "a time without its zone": (_set("meta.json", "ended", to="2026-01-01T00:00:00"), ALL),
    "no tool": (_set("meta.json", "tool", to={}), ALL),
    "no version": (_drop("meta.json", "tool", "version"), ALL),
    "no list of controls": (_drop("meta.json", "controls", "judged"), ALL),
    "no list of known controls": (_drop("meta.json", "controls", "known"), ALL),
    "a control that is not there": (_set("meta.json", "controls", "judged", 0, to="x"), ("scan", "snapshot", "report", "diff")),
    "a newer form": (_set("meta.json", "schema_version", to=2), ALL),
    "a run that is not there": (_set("inventory.jsonl", "run", to=7), ("scan", "report")),
    "a run before the first": (_set("inventory.jsonl", "run", to=-1), ("scan", "report")),
    "a finding of no run": (_set("findings.json", "findings", 0, "run", to=7), ("report",)),
    "a finding of a run before the first": (_set("findings.json", "findings", 0, "run", to=-1), ("report",)),
    "a finding of no control": (_set("findings.json", "findings", 0, "control", to="x"), ("report",)),
    "a finding of no asset": (_set("findings.json", "findings", 0, "asset", to="x"), ("report",)),
    "something that is no asset": (_set("inventory.jsonl", "asset", to={}), ("scan", "report", "diff", "asset")),
    "an asset without an id": (_drop("inventory.jsonl", "asset", "id"), ("scan", "report", "diff", "asset")),
    "an asset that stands nowhere": (_set("inventory.jsonl", "asset", "location", to=[1]), ("scan", "report")),
    "origins that are none": (_set("inventory.jsonl", "asset", "origins", to=1), ("scan", "report")),
    "evidence that is no digest": (_set("inventory.jsonl", "evidence", to=["../../etc/passwd"]), ("verify",)),
    "an answer that is not there": (_set("api-calls.jsonl", "digest", to="0" * 64), ("verify", "snapshot")),
    "an answer elsewhere": (_set("api-calls.jsonl", "digest", to="../../x"), ("verify", "snapshot")),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_files_that_contradict_each_other_are_refused(
    files: Files, tmp_path: Path, commands: Callable[[str, Path], Ran], case: str
) -> None:
    change, where = HOSTILE[case]
    path = reseal(tmp_path / "x.zip", change(files))
    for command in where:
        refused(commands(command, path), str(path))
    for command in {*ALL} - {*where}:
        _judged(commands(command, path))


def test_an_answer_that_is_not_canonical_is_not_taken_over(
    files: Files, tmp_path: Path, commands: Callable[[str, Path], Ran]
) -> None:
    from hashlib import sha256

    body = b'{ "b": 1, "a": 2 }'
    digest = sha256(body).hexdigest()
    changed = with_json(files, "api-calls.jsonl", lambda call: call.update(digest=digest))
    path = reseal(tmp_path / "x.zip", {**changed, f"objects/sha256/{digest[:2]}/{digest}": body})
    refused(commands("snapshot", path), str(path), "is not in canonical form")


def test_what_an_asset_is_called_cannot_speak_to_the_terminal(
    files: Files, tmp_path: Path, commands: Callable[[str, Path], Ran]
) -> None:
    evil = "\x1b[2J\n##vso[task.complete]\u202e"
    changed = {
        name: data.replace(b'"aws_s3_bucket.b"', json.dumps(evil).encode()) if name.endswith(("json", "jsonl")) else data
        for name, data in files.items()
    }
    path = reseal(tmp_path / "x.zip", changed)
    for command in ("scan", "report", "diff", "history"):
        ran = commands(command, path)
        assert ran.code in (0, 1), ran
        assert "\x1b" not in ran.out + ran.err, command
        assert "\n##vso" not in ran.out + ran.err, command


def test_a_control_that_reads_what_this_version_does_not_know_is_refused(
    files: Files, tmp_path: Path, commands: Callable[[str, Path], Ran]
) -> None:
    name = next(name for name in files if name.startswith("controls/"))
    path = reseal(tmp_path / "x.zip", {**files, name: files[name].replace(b"public_access_block", b"retired_field")})
    refused(commands("scan", path), str(path))


def test_a_control_that_cannot_be_compiled_is_refused(files: Files, tmp_path: Path, commands: Callable[[str, Path], Ran]) -> None:
    name = next(name for name in files if name.startswith("controls/"))
    control = json.loads(files[name])
    control["require"] = {"is": "compare", "path": ["name"], "op": "matches", "value": "("}
    path = reseal(tmp_path / "x.zip", {**files, name: json.dumps(control).encode()})
    refused(commands("scan", path), path.name, "its controls cannot judge in this version")
