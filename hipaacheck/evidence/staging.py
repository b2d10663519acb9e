"""Where a snapshot is put together: redacted answers and whole files, kept beside the place where the snapshot will be.

Everything is written once, straight to disk: memory holds 32 bytes or so of each answer. The folder is named `.partial`, is
readable by its owner only, and goes when the run ends, however it ends; nothing in it verifies.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import msgspec

from hipaacheck.errors import OutputError
from hipaacheck.evidence.archive import CHUNK, Part
from hipaacheck.evidence.canonical import canonical
from hipaacheck.model.evidence import ApiCall


class Staging:
    """A recorder of answers (`hookspecs.Recorder`) and the parts of a snapshot. Thread-safe where sources use it. `clock` tells
    whether answers arrive now, so that their dates can be compared with the clock here."""

    def __init__(self, target: Path, *, clock: bool = True, key: bytes | None = None) -> None:
        self.key = key
        """What marks of redacted values are made with."""
        self._clock = clock
        self._lock = threading.Lock()
        self._found: dict[bytes, tuple[int, int, int]] = {}
        """Digest of an answer → where it begins, its size, its CRC-32."""
        self._order: list[tuple[bytes, int, int]] = []
        self._parts: list[Part] = []
        self.dated = 0
        """Answers that told the date."""
        self.skew = 0.0
        """Seconds by which the clock here and a Date header differed most."""
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
        except OSError as error:
            raise OutputError(f"{target}: cannot be written: {error.strerror}. Check the folder and its permissions.") from None
        try:
            self._objects = _Log(self.folder / "objects")
            self._calls = _Log(self.folder / "calls")
        except BaseException:  # interrupted before there is anything to leave
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._objects.close()
        self._calls.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- recording

    def answered(self, call: ApiCall, body: Any) -> str:
        """Keep a redacted answer and the call; gives the answer's digest."""
        data = canonical(body)
        digest = sha256(data)
        with self._lock:
            if digest.digest() not in self._found:
                self._found[digest.digest()] = (self._objects.append(data), len(data), zlib.crc32(data))
        self._note(msgspec.structs.replace(call, digest=digest.hexdigest()))
        return digest.hexdigest()

    def failed(self, call: ApiCall) -> None:
        """Keep a call that gave no answer."""
        self._note(call)

    def _note(self, call: ApiCall) -> None:
        skew = _skew(call.date) if self._clock else None
        line = canonical(msgspec.to_builtins(call)) + b"\n"
        where = (call.service, call.operation, call.account or "", call.region or "")
        key = (
            "\0".join(where).encode(errors="replace") + b"\0" + canonical(call.parameters) + b"\0%08d\0" % call.page + line[-64:]
        )
        with self._lock:
            self._order.append((key, self._calls.append(line), len(line)))
            if skew is not None:
                self.dated += 1
                self.skew = max(self.skew, skew, key=abs)

    # -- parts

    def add(self, name: str, chunks: Iterable[bytes]) -> str:
        """A whole file of the snapshot; gives its digest."""
        file = self.folder / f"part{len(self._parts)}"
        digest, crc, size = sha256(), 0, 0
        with _writing(file) as out:
            for chunk in chunks:
                digest.update(chunk)
                crc = zlib.crc32(chunk, crc)
                size += len(chunk)
                out.write(chunk)
        self._parts.append(Part(name, size, crc, digest.hexdigest(), partial(_chunks_of, file)))
        return digest.hexdigest()

    def call_lines(self) -> Iterator[bytes]:
        """The log of calls, in an order that no thread changes."""
        self._calls.flush()
        with self._calls.path.open("rb") as file:
            for _, offset, size in sorted(self._order):
                file.seek(offset)
                yield file.read(size)

    def parts(self) -> list[Part]:
        """Every file so far, sorted by name."""
        self._objects.flush()
        answers = [
            Part(object_name(raw.hex()), size, crc, raw.hex(), partial(self._object, offset, size))
            for raw, (offset, size, crc) in self._found.items()
        ]
        return sorted([*self._parts, *answers], key=lambda part: part.name)

    def _object(self, offset: int, size: int) -> Iterator[bytes]:
        with self._lock:
            yield self._objects.read(offset, size)


def object_name(digest: str) -> str:
    """`objects/sha256/ab/abcd…`."""
    return f"objects/sha256/{digest[:2]}/{digest}"


class _Log:
    """A file that is appended to, and read again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("xb", buffering=CHUNK)
        self._reader = path.open("rb", buffering=0)
        self._size = 0

    def append(self, data: bytes) -> int:
        """Where the data begin. Raises OutputError."""
        at = self._size
        try:
            self._file.write(data)
        except OSError as error:
            raise self._full(error) from None
        self._size += len(data)
        return at

    def _full(self, error: OSError) -> OutputError:
        return OutputError(f"{self.path.parent}: evidence cannot be written: {error.strerror}. Make room.")

    def read(self, offset: int, size: int) -> bytes:
        """A piece of what was written and flushed."""
        self._reader.seek(offset)
        return self._reader.read(size)

    def flush(self) -> None:
        """Have everything on disk. Raises OutputError."""
        try:
            self._file.flush()
        except OSError as error:
            raise self._full(error) from None

    def close(self) -> None:
        """Nothing is written or read any more."""
        with suppress(OSError):  # the disk is full, and what is closed goes anyway
            self._file.close()
        self._reader.close()


@contextmanager
def _writing(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("xb", buffering=CHUNK) as out:
            yield out
    except OSError as error:
        raise OutputError(f"{file.parent}: evidence cannot be written: {error.strerror}. Make room.") from None


def _chunks_of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _skew(date: str | None) -> float | None:
    """Seconds that the clock here is ahead of a Date header that has just arrived."""
    if date is None:
        return None
    try:
        told = parsedate_to_datetime(date)
    except ValueError:
        return None
    return (datetime.now(UTC) - told.replace(tzinfo=told.tzinfo or UTC)).total_seconds()
