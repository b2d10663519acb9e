"""The same content gives the same bytes: at another time of the clock, from other threads, in a file and in a folder."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec
import pytest

from hipaacheck.choice import ScanOptions
from hipaacheck.config import Config
from hipaacheck.evidence import records
from hipaacheck.evidence.canonical import canonical
from hipaacheck.evidence.sealing import seal
from hipaacheck.evidence.staging import Staging
from hipaacheck.model.evidence import ApiCall
from hipaacheck.model.findings import Report
from hipaacheck.pluginhost import PluginHost
from hipaacheck.scanning import scan_with_choice
from tests.support.cli import ONE_CONTROL
from tests.support.evidence import SIGNER, read_files, statement_of

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FIRST = records.Chain(number=1, previous=None)


def _calls() -> list[tuple[ApiCall, object]]:
    """Listings of several pages, equal answers to different calls, and different answers to equal calls."""
    return [
        (
            ApiCall(
                service="s3",
                operation=f"s3:Get{number % 7}",
                account="1",
                region=[None, "us-east-1", "eu-west-1"][number % 3],
                parameters={"Bucket": f"b{number % 5}"},
                page=number % 4 + 1,
                status=200,
            ),
            {"items": [number % 11, "ä", 0.1]},
        )
        for number in range(300)
    ]


@pytest.fixture(scope="module")
def judged(home: Path, signed: Path) -> tuple[Report, records.Basis]:
    """A report, and what it was judged with."""
    assert signed.exists()
    options = ScanOptions(
        source="plan", targets=(str(home / "plan.json"),), rules=(str(ONE_CONTROL),), builtin_rules=False, as_of=NOW
    )
    report, choice = scan_with_choice(PluginHost(third_party=False), options, Config(), now=NOW, stdin=lambda: b"")
    return msgspec.structs.replace(report, ended="2026-11-01T12:00:05Z"), choice.basis()


def _sealed(judged: tuple[Report, records.Basis], target: Path, threads: int = 0, seed: int = 0) -> Path:
    """Seal the report with the calls, recorded in order or in another order by several threads."""
    calls = _calls()
    with Staging(target, clock=False) as staging:
        if threads:
            Random(seed).shuffle(calls)  # noqa: S311 - the same order each time
            start = threading.Barrier(threads)

            def record(mine: list[tuple[ApiCall, object]]) -> None:
                start.wait()
                for call, body in mine:
                    staging.answered(call, body)

            workers = [threading.Thread(target=record, args=(calls[number::threads],)) for number in range(threads)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        else:
            for call, body in calls:
                staging.answered(call, body)
        seal(judged[0], judged[1], staging, target, key=SIGNER, chain=FIRST)
    return target


def test_twice_the_same(judged: tuple[Report, records.Basis], tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one, two = _sealed(judged, tmp_path / "x.zip"), _sealed(judged, tmp_path / "other" / "x.zip")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("seed", range(3))
def test_threads_do_not_count(judged: tuple[Report, records.Basis], tmp_path: Path, seed: int) -> None:
    (tmp_path / "other").mkdir()
    one, two = _sealed(judged, tmp_path / "x.zip"), _sealed(judged, tmp_path / "other" / "x.zip", threads=6, seed=seed)
    assert one.read_bytes() == two.read_bytes()


def test_a_folder_holds_what_a_file_holds(judged: tuple[Report, records.Basis], tmp_path: Path) -> None:
    file, folder = _sealed(judged, tmp_path / "x.zip"), _sealed(judged, tmp_path / "x")
    mine, theirs = read_files(file), read_files(folder)
    assert mine.keys() == theirs.keys()
    # meta.json tells how to keep the stored file, by its name; the statement has the digest of that
    assert [name for name in mine if mine[name] != theirs[name]] == ["meta.json"]
    assert mine["meta.json"].replace(b"x.zip", b"x") == theirs["meta.json"]


def test_with_one_name_they_are_the_same(judged: tuple[Report, records.Basis], tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    one, two = _sealed(judged, tmp_path / "a" / "x"), _sealed(judged, tmp_path / "b" / "x", threads=3)
    assert (read_files(one), statement_of(one)) == (read_files(two), statement_of(two))


def test_equal_answers_are_kept_once(judged: tuple[Report, records.Basis], tmp_path: Path) -> None:
    files = read_files(_sealed(judged, tmp_path / "x.zip"))
    answers = [name for name in files if name.startswith("objects/")]
    assert len(answers) == 11
    assert files["api-calls.jsonl"].count(b"\n") == 300
    assert {canonical({"items": [number, "ä", 0.1]}) for number in range(11)} == {files[name] for name in answers}


def test_unzip_finds_nothing_wrong_with_it(judged: tuple[Report, records.Basis], tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(_sealed(judged, tmp_path / "x.zip")) as archive:
        assert archive.testzip() is None
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {item.compress_type for item in archive.infolist()} == {zipfile.ZIP_STORED}
        assert archive.namelist() == sorted(archive.namelist())
