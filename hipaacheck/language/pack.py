"""Packs of controls: a folder of YAML files, or the one JSON file that the wheel carries for the built-in pack."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hipaacheck.errors import ControlError, Problem
from hipaacheck.model.controls import Control, Safeguard

if TYPE_CHECKING:
    from hipaacheck.language.parse import Context, Document

COMPILED = "pack.json"
_NOT_CONTROLS = ("profiles", "eligible_services")


class Pack(msgspec.Struct, frozen=True):
    """Controls and, in the built-in pack, the lines of the law they cite."""

    controls: tuple[Control, ...]
    safeguards: tuple[Safeguard, ...] = ()


def control_files(root: Path) -> list[Path]:
    """The control files of a pack, in order: every .yaml or .yml file but safeguards, profiles and lists."""
    files = (path for path in root.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file())
    return sorted(path for path in files if path.relative_to(root).parts[0] not in (*_NOT_CONTROLS, "safeguards.yaml"))


def read_documents(root: Path, context: Context, *, strict_ids: bool = True) -> list[Document]:
    """All controls of a folder, or of one file. Raises ControlError with every mistake of every file."""
    from hipaacheck.language.parse import parse_file  # not on the way of the compiled pack

    problems: list[Problem] = []
    documents: list[Document] = []
    base = root if root.is_dir() else root.parent
    for path in control_files(root) if root.is_dir() else [root]:
        relative = path.relative_to(base)
        expected = "-".join(relative.with_suffix("").parts) if strict_ids else None
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), 1, 1, f"cannot be read: {error}"))
            continue
        documents += parse_file(text, relative.as_posix() if strict_ids else str(path), context, problems, expected)
    problems += duplicate_ids(document.control for document in documents)
    if problems:
        raise ControlError(problems)
    return sorted(documents, key=lambda document: document.control.id)


def duplicate_ids(controls: Iterable[Control]) -> list[Problem]:
    """A problem for each id that a second control claims."""
    seen: dict[str, Control] = {}
    problems = []
    for control in controls:
        first = seen.setdefault(control.id, control)
        if first is not control:
            problems.append(Problem(control.file, control.line, 1, f"id '{control.id}' is taken by {first.file}:{first.line}"))
    return problems


def read_safeguards(path: Path) -> tuple[Safeguard, ...]:
    """The lines of 45 CFR 164.308–316 from safeguards.yaml, in the order of the rule."""
    from hipaacheck.language.nodes import compose

    nodes = compose(path.read_text("utf-8"), path.name)
    try:
        return tuple(msgspec.convert(nodes[0].plain(), list[Safeguard]))
    except (msgspec.ValidationError, IndexError) as error:
        raise ControlError([Problem(path.name, 1, 1, str(error))]) from None


def read_compiled(path: Path) -> Pack:
    """The compiled pack. Built with the wheel from the same YAML files."""
    return msgspec.json.decode(path.read_bytes(), type=Pack)


def encode(pack: Pack) -> bytes:
    """The compiled form, the same bytes for the same pack."""
    plain: Any = msgspec.to_builtins(pack)
    return msgspec.json.format(msgspec.json.encode(plain, order="sorted"), indent=0)
