"""What changed between two snapshots, and why: the estate, its configuration, what could be read, the controls, the register, or
only the date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

import msgspec

from hipaacheck.evidence import loading, records
from hipaacheck.evidence.coverage import Listed
from hipaacheck.evidence.package import Package
from hipaacheck.model.controls import Control

Cause = Literal["added", "removed", "configuration", "coverage", "control", "register", "date"]
"""`added` and `removed` are assets; `configuration` is a field that has another value, `coverage` one that could be read only
once, or an asset that may be there but was not listed completely; `control` is another control or parameter, `register` a waiver
or decision that begins or ends, `date` that time went by."""
CAUSES: tuple[Cause, ...] = ("added", "removed", "configuration", "coverage", "control", "register", "date")

Key = tuple[str, str]
"""Type and id of an asset."""
_ASIDE = frozenset({"location", "origins", "$", "classification"})
"""What of an asset is no configuration."""
_MOST_PATHS = 50
_MISSING = object()


class FieldChange(msgspec.Struct, frozen=True):
    """A value at a path of an asset, before and after, as JSON; null where it was not there."""

    path: str
    before: Any
    after: Any


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that is another one now. `before` and `after` are verdicts, `waived` for a failure that is covered, null where
    there was no finding. `fields` are the changes of the asset that the control reads."""

    control: str
    severity: str
    asset_type: str
    asset: str
    before: str | None
    after: str | None
    causes: tuple[Cause, ...]
    fields: tuple[FieldChange, ...] = ()
    message: str = ""


class Drift(msgspec.Struct, frozen=True):
    """An asset whose fields changed."""

    asset_type: str
    asset: str
    fields: tuple[FieldChange, ...]


class StatusChange(msgspec.Struct, frozen=True):
    """A line of the rule whose status changed."""

    citation: str
    before: str
    after: str


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two snapshots."""

    name: str
    digest: str
    as_of: str
    assets: int
    signature: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that changed, sorted. `controls` and `register` list what was added, removed or changed there, by id."""

    old: Side
    new: Side
    added: tuple[Key, ...]
    removed: tuple[Key, ...]
    unlisted: tuple[Key, ...]
    """Assets that only one side has, where the other did not list their type completely: nobody knows whether they were there."""
    drift: tuple[Drift, ...]
    controls: dict[str, tuple[str, ...]]
    register: dict[str, tuple[str, ...]]
    changes: tuple[Change, ...]
    safeguards: tuple[StatusChange, ...]


class _Read:
    """A snapshot, as it is compared."""

    def __init__(self, package: Package) -> None:
        self.meta = package.meta
        found = package.decode("findings.json", records.Findings)
        completeness = package.decode("completeness.json", records.Completeness)
        own = {number for number, run in enumerate(completeness.runs) if run.source == records.REGISTER}
        self._places = [run.place for run in completeness.runs]
        self._rows = [row for row in loading.asset_lines(package) if row.run not in own]
        self._found = found.findings
        self._listed = Listed(package)
        self.assets: dict[Key, dict[str, Any]] = {}
        self.findings: dict[tuple[str, str, str], records.StoredFinding] = {}
        self._runs: dict[Key, int] = {}
        self.statuses = {row.citation: row.status for row in found.safeguards}
        self.controls = loading.controls(package)
        self.params = package.settings.params
        self.records = {row.id: row for row in found.register}
        self.side = Side(
            name=package.path.name,
            digest=package.digest,
            as_of=self.meta.as_of,
            assets=len(self._rows),
            signature=package.facts().signature,
        )

    def shared(self) -> set[Key]:
        """The types and ids that several targets have."""
        found = {(str(row.asset["$"]), str(row.asset["id"]), row.run) for row in self._rows}
        return {key for key, number in Counter((kind, id_) for kind, id_, _ in found).items() if number > 1}

    def tell_apart(self, shared: Collection[Key]) -> None:
        """Fill in assets and findings; what several targets have is called after its target too."""
        for row in self._rows:
            key = self._key(str(row.asset["$"]), str(row.asset["id"]), row.run, shared)
            self.assets[key], self._runs[key] = row.asset, row.run
        for item in self._found:
            self.findings[item.control, *self._key(item.asset_type, item.asset, item.run, shared)] = item

    def _key(self, kind: str, id_: str, run: int, shared: Collection[Key]) -> Key:
        return (kind, f"{id_} ({self._places[run]})") if (kind, id_) in shared else (kind, id_)

    def may_hide(self, key: Key, other: _Read) -> bool:
        """Whether an asset of the other side may have been there without being listed."""
        several = max(len(self._listed.places), len(other._listed.places)) > 1
        return self._listed.may_hide(other.assets[key], other._places[other._runs[key]] if several else None)

    def judged_with(self, control: str) -> Any:
        """What a control was then; null when it did not judge."""
        found = self.controls.get(control)
        if found is None or control not in self.meta.controls["judged"]:
            return None
        return msgspec.structs.replace(found, file="", line=1), self.params.get(control)


def compare(old: Package, new: Package) -> Difference:
    """What changed from one snapshot to another. Raises EvidenceError."""
    before, after = _Read(old), _Read(new)
    shared = before.shared() | after.shared()
    before.tell_apart(shared)
    after.tell_apart(shared)
    both = before.assets.keys() & after.assets.keys()
    drift = {key: found for key in both if (found := tuple(_fields(before.assets[key], after.assets[key])))}
    gone, come = before.assets.keys() - after.assets.keys(), after.assets.keys() - before.assets.keys()
    unlisted = {key for key in gone if after.may_hide(key, before)} | {key for key in come if before.may_hide(key, after)}
    changes = [change for key in before.findings.keys() | after.findings.keys() if (change := _change(key, before, after, drift))]
    return Difference(
        old=before.side,
        new=after.side,
        added=tuple(sorted(come - unlisted)),
        removed=tuple(sorted(gone - unlisted)),
        unlisted=tuple(sorted(unlisted)),
        drift=tuple(Drift(*key, drift[key]) for key in sorted(drift)),
        controls=_by_id(
            {name: before.judged_with(name) for name in before.meta.controls["judged"]},
            {name: after.judged_with(name) for name in after.meta.controls["judged"]},
        ),
        register=_by_id(_plain(before.records), _plain(after.records)),
        changes=tuple(sorted(changes, key=lambda change: (change.control, change.asset_type, change.asset))),
        safeguards=tuple(
            StatusChange(name, before.statuses[name], after.statuses[name])
            for name in after.statuses
            if name in before.statuses and before.statuses[name] != after.statuses[name]
        ),
    )


def _plain(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Records without what only counts, or where in a file they stand."""
    return {name: msgspec.structs.replace(entry, findings=0, file="", line=1) for name, entry in entries.items()}


def _by_id(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        "added": tuple(sorted(after.keys() - before.keys())),
        "removed": tuple(sorted(before.keys() - after.keys())),
        "changed": tuple(sorted(name for name in before.keys() & after.keys() if before[name] != after[name])),
    }


def _said(finding: records.StoredFinding | None) -> str | None:
    """The verdict, or that it is waived."""
    if finding is None:
        return None
    return "waived" if finding.waiver is not None else finding.verdict


def _change(
    key: tuple[str, str, str], before: _Read, after: _Read, drift: Mapping[Key, tuple[FieldChange, ...]]
) -> Change | None:
    old, new = before.findings.get(key), after.findings.get(key)
    if _said(old) == _said(new):
        return None
    control, asset = key[0], (key[1], key[2])
    now = new or old
    assert now is not None  # noqa: S101 - the key is of one of them
    reads = _reads(after.controls.get(control) or before.controls.get(control))
    own = tuple(item for item in drift.get(asset, ()) if _read(item.path, reads.get(asset[0])))
    return Change(
        control=control,
        severity=now.severity,
        asset_type=asset[0],
        asset=asset[1],
        before=_said(old),
        after=_said(new),
        causes=tuple(dict.fromkeys(_causes(key, before, after, own, drift, reads))),
        fields=own[:_MOST_PATHS],
        message=now.message,
    )


def _causes(
    key: tuple[str, str, str],
    before: _Read,
    after: _Read,
    own: tuple[FieldChange, ...],
    drift: Mapping[Key, tuple[FieldChange, ...]],
    reads: Mapping[str, frozenset[str]],
) -> Iterator[Cause]:
    control, asset = key[0], (key[1], key[2])
    old, new = before.findings.get(key), after.findings.get(key)
    if asset[0].startswith("register."):
        yield "register"
        return
    if asset not in before.assets:
        yield "coverage" if before.may_hide(asset, after) else "added"
        return
    if asset not in after.assets:
        yield "coverage" if after.may_hide(asset, before) else "removed"
        return
    found = False
    if before.judged_with(control) != after.judged_with(control):
        found = True
        yield "control"
    if old is not None and new is not None and old.verdict == new.verdict:
        yield "register"
        return
    others = [
        item
        for kind, fields in reads.items()
        for other, changes in drift.items()
        if other[0] == kind and other != asset
        for item in changes
        if _read(item.path, fields)
    ]
    for item in own or others:
        found = True
        yield "coverage" if _unread(item.before) or _unread(item.after) else "configuration"
    present = {name for name, _ in before.assets.keys() ^ after.assets.keys()}
    if not found and present & (reads.keys() - {asset[0]}):
        found = True
        yield "configuration"
    if not found:
        yield "date"


def _reads(control: Control | None) -> dict[str, frozenset[str]]:
    return {} if control is None else {name: frozenset(fields) for name, fields in control.reads.items()}


def _read(path: str, fields: frozenset[str] | None) -> bool:
    """Whether a control that reads these fields sees a path."""
    return fields is not None and ("*" in fields or path.split(".")[0].split("[")[0] in {name.split(".")[0] for name in fields})


def _unread(value: Any) -> bool:
    return isinstance(value, dict) and value.get("$") == "unknown"


def _fields(old: Any, new: Any, path: str = "") -> Iterator[FieldChange]:
    """The paths at which two JSON values differ, as deep as both are of one form."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _unread(old) and not _unread(new):
        for name in dict.fromkeys([*old, *new]):
            if path or name not in _ASIDE:
                below = f"{path}.{name}" if path else name
                yield from _fields(old.get(name, _MISSING), new.get(name, _MISSING), below)
        return
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, pair in enumerate(zip(old, new, strict=True)):
            yield from _fields(*pair, f"{path}[{number}]")
        return
    yield FieldChange(path, None if old is _MISSING else old, None if new is _MISSING else new)
