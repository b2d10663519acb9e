"""Findings and records of the register for tests of what the register does: small, and with every part settable."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from hipaacheck import Asset, Control, Finding, Inventory, Run, Safeguard, Tags, Verdict
from hipaacheck.model.controls import Compare
from hipaacheck.model.register import (
    AcceptedRisk,
    Alternative,
    AlternativeEvidence,
    Attestation,
    Decision,
    DecisionAssessment,
    Factors,
    Reason,
    Scope,
)

ENCRYPTION, AUDIT, TRAINING = "164.312(a)(2)(iv)", "164.312(b)", "164.308(a)(5)(i)"
EVERYTHING = Scope(assets=("*",))
WHY = "The volumes hold no data of patients."


class Volume(Asset, frozen=True, kw_only=True, tag="aws.ebs.volume"):
    """An asset without fields of its own."""


class Record(Asset, frozen=True, kw_only=True, tag="register.waiver"):
    """A record of the register as an asset."""


def asset(name: str = "v", of: type[Asset] = Volume, **more: Any) -> Asset:
    """An asset in account 1, region us-east-1, without tags."""
    known: dict[str, Any] = {"name": name, "account": "1", "region": "us-east-1", "tags": Tags(items={})}
    return of(id=name, **{**known, **more})


def control(name: str = "encrypted", *citations: str, **more: Any) -> Control:
    """A control that cites the lines; encryption unless others are given."""
    known: dict[str, Any] = {"title": name, "severity": "high", "asset": "aws.ebs.volume"}
    return Control(
        id=name, safeguards=citations or (ENCRYPTION,), require=Compare(path=("id",), op="eq", value="x"), **{**known, **more}
    )


def finding(of: Control | None = None, on: Asset | str = "v", verdict: Verdict = "fail", **more: Any) -> Finding:
    """A finding; a failure unless said otherwise."""
    judged, thing = of or control(), asset(on) if isinstance(on, str) else on
    known: dict[str, Any] = {
        "evidence": (),
        "message": "",
        "fingerprint": sha256(f"{judged.id}\0{thing.id}".encode()).hexdigest(),
    }
    return Finding(control=judged, asset=thing, verdict=verdict, **{**known, **more})


def run(*findings: Finding) -> Run:
    """A run whose assets are those of its findings."""
    assets = {item.asset.id: item.asset for item in findings}
    return Run(inventory=Inventory(source="aws", target="1", assets=tuple(assets.values())), findings=findings)


def line(citation: str = ENCRYPTION, checkable: str = "yes", *, required: bool = False, **more: Any) -> Safeguard:
    """A line of the rule; addressable unless said otherwise."""
    known: dict[str, Any] = {"standard": "Standard", "specification": "Specification", "kind": "implementation specification"}
    known |= {"category": "technical", "text": "Do so", "checkable": checkable}
    return Safeguard(citation=citation, required=required, **{**known, **more})


def waiver(name: str = "w", controls: tuple[str, ...] = ("encrypted",), scope: Scope | None = None, **more: Any) -> AcceptedRisk:
    """A waiver of `encrypted`, everywhere, for the year 2026. Records stand in the order of their names."""
    known: dict[str, Any] = {"created": "2026-01-01", "effective": "2026-01-01", "expires": "2026-12-31", "allow_glob": True}
    known |= {"owner": "Storage", "approved_by": "Officer", "file": "compliance/w.yaml", "line": sum(name.encode())}
    reason = Reason(code="accepted_risk", text=WHY)
    return AcceptedRisk(id=name, controls=controls, scope=scope or EVERYTHING, reason=reason, **{**known, **more})


def decision(
    name: str = "d",
    outcome: str = "alternative",
    shown_by: tuple[str, ...] = ("shown",),
    attested_by: tuple[str, ...] = (),
    **more: Any,
) -> Decision:
    """A decision about encryption, everywhere, for the year 2026; its alternative is shown by the control `shown`."""
    factors = Factors(size="small", infrastructure="cloud", cost="high", risk="low")
    evidence = AlternativeEvidence(controls=shown_by, attestations=attested_by)
    known: dict[str, Any] = {"safeguard": ENCRYPTION, "scope": EVERYTHING, "expires": "2026-12-31", "allow_glob": True}
    known |= {"assessment": DecisionAssessment(date="2026-01-01", by="Officer", factors=factors), "why_not_reasonable": WHY}
    known |= (
        {"alternative": Alternative(text="Records are encrypted one by one.", evidence=evidence)}
        if outcome == "alternative"
        else {}
    )
    return Decision(id=name, outcome=outcome, **{**known, "file": "compliance/d.yaml", "line": 5, **more})  # type: ignore[arg-type]


def attestation(name: str = "a", **more: Any) -> Attestation:
    """An attestation about encryption for the year 2026."""
    known: dict[str, Any] = {
        "safeguard": ENCRYPTION,
        "type": "policy",
        "statement": WHY,
        "subject": "all",
        "attested_by": "Officer",
    }
    known |= {"performed_on": "2026-01-01", "valid_until": "2026-12-31", "file": "compliance/a.yaml", "line": 9}
    return Attestation(id=name, **{**known, **more})
