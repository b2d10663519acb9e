"""Fixtures that several test modules use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def sarif_schema() -> Any:
    """A validator of the SARIF 2.1.0 schema (OASIS)."""
    return Draft7Validator(json.loads((DATA / "sarif-schema-2.1.0.json").read_text("utf-8")))
