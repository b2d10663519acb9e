"""Controls as SARIF rules, safeguards as a SARIF taxonomy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from hipaacheck import Control, Report
from hipaacheck_reports.clean import printable
from hipaacheck_reports.sarif_messages import notification_descriptors, sentence

LAW = "https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C"
TAXONOMY = {"name": "HIPAA-Security-Rule", "guid": "8f5a3f0e-6f0b-5a53-9d0e-4d0c1640c001"}
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
SECURITY_SEVERITY = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
PRECISION = "very-high"
"""A verdict is given only when every value it rests on was read: what could not be read is open, not a failure."""

MAX_TAGS = 10


def driver(report: Report, controls: Sequence[Control], *, full: bool) -> dict[str, Any]:
    """`tool.driver`: the program and one rule per control that was evaluated."""
    taxa = {item.safeguard.citation: number for number, item in enumerate(report.safeguards)} if full else {}
    out: dict[str, Any] = {
        "name": "hipaacheck",
        "fullName": f"hipaacheck {report.version}",
        "version": report.version,
        "semanticVersion": report.version,
        "informationUri": LAW,
        "rules": [_rule(control, taxa) for control in controls],
        "notifications": notification_descriptors(),
    }
    if full:
        out["supportedTaxonomies"] = [TAXONOMY | {"index": 0}]
    return out


def taxonomy(report: Report) -> dict[str, Any]:
    """The Security Rule's lines as taxa, in the order of the rule, each with its status and why it has that."""
    return TAXONOMY | {
        "version": "2013-01-25",
        "organization": "HHS",
        "informationUri": LAW,
        "isComprehensive": True,
        "shortDescription": {"text": "HIPAA Security Rule, 45 CFR Part 164 Subpart C."},
        "taxa": [
            {
                "id": line.citation,
                "name": _pascal(line.specification or line.standard),
                "shortDescription": {
                    "text": sentence(f"{line.standard}: {line.specification}" if line.specification else line.standard)
                },
                "fullDescription": {"text": sentence(line.text)},
                "helpUri": f"https://www.ecfr.gov/current/title-45/section-{line.citation.partition('(')[0]}",
                "properties": {
                    "required": line.required,
                    "category": line.category,
                    "status": item.status,
                    "reasons": [printable(reason) for reason in item.reasons],
                },
            }
            for line, item in ((item.safeguard, item) for item in report.safeguards)
        ],
    }


def _rule(control: Control, taxa: dict[str, int]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": control.id,
        "name": _pascal(control.id),
        "shortDescription": {"text": sentence(control.title)},
        "fullDescription": {"text": sentence(control.rationale or control.title)},
        "help": {"text": _help(control, markdown=False), "markdown": _help(control, markdown=True)},
        "defaultConfiguration": {"level": LEVELS[control.severity]},
        "properties": {
            "tags": _tags(control),
            "precision": PRECISION,
            "security-severity": SECURITY_SEVERITY[control.severity],
        },
    }
    pages = [page for page in control.references if page.startswith(("https://", "http://"))]
    if pages:
        out["helpUri"] = pages[0]
    if control.replaces:
        out["deprecatedIds"] = control.replaces
    if taxa:
        out["relationships"] = [
            {
                "target": {"id": citation, "index": taxa[citation], "toolComponent": TAXONOMY | {"index": 0}},
                "kinds": ["relevant"],
            }
            for citation in dict.fromkeys(control.safeguards)
            if citation in taxa
        ]
    return out


def _pascal(text: str) -> str:
    """`aws-s3-bucket-x` → `AwsS3BucketX`."""
    return "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", text))


def _tags(control: Control) -> list[str]:
    """What code scanning filters by: the service first, as many as GitHub takes."""
    service = ".".join(control.asset.split(".")[:2])
    tags = dict.fromkeys(["security", "hipaa", service, *control.tags, *(f"hipaa/{citation}" for citation in control.safeguards)])
    return list(tags)[:MAX_TAGS]


def _help(control: Control, *, markdown: bool) -> str:
    """Why it matters, how to fix it, where it is from."""
    heading = "**{}**" if markdown else "{}:"
    parts = [control.rationale.strip() or control.title]
    if control.remediation:
        fix = control.remediation.strip()
        parts += [heading.format("How to fix"), fix if markdown else re.sub(r"^ *```\w*\n?", "", fix, flags=re.MULTILINE).strip()]
    parts += [heading.format("Safeguards, 45 CFR"), ", ".join(control.safeguards)]
    if control.references:
        parts += [heading.format("References"), "\n".join(f"- <{page}>" if markdown else page for page in control.references)]
    return "\n\n".join(parts)
