"""What the files of a snapshot hold, as records. Version 1: fields are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from hipaacheck.model.assets import Cell, Gap, Inventory, Location, Phi, WaiverComment
from hipaacheck.model.controls import SEVERITIES, Control, Severity
from hipaacheck.model.findings import Evidence, Finding, SafeguardState, Verdict, Waiver
from hipaacheck.model.register import Register, RegisterEntry

SCHEMA_VERSION = 1
REGISTER = "register"
"""The source of the inventory that holds the register's records; it is made anew from the register."""


class StoredFinding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of `findings.json`. `run` is the position in `completeness.json` of the inventory that the asset is in."""

    control: str
    severity: Severity
    verdict: Verdict
    run: int
    asset_type: str
    asset: str
    message: str
    safeguards: tuple[str, ...]
    fingerprint: str
    evidence: tuple[Evidence, ...] = ()
    baseline: str | None = None
    waiver: Waiver | None = None
    place: Location | None = None


def stored_finding(finding: Finding, run: int) -> StoredFinding:
    """The finding as it is stored."""
    return StoredFinding(
        control=finding.control.id,
        severity=finding.control.severity,
        verdict=finding.verdict,
        run=run,
        asset_type=finding.asset.type,
        asset=finding.asset.id,
        message=finding.message,
        safeguards=finding.control.safeguards,
        fingerprint=finding.fingerprint,
        evidence=finding.evidence,
        baseline=finding.baseline,
        waiver=finding.waiver,
        place=finding.place,
    )


class StoredStatus(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The status of a safeguard in `findings.json`."""

    citation: str
    status: SafeguardState
    required: bool
    reasons: tuple[str, ...] = ()
    verdicts: dict[Verdict, int] = {}
    waived: int = 0
    decisions: tuple[str, ...] = ()
    attestations: tuple[str, ...] = ()


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """`findings.json`."""

    schema_version: int
    as_of: str
    exit_code: int
    findings: tuple[StoredFinding, ...]
    safeguards: tuple[StoredStatus, ...]
    register: tuple[RegisterEntry, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class StoredAsset(msgspec.Struct, frozen=True):
    """One line of `inventory.jsonl`: an asset, the inventory that it is in, and the digests of what it was built from."""

    run: int
    asset: dict[str, Any]
    evidence: tuple[str, ...] = ()


class StoredRun(msgspec.Struct, frozen=True, kw_only=True):
    """What one target gave besides its assets, in `completeness.json`. `population` counts assets by type."""

    source: str
    target: str
    population: dict[str, int]
    place: str = ""
    cells: tuple[Cell, ...] = ()
    gaps: tuple[Gap, ...] = ()
    calls: dict[str, int] = {}
    unmapped: dict[str, int] = {}
    mapped: int = 0
    file: str | None = None
    digest: str | None = None
    collector: dict[str, str] = {}
    redaction: str = ""
    notes: tuple[str, ...] = ()
    doubtful: dict[str, str] = {}
    declared: dict[str, Location] = {}
    waivers: tuple[WaiverComment, ...] = ()


def stored_run(inventory: Inventory) -> StoredRun:
    """The inventory without its assets."""
    population: dict[str, int] = {}
    for asset in inventory.assets:
        population[asset.type] = population.get(asset.type, 0) + 1
    names = set(StoredRun.__struct_fields__) - {"population"}
    return StoredRun(population=dict(sorted(population.items())), **{name: getattr(inventory, name) for name in names})


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """`completeness.json`: what was selected, and how far it was read."""

    schema_version: int
    complete: bool
    runs: tuple[StoredRun, ...]
    unreadable: tuple[Gap, ...] = ()


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """`meta.json`: who collected, when, and with what. Times are UTC.

    `controls` names those that judged, those that the source cannot decide (`undecided`), those that were not selected
    (`deselected`), those of clouds that may be in what was not read (`elsewhere`), and all that there were (`known`). `clock`
    compares the clock here with Date headers of answers, in seconds. `evaluated` is the digest of the snapshot whose inventory
    was judged anew; null where something was read. `retention` are commands that keep the file unchanged until `retain_until`
    (45 CFR 164.316(b)(2)(i): six years).
    """

    schema_version: int
    tool: dict[str, str]
    source: str
    runtime: bool
    assets: str
    """How the names of the asset types begin that the source reads; empty for any."""
    started: str
    ended: str
    as_of: str
    profile: str
    collectors: tuple[dict[str, str], ...]
    controls: dict[str, tuple[str, ...]]
    digests: dict[str, str]
    clock: dict[str, float]
    retain_until: str
    retention: dict[str, str]
    evaluated: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, which decoding turns into its own error, when something that every version has is missing."""
        for moment in (self.started, self.ended, self.as_of):
            check_time(moment)
        for name, keys in (("tool", ("name", "version")), ("controls", ("judged", "undecided", "deselected", "known"))):
            if missing := [key for key in keys if key not in getattr(self, name)]:
                raise ValueError(f"'{name}' lacks {missing[0]}")


def check_time(text: str) -> None:
    """Raises ValueError unless the text is a time in ISO 8601 with its zone."""
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError(f"the time {text:.40} has no zone")


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """`chain.json`: the place of a snapshot in its chain. `number` counts from 1; `previous` is the sha256 of the statement
    before it, null for the first."""

    number: int
    previous: str | None
    previous_ended: str | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`profile.yaml`: what the controls were judged with."""

    profile: dict[str, Any]
    params: dict[str, dict[str, Any]] = {}
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    phi: dict[str, Any] = {}
    phi_only: bool = False
    fail_on: str = "low"
    on_unknown: str | None = None
    exit_zero: bool = False
    register: str = "compliance"
    """The folder that the register was in."""
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What reports say of the settings: parameters and profiles that ask for less."""

    def __post_init__(self) -> None:
        """Raises ValueError, which decoding turns into its own error, for what no run can have been asked."""
        if self.fail_on not in SEVERITIES or self.on_unknown not in (None, "fail", "report"):
            raise ValueError(f"there is no way to end such as {self.fail_on:.40}, {self.on_unknown}")
        msgspec.convert(self.phi, Phi)


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What a report was judged with. `undecided` are controls that the source cannot decide, `deselected` those left out,
    `elsewhere` those of clouds that may be in what was not read, `known` the ids of all that there were. `runtime` and `assets`
    are those of the source."""

    judged: tuple[Control, ...]
    undecided: tuple[Control, ...]
    deselected: tuple[Control, ...]
    elsewhere: tuple[Control, ...]
    known: frozenset[str]
    settings: Settings
    register: Register
    runtime: bool
    assets: str
    evaluated: str | None = None
