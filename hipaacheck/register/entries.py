"""Records of the register as of a day: in force, expiring, not yet in force, expired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from datetime import date, timedelta

from hipaacheck.model.register import AcceptedRisk, Attestation, Day, Decision, EntryState, Register, RegisterEntry

SOON = timedelta(days=30)
"""A record that ends within this is `expiring`."""


def state_of(since: Day, until: Day, today: date) -> EntryState:
    """The state of a record that holds from the first day to the end of the last."""
    if date.fromisoformat(until) < today:
        return "expired"
    if date.fromisoformat(since) > today:
        return "not_yet"
    return "expiring" if date.fromisoformat(until) - today <= SOON else "in_force"


def entries(register: Register, today: date) -> tuple[RegisterEntry, ...]:
    """Every record with its state on that day: waivers, decisions, attestations, each in the register's order. The findings that
    they cover are not counted, and the safeguards of a waiver are those of its controls, which are not known here."""
    return (
        *(_waiver(waiver, today) for waiver in register.waivers),
        *(_decision(decision, today) for decision in register.decisions),
        *(_attestation(attestation, today) for attestation in register.attestations),
    )


def _waiver(waiver: AcceptedRisk, today: date) -> RegisterEntry:
    return RegisterEntry(
        kind="waiver",
        id=waiver.id,
        state=state_of(waiver.effective, waiver.expires, today),
        since=waiver.effective,
        until=waiver.expires,
        summary=waiver.reason.text,
        by=waiver.owner,
        controls=waiver.controls,
        file=waiver.file,
        line=waiver.line,
    )


def _decision(decision: Decision, today: date) -> RegisterEntry:
    alternative = decision.alternative
    weighed = decision.why_not_reasonable or decision.assessment.factors.risk
    return RegisterEntry(
        kind="decision",
        id=decision.id,
        state=state_of(decision.assessment.date, decision.expires, today),
        since=decision.assessment.date,
        until=decision.expires,
        summary=f"{decision.outcome}: {alternative.text if alternative is not None else weighed}",
        by=decision.assessment.by,
        safeguards=(decision.safeguard,),
        controls=alternative.evidence.controls if alternative is not None else (),
        file=decision.file,
        line=decision.line,
    )


def _attestation(attestation: Attestation, today: date) -> RegisterEntry:
    return RegisterEntry(
        kind="attestation",
        id=attestation.id,
        state=state_of(attestation.performed_on, attestation.valid_until, today),
        since=attestation.performed_on,
        until=attestation.valid_until,
        summary=attestation.statement,
        by=attestation.attested_by,
        safeguards=(attestation.safeguard,),
        file=attestation.file,
        line=attestation.line,
    )


def renewed(register: Register, today: date) -> frozenset[str]:
    """The ids of records about which another record in force says the same: a waiver of the same controls and a decision about
    the same safeguard in the same scope, an attestation of the same type about the same safeguard and subject."""
    rows = list(_rows(register))
    valid = [state_of(since, until, today) in ("in_force", "expiring") for _, _, since, until in rows]
    number = Counter(about for (_, about, *_), counts in zip(rows, valid, strict=True) if counts)
    return frozenset(id_ for (id_, about, *_), counts in zip(rows, valid, strict=True) if number[about] > counts)


def _rows(register: Register) -> Iterator[tuple[str, Hashable, Day, Day]]:
    """Id, what it is about, first and last day."""
    for record in (*register.waivers, *register.decisions, *register.attestations):
        match record:
            case AcceptedRisk():
                yield record.id, ("waiver", tuple(sorted(record.controls)), scope_key(record)), record.effective, record.expires
            case Decision():
                yield record.id, ("decision", record.safeguard, scope_key(record)), record.assessment.date, record.expires
            case Attestation():
                about = ("attestation", record.safeguard, record.type, record.subject)
                yield record.id, about, record.performed_on, record.valid_until


def notes(register: Register, today: date) -> tuple[str, ...]:
    """What to look at, a sentence or two each with its place: records that have expired without being renewed, that soon will or
    that are not in force yet, in the order of `entries`; then waivers of the same control in the same scope at the same time."""
    again = renewed(register, today)
    found = (_note(entry, today) for entry in entries(register, today) if entry.state != "expired" or entry.id not in again)
    return (*(note for note in found if note is not None), *_overlaps(register, today))


_EXPIRED = {
    "waiver": "what it covered counts again. Mend it, or decide anew.",
    "decision": "it decides nothing any more. Weigh the specification anew.",
    "attestation": "it shows nothing any more. Repeat what it attests, and attest it.",
}


def _note(entry: RegisterEntry, today: date) -> str | None:
    where = f"{entry.file}:{entry.line}: {entry.kind} {entry.id}"
    if entry.state == "expired":
        return f"{where} expired on {entry.until}: {_EXPIRED[entry.kind]}"
    if entry.state == "not_yet":
        return f"{where} is not in force before {entry.since}."
    if entry.state == "expiring":
        left = (date.fromisoformat(entry.until) - today).days
        when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
        return f"{where} expires {when}, at the end of {entry.until}. Renew it, or do without it by then."
    return None


def _overlaps(register: Register, today: date) -> Iterator[str]:
    """Waivers that are in force, or will be, while an earlier one in the register says the same."""
    seen: dict[tuple[str, bytes], list[AcceptedRisk]] = {}
    for waiver in register.waivers:
        if date.fromisoformat(waiver.expires) < today:
            continue
        for control in waiver.controls:
            others = seen.setdefault((control, scope_key(waiver)), [])
            for other in others:
                if other.effective <= waiver.expires and waiver.effective <= other.expires:
                    yield (
                        f"{waiver.file}:{waiver.line}: waiver {waiver.id} and {other.id} ({other.file}:{other.line}) are about "
                        f"{control} in the same scope at the same time. Keep one of them."
                    )
                    break
            others.append(waiver)


def scope_key(record: AcceptedRisk | Decision) -> bytes:
    """Equal for scopes that name the same, in whatever order."""
    import msgspec

    scope = record.scope
    lists = [sorted(scope.accounts), sorted(scope.regions), sorted(scope.assets), sorted(scope.tags.items())]
    return msgspec.json.encode([*lists, record.allow_glob])
