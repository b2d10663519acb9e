"""Plans and source whose resources are recorded, in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from hipaacheck import ApiCall, Inventory, Request
from hipaacheck_terraform import plan as plans
from hipaacheck_terraform import source as sources
from tests.support.plans import plan

NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Recorded:
    """A recorder that keeps everything in memory."""

    key: bytes | None = None

    def __init__(self) -> None:
        self.bodies: dict[str, Any] = {}
        self.calls: list[ApiCall] = []

    def answered(self, call: ApiCall, body: Any) -> str:
        """Keep an answer."""
        digest = sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        self.bodies[digest] = body
        self.calls.append(call)
        return digest

    def failed(self, call: ApiCall) -> None:
        """There is none here."""
        raise AssertionError(call)

    def everything(self) -> str:
        """All that was recorded."""
        return json.dumps([*self.bodies.values(), *(msgspec.to_builtins(call) for call in self.calls)])

    def values(self, address: str) -> Any:
        """The values recorded of a resource."""
        return self.body(address)["values"]

    def body(self, address: str) -> Any:
        """What is recorded of a resource."""
        (found,) = (body for body in self.bodies.values() if body["address"] == address)
        return found


def read_plan(document: Mapping[str, Any] | Path, recorder: Recorded | None = None) -> Inventory:
    """The inventory of a plan."""
    raw = document.read_bytes() if isinstance(document, Path) else json.dumps(document).encode()
    return plans.read("-", Request(reads={}, now=NOW, stdin=lambda: raw, recorder=recorder))


def recorded(*resources: Mapping[str, Any], **more: Any) -> Recorded:
    """What is recorded of a plan of these resources."""
    out = Recorded()
    read_plan(plan(*resources, **more), out)
    return out


def read_source(folder: Path, recorder: Recorded | None = None, **options: Any) -> Inventory:
    """The inventory of a root module."""
    return sources.read(str(folder), Request(reads={}, now=NOW, stdin=bytes, options=options, recorder=recorder))
