"""What several formats say of a report alike: plain text, which each format escapes in its own way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Literal

from hipaacheck import (
    CHOSEN,
    SEVERITIES,
    Control,
    Evidence,
    Finding,
    Gap,
    Location,
    RegisterEntry,
    Report,
    Run,
    SnapshotFacts,
    Unknown,
    Waiver,
    plain,
)
from hipaacheck_reports.clean import encodable, plural, shortened

ASIDE: dict[Literal["waiver", "alternative"], str] = {
    "waiver": "Waived",
    "alternative": "Alternative in place (164.306(d)(3))",
}
"""Kind of a waiver → the heading of what it covers."""
_STATES = {"expiring": "expiring", "expired": "expired", "not_yet": "not yet in force"}
"""States of records that a reader must know of, in words."""
_SIGNATURES = {"verified": "signature verified", "not_checked": "signature not checked", "unsigned": "not signed"}
_SHORT = 12
"""Digits of a digest where people read it."""


def every_finding(report: Report) -> Iterator[Finding]:
    """The findings of all targets."""
    return (finding for run in report.runs for finding in run.findings)


def targets(report: Report) -> list[Run]:
    """What was scanned: every run but that of the register, which holds the organisation's own records."""
    return [run for run in report.runs if run.inventory.source != "register"]


def asset_count(report: Report) -> int:
    """Assets of all targets. Records of the register are none."""
    return sum(len(run.inventory.assets) for run in targets(report))


def by_control(findings: Iterable[Finding]) -> Iterator[tuple[Control, list[Finding]]]:
    """Findings by control, worst severity first, then by id; the assets stay in their order."""
    ordered = sorted(findings, key=lambda finding: (SEVERITIES.index(finding.control.severity), finding.control.id))
    for _, group in groupby(ordered, key=lambda finding: finding.control.id):
        found = list(group)
        yield found[0].control, found


def set_aside(finding: Finding) -> Literal["waived", "alternative in place", "known from the baseline"] | None:
    """Why a failure does not count; null when it does, and for every other verdict. A waiver goes before a baseline."""
    if finding.waiver is not None:
        return "waived" if finding.waiver.kind == "waiver" else "alternative in place"
    return "known from the baseline" if finding.verdict == "fail" and not finding.active else None


def by_waiver(
    findings: Iterable[Finding], kind: Literal["waiver", "alternative"] | None = None
) -> list[tuple[Waiver, list[Finding]]]:
    """Failures that are waived, or covered by an alternative, by what covers them, in the order of `by_control`."""
    groups: dict[Waiver, list[Finding]] = {}
    for _, found in by_control(finding for finding in findings if finding.waiver is not None):
        for finding in found:
            if finding.waiver is not None and kind in (None, finding.waiver.kind):
                groups.setdefault(finding.waiver, []).append(finding)
    return list(groups.items())


def waiver_record(waiver: Waiver) -> list[str]:
    """`scratch-volumes`, `owner Storage`, `approved by Security`, `ticket SEC-1`: who answers for it; nothing for a comment in
    source."""
    named = (("", waiver.id), ("owner ", waiver.owner), ("approved by ", waiver.approved_by), ("ticket ", waiver.ticket))
    return [f"{name}{text}" for name, text in named if text]


def register_line(entries: Iterable[RegisterEntry]) -> str:
    """`3 waivers (1 expiring, 1 expired), 2 decisions`: the records by kind; empty when there is none."""
    numbers = Counter((entry.kind, entry.state) for entry in entries)
    parts = []
    for kind in ("waiver", "decision", "attestation"):
        states = {state: number for (of, state), number in numbers.items() if of == kind}
        told = ", ".join(f"{states[state]:,} {words}" for state, words in _STATES.items() if state in states)
        if states:
            parts.append(plural(sum(states.values()), kind) + (f" ({told})" if told else ""))
    return ", ".join(parts)


def snapshot_line(snapshot: SnapshotFacts) -> str:
    """`of 2026-10-01T12:00:00Z, digest 3f2a9c01b2d4…, signature verified (key 77ab…)`: everything but its name."""
    key = f" (key {shortened(snapshot.key_id, 20)})" if snapshot.key_id else ""
    return f"of {snapshot.created}, digest {snapshot.digest[:_SHORT]}…, {_SIGNATURES[snapshot.signature]}{key}"


def snapshot_facts(snapshot: SnapshotFacts) -> dict[str, Any]:
    """Everything that is known of a snapshot but its log of calls, by the names of the fields."""
    facts = {name: getattr(snapshot, name) for name in snapshot.__struct_fields__ if name != "calls"}
    return facts | {"name": encodable(snapshot.name)}


def collectors(report: Report) -> list[dict[str, str]]:
    """Who read what the report is about, as the clouds name them, each once; nothing where that was not recorded."""
    found = [run.inventory.collector for run in report.runs] + ([report.snapshot.collector] if report.snapshot else [])
    return [who for number, who in enumerate(found) if who and who not in found[:number]]


def collector_line(who: dict[str, str]) -> str:
    """`arn:aws:sts::123456789012:assumed-role/audit/x`, or `oid …, tid …`."""
    return ", ".join(value if name == "arn" else f"{name} {value}" for name, value in who.items())


def problem_place(problem: str) -> tuple[Location | None, str]:
    """Where a problem is and what it is: `main.tf:3: no reason` → main.tf, line 3; `no reason`."""
    found = re.match(r"(.+?):([1-9]\d*): ", problem)
    return (Location(found[1], int(found[2])), problem[found.end() :]) if found else (None, problem)


def headline(report: Report) -> tuple[str, str]:
    """The result in a word or two, and the rest of the sentence. Nothing in it is from the data.

    `Clean` only when everything that was selected was read, evaluated and decided.
    """
    failing = Counter(finding.control.severity for finding in every_finding(report) if finding.active)
    counts = report.counts()
    assets = plural(asset_count(report), "asset")
    records = sum(len(run.inventory.assets) for run in report.runs) - asset_count(report)
    assets += f" and {plural(records, 'record')} of the register" if records else ""
    gaps = gap_lines(gap for gap in report.gaps if gap.state not in CHOSEN)
    aside = Counter(set_aside(finding) for finding in every_finding(report))
    waived, alternatives, known = (aside[why] for why in ("waived", "alternative in place", "known from the baseline"))
    problems = f"{plural(len(report.problems), 'problem')} in what the organisation wrote down" if report.problems else ""
    also = [
        f"{plural(counts['unknown'], 'finding')} could not be decided" if counts["unknown"] else "",
        f"{plural(counts['error'], 'finding')} could not be evaluated" if counts["error"] else "",
        f"{plural(len(gaps), 'gap')}: not everything selected was read" if gaps else "",
        f"{plural(waived, 'failure')} waived" if waived else "",
        f"{plural(alternatives, 'failure')} with an alternative in place" if alternatives else "",
        f"{plural(known, 'failure')} known from the baseline" if known else "",
    ]
    tail = "".join(f"; {text}" for text in also if text) + "."
    if failing:
        severities = ", ".join(f"{failing[severity]:,} {severity}" for severity in SEVERITIES if failing[severity])
        more = f"; {problems}" if problems else ""
        return plural(failing.total(), "failure"), f" in {assets} ({severities}){more}{tail}"
    if problems:
        return problems, f"; no failure that counts in {assets}{tail}"
    if gaps or counts["error"] or report.exit_code == 3:
        return "Incomplete", f": no failure that counts in {assets}{tail}"
    if counts["unknown"]:
        return "No failure that counts", f" in {assets}{tail}"
    if not targets(report):
        return "Nothing was judged", ": there was nothing to read."
    if not any(finding.verdict in ("pass", "fail") for run in targets(report) for finding in run.findings):
        return "Nothing was judged", f": no control applies to what was read ({assets}){tail}"
    return "Clean", f": no failure that counts in {assets}{tail}"


def reason(finding: Finding) -> str:
    """Why a finding is undecided; without the field and the place, so that equal reasons group."""
    return next((row.actual.reason for row in finding.evidence if isinstance(row.actual, Unknown)), finding.message)


def evidence_line(row: Evidence) -> str:
    """`encrypted is false (eq true), from aws_ebs_volume.v`."""
    op = f"not {row.op}" if row.negated else row.op
    actual = f"unknown: {row.actual}" if isinstance(row.actual, Unknown) else plain(row.actual)
    origin = f", from {row.origin}" if row.origin else ""
    return f"{row.path or 'value'} is {actual} ({op} {plain(row.expected)}){origin}"


def gap_lines(gaps: Iterable[Gap]) -> list[str]:
    """`denied: reason (aws.s3.bucket, s3:ListBuckets, AccessDenied; 2 accounts; us-east-1)`. Gaps that differ only in where
    they are make one line."""
    groups: dict[tuple[object, ...], list[Gap]] = {}
    for gap in gaps:
        groups.setdefault((gap.state, gap.reason, gap.asset_type, gap.operation, gap.code, gap.fields), []).append(gap)
    return [_gap_line(found) for found in groups.values()]


def _gap_line(found: list[Gap]) -> str:
    first = found[0]
    what = ", ".join(text for text in (first.asset_type, first.operation, first.code) if text)
    accounts = _few({gap.account for gap in found if gap.account is not None}, "account")
    regions = _few({gap.region for gap in found if gap.region is not None}, "region")
    where = "; ".join(text for text in (what, accounts, regions) if text)
    text = f"{first.state.replace('_', ' ')}: {first.reason}" + (f" ({where})" if where else "")
    if first.fields:
        text += f": {', '.join(first.fields)} of {plural(sum(gap.assets for gap in found), 'asset')}"
    return text


def _few(values: set[str], noun: str) -> str:
    """Up to three values, else how many there are."""
    return plural(len(values), noun) if len(values) > 3 else ", ".join(sorted(values))
