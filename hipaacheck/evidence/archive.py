"""The two containers of a snapshot: a ZIP file in one strict form, and a folder. Same files, same bytes.

The ZIP file (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) holds its entries sorted by name, stored without
compression, dated 1980-01-01, with nothing before, between or behind them: so the same content gives the same bytes on every
machine, nothing can be hidden in it, and it cannot unfold to more than its own size. `unzip` and every other tool read it.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from hipaacheck.errors import EvidenceError, InputError, OutputError

CHUNK = 1 << 20
_NAME = re.compile(r"(?!.*(?:^|/)\.{1,2}(?:/|$))[A-Za-z0-9._=%+-]+(?:/[A-Za-z0-9._=%+-]+)*", re.ASCII)
_LONGEST_NAME = 1024
_LIMIT = 0xFFFFFFFF
_DATE = 0x0021  # 1980-01-01
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_END64 = struct.Struct("<4sQHHIIQQQQ")
_LOCATOR = struct.Struct("<4sIQI")
_OTHER_ZIP = "it is no snapshot that hipaacheck wrote, or was packed anew. Unpack it, and name the folder"


class Part(NamedTuple):
    """A file of a snapshot to be written. `chunks` gives its bytes, each time it is called."""

    name: str
    size: int
    crc: int
    digest: str
    chunks: Callable[[], Iterator[bytes]]


class Entry(NamedTuple):
    """A file in a container: where its bytes begin, how many they are."""

    offset: int
    size: int
    crc: int


class Container(Protocol):
    """What both containers offer."""

    entries: dict[str, Entry]

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file. Raises EvidenceError."""

    def close(self) -> None:
        """Nothing is read any more."""


def check_name(name: str, path: Path) -> None:
    """Raises EvidenceError for a name in the snapshot at `path` that could lead elsewhere, or that some system would change."""
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise EvidenceError(f"{path}: {name!r:.200} is no name of a file in a snapshot")


# -- ZIP ----------------------------------------------------------------------------------------------------------


def _local(name: bytes, entry: Entry) -> bytes:
    return _LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, _DATE, entry.crc, entry.size, entry.size, len(name), 0) + name


def _central(name: bytes, entry: Entry, at: int) -> bytes:
    far = at >= _LIMIT
    extra = struct.pack("<HHQ", 1, 8, at) if far else b""
    return (
        _CENTRAL.pack(
            b"PK\1\2",
            3 << 8 | 45,
            45 if far else 20,
            0,
            0,
            0,
            _DATE,
            entry.crc,
            entry.size,
            entry.size,
            len(name),
            len(extra),
            0,
            0,
            0,
            0o100644 << 16,
            _LIMIT if far else at,
        )
        + name
        + extra
    )


def _end(count: int, size: int, at: int) -> bytes:
    large = count >= 0xFFFF or size >= _LIMIT or at >= _LIMIT
    wide = b""
    if large:
        wide = _END64.pack(b"PK\6\6", 44, 3 << 8 | 45, 45, 0, 0, count, count, size, at)
        wide += _LOCATOR.pack(b"PK\6\7", 0, at + size, 1)
    few = min(count, 0xFFFF)
    return wide + _END.pack(b"PK\5\6", 0, 0, few, few, min(size, _LIMIT), min(at, _LIMIT), 0)


def write_zip(out: BinaryIO, parts: Iterable[Part]) -> None:
    """Write a snapshot. `parts` are sorted by name. Raises OutputError for a file of 4 GiB or more."""
    at, count, directory = 0, 0, bytearray()
    for part in parts:
        if part.size >= _LIMIT:
            raise OutputError(f"{part.name} has {part.size:,} bytes, too many for a ZIP file. Write a folder: -o FOLDER/")
        name, entry = part.name.encode("ascii"), Entry(0, part.size, part.crc)
        out.write(_local(name, entry))
        out.writelines(part.chunks())
        directory += _central(name, entry, at)
        at += _LOCAL.size + len(name) + part.size
        count += 1
    out.write(directory)
    out.write(_end(count, len(directory), at))


class ZipContainer:
    """A snapshot in a ZIP file. Raises EvidenceError unless it has exactly the form in which `write_zip` writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb")
        try:
            self.entries = self._index()
        except BaseException:
            self._file.close()
            raise

    def _index(self) -> dict[str, Entry]:
        size = os.fstat(self._file.fileno()).st_size
        found: dict[str, Entry] = {}
        at, last, directory = 0, "", bytearray()
        while (head := self._at(at, _LOCAL.size))[:4] == b"PK\3\4":
            name, entry = self._entry(head, at, size)
            if name <= last:
                what = "stands twice in it" if name in found else f"stands behind {last}, out of order"
                raise EvidenceError(f"{self._path}: {name} {what}")
            found[name], last = entry, name
            directory += _central(name.encode(), entry, at)
            at = entry.offset + entry.size
        wanted = bytes(directory) + _end(len(found), len(directory), at)
        if size - at != len(wanted) or self._at(at, len(wanted)) != wanted:
            what = "its directory does not list the files that it holds" if found else "no ZIP file"
            raise EvidenceError(f"{self._path}: {what}: {_OTHER_ZIP}")
        return found

    def _entry(self, head: bytes, at: int, size: int) -> tuple[str, Entry]:
        if len(head) < _LOCAL.size:
            raise EvidenceError(f"{self._path}: it ends within a file")
        _, _, _, method, _, _, crc, stored, _, length, extra = _LOCAL.unpack(head)
        raw = self._at(at + _LOCAL.size, min(length, _LONGEST_NAME + 1))
        name = raw.decode("ascii", "backslashreplace")
        check_name(name, self._path)
        entry = Entry(at + _LOCAL.size + length, stored, crc)
        if head + raw != _local(raw, entry):
            why = "is compressed" if method else "has an extra field" if extra else "is not entered in the form of a snapshot"
            raise EvidenceError(f"{self._path}: {name} {why}: {_OTHER_ZIP}")
        if entry.offset + stored > size:
            raise EvidenceError(f"{self._path}: it ends within {name}")
        return name, entry

    def _at(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(size)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file."""
        entry = self.entries[name]
        offset, end, crc = entry.offset, entry.offset + entry.size, 0
        while offset < end:
            chunk = self._at(offset, min(CHUNK, end - offset))
            if not chunk:
                raise EvidenceError(f"{self._path}: it ends within {name}")
            offset += len(chunk)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if crc != entry.crc:
            raise EvidenceError(f"{self._path}: {name} was changed: its checksum in the ZIP file is another")

    def close(self) -> None:
        """Nothing is read any more."""
        self._file.close()


# -- Folder -------------------------------------------------------------------------------------------------------


def write_folder(folder: Path, parts: Iterable[Part]) -> None:
    """Write a snapshot below an existing empty folder."""
    for part in parts:
        file = folder / part.name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as out:
            for chunk in part.chunks():
                out.write(chunk)


class FolderContainer:
    """A snapshot in a folder. Raises EvidenceError for anything in it that is no plain file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.entries = dict(sorted(self._walk(path, "")))

    def _walk(self, folder: Path, prefix: str) -> Iterator[tuple[str, Entry]]:
        with os.scandir(folder) as items:
            found = list(items)
            if prefix and not found:
                raise EvidenceError(f"{self._path}: {prefix} is an empty folder, which no snapshot holds")
            for item in found:
                name = prefix + item.name
                check_name(name, self._path)
                mode = item.stat(follow_symlinks=False).st_mode
                if stat.S_ISDIR(mode):
                    yield from self._walk(folder / item.name, f"{name}/")
                    continue
                if not stat.S_ISREG(mode):
                    raise EvidenceError(f"{self._path}: {name} is a link or no plain file, which no snapshot holds")
                yield name, Entry(0, item.stat(follow_symlinks=False).st_size, 0)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file."""
        try:
            number = os.open(self._path / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except OSError as error:
            raise EvidenceError(f"{self._path}: {name} cannot be read: {error.strerror}") from None
        with os.fdopen(number, "rb", buffering=0) as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def close(self) -> None:
        """Nothing stays open."""


def open_container(path: Path) -> Container:
    """The snapshot in a file or folder. Raises EvidenceError, InputError."""
    if path.name.endswith(".partial"):
        raise EvidenceError(f"{path} is what an interrupted run left behind, not a snapshot. Remove it.")
    try:
        return FolderContainer(path) if path.is_dir() else ZipContainer(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}. Name a snapshot (.zip, or its folder).") from None


def digest_and_crc(chunks: Iterable[bytes]) -> tuple[str, int]:
    """SHA-256 in hexadecimal, and CRC-32, of bytes."""
    digest, crc = sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        crc = zlib.crc32(chunk, crc)
    return digest.hexdigest(), crc
