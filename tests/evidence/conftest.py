"""Snapshots that the tests of this folder share. Nobody changes them: what is changed is made anew from their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.evidence import Files, bucket, read_files, reseal, snapshot, tiny, without_deselected, write_keys, write_plan


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the signer's keys: `key` and `key.pub`."""
    folder = tmp_path_factory.mktemp("evidence")
    write_keys(folder)
    return folder


@pytest.fixture(scope="session")
def taken(home: Path) -> Path:
    """A signed snapshot of a plan with two buckets, one of which is open, as `hipaacheck snapshot` writes it."""
    plan = write_plan(home / "plan.json", *bucket("a"), *bucket("b", block_public_acls=False))
    return snapshot(home / "taken.zip", plan, "--sign-key", str(home / "key"))


@pytest.fixture(scope="session")
def signed(home: Path, taken: Path) -> Path:
    """The same without the hundreds of controls that did not judge."""
    return reseal(home / "signed.zip", without_deselected(read_files(taken)))


@pytest.fixture(scope="session")
def files(signed: Path) -> Files:
    """The files of that snapshot."""
    return read_files(signed)


@pytest.fixture(scope="session")
def few(files: Files) -> Files:
    """The files of a snapshot of a few kilobytes."""
    return tiny(files)
