"""Progress on standard error for work that takes more than a moment."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from hipaacheck.cli.streams import tell

_AFTER_SECONDS = 1.0


class Progress:
    """One line that is rewritten on a terminal; in a log, one line per stage. Silent for the first second."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._live = sys.stderr is not None and sys.stderr.isatty()
        self._started = time.monotonic()
        self._shown = ""

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live and self._shown:
            tell("\r\033[K")

    def update(self, what: str, done: int, total: int) -> None:
        """Say what is being done."""
        if not self._enabled or (time.monotonic() - self._started < _AFTER_SECONDS and done == 0 and total <= 1000):
            return
        text = f"{what} ({total} assets)" if what.startswith("checking") else f"{what} ({done + 1} of {total})"
        if text == self._shown:
            return
        self._shown = text
        tell(f"\r\033[K{text[:78]}" if self._live else f"hipaacheck: {text}\n")
