"""Addressable decisions applied to findings: which failures a documented alternative meets (45 CFR 164.306(d)(3)(ii)(B)(2)).

An alternative counts only while it is itself in place: its own controls pass and its attestations are in force.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from hipaacheck.model.assets import CHOSEN, Gap
from hipaacheck.model.findings import Finding, Run, Verdict, Waiver
from hipaacheck.model.register import Attestation, Day, Decision, Register
from hipaacheck.register.entries import renewed
from hipaacheck.register.scopes import OWN_RECORDS, gap_in_scope, in_force, in_scope, may_be_in_scope
from hipaacheck.register.wording import Note, counted, named, note_on_period


class Met(msgspec.Struct, frozen=True):
    """What alternatives meet. `alternatives` are the ids of the decisions whose alternative is in place. `findings` maps
    citations to the fingerprints of failures that no longer speak against the line, each with the id of its decision."""

    alternatives: frozenset[str] = frozenset()
    findings: Mapping[str, Mapping[str, str]] = {}


class Decided(NamedTuple):
    """What alternatives meet, a waiver for each finding all of whose lines are met (by fingerprint), and notes."""

    met: Met
    covers: Mapping[str, Waiver]
    notes: list[Note]


def decide(
    runs: Sequence[Run], register: Register, addressable: Collection[str], today: date, unreadable: Sequence[Gap] = ()
) -> Decided:
    """Judge every decision of the register. `addressable` are the lines that the profile leaves addressable, `unreadable` targets
    of which there is no run."""
    gaps = [gap for gap in (*unreadable, *(gap for run in runs for gap in run.inventory.gaps)) if gap.state not in CHOSEN]
    failures, evidence = _gather(runs, register.decisions)
    attestations = {item.id: item for item in register.attestations}
    met: dict[str, dict[str, Decision]] = {}
    in_place: list[Decision] = []
    about: dict[str, list[Finding]] = {}
    notes: list[Note] = []
    again = renewed(register, today)
    for decision in register.decisions:
        covered = [item for item in failures.get(decision.safeguard, ()) if _covers(decision, item)]
        about[decision.id] = covered
        note = _without_effect(decision, addressable, len(covered), today)
        if note is not None and (decision.id not in again or in_force(decision, today)):
            notes.append(note)
        if decision.outcome != "alternative" or decision.safeguard not in addressable or not in_force(decision, today):
            continue
        problems = missing(decision, evidence, attestations, today, gaps)
        if problems:
            notes.append(_not_in_place(decision, problems, len(covered)))
            continue
        in_place.append(decision)
        for finding in covered:
            known = met.setdefault(decision.safeguard, {}).get(finding.fingerprint)
            if known is None or known.expires < decision.expires:
                met[decision.safeguard][finding.fingerprint] = decision
    covers: dict[str, Waiver] = {}
    for decision in in_place:
        notes += _waive(decision, about[decision.id], met, attestations, covers)
    ids = {citation: {key: item.id for key, item in found.items()} for citation, found in met.items()}
    return Decided(Met(frozenset(item.id for item in in_place), ids), covers, notes)


def _gather(runs: Iterable[Run], decisions: Sequence[Decision]) -> tuple[dict[str, list[Finding]], dict[str, list[Finding]]]:
    """Failures by the lines that decisions are about, and findings by the controls that show an alternative."""
    lines = {item.safeguard for item in decisions}
    shown_by = {name for item in decisions if item.alternative is not None for name in item.alternative.evidence.controls}
    failures: dict[str, list[Finding]] = {}
    evidence: dict[str, list[Finding]] = {}
    for run in runs:
        for finding in run.findings:
            if finding.control.id in shown_by:
                evidence.setdefault(finding.control.id, []).append(finding)
            if finding.verdict == "fail":
                for citation in lines.intersection(finding.control.safeguards):
                    failures.setdefault(citation, []).append(finding)
    return failures, evidence


def _covers(decision: Decision, finding: Finding) -> bool:
    own = finding.asset.type.startswith(OWN_RECORDS)
    return not own and in_scope(finding.asset, decision.scope, globs=decision.allow_glob)


def _may_cover(decision: Decision, finding: Finding) -> bool:
    own = finding.asset.type.startswith(OWN_RECORDS)
    return not own and may_be_in_scope(finding.asset, decision.scope, globs=decision.allow_glob)


def missing(
    decision: Decision,
    evidence: Mapping[str, Sequence[Finding]],
    attestations: Mapping[str, Attestation],
    today: date,
    gaps: Sequence[Gap] = (),
) -> list[str]:
    """What an alternative lacks to be in place, as clauses; nothing when it is. `evidence` are findings by control: in the
    decision's scope each control needs one that passes, and none but those and not applicable ones. What may be in the scope, for
    all that is known, must not fail or be unknown either; `gaps` are what was not read."""
    if decision.alternative is None:
        return ["no alternative is written down"]
    shown = decision.alternative.evidence
    out = [] if shown.controls or shown.attestations else ["nothing is named that shows it"]
    for name in shown.controls:
        found = [item for item in evidence.get(name, ()) if _may_cover(decision, item)]
        verdicts = [item.verdict for item in found if _covers(decision, item)]
        doubtful = [item.verdict for item in found]
        open_: list[Verdict] = ["fail", "unknown", "error"]
        bad = [f"{doubtful.count(verdict)} {verdict}" for verdict in open_ if verdict in doubtful]
        if bad:
            out.append(f"{name} has findings in its scope that do not pass ({', '.join(bad)})")
        elif "pass" not in verdicts:
            out.append(f"{name} passes for nothing in its scope")
        elif any(gap_in_scope(gap, found[0].asset.type, decision.scope, globs=decision.allow_glob) for gap in gaps):
            out.append(f"what {name} judges could not be read completely")
    for name in shown.attestations:
        attestation = attestations.get(name)
        if attestation is None:
            out.append(f"there is no attestation {name}")
        elif not in_force(attestation, today):
            out.append(f"attestation {name} is not in force ({attestation.performed_on} to {attestation.valid_until})")
    return out


def _without_effect(decision: Decision, addressable: Collection[str], failures: int, today: date) -> Note | None:
    """Why a decision does nothing, or soon will do nothing."""
    if decision.safeguard not in addressable:
        text = f"decision {decision.id} has no effect: the profile makes {decision.safeguard} required. Implement what it asks."
        return Note(decision.file, decision.line, text)
    return note_on_period("decision", decision, failures, today)


def _not_in_place(decision: Decision, problems: Sequence[str], failures: int) -> Note:
    return Note(
        decision.file,
        decision.line,
        f"decision {decision.id}: its alternative is not in place: {'; '.join(problems)}. "
        f"{counted(failures, 'failure')} of {decision.safeguard} in its scope {'counts' if failures == 1 else 'count'}. "
        f"Mend the alternative, or decide anew.",
    )


def _waive(
    decision: Decision,
    failures: Sequence[Finding],
    met: Mapping[str, Mapping[str, Decision]],
    attestations: Mapping[str, Attestation],
    covers: dict[str, Waiver],
) -> list[Note]:
    """Add a waiver for each failure all of whose lines are met, the earliest to end first; notes about the others."""
    uncovered: dict[str, dict[str, int]] = {}
    for finding in failures:
        key = finding.fingerprint
        lines = [citation for citation in finding.control.safeguards if key not in met.get(citation, ())]
        if not lines:
            deciding = [met[citation][key] for citation in finding.control.safeguards]
            first = min(deciding, key=lambda item: _end(item, attestations))
            covers[key] = _waiver(first, finding, _end(first, attestations))
        for citation in lines:
            controls = uncovered.setdefault(citation, {})
            controls[finding.control.id] = controls.get(finding.control.id, 0) + 1
    notes = [_uncovered(decision, citation, controls) for citation, controls in uncovered.items()]
    if not failures:
        text = f"decision {decision.id} covers no failure in what was read: {decision.safeguard} fails nowhere in its scope."
        notes.append(Note(decision.file, decision.line, f"{text} Decide anew when it is implemented."))
    return notes


def _uncovered(decision: Decision, citation: str, controls: Mapping[str, int]) -> Note:
    number = sum(controls.values())
    still = "cites: it still counts. Mend it, or waive it" if number == 1 else "cite: they still count. Mend them, or waive them"
    what = f"{counted(number, 'failure')} of {named(controls)} in its scope"
    text = f"decision {decision.id} does not cover {citation}, which {what} also {still}."
    return Note(decision.file, decision.line, text)


def _end(decision: Decision, attestations: Mapping[str, Attestation]) -> Day:
    """The last day on which the alternative can still be shown."""
    names = decision.alternative.evidence.attestations if decision.alternative is not None else ()
    return min([decision.expires, *(attestations[name].valid_until for name in names)])


def _waiver(decision: Decision, finding: Finding, until: Day) -> Waiver:
    return Waiver(
        control=finding.control.id,
        addresses=(),
        until=until,
        reason=decision.alternative.text if decision.alternative is not None else "",
        file=decision.file,
        line=decision.line,
        kind="alternative",
        id=decision.id,
        approved_by=decision.assessment.by,
    )
