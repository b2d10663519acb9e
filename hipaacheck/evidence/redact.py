"""The last look at an inventory before it is judged and stored: texts that look like secrets are left out of it.

Sources redact answers themselves. What is caught here are names, tags and comments that people write secrets into. It happens
before controls judge, so that findings hold none either, and judging the stored inventory anew gives the same.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from hipaacheck.model.assets import Gap, Inventory
from hipaacheck.secrets import secret_in

_T = TypeVar("_T")


def without_secrets(inventory: Inventory, key: bytes | None = None) -> Inventory:
    """The inventory with a mark in the place of each text that looks like a secret. Equal texts have equal marks, wherever the
    same key is used; without one, within this inventory only."""
    mark = _marker(key or secrets.token_bytes(32))
    assets = tuple(_clean(asset, type(asset), mark) for asset in inventory.assets)
    evidence = {(kind, mark(name)): digests for (kind, name), digests in inventory.evidence.items()}
    rest = msgspec.structs.replace(inventory, assets=(), evidence={})
    return msgspec.structs.replace(_clean(rest, Inventory, mark), assets=assets, evidence=evidence)


def gap_without_secrets(gap: Gap, key: bytes | None = None) -> Gap:
    """The gap, its reason with a mark in its place when it looks like a secret."""
    return msgspec.structs.replace(gap, reason=_marker(key or secrets.token_bytes(32))(gap.reason))


def _marker(key: bytes) -> Callable[[str], str]:
    def mark(text: str) -> str:
        kind = secret_in(text) if len(text) > 7 else None
        if kind is None:
            return text
        return f"[redacted {kind} {hmac.new(key, text.encode(errors='replace'), sha256).hexdigest()[:16]}]"

    return mark


def _clean(value: _T, kind: type[_T], mark: Callable[[str], str]) -> _T:
    """The record, made anew only when something in it looks like a secret."""
    try:
        text = msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # names of files that are no text
        text = str(msgspec.to_builtins(value))
    if secret_in(text) is None:
        return value
    return msgspec.convert(_walk(msgspec.to_builtins(value, str_keys=True), mark), kind, str_keys=True)


def _walk(value: Any, mark: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return mark(value)
    if isinstance(value, dict):
        return {mark(key): _walk(item, mark) for key, item in value.items()}
    return [_walk(item, mark) for item in value] if isinstance(value, list | tuple) else value
