"""Progress on standard error for work that takes more than a moment."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType

from hipaacheck.cli.streams import tell

_AFTER_SECONDS = 1.0
_BAR_FROM = 20
"""Steps from which on there is a bar."""
_BAR = 16
_TERMINAL_SECONDS, _LOG_SECONDS = 0.1, 10.0
"""How often a bar is drawn anew."""


class Progress:
    """One line that is rewritten on a terminal; in a log, one line per stage. Silent for the first second."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._live = sys.stderr is not None and sys.stderr.isatty()
        self._started = time.monotonic()
        self._shown = ""
        self._told = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live and self._shown:
            tell("\r\033[K")

    def update(self, what: str, done: int, total: int) -> None:
        """Say what is being done. Work of many steps gets a bar on a terminal, and a line now and then in a log."""
        now = time.monotonic()
        if not self._enabled or (now - self._started < _AFTER_SECONDS and done == 0 and total <= 1000):
            return
        if what.startswith("checking"):
            text = f"{what} ({total:,} assets)"
        elif total >= _BAR_FROM:
            if now - self._told < (_TERMINAL_SECONDS if self._live else _LOG_SECONDS) and done < total:
                return
            filled = _BAR * done // total
            text = f"[{'#' * filled}{'.' * (_BAR - filled)}] {what}" if self._live else f"{100 * done // total:3d} % {what}"
        else:
            text = f"{what} ({min(done + 1, total)} of {total})"
        if text == self._shown:
            return
        self._shown, self._told = text, now
        width = shutil.get_terminal_size((79, 24)).columns - 1
        tell(f"\r\033[K{text[:width]}" if self._live else f"hipaacheck: {text}\n")
