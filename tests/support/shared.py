"""Material that lies beside the checkout: acceptance truth and a corpus of real plans. Tests skip without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("HIPAACHECK_SHARED", Path(__file__).parents[3] / "shared"))
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the acceptance plans and the corpus are not beside this checkout (set HIPAACHECK_SHARED)"
)


def shared_files(pattern: str) -> list[Path]:
    """The files that match, in order; none without the material."""
    return sorted(SHARED.glob(pattern)) if SHARED.is_dir() else []
