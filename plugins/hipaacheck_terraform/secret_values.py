"""Whether a plain-text variable holds a secret, where a plan may not tell its value."""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.secret_names import looks_secret
from hipaacheck_assets.truth import Truth


def holds_secret(name: str, value: Any, marked: bool) -> Truth:
    """By value, else by name. A value that cannot be read may be a secret when its name says so, or when Terraform marks it as
    sensitive (`marked`); Terraform follows those marks through every expression."""
    if not isinstance(value, Unknown):
        return isinstance(value, str) and looks_secret(name, value)
    if marked or looks_secret(name, None):
        return Unknown(f"{name} may hold a secret: {value.reason}", value.where)
    return False
