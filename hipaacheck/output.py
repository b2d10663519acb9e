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
from typing import BinaryIO, TextIO

from hipaacheck.errors import OutputError, UsageError

_STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTOR = re.compile(r"/(?:dev|proc/\d+(?:/task/\d+)?)/fd/(\d+)")
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
        raise OutputError(
            f"{file}: cannot be written: {error.strerror}. Nothing was replaced; check the folder, its permissions and its space."
        ) from None


def _stream(file: str | None) -> AbstractContextManager[BinaryIO]:
    if file is None:
        return _standard_output()
    path = _behind_links(file)
    number = _descriptor(path)
    if number is not None:
        if sys.stdout is not None:
            sys.stdout.flush()
        return os.fdopen(os.dup(number), "wb")
    if path.exists() and not path.is_file():
        return path.open("wb")
    return _replacing(path)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    if sys.stdout is None:
        raise OutputError("standard output is closed. Write the report to a file: -f NAME=FILE.")
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file beside the path, which takes its place when all is written."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as out:
            yield out
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _behind_links(file: str) -> Path:
    """The path that links lead to; the name of an open stream stays, whatever that stream is connected to."""
    path = Path(file)
    for _ in range(_MAX_LINKS):
        path = Path(os.path.realpath(path.parent), path.name)
        if _descriptor(path) is not None or not path.is_symlink():
            return path
        path = path.parent / path.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _descriptor(path: Path) -> int | None:
    name = path.as_posix()
    match = _DESCRIPTOR.fullmatch(name)
    return int(match[1]) if match else _STREAMS.get(name)


def standard_output_failed(error: OSError) -> OutputError:
    """The error to raise. What is still buffered is dropped, so that it does not fail again when the process ends."""
    with suppress(OSError):  # a stream that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OutputError(f"standard output cannot be written: {error.strerror}. Make room, or name a file with -f NAME=FILE.")


def check_outputs(outputs: Sequence[tuple[str, str | None]], targets: Sequence[str]) -> None:
    """Refuse two reports for one file, and a report in place of a target. `outputs` are formats with their files, null for
    standard output. Raises UsageError."""
    read = {_identity(target, 0): target for target in targets if target == "-" or Path(target).exists()}
    taken: dict[Hashable, str] = {}
    for name, file in outputs:
        identity = _identity(file or "-", 1)
        if identity is None:
            continue
        place = file or "standard output"
        if identity in read:
            raise UsageError(f"-f {name}: {place} is what is scanned, and the report would overwrite it. Name another file.")
        if identity in taken:
            raise UsageError(f"{taken[identity]} and {name} cannot both go to {place}; give one a file, e.g. -f {name}=FILE")
        taken[identity] = name


def _identity(file: str, standard: int) -> Hashable:
    """Equal for two names of one file or stream; null for what takes any number of reports, such as /dev/null."""
    path = None if file == "-" else _reachable(file)
    number = standard if path is None else _descriptor(path)
    try:
        if path is None:
            found = os.fstat((sys.stdin, sys.stdout)[standard].fileno())
        else:
            found = path.stat() if number is None else os.fstat(number)
    except (OSError, AttributeError):  # no such file, or a stream that is closed or none of the system's
        return path if number is None else number
    if stat.S_ISREG(found.st_mode):
        return found.st_dev, found.st_ino
    return None if number is None and stat.S_ISCHR(found.st_mode) else number or path
