"""Reports for tests of documents: one with everything that a report can say, one of any size, and texts that try to be more."""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import (
    ApiCall,
    Asset,
    Cell,
    Finding,
    Gap,
    RegisterEntry,
    Report,
    Run,
    SafeguardStatus,
    SnapshotFacts,
    Tags,
    Verdict,
)
from tests.reports.pages import HOSTILE
from tests.reports.records import AUDIT, ENCRYPTION, Volume, asset, control, finding, report, run, waiver

ODD = [
    *HOSTILE,
    "</para><para><b>bold</b><img src='file:///etc/passwd'/>",
    "<a href='javascript:alert(1)'>x</a> &amp; &#60; <unknown/>",
    "line\r\nbreak\ttab\x0b\x0c\x1b[31mred",
    " blanks ",
    '{{ insert: param, x }} *em* "quoted" ^2^',
    "中文 العربية Ελληνικά 🙂 ﷽ e\u0301",
    "x" * 3000,
    'aws_s3_bucket.b["a b"]/' + "y" * 400,
]
"""Names and reasons that somebody else chose."""

DIGEST = "cd" * 32


def status(state: str, **more: object) -> SafeguardStatus:
    """A status of the encryption safeguard."""
    return SafeguardStatus(ENCRYPTION, state, **more)  # type: ignore[arg-type]


def snapshot(name: str = "evidence/2026-10-01.zip", **more: object) -> SnapshotFacts:
    """Facts of a sealed snapshot."""
    known: dict[str, object] = {
        "digest": "ef" * 32,
        "created": "2026-10-01T11:59:00Z",
        "signature": "verified",
        "key_id": "0123abcd",
        "collector": {"arn": "arn:aws:sts::111122223333:assumed-role/audit/session"},
        "previous": "aa" * 32,
        "retain_until": "2032-10-01",
        "digests": {"controls": "bb" * 32, "register": "cc" * 32},
        "calls": _calls,
    }
    return SnapshotFacts(name=name, **{**known, **more})  # type: ignore[arg-type]


def _calls() -> Iterator[ApiCall]:
    yield ApiCall(service="s3", operation="s3:ListBuckets", account="111122223333", region=None, status=200, digest=DIGEST)


def entry(kind: str, name: str, **more: object) -> RegisterEntry:
    """A record of the register about encryption."""
    known: dict[str, object] = {
        "state": "in_force",
        "since": "2026-01-01",
        "until": "2026-12-31",
        "summary": "The volumes hold scratch data and are wiped every night.",
        "by": "Security Officer",
        "safeguards": (ENCRYPTION.citation,),
        "file": "compliance/waivers.yaml",
        "line": 4,
    }
    return RegisterEntry(kind=kind, id=name, **{**known, **more})  # type: ignore[arg-type]


def everything() -> Report:
    """Every verdict, a waiver, an alternative, a baseline, gaps, records, a snapshot, two targets of one name."""
    volumes, keys = (
        control(),
        control("aws-kms-key-rotated", "medium", title="Keys rotate", safeguards=("164.312(b)", "164.312(a)(2)(iv)")),
    )
    accepted = waiver("v.waived", id="W-1", approved_by="Security Officer", owner="Platform", ticket="SEC-12")
    instead = waiver("v.instead", kind="alternative", id="D-1", file="compliance/decisions.yaml")
    found: list[Finding] = [
        finding(volumes, asset("v.pass"), "pass"),
        finding(volumes, asset("v.fail"), "fail", baseline="new"),
        finding(volumes, asset("v.waived"), "fail", waiver=accepted),
        finding(volumes, asset("v.instead"), "fail", waiver=instead),
        finding(volumes, asset("v.old"), "fail", baseline="unchanged"),
        finding(volumes, asset("v.unknown"), "unknown"),
        finding(keys, asset("k.none"), "not_applicable"),
        finding(keys, asset("k.error"), "error"),
    ]
    gap = Gap(
        state="denied", reason="access denied", asset_type="aws.ebs.volume", operation="ec2:DescribeVolumes", code="AccessDenied"
    )
    chosen = Gap(state="region_disabled", reason="the region is not enabled", region="me-south-1")
    live = run(
        found,
        "111122223333",
        source="aws",
        file=None,
        digest=None,
        gaps=(gap, chosen),
        cells=(Cell(asset_type="aws.ebs.volume", account="111122223333", region="us-east-1", state="complete", assets=6),),
        calls={"answered": 12, "denied": 1},
        collector={"arn": "arn:aws:sts::111122223333:assumed-role/audit/session"},
        evidence={("aws.ebs.volume", "v.fail"): (DIGEST, "ce" * 32)},
        unmapped={"aws_foo": 2},
    )
    again = run([finding(volumes, asset("v.fail"), "fail")], "111122223333", source="aws", file=None, digest=None)
    reasons = ("1 failure that counts: aws-ebs-volume-encrypted.", "2 findings could not be decided.")
    return report(
        live,
        again,
        safeguards=(
            status("not_satisfied", reasons=reasons, verdicts={"fail": 5, "pass": 1, "unknown": 1}, waived=2, decisions=("D-1",)),
            SafeguardStatus(AUDIT, "incomplete", verdicts={"error": 1, "not_applicable": 1}, attestations=("A-1",)),
        ),
        register=(
            entry("waiver", "W-1", controls=("aws-ebs-volume-encrypted",), findings=1),
            entry("decision", "D-1", state="expiring"),
            entry("attestation", "A-1", safeguards=(AUDIT.citation,), state="expired", summary="Logs are reviewed every week."),
        ),
        unreadable=(Gap(state="unreadable", reason="not a plan"),),
        notes=("A note.",),
        problems=("main.tf:3: a waiver without a reason",),
        live_only=(control("aws-iam-user-mfa-enabled"),),
        snapshot=snapshot(),
    )


def odd(texts: list[str]) -> Report:
    """A report in which these texts are the names, ids, reasons and places."""
    one = control(title=texts[0] or "x", rationale=texts[-1], remediation=texts[0])
    found = []
    for number, text in enumerate(texts):
        name = f"{number} {text}"
        thing: Asset = Volume(id=name, name=text, account=text, region=text, tags=Tags(items={text: text}), classification=text)
        found.append(
            finding(one, thing, "fail", text, waiver=waiver(name, reason=text, file=text or "f", id=text, approved_by=text))
        )
        found.append(finding(one, thing, "unknown", text))
    records = tuple(entry("attestation", text, summary=text, by=text, file=text) for text in texts)
    states = status("incomplete", reasons=tuple(texts), decisions=tuple(texts), verdicts={"fail": len(texts)}, waived=len(texts))
    gaps = tuple(Gap(state="failed", reason=text, asset_type=text, code=text) for text in texts)
    where = run(found, texts[-1], gaps=gaps, unmapped=dict.fromkeys(texts, 1), collector=dict.fromkeys(texts, texts[0]))
    return report(
        where,
        safeguards=(states, SafeguardStatus(AUDIT, "satisfied")),
        register=records,
        notes=tuple(texts),
        problems=tuple(texts),
    )


def large(number: int, controls: int = 40) -> Report:
    """A report with so many findings, a third of them failures, spread over controls."""
    verdicts: tuple[Verdict, ...] = ("pass", "fail", "unknown")
    cited = ("164.312(a)(2)(iv)", "164.312(b)")
    ones = [control(f"aws-ebs-control-{place:02}", safeguards=cited[:: 1 if place % 2 else -1]) for place in range(controls)]
    things = [asset(f"module.estate[{place}].aws_ebs_volume.data") for place in range(max(1, number // controls))]
    found = [finding(one, thing, verdicts[place % 3]) for one in ones for place, thing in enumerate(things)]
    part: Run = run(found)
    states = (
        status("not_satisfied", verdicts={"fail": number // 3}),
        SafeguardStatus(AUDIT, "not_satisfied", verdicts={"fail": 1}),
    )
    return report(part, safeguards=states)
