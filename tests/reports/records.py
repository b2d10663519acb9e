"""Small reports for tests of reporters, built from plain records."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, BinaryIO

from hipaacheck import (
    Asset,
    Control,
    Evidence,
    Finding,
    Inventory,
    Location,
    Report,
    ReportOptions,
    Run,
    Safeguard,
    SafeguardStatus,
    Severity,
    Tags,
    Unknown,
    Verdict,
    Waiver,
)
from hipaacheck.model.controls import Compare

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
