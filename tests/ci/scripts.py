"""The scripts of the integrations, run by bash as their services run them; what they were given and what they left."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
CI = ROOT / "ci"
PROGRAMS = Path(sys.executable).parent
HIPAACHECK = PROGRAMS / "hipaacheck"
CONTROL = ROOT / "rules/aws/ebs/volume-encrypted.yaml"
ONE_CONTROL = f"--no-builtin-rules\n--rules {CONTROL}"
"""HIPAACHECK_ARGS for a scan that compiles one control instead of all."""
VOLUME = 'resource "aws_ebs_volume" "a" {{\n  availability_zone = "us-east-1a"\n  size = 1\n  encrypted = {encrypted}\n}}\n'
SOURCES = {
    "good": VOLUME.format(encrypted="true"),
    "bad": VOLUME.format(encrypted="false"),
    "broken": 'resource "aws_ebs_volume" {',
}

HOSTILE = [
    "$(touch x)",
    "`touch x`",
    "a; touch x",
    "a' ; touch x; '",
    'a" ; touch x; "',
    "a && touch x",
    "a | tee x",
    "> x",
    "*",
    "~",
    "${HOME}",
    "a\\nb",
    "%s",
    "ü ",
]
"""Values that a shell would act upon; each is one line."""


@dataclass(frozen=True)
class Ran:
    """What a script gave."""

    code: int
    out: str
    outputs: dict[str, str]
    summary: str


def bash(script: Path | str, cwd: Path, **variables: str) -> Ran:
    """Run a script, a file or a text, in a folder with only these variables; the program is the real one unless they name another."""
    private = cwd.parent / f"{cwd.name}-private"
    for folder in (private / "temp", private / "home"):
        folder.mkdir(parents=True, exist_ok=True)
    output, summary = private / "output", private / "summary"
    for file in (output, summary):
        file.write_text("")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(private / "home"),
        "RUNNER_TEMP": str(private / "temp"),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "HIPAACHECK_COMMAND": str(HIPAACHECK),
        "HIPAACHECK_PYTHON": sys.executable,
        **variables,
    }
    command = ["bash", str(script)] if isinstance(script, Path) else ["bash", "-c", script]
    ran = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120
    )
    pairs = (line.partition("=") for line in output.read_text("utf-8").splitlines())
    return Ran(ran.returncode, ran.stdout.decode(), {name: value for name, _, value in pairs}, summary.read_text("utf-8"))


def recorder(folder: Path, *, code: int = 0, prints: str = "") -> tuple[Path, Path]:
    """A program that writes down its arguments, prints a text and ends with a code; and the file where they are."""
    program, seen = folder / "recorder", folder / "seen"
    program.write_text(f"#!/bin/bash\nprintf '%s\\0' \"$@\" >{seen}\nprintf '%s' '{prints}'\nexit {code}\n")
    program.chmod(0o755)
    return program, seen


def arguments(seen: Path) -> list[str]:
    """What a recorder was called with."""
    return seen.read_text("utf-8").split("\0")[:-1]


def modules(folder: Path, *names: str) -> Path:
    """The folder, with root modules of SOURCES in it; a name is of the form `kind` or `path=kind`."""
    for name in names:
        path, _, kind = name.rpartition("=")
        place = folder / (path or kind)
        place.mkdir(parents=True)
        (place / "main.tf").write_text(SOURCES[kind])
    return folder


def load(file: Path) -> Any:
    """A YAML file."""
    return yaml.safe_load(file.read_text("utf-8"))
