"""Validation against the published schemas."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

ROOT = Path(__file__).parents[2]
SARIF = ROOT / "tests/data/sarif-schema-2.1.0.json"
REPORT = ROOT / "docs/report-schema-1.json"


@cache
def _validator(path: Path) -> Any:
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def problems(document: Any, schema: Path) -> list[str]:
    """What the schema says against the document; empty when it is valid."""
    return [f"{error.json_path}: {error.message}" for error in _validator(schema).iter_errors(document)]
