"""Nothing in a sealed snapshot can be changed, added, left out, renamed or put elsewhere without being refused."""

from __future__ import annotations

import os
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipaacheck.errors import EvidenceError
from hipaacheck.evidence.verifying import verify
from tests.support.cli import hipaacheck
from tests.support.evidence import (
    SIGNER,
    STATEMENT,
    Files,
    envelope_of,
    pack,
    refused,
    reseal,
    write_keys,
)

PUBLIC = SIGNER.public_key()


def held(path: Path) -> str | None:
    """Why `verify` refuses a snapshot; null when it holds."""
    try:
        verify(path, PUBLIC)
    except EvidenceError as error:
        return str(error)
    return None


def places(path: Path) -> list[str]:
    """The file of a ZIP that each of its bytes is in; empty for bytes between."""
    out = [""] * path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        for item in archive.infolist():
            start = item.header_offset + 30 + len(item.filename)
            out[start : start + item.file_size] = [item.filename] * item.file_size
    return out


def test_every_changed_byte_of_a_zip_is_refused(few: Files, tmp_path: Path) -> None:
    path = reseal(tmp_path / "x.zip", few)
    assert held(path) is None
    data = path.read_bytes()
    with path.open("r+b", buffering=0) as file:
        for offset, name in enumerate(places(path)):
            for mask in (0x01, 0xFF):
                os.pwrite(file.fileno(), bytes([data[offset] ^ mask]), offset)
                why = held(path)
                assert why is not None, (offset, name)
                assert str(path) in why, (offset, why)
                assert name in why, (offset, name, why)
            os.pwrite(file.fileno(), data[offset : offset + 1], offset)
    assert held(path) is None


def test_every_changed_byte_of_a_folder_is_refused(few: Files, tmp_path: Path) -> None:
    path = reseal(tmp_path / "x", few)
    assert held(path) is None
    for name in (*few, STATEMENT):
        data = (path / name).read_bytes()
        with (path / name).open("r+b", buffering=0) as file:
            for offset in range(len(data)):
                os.pwrite(file.fileno(), bytes([data[offset] ^ 0x20]), offset)
                why = held(path)
                assert why is not None, (name, offset)
                assert f"{path}: {name}" in why, (offset, why)
                os.pwrite(file.fileno(), data[offset : offset + 1], offset)
    assert held(path) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changes_of_a_larger_snapshot_are_refused(signed: Path, tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(signed.read_bytes())
    start = data.draw(st.integers(0, len(raw) - 1))
    old = bytes(raw[start : start + data.draw(st.integers(0, 40))])
    new = data.draw(st.binary(max_size=40).filter(lambda found: found != old))
    raw[start : start + len(old)] = new
    path = tmp_path / "x.zip"
    path.write_bytes(raw)
    assert raw == signed.read_bytes() or str(path) in (held(path) or "")


@pytest.mark.parametrize("size", [0, 1, 21, 100, -1, -22, -100])
def test_a_part_of_a_zip_is_refused(signed: Path, tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(signed.read_bytes()[:size])
    assert str(path) in (held(path) or "")


# -- Which files there are ----------------------------------------------------------------------------------------


def _without(files: Files, name: str) -> Files:
    return {key: data for key, data in files.items() if key != name}


@pytest.mark.parametrize("form", ["x.zip", "x"])
def test_every_missing_file_is_refused(few: Files, tmp_path: Path, form: str) -> None:
    sealed = envelope_of(few)
    for number, name in enumerate(few):
        (tmp_path / str(number)).mkdir()
        path = pack(tmp_path / str(number) / form, _without(few, name), sealed)
        assert held(path) == f"{path}: {name} is missing"


@pytest.mark.parametrize("form", ["x.zip", "x"])
def test_a_file_that_nobody_signed_is_refused(few: Files, tmp_path: Path, form: str) -> None:
    path = pack(tmp_path / form, {**few, "controls/z.json": b"{}"}, envelope_of(few))
    assert held(path) == f"{path}: controls/z.json was added: the statement does not name it"


@pytest.mark.parametrize("form", ["x.zip", "x"])
def test_a_renamed_file_is_refused(few: Files, tmp_path: Path, form: str) -> None:
    renamed = {**_without(few, "chain.json"), "Chain.json": few["chain.json"]}
    path = pack(tmp_path / form, renamed, envelope_of(few))
    assert held(path) == f"{path}: chain.json is missing"


@pytest.mark.parametrize("form", ["x.zip", "x"])
def test_two_files_that_changed_places_are_refused(few: Files, tmp_path: Path, form: str) -> None:
    swapped = {**few, "meta.json": few["findings.json"], "findings.json": few["meta.json"]}
    path = pack(tmp_path / form, swapped, envelope_of(few))
    assert "was changed" in (held(path) or "")


@pytest.mark.parametrize("name", ["meta.json", "inventory.jsonl", "VERIFY.md", "api-calls.jsonl"])
def test_a_signed_snapshot_lacks_nothing_that_every_one_has(few: Files, tmp_path: Path, name: str) -> None:
    path = reseal(tmp_path / "x.zip", _without(few, name))
    assert held(path) == f"{path}: {name} is missing: this is no whole snapshot"


@pytest.mark.parametrize("form", ["x.zip", "x"])
def test_a_snapshot_without_its_statement_is_refused(few: Files, tmp_path: Path, form: str) -> None:
    path = pack(tmp_path / form, few, None)
    assert held(path) == f"{path}: {STATEMENT} is missing: this is no snapshot"


def test_an_answer_has_the_name_of_its_digest(few: Files, tmp_path: Path) -> None:
    name = next(name for name in few if name.startswith("objects/"))
    other = name[:-1] + ("0" if name[-1] != "0" else "1")
    path = reseal(tmp_path / "x.zip", {**_without(few, name), other: few[name]})
    assert held(path) == f"{path}: {other} does not have the name of its digest"


def test_an_answer_that_is_named_is_there(few: Files, tmp_path: Path) -> None:
    name = next(name for name in few if name.startswith("objects/"))
    path = reseal(tmp_path / "x.zip", _without(few, name))
    assert f"{path}: api-calls.jsonl names an answer that is not there" in (held(path) or "")


# -- Names --------------------------------------------------------------------------------------------------------

EVIL = ["../x", "/x", "a/../../x", "C:\\x", "a\\b", "./x", "a/./b", "a//b", "a/", ".", "..", "a\0b", "a\nb", "é", "x" * 1025, " "]


def _zip_of(target: Path, entries: list[tuple[str, bytes]]) -> Path:
    """A ZIP in the form of snapshots, with any names in any order."""
    body, directory = b"", b""
    for name, data in entries:
        raw = name.encode()
        crc, size = zlib.crc32(data), len(data)
        entry = struct.pack("<HHHIIIH", 0, 0, 0x21, crc, size, size, len(raw))
        directory += b"PK\1\2" + struct.pack("<HH", 3 << 8 | 45, 20) + b"\0\0" + entry
        directory += struct.pack("<HHHHII", 0, 0, 0, 0, 0o100644 << 16, len(body)) + raw
        body += b"PK\3\4" + struct.pack("<H", 20) + b"\0\0" + entry + b"\0\0" + raw + data
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    target.write_bytes(body + directory + end)
    return target


def _entries(files: Files) -> list[tuple[str, bytes]]:
    return sorted({**files, STATEMENT: envelope_of(files)}.items())


def test_this_makes_the_zip_that_the_next_tests_change(few: Files, tmp_path: Path) -> None:
    assert held(_zip_of(tmp_path / "x.zip", _entries(few))) is None


@pytest.mark.parametrize("name", EVIL)
def test_a_name_that_leads_elsewhere_is_refused(few: Files, tmp_path: Path, name: str) -> None:
    path = _zip_of(tmp_path / "x.zip", sorted([*_entries(few), (name, b"")]))
    refused(hipaacheck("verify", str(path), "--key", write_keys(tmp_path)[1]), str(path), "is no name of a file in a snapshot")


@pytest.mark.parametrize("name", EVIL)
def test_nor_does_a_statement_name_one(few: Files, tmp_path: Path, name: str) -> None:
    path = pack(tmp_path / "x.zip", few, envelope_of({**few, name: b""}))
    assert "is no name of a file in a snapshot" in (held(path) or "")
    assert str(path) in (held(path) or "")


# -- ZIP ----------------------------------------------------------------------------------------------------------


def _twice(entries: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [entries[0], *entries]


def _backwards(entries: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return entries[::-1]


@pytest.mark.parametrize(("change", "why"), [(_twice, "VERIFY.md stands twice"), (_backwards, "out of order")])
def test_entries_stand_once_and_in_order(
    few: Files, tmp_path: Path, change: Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]], why: str
) -> None:
    path = _zip_of(tmp_path / "x.zip", change(_entries(few)))
    assert str(path) in (held(path) or "")
    assert why in (held(path) or "")


def _insert(at: int, data: bytes) -> Callable[[bytes], bytes]:
    return lambda raw: (raw[:at] if at else b"") + data + raw[at:]


def _comment(raw: bytes) -> bytes:
    return raw[:-2] + b"\5\0hello"


def _overlong(raw: bytes) -> bytes:
    return raw[:-12] + struct.pack("<H", struct.unpack("<H", raw[-12:-10])[0] + 1) + raw[-10:]


def _set(at: int, data: bytes) -> Callable[[bytes], bytes]:
    return lambda raw: raw[:at] + data + raw[at + len(data) :]


def _zip64(raw: bytes) -> bytes:
    """The end record of a large archive before the plain one, both true."""
    count, size, at = struct.unpack("<HII", raw[-12:-2])
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 3 << 8 | 45, 45, 0, 0, count, count, size, at)
    return raw[:-22] + wide + struct.pack("<4sIQI", b"PK\6\7", 0, at + size, 1) + raw[-22:]


def _both_crc(raw: bytes) -> bytes:
    """Another checksum of the first file, in both places: `unzip` refuses it, so it does not hold."""
    central = struct.unpack("<I", raw[-6:-2])[0]
    return _set(central + 16, b"\1\2\3\4")(_set(14, b"\1\2\3\4")(raw))


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "bytes before": _insert(0, b"#!/bin/sh\n"),
    "bytes behind": lambda raw: raw + b"\0",
    "bytes between": lambda raw: raw.replace(b"PK\1\2", b"\0PK\1\2", 1),
    "a comment": _comment,
    "one more in the count": _overlong,
    "zip64 records that are not needed": _zip64,
    "encrypted": _set(6, b"\1\0"),
    "data descriptor": _set(6, b"\x08\0"),
    "UTF-8 names": _set(6, b"\0\x08"),
    "deflated": _set(8, b"\x08\0"),
    "dated": _set(10, b"\1\0"),
    "an extra field": lambda raw: raw[:28] + b"\4\0" + raw[30:39] + b"\xfe\xca\0\0" + raw[39:],
    "sizes elsewhere": _set(18, b"\xff\xff\xff\xff\xff\xff\xff\xff"),
    "other checksums": _both_crc,
    "two archives": lambda raw: raw + raw,
    "nothing but an end": lambda raw: b"PK\5\6" + bytes(18),
    "an executable": lambda raw: b"\x7fELF" + raw,
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_form_of_zip_is_refused(few: Files, tmp_path: Path, change: str) -> None:
    path = tmp_path / "x.zip"
    raw = reseal(path, few).read_bytes()
    path.write_bytes(CHANGES[change](raw))
    refused(hipaacheck("verify", str(path), "--key", write_keys(tmp_path)[1]), str(path))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_that_was_packed_anew_says_what_to_do(few: Files, tmp_path: Path, method: int) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in _entries(few):
            archive.writestr(name, data)
    assert "Unpack it, and name the folder" in (held(path) or "")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "x")
    assert held(tmp_path / "x") is None


def test_a_bomb_does_not_go_off(few: Files, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("VERIFY.md", "w", force_zip64=True) as out:
        for _ in range(64):
            out.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 17
    assert "VERIFY.md is compressed" in (held(path) or "")


def test_a_size_that_only_a_hole_has_costs_nothing(few: Files, tmp_path: Path) -> None:
    """An entry of nearly 4 GiB, in a file with a hole: refused by its directory, before a byte of it is read."""
    path = reseal(tmp_path / "x.zip", few)
    path.write_bytes(_set(18, b"\xfe\xff\xff\xff\xfe\xff\xff\xff")(path.read_bytes()))
    os.truncate(path, 1 << 33)
    assert str(path) in (held(path) or "")


# -- Folders ------------------------------------------------------------------------------------------------------


def _link(path: Path) -> None:
    (path / "chain.json").rename(path.parent / "elsewhere")
    (path / "chain.json").symlink_to(path.parent / "elsewhere")


def _linked_folder(path: Path) -> None:
    (path / "objects").rename(path.parent / "elsewhere")
    (path / "objects").symlink_to(path.parent / "elsewhere", target_is_directory=True)


def _pipe(path: Path) -> None:
    (path / "chain.json").unlink()
    os.mkfifo(path / "chain.json")


def _more_links(path: Path) -> None:
    (path / "loop").symlink_to(path)


def _deep(path: Path) -> None:
    """More folders than there is stack."""
    here = os.open(path, os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("a", dir_fd=here)
        below = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)


def _no_text(path: Path) -> None:
    with open(os.fsencode(path) + b"/\xff\xfe", "wb"):  # noqa: PTH123 - a name that is no text
        pass


FOLDERS = {
    "a link": (_link, "chain.json is a link"),
    "a linked folder": (_linked_folder, "objects is a link"),
    "a link to itself": (_more_links, "loop is a link"),
    "a pipe": (_pipe, "chain.json is a link or no plain file"),
    "many folders": (_deep, "is no name of a file in a snapshot"),
    "a name that is no text": (_no_text, "is no name of a file in a snapshot"),
    "a newline in a name": (lambda path: (path / "a\nb").touch(), "is no name of a file in a snapshot"),
    "a hidden file": (lambda path: (path / ".x").touch(), ".x was added"),
}


@pytest.mark.parametrize("change", FOLDERS)
def test_a_folder_holds_plain_files_only(few: Files, tmp_path: Path, change: str) -> None:
    path = reseal(tmp_path / "x", few)
    make, why = FOLDERS[change]
    make(path)
    ran = hipaacheck("verify", str(path), "--key", write_keys(tmp_path)[1])
    subprocess.run(["rm", "-rf", str(path)], check=True)  # pytest itself cannot remove that many folders
    refused(ran, str(path), why)
