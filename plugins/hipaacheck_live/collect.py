"""Collectors: what is called for an asset type, for which fields, and how answers become an asset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import msgspec

from hipaacheck import Asset, Unknown
from hipaacheck_live.answers import Answer, Malformed
from hipaacheck_live.gaps import Failure
from hipaacheck_live.reader import Reader

NOT_READ = Unknown("no selected control needs it, so it was not read")


class Got(Mapping[str, Any]):
    """What the details of one item answered, by name: `Answer`, a list, null for absent, `Unknown`."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def read(self, name: str, function: Callable[[Any], Any], absent: Any = None) -> Any:
        """What the function says of the answer; `absent` when there is none; `Unknown` when it is not known or not of the
        usual form."""
        value = self._values[name]
        if value is None or isinstance(value, Unknown):
            return absent if value is None else value
        try:
            return function(value)
        except Malformed as error:
            return Unknown(str(error), name)


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that are made for each item found, for the sake of some fields.

    `read(reader, item, got)` gives an Answer, a list, null for absent or Unknown; `got` holds the details before it.
    Without `fields`, it is read whenever the asset is.
    """

    name: str
    operations: tuple[str, ...]
    fields: tuple[str, ...]
    read: Callable[[Any, Answer, Got], Any]


class Collector(msgspec.Struct, frozen=True, kw_only=True):
    """How assets of one type are read.

    `find(reader)` yields an item for each asset; `operations` are those that it calls. `details` are read for each item.
    `build(place, item, got)` is pure: an asset from answers, or null for an item that is none. `scope` says whether the
    service is asked in each region, once for the account, or once for the tenant that accounts belong to. `locate` gives an
    item with its region where the listing is of all regions, or null for one that is not read; unlike `find`, it is asked of
    many items at once. `expand` lists the items below each that `find` gives, of many at once too; each of them has it as its
    `parent`.
    """

    asset_type: str
    operations: tuple[str, ...]
    find: Callable[[Any], Iterable[Answer | Unknown]]
    build: Callable[[Any, Answer, Got], Asset | None]
    details: tuple[Detail, ...] = ()
    scope: Literal["region", "global", "tenant"] = "region"
    locate: Callable[[Any, Answer], Answer | None] | None = None
    expand: Callable[[Any, Answer], Iterable[Answer | Unknown]] | None = None

    def needed(self, fields: frozenset[str]) -> tuple[Detail, ...]:
        """The details that these fields need; `*` stands for all."""
        return tuple(item for item in self.details if not item.fields or "*" in fields or not fields.isdisjoint(item.fields))

    def calls(self, fields: frozenset[str]) -> frozenset[str]:
        """The operations that reading these fields may call."""
        return frozenset(self.operations).union(*(item.operations for item in self.needed(fields)))


def expand_one(collector: Collector, reader: Reader, parent: Answer) -> list[Answer]:
    """The items below one that was found, where the collector expands them; else that itself."""
    if collector.expand is None:
        return [parent]
    out = []
    own = reader.apart(parent.recorded)
    try:
        for item in collector.expand(own, parent):
            if isinstance(item, Answer):
                item.parent = parent
                item.recorded = (*parent.recorded, *own.sources(item))
                out.append(item)
    except Malformed as error:
        reader.failed(parent.operation, Failure(state="unreadable", reason=str(error), code="Malformed"))
    return out


def collect_one(collector: Collector, needed: tuple[Detail, ...], reader: Reader, item: Answer) -> Asset | None:
    """The asset of one item. An item that makes no sense becomes a gap in the listing."""
    try:
        found = item if collector.locate is None else collector.locate(reader, item)
        return None if found is None else _build(collector, needed, reader, found)
    except Malformed as error:
        reader.failed(item.operation, Failure(state="unreadable", reason=str(error), code="Malformed"))
        return None


def _build(collector: Collector, needed: tuple[Detail, ...], reader: Reader, item: Answer) -> Asset | None:
    values: dict[str, Any] = {}
    got = Got(values)
    for part in collector.details:
        if part not in needed:
            values[part.name] = NOT_READ
            continue
        about = reader.about(part.fields or ("*",)).at(item.region)
        try:
            values[part.name] = part.read(about, item, got)
        except Malformed as error:
            values[part.name] = about.failed(part.name, Failure(state="unreadable", reason=str(error), code="Malformed"))
    return collector.build(reader.at(item.region).place, item, got)
