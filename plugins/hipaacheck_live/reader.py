"""What every reader does, whatever the cloud: failures become gaps and unknown values, and shared calls are made once."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, Protocol, Self

from hipaacheck import Gap, GapState, Phi, PluginError, Unknown
from hipaacheck_live.answers import Answer
from hipaacheck_live.gaps import Calls, Failure, Gaps
from hipaacheck_live.recording import Recording

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

    @property
    def recording(self) -> Recording | None:
        """Where answers are recorded; null in a run that records nothing."""


class _Once:
    """A value that whoever comes first computes, while others wait for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.done = False
        self.value: Any = None
        self.failures: list[tuple[str, Failure]] = []
        self.recorded: list[str] = []


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
        self.recorded: list[str] = []
        """Digests of the answers recorded so far, of this reader and those made from it but for `apart`."""
        self.known: tuple[str, ...] = ()
        """Digests of the answers that tell of the account itself."""
        self.listed: dict[str, tuple[str, ...]] = {}
        """Name → digest of the page that listed it."""

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
        other.recorded, other.listed = self.recorded, self.listed
        if fields == self.fields:
            other.failures = self.failures
        return other

    def apart(self, recorded: Iterable[str]) -> Self:
        """The same for one thing of many, which these recorded answers told of, and whose further answers are not theirs."""
        if self.run.recording is None:
            return self
        other = self._related(self.region, self.fields)
        other.recorded, other.listed = list(recorded), {}
        return other

    def sources(self, item: Answer) -> tuple[str, ...]:
        """Digests of the answers that an item of this listing comes from: of its page. For one that the collector made, of the
        pages that listed its names, else of all that was answered so far."""
        if item.recorded or not self.recorded:
            return item.recorded
        values = item.values.values()
        if item.values and all(isinstance(value, str) and value in self.listed for value in values):
            return tuple(digest for value in values for digest in self.listed[value])
        return tuple(self.recorded)

    def once(self, key: Any, read: Any) -> Any:
        """What `read()` gave the first time, for all assets of this service here. `key` tells it from others. What failed then
        is noted for whoever shares it, as are the answers it came from."""
        entry: _Once = self.shared.setdefault((self.region, key), _Once())
        with entry.lock:
            if not entry.done:
                before, first = len(self.failures), len(self.recorded)
                entry.value, entry.done = read(), True
                entry.failures, entry.recorded = self.failures[before:], self.recorded[first:]
                return entry.value
        for operation, failure in entry.failures:
            self._note(operation, failure)
        self.recorded += entry.recorded
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
