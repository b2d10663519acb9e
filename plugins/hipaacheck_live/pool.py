"""Threads that run tasks and never keep the process alive: an interrupted run ends at once, whatever a call waits for."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from typing import Any, TypeVar

_A = TypeVar("_A")
_B = TypeVar("_B")


class Pool:
    """A bounded number of daemon threads. Tasks of one pool must not wait for tasks of the same pool."""

    def __init__(self, threads: int, name: str) -> None:
        self._tasks: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self._most, self._name = threads, name
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            future, function = task
            try:
                future.set_result(function())
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits
                future.set_exception(error)

    def submit(self, function: Callable[[], _B]) -> Future[_B]:
        """Run the function in some thread."""
        future: Future[_B] = Future()
        self._tasks.put((future, function))
        with self._lock:
            if len(self._threads) < self._most and self._tasks.qsize() > 0:
                thread = threading.Thread(target=self._work, name=f"{self._name}-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def map(self, function: Callable[[_A], _B], items: Iterable[_A], limit: int) -> Iterator[_B]:
        """Results in the order of the items, with at most `limit` of them under way; none of them is when it ends, however it
        ends."""
        under_way: deque[Future[_B]] = deque()
        try:
            for item in items:
                under_way.append(self.submit(lambda item=item: function(item)))  # type: ignore[misc]
                if len(under_way) >= limit:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            wait(under_way)

    def close(self) -> None:
        """Let the threads end once their tasks are done."""
        for _ in self._threads:
            self._tasks.put(None)
