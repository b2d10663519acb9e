"""Packs of controls: the built-in one, those of plugins and those of folders; and where the shipped files are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from hipaacheck.errors import ControlError, UsageError
from hipaacheck.language.pack import COMPILED, Pack, duplicate_ids, read_compiled, read_documents, read_safeguards
from hipaacheck.model.controls import Control, Predicate, Safeguard
from hipaacheck.pluginhost import PluginHost

if TYPE_CHECKING:
    from hipaacheck.language.parse import Context, Document


def builtin_rules_root() -> Path:
    """Where the built-in rules are: beside the package when installed, else the checkout's `rules/`."""
    installed = Path(__file__).parent / "rules"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "rules"


def clinic_plan() -> Path:
    """The plan of the example clinic: beside the package when installed, else the checkout's `examples/clinic/plan.json`."""
    installed = Path(__file__).parent / "clinic" / "plan.json"
    return installed if installed.is_file() else Path(__file__).parent.parent / "examples" / "clinic" / "plan.json"


def builtin_safeguards() -> tuple[Safeguard, ...]:
    """The 71 lines of 45 CFR 164.308–316."""
    compiled = builtin_rules_root() / COMPILED
    return read_compiled(compiled).safeguards if compiled.is_file() else read_safeguards(builtin_rules_root() / "safeguards.yaml")


def builtin_pack(host: PluginHost) -> Pack:
    """The built-in pack: the compiled file when there is one, else compiled now from YAML."""
    root = builtin_rules_root()
    compiled = root / COMPILED
    if compiled.is_file():
        return read_compiled(compiled)
    safeguards = read_safeguards(root / "safeguards.yaml")
    documents = read_documents(root, _context(host, safeguards))
    return Pack(tuple(document.control for document in documents), safeguards)


def _context(host: PluginHost, safeguards: Iterable[Safeguard]) -> Context:
    from hipaacheck.language.parse import Context

    return Context(host.vocabulary, host.predicates, tuple(line.citation for line in safeguards))


def documents(host: PluginHost, root: Path | None, *, strict_ids: bool = True) -> list[Document]:
    """Control documents of a folder or file, with their tests; of the built-in pack when `root` is null. Raises ControlError."""
    folder = builtin_rules_root() if root is None else root
    if not folder.exists():
        raise UsageError(f"{folder}: no such file or folder of controls")
    return read_documents(folder, _context(host, builtin_safeguards()), strict_ids=strict_ids)


def load_pack(host: PluginHost, rules: Iterable[str], *, builtin: bool = True) -> Pack:
    """The built-in controls, those of plugins' packs and those of `rules` folders. Raises ControlError, UsageError."""
    pack = builtin_pack(host) if builtin else Pack((), builtin_safeguards())
    controls = list(pack.controls)
    problems = []
    for folder in (*(spec.path for spec in host.rule_packs.values()), *map(Path, rules)):
        if not folder.exists():
            raise UsageError(f"{folder}: no such file or folder of controls. Check --rules, or 'rules' in the configuration.")
        try:
            controls += [
                document.control for document in read_documents(folder, _context(host, pack.safeguards), strict_ids=False)
            ]
        except ControlError as error:
            problems += error.problems
    problems += duplicate_ids(controls)
    if problems:
        raise ControlError(problems)
    return Pack(tuple(sorted(controls, key=lambda control: control.id)), pack.safeguards)


def predicates_of(control: Control) -> set[str]:
    """The names of the predicates that a control calls."""
    found: set[str] = set()

    def walk(node: Predicate | None) -> None:
        name = getattr(node, "name", None)
        if name is not None:
            found.add(name)
        for child in (*getattr(node, "items", ()), getattr(node, "item", None), getattr(node, "where", None)):
            if child is not None:
                walk(child)

    walk(control.require)
    walk(control.when)
    return found
