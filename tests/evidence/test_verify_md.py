"""VERIFY.md: its commands, run as they stand with nothing but openssl and small tools, hold and refuse like `verify`."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.evidence import SIGNER, STATEMENT, STRANGER, Files, envelope_of, pack, reseal, statement_of, write_keys

TOOLS = ("bash", "cat", "cut", "diff", "find", "grep", "mktemp", "openssl", "printf", "sed", "sha256sum", "sort", "wc")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with these tools and no others."""
    folder = tmp_path_factory.mktemp("tools")
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None, name
        (folder / name).symlink_to(found)
    return folder


def blocks(files: Files) -> list[str]:
    """The shell blocks of VERIFY.md."""
    return re.findall(r"^```sh\n(.*?)^```$", files["VERIFY.md"].decode(), re.DOTALL | re.MULTILINE)


def shell(script: str, folder: Path, tools: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a folder."""
    work = folder.parent / "work"
    work.mkdir(exist_ok=True)
    variables = {"PATH": str(tools), "TMPDIR": str(work), **environment}
    return subprocess.run(
        [str(tools / "bash"), "-c", script], cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def unpacked(signed: Path, files: Files, tmp_path: Path) -> Path:
    """The snapshot, unpacked."""
    return pack(tmp_path / "snapshot", files, statement_of(signed))


@pytest.fixture
def verified(files: Files, tools: Path, tmp_path: Path) -> Callable[[Path], subprocess.CompletedProcess[str]]:
    """Runs the first block in a folder, with the signer's key."""
    key = write_keys(tmp_path)[1]
    return lambda folder: shell(blocks(files)[0], folder, tools, KEY=key)


Run = Callable[[Path], subprocess.CompletedProcess[str]]


def test_there_are_two_blocks(files: Files) -> None:
    assert len(blocks(files)) == 2
    assert STATEMENT.encode() in files["VERIFY.md"]


def test_the_genuine_one_holds(unpacked: Path, files: Files, verified: Run) -> None:
    ran = verified(unpacked)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith(f"verified: {len(files)} files\n")


def test_the_key_stands_beside_the_folder_unless_it_is_named(unpacked: Path, files: Files, tools: Path, tmp_path: Path) -> None:
    write_keys(tmp_path, name="KEY")
    ran = shell(blocks(files)[0], unpacked, tools)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_unzip_unpacks_it(taken: Path, tmp_path: Path, verified: Run) -> None:
    subprocess.run(["unzip", "-q", str(taken), "-d", str(tmp_path / "snapshot")], check=True, capture_output=True)
    assert verified(tmp_path / "snapshot").returncode == 0


def test_a_changed_byte_in_any_file_is_refused(unpacked: Path, files: Files, verified: Run) -> None:
    for name in (*files, STATEMENT):
        data = (unpacked / name).read_bytes()
        middle = len(data) // 2
        (unpacked / name).write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        assert verified(unpacked).returncode != 0, name
        (unpacked / name).write_bytes(data)
    assert verified(unpacked).returncode == 0


def _missing(folder: Path) -> None:
    (folder / "chain.json").unlink()


def _extra(folder: Path) -> None:
    (folder / "extra.json").write_text("{}")


def _hidden(folder: Path) -> None:
    (folder / "controls" / ".x").write_text("{}")


def _renamed(folder: Path) -> None:
    (folder / "chain.json").rename(folder / "Chain.json")


def _link_beside(folder: Path) -> None:
    (folder / "link").symlink_to("chain.json")


def _strangers(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    del files[STATEMENT]
    (folder / STATEMENT).write_bytes(envelope_of(files, STRANGER))


def _unsigned(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    del files[STATEMENT]
    (folder / STATEMENT).write_bytes(envelope_of(files, None))


def _unstated(folder: Path) -> None:
    (folder / STATEMENT).unlink()


@pytest.mark.parametrize("change", [_missing, _extra, _hidden, _renamed, _link_beside, _strangers, _unsigned, _unstated])
def test_what_is_not_the_signed_one_is_refused(unpacked: Path, verified: Run, change: Callable[[Path], None]) -> None:
    change(unpacked)
    ran = verified(unpacked)
    assert ran.returncode != 0
    assert "verified:" not in ran.stdout


def test_another_snapshot_of_the_signer_is_refused(few: Files, signed: Path, tmp_path: Path, verified: Run) -> None:
    folder = reseal(tmp_path / "snapshot", few)
    assert verified(folder).returncode == 0
    (folder / STATEMENT).write_bytes(statement_of(signed))
    assert verified(folder).returncode != 0


def test_the_digest_is_that_of_the_statement(unpacked: Path, signed: Path) -> None:
    from hipaacheck.evidence.verifying import verify

    ran = subprocess.run(["sha256sum", STATEMENT], cwd=unpacked, capture_output=True, text=True, check=True)
    assert ran.stdout.split()[0] == verify(signed, SIGNER.public_key()).digest
