"""Asks the process that evaluates configurations, and survives its death: one question after the other, each with a time
limit. https://docs.python.org/3/library/subprocess.html"""

from __future__ import annotations

import atexit
import subprocess
import sys
import threading
from functools import cache
from queue import Empty, Queue

import msgspec

from hipaacheck import InputError
from hipaacheck_terraform.hcl.records import Answer, Question


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

    @property
    def pid(self) -> int | None:
        """The process id; null while there is no process."""
        return self._process.pid if self._process is not None else None

    def ask(self, question: Question, name: str) -> Answer:
        """The answer to a question about the folder called `name`. Raises InputError when there is none."""
        process = self._process or self._start()
        try:
            assert process.stdin is not None  # noqa: S101 - it is a pipe
            process.stdin.write(msgspec.json.encode(question) + b"\n")
            process.stdin.flush()
            line = self._lines.get(timeout=self._seconds)
        except Empty:
            self.stop()
            raise InputError(
                f"{name}: not evaluated within {self._seconds:g} seconds. Look for a loop over very many items, or give it "
                f"more time with --time-limit."
            ) from None
        except OSError:
            line = b""
        if not line:
            raise InputError(f"{name}: not read: the process that evaluates it {self._ending()}. Other folders are not affected.")
        return msgspec.json.decode(line, type=Answer)

    def _start(self) -> subprocess.Popen[bytes]:
        self._lines = Queue()
        # -P: nothing is imported from the folder that is scanned
        command = [sys.executable, "-P", "-m", "hipaacheck_terraform.hcl.child"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
        threading.Thread(target=_pass_on, args=(self._process, self._lines), daemon=True).start()
        return self._process

    def _ending(self) -> str:
        """How the process ended."""
        process, self._process = self._process, None
        code = process.wait() if process is not None else 0
        return f"was killed (signal {-code})" if code < 0 else f"ended by itself (code {code})"

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was not written yet, to a process that is gone
                    continue


def _pass_on(process: subprocess.Popen[bytes], lines: Queue[bytes]) -> None:
    """Every line of the process, then an empty one."""
    if process.stdout is not None:
        for line in process.stdout:
            lines.put(line)
    lines.put(b"")
