"""Which folders call which others as modules, read off the `source` arguments; nothing is evaluated."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hipaacheck import UsageError
from hipaacheck_terraform.beside import of_another_tool

CONFIGURATION = (".tf", ".tf.json")
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "venv"})
_MAX_FOLDERS = 50_000
_MAX_FILE = 4_000_000
"""Bytes of a file that are looked at; larger ones are not evaluated either."""
_TOKEN = re.compile(
    rb"(?ms)(?:\#|//)[^\n]*|/\*.*?\*/"
    rb"|<<-?(?P<end>[\w-]+)[ \t]*\r?\n.*?^[ \t]*(?P=end)[ \t]*\r?$"
    rb'|^[ \t]*(?P<block>\w+)(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{'
    rb'|\bsource[ \t]*=[ \t]*"(?P<source>\.\.?(?:/[^"\n\0]*)?)"'
    rb'|"(?:[^"\\\n]|\\.)*"'
)
"""Comments, heredocs and texts, which may look like anything; beginnings of blocks; sources that are folders."""
_LOCAL = re.compile(rb'\bsource[ \t]*=[ \t]*"\.')


class Calls:
    """Which folders below some folders call which others. Folders are known by their real place.

    `others` are files there that declare infrastructure for other tools, `unlisted` tells of folders that cannot be listed.
    Raises UsageError for more folders than are looked at.
    """

    def __init__(self, bases: Iterable[Path]) -> None:
        self._shown: dict[str, Path] = {}
        self._callers: dict[str, set[str]] = {}
        self._linked: dict[str, set[str]] = {}
        self.others: list[Path] = []
        self.unlisted: list[str] = []
        for base in bases:
            for folder, names in _folders(base, self.unlisted):
                found = [name for name in names if is_configuration(name)]
                self.others += [folder / name for name in names if of_another_tool(name)]
                if found:
                    self._read(folder, found)

    def _read(self, folder: Path, names: Iterable[str]) -> None:
        place = os.path.realpath(folder)
        self._shown.setdefault(place, normal(folder))
        for name in names:
            path = folder / name
            if path.is_symlink():
                self._linked.setdefault(os.path.realpath(path), set()).add(place)
            for source in _sources(path):
                called = os.path.realpath(Path(place, source))
                if called != place:
                    self._callers.setdefault(called, set()).add(place)

    def roots_below(self, folder: Path) -> list[Path]:
        """The folders that no other one calls, by name; of folders that call each other in a circle, all that no such folder
        leads to: whoever evaluates them says so."""
        below = os.path.realpath(folder)
        within = [place for place in self._shown if Path(place).is_relative_to(below)]
        return sorted(self._shown[place] for place in within if place in self._up(place))

    def roots_of(self, file: Path, *, or_above: bool = False) -> list[Path]:
        """The roots of the folder that a file is in, by name: its callers' callers, up to those that nobody calls, and those of
        folders with a link to the file. `or_above`: of the nearest folder above with configuration files."""
        place = os.path.realpath(file.parent)
        starts = {place} if place in self._callers else set()
        if place not in self._shown and has_configuration(file.parent):
            self._shown[place] = normal(file.parent)
        starts |= ({place} & self._shown.keys()) | self._linked.get(os.path.realpath(file), set())
        if not starts and or_above:
            starts = set([above for above in map(str, Path(place).parents) if above in self._shown][:1])
        return sorted({self._shown[root] for start in starts for root in self._up(start) if root in self._shown})

    def _up(self, place: str) -> set[str]:
        """Folders that nobody calls, from which a folder is called; itself, when there are none."""
        seen, waiting, found = {place}, [place], set()
        while waiting:
            at = waiting.pop()
            callers = self._callers.get(at, set())
            if not callers:
                found.add(at)
            waiting += callers - seen
            seen |= callers
        return found or {place}


def _sources(path: Path) -> Iterator[str]:
    """The folders that a file calls as modules, as it names them. None in a file that cannot be read: whoever evaluates it
    says so."""
    try:
        if not path.is_file() or path.stat().st_size > _MAX_FILE:
            return
        raw = path.read_bytes()
    except OSError:
        return
    if b"module" not in raw:
        return
    if path.name.endswith(".json"):
        yield from _json_sources(raw)
        return
    if _LOCAL.search(raw) is None:  # most files: not worth a second look
        return
    inside = False
    for found in _TOKEN.finditer(raw):
        if found["block"] is not None:
            inside = found["block"] == b"module"
        elif found["source"] is not None and inside:
            yield os.fsdecode(found["source"])


def _json_sources(raw: bytes) -> Iterator[str]:
    try:
        waiting: list[Any] = [json.loads(raw)]
    except (ValueError, RecursionError):
        return
    for part in _dicts(waiting):
        for named in _dicts([part.get("module")]):
            for call in _dicts(list(named.values())):
                source = call.get("source")
                if isinstance(source, str) and re.fullmatch(r"\.\.?(/[^\0]*)?", source):
                    yield source


def _dicts(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Objects, those in lists included."""
    for value in values:
        if isinstance(value, dict):
            yield value
        elif isinstance(value, list):
            yield from _dicts(value)


def is_configuration(name: str) -> bool:
    """Whether a file of this name is read as configuration."""
    return name.endswith(CONFIGURATION) and not name.startswith(".")


def has_configuration(folder: Path) -> bool:
    """Whether a folder holds configuration files; one that cannot be listed does not."""
    try:
        return any(is_configuration(path.name) and not path.is_dir() for path in folder.iterdir())
    except OSError:
        return False


def normal(path: Path) -> Path:
    """The path without `.` and `..`, where that leads to the same place."""
    plain = Path(os.path.normpath(path))
    return plain if os.path.realpath(plain) == os.path.realpath(path) else path


def _folders(base: Path, unlisted: list[str]) -> Iterator[tuple[Path, list[str]]]:
    """Folders with the names of their files; hidden folders and links to folders are left out."""

    def tell(error: OSError) -> None:
        unlisted.append(f"{error.filename}: cannot be listed: {error.strerror}. Check its permissions.")

    for number, (folder, folders, names) in enumerate(os.walk(base, onerror=tell)):
        if number > _MAX_FOLDERS:
            raise UsageError(f"{base}: more than {_MAX_FOLDERS:,} folders. Name the folders of root modules instead of files.")
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _LEFT_OUT)
        yield Path(folder), sorted(names)
