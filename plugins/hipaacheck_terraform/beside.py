"""What lies beside Terraform source and is not read: files of other tools that make infrastructure. Told by their names; only
CloudFormation templates, which may be called anything, by how they begin."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_NAMES = frozenset({"pulumi.yaml", "pulumi.yml", "cdk.json", "cdktf.json"})
_OTHER_LANGUAGES = (".tofu", ".tofu.json", ".hcl", ".bicep")
_NO_INFRASTRUCTURE = (".pkr.hcl", ".pkrvars.hcl", ".tftest.hcl", ".tfmock.hcl")
"""Images, tests, and stand-ins for providers."""
_TEMPLATES = (".yaml", ".yml", ".json", ".template")
_MARK = b"AWSTemplateFormatVersion"
_HEAD = 4096
_SHOWN = 5


def of_another_tool(name: str) -> bool:
    """Whether a file of this name declares infrastructure in another language than Terraform's."""
    lower = name.lower()
    return lower in _NAMES or (
        lower.endswith(_OTHER_LANGUAGES) and not lower.endswith(_NO_INFRASTRUCTURE) and not lower.startswith(".")
    )


def cloudformation_in(folder: Path) -> list[Path]:
    """The files of a folder that begin as CloudFormation templates do, by name; those that cannot be read do not."""
    try:
        return [path for path in sorted(folder.iterdir()) if _is_cloudformation(path)]
    except OSError:
        return []


def _is_cloudformation(path: Path) -> bool:
    if not path.name.lower().endswith(_TEMPLATES) or path.name.endswith(".tf.json") or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return _MARK in file.read(_HEAD)
    except OSError:
        return False


def some(paths: Iterable[Path | str]) -> str:
    """The first few names, and how many more there are."""
    names = sorted({str(path) for path in paths})
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")
