"""The static view of asset records: what a dotted path can reach, and of which type."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from hipaacheck.model.values import AssetType, Record, Relation, Tags, Unknown

Kind = Literal["bool", "int", "float", "str", "time", "record", "list", "tags", "asset"]
Vocabulary = Mapping[str, AssetType]
"""Asset types by name; may load lazily."""


@dataclass(frozen=True)
class Type:
    """A field's type. `item` is a list's item type; `record` the class of a record; `asset` the type's name, for relations."""

    kind: Kind
    nullable: bool = False
    item: Type | None = None
    record: type[Any] | None = None
    asset: str | None = None
    relation: Relation | None = None

    def __str__(self) -> str:
        names = {"bool": "true or false", "int": "integer", "float": "number", "str": "text", "time": "time", "tags": "tags"}
        if self.kind == "list":
            text = f"list of {self.item}"
        elif self.kind == "record":
            text = f"record {self.record.__name__ if self.record else ''}"
        elif self.kind == "asset":
            text = f"{self.asset}"
        else:
            text = names[self.kind]
        return f"{text} or null" if self.nullable else text


_SCALARS: dict[Any, Kind] = {bool: "bool", int: "int", float: "float", str: "str", datetime: "time"}


def _type_of(hint: Any) -> Type:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        parts = [part for part in typing.get_args(hint) if part is not Unknown]
        plain = [part for part in parts if part is not type(None)]
        if len(plain) != 1:
            raise TypeError(f"a field must have one type besides null and unknown, not {hint}")
        return replace(_type_of(plain[0]), nullable=len(plain) != len(parts))
    if typing.get_origin(hint) in (list, tuple):
        return Type("list", item=_type_of(typing.get_args(hint)[0]))
    if hint in _SCALARS:
        return Type(_SCALARS[hint])
    if hint is Tags:
        return Type("tags")
    if isinstance(hint, type) and issubclass(hint, Record):
        return Type("record", record=hint)
    raise TypeError(f"fields of type {hint} are not supported")


_NOT_PATHS = frozenset({"location", "origins"})


_FIELDS: dict[type[Any], Mapping[str, Type]] = {}


def fields_of(record: type[Any]) -> Mapping[str, Type]:
    """The fields of a record class by name, in order of declaration."""
    if record not in _FIELDS:
        _FIELDS[record] = _read_fields(record)
    return _FIELDS[record]


def _read_fields(record: type[Any]) -> Mapping[str, Type]:
    hints = typing.get_type_hints(record)
    return {name: _type_of(hints[name]) for name in record.__struct_fields__ if name not in _NOT_PATHS}


def relation_type(relation: Relation, owner: AssetType) -> Type:
    """What a path reaches through a relation of an asset type. To-one is null where what it starts from may be null, or where
    nothing need refer back."""
    nullable = not relation.many and (relation.missing == "null" or _nullable(owner.record, relation.mine.split(".")))
    one = Type("asset", nullable=nullable, asset=relation.to, relation=relation)
    return Type("list", item=replace(one, nullable=False), relation=relation) if relation.many else one


def _nullable(record: type[Any], names: list[str]) -> bool:
    """Whether a path through records can be null."""
    at = fields_of(record).get(names[0])
    if at is None:
        return False
    return at.nullable or (len(names) > 1 and at.record is not None and _nullable(at.record, names[1:]))


def members(at: Type, vocabulary: Vocabulary) -> Mapping[str, Type]:
    """What may follow a dot after a value of this type."""
    if at.kind == "record" and at.record is not None:
        return fields_of(at.record)
    if at.kind == "asset" and at.asset is not None:
        kind = vocabulary[at.asset]
        return {**fields_of(kind.record), **{name: relation_type(relation, kind) for name, relation in kind.relations.items()}}
    return {}
