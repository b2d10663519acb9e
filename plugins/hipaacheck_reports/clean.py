"""Text from the data, made harmless: names, tags and addresses are written by others."""

from __future__ import annotations

import re

from hipaacheck import Unknown

_HASHES = re.compile("#(?=#)")
_START = re.compile(r"((?:\s|\x1b\[[0-9;]*m)*:)(?=:)")


def printable(text: str) -> str:
    """The text with everything that is not printable escaped: control characters (C0, C1, so every ANSI sequence),
    line and paragraph separators, invisible and bidirectional formatting characters, lone surrogates."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def apart(text: str) -> str:
    """The text with a blank between two `#`: agents of Azure Pipelines obey `##vso[…]` anywhere in a line, and take `##[…]` for a
    format; the runner of GitHub obeys `##[…]` anywhere."""
    return _HASHES.sub("# ", text) if "##" in text else text


def inert(line: str) -> str:
    """The line without what is a command to the pipeline that prints it: what `apart` is about, and `::` at the start, which the
    runner of GitHub obeys."""
    return _START.sub(r"\1 ", apart(line), count=1) if "::" in line and _START.match(line) else apart(line)


def apart_json(encoded: bytes) -> bytes:
    """JSON of the same value, in which nothing is what `apart` is about."""
    return encoded.replace(b"##", b"#\\u0023") if b"#" in encoded else encoded


def encodable(text: str) -> str:
    """The text with nothing changed but lone surrogates, which UTF-8 has no bytes for: they are escaped."""
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


def shortened(text: str, limit: int) -> str:
    """The text, cut to `limit` characters, the last of them "…" when something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plural(number: int, noun: str) -> str:
    """`1 asset`, `20,000 assets`."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def known(value: str | Unknown | None) -> str | None:
    """A text that may be unknown; null when it is."""
    return None if value is None or isinstance(value, Unknown) else encodable(value)
