"""One form for each JSON value: the JSON Canonicalization Scheme, https://www.rfc-editor.org/rfc/rfc8785."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

_EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON keeps (RFC 8785 section 3.2.2.3)."""


def canonical(value: Any) -> bytes:
    """The value as canonical JSON. What JSON cannot hold exactly stands as text: larger whole numbers as digits, lone surrogates
    as `\\udXXX`, numbers that are none as `nan`, `inf` and `-inf`."""
    import rfc8785

    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        return rfc8785.dumps(_exact(value))


def decode(data: bytes) -> Any:
    """The value of canonical JSON, which gives the same bytes again: whole numbers without quotes that are too large to be kept
    were floating-point ones. Raises ValueError, RecursionError."""
    return json.loads(data, parse_int=_whole)


def _whole(digits: str) -> int | float:
    number = float(digits)
    return int(digits) if -_EXACT <= number <= _EXACT else number


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {_text(str(key)): _exact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -_EXACT <= value <= _EXACT else str(value)
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    return _text(str(value))


def _text(value: str) -> str:
    return value.encode(errors="backslashreplace").decode()


def digest_of(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return sha256(data).hexdigest()
