"""Addressable decisions applied to findings: which failures a documented alternative meets (45 CFR 164.306(d)(3)(ii)(B)(2)).

An alternative counts only while it is itself in place: its own controls pass and its attestations are in force.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from hipaacheck.model.findings import Finding, Run, Verdict, Waiver
from hipaacheck.model.register import Attestation, Day, Decision, Register
from hipaacheck.register.scopes import OWN_RECORDS, in_force, in_scope
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


def decide(runs: Sequence[Run], register: Register, addressable: Collection[str], today: date) -> Decided:
    """Judge every decision of the register. `addressable` are the lines that the profile leaves addressable."""
    failures, evidence = _gather(runs, register.decisions)
    attestations = {item.id: item for item in register.attestations}
    met: dict[str, dict[str, Decision]] = {}
    in_place: list[Decision] = []
    about: dict[str, list[Finding]] = {}
    notes: list[Note] = []
    for decision in register.decisions:
        covered = [item for item in failures.get(decision.safeguard, ()) if _covers(decision, item)]
        about[decision.id] = covered
        note = _without_effect(decision, addressable, len(covered), today)
        if note is not None:
            notes.append(note)
        if decision.outcome != "alternative" or decision.safeguard not in addressable or not in_force(decision, today):
            continue
        problems = missing(decision, evidence, attestations, today)
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


def missing(
    decision: Decision, evidence: Mapping[str, Sequence[Finding]], attestations: Mapping[str, Attestation], today: date
) -> list[str]:
    """What an alternative lacks to be in place, as clauses; nothing when it is. `evidence` are findings by control: in the
    decision's scope each control needs one that passes, and none but those and not applicable ones."""
    if decision.alternative is None:
        return ["no alternative is written down"]
    shown = decision.alternative.evidence
    out = [] if shown.controls or shown.attestations else ["nothing is named that shows it"]
    for name in shown.controls:
        verdicts = [item.verdict for item in evidence.get(name, ()) if _covers(decision, item)]
        open_: list[Verdict] = ["fail", "unknown", "error"]
        bad = [f"{verdicts.count(verdict)} {verdict}" for verdict in open_ if verdict in verdicts]
        if bad:
            out.append(f"{name} has findings in its scope that do not pass ({', '.join(bad)})")
        elif "pass" not in verdicts:
            out.append(f"{name} passes for nothing in its scope")
    for name in shown.attestations:
        found = attestations.get(name)
        if found is None:
            out.append(f"there is no attestation {name}")
        elif not in_force(found, today):
            out.append(f"attestation {name} is not in force ({found.performed_on} to {found.valid_until})")
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
