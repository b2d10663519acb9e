"""The folders that the modules of one configuration come from, and what holds for all of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hipaacheck_terraform.hcl.configuration import Configuration, Declared, SourceError, load, shown
from hipaacheck_terraform.hcl.expressions import Literal
from hipaacheck_terraform.hcl.values import Value

if TYPE_CHECKING:
    from hipaacheck_terraform.hcl.repetition import Repeated

MAX_MODULES = 20_000
"""Module instances of one configuration that are read."""
_MAX_DEPTH = 40
Facts = Mapping[str, Any]
"""What is known of an argument, by the letters of the schema tables."""


class _Called(Protocol):
    """What is needed of the module that calls another."""

    @property
    def configuration(self) -> Configuration: ...


class Tree:
    """The root folder, the folders of downloaded modules, the values of the root's variables, and what was noticed."""

    def __init__(
        self,
        root: Path,
        *,
        schema: Mapping[str, Mapping[str, Facts]],
        variables: Mapping[str, Value],
        workspace: str | None = None,
        within: Path | None = None,
    ) -> None:
        self.root = root
        self.variables = variables
        self.workspace = workspace
        self.within = within or root
        """Files outside of this folder are not read by functions."""
        self.gaps: list[str] = []
        self.odd: list[str] = []
        self._schema = schema
        self._folders: dict[Path, Configuration] = {}
        self._asked: dict[tuple[str, ...], Configuration | None] = {}
        self._chains: dict[tuple[str, ...], tuple[Path, ...]] = {(): (_real(root),)}
        self._manifest = _manifest(root)
        self._modules = 0

    def schema(self, type_: str) -> Mapping[str, Facts]:
        """Facts about the arguments of a resource type; empty when the type is not in the tables."""
        return self._schema.get(type_, {})

    def relative(self, folder: Path) -> str:
        """A folder as `path.module` gives it."""
        return Path(os.path.relpath(folder, self.root)).as_posix()

    def folder(self, path: Path) -> Configuration:
        """The configuration of a folder, read once. Raises SourceError."""
        place = _real(path)
        if place not in self._folders:
            found = self._folders[place] = load(path)
            self.odd += found.odd
            self.gaps += found.gaps
        return self._folders[place]

    def configuration(self, path: tuple[str, ...], call: Declared, caller: _Called) -> Configuration | None:
        """The files of a module that is called; null, with a gap, when they are not there. Raises SourceError."""
        if path not in self._asked:
            self._asked[path] = self._found(path, call, caller)
        return self._asked[path]

    def _found(self, path: tuple[str, ...], call: Declared, caller: _Called) -> Configuration | None:
        where = f"{call.file.path}:{call.file.lines.of(call.block.start)}"
        name = f"module.{'.module.'.join(path)}"
        argument = call.block.body.attributes.get("source")
        source = argument.value.value if argument is not None and isinstance(argument.value, Literal) else None
        if not isinstance(source, str):
            self.gaps.append(f"{where}: the source of {name} is not a constant text, so its resources are not read")
            return None
        folder = caller.configuration.folder / source if source.startswith(("./", "../")) else self._downloaded(path, source)
        if folder is None:
            self.gaps.append(f"{where}: {name} ({source}) is not downloaded, so its resources are not read. Run: terraform init")
            return None
        if not folder.is_dir():
            self.gaps.append(f"{where}: {name}: there is no folder {shown(folder)}, so its resources are not read")
            return None
        place, chain = _real(folder), self._chains[path[:-1]]
        if place in chain or len(chain) > _MAX_DEPTH:
            raise SourceError(f"{where}: {name} calls itself, by way of {shown(folder)}")
        self._chains[path] = (*chain, place)
        found = self.folder(Path(os.path.normpath(folder)))
        if not found.files:
            self.gaps.append(f"{where}: {name}: no *.tf or *.tf.json files in {shown(folder)}, so its resources are not read")
            return None
        return found

    def _downloaded(self, path: tuple[str, ...], source: str) -> Path | None:
        entry = self._manifest.get(".".join(path))
        if entry is None or not isinstance(entry.get("Dir"), str):
            return None
        recorded = str(entry.get("Source", "")).removeprefix("registry.terraform.io/").removeprefix("registry.opentofu.org/")
        wanted = source.removeprefix("registry.terraform.io/").removeprefix("registry.opentofu.org/")
        return self.root / entry["Dir"] if recorded in (wanted, f"git::{wanted}") or _same_git(recorded, wanted) else None

    def tell(self, found: Repeated, declared: Declared, address: str) -> None:
        """Note a block whose instances are more than are read."""
        if found.form == "many" and found.doubt is not None:
            where = f"{declared.file.path}:{declared.file.lines.of(declared.block.start)}"
            self.gaps.append(f"{where}: {address}: {found.doubt.reason.partition(': ')[2]}")

    def count_module(self) -> None:
        """One more module instance. Raises SourceError when there are too many."""
        self._modules += 1
        if self._modules > MAX_MODULES:
            raise SourceError(f"{shown(self.root)}: more than {MAX_MODULES:,} module instances")


def _same_git(recorded: str, wanted: str) -> bool:
    """`terraform init` writes sources in full: `github.com/a/b` becomes `git::https://github.com/a/b.git`."""
    plain = wanted.partition("?")
    return (
        plain[0].startswith(("github.com/", "bitbucket.org/")) and recorded.partition("?")[2] == plain[2] and plain[0] in recorded
    )


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _manifest(root: Path) -> dict[str, dict[str, Any]]:
    """What `terraform init` wrote about modules: by dotted name. Empty when there is none that can be read."""
    try:
        document = json.loads((root / ".terraform" / "modules" / "modules.json").read_bytes())
        entries = document.get("Modules") if isinstance(document, dict) else None
        found = entries if isinstance(entries, list) else []
        return {str(entry.get("Key")): entry for entry in found if isinstance(entry, dict)}
    except (OSError, ValueError, RecursionError):
        return {}
