"""The register: what the organisation itself says. Waivers, addressable decisions and attestations, as they were written down."""

from __future__ import annotations

from typing import Literal

import msgspec

Day = str
"""`YYYY-MM-DD`, valid to the end of that day UTC."""


class Scope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which assets a record is about: those that every given list names. An asset whose account, region or tags are not known
    is not among them. `assets` are ids: addresses, ARNs, ARM ids."""

    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    tags: dict[str, str] = {}


class Reason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a risk is accepted: a word to group by, and at least 20 characters for people."""

    code: Literal["accepted_risk", "compensating_control", "false_positive", "migration", "vendor_limit"]
    text: str


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document that proves something. `sha256` in hexadecimal; `location` is where people find it."""

    title: str
    sha256: str
    location: str


class AcceptedRisk(msgspec.Struct, frozen=True, kw_only=True):
    """A waiver of the register: failures of `controls` in `scope` are marked, from `effective` to `expires`. Globs in controls
    and scope need `allow_glob`."""

    id: str
    controls: tuple[str, ...]
    scope: Scope
    reason: Reason
    owner: str
    approved_by: str
    created: Day
    effective: Day
    expires: Day
    ticket: str | None = None
    compensating_controls: tuple[str, ...] = ()
    allow_glob: bool = False
    file: str = ""
    line: int = 1


class Factors(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What 45 CFR 164.306(b)(2) has an organisation weigh: size and complexity, infrastructure, cost, and risk to ePHI."""

    size: str
    infrastructure: str
    cost: str
    risk: str


class DecisionAssessment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who weighed an addressable specification, when, and what was weighed."""

    date: Day
    by: str
    factors: Factors


class AlternativeEvidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shows that an alternative is in place: controls that pass in the decision's scope, attestations in force (by id)."""

    controls: tuple[str, ...] = ()
    attestations: tuple[str, ...] = ()


class Alternative(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An equivalent alternative measure (45 CFR 164.306(d)(3)(ii)(B)(2))."""

    text: str
    evidence: AlternativeEvidence


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision about an addressable implementation specification (45 CFR 164.306(d)(3))."""

    id: str
    safeguard: str
    scope: Scope
    assessment: DecisionAssessment
    outcome: Literal["implement", "alternative", "not_reasonable"]
    expires: Day
    why_not_reasonable: str | None = None
    alternative: Alternative | None = None
    allow_glob: bool = False
    file: str = ""
    line: int = 1


class Attestation(msgspec.Struct, frozen=True, kw_only=True):
    """What no interface can show, in the organisation's own words: a risk analysis, training, a business associate contract."""

    id: str
    safeguard: str
    type: Literal["policy", "procedure", "risk_analysis", "training", "contract", "test", "review", "inherited", "other"]
    statement: str
    subject: str
    performed_on: Day
    valid_until: Day
    attested_by: str
    population: str | None = None
    documents: tuple[Document, ...] = ()
    file: str = ""
    line: int = 1


class RegisterFile(msgspec.Struct, frozen=True):
    """One file of the register: its name below the register's folder, and its text."""

    name: str
    text: str


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the organisation wrote down, in the order of files and lines."""

    folder: str = ""
    waivers: tuple[AcceptedRisk, ...] = ()
    decisions: tuple[Decision, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    files: tuple[RegisterFile, ...] = ()


EntryState = Literal["in_force", "not_yet", "expiring", "expired"]


class RegisterEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the register as reports show it. `state` is as of the report's day: `expiring` is in force for 30 days more
    at most. `findings` counts the failures that it covers; `summary` is its reason or statement, `by` who answers for it."""

    kind: Literal["waiver", "decision", "attestation"]
    id: str
    state: EntryState
    since: Day
    until: Day
    summary: str
    by: str
    safeguards: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    findings: int = 0
    file: str = ""
    line: int = 1
