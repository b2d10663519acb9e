"""Asks the process that evaluates configurations, and survives its death: one question after the other, each with a time
limit. https://docs.python.org/3/library/subprocess.html"""

from __future__ import annotations

import atexit
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from queue import Empty, Queue

import msgspec

from hipaacheck import InputError
from hipaacheck_terraform.hcl.records import Answer, Question

_GRACE = 5.0
"""Seconds after which a process ends itself that nobody stopped: whoever asked it is gone."""


@cache
def shared(seconds: float) -> Worker:
    """One worker for all that is asked in this process."""
    worker = Worker(seconds=seconds)
    atexit.register(worker.stop)
    return worker


class Worker:
    """A process that is started when it is first needed, and again after it died."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: Queue[bytes] = Queue()
        self._folder: Path | None = None

    @property
    def pid(self) -> int | None:
        """The process id; null while there is no process."""
        return self._process.pid if self._process is not None else None

    def ask(self, question: Question, name: str) -> Answer:
        """The answer to a question about the folder called `name`. Raises InputError when there is none."""
        line: bytes | None = None
        try:
            self._send(_encoded(question, name))
            line = self._lines.get(timeout=self._seconds)
        except Empty:
            raise InputError(
                f"{name}: not evaluated within {self._seconds:g} seconds. Look for a loop over very many items, or give it "
                f"more time with --time-limit."
            ) from None
        finally:
            if line is None:
                self.stop()  # a late answer must never be that of another question
        if not line.endswith(b"\n"):
            raise InputError(f"{name}: not read: the process that evaluates it {self._ending()}. Other folders are not affected.")
        return msgspec.json.decode(line, type=Answer)

    def _send(self, line: bytes) -> None:
        """Ask; whether it was heard is seen by what comes back. Paths are from the working folder, so it is that of both."""
        if self._process is not None and (self._process.poll() is not None or self._folder != Path.cwd()):
            self.stop()
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        with suppress(OSError):
            process.stdin.write(line)
            process.stdin.flush()

    def _start(self) -> subprocess.Popen[bytes]:
        self._lines, self._folder = Queue(), Path.cwd()
        # -P: nothing is imported from the folder that is scanned
        command = [sys.executable, "-P", "-m", "hipaacheck_terraform.hcl.child", str(self._seconds + _GRACE)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
        threading.Thread(target=_pass_on, args=(self._process, self._lines), daemon=True).start()
        return self._process

    def _ending(self) -> str:
        """How the process ended, which has closed its output."""
        process = self._process
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE)
        self.stop()
        code = process.returncode if process is not None else 0
        return f"was killed (signal {-code})" if code < 0 else f"ended by itself (code {code})"

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        with suppress(OSError):  # what was not written yet, to a process that is gone
            if process.stdin is not None:
                process.stdin.close()


def _encoded(question: Question, name: str) -> bytes:
    try:
        return msgspec.json.encode(question) + b"\n"
    except UnicodeEncodeError:
        raise InputError(f"{name}: not read: its path is not UTF-8 text. Rename the folder.") from None


def _pass_on(process: subprocess.Popen[bytes], lines: Queue[bytes]) -> None:
    """Every line of the process, then an empty one."""
    if process.stdout is not None:
        with process.stdout:
            for line in process.stdout:
                lines.put(line)
    lines.put(b"")
