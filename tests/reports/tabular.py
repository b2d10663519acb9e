"""A report with something in every table, and what tables say by column."""

from __future__ import annotations

from typing import Any

import msgspec

from hipaacheck import ApiCall, Asset, Cell, Evidence, Gap, RegisterEntry, SafeguardStatus, SnapshotFacts, Unknown
from hipaacheck_reports.tables import Table
from tests.reports.records import AUDIT, ENCRYPTION, asset, control, finding, report, run, waiver

ACCOUNT = "012345678901"


def _volume(name: str, **more: Any) -> Asset:
    return msgspec.structs.replace(asset(f"volume/{name}"), account=ACCOUNT, classification="ePHI", **more)


VOLUMES = (
    _volume("a"),
    msgspec.structs.replace(_volume("b"), name=Unknown("AccessDenied", "ec2:DescribeTags"), account=Unknown("not told")),
    *(_volume(name) for name in "cde"),
)
_ENCRYPTED = control()
_RECORD = {"id": "scratch", "owner": "Storage", "approved_by": "Security"}
_FINDINGS = (
    finding(_ENCRYPTED, VOLUMES[0]),
    finding(_ENCRYPTED, VOLUMES[1], "unknown"),
    finding(_ENCRYPTED, VOLUMES[2], waiver=waiver("volume/c")),
    finding(_ENCRYPTED, VOLUMES[3], waiver=waiver("volume/d", until="2026-10-20", **_RECORD)),
    finding(
        control("aws-ebs-a", "low"),
        VOLUMES[0],
        "pass",
        evidence=(Evidence("encrypted", "eq", True, True), Evidence("size", "gt", 2, 3)),
    ),
)
_GAPS = (
    Gap(
        state="denied",
        reason="not allowed",
        asset_type="aws.s3.bucket",
        account=ACCOUNT,
        region="us-east-1",
        operation="s3:ListBuckets",
        code="AccessDenied",
    ),
    Gap(state="throttled", reason="too many calls", asset_type="aws.ebs.volume", fields=("tags",), assets=2),
    Gap(state="region_disabled", reason="not enabled", region="ap-east-1"),
)
_CALLS = (
    ApiCall(
        service="s3",
        operation="s3:ListBuckets",
        account=ACCOUNT,
        region="us-east-1",
        parameters={"b": 1, "a": ["ü"]},
        status=200,
        request_id="ABC123",
        date="Thu, 01 Oct 2026 12:00:00 GMT",
        digest="ab" * 32,
    ),
    ApiCall(service="s3", operation="s3:GetBucketPolicy", account=ACCOUNT, region=None, status=403, code="AccessDenied"),
)
SNAPSHOT = SnapshotFacts(
    name="clinic.zip",
    digest="12" * 32,
    created="2026-10-01T11:00:00Z",
    signature="not_checked",
    key_id="34" * 32,
    collector={"arn": "arn:aws:sts::012345678901:assumed-role/audit/session"},
    previous=None,
    retain_until="2032-10-01",
    digests={"controls": "56" * 32, "register": "78" * 32},
    calls=lambda: iter(_CALLS),
)
_REGISTER = (
    RegisterEntry(
        kind="waiver",
        id="scratch",
        state="expiring",
        since="2026-09-01",
        until="2026-10-20",
        summary="scratch data, no ePHI",
        by="Storage",
        controls=("aws-ebs-volume-encrypted",),
        findings=1,
        file="waivers.yaml",
        line=3,
    ),
)
_STATUS = SafeguardStatus(
    ENCRYPTION,
    "not_satisfied",
    ("Two controls failed.", "One was not decided."),
    {"pass": 4, "fail": 3},
    2,
    ("tokenised",),
)
_RUN = run(
    _FINDINGS,
    ACCOUNT,
    source="aws",
    gaps=_GAPS,
    cells=(Cell(asset_type="aws.ebs.volume", account=ACCOUNT, region="us-east-1", state="complete", assets=5),),
    calls={"answered": 12, "denied": 1},
    unmapped={"aws_foo": 3},
    doubtful={"volume/b": "count is not known"},
    evidence={("aws.ebs.volume", "volume/a"): ("ab" * 32, "cd" * 32)},
)
_WHOLE = msgspec.structs.replace(_RUN, inventory=msgspec.structs.replace(_RUN.inventory, assets=VOLUMES))
EVERYTHING = report(
    _WHOLE,
    source="aws",
    safeguards=(_STATUS, SafeguardStatus(AUDIT, "attestation_missing")),
    unreadable=(Gap(state="unreadable", reason="other.json: not JSON"),),
    notes=("A waiver matches nothing.",),
    problems=("waivers.yaml:9: no reason",),
    register=_REGISTER,
    snapshot=SNAPSHOT,
)


def named(table: Table) -> list[dict[str, Any]]:
    """The rows of a table by the names of its columns."""
    return [dict(zip((column.name for column in table.columns), row, strict=True)) for row in table.rows]
