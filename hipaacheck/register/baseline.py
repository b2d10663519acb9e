"""A baseline: an earlier report in JSON or SARIF, whose failures no longer count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from hipaacheck.errors import UsageError
from hipaacheck.model.findings import Finding


def read_baseline(raw: bytes, name: str) -> frozenset[str]:
    """The fingerprints of the failures in a report of ours (JSON version 1, or SARIF). Raises UsageError."""
    try:
        document = msgspec.json.decode(raw)
        if isinstance(document, dict) and "runs" in document:
            return frozenset(_sarif(document["runs"], name))
        if isinstance(document, dict) and document.get("schema_version") == 1:
            return frozenset(item["fingerprint"] for item in document["findings"] if item["verdict"] == "fail")
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise UsageError(f"{name}: not a report that can serve as a baseline. Write one with -f json={name} or -f sarif={name}.")


def _sarif(runs: Iterable[Any], name: str) -> Iterable[str]:
    for run in runs:
        if run.get("properties", {}).get("baselined"):
            raise UsageError(
                f"{name}: written with --baseline, so it leaves out the failures that its own baseline held. "
                f"Use a report in JSON or in SARIF of --sarif-profile full."
            )
        for result in run.get("results", ()):
            if result.get("kind", "fail") == "fail" and result.get("level") != "none":
                yield result["partialFingerprints"]["primaryLocationLineHash"]


def apply_baseline(findings: Iterable[Finding], known: frozenset[str]) -> tuple[Finding, ...]:
    """Findings with failures marked `unchanged` (in the baseline) or `new`."""
    return tuple(
        msgspec.structs.replace(finding, baseline="unchanged" if finding.fingerprint in known else "new")
        if finding.verdict == "fail"
        else finding
        for finding in findings
    )
