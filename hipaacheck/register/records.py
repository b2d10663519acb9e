"""Records of the register as assets, so that controls can judge them: is what the organisation wrote down still in force?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from hipaacheck.model.assets import Asset, Inventory, Location
from hipaacheck.model.register import AcceptedRisk, Attestation, Day, Decision, Register
from hipaacheck.model.values import AssetType, Tags, Unknown
from hipaacheck.register.entries import renewed, state_of


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
    same scope, of the same type about the same safeguard and subject."""


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
    again = renewed(register, today)
    waivers = [
        WaiverAsset(
            **_common(waiver, waiver.effective, waiver.expires, waiver.owner, today, waiver.id in again),
            controls=list(waiver.controls),
        )
        for waiver in register.waivers
    ]
    decisions = [
        DecisionAsset(
            **_common(item, item.assessment.date, item.expires, item.assessment.by, today, item.id in again),
            safeguards=[item.safeguard],
            outcome=item.outcome,
        )
        for item in register.decisions
    ]
    attestations = [
        AttestationAsset(
            **_common(item, item.performed_on, item.valid_until, item.attested_by, today, item.id in again),
            safeguards=[item.safeguard],
            kind=item.type,
        )
        for item in register.attestations
    ]
    return Inventory(source="register", target=register.folder, assets=(*waivers, *decisions, *attestations))


def _common(
    record: AcceptedRisk | Decision | Attestation, since: Day, until: Day, owner: str, today: date, renewed: bool
) -> dict[str, Any]:
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
