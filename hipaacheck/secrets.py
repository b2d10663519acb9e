"""Values that look like a secret, wherever they stand: the last of the nets that keep secrets out of what is stored."""

from __future__ import annotations

import re

_SECRETS: tuple[tuple[str, str], ...] = (
    ("access key", r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("private key", r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    (
        "token",
        r"(?<=[\w-]{8})\.eyJ[\w-]{8,}+\.|\b(?:gh[pousr]_\w{30}|github_pat_\w{30}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10}|sk_live_\w{10})",
    ),
    (
        "password",
        r"(?i:(?<![^\W_])(?:(?:password|passwd|pwd)\\*[\"']?\s*[=:]|secret\s*=)\s*\\*[\"']?"
        r"(?!(?:true|false|null|none)(?:[\s,;}\]\\\"']|$)|(?:var|local|data|module|each)\.)[^\s;&${<%*\"',}\]]{2})",
    ),
    ("account key", r"(?i:\b(?:accountkey\s*=|sharedaccesskey\s*=|aws_secret_access_key\\*[\"']?\s*[=:])\s*[^\s${<])"),
    ("signature", r"(?i:[?&]sig=[\w%+/=-]{16,}|x-amz-signature=)"),
    ("address with user and password", r"://[^/\s:@\"']*:[^/\s:@${<%\"'][^/\s:@\"']*@|https?://[\w.~-]{16,}@"),
)
_ANY = re.compile("|".join(f"(?P<g{number}>{pattern})" for number, (_, pattern) in enumerate(_SECRETS)))


_HINTS = (
    *("akia", "asia", "private key", ".eyj", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "sk_live_"),
    *("password", "passwd", "pwd", "secret", "accountkey", "sharedaccesskey", "sig=", "signature=", "@"),
)
"""One of these stands in every text that a pattern matches. Looking for them first costs a tenth."""


def secret_in(text: str) -> str | None:
    """What the first thing in a text that looks like a secret is (`password`, `private key`, …); null without one."""
    folded = text.casefold()
    if not any(hint in folded for hint in _HINTS):
        return None
    found = _ANY.search(text)
    return None if found is None or found.lastgroup is None else _SECRETS[int(found.lastgroup[1:])][0]
