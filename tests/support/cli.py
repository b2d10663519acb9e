"""The command line as a user runs it, in this process: exit code, standard output, standard error."""

from __future__ import annotations

import io
import json
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hipaacheck import app, packs
from hipaacheck.cli import run
from hipaacheck.language.pack import Pack, read_safeguards
from hipaacheck.pluginhost import PluginHost

_compile_builtin_pack = packs.builtin_pack
_read_safeguards = cache(read_safeguards)


@cache
def builtin_pack() -> Pack:
    """The built-in pack, compiled once per test process instead of once per run."""
    return _compile_builtin_pack(PluginHost(third_party=False))


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
    with ExitStack() as replaced:
        for name, stream in (("stdout", out), ("stderr", err), ("stdin", _Stream(stdin))):
            replaced.enter_context(patch.object(sys, name, stream))
        for module in (app, packs):
            replaced.enter_context(patch.object(module, "builtin_pack", lambda host: builtin_pack()))
        replaced.enter_context(patch.object(packs, "read_safeguards", _read_safeguards))
        code = run(list(arguments))
    return Ran(code, out.text(), err.text())


ONE_CONTROL = Path(__file__).parents[2] / "rules/aws/s3/bucket-public-access-blocked.yaml"


def scan(*arguments: str, stdin: bytes = b"") -> Ran:
    """Run `hipaacheck scan plan ARGUMENTS… -f json` with one control."""
    rules = ("--no-builtin-rules", "--rules", str(ONE_CONTROL))
    return hipaacheck("scan", "plan", *arguments, *rules, "-f", "json", "--no-progress", stdin=stdin)


def scan_all(*arguments: str, stdin: bytes = b"") -> Ran:
    """Run `hipaacheck scan plan ARGUMENTS… -f json` with the built-in controls."""
    return hipaacheck("scan", "plan", *arguments, "-f", "json", "--no-progress", stdin=stdin)
