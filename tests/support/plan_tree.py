"""A plan by modules: what the configuration says of each, and the instances that it has."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from hipaacheck_terraform.plan import Change

Key = str | int | None
_STEP = re.compile(r'module\.([\w-]+)(?:\[("(?:[^"\\]|\\.)*"|\d+)\])?\.?')
_GONE = ({"delete"}, {"forget"})


class Item(NamedTuple):
    """An instance of a block, by the keys of its module's instance and its own, and what the plan says of it."""

    keys: tuple[Key, ...]
    key: Key
    change: Change


class Module:
    """A module of a plan: its part of the configuration (`raw`, `blocks`), the instances of its blocks (`items`) and of its calls
    (`keys`), and the keys of its own instances (`places`)."""

    def __init__(self, configuration: Any) -> None:
        raw = configuration if isinstance(configuration, dict) else {}
        self.blocks = {_name(item): item for item in raw.get("resources") or ()}
        self.raw = raw
        self.items: dict[str, list[Item]] = {}
        self.calls: dict[str, Module] = {}
        self.keys: dict[str, set[tuple[Key, ...]]] = {}
        self.places: set[tuple[Key, ...]] = {()}
        for name, call in (raw.get("module_calls") or {}).items():
            self.calls[name] = Module(call.get("module"))


def _name(item: Mapping[str, Any]) -> str:
    return f"{'data.' if item.get('mode') == 'data' else ''}{item['type']}.{item['name']}"


def add(root: Module, raw: Mapping[str, Any]) -> None:
    """Put a resource change where it belongs; one of what will not be there is left out."""
    change = msgspec.convert(raw.get("change") or {}, Change)
    lost = change.after is None and not change.after_unknown
    if set(change.actions) in _GONE or raw.get("deposed") or (lost and set(change.actions) <= {"no-op"}):
        return
    module, keys = root, tuple[Key, ...]()
    for name, key in _steps(raw["address"]):
        module.keys.setdefault(name, set()).add((*keys, key))
        keys = (*keys, key)
        module = module.calls.setdefault(name, Module({}))
        module.places = (module.places - {()}) | {keys}
    module.items.setdefault(_name(raw), []).append(Item(keys, raw.get("index"), change))


def _steps(address: str) -> list[tuple[str, Key]]:
    out: list[tuple[str, Key]] = []
    at = 0
    while found := _STEP.match(address, at):
        out.append((found[1], json.loads(found[2]) if found[2] else None))
        at = found.end()
    return out
