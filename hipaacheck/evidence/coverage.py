"""What a snapshot can tell of: which types of assets were asked for when it was taken, and where they were listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hipaacheck.evidence import loading, records
from hipaacheck.evidence.package import Package
from hipaacheck.model.assets import CHOSEN, Gap

NOT_ASKED = "not asked for when the snapshot was taken"
_GLOBAL = "global"


def asked(package: Package) -> frozenset[str]:
    """The asset types that were asked for. Sources of running estates read only what the judging controls read, others
    everything that some control reads. Raises EvidenceError."""
    meta, known = package.meta, loading.controls(package)
    runs = package.decode("completeness.json", records.Completeness).runs
    names = meta.controls["judged"] if meta.runtime else known
    wanted = {kind for name in names for kind in known[name].reads}
    missed = {gap.asset_type for run in runs for gap in run.gaps if gap.state == "not_attempted" and not gap.fields}
    listed = {cell.asset_type for run in runs for cell in run.cells}
    present = set() if meta.runtime else {kind for run in runs for kind in run.population}
    return frozenset((wanted - missed) | listed | present)


def not_asked(package: Package, kinds: Iterable[str]) -> tuple[Gap, ...]:
    """A gap for each of these types that nobody asked for. Raises EvidenceError."""
    missing = sorted({*kinds} - asked(package))
    return tuple(Gap(state="not_attempted", reason=NOT_ASKED, asset_type=kind) for kind in missing)


class Listed:
    """Where a snapshot would show an asset that is there. Raises EvidenceError."""

    def __init__(self, package: Package) -> None:
        completeness = package.decode("completeness.json", records.Completeness)
        self._runs = [run for run in completeness.runs if run.source != records.REGISTER]
        self._asked = asked(package)
        gaps = [*completeness.unreadable, *(gap for run in self._runs for gap in run.gaps)]
        self._unsure = {gap.asset_type for gap in gaps if gap.state not in CHOSEN and not gap.fields}
        self._left_out = [gap for gap in gaps if gap.state in ("out_of_scope", "region_disabled")]
        self._cells = {(cell.asset_type, cell.account, cell.region) for run in self._runs for cell in run.cells}
        self._kinds = {kind for kind, _, _ in self._cells}
        self._runtime = package.meta.runtime
        self._deselected = bool(package.meta.controls["deselected"])
        self.places = frozenset(run.place for run in self._runs)

    def may_hide(self, asset: Mapping[str, Any], place: str | None = None) -> bool:
        """Whether a stored asset of another snapshot may have been there without being listed in this one. `place` is that of
        its target, where there are several."""
        kind = str(asset["$"])
        if kind in self._unsure or None in self._unsure or kind not in self._asked:
            return True
        if place is not None and place not in self.places:
            return True
        where = (kind, asset.get("account"), asset.get("region"))
        if any(_about(gap, *where) for gap in self._left_out):  # a listing of all regions shows only those that were asked for
            return True
        return kind in self._kinds and where not in self._cells and (*where[:2], _GLOBAL) not in self._cells

    def all(self, wanted: str) -> bool:
        """Whether an asset of this id or name that is not in the snapshot was not there."""
        unmapped = any(kind in wanted for run in self._runs for kind in run.unmapped)
        narrow = any(gap.state == "out_of_scope" for gap in self._left_out) or (self._runtime and self._deselected)
        return not (self._unsure or narrow or unmapped)


def _about(gap: Gap, kind: str, account: Any, region: Any) -> bool:
    return gap.asset_type in (None, kind) and gap.account in (None, account) and gap.region in (None, region)
