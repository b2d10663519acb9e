"""CPU time and peak memory of whole processes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

RUNS = 5


@dataclass(frozen=True)
class Cost:
    """Median CPU seconds (user and system) and largest resident memory in bytes of a command, over RUNS runs; both with the
    processes that it started and waited for (wait4(2))."""

    cpu: float
    memory: int


def costs(commands: Sequence[Sequence[str]], folder: Path) -> list[Cost]:
    """The costs of several commands, each run RUNS times after one warm-up. They run in turn, so that a machine that changes
    its speed changes it for all. Output is thrown away; exit codes above 3 are refused."""
    seen = [[_once(command, folder) for command in commands] for _ in range(RUNS + 1)][1:]
    return [Cost(median(cpu for cpu, _ in column), max(memory for _, memory in column)) for column in zip(*seen, strict=True)]


def _once(command: Sequence[str], folder: Path) -> tuple[float, int]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 3):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
