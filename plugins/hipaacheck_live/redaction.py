"""Secrets leave an answer before anything else sees it: values that look like one wherever they stand, and what a plan names.

A redacted value becomes `{"$redacted": {"why", "len", "hmac"}}`: equal values stay equal, and nobody without the key can
guess one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import sys
from inspect import getsource
from types import ModuleType
from typing import Any

from hipaacheck import secret_in
from hipaacheck_live.answers import REDACTED

_POINTER = re.compile(r"\s*($|arn:|/|\{\{|\$\{|((aws-)?(ssm|secretsmanager|sm)|vault|file):|(true|false)\s*$)", re.IGNORECASE)

Plan = Any
"""What to redact below a place: null for nothing, the reason as text for all of it, else `(members, items, values)` with plans
below."""

NONE: dict[str, Plan] = {}


def kind_of(text: str) -> str:
    """What a value is, as far as may be told: `secret (…)`, `pointer` (a path, ARN or placeholder), or `value`."""
    found = secret_in(text)
    if found is not None:
        return f"secret ({found})"
    return "pointer" if _POINTER.match(text) else "value"


def redacted_kind(value: Any) -> str | None:
    """What `kind_of` said of a value that is redacted now; null when it is not redacted."""
    if isinstance(value, dict) and REDACTED in value:
        return str(value[REDACTED]["why"]).partition(": ")[2]
    return None


_REASONS = {
    "model": "marked sensitive",
    "own": "may hold secrets",
    "option": "may hold secrets",
    "value": "looks like a secret",
}
"""Why something is redacted, by the word that plans have for it."""


class Redactor:
    """Redacts by plans. The key of the HMACs is this run's own unless one is given; it never leaves the process."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)

    def exempt(self, plan: str, parent: Any) -> bool:
        """Whether a value that the plan names is harmless beside its neighbours."""
        return False

    def walk(self, value: Any, plan: Plan, parent: Any = None) -> Any:
        """The value without secrets. `parent` is what it stands in."""
        kind = type(value)
        if kind is str:
            if isinstance(plan, str):
                return value if self.exempt(plan, parent) else self._mark(value, plan)
            found = secret_in(value) if len(value) > 7 else None
            return value if found is None else self._mark(value, "value")
        if kind is dict:
            if isinstance(plan, str):
                return {self.name(key): self.walk(item, plan, value) for key, item in value.items()}
            members, values = (plan[0], plan[2]) if plan else (NONE, None)
            return {self.name(key): self.walk(item, members.get(key, values), value) for key, item in value.items()}
        if kind is list:
            below = plan if plan is None or isinstance(plan, str) else plan[1]
            return [self.walk(item, below, value) for item in value]
        if isinstance(plan, str) and value is not None and kind is not bool:
            return self._mark(value if kind is bytes else json.dumps(value, default=str), plan)
        if kind is bytes:
            return self.walk(value.decode("utf-8", "replace"), plan, parent)
        return value

    def name(self, key: str) -> str:
        """The key of a map, such as that of a tag, unless it looks like a secret."""
        if (key.isalnum() and len(key) < 20) or secret_in(key) is None:
            return key
        return f"redacted {self._mark(key, 'value')[REDACTED]['hmac'][:16]}"

    def _mark(self, value: str | bytes, why: str) -> dict[str, Any]:
        raw = value.encode(errors="surrogatepass") if isinstance(value, str) else value
        text = value if isinstance(value, str) else value.decode("utf-8", "replace")
        digest = hmac.new(self._key, raw, hashlib.sha256).hexdigest()
        return {REDACTED: {"why": f"{_REASONS[why]}: {kind_of(text)}", "len": len(raw), "hmac": digest}}


def rules_digest(*modules: ModuleType) -> str:
    """SHA-256, in hexadecimal, of the code that says what is redacted: these modules and what all sources share."""
    shared = (sys.modules[secret_in.__module__], sys.modules[__name__])
    found = hashlib.sha256()
    for module in (*shared, *modules):
        found.update(getsource(module).encode())
    return found.hexdigest()
