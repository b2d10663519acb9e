"""The command line as a user runs it, in this process: exit code, standard output, standard error."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from hipaacheck.cli import run


@dataclass(frozen=True)
class Ran:
    """What a run gave."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


class _Stream(io.TextIOWrapper):
    def __init__(self, raw: bytes = b"") -> None:
        super().__init__(io.BytesIO(raw), encoding="utf-8", write_through=True)

    def text(self) -> str:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


def hipaacheck(*arguments: str, stdin: bytes = b"") -> Ran:
    """Run `hipaacheck ARGUMENTS…`."""
    out, err = _Stream(), _Stream()
    with patch.object(sys, "stdout", out), patch.object(sys, "stderr", err), patch.object(sys, "stdin", _Stream(stdin)):
        code = run(list(arguments))
    return Ran(code, out.text(), err.text())


def scan(*arguments: str, stdin: bytes = b"") -> Ran:
    """Run `hipaacheck scan plan ARGUMENTS… -f json`."""
    found: Sequence[str] = ("scan", "plan", *arguments, "-f", "json", "--no-progress")
    return hipaacheck(*found, stdin=stdin)
