"""Folders of Terraform source for tests, and scans of them by one control: buckets block public access."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.cli import ONE_CONTROL, Ran, hipaacheck

RULES = ("--no-builtin-rules", "--rules", str(ONE_CONTROL), "--no-progress")


def bucket(name: str) -> str:
    """A bucket that fails the control."""
    return f'resource "aws_s3_bucket" "{name}" {{\n  bucket = "{name}"\n}}\n'


def blocked(name: str) -> str:
    """What makes a bucket pass the control."""
    settings = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    lines = "".join(f"  {setting} = true\n" for setting in settings)
    return f'resource "aws_s3_bucket_public_access_block" "{name}" {{\n  bucket = aws_s3_bucket.{name}.id\n{lines}}}\n'


def call(name: str, source: str, more: str = "") -> str:
    """A module call."""
    return f'module "{name}" {{\n  source = "{source}"\n{more}}}\n'


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder. Text that begins with `-> ` makes a link."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content.startswith("-> "):
            path.symlink_to(content.removeprefix("-> "))
        else:
            path.write_text(content)
    return folder


def scan_source(*arguments: str) -> Ran:
    """Run `hipaacheck scan terraform ARGUMENTS… -f json` with one control."""
    return hipaacheck("scan", "terraform", *arguments, *RULES, "-f", "json")


def verdicts(ran: Ran) -> dict[str, str]:
    """Verdict by asset; empty where there is no report."""
    return {item["asset"]["id"]: item["verdict"] for item in ran.json()["findings"]} if ran.out else {}


def said(ran: Ran) -> str:
    """All that people are told besides findings: notes, gaps, and standard error."""
    report: Any = ran.json() if ran.out else {"run": {"notes": []}, "gaps": []}
    return "\n".join([ran.err, *report["run"]["notes"], *(gap["reason"] for gap in report["gaps"])])
