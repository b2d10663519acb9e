"""Joins between assets: hash indexes over one inventory, honest about what was not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hipaacheck.model.assets import Asset, Gap
from hipaacheck.model.values import Relation, Tags, Unknown

if TYPE_CHECKING:
    from hipaacheck.language.types import Vocabulary

_TAIL = re.compile("[:/]")
_GENERATED = re.compile(r"[a-z]+-[0-9a-f]{8,17}")


def read(value: Any, path: Sequence[str]) -> Any:
    """Follow names through records and tags. Null and unknown end the walk and are the answer. Keys of tags may hold dots."""
    for position, name in enumerate(path):
        if value is None:
            return None
        if type(value) is Unknown:
            return unreferred(value)
        if type(value) is Tags:
            return value.items.get(".".join(path[position:]))
        value = getattr(value, name)
    return value


def unreferred(value: Unknown) -> Unknown:
    """The same doubt about something behind it: what it refers to is known to be there, a field of that is not."""
    return value if value.refers is None else Unknown(value.reason, value.where)


def _near(one: Asset, other: Asset | Gap, within: str) -> bool:
    """Whether both may be in the same account and region, as far as `within` asks. What is not known may be the same, and a
    global listing that is incomplete may lack something in any region."""
    if within == "anywhere" or not _may_equal(one.account, other.account):
        return within == "anywhere"
    if within == "region" and isinstance(other, Gap) and other.region == "global":
        return True
    return within == "account" or _may_equal(one.region, other.region)


def _may_equal(one: object, other: object) -> bool:
    return not (isinstance(one, str) and isinstance(other, str)) or one == other


class Joins:
    """Relation look-ups over the assets of one inventory. Each index is built on first use."""

    def __init__(self, vocabulary: Vocabulary, assets: Iterable[Asset], gaps: Iterable[Gap]) -> None:
        self.vocabulary = vocabulary
        self.by_type: dict[str, list[Asset]] = {}
        for asset in assets:
            self.by_type.setdefault(asset.type, []).append(asset)
        self._gaps: dict[str | None, list[Gap]] = {}
        for gap in gaps:
            if not gap.fields and gap.state not in ("unsupported", "region_disabled"):
                self._gaps.setdefault(gap.asset_type, []).append(gap)
        self._indexes: dict[tuple[str, str], _Index] = {}
        self._ids: dict[str, dict[str, Asset]] = {}

    def incomplete(self, asset_type: str, within: str = "anywhere", of: Asset | None = None) -> Unknown | None:
        """Why the listing of a type may lack assets that are near enough to one; null when it is complete there."""
        for gap in (*self._gaps.get(asset_type, ()), *self._gaps.get(None, ())):
            if of is None or _near(of, gap, within):
                return Unknown(f"the listing of {asset_type} is incomplete: {gap.reason}", gap.operation)
        return None

    def follow(self, relation: Relation) -> Callable[[Asset], Any]:
        """A function from an asset to what the relation reaches: an asset, null, Unknown, or a list that may hold Unknown."""
        mine = relation.mine.split(".")
        index = self._index(relation.to, relation.theirs)
        ids = self._by_id(relation.to)
        back, within = relation.missing == "null", relation.within
        gaps = back and self.incomplete(relation.to) is not None

        def matches(asset: Asset) -> tuple[list[Asset], list[Unknown]]:
            value = read(asset, mine)
            found: dict[str, Asset] = {}
            doubts: list[Unknown] = []
            for key in value if isinstance(value, list | tuple) else (value,):
                if type(key) is Unknown and key.refers is not None and key.refers in ids:
                    found[key.refers] = ids[key.refers]
                elif type(key) is Unknown:
                    doubts += index.namesakes(asset, key) if back else [key]
                elif key is None:
                    found.update({other.id: other for other in index.nulls} if relation.nulls else {})
                else:
                    hits = [other for other in index.known.get(key, ()) if _near(asset, other, within)]
                    found.update({other.id: other for other in hits})
                    if not hits and not back:
                        doubts.append(Unknown(f"{relation.to} {key!r} is not among what was read"))
            if back:
                found.update({other.id: other for other in index.refers.get(asset.id, ())})
                doubts += next(([doubt] for other, doubt in index.doubts if _near(asset, other, within)), [])
                gap = self.incomplete(relation.to, within, asset) if gaps else None
                if gap is not None:
                    doubts.append(gap)
            return list(found.values()), doubts

        def one(asset: Asset) -> Any:
            found, doubts = matches(asset)
            if len(found) == 1:
                return found[0]
            if found:
                return Unknown(f"{len(found)} {relation.to} match, one was expected")
            return doubts[0] if doubts else None

        def many(asset: Asset) -> Any:
            found, doubts = matches(asset)
            return [*found, *(doubts if len(doubts) <= 1 else [unreferred(doubts[0])])]

        return many if relation.many else one

    def _index(self, asset_type: str, path: str) -> _Index:
        key = (asset_type, path)
        if key not in self._indexes:
            self._indexes[key] = _Index(self.by_type.get(asset_type, ()), path)
        return self._indexes[key]

    def _by_id(self, asset_type: str) -> dict[str, Asset]:
        if asset_type not in self._ids:
            self._ids[asset_type] = {asset.id: asset for asset in self.by_type.get(asset_type, ())}
        return self._ids[asset_type]


class _Index:
    """Assets by the value at a path: known values, assets referred to by id, nulls, and those that might match anything.

    `tails` holds the last part of known ARNs: one put together from a name may mean an asset whose own ARN is not known yet.
    `names` holds assets whose value somebody chose: it may be the name of an asset whose own is not known yet. An id that AWS
    generated (`vpc-…`) belongs to something that exists.
    """

    def __init__(self, assets: Iterable[Asset], path: str) -> None:
        self.known: dict[Any, list[Asset]] = {}
        self.tails: dict[str, list[Asset]] = {}
        self.names: list[Asset] = []
        self.refers: dict[str, list[Asset]] = {}
        self.nulls: list[Asset] = []
        self.doubts: list[tuple[Asset, Unknown]] = []
        names = path.split(".")
        for asset in assets:
            value = read(asset, names)
            for key in value if isinstance(value, list | tuple) else (value,):
                if type(key) is Unknown:
                    if key.refers is not None:
                        self.refers.setdefault(key.refers, []).append(asset)
                    else:
                        self.doubts.append((asset, Unknown(f"{asset.id} may belong here: {key.reason}", key.where or asset.id)))
                elif key is None:
                    self.nulls.append(asset)
                else:
                    self.known.setdefault(key, []).append(asset)
                    if isinstance(key, str) and key.startswith("arn:"):
                        self.tails.setdefault(_TAIL.split(key)[-1], []).append(asset)
                    elif not (isinstance(key, str) and _GENERATED.fullmatch(key)):
                        self.names.append(asset)

    def namesakes(self, asset: Asset, own: Unknown) -> list[Unknown]:
        """A doubt when something may mean an asset whose own identity is not known yet, by a name that somebody chose; always
        about one that exists in an account, whose identity is only not known to us."""
        if isinstance(asset.account, str) and asset.account:
            return [own]
        named = self.tails.get(asset.name, ()) if isinstance(asset.name, str) else ()
        for other in (*named, *self.names[:1]):
            return [Unknown(f"{other.id} may mean {asset.id}, of which this is {own.reason}", own.where)]
        return []
