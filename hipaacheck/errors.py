"""The exception tree. One exit code and one remedy per class; only `cli` turns an error into output.

HipaacheckError
├── UsageError        2  the command line asks for something that does not exist
├── ConfigError       2  hipaacheck.yaml is wrong
├── ControlError      2  one or more controls do not load; holds every problem found, not only the first
├── RegisterError     2  the organisation's register is wrong; holds every problem found, too
├── PluginError       2  a plugin does not load or breaks its contract
├── OutputError       2  a report cannot be written
└── InputError        3  something selected (a plan, a snapshot) cannot be read
    └── EvidenceError 3  a snapshot is not what was sealed; names the file at fault
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple


class HipaacheckError(Exception):
    """Anything hipaacheck refuses to go on with. `str(error)` says what happened, where, and what to do next."""

    exit_code: ClassVar[int] = 2


class UsageError(HipaacheckError):
    """The command line names something that does not exist."""


class ConfigError(HipaacheckError):
    """The configuration file is wrong."""


class PluginError(HipaacheckError):
    """A plugin does not load, or does not keep its contract. Names the plugin and the reason."""


class OutputError(HipaacheckError):
    """A report could not be written; the target is untouched."""


class InputError(HipaacheckError):
    """Something selected could not be read, so the run is incomplete."""

    exit_code = 3


class EvidenceError(InputError):
    """A snapshot, or a file in it, is not what was sealed, so nothing in it can be relied on."""


class Problem(NamedTuple):
    """One mistake in a YAML file. `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.text}"


class ControlError(HipaacheckError):
    """Controls that do not load. `problems` holds all of them, in file and line order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RegisterError(HipaacheckError):
    """A register that does not load: nothing in it counts. `problems` holds all of them, in file and line order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(name: str, known: Iterable[str]) -> str:
    """` did you mean 'x'?` for a misspelt name, or nothing."""
    import difflib

    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""
