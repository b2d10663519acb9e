"""A small vocabulary for tests of the language: every kind of field, and relations in both directions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hipaacheck import Asset, AssetType, Record, Relation, Tags, Unknown


class Rule(Record, frozen=True, kw_only=True):
    """A nested record."""

    open: bool | Unknown
    """A boolean."""
    port: int | None | Unknown
    """A nullable number."""


class Thing(Asset, frozen=True, kw_only=True, tag="toy.thing"):
    """An asset with every kind of field."""

    lit: bool | Unknown
    """A boolean."""
    maybe: bool | None | Unknown
    """A nullable boolean."""
    size: int | None | Unknown
    """A nullable number."""
    word: str | None | Unknown
    """A nullable text."""
    made: datetime | None | Unknown
    """A time."""
    words: list[str | Unknown] | Unknown
    """A list of texts."""
    rule: Rule | None | Unknown
    """A nullable record."""
    rules: list[Rule | Unknown] | None | Unknown
    """A nullable list of records."""
    owner_id: str | None | Unknown
    """Names the owner."""


class Owner(Asset, frozen=True, kw_only=True, tag="toy.owner"):
    """An asset that things refer to."""

    key: str | Unknown
    """Its identity."""
    trusted: bool | Unknown
    """A boolean."""


THING = AssetType(
    name="toy.thing",
    record=Thing,
    relations={"owner": Relation(to="toy.owner", mine="owner_id", theirs="key")},
    runtime=frozenset({"made"}),
)
OWNER = AssetType(
    name="toy.owner",
    record=Owner,
    relations={"things": Relation(to="toy.thing", mine="key", theirs="owner_id", many=True, missing="null")},
)
VOCABULARY = {"toy.thing": THING, "toy.owner": OWNER}

_COMMON: dict[str, Any] = {"name": None, "account": None, "region": None, "tags": Tags(items={})}


def thing(id_: str = "thing", **fields: Any) -> Thing:
    """A thing; fields that are not given are null, false or empty."""
    base: dict[str, Any] = {
        "lit": False,
        "maybe": None,
        "size": None,
        "word": None,
        "made": None,
        "words": [],
        "rule": None,
        "rules": [],
        "owner_id": None,
    }
    return Thing(**{**_COMMON, "id": id_, **base, **fields})


def owner(id_: str = "owner", **fields: Any) -> Owner:
    """An owner; untrusted unless said otherwise."""
    return Owner(**{**_COMMON, "id": id_, "key": id_, "trusted": False, **fields})


def rule(open_: Any = False, port: Any = None) -> Rule:
    """A rule."""
    return Rule(open=open_, port=port)
