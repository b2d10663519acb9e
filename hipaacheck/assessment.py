"""Findings and the register → the status of every safeguard. Technical evidence, not a determination of compliance.

A line is satisfied only when everything that speaks of it is a pass, an attestation in force, inherited, not applicable, or an
alternative that is in place (45 CFR 164.306(d)(3)). What is waived, unknown, or was not looked at never satisfies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.model.findings import VERDICTS, Finding, SafeguardState, SafeguardStatus, Verdict
from hipaacheck.model.register import Attestation, Decision, Register
from hipaacheck.register.alternatives import Met
from hipaacheck.register.scopes import in_force, state
from hipaacheck.register.wording import counted, named

MOST_REASONS = 6


def assess(
    safeguards: Sequence[Safeguard],
    findings: Iterable[Finding],
    undecided: Iterable[Control],
    *,
    complete: bool,
    judged: Iterable[Control] = (),
    register: Register = Register(),  # noqa: B008 - a frozen record
    met: Met = Met(),  # noqa: B008 - a frozen record
    today: date = date.min,
) -> tuple[SafeguardStatus, ...]:
    """All safeguards, in the order of the rule. `safeguards` and `met` are as the profile and `apply_register` left them.

    `undecided` are controls that were not evaluated, because this source cannot decide them or because they were not
    selected: what they cite is at best incomplete. So is what `judged` controls cite, unless the reading is `complete`. Records
    of the register count from their first to their last day as of `today`; without it, none does.
    """
    lines = {line.citation: _Line(line) for line in safeguards}
    for finding in findings:
        for citation in dict.fromkeys(finding.control.safeguards):
            if citation in lines:
                _add(lines[citation], finding, met)
    for control in undecided:
        for citation in control.safeguards:
            if citation in lines:
                lines[citation].undecided.append(control.id)
    cited = {citation for control in judged for citation in control.safeguards}
    for attestation in register.attestations:
        if attestation.safeguard in lines:
            lines[attestation.safeguard].attestations.append(attestation)
    for decision in register.decisions:
        if decision.safeguard in lines:
            lines[decision.safeguard].decisions.append(decision)
    return tuple(
        _status(line, not complete and (citation in cited or bool(line.verdicts)), met, today) for citation, line in lines.items()
    )


@dataclass
class _Line:
    """Everything that speaks of one safeguard. Failures are counted by control, waived ones by their waiver, those that an
    alternative meets by its decision."""

    safeguard: Safeguard
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    known: int = 0
    waived: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    covered: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    undecided: list[str] = field(default_factory=list)
    attestations: list[Attestation] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def _add(line: _Line, finding: Finding, met: Met) -> None:
    """Count a finding that cites the line."""
    line.verdicts[finding.verdict] += 1
    if finding.verdict in ("unknown", "error"):
        (line.unknown if finding.verdict == "unknown" else line.errors)[finding.control.id] += 1
    if finding.verdict != "fail":
        return
    line.covered += finding.waiver is not None
    decision = met.findings.get(line.safeguard.citation, {}).get(finding.fingerprint)
    if decision is not None:
        line.met[decision] += 1
    elif finding.waiver is not None:
        waiver = finding.waiver
        line.waived[f"{waiver.id or f'the comment at {waiver.file}:{waiver.line}'} until {waiver.until}"] += 1
    else:
        line.failed[finding.control.id] += 1
        line.known += finding.baseline == "unchanged"


def _status(line: _Line, incomplete: bool, met: Met, today: date) -> SafeguardStatus:
    seen = _Records(
        decisions=[] if line.safeguard.required else [item for item in line.decisions if in_force(item, today)],
        valid=[item for item in line.attestations if in_force(item, today)],
        expired=[item for item in line.attestations if state(item, today) == "expired"],
        in_place=[item for item in line.decisions if item.id in met.alternatives],
    )
    return SafeguardStatus(
        safeguard=line.safeguard,
        status=_state(line, seen, incomplete),
        reasons=_capped(_reasons(line, seen, incomplete)),
        verdicts={verdict: line.verdicts[verdict] for verdict in VERDICTS},
        waived=line.covered,
        decisions=tuple(item.id for item in seen.decisions),
        attestations=tuple(item.id for item in seen.valid),
    )


class _Records(NamedTuple):
    """What the register says of a line today. `decisions` are those in force that may have an effect, `in_place` those whose
    alternative is."""

    decisions: list[Decision]
    valid: list[Attestation]
    expired: list[Attestation]
    in_place: list[Decision]

    @property
    def refused(self) -> list[Decision]:
        """Decisions that a specification is not implemented."""
        return [item for item in self.decisions if item.outcome == "not_reasonable"]


def _state(line: _Line, seen: _Records, incomplete: bool) -> SafeguardState:
    if line.failed or line.waived:
        return "not_satisfied"
    if line.unknown or line.errors or line.undecided or incomplete:
        return "incomplete"
    lacking: SafeguardState = "attestation_expired" if seen.expired else "attestation_missing"
    if line.verdicts["pass"] or line.met:
        if _wants_attestation(line) and not seen.valid:
            return lacking
        return "attested" if seen.refused else "satisfied"
    if not _wants_attestation(line):
        return "not_applicable"
    if seen.refused or seen.in_place:
        return "attested"
    if seen.valid:
        return "inherited" if all(item.type == "inherited" for item in seen.valid) else "attested"
    return lacking


def _wants_attestation(line: _Line) -> bool:
    """Whether findings alone cannot answer the line: part of it no interface shows, or nothing was judged."""
    return line.safeguard.checkable != "yes" or not line.verdicts.total()


# -- reasons -----------------------------------------------------------------------------------------------------


def _capped(reasons: Iterable[str]) -> tuple[str, ...]:
    known = list(reasons)
    more = len(known) - MOST_REASONS
    return tuple(known) if more <= 0 else (*known[: MOST_REASONS - 1], f"There are {more + 1} more reasons.")


def _reasons(line: _Line, seen: _Records, incomplete: bool) -> Iterator[str]:
    """Why the status is what it is, the weightiest first: what fails, what is open, what lacks, what speaks for the line."""
    if line.failed:
        known = f" {line.known:,} of them {'is' if line.known == 1 else 'are'} in the baseline." if line.known else ""
        yield f"{counted(line.failed.total(), 'failure')}: {_ranked(line.failed)}.{known}"
    if line.waived:
        yield f"{_are(line.waived, 'failure')} waived, which satisfies nothing: {_ranked(line.waived)}."
    for decision in seen.refused:
        when = f"decision {decision.id} of {decision.assessment.date}"
        yield f"Not implemented in its scope; {when} says why (45 CFR 164.306(d)(3)(ii)(B)(1))."
    if line.unknown:
        yield f"{_are(line.unknown, 'finding')} unknown: {_ranked(line.unknown)}."
    if line.errors:
        yield f"{counted(line.errors.total(), 'finding')} ended in an error: {_ranked(line.errors)}."
    if line.undecided:
        were = "control that cites it was" if len(line.undecided) == 1 else "controls that cite it were"
        yield f"{len(line.undecided):,} {were} not evaluated: {named(line.undecided)}."
    if incomplete:
        yield "Not everything that its controls judge could be read."
    yield from _records(line, seen)


def _records(line: _Line, seen: _Records) -> Iterator[str]:
    """What the register says, and what speaks for the line."""
    answered = seen.valid or (not line.verdicts["pass"] and not line.met and (seen.refused or seen.in_place))
    if _wants_attestation(line) and not answered:
        if seen.expired:
            last = max(seen.expired, key=lambda item: item.valid_until)
            yield f"Attestation {last.id} expired on {last.valid_until}. Attest anew."
        elif line.verdicts.total():
            yield "Part of it no interface shows, and no attestation in force speaks of that."
        else:
            yield "Nothing was judged for it, and no attestation in force speaks of it."
    if line.met:
        yield f"{_are(line.met, 'failure')} met by an alternative: {_ranked(line.met, 'decision ')}."
    elif seen.in_place:
        yield f"An alternative is in place: decision {named(item.id for item in seen.in_place)}."
    if line.verdicts["pass"]:
        yield f"{counted(line.verdicts['pass'], 'finding')} pass{'es' if line.verdicts['pass'] == 1 else ''}."
    for attestation in seen.valid:
        how = "Inherited" if attestation.type == "inherited" else "Attested"
        yield f"{how}: {attestation.id}, until {attestation.valid_until}."
    if number := line.verdicts["not_applicable"]:
        yield f"{counted(number, 'finding')} {'is' if number == 1 else 'are'} not applicable."
    if line.safeguard.required:
        for decision in line.decisions:
            yield f"Decision {decision.id} has no effect: the line is required."


def _are(numbers: Counter[str], noun: str) -> str:
    return f"{counted(numbers.total(), noun)} {'is' if numbers.total() == 1 else 'are'}"


def _ranked(numbers: Counter[str], prefix: str = "") -> str:
    """`a (8), b (3), c (1) and 2 more`: the most first."""
    return named(f"{prefix}{name} ({number:,})" for name, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0])))
