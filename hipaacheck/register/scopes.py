"""Which assets a record of the register is about, and when it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple

from hipaacheck.model.assets import Asset, Gap
from hipaacheck.model.register import AcceptedRisk, Attestation, Day, Decision, EntryState, Scope
from hipaacheck.model.values import Tags, Unknown
from hipaacheck.register.entries import state_of

OWN_RECORDS = "register."
"""How the types of assets begin that are records of the register: those are about the organisation, and no record covers them."""


class Period(NamedTuple):
    """First and last day, both whole (UTC)."""

    since: Day
    until: Day


def period(record: AcceptedRisk | Decision | Attestation) -> Period:
    """From when to when a record holds: a decision from the day of its assessment, an attestation from that of its work."""
    match record:
        case AcceptedRisk():
            return Period(record.effective, record.expires)
        case Decision():
            return Period(record.assessment.date, record.expires)
        case Attestation():
            return Period(record.performed_on, record.valid_until)


def state(record: AcceptedRisk | Decision | Attestation, today: date) -> EntryState:
    """Where `today` is in the record's period."""
    since, until = period(record)
    return state_of(since, until, today)


def in_force(record: AcceptedRisk | Decision | Attestation, today: date) -> bool:
    """Whether the record holds on that day; on its last day it does."""
    return state(record, today) in ("in_force", "expiring")


def in_scope(asset: Asset, scope: Scope, *, globs: bool = False) -> bool:
    """Whether every given key of the scope matches: one of its values, for tags each pair. What is unknown or null matches
    nothing. With `globs`, `*` and `?` stand for any text and any sign."""
    return (
        (not scope.accounts or _one_of(asset.account, scope.accounts, globs))
        and (not scope.regions or _one_of(asset.region, scope.regions, globs))
        and (not scope.assets or _one_of(asset_key(asset.id), [asset_key(id_) for id_ in scope.assets], globs))
        and (not scope.tags or _tagged(asset.tags, scope.tags, globs))
    )


def may_be_in_scope(asset: Asset, scope: Scope, *, globs: bool = False) -> bool:
    """The same, where an account, region or tag that is unknown, or that the source does not tell, may be any."""
    return (
        (not scope.accounts or not isinstance(asset.account, str) or _one_of(asset.account, scope.accounts, globs))
        and (not scope.regions or not isinstance(asset.region, str) or _one_of(asset.region, scope.regions, globs))
        and (not scope.assets or _one_of(asset_key(asset.id), [asset_key(id_) for id_ in scope.assets], globs))
        and (not scope.tags or _may_be_tagged(asset.tags, scope.tags, globs))
    )


def gap_in_scope(gap: Gap, asset_type: str, scope: Scope, *, globs: bool = False) -> bool:
    """Whether assets of this type may be missing from the scope. Gaps about fields hide no assets."""
    return (
        not gap.fields
        and gap.asset_type in (None, asset_type)
        and (not scope.accounts or gap.account is None or _one_of(gap.account, scope.accounts, globs))
        and (not scope.regions or gap.region in (None, "global") or _one_of(gap.region, scope.regions, globs))
    )


def asset_key(id_: str) -> str:
    """The id as it is compared: ARM ids are equal in any case, addresses and ARNs only as they are.
    https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"""
    return id_.lower() if id_[:15].lower() == "/subscriptions/" else id_


def like(value: str, pattern: str) -> bool:
    """Whether a text is the pattern, or fits it; brackets, which addresses have (`b["x"]`), stand for themselves."""
    return value == pattern or fnmatchcase(value, pattern.replace("[", "[[]"))


def named_controls(waiver: AcceptedRisk, ids: Collection[str]) -> Iterable[str]:
    """Which of the controls a waiver names."""
    for name in waiver.controls:
        if name in ids:
            yield name
        elif waiver.allow_glob:
            yield from (id_ for id_ in ids if fnmatchcase(id_, name))


def _one_of(value: object, wanted: Iterable[str], globs: bool) -> bool:
    if not isinstance(value, str):
        return False
    return any(value == item or (globs and like(value, item)) for item in wanted)


def _tagged(tags: object, wanted: Mapping[str, str], globs: bool) -> bool:
    return isinstance(tags, Tags) and all(_one_of(tags.items.get(key), [value], globs) for key, value in wanted.items())


def _may_be_tagged(tags: object, wanted: Mapping[str, str], globs: bool) -> bool:
    if not isinstance(tags, Tags):
        return True
    values = ((tags.items.get(key), value) for key, value in wanted.items())
    return all(isinstance(found, Unknown) or _one_of(found, [value], globs) for found, value in values)
