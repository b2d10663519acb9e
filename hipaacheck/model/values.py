"""Values an asset can hold: plain ones, records, tags, and `Unknown`."""

from __future__ import annotations

from typing import Any, Literal, NoReturn

import msgspec


class Unknown(msgspec.Struct, frozen=True, tag_field="$", tag="unknown"):
    """A value that could not be read. Never a pass, never a fail, and never tested for truth.

    `reason` is a phrase for people ("known after apply", "AccessDenied"); `where` names the address and attribute,
    or the API operation, that should have told. `refers` is the id of the asset that the value will point to once it
    exists: such a value is known not to be null and can be joined on, but it is never compared.
    """

    reason: str
    where: str | None = None
    refers: str | None = None

    def __bool__(self) -> NoReturn:
        raise TypeError(f"an unknown value has no truth ({self.reason}); compare with `isinstance(value, Unknown)`")

    def __str__(self) -> str:
        return f"{self.reason} ({self.where})" if self.where else self.reason


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="$", tag=True, forbid_unknown_fields=True):
    """Base of every structured value on an asset. Fields have no default that could pass for an answer."""


class Tags(Record, frozen=True, kw_only=True):
    """Key/value labels. A key that is not there is null; a value may be unknown while its key is known."""

    items: dict[str, str | Unknown | None]


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """A join declared once, on the asset type it starts from.

    `to` names the asset type reached; `mine` and `theirs` are dotted paths whose values must be equal. `mine` may be a
    list, of which any item may match. `many` gives a list, else at most one asset.

    A reference (`missing="unknown"`) that finds nothing is unknown: the thing exists somewhere that was not read.
    A back reference (`missing="null"`) that finds nothing in a complete listing is null: nothing refers to this asset;
    its `mine` is the asset's own identity. `nulls` makes two nulls equal, for joins on the account of a plan.
    `within` says how far apart the two can be: a name that is unique in a region only means nothing in another.
    """

    to: str
    mine: str
    theirs: str
    many: bool = False
    missing: Literal["unknown", "null"] = "unknown"
    nulls: bool = False
    within: Literal["anywhere", "account", "region"] = "anywhere"
    doc: str = ""


class AssetType(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of asset: its name (`aws.s3.bucket`), its record class, its relations, and `runtime`, the fields that
    exist only in a running estate and that no plan can tell (a certificate's expiry, a key's last use)."""

    name: str
    record: type[Any]
    relations: dict[str, Relation] = {}
    runtime: frozenset[str] = frozenset()
