"""Values that look like secrets. The register is copied into evidence, which is kept for years: none may stand in it."""

from __future__ import annotations

import re

_SECRETS: tuple[tuple[str, str], ...] = (
    ("an access key", r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("a private key", r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY"),
    (
        "a token",
        r"\beyJ[\w-]{8,200}\.eyJ[\w-]{8}|\b(?:gh[pousr]_\w{30}|github_pat_\w{30}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10}|sk_live_\w{10})",
    ),
    ("a password", r"(?i:(?<![^\W_])(?:password|passwd|pwd|secret)[\"']? {0,9}= {0,9}[\"']?[^\s;&${<%*\"',}\]]{2})"),
    ("a password", r"(?i:(?<![^\W_])(?:password|passwd|pwd)[\"']? {0,9}: {0,9}[\"']?(?=[^\s]{0,40}[0-9!@#$%^&*])[^\s${<]{6})"),
    ("an account key", r"(?i:\b(?:accountkey|sharedaccesskey|aws_secret_access_key)[\"']? {0,9}[=:] {0,9}[\"']?[^\s${<])"),
    ("a signed address", r"(?i:[?&]sig=[\w%+/=-]{16}|x-amz-signature=)"),
    ("an address with a password", r"://[^/\s:@\"']{0,200}:[^/\s:@${<%\"'][^/\s:@\"']{0,200}@"),
)
_ANY = re.compile("|".join(f"(?P<g{number}>{pattern})" for number, (_, pattern) in enumerate(_SECRETS)))


def find_secret(text: str) -> tuple[str, int] | None:
    """What the first thing that looks like a secret is (`a password`), and where in the text it begins; null without one."""
    found = _ANY.search(text)
    if found is None or found.lastgroup is None:
        return None
    return _SECRETS[int(found.lastgroup[1:])][0], found.start()
