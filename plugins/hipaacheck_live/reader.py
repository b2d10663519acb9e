"""What every reader does, whatever the cloud: failures become gaps and unknown values, and shared calls are made once."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, Literal, Protocol, Self

from hipaacheck import Gap, GapState, Phi, PluginError, Unknown
from hipaacheck_live.gaps import Calls, Failure, Gaps

_WORST: tuple[GapState, ...] = ("denied", "throttled", "failed", "unreadable", "unsupported")


class Scan(Protocol):
    """What the whole run shares."""

    @property
    def gaps(self) -> Gaps:
        """What was not read so far."""

    @property
    def calls(self) -> Calls:
        """How calls ended so far."""

    @property
    def phi(self) -> Phi:
        """What marks ePHI."""

    @property
    def now(self) -> datetime:
        """The moment that dates are judged by."""


class _Once:
    """A value that whoever comes first computes, while others wait for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.done = False
        self.value: Any = None
        self.failures: list[tuple[str, Failure]] = []


class Reader(ABC):
    """Calls for one asset type in one account and region; `fields` are those that the calls are for, none for a listing."""

    def __init__(
        self,
        scan: Scan,
        account_id: str,
        region: str,
        asset_type: str,
        operations: frozenset[str],
        fields: tuple[str, ...] = (),
    ) -> None:
        self.run = scan
        self.account_id = account_id
        self.region = region
        self.asset_type = asset_type
        self.operations = operations
        self.fields = fields
        self.shared: dict[Any, Any] = {}
        self.failures: list[tuple[str, Failure]] = []
        """Calls that failed, of this reader and those in other regions made from it."""

    @property
    def state(self) -> Literal["complete"] | GapState:
        """The worst of the calls that failed."""
        found = {failure.state for _, failure in self.failures}
        return next((state for state in _WORST if state in found), "complete")

    @property
    def phi(self) -> Phi:
        """What marks ePHI in this run."""
        return self.run.phi

    @property
    def now(self) -> datetime:
        """The moment that dates are judged by."""
        return self.run.now

    @property
    @abstractmethod
    def place(self) -> Any:
        """Where assets found here are."""

    @abstractmethod
    def like(self, region: str, fields: tuple[str, ...]) -> Self:
        """A new reader that differs in this."""

    def at(self, region: str | None) -> Self:
        """The same in another region."""
        return self if region is None or region == self.region else self._related(region, self.fields)

    def about(self, fields: tuple[str, ...]) -> Self:
        """The same, for other fields."""
        return self._related(self.region, fields)

    def _related(self, region: str, fields: tuple[str, ...]) -> Self:
        other = self.like(region, fields)
        other.shared = self.shared
        if fields == self.fields:
            other.failures = self.failures
        return other

    def once(self, key: Any, read: Any) -> Any:
        """What `read()` gave the first time, for all assets of this service here. `key` tells it from others. What failed then
        is noted for whoever shares it."""
        entry: _Once = self.shared.setdefault((self.region, key), _Once())
        with entry.lock:
            if not entry.done:
                before = len(self.failures)
                entry.value, entry.done = read(), True
                entry.failures = self.failures[before:]
                return entry.value
        for operation, failure in entry.failures:
            self._note(operation, failure)
        return entry.value

    def check(self, operation: str) -> None:
        """Raise PluginError for an operation that was not declared."""
        if operation not in self.operations:
            raise PluginError(f"the collector of {self.asset_type} calls {operation}, which it does not declare")

    def failed(self, operation: str, failure: Failure) -> Unknown:
        """Note a failure as a gap, and give the unknown value that follows from it."""
        self.run.calls.count(failure.state)
        self._note(operation, failure)
        return Unknown(f"{failure.reason} ({failure.code})", operation)

    def _note(self, operation: str, failure: Failure) -> None:
        self.failures.append((operation, failure))
        gap = Gap(
            state=failure.state,
            reason=failure.reason,
            asset_type=self.asset_type,
            account=self.account_id,
            region=self.region,
            operation=operation,
            code=failure.code,
            fields=self.fields,
        )
        self.run.gaps.add(gap, 1)
