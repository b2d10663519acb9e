"""Variables that look like secrets."""

from __future__ import annotations

import pytest

from hipaacheck_assets.secret_names import looks_secret_by_kind


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("STAGE", "value", False),
        ("STAGE", "secret (access key)", True),
        ("DB_PASSWORD", "value", True),
        ("DB_PASSWORD", "pointer", False),
        ("DB_PASSWORD", "secret (password)", True),
        ("DB_PASSWORD", None, True),
        ("STAGE", None, False),
    ],
)
def test_by_name_and_kind_of_value(name: str, kind: str | None, expected: bool) -> None:
    assert looks_secret_by_kind(name, kind) is expected
