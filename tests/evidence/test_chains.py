"""Chains: each snapshot names the one before it, and a chain with a fault is refused with the name of the file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import Ran, hipaacheck
from tests.support.evidence import STRANGER, Files, refused, reseal, snapshot, statement_of, with_json

LENGTH = 4


def _link(files: Files, number: int, previous: str | None, day: int) -> Files:
    """The files with this place in a chain, taken on a day of January."""
    times = {
        "started": f"2026-01-{day:02}T10:00:00Z",
        "ended": f"2026-01-{day:02}T10:05:00Z",
        "as_of": f"2026-01-{day:02}T10:00:00Z",
    }
    linked = with_json(files, "chain.json", lambda chain: chain.update(number=number, previous=previous))
    return with_json(linked, "meta.json", lambda meta: meta.update(times))


Links = list[tuple[int, str | None, int]]
"""For each snapshot its number, the digest that it names (null: of the one before it), and its day."""


def build(folder: Path, files: Files, change: Callable[[int, dict[str, Any]], None] = lambda number, link: None) -> list[Path]:
    """A chain in a folder: `1.zip` to `4.zip`, each a day after the one before. `change` may alter a link."""
    folder.mkdir(exist_ok=True)
    out: list[Path] = []
    previous = None
    for number in range(1, LENGTH + 1):
        link: dict[str, Any] = {"number": number, "previous": previous, "day": number}
        change(number, link)
        out.append(reseal(folder / f"{number}.zip", _link(files, **link)))
        previous = sha256(statement_of(out[-1])).hexdigest()
    return out


def check(home: Path, path: Path) -> Ran:
    """Run `verify --chain` with the folder of a snapshot."""
    return hipaacheck("verify", str(path), "--key", str(home / "key.pub"), "--chain", str(path.parent))


def test_a_whole_chain_holds(home: Path, few: Files, tmp_path: Path) -> None:
    path = build(tmp_path / "c", few)[-1]
    ran = check(home, path)
    assert (ran.code, ran.err) == (0, "")
    assert "whole: 4 snapshots since 2026-01-01T10:05:00Z" in ran.out


def test_so_does_the_beginning_of_one(home: Path, few: Files, tmp_path: Path) -> None:
    path = build(tmp_path / "c", few)[1]
    ran = check(home, path)
    assert ran.code == 0
    assert "whole: 2 snapshots" in ran.out
    assert "3.zip is no part of this chain" in " ".join(ran.out.split())


def test_a_chain_is_known_by_digests_and_not_by_names(home: Path, few: Files, tmp_path: Path) -> None:
    paths = build(tmp_path / "c", few)
    for old, new in ((0, "z.zip"), (1, "a.zip")):
        paths[old].rename(paths[old].with_name(new))
    assert check(home, paths[-1]).code == 0


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_missing_link_is_refused(home: Path, few: Files, tmp_path: Path, gone: int) -> None:
    paths = build(tmp_path / "c", few)
    paths[gone].unlink()
    refused(check(home, paths[-1]), str(paths[gone + 1]), "the snapshot before it is missing")


def _replaced(paths: list[Path], files: Files) -> None:
    """The second one taken anew: other bytes, so another digest."""
    paths[1].unlink()
    reseal(paths[1], _link({**files, "VERIFY.md": b"# another\n"}, 2, sha256(statement_of(paths[0])).hexdigest(), 2))


def _edited(paths: list[Path], files: Files) -> None:
    paths[1].write_bytes(paths[1].read_bytes().replace(b"2026-01-02", b"2026-01-03"))


def _signed_by_another(paths: list[Path], files: Files) -> None:
    linked = _link(files, 2, sha256(statement_of(paths[0])).hexdigest(), 2)
    paths[1].unlink()
    reseal(paths[1], linked, STRANGER)


@pytest.mark.parametrize(
    ("change", "at", "why"),
    [(_replaced, 2, "is missing"), (_edited, 1, "was changed"), (_signed_by_another, 2, "is missing")],
)
def test_a_link_that_was_exchanged_is_refused(
    home: Path, few: Files, tmp_path: Path, change: Callable[[list[Path], Files], None], at: int, why: str
) -> None:
    paths = build(tmp_path / "c", few)
    change(paths, few)
    refused(check(home, paths[-1]), str(paths[at]), why)


def _number(at: int, value: int) -> Callable[[int, dict[str, Any]], None]:
    return lambda number, link: link.update(number=value) if number == at else None


def _day(at: int, value: int) -> Callable[[int, dict[str, Any]], None]:
    return lambda number, link: link.update(day=value) if number == at else None


def _second_first(number: int, link: dict[str, Any]) -> None:
    if number == 3:
        link.update(previous=None)


def _itself(number: int, link: dict[str, Any]) -> None:
    if number == 3:
        link.update(previous="0" * 64)


@pytest.mark.parametrize(
    ("change", "at", "why"),
    [
        (_number(3, 2), 4, "before it is number 2"),
        (_number(3, 7), 4, "of its chain it is number 4"),
        (_number(1, 0), 2, "of its chain it is number 2, and"),
        (_number(3, -1), 4, "of its chain it is number 4"),
        (_second_first, 3, "names no snapshot before it, but is number 3"),
        (_itself, 3, "the snapshot before it is missing"),
        (_day(3, 1), 3, "began before"),
        (_day(2, 9), 3, "began before"),
    ],
    ids=["twice", "ahead", "from zero", "negative", "two firsts", "nothing", "back in time", "from the future"],
)
def test_a_link_at_another_place_is_refused(
    home: Path, few: Files, tmp_path: Path, change: Callable[[int, dict[str, Any]], None], at: int, why: str
) -> None:
    paths = build(tmp_path / "c", few, change)
    refused(check(home, paths[-1]), str(paths[at - 1]), why)


def test_a_first_one_whose_number_is_another_is_refused(home: Path, few: Files, tmp_path: Path) -> None:
    path = reseal(tmp_path / "x.zip", _link(few, 0, None, 1))
    refused(check(home, path), str(path), "is number 0")


def test_two_that_follow_one_are_told(home: Path, few: Files, tmp_path: Path) -> None:
    """A fork is no fault of the chain that is asked about; the other branch is named."""
    paths = build(tmp_path / "c", few)
    fork = _link({**few, "VERIFY.md": b"# fork\n"}, 3, sha256(statement_of(paths[1])).hexdigest(), 3)
    reseal(tmp_path / "c" / "fork.zip", fork)
    ran = check(home, paths[-1])
    assert ran.code == 0
    assert "fork.zip is no part of this chain" in " ".join(ran.out.split())


def test_what_is_no_snapshot_beside_a_chain_is_refused(home: Path, few: Files, tmp_path: Path) -> None:
    paths = build(tmp_path / "c", few)
    (tmp_path / "c" / "notes.zip").write_bytes(b"PK\5\6" + bytes(18))
    refused(check(home, paths[-1]), str(tmp_path / "c" / "notes.zip"))


# -- Taking one ---------------------------------------------------------------------------------------------------


def test_a_snapshot_follows_another(home: Path, signed: Path, tmp_path: Path) -> None:
    plan, key = str(home / "plan.json"), ("--sign-key", str(home / "key"))
    shutil.copy(signed, tmp_path / "1.zip")
    second = snapshot(tmp_path / "2.zip", plan, *key, "--previous", str(tmp_path / "1.zip"))
    ran = check(home, second)
    assert "whole: 2 snapshots" in ran.out
    history = hipaacheck("history", str(tmp_path), "--format", "json").json()
    assert [row["linked"] for row in history["moments"]] == [None, True]


@pytest.mark.parametrize("kind", ["stranger", "changed", "unsigned", "nothing"])
def test_nothing_follows_what_does_not_hold(home: Path, few: Files, tmp_path: Path, kind: str) -> None:
    first, target = tmp_path / "1.zip", tmp_path / "2.zip"
    if kind != "nothing":
        reseal(first, few, {"stranger": STRANGER, "unsigned": None}.get(kind, STRANGER) if kind != "changed" else STRANGER)
    if kind == "changed":
        first.unlink()
        reseal(first, few)
        first.write_bytes(first.read_bytes().replace(b'"number":1', b'"number":5'))
    arguments = ("--sign-key", str(home / "key"), "--previous", str(first), "-o", str(target), "--no-progress")
    ran = hipaacheck("snapshot", "plan", str(home / "plan.json"), *arguments)
    refused(ran, str(first))
    assert not target.exists()


def test_nothing_follows_the_future(home: Path, few: Files, tmp_path: Path) -> None:
    later = {"started": "2990-01-01T00:00:00Z", "ended": "2990-01-01T00:00:00Z"}
    first = reseal(tmp_path / "1.zip", with_json(few, "meta.json", lambda meta: meta.update(later)))
    arguments = ("--sign-key", str(home / "key"), "--previous", str(first), "-o", str(tmp_path / "2.zip"))
    refused(hipaacheck("snapshot", "plan", str(home / "plan.json"), *arguments), str(first), "Check the clock")


def test_the_statement_tells_of_the_chain(taken: Path) -> None:
    from base64 import b64decode

    predicate = json.loads(b64decode(json.loads(statement_of(taken))["payload"]))["predicate"]
    assert predicate["chain"] == {"number": 1, "previous": None, "previous_ended": None}
