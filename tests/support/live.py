"""What tests of all live sources share: controls by asset type, their verdicts, and the comparison of a plan with what runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from hipaacheck import Asset, Control, Inventory, Phi, Unknown
from hipaacheck.app import needed_fields
from hipaacheck.classification import classify
from hipaacheck.engine import evaluate
from hipaacheck.pluginhost import PluginHost
from hipaacheck_live.collect import NOT_READ
from tests.support.cli import builtin_pack
from tests.support.plans import NOW

Verdicts = dict[str, dict[str, str]]
"""Control → asset → verdict."""
_PLACE = ("id", "account", "region", "location", "origins")
"""Where an asset is and what it is called there differ between a plan and what runs by nature."""


def controls(types: Iterable[str]) -> list[Control]:
    """The built-in controls about these asset types."""
    wanted = set(types)
    return [control for control in builtin_pack().controls if control.asset in wanted]


def reads(types: Iterable[str], collected: Iterable[str]) -> dict[str, frozenset[str]]:
    """All fields of these types, and what their controls need of others that are collected."""
    types, known = list(types), set(collected)
    out = needed_fields(controls(types))
    return {name: fields for name, fields in out.items() if name in known} | dict.fromkeys(types, frozenset({"*"}))


def findings(judged: Iterable[Control], inventory: Inventory) -> Iterator[tuple[Control, Asset, str, str]]:
    """(Control, asset, verdict, message) of each finding."""
    host = PluginHost(third_party=False)
    found = evaluate(list(judged), classify(inventory, Phi()), vocabulary=host.vocabulary, predicates={}, params={}, now=NOW)
    for finding in found:
        yield finding.control, finding.asset, finding.verdict, finding.message


def verdicts(inventory: Inventory, types: Iterable[str], *, by_id: bool = False) -> Verdicts:
    """Control → asset's name, or its id where it has none → verdict."""
    out: Verdicts = {}
    for control, asset, verdict, _ in findings(controls(types), inventory):
        key = asset.name if isinstance(asset.name, str) and not by_id else asset.id
        out.setdefault(control.id, {})[key] = verdict
    return out


def wrong_verdicts(expected: Mapping[str, Mapping[str, str]], found: Verdicts) -> dict[tuple[str, str], str]:
    """Where verdicts are not the expected ones. An asset may be named by the end of its id."""
    return {
        (control, name): f"{verdict} expected, {actual}"
        for control, rows in expected.items()
        for name, verdict in rows.items()
        if (actual := _verdict(found.get(control, {}), name)) != verdict
    }


def _verdict(found: Mapping[str, str], name: str) -> str | None:
    rows = [verdict for key, verdict in found.items() if key == name or key.endswith(name)]
    return rows[0] if len(rows) == 1 else None


def key(asset: Asset) -> tuple[str, str]:
    """What tells an asset in a plan and in what runs."""
    own = asset.name if isinstance(asset.name, str) else getattr(asset, "arn", None)
    return asset.type, own if isinstance(own, str) else asset.id


def differing(planned: Iterable[Asset], live: Mapping[tuple[str, str], Asset]) -> dict[tuple[str, str], tuple[Any, Any]]:
    """Asset type and field → the two values that a plan and what runs have of it."""
    return {
        (asset.type, name): (getattr(asset, name), getattr(live[key(asset)], name))
        for asset in planned
        for name in asset.__struct_fields__
        if name not in _PLACE and getattr(asset, name) != getattr(live[key(asset)], name)
    }


def differing_verdicts(
    types: Iterable[str], planned: Inventory, live: Inventory, known: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Control and asset → the two verdicts on it, where they differ and that is not known."""
    types = list(types)
    twin, there = verdicts(planned, types), verdicts(live, types)
    names = {str(asset.name) for asset in planned.assets}
    return {
        (control.id, name): (verdict, there[control.id].get(name))
        for control in controls(types)
        if not control.live_only
        for name, verdict in twin.get(control.id, {}).items()
        if name in names and verdict != there[control.id].get(name) and (control.id, name) not in known
    }


def unread(value: Any) -> Iterator[Unknown]:
    """Every value in an asset that was not read because nobody asked for it."""
    if isinstance(value, Unknown):
        if value.reason == NOT_READ.reason:
            yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from unread(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from unread(item)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from unread(getattr(value, name))


def not_given(needs: Mapping[str, frozenset[str]], inventory: Inventory) -> set[tuple[str, str]]:
    """(Asset type, field) that was needed and not read."""
    return {
        (asset.type, field)
        for asset in inventory.assets
        for field in (asset.__struct_fields__ if "*" in needs[asset.type] else needs[asset.type])
        if list(unread(getattr(asset, field)))
    }


def alone(control: Control, inventory: Inventory) -> dict[str, str]:
    """Asset's id → verdict of one control, none of which rests on what was not asked for."""
    found = list(findings([control], inventory))
    assert not [message for _, _, _, message in found if NOT_READ.reason in message]
    return {asset.id: verdict for _, asset, verdict, _ in found}
