"""Which environment variables look as if they held a secret. Only names ever leave this module, never values."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(^|_)(PASSWORD|PASSWD|PASSPHRASE|(?<=_)PASS|(?<=_)PWD|SECRET|SECRET_(ACCESS_)?KEY|ACCESS_KEY(_ID)?|API_?KEY|PRIVATE_KEY|SIGNING_KEY|"
    r"ENCRYPTION_KEY|AUTH_KEY|ACCOUNT_KEY|TOKEN|CREDENTIALS?|CONNECTION_STRING)$"
)
_VALUE = re.compile(
    r"\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."
    r"|\bgh[pousr]_\w{30,}|\bxox[abprs]-[\w-]{10,}|://[^/\s:@]*:[^/\s:@${<%][^/\s:@]*@|\b(?i:password|pwd)\s*=\s*[^\s;&${<%]"
)
_POINTER = re.compile(r"$|arn:|/|\{\{|\$\{|((aws-)?(ssm|secretsmanager|sm)|vault|file):|(true|false)$", re.IGNORECASE)
"""Values that are no secret whatever the name: nothing, an ARN, a path or address of a secret, a placeholder, a switch.
So is the variable's own name, which stands for a parameter of that name."""


def looks_secret(name: str, value: str | None) -> bool:
    """Whether a plain-text variable looks like a secret, by its value or else by its name. `value` is null when not known."""
    if value is not None:
        if _VALUE.search(value):
            return True
        if value == name or _POINTER.match(value.strip()):
            return False
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return _NAME.search(re.sub(r"[^A-Z0-9]+", "_", words.upper())) is not None


def looks_secret_by_kind(name: str, kind: str | None) -> bool:
    """The same where the value is hidden and only its kind is known: `secret (…)`, `pointer` or `value`; null when not even
    that is."""
    if kind is not None and kind.startswith("secret"):
        return True
    return kind != "pointer" and looks_secret(name, None)
