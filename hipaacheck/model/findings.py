"""Findings, and the report that reporters receive."""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec

from hipaacheck.model.assets import Asset, Gap, Inventory, Location
from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.model.evidence import SnapshotFacts
from hipaacheck.model.register import RegisterEntry

Verdict = Literal["pass", "fail", "unknown", "not_applicable", "error"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """One comparison that decided a finding: `path op expected`, and the value met.

    `negated` tells that the comparison had to be false. `actual` is a plain value, or an `Unknown`. `origin` is the
    address or operation the value came from.
    """

    path: str
    op: str
    expected: Any
    actual: Any = None
    negated: bool = False
    origin: str | None = None


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """Why failures of a control do not count for the resources at these addresses (as written down: without keys), up to and
    with the day `until` (YYYY-MM-DD), and where that is written.

    `id`, `owner`, `approved_by` and `ticket` are those of a record of the register. `kind` tells a risk that is accepted from an
    addressable specification whose documented alternative is in place (45 CFR 164.306(d)(3)(ii)(B)).
    """

    control: str
    addresses: tuple[str, ...]
    until: str
    reason: str
    file: str
    line: int
    kind: Literal["waiver", "alternative"] = "waiver"
    id: str | None = None
    owner: str | None = None
    approved_by: str | None = None
    ticket: str | None = None


class Finding(msgspec.Struct, frozen=True):
    """Control × asset → verdict, with the evidence for it. `place` is where it points to, when that is more than the asset's
    own place."""

    control: Control
    asset: Asset
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    message: str
    fingerprint: str
    baseline: Literal["new", "unchanged"] | None = None
    waiver: Waiver | None = None
    place: Location | None = None

    @property
    def active(self) -> bool:
        """A failure that counts: not waived, and not one that the baseline already knew."""
        return self.verdict == "fail" and self.baseline != "unchanged" and self.waiver is None

    @property
    def location(self) -> Location | None:
        """Where a person finds what the finding is about."""
        return self.asset.location if self.place is None else self.place


SafeguardState = Literal[
    "satisfied",
    "not_satisfied",
    "incomplete",
    "attested",
    "attestation_missing",
    "attestation_expired",
    "inherited",
    "not_applicable",
]


class SafeguardStatus(msgspec.Struct, frozen=True):
    """What findings and the register say about one safeguard. Technical evidence, not a determination of compliance.

    `safeguard.required` is as the profile has it. `reasons` tell why the status is what it is, the weightiest first, each a
    sentence. `verdicts` counts the findings that cite it, `waived` those of them that a waiver or alternative covers. `decisions`
    and `attestations` are the ids of the records about it that are in force.
    """

    safeguard: Safeguard
    status: SafeguardState
    reasons: tuple[str, ...] = ()
    verdicts: dict[Verdict, int] = {}
    waived: int = 0
    decisions: tuple[str, ...] = ()
    attestations: tuple[str, ...] = ()


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One target after evaluation: its inventory and its findings, sorted by control and asset."""

    inventory: Inventory
    findings: tuple[Finding, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a reporter may say. `controls` are the selected ones; `live_only` those a plan cannot decide.

    Times are ISO 8601, UTC. `exit_code` is what the process will return. `problems` are mistakes in what the organisation
    itself wrote down, such as a waiver without a reason. `register` holds the organisation's records, `snapshot` tells of the
    sealed evidence that the report is made from, where it is.
    """

    version: str
    source: str
    profile: str
    as_of: str
    started: str
    ended: str
    exit_code: int
    controls: tuple[Control, ...]
    live_only: tuple[Control, ...]
    runs: tuple[Run, ...]
    safeguards: tuple[SafeguardStatus, ...]
    unreadable: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    register: tuple[RegisterEntry, ...] = ()
    snapshot: SnapshotFacts | None = None

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What was not read, over all targets."""
        return self.unreadable + tuple(gap for run in self.runs for gap in run.inventory.gaps)

    def counts(self) -> dict[Verdict, int]:
        """Findings per verdict, every verdict named."""
        out: dict[Verdict, int] = dict.fromkeys(VERDICTS, 0)
        for run in self.runs:
            for finding in run.findings:
                out[finding.verdict] += 1
        return out

    def waived(self) -> int:
        """Failures that a waiver covers."""
        return sum(finding.waiver is not None for run in self.runs for finding in run.findings)

    def unmapped(self) -> dict[str, int]:
        """Resource types without an asset type, with their numbers, sorted by name."""
        out: dict[str, int] = {}
        for run in self.runs:
            for name, number in run.inventory.unmapped.items():
                out[name] = out.get(name, 0) + number
        return dict(sorted(out.items()))
