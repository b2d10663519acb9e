"""What the command line names → the root modules to read: those in folders, and those that changed files belong to.

A folder that another one calls as a module is no root: what it declares depends on its callers. Nothing is evaluated here; who
calls whom is read off the `source` arguments.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hipaacheck import Expanded, Gap, UsageError

_SOURCE = re.compile(rb'"?\bsource"?\s*[=:]\s*"(\.\.?(?:/[^"\n]*)?)"')
_CONFIGURATION = (".tf", ".tf.json")
_VALUES = (".tfvars", ".tfvars.json")
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "venv"})
_MAX_FOLDERS = 50_000


def expand(targets: Sequence[str], options: Mapping[str, Any]) -> Expanded:
    """The root modules that targets stand for, in their order, each once. Files that are no Terraform are named in notes; what
    does not exist is a gap. Raises UsageError for options that are wrong."""
    _check(options)
    roots: dict[Path, None] = {}
    files: list[Path] = []
    gaps: list[Gap] = []
    for target in targets:
        path = Path(target)
        if path.is_dir():
            found = [path] if _has_configuration(path) else _Calls([path]).roots_below(path)
            if not found:
                gaps.append(_gap(f"{target}: no *.tf or *.tf.json files in it or below. Name the folder of a root module."))
            roots |= dict.fromkeys(map(_normal, found))
        elif path.exists() or _is_terraform(path.name):
            files.append(path)
        else:
            gaps.append(_gap(f"{target}: there is no such file or folder. Check the path."))
    notes = _notes(path for path in files if not _is_terraform(path.name))
    changed = [path for path in files if _is_terraform(path.name)]
    if changed:
        roots |= dict.fromkeys(_Calls(_bases(changed)).roots_of(changed))
    since = options.get("changed_since")
    if since is not None:
        roots, note = _since(roots, str(since))
        notes.append(note)
    return Expanded(targets=tuple(path.as_posix() for path in roots), notes=tuple(notes), gaps=tuple(gaps))


def _gap(reason: str) -> Gap:
    return Gap(state="unreadable", reason=reason)


def _check(options: Mapping[str, Any]) -> None:
    for text in options.get("var", ()):
        if "=" not in text:
            raise UsageError(f"--var {text}: no value. Write --var NAME=VALUE.")
    for file in options.get("var_file", ()):
        if not Path(file).is_file():
            raise UsageError(f"--var-file {file}: there is no such file.")
    limit = options.get("time_limit")
    if limit is not None and not re.fullmatch(r"\d{1,6}(\.\d+)?", limit):
        raise UsageError(f"--time-limit {limit}: not a number of seconds.")


def _notes(others: Iterable[Path]) -> list[str]:
    names = sorted(str(path) for path in others)
    if not names:
        return []
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return [f"not Terraform, so not checked: {shown}"]


def _is_terraform(name: str) -> bool:
    return name.endswith((*_CONFIGURATION, *_VALUES))


def _has_configuration(folder: Path) -> bool:
    return any(path.name.endswith(_CONFIGURATION) and not path.name.startswith(".") for path in _listed(folder))


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _normal(path: Path) -> Path:
    return Path(os.path.normpath(path))


def _bases(files: Iterable[Path]) -> list[Path]:
    """The folders in which callers of the files' folders are looked for: the working folder, or the repository of files that
    lie elsewhere."""
    here = Path.cwd()
    out: dict[Path, None] = {}
    for file in files:
        place = file.resolve().parent
        if place.is_relative_to(here):
            out[Path()] = None
        else:
            out[next((above for above in (place, *place.parents) if (above / ".git").exists()), place)] = None
    return list(out)


class _Calls:
    """Which folders below some folders call which others as modules. Folders are known by their real place."""

    def __init__(self, bases: Iterable[Path]) -> None:
        self._shown: dict[str, Path] = {}
        self._callers: dict[str, set[str]] = {}
        for base in bases:
            for folder, names in _folders(base):
                self._read(folder, names)

    def _read(self, folder: Path, names: Iterable[str]) -> None:
        place = os.path.realpath(folder)
        self._shown.setdefault(place, _normal(folder))
        for name in names:
            try:
                raw = (folder / name).read_bytes()
            except OSError:  # whoever evaluates the folder says so
                continue
            for found in _SOURCE.finditer(raw):
                called = os.path.realpath(Path(place, os.fsdecode(found[1])))
                if called != place:
                    self._callers.setdefault(called, set()).add(place)

    def roots_below(self, folder: Path) -> list[Path]:
        """The folders that no other one calls, in the order of their names."""
        below = os.path.realpath(folder)
        return sorted(
            shown for place, shown in self._shown.items() if not self._callers.get(place) and Path(place).is_relative_to(below)
        )

    def roots_of(self, files: Iterable[Path]) -> list[Path]:
        """The roots of the folders that files are in: their callers' callers, up to those that nobody calls."""
        out: dict[Path, None] = {}
        for file in files:
            folder = file.parent
            place = os.path.realpath(folder)
            if place not in self._shown:
                if not _has_configuration(folder):
                    continue  # all of it was deleted, or it holds values of variables for others
                self._shown[place] = _normal(folder)
            out |= dict.fromkeys(sorted(self._shown[root] for root in self._up(place)))
        return list(out)

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


def _folders(base: Path) -> Iterator[tuple[Path, list[str]]]:
    """Folders with configuration files, and the names of those; hidden folders and links to folders are left out."""
    for number, (folder, folders, names) in enumerate(os.walk(base)):
        if number > _MAX_FOLDERS:
            raise UsageError(f"{base}: more than {_MAX_FOLDERS:,} folders. Name the folders of root modules instead of files.")
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _LEFT_OUT)
        found = [name for name in names if name.endswith(_CONFIGURATION)]
        if found:
            yield Path(folder), sorted(found)


# -- git ---------------------------------------------------------------------------------------------------------


def _since(roots: Mapping[Path, None], revision: str) -> tuple[dict[Path, None], str]:
    """Those of the roots with files that differ from a revision's, and a note of how many there are."""
    changed: dict[Path, None] = {}
    for top in dict.fromkeys(_top(root) for root in roots):
        files = [path for path in _differing(top, revision) if _is_terraform(path.name)]
        affected = {os.path.realpath(path) for path in _Calls([top]).roots_of(files)} if files else set()
        changed |= {root: None for root in roots if os.path.realpath(root) in affected}
    return changed, f"--changed-since {revision}: {len(changed):,} of {len(roots):,} root modules have changed files"


def _top(folder: Path) -> Path:
    return Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))


def _differing(top: Path, revision: str) -> list[Path]:
    """Files that were changed, added or deleted since the working tree left a revision, those not yet added included."""
    if revision.startswith("-"):
        raise UsageError(f"--changed-since {revision}: not a revision.")
    base = _git(top, "merge-base", revision, "HEAD").strip()
    names = _git(top, "diff", "--name-only", "--no-renames", "-z", base, "--") + _git(
        top, "ls-files", "--others", "--exclude-standard", "-z"
    )
    return [top / name for name in names.split("\0") if name]


def _git(folder: Path, *arguments: str) -> str:
    try:
        ran = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)  # noqa: S603, S607
    except FileNotFoundError:
        raise UsageError("--changed-since needs git, which is not installed.") from None
    except subprocess.CalledProcessError as error:
        said = os.fsdecode(error.stderr).strip().splitlines()
        raise UsageError(
            f"--changed-since: git {arguments[0]} failed in {folder}: {said[-1] if said else 'without a word'}. "
            f"In CI, check out with enough history (fetch-depth: 0)."
        ) from None
    return os.fsdecode(ran.stdout)
