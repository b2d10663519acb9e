"""Where reports and pages go: files that appear whole or not at all, and open streams such as standard output."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import tempfile
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from hipaacheck.errors import OutputError, UsageError

_STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTOR = re.compile(r"/(?:dev|proc/\d+(?:/task/\d+)?)/fd/(\d+)")
_CLOSED = "standard output is closed. Write to a file: -f NAME=FILE."
_MAX_LINKS = 40
"""Links in one path, as on Linux."""


@contextmanager
def destination(file: str | None) -> Iterator[BinaryIO]:
    """A binary stream to a file, or to standard output when null.

    A file appears whole or not at all, and a link to it stays a link. Devices, pipes and names of open streams (/dev/stdout,
    /dev/fd/3) are written to, never replaced. Raises OutputError; BrokenPipeError when nobody reads the stream any more.
    """
    try:
        with _stream(file) as out:
            yield out
    except BrokenPipeError:
        raise
    except OSError as error:
        if file is None:
            raise standard_output_failed(error) from None
        raise _unwritable(file, error) from None


def _unwritable(file: str, error: OSError) -> OutputError:
    hint = "Nothing was replaced; check the folder, its permissions and its space."
    return OutputError(f"{file}: cannot be written: {error.strerror}. {hint}")


def standard_output_failed(error: OSError) -> OutputError:
    """The error to raise. What is still buffered is dropped, so that it does not fail once more when the process ends."""
    discard_standard_output()
    return OutputError(f"standard output cannot be written: {error.strerror}. Make room, or write to a file.")


def discard_standard_output() -> None:
    """Send what is buffered and what is still printed nowhere."""
    with suppress(OSError):  # not a stream of the system's
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stream(file: str | None) -> AbstractContextManager[BinaryIO]:
    if file is None:
        return _standard_output()
    place = _behind_links(file)
    if isinstance(place, int):
        if sys.stdout is not None:
            sys.stdout.flush()
        return os.fdopen(os.dup(place), "wb")
    if place.exists() and not place.is_file():
        return place.open("wb")
    return _replacing(place)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    if sys.stdout is None:
        raise OutputError(_CLOSED)
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


_BUFFER = 1 << 20


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file beside the path, which takes its place when everything is written."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb", buffering=_BUFFER) as out:
            yield out
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _behind_links(file: str) -> Path | int:
    """Where links lead: a path, or the number of an open stream, whatever that stream is connected to. Raises OSError."""
    path = Path(file)
    for _ in range(_MAX_LINKS):
        path = Path(os.path.realpath(path.parent), path.name)
        stream = _DESCRIPTOR.fullmatch(path.as_posix())
        if stream or path.as_posix() in _STREAMS:
            return int(stream[1]) if stream else _STREAMS[path.as_posix()]
        if not path.is_symlink():
            return path
        path = path.parent / path.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def check_outputs(outputs: Sequence[tuple[str, str | None]], targets: Sequence[str]) -> None:
    """Refuse, before anything is read, what would lose something: two reports for one file, a report in place of a target.

    `outputs` are formats with their files, null for standard output; the target `-` is standard input. Raises UsageError,
    and OutputError for what cannot be written.
    """
    read = set()
    for target in targets:
        with suppress(OSError):  # not a file, or one that cannot be read, as its source will say
            read.add(_identity(0 if target == "-" else _behind_links(target)))
    taken: dict[Hashable, str] = {}
    for name, file in outputs:
        identity, place = _reserved(file), file or "standard output"
        if identity is None:
            continue
        if identity in read:
            raise UsageError(f"-f {name}: {place} is what is scanned, and the report would replace it. Name another file.")
        if identity in taken:
            raise UsageError(f"{taken[identity]} and {name} cannot both go to {place}; give one a file, e.g. -f {name}=FILE")
        taken[identity] = name


def _reserved(file: str | None) -> Hashable:
    if file is None:
        if sys.stdout is None:
            raise OutputError(_CLOSED)
        return _identity(1)
    try:
        place = _behind_links(file)
        return _identity(place) if isinstance(place, int) or place.exists() else place
    except OSError as error:
        raise _unwritable(file, error) from None


def _identity(place: Path | int) -> Hashable:
    """Equal for all names of one file; null for a device such as /dev/null, which takes any number of reports. Raises OSError."""
    found = os.stat(place)  # noqa: PTH116 - of a path or a descriptor
    if stat.S_ISREG(found.st_mode):
        return found.st_dev, found.st_ino
    return None if isinstance(place, Path) and stat.S_ISCHR(found.st_mode) else place


def write_text(path: Path, text: str) -> None:
    """Write a whole file or none, and the folders it is in. Raises OutputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(str(path), error) from None
    with destination(str(path)) as out:
        out.write(text.encode())


def write_pages(pages: Mapping[str, str], folder: Path) -> int:
    """Write pages below a folder; gives their number. Raises OutputError."""
    for name, text in pages.items():
        write_text(folder / name, text)
    return len(pages)
