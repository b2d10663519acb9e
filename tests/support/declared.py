"""Where files of source declare resources, without evaluating anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hipaacheck_terraform.hcl.child import answered
from hipaacheck_terraform.places import Source
from hipaacheck_terraform.source import question


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder, with these files in it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def declared(folder: Path, files: Mapping[str, str] | str) -> Source:
    """Declarations and comments of these files; a text is `main.tf`."""
    written(folder, {"main.tf": files} if isinstance(files, str) else files)
    answer = answered(question(str(folder), {}, evaluate=False))
    assert answer.error is None
    return Source(answer)
