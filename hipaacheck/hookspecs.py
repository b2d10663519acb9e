"""What a plugin may add. A hook exists only with a plugin that uses it, and no hook may change a verdict.

Specifications name code as `"module:attribute"`, so that naming a source or a reporter imports nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol

import msgspec
import pluggy

from hipaacheck.model.assets import Gap, Inventory, Phi
from hipaacheck.model.evidence import ApiCall
from hipaacheck.model.findings import Finding, Report

hookspec = pluggy.HookspecMarker("hipaacheck")
hookimpl = pluggy.HookimplMarker("hipaacheck")


def _silent(what: str, done: int, total: int) -> None:
    """Nobody is told."""


class Recorder(Protocol):
    """Keeps what a source is answered, as evidence. Thread-safe. What it is given is redacted already; `key` is what marks of
    redacted values are made with, so that equal values have equal marks in all snapshots that one key signs. Null for a key of
    the run's own."""

    @property
    def key(self) -> bytes | None:
        """32 bytes, or null."""

    def answered(self, call: ApiCall, body: Any) -> str:
        """Keep a redacted answer (JSON values) and the call; gives the answer's digest, sha256 in hexadecimal."""

    def failed(self, call: ApiCall) -> None:
        """Keep a call that gave no answer worth keeping: an error, or a documented absence."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a source is asked for.

    `reads`: asset types that the selected controls read, with their fields (`*` for all). `options`: the source's own, by
    name with underscores: text, a list of texts, true or null. `phi` tells what marks ePHI, `now` is the moment that dates
    are judged by. `progress` is told (what, done, total). `recorder` is told of every answer when evidence is collected; the
    inventory then has `evidence` and `collector`.
    """

    reads: Mapping[str, frozenset[str]]
    stdin: Callable[[], bytes]
    now: datetime
    phi: Phi = Phi()
    options: Mapping[str, Any] = {}
    progress: Callable[[str, int, int], None] = _silent
    recorder: Recorder | None = None


class Reader(Protocol):
    """A source's function. Raises InputError when the target cannot be read at all; what it can read in part it
    returns, with gaps."""

    def __call__(self, target: str, request: Request) -> Inventory: ...


class Writer(Protocol):
    """A reporter's function: writes the whole report to a binary stream (text as UTF-8)."""

    def __call__(self, report: Report, out: BinaryIO, options: ReportOptions) -> None: ...


class ReportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to render. `width` is in columns;"""

    color: bool = False
    width: int = 100
    verbose: bool = False
    quiet: bool = False
    sarif_profile: Literal["full", "github", "gitlab", "ado"] = "full"


class SourceOption(msgspec.Struct, frozen=True, kw_only=True):
    """An option of `hipaacheck scan NAME`, such as `--region`. Without `metavar` it is a flag; `multiple` may be repeated."""

    name: str
    help: str
    metavar: str | None = None
    multiple: bool = False
    default: str | None = None


class SourceSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A place to read assets from, used as `hipaacheck scan NAME TARGET…`. `runtime` tells that it sees facts which
    exist only in a running estate. `targets` is what its targets are called in help; null for a source that takes none.
    `assets` is how the names of the asset types begin that it reads, empty for any: controls about others are left out.
    `example` is a command line that shows it. `privileges` names a function `(reads, options) -> (policy, note)` that tells
    the least privilege a scan needs, as JSON values, and what to do with it, or null. `expand` names a function
    `(targets, options) -> Expanded` for a source that reads something else than what the command line names."""

    name: str
    summary: str
    load: str
    assets: str = ""
    runtime: bool = False
    targets: str | None = "FILE"
    options: tuple[SourceOption, ...] = ()
    example: str = ""
    privileges: str | None = None
    expand: str | None = None


class Expanded(msgspec.Struct, frozen=True, kw_only=True):
    """What the targets of a command line stand for: the targets to read one by one, notes for people, and a gap for each that
    cannot be read."""

    targets: tuple[str, ...]
    notes: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


class RulePackSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of controls."""

    name: str
    path: Path


class PredicateSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A Python predicate for `call:`: `function(asset, **arguments) -> bool | Unknown`, for assets of the named types.

    `arguments` maps names to `string`, `integer`, `number`, `boolean`, `strings` or `integers`.
    """

    name: str
    assets: tuple[str, ...]
    load: str
    arguments: dict[str, str] = {}
    doc: str = ""


class ReporterSpec(msgspec.Struct, frozen=True, kw_only=True, repr_omit_defaults=True):
    """An output format, used as `-f NAME[=FILE]`. `binary` tells that it is nothing for a terminal. `requires` maps modules that
    it needs besides hipaacheck's own to the extra that installs them."""

    name: str
    summary: str
    load: str
    binary: bool = False
    requires: dict[str, str] = {}


@hookspec
def hipaacheck_sources() -> list[SourceSpec]:  # type: ignore[empty-body]
    """Places to read assets from."""


@hookspec
def hipaacheck_asset_types() -> dict[str, str]:  # type: ignore[empty-body]
    """Asset type name → `module:attribute` of its AssetType. A name that two plugins claim stops the run."""


@hookspec
def hipaacheck_rule_packs() -> list[RulePackSpec]:  # type: ignore[empty-body]
    """Folders of controls, loaded beside the built-in ones."""


@hookspec
def hipaacheck_predicates() -> list[PredicateSpec]:  # type: ignore[empty-body]
    """Python predicates that controls may call by name."""


@hookspec
def hipaacheck_reporters() -> list[ReporterSpec]:  # type: ignore[empty-body]
    """Output formats."""


@hookspec
def hipaacheck_finding(finding: Finding) -> None:
    """Told of each finding, after its verdict is final. The return value is ignored."""


@hookspec
def hipaacheck_finished(report: Report) -> None:
    """Told of the whole report, before it is written. The return value is ignored."""
