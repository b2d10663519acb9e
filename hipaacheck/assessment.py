"""Findings → the status of every safeguard. Technical evidence, not a determination of compliance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.model.findings import Finding, SafeguardState, SafeguardStatus, Verdict


def assess(
    safeguards: Sequence[Safeguard], findings: Iterable[Finding], undecided: Iterable[Control], *, complete: bool
) -> tuple[SafeguardStatus, ...]:
    """All safeguards, in the order of the rule.

    `undecided` are controls that were not evaluated, because this source cannot decide them or because they were not
    selected: what they cite is at best incomplete. Without any finding a safeguard needs the organisation's own attestation.
    """
    verdicts: dict[str, set[Verdict]] = {}
    for finding in findings:
        for citation in finding.control.safeguards:
            verdicts.setdefault(citation, set()).add(finding.verdict)
    open_ones = {citation for control in undecided for citation in control.safeguards}
    return tuple(
        SafeguardStatus(line, _state(verdicts.get(line.citation, set()), line.citation in open_ones or not complete))
        for line in safeguards
    )


def _state(verdicts: set[Verdict], open_end: bool) -> SafeguardState:
    if "fail" in verdicts:
        return "not_satisfied"
    if verdicts & {"unknown", "error"} or (open_end and verdicts):
        return "incomplete"
    if "pass" in verdicts:
        return "satisfied"
    return "not_applicable" if verdicts else "attestation_missing"
