"""Small reports for tests of reporters, built from plain records."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, BinaryIO, Literal

from msgspec.structs import replace

from hipaacheck import (
    Asset,
    Control,
    Evidence,
    Finding,
    Inventory,
    Location,
    RegisterEntry,
    Report,
    ReportOptions,
    Run,
    Safeguard,
    SafeguardStatus,
    Severity,
    SnapshotFacts,
    Tags,
    Unknown,
    Verdict,
    Waiver,
)
from hipaacheck.model.controls import Compare
from hipaacheck.model.register import EntryState

PLAN = "infra/plan.json"


class Volume(Asset, frozen=True, kw_only=True, tag="aws.ebs.volume"):
    """An asset without fields of its own."""


IN_PLAN = Location(PLAN)


def asset(name: str, location: Location | None = IN_PLAN) -> Asset:
    """An asset; its id is the name."""
    return Volume(id=name, name=name, account=None, region="us-east-1", tags=Tags(items={}), location=location)


def control(name: str = "aws-ebs-volume-encrypted", severity: Severity = "high", **more: Any) -> Control:
    """A control with everything a report can show."""
    known: dict[str, Any] = {
        "id": name,
        "title": "EBS volumes are encrypted",
        "severity": severity,
        "asset": "aws.ebs.volume",
        "safeguards": ("164.312(a)(2)(iv)",),
        "require": Compare(path=("encrypted",), op="eq", value=True),
        "rationale": "Data on a volume that is not encrypted can be read from the disk.\n",
        "remediation": '```hcl\nresource "aws_ebs_volume" "v" {\n  encrypted = true\n}\n```\n',
        "references": ("https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",),
        "file": "aws/ebs/volume-encrypted.yaml",
        "line": 3,
    }
    return Control(**{**known, **more})


_ACTUAL: dict[Verdict, Any] = {"pass": True, "fail": False, "unknown": Unknown("known after apply", "aws_ebs_volume.v.encrypted")}
_MESSAGE: dict[Verdict, str] = {
    "pass": "encrypted is true, required true.",
    "fail": "encrypted is false, required true.",
    "unknown": "encrypted is unknown: known after apply (aws_ebs_volume.v.encrypted).",
    "not_applicable": "Nothing to check.",
    "error": "predicate 'strong' failed: ValueError: no such key.",
}


def finding(of: Control, on: Asset, verdict: Verdict = "fail", message: str | None = None, **more: Any) -> Finding:
    """A finding with the evidence that goes with its verdict."""
    rows = (Evidence("encrypted", "eq", True, _ACTUAL[verdict]),) if verdict in _ACTUAL else ()
    known: dict[str, Any] = {
        "evidence": rows,
        "message": message or _MESSAGE[verdict],
        "fingerprint": sha256(f"{of.id}\0{on.id}".encode(errors="surrogatepass")).hexdigest()[:32],
    }
    return Finding(control=of, asset=on, verdict=verdict, **{**known, **more})


def waiver(*addresses: str, until: str = "2027-06-30", **more: Any) -> Waiver:
    """A waiver of the control `aws-ebs-volume-encrypted`."""
    known: dict[str, Any] = {"control": "aws-ebs-volume-encrypted", "reason": "scratch data, no ePHI", "file": "infra/main.tf"}
    return Waiver(addresses=addresses, until=until, **{"line": 11, **known, **more})


def run(findings: Sequence[Finding], target: str = PLAN, **more: Any) -> Run:
    """A target whose assets are those of its findings."""
    assets = {item.asset.id: item.asset for item in findings}
    known: dict[str, Any] = {"source": "plan", "target": target, "file": None if target == "-" else target, "digest": "ab" * 32}
    return Run(inventory=Inventory(assets=tuple(assets.values()), **{**known, **more}), findings=tuple(findings))


ENCRYPTION = Safeguard(
    citation="164.312(a)(2)(iv)",
    standard="Access control",
    specification="Encryption and decryption",
    kind="implementation specification",
    required=False,
    category="technical",
    text="Encrypt and decrypt ePHI",
    checkable="yes",
)
AUDIT = Safeguard(
    citation="164.312(b)",
    standard="Audit controls",
    specification=None,
    kind="standard",
    required=True,
    category="technical",
    text="Record and examine activity",
    checkable="partly",
)


def report(*runs: Run, **more: Any) -> Report:
    """A report of these targets, with the controls of their findings."""
    controls = {item.control.id: item.control for part in runs for item in part.findings}
    known: dict[str, Any] = {
        "version": "1.2.3",
        "source": "plan",
        "profile": "hipaa",
        "as_of": "2026-10-01T12:00:00Z",
        "started": "2026-10-01T12:00:00Z",
        "ended": "2026-10-01T12:00:01Z",
        "exit_code": 1,
        "controls": tuple(controls.values()),
        "live_only": (),
        "safeguards": (SafeguardStatus(ENCRYPTION, "not_satisfied"), SafeguardStatus(AUDIT, "attestation_missing")),
    }
    return Report(runs=runs, **{**known, **more})


def rendered(write: Callable[[Report, BinaryIO, ReportOptions], None], what: Report, **options: Any) -> bytes:
    """What a reporter writes."""
    out = io.BytesIO()
    write(what, out, ReportOptions(**{"width": 80, **options}))
    return out.getvalue()


# -- register and snapshot ---------------------------------------------------------------------------------------


class Record(Asset, frozen=True, kw_only=True, tag="register.waiver"):
    """A record of the register as an asset."""


ACCEPTED = waiver(
    id="scratch-volumes",
    owner="Storage team",
    approved_by="Security officer",
    ticket="SEC-12",
    until="2026-12-01",
    file="compliance/waivers.yaml",
    line=3,
)
"""A waiver of the register."""
ALTERNATIVE = waiver(
    kind="alternative",
    id="application-encryption",
    until="2027-09-30",
    reason="The application encrypts each record before it is written.",
    file="compliance/decisions.yaml",
    line=1,
)
"""A decision whose alternative is in place."""
SNAPSHOT = SnapshotFacts(
    name="estate.zip",
    digest="3f2a9c01b2d4" + "0" * 52,
    created="2026-09-30T12:00:00Z",
    signature="verified",
    key_id="77ab" * 16,
    collector={"arn": "arn:aws:sts::123456789012:assumed-role/audit/session"},
    previous="5c" * 32,
    retain_until="2032-09-30",
    digests={"controls": "c0" * 32},
)


def entry(
    name: str, kind: Literal["waiver", "decision", "attestation"] = "waiver", state: EntryState = "in_force"
) -> RegisterEntry:
    """A record of the register."""
    return RegisterEntry(
        kind=kind,
        id=name,
        state=state,
        since="2026-01-01",
        until="2026-12-01",
        summary="The volumes hold no data of patients.",
        by="Storage team",
        controls=("aws-ebs-volume-encrypted",) if kind == "waiver" else (),
        safeguards=() if kind == "waiver" else ("164.312(a)(2)(iv)",),
        findings=1 if kind == "waiver" else 0,
        file="compliance/waivers.yaml",
        line=3,
    )


def recorded() -> Report:
    """A report of a snapshot and a register: failures that are waived, met by an alternative or known, and an expired record."""
    encrypted = control()
    failing = [finding(encrypted, asset("fresh", Location("infra/main.tf", 5)))]
    failing += [finding(encrypted, asset(f"scratch[{number}]"), waiver=ACCEPTED) for number in range(2)]
    failing += [
        finding(encrypted, asset("sealed"), waiver=ALTERNATIVE),
        finding(encrypted, asset("noted"), waiver=waiver("noted")),
    ]
    evidence = {("aws.ebs.volume", "fresh"): ("d1" * 32, "e2" * 32)}
    late = Record(
        id="old-volumes",
        name="old-volumes",
        account=None,
        region=None,
        tags=Tags(items={}),
        location=Location("compliance/x.yaml", 9),
    )
    in_force = control(
        "register-waiver-in-force", "medium", title="Waivers are in force", asset="register.waiver", safeguards=("164.312(b)",)
    )
    record = finding(in_force, late, message="old-volumes expired on 2026-09-01.", evidence=())
    status = (
        SafeguardStatus(
            ENCRYPTION,
            "not_satisfied",
            reasons=("1 failure: aws-ebs-volume-encrypted (1).", "3 failures are waived, which satisfies nothing."),
            verdicts={"fail": 5},
            waived=4,
            decisions=("application-encryption",),
        ),
        SafeguardStatus(AUDIT, "attested", reasons=("Attested: log-review, until 2026-12-01.",), attestations=("log-review",)),
    )
    return report(
        run(failing, source="aws", target="123456789012", file=None, evidence=evidence, collector=SNAPSHOT.collector),
        run([record], source="register", target="compliance", file=None, digest=None),
        source="snapshot",
        safeguards=status,
        snapshot=SNAPSHOT,
        register=(
            entry("scratch-volumes", state="expiring"),
            entry("old-volumes", state="expired"),
            entry("next-year", state="not_yet"),
            entry("application-encryption", "decision"),
            entry("log-review", "attestation"),
        ),
    )


def recorded_as(evil: str) -> Report:
    """A report of a snapshot and a register in which everything that others write is this text."""
    texts: dict[str, Any] = {"id": evil, "owner": evil, "approved_by": evil, "ticket": evil, "reason": evil, "file": evil}
    covers = [waiver(control=evil, **texts), waiver(control=evil, kind="alternative", **texts)]
    strange = control(title=evil, rationale=evil, remediation=evil, safeguards=(evil,))
    findings = [finding(strange, asset(f"{evil}{number}"), message=evil, waiver=item) for number, item in enumerate(covers)]
    facts = replace(SNAPSHOT, name=evil, key_id=evil, collector={evil: evil, "arn": evil}, previous=evil, digests={evil: evil})
    return report(
        run(findings, evil, collector={"oid": evil}),
        run([finding(strange, asset(f"{evil}2"), message=evil)], evil, source="register"),
        snapshot=facts,
        safeguards=(SafeguardStatus(ENCRYPTION, "incomplete", reasons=(evil,), decisions=(evil,), attestations=(evil,)),),
        register=(replace(entry(evil), summary=evil, by=evil, file=evil),),
    )
