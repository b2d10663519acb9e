"""A browser for tests of pages: Chromium, driven through playwright. Tests skip where either is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """Where Chromium is; null when none of its names is on the path."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser, ended when the block is. Skips the test, with the reason, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")
    place = executable()
    if place is None:
        pytest.skip(f"no browser on the path: none of {', '.join(NAMES)}")
    with playwright.sync_playwright() as session:
        browser = session.chromium.launch(executable_path=place, args=["--no-sandbox"])
        yield browser
        browser.close()
