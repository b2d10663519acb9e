"""Python predicates, for what the control language does not say."""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_acme.shares import Share


def name_allowed(share: Share, prefix: str) -> bool | Unknown:
    """Whether the share's name starts with the prefix."""
    if share.name is None or isinstance(share.name, Unknown):
        return Unknown("the share has no name")
    return share.name.startswith(prefix)
