"""What the command line names → the root modules to read: those in folders, and those that changed files belong to.

A folder that another one calls as a module is no root: what it declares depends on its callers. Nothing is evaluated here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hipaacheck import Expanded, Gap, UsageError
from hipaacheck_terraform.beside import cloudformation_in, some
from hipaacheck_terraform.calls import CONFIGURATION, Calls, has_configuration, normal
from hipaacheck_terraform.changes import differing, top_of

_VALUES = (".tfvars", ".tfvars.json")
_REMEDY = "Name the folder of a root module."
_WORKSPACE = re.compile(r"[\w.~$&+=:@-]+", re.ASCII)


_FOR_A_PLAN = "For a plan: hipaacheck scan plan plan.json"


def expand(targets: Sequence[str], options: Mapping[str, Any]) -> Expanded:
    """The root modules that targets stand for, in their order, each once. Files that are no Terraform are named in notes; what
    does not exist is a gap. Raises UsageError for options that are wrong."""
    _check(options)
    roots: dict[Path, None] = {}
    files: list[Path] = []
    gaps: list[Gap] = []
    notes: list[str] = []
    for target in targets:
        path = Path(target)
        if path.is_dir():
            found, said, unlisted = _of_folder(path)
            if not found and not unlisted:
                unlisted = [" ".join((f"{target}: no *.tf or *.tf.json files in it or below.", *said, _REMEDY))]
            gaps += map(_gap, unlisted)
            roots |= dict.fromkeys(map(normal, found))
            notes += said
        elif os.path.lexists(path) or _is_terraform(path.name):
            files.append(path)
        else:
            gaps.append(_gap(f"{target}: there is no such file or folder. Check the path."))
    found, said = _of_files(files, options.get("var_file", ()))
    roots |= dict.fromkeys(found)
    notes += said
    if not roots and not gaps and not any(_is_terraform(path.name) for path in files):
        gaps += [_gap(f"{path}: not Terraform source. {_FOR_A_PLAN}") for path in files]
    since = options.get("changed_since")
    if since is not None:
        roots, note = _since(roots, str(since))
        notes.append(note)
    return Expanded(targets=tuple(path.as_posix() for path in roots), notes=tuple(notes), gaps=tuple(gaps))


def _gap(reason: str) -> Gap:
    return Gap(state="unreadable", reason=reason)


def _check(options: Mapping[str, Any]) -> None:
    for text in options.get("var", ()):
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--var {text}: no name, or no value. Write --var NAME=VALUE.")
        if value.encode(errors="ignore").decode() != value:
            raise UsageError(f"--var {name}: the value is not UTF-8 text. Put it into a file, and name that with --var-file.")
    for file in options.get("var_file", ()):
        if not Path(file).is_file():
            raise UsageError(f"--var-file {file}: there is no such file. Check the path; it is from the working folder.")
    workspace = options.get("workspace")
    if workspace is not None and not _WORKSPACE.fullmatch(workspace):
        raise UsageError(f"--workspace {workspace}: not the name of a workspace. See: terraform workspace list")
    limit = options.get("time_limit")
    if limit is not None and not (re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", limit) and float(limit) > 0):
        raise UsageError(f"--time-limit {limit}: not a number of seconds above 0, such as 120.")


def _of_folder(folder: Path) -> tuple[list[Path], list[str], list[str]]:
    """The roots that a folder stands for: itself, else those below it; what is not read there, for people; and what could not
    be read."""
    calls = Calls([folder])
    below = calls.roots_below(folder)
    itself = has_configuration(folder)
    notes = []
    left = [path for path in below if os.path.realpath(path) != os.path.realpath(folder)] if itself else []
    if left:
        notes.append(f"not checked: further root modules below {folder}: {some(left)}. Name their folders to check them, too.")
    others = [*calls.others, *cloudformation_in(folder)]
    if others:
        notes.append(f"not read, since other tools make infrastructure of them: {some(map(normal, others))}.")
    return [folder] if itself else below, notes, [] if itself else calls.unlisted


def _of_files(files: Sequence[Path], given: Sequence[str]) -> tuple[list[Path], list[str]]:
    """The roots that files belong to, and what is not read, for people. `given` are the files of --var-file."""
    notes = []
    others = [path for path in files if not _is_terraform(path.name)]
    if others:
        notes.append(f"not Terraform, so not checked: {some(others)}.")
    terraform = [path for path in files if _is_terraform(path.name)]
    if not terraform:
        return [], notes
    calls = Calls(_bases(terraform))
    roots: dict[Path, None] = {}
    lost = []
    for path in terraform:
        found = calls.roots_of(path, or_above=path.name.endswith(_VALUES))
        roots |= dict.fromkeys(found)
        if not found:
            lost.append(path)
    if lost:
        notes.append(f"no root module is where these files are, so nothing was checked for them: {some(lost)}.")
    named = {os.path.realpath(file) for file in given}
    unused = [path for path in terraform if _is_named_values(path.name) and os.path.realpath(path) not in named and path.exists()]
    if unused:
        notes.append(f"values that Terraform does not read by itself, so not used: {some(unused)}. Name them with --var-file.")
    return list(roots), notes


def _is_terraform(name: str) -> bool:
    return name.endswith((*CONFIGURATION, *_VALUES))


def _is_named_values(name: str) -> bool:
    """Whether a file holds values that are read only when it is named."""
    automatic = name in ("terraform.tfvars", "terraform.tfvars.json") or name.endswith((".auto.tfvars", ".auto.tfvars.json"))
    return name.endswith(_VALUES) and not automatic


def _bases(files: Iterable[Path]) -> list[Path]:
    """The folders in which callers of the files' folders are looked for: their repository; else the working folder, when they
    are below it; else their own."""
    here = Path.cwd()
    out: dict[Path, None] = {}
    for folder in dict.fromkeys(file.parent for file in files):
        place = folder.resolve()
        base = top_of(place) or (here if place.is_relative_to(here) else place)
        out[Path(os.path.relpath(base, here))] = None
    return list(out)


def _since(roots: Mapping[Path, None], revision: str) -> tuple[dict[Path, None], str]:
    """Those of the roots with files that differ from a revision's, and a note of how many there are. Any file below a module
    counts: it may be read by a function."""
    tops: dict[Path, None] = {}
    for root in roots:
        top = top_of(root)
        if top is None:
            raise UsageError(f"--changed-since {revision}: {root} is not in a git repository. Leave the option out.")
        tops[top] = None
    affected: set[str] = set()
    for top in tops:
        files = differing(top, revision)
        calls = Calls([top]) if files else None
        for path in files:
            if calls is not None:
                affected.update(map(os.path.realpath, calls.roots_of(path, or_above=True)))
    changed = {root: None for root in roots if os.path.realpath(root) in affected}
    return changed, f"--changed-since {revision}: {len(changed):,} of {len(roots):,} root modules have changed files"
