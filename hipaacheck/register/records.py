"""Records of the register as assets, so that controls can judge them: is what the organisation wrote down still in force?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from hipaacheck.model.assets import Asset, Inventory, Location
from hipaacheck.model.register import AcceptedRisk, Attestation, Day, Decision, Register
from hipaacheck.model.values import AssetType, Tags, Unknown
from hipaacheck.register.entries import scope_key, state_of


class RegisterAsset(Asset, frozen=True, kw_only=True):
    """What every record of the register has."""

    owner: str | Unknown
    """Who answers for it: a waiver's owner, who assessed a decision, who attested."""
    starts: datetime | Unknown
    """The beginning of its first day, UTC."""
    expires: datetime | Unknown
    """The end of its last day, UTC."""
    until: str | Unknown
    """Its last day, as it is written down: `YYYY-MM-DD`."""
    expired: bool | Unknown
    """Whether its last day is over."""
    renewed: bool | Unknown
    """Whether another record about the same is in force: of the same controls in the same scope, of the same specification in the
    same scope, of the same type about the same safeguard, subject and population."""


class WaiverAsset(RegisterAsset, frozen=True, kw_only=True, tag="register.waiver"):
    """A waiver of the register: failures that the organisation accepts up to a day."""

    controls: list[str | Unknown] | Unknown
    """Controls whose failures it covers, as they are written down: ids, or patterns of ids."""


class DecisionAsset(RegisterAsset, frozen=True, kw_only=True, tag="register.decision"):
    """A decision of the register about an addressable implementation specification (45 CFR 164.306(d)(3))."""

    safeguards: list[str | Unknown] | Unknown
    """The specification: one citation."""
    outcome: str | Unknown
    """`implement`, `alternative` or `not_reasonable`."""


class AttestationAsset(RegisterAsset, frozen=True, kw_only=True, tag="register.attestation"):
    """An attestation of the register: what no interface can show, in the organisation's own words."""

    safeguards: list[str | Unknown] | Unknown
    """What it attests: one citation."""
    kind: str | Unknown
    """`policy`, `procedure`, `risk_analysis`, `training`, `contract`, `test`, `review`, `inherited` or `other`."""


WAIVER = AssetType(name="register.waiver", record=WaiverAsset)
DECISION = AssetType(name="register.decision", record=DecisionAsset)
ATTESTATION = AssetType(name="register.attestation", record=AttestationAsset)


def register_inventory(register: Register, today: date) -> Inventory:
    """The records as assets, as of a day: waivers, decisions, attestations, each in the register's order."""
    waivers = [
        WaiverAsset(
            **_common(waiver, waiver.effective, waiver.expires, waiver.owner, today, renewed), controls=list(waiver.controls)
        )
        for waiver, renewed in _renewed(register.waivers, _waived, lambda item: (item.effective, item.expires), today)
    ]
    decisions = [
        DecisionAsset(
            **_common(decision, decision.assessment.date, decision.expires, decision.assessment.by, today, renewed),
            safeguards=[decision.safeguard],
            outcome=decision.outcome,
        )
        for decision, renewed in _renewed(register.decisions, _decided, lambda item: (item.assessment.date, item.expires), today)
    ]
    attestations = [
        AttestationAsset(
            **_common(item, item.performed_on, item.valid_until, item.attested_by, today, renewed),
            safeguards=[item.safeguard],
            kind=item.type,
        )
        for item, renewed in _renewed(register.attestations, _attested, lambda item: (item.performed_on, item.valid_until), today)
    ]
    return Inventory(source="register", target=register.folder, assets=(*waivers, *decisions, *attestations))


RegisterRecord = TypeVar("RegisterRecord", AcceptedRisk, Decision, Attestation)


def _renewed(
    records: Sequence[RegisterRecord],
    about: Callable[[RegisterRecord], Hashable],
    days: Callable[[RegisterRecord], tuple[Day, Day]],
    today: date,
) -> list[tuple[RegisterRecord, bool]]:
    """Each record, and whether another one about the same is in force."""
    valid = [state_of(*days(record), today) in ("in_force", "expiring") for record in records]
    number = Counter(about(record) for record, counts in zip(records, valid, strict=True) if counts)
    return [(record, number[about(record)] > counts) for record, counts in zip(records, valid, strict=True)]


def _waived(waiver: AcceptedRisk) -> Hashable:
    return tuple(sorted(waiver.controls)), scope_key(waiver)


def _decided(decision: Decision) -> Hashable:
    return decision.safeguard, scope_key(decision)


def _attested(attestation: Attestation) -> Hashable:
    return attestation.safeguard, attestation.type, attestation.subject, attestation.population


def _common(record: RegisterRecord, since: Day, until: Day, owner: str, today: date, renewed: bool) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.id,
        "account": None,
        "region": None,
        "tags": Tags(items={}),
        "location": Location(file=record.file, line=record.line),
        "owner": owner,
        "starts": datetime.combine(date.fromisoformat(since), time(), UTC),
        "expires": datetime.combine(date.fromisoformat(until), time(23, 59, 59), UTC),
        "until": until,
        "expired": state_of(since, until, today) == "expired",
        "renewed": renewed,
    }
