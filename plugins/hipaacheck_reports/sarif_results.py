"""Findings as SARIF results, places as SARIF locations."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from hipaacheck import Asset, Evidence, Finding, Inventory, Unknown, Verdict
from hipaacheck_reports.clean import encodable, known, printable, shortened
from hipaacheck_reports.sarif_messages import sentence
from hipaacheck_reports.sarif_rules import LEVELS

KINDS: dict[Verdict, str] = {
    "pass": "pass",
    "fail": "fail",
    "unknown": "open",
    "not_applicable": "notApplicable",
    "error": "open",
}
"""SARIF 3.27.9. The level of every kind but `fail` is `none` (3.27.10)."""

SOURCES = "%SRCROOT%"
RULES = "HIPAACHECK_RULES"
BASES: dict[str, Any] = {
    SOURCES: {"description": {"text": "The folder that hipaacheck ran in."}},
    RULES: {"description": {"text": "The folder of the control pack."}},
}
"""`originalUriBaseIds`. The URIs are left out, so that the same input gives the same bytes on every machine (3.14.14)."""

_MAX_ID = 500


class Subject:
    """What all results on one asset share; made once, since an asset has a result per control."""

    __slots__ = ("logical", "name", "properties")

    def __init__(self, asset: Asset) -> None:
        self.name = shortened(asset.id, _MAX_ID)
        self.logical = [{"fullyQualifiedName": printable(asset.id), "kind": "resource"}]
        self.properties = {
            "assetType": asset.type,
            "assetName": known(asset.name),
            "account": known(asset.account),
            "region": known(asset.region),
        }


def full_result(finding: Finding, rule: int, subject: Subject, *, compared: bool) -> dict[str, Any]:
    """Everything that is known of a finding. `compared` tells that the run had a baseline."""
    result = _result(finding, rule, subject, based=True)
    result["kind"] = KINDS[finding.verdict]
    if compared:
        # Every result must carry a state (3.27.24); a baseline holds failures only, so nothing else can be new.
        result["baselineState"] = finding.baseline or "unchanged"
    result["properties"] = {
        "verdict": finding.verdict,
        "severity": finding.control.severity,
        **subject.properties,
        "evidence": [_evidence(row) for row in finding.evidence],
    }
    return result


def consumer_result(finding: Finding, rule: int) -> dict[str, Any]:
    """What code scanning services show of a failure."""
    return _result(finding, rule, Subject(finding.asset), based=False)


def _result(finding: Finding, rule: int, subject: Subject, *, based: bool) -> dict[str, Any]:
    control = finding.control
    return {
        "ruleId": control.id,
        "ruleIndex": rule,
        "level": LEVELS[control.severity] if finding.verdict == "fail" else "none",
        "message": {"text": sentence(f"{subject.name}: {finding.message}")},
        "locations": [
            {
                "physicalLocation": _physical(finding, based=based),
                "logicalLocations": subject.logical,
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
    }


def _physical(finding: Finding, *, based: bool) -> dict[str, Any]:
    """Where a person finds the asset's declaration; when it has none, the control that judged it."""
    location = finding.asset.location
    if location is not None:
        place, line, base = uri(location.file), location.line, SOURCES
    else:
        place, line, base = uri(finding.control.file or f"{finding.control.id}.yaml"), finding.control.line, RULES
    artifact_location = {"uri": place}
    if based and not place.startswith("file:"):
        artifact_location["uriBaseId"] = base
    return {"artifactLocation": artifact_location, "region": {"startLine": line or 1}}


def artifact(inventory: Inventory) -> dict[str, Any]:
    """The file that was read, with its digest."""
    place = uri(inventory.file or inventory.target)
    out: dict[str, Any] = {
        "location": {"uri": place} if place.startswith("file:") else {"uri": place, "uriBaseId": SOURCES},
        "roles": ["analysisTarget"],
    }
    if inventory.digest is not None:
        out["hashes"] = {"sha-256": inventory.digest}
    return out


@lru_cache(maxsize=1024)
def uri(path: str) -> str:
    """A file's path as a URI reference: absolute paths as `file:` URIs, relative ones relative, everything else encoded."""
    if re.match(r"[A-Za-z]:[\\/]|\\\\", path):
        posix = PureWindowsPath(path).as_posix()
        encoded = quote(posix.encode(errors="surrogatepass"), safe="/:")
        return f"file:{encoded}" if posix.startswith("//") else f"file:///{encoded}"
    posix = PurePath(path).as_posix()
    try:
        raw = posix.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        raw = posix.encode(errors="surrogatepass")
    encoded = quote(raw, safe="/")
    return f"file://{encoded}" if encoded.startswith("/") else encoded


def _evidence(row: Evidence) -> dict[str, Any]:
    out = {
        "path": row.path,
        "op": f"not {row.op}" if row.negated else row.op,
        "expected": _value(row.expected),
        "actual": _value(row.actual),
    }
    if row.origin is not None:
        out["origin"] = row.origin
    return out


def _value(value: Any) -> Any:
    """A value as JSON; what could not be read says so."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Unknown):
        return {"$unknown": printable(str(value))}
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {_value(name): _value(item) for name, item in value.items()}
    return value
