"""The files of a register, as text: nothing from outside its folder, and nothing that is no text."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from hipaacheck.errors import Problem, UsageError
from hipaacheck.model.register import RegisterFile

_MAX_BYTES = 4_000_000
"""Of a file; it can have a million characters."""


def read_files(folder: Path) -> tuple[list[RegisterFile], list[Problem]]:
    """The YAML files of a folder and of those below it, in order of their names, and what cannot be read of them. Hidden ones are
    passed over. Raises UsageError for a folder that cannot be read."""
    try:
        mode = folder.stat().st_mode
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(
            f"{folder}: the register cannot be read: {why}. Start one with: hipaacheck register new --help"
        ) from None
    if not stat.S_ISDIR(mode):
        raise UsageError(f"{folder}: the register is a folder of .yaml files, and this is none. Name the folder.")
    files: list[RegisterFile] = []
    problems: list[Problem] = []
    for path in _paths(folder, problems):
        name = path.relative_to(folder).as_posix()
        try:
            files.append(RegisterFile(name, _text(path, folder)))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            problems.append(Problem(path.as_posix(), 1, 1, f"cannot be read: {why}"))
    return files, problems


def _paths(folder: Path, problems: list[Problem]) -> list[Path]:
    """The YAML files below a folder, sorted by name. Links to folders are problems: what is behind them would be left out."""
    found: list[Path] = []

    def failed(error: OSError) -> None:
        problems.append(Problem(str(error.filename or folder), 1, 1, f"the folder cannot be read: {error.strerror}"))

    for where, folders, names in os.walk(folder, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(where)
        problems += [
            Problem((here / name).as_posix(), 1, 1, "a link to a folder; put the folder itself here")
            for name in folders
            if (here / name).is_symlink()
        ]
        found += [here / name for name in names if name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _text(path: Path, folder: Path) -> str:
    """The text of a file. Raises OSError, and ValueError that says what is wrong with it."""
    if not path.name.isprintable():
        raise ValueError("the name has signs that cannot be printed; rename it")
    real = Path(os.path.realpath(path, strict=True))
    if not real.is_relative_to(os.path.realpath(folder)):
        raise ValueError("a link that leads out of the register; put the file itself here")
    if not real.is_file():
        raise ValueError("not a file; remove it")
    with real.open("rb") as file:
        raw = file.read(_MAX_BYTES + 1)
    if len(raw) > _MAX_BYTES:
        raise ValueError(f"longer than {_MAX_BYTES:,} bytes; divide it into several files")
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(f"not UTF-8 on line {line}; save it as UTF-8") from None
