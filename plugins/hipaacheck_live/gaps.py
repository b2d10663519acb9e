"""Failures of calls, and the gaps that they leave."""

from __future__ import annotations

import threading
from collections import Counter

import msgspec

from hipaacheck import Gap, GapState


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An operation that gave no answer."""

    state: GapState
    reason: str
    code: str


class Unreadable(Exception):
    """A body that is not what the service's protocol prescribes."""


class Stopped(Exception):
    """The run was interrupted."""


class Gaps:
    """Collects gaps; equal ones count assets. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[Gap, int] = {}

    def add(self, gap: Gap, assets: int = 0) -> None:
        """Note a gap that concerns this many assets more."""
        with self._lock:
            self._found[gap] = self._found.get(gap, 0) + assets

    def all(self) -> list[Gap]:
        """Every gap once, in a stable order."""
        with self._lock:
            found = [msgspec.structs.replace(gap, assets=assets) for gap, assets in self._found.items()]
        return sorted(
            found,
            key=lambda gap: (
                gap.account or "",
                gap.region or "",
                gap.asset_type or "",
                gap.operation or "",
                gap.code or "",
                gap.fields,
                gap.state,
                gap.reason,
            ),
        )


class Calls:
    """How many calls ended in which way: `answered`, or the state of the failure. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: Counter[str] = Counter()

    def count(self, how: str) -> None:
        """Note how a call ended."""
        with self._lock:
            self._found[how] += 1

    def all(self) -> dict[str, int]:
        """How many ended in which way so far."""
        with self._lock:
            return dict(self._found)

    def clear(self) -> None:
        """Begin again."""
        with self._lock:
            self._found.clear()
