"""One pass over all cells: an asset type in an account and region each."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from hipaacheck import Asset, Cell, Gap, HipaacheckError, Request, Unknown
from hipaacheck_live.answers import Answer, Malformed
from hipaacheck_live.collect import Collector, Detail, collect_one, expand_one
from hipaacheck_live.gaps import Calls, Failure, Stopped
from hipaacheck_live.pool import Pool
from hipaacheck_live.reader import Reader

Fields = Mapping[str, frozenset[str]]
"""Asset type → fields that are needed; `*` for all."""


class Task(NamedTuple):
    """Cells that are read one after the other, since they share calls; at most `limit` of their items at once."""

    cells: Sequence[tuple[Collector, Reader]]
    limit: int


def collectors(table: Mapping[str, str], package: str, reads: Fields) -> dict[str, list[Collector]]:
    """The collectors of the asset types that are needed, by module. `table` maps an asset type to `module:ATTRIBUTE`."""
    out: dict[str, list[Collector]] = {}
    for asset_type, reference in table.items():
        if asset_type in reads:
            name, _, attribute = reference.partition(":")
            module = importlib.import_module(f"{package}.{name}")
            out.setdefault(name, []).append(getattr(module, attribute))
    return out


def not_collected(table: Mapping[str, str], prefix: str, reads: Fields) -> list[Gap]:
    """A gap for each asset type with this prefix that is needed and that nothing collects."""
    return [
        Gap(state="not_attempted", reason="no collector reads this type", asset_type=name)
        for name in sorted(reads)
        if name.startswith(prefix) and name not in table
    ]


def in_order(assets: Iterable[Asset]) -> tuple[Asset, ...]:
    """Assets in an order that no thread changes."""
    return tuple(sorted(assets, key=lambda asset: (asset.type, asset.id, str(asset.account), str(asset.region))))


class Run:
    """Reads tasks side by side, and tells how far it is."""

    def __init__(self, request: Request, calls: Calls, threads: int) -> None:
        self._request, self._calls = request, calls
        self._lock = threading.Lock()
        self._assets: list[Asset] = []
        self._cells: list[Cell] = []
        self._work, self._items = Pool(threads, "cell"), Pool(threads, "item")
        self._done = self._total = 0
        self._evidence: dict[tuple[str, str], set[str]] = {}

    def all(self, tasks: Sequence[Task]) -> tuple[tuple[Asset, ...], tuple[Cell, ...]]:
        """Every asset of every cell."""
        self._total = len(tasks)
        futures = [self._work.submit(partial(self._read, task)) for task in tasks]
        for future in futures:
            future.result()
        self._work.close()
        self._items.close()
        cells = sorted(self._cells, key=lambda cell: (cell.asset_type, cell.account, cell.region))
        return in_order(self._assets), tuple(cells)

    @property
    def evidence(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Assets, by type and id → digests of the recorded answers that they were built from, sorted; none when nothing was
        recorded."""
        return {key: tuple(sorted(found)) for key, found in sorted(self._evidence.items())}

    def _tell(self) -> None:
        counts = self._calls.all()
        text = (
            f"{sum(counts.values()):,} calls, {len(self._assets):,} assets, {counts.get('denied', 0):,} denied, "
            f"{counts.get('throttled', 0):,} throttled"
        )
        self._request.progress(text, self._done, self._total)

    def _read(self, task: Task) -> None:
        for collector, reader in task.cells:
            found = self._cell(collector, reader, task.limit)
            cell = Cell(
                asset_type=collector.asset_type,
                account=reader.account_id,
                region=reader.region,
                state=reader.state,
                assets=len(found),
            )
            with self._lock:
                self._assets += found
                self._cells.append(cell)
        with self._lock:
            self._done += 1
            self._tell()

    def _cell(self, collector: Collector, reader: Reader, limit: int) -> list[Asset]:
        one = partial(_one, collector, collector.needed(self._request.reads[collector.asset_type]), reader)
        found: list[Asset] = []
        try:
            listed: Iterator[Answer] = _listed(collector, reader)
            if collector.expand is not None:
                below = partial(expand_one, collector, reader)
                listed = (item for items in self._items.map(below, listed, limit) for item in items)
            for asset, recorded in self._items.map(one, listed, limit):
                if asset is not None:
                    found.append(asset)
                    self._keep(asset, recorded)
        except (Stopped, HipaacheckError):
            raise
        except Malformed as error:
            reader.failed(collector.operations[0], Failure(state="unreadable", reason=str(error), code="Malformed"))
        except Exception as error:  # noqa: BLE001 - one collector must not end the run, nor may its assets look complete
            reason = f"the collector failed: {type(error).__name__}: {error}"
            reader.failed(collector.operations[0], Failure(state="failed", reason=reason, code=type(error).__name__))
        return _distinct(found)

    def _keep(self, asset: Asset, recorded: Sequence[str]) -> None:
        if self._request.recorder is not None:
            with self._lock:
                self._evidence.setdefault((asset.type, asset.id), set()).update(recorded)


def _listed(collector: Collector, reader: Reader) -> Iterator[Answer]:
    """The items that are found, each with the recorded answers that it comes from."""
    for item in collector.find(reader):
        if not isinstance(item, Unknown):
            item.recorded = reader.sources(item)
            yield item


def _one(collector: Collector, needed: tuple[Detail, ...], reader: Reader, item: Answer) -> tuple[Asset | None, Sequence[str]]:
    """The asset of one item, and the recorded answers that it comes from."""
    own = reader.apart((*reader.known, *item.recorded))
    return collect_one(collector, needed, own, item), own.recorded


def _distinct(assets: Iterable[Asset]) -> list[Asset]:
    """Without what a listing gave twice, as it does when something changes between its pages."""
    found: dict[str, list[Asset]] = {}
    for asset in assets:
        same = found.setdefault(asset.id, [])
        if asset not in same:
            same.append(asset)
    return [asset for same in found.values() for asset in same]
