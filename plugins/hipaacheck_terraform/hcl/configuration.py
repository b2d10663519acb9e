"""A folder of configuration files → what one module declares, before anything is evaluated.
https://developer.hashicorp.com/terraform/language/files"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hipaacheck_terraform.hcl.jsonfiles import parse_json
from hipaacheck_terraform.hcl.lexer import Comment, HclError, Lines
from hipaacheck_terraform.hcl.parser import Attribute, Block, Body, parse_body

MAX_FILE = 4_000_000
"""Bytes of one file that is read."""
MAX_FILES = 2_000
"""Files of one module."""
_KNOWN = frozenset(
    {"variable", "locals", "resource", "data", "module", "output", "provider", "terraform", "moved", "import", "removed", "check"}
    | {"ephemeral", "action"}
)


class SourceError(Exception):
    """A module that cannot be read. `str(error)` says what happened and where."""


class SettingError(SourceError):
    """Values of variables from the command line that do not fit."""


@dataclass(slots=True)
class File:
    """A file that was read: its path as people know it, its text and its lines."""

    path: str
    text: str
    lines: Lines
    comments: list[Comment]
    body: Body
    json: bool = False

    def line(self, number: int) -> str:
        """The text of a line, from 1, without its end."""
        return self.text[slice(*self.lines.span(number))].rstrip("\r\n")


@dataclass(slots=True)
class Declared:
    """A block and the file that it stands in."""

    block: Block
    file: File


@dataclass(slots=True)
class Configuration:
    """What the files of one folder declare. Resources by `type.name`, data sources by `data.type.name`."""

    folder: Path
    files: list[File] = field(default_factory=list)
    variables: dict[str, Declared] = field(default_factory=dict)
    locals: dict[str, tuple[Attribute, File]] = field(default_factory=dict)
    resources: dict[str, Declared] = field(default_factory=dict)
    calls: dict[str, Declared] = field(default_factory=dict)
    outputs: dict[str, Declared] = field(default_factory=dict)
    providers: list[Declared] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    """Blocks of types that are not known."""
    gaps: list[str] = field(default_factory=list)
    """Files of kinds that are not read."""


def shown(path: Path) -> str:
    """A path as people know it: from the working folder, when it is below it."""
    text = os.path.relpath(path)
    plain = Path(text if not text.startswith("..") else path).as_posix().encode(errors="backslashreplace").decode()
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in plain)


def load(folder: Path, *, comments: bool = True) -> Configuration:
    """The configuration of a folder. Raises SourceError for a folder or file that cannot be read or parsed."""
    out = Configuration(folder)
    for path in _files(folder, out.gaps):
        file = read_file(path, comments=comments)
        out.files.append(file)
        for block in file.body.blocks:
            _declare(out, Declared(block, file), override=_is_override(path))
        for attribute in file.body.attributes.values():
            raise _at(file, attribute.start, f"the argument {attribute.name} stands outside of any block")
    return out


def _files(folder: Path, gaps: list[str]) -> list[Path]:
    """Configuration files in the order in which Terraform merges them: overrides last. Folders are never files of it, whatever
    they are called."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not entry.is_dir(follow_symlinks=False))
    except OSError as error:
        raise SourceError(f"{shown(folder)}: cannot be read: {error.strerror}") from None
    found = [folder / name for name in names if _is_configuration(name)]
    gaps += [
        f"{shown(folder / name)}: a file of OpenTofu's own form, so what it declares is not read"
        for name in names
        if name.endswith((".tofu", ".tofu.json")) and not name.startswith(".")
    ]
    if len(found) > MAX_FILES:
        raise SourceError(f"{shown(folder)}: {len(found):,} configuration files, more than are read")
    return sorted(found, key=_is_override)


def _is_configuration(name: str) -> bool:
    return name.endswith((".tf", ".tf.json")) and not name.startswith(".")


def _is_override(path: Path) -> bool:
    name = path.name.removesuffix(".json").removesuffix(".tf")
    return name == "override" or name.endswith("_override")


def read_file(path: Path, *, comments: bool = True) -> File:
    """One file, parsed. Raises SourceError."""
    name = shown(path)
    text = read_text(path)
    try:
        body, found = parse_json(text) if path.name.endswith(".json") else parse_body(text, comments=comments)
    except HclError as error:
        message = "not Terraform; what is wrong is not shown, since the file is a link" if path.is_symlink() else error.message
        raise SourceError(f"{name}:{Lines(text).of(error.position)}: {message}") from None
    except RecursionError:
        raise SourceError(f"{name}: nested too deeply") from None
    return File(name, text, Lines(text), found, body, json=path.name.endswith(".json"))


def read_text(path: Path) -> str:
    """The text of a file. Raises SourceError."""
    name = shown(path)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise SourceError(f"{name}: not a regular file, so it is not read")
        if found.st_size > MAX_FILE:
            size = found.st_size / 1_000_000
            raise SourceError(f"{name}: {size:.1f} MB; files of up to {MAX_FILE // 1_000_000} MB are read")
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"{name}: not UTF-8 text (byte {error.start:,})") from None
    except OSError as error:
        raise SourceError(f"{name}: cannot be read: {error.strerror}") from None


def _at(file: File, position: int, message: str) -> SourceError:
    return SourceError(f"{file.path}:{file.lines.of(position)}: {message}")


_LABELS = {"variable": 1, "resource": 2, "data": 2, "module": 1, "output": 1, "provider": 1, "ephemeral": 2}


def _declare(out: Configuration, item: Declared, *, override: bool) -> None:
    block = item.block
    if block.type not in _KNOWN:
        out.odd.append(f"{item.file.path}:{item.file.lines.of(block.start)}: a block of type '{block.type}'")
        return
    wanted = _LABELS.get(block.type)
    if wanted is not None and len(block.labels) != wanted:
        raise _at(item.file, block.start, f"{block.type} takes {wanted} labels, not {len(block.labels)}")
    if block.type == "locals":
        for attribute in block.body.attributes.values():
            if attribute.name in out.locals and not override:
                raise _at(item.file, attribute.start, f"local.{attribute.name} is declared twice")
            out.locals[attribute.name] = (attribute, item.file)
        return
    if block.type == "provider":
        out.providers.append(item)
        return
    tables = {"variable": out.variables, "module": out.calls, "output": out.outputs}
    table = tables.get(block.type, out.resources if block.type in ("resource", "data") else None)
    if table is None:
        return
    name = ".".join((("data",) if block.type == "data" else ()) + block.labels)
    if name not in table:
        table[name] = item
    elif override:
        _merge(table[name].block.body, block.body)
    else:
        first = table[name]
        raise _at(item.file, block.start, f"{block.type} {name} is declared twice, first in {first.file.path}")


def _merge(body: Body, other: Body) -> None:
    """Arguments of an override go first; blocks of a type that it has replace all of that type. Files in JSON have blocks as
    arguments."""
    kinds = {_kind(block) for block in other.blocks}
    for name in kinds & body.attributes.keys():
        del body.attributes[name]
    body.attributes.update(other.attributes)
    kinds |= other.attributes.keys()
    body.blocks[:] = [block for block in body.blocks if _kind(block) not in kinds] + other.blocks


def _kind(block: Block) -> Any:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
