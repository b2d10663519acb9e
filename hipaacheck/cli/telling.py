"""What commands about evidence share: lines that a terminal does not obey, and a word before much is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from hipaacheck.cli.output import show
from hipaacheck.cli.streams import complain

_LONG_BYTES = 20_000_000
"""Evidence that is read in a second or two."""


def show_printable(lines: Iterable[str]) -> None:
    """Print lines that quote what others wrote: nothing in them can speak to the terminal."""
    show("".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line) for line in lines)


def announce(what: str, *places: str, enabled: bool) -> None:
    """Say on standard error what is being done, and with how much, where that is much. `places` are files and folders, whether
    they exist or not."""
    size = sum(size for place in places for size in _sizes(Path(place))) if enabled else 0
    if size >= _LONG_BYTES:
        complain(f"{what} {size / 1e6:,.0f} MB of evidence")


def _sizes(place: Path) -> Iterator[int]:
    found = place.rglob("*") if place.is_dir() else (place,)
    yield from (path.stat().st_size for path in found if path.is_file())
