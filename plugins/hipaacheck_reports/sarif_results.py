"""Findings as SARIF results, places as SARIF locations."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath, PureWindowsPath
from typing import Any
from urllib.parse import quote

import msgspec

from hipaacheck import Asset, Evidence, Finding, Inventory, Unknown, Verdict, Waiver
from hipaacheck_reports.clean import encodable, known, printable, shortened
from hipaacheck_reports.facts import waiver_record
from hipaacheck_reports.sarif_messages import ended, plain_text
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


class _Message(msgspec.Struct, gc=False):
    text: str


class _Fingerprints(msgspec.Struct, rename="camel", gc=False):
    primary_location_line_hash: str


class _Row(msgspec.Struct, gc=False):
    path: str
    op: str
    expected: Any
    actual: Any
    origin: str | msgspec.UnsetType = msgspec.UNSET


class _Properties(msgspec.Struct, rename="camel", gc=False):
    verdict: str
    severity: str
    asset_type: str
    asset_name: str | None
    account: str | None
    region: str | None
    evidence: list[_Row]
    answers: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


class Result(msgspec.Struct, rename="camel", gc=False):
    """A result (SARIF 3.27), in the order of its members; those that are not set are left out."""

    rule_id: str
    rule_index: int
    level: str
    message: _Message
    locations: msgspec.Raw
    partial_fingerprints: _Fingerprints
    kind: str | msgspec.UnsetType = msgspec.UNSET
    baseline_state: str | msgspec.UnsetType = msgspec.UNSET
    suppressions: tuple[msgspec.Raw, ...] | msgspec.UnsetType = msgspec.UNSET
    properties: _Properties | msgspec.UnsetType = msgspec.UNSET


class Subject:
    """What all results on one asset share; made once, since an asset has a result per control."""

    __slots__ = ("answers", "known", "logical", "name", "places")

    def __init__(self, asset: Asset, answers: tuple[str, ...] = ()) -> None:
        self.name = plain_text(shortened(asset.id, _MAX_ID))
        self.places: dict[Any, msgspec.Raw] = {}
        self.logical = [{"fullyQualifiedName": printable(asset.id), "kind": "resource"}]
        self.known = (asset.type, known(asset.name), known(asset.account), known(asset.region))
        self.answers = answers or msgspec.UNSET


def full_result(finding: Finding, rule: int, subject: Subject, *, compared: bool, waived: bool) -> Result:
    """Everything that is known of a finding. `compared` tells that the run had a baseline, `waived` that some of its results are
    waived."""
    result = _result(finding, rule, subject, based=True)
    result.kind = KINDS[finding.verdict]
    if compared:
        # Every result must carry a state (3.27.24); a baseline holds failures only, so nothing else can be new.
        result.baseline_state = finding.baseline or "unchanged"
    if waived:
        # Every result must have suppressions, if need be none, or no result any (3.27.23).
        result.suppressions = () if finding.waiver is None else (_suppression(finding.waiver),)
    evidence = [_evidence(row) for row in finding.evidence]
    result.properties = _Properties(finding.verdict, finding.control.severity, *subject.known, evidence, subject.answers)
    return result


def consumer_result(finding: Finding, rule: int) -> Result:
    """What code scanning services show of a failure."""
    return _result(finding, rule, Subject(finding.asset), based=False)


def _result(finding: Finding, rule: int, subject: Subject, *, based: bool) -> Result:
    control = finding.control
    return Result(
        control.id,
        rule,
        LEVELS[control.severity] if finding.verdict == "fail" else "none",
        _Message(ended(f"{subject.name}: {plain_text(finding.message)}")),
        _locations(finding, subject, based=based),
        _Fingerprints(finding.fingerprint),
    )


def _locations(finding: Finding, subject: Subject, *, based: bool) -> msgspec.Raw:
    """Where a person finds what the finding is about; when that has no place, the control that judged it. As JSON, which an
    asset's results share."""
    place, control = finding.place, finding.control
    location = finding.asset.location if place is None else place
    key = control.id if location is None else None if place is None else (place.file, place.line, place.end)
    found = subject.places.get(key)
    if found is None:
        if location is not None:
            physical = _physical(location.file, location.line, SOURCES, end=location.end, based=based)
        else:
            physical = _physical(control.file or f"{control.id}.yaml", control.line, RULES, based=based)
        encoded = msgspec.json.encode([{"physicalLocation": physical, "logicalLocations": subject.logical}])
        found = subject.places[key] = msgspec.Raw(encoded)
    return found


def _physical(file: str, line: int | None, base: str, *, end: int | None = None, based: bool) -> dict[str, Any]:
    place = uri(file)
    region = {"startLine": line or 1}
    if line is not None and end is not None:
        region["endLine"] = end
    artifact_location = {"uri": place}
    if based and not place.startswith("file:"):
        artifact_location["uriBaseId"] = base
    return {"artifactLocation": artifact_location, "region": region}


@lru_cache(maxsize=1024)
def _suppression(waiver: Waiver) -> msgspec.Raw:
    """A waiver as a suppression (3.35), as JSON, which the results that it covers share. A comment is `inSource`, a record of the
    register `external`; both are accepted, and located where they are written."""
    named = {"id": waiver.id, "owner": waiver.owner, "approvedBy": waiver.approved_by, "ticket": waiver.ticket}
    record = {name: printable(text) for name, text in named.items() if text is not None}
    external = waiver.id is not None or waiver.kind == "alternative"
    justification = waiver.reason
    if record:
        justification = f"{', '.join(waiver_record(waiver))}, until {waiver.until}: {justification}"
    if waiver.kind == "alternative":
        justification = f"Alternative in place (45 CFR 164.306(d)(3)). {justification}"
    suppression = {
        "kind": "external" if external else "inSource",
        "status": "accepted",
        "justification": printable(justification),
        "location": {"physicalLocation": _physical(waiver.file, waiver.line, SOURCES, based=True)},
        "properties": {"until": waiver.until, **({"kind": waiver.kind} if external else {}), **record},
    }
    return msgspec.Raw(msgspec.json.encode(suppression))


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


def _evidence(row: Evidence) -> _Row:
    op = f"not {row.op}" if row.negated else row.op
    origin = msgspec.UNSET if row.origin is None else row.origin
    return _Row(row.path, op, _value(row.expected), _value(row.actual), origin)


def _value(value: Any) -> Any:
    """A value as JSON; what could not be read says so."""
    kind = value.__class__
    if value is None or kind is bool or kind is int or (kind is str and value.isascii()):
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
