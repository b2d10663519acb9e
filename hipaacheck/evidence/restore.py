"""Assets as they were stored → assets of today's vocabulary. What was not read then is unknown now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from hipaacheck.errors import EvidenceError
from hipaacheck.language.types import Type, Vocabulary, fields_of
from hipaacheck.model.assets import Asset, Location
from hipaacheck.model.values import Tags, Unknown

NOT_RECORDED = "not recorded when the snapshot was taken"
CHANGED = "recorded in another form than the one that is read today"
_PLACES = ("location", "origins")
_PLAIN: dict[str, Any] = {"bool": bool, "int": int, "float": float, "str": str, "time": datetime, "tags": Tags}


def check_asset(stored: Mapping[str, Any], path: Path) -> None:
    """Raises EvidenceError for what in the snapshot at `path` is no asset of any version."""
    if not isinstance(stored.get("$"), str) or not isinstance(stored.get("id"), str):
        raise EvidenceError(f"{path}: inventory.jsonl holds something that is no asset: {dict(stored)!s:.100}")


def restore(stored: Mapping[str, Any], vocabulary: Vocabulary, path: Path) -> tuple[Asset, bool]:
    """The asset, and whether its type is still known; of one that is not, only what every asset has. A field that the snapshot
    does not have, or whose form has changed, is unknown. `path` is that of the snapshot. Raises EvidenceError for
    what is no asset."""
    check_asset(stored, path)
    name = stored["$"]
    record = vocabulary[name].record if name in vocabulary else _retired(name)
    try:
        found: Asset = msgspec.convert(stored, record, str_keys=True)
    except msgspec.ValidationError:
        try:
            places = {field: _place(field, stored[field]) for field in _PLACES if field in stored}
        except msgspec.ValidationError as error:
            raise EvidenceError(f"{path}: inventory.jsonl: {stored['id']!r:.200} stands nowhere: {error}") from None
        found = record(**{**_fields(stored, record, stored["id"]), "id": stored["id"], **places})
    return found, name in vocabulary


@cache
def _retired(name: str) -> type[Any]:
    """A record for a type that the vocabulary has no more."""
    return msgspec.defstruct("Retired", [], bases=(Asset,), tag=name, frozen=True, kw_only=True)


def _place(field: str, value: Any) -> Any:
    return msgspec.convert(value, dict[str, str] if field == "origins" else Location | None, str_keys=True)


def _fields(stored: Mapping[str, Any], record: type[Any], where: str) -> dict[str, Any]:
    return {
        name: _value(stored[name], at, f"{where}.{name}") if name in stored else Unknown(NOT_RECORDED, f"{where}.{name}")
        for name, at in fields_of(record).items()
    }


def _value(value: Any, at: Type, where: str) -> Any:
    """A value of a field of this type; unknown when it has another form."""
    if isinstance(value, dict) and value.get("$") == "unknown":
        try:
            return msgspec.convert(value, Unknown)
        except msgspec.ValidationError:
            return Unknown(CHANGED, where)
    if value is None and at.nullable:
        return None
    if at.kind == "record" and at.record is not None and isinstance(value, dict):
        return at.record(**_fields(value, at.record, where))
    if at.kind == "list" and at.item is not None and isinstance(value, list):
        return [_value(item, at.item, f"{where}[{number}]") for number, item in enumerate(value)]
    try:
        return msgspec.convert(value, _PLAIN[at.kind])
    except (msgspec.ValidationError, KeyError):
        return Unknown(CHANGED, where)
