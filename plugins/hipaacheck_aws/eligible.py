"""Which services AWS lists as HIPAA eligible: the list among the rules, and what it says of a service on a day."""

from __future__ import annotations

import threading
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

import hipaacheck
from hipaacheck import Unknown


class Services(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list, by the prefix of ARNs."""

    source: str
    verified_on: date
    max_age_days: int
    not_listed_max_age_days: int
    """Days after which a service that was not listed may well be: AWS adds services several times a year."""
    services: dict[str, str]
    """Eligible: prefix → name of the service."""
    partly: dict[str, str]
    """Eligible but for some parts: prefix → what is left out."""
    not_listed: dict[str, str]
    """Not eligible on the day: prefix → name of the service."""
    tooling: frozenset[str]
    """Holds no data."""

    def eligible(self, prefix: str, today: date) -> bool | Unknown | None:
        """Whether a service is eligible; null when it holds no data; unknown when the list is too old or does not say."""
        where = f"{self.source} as of {self.verified_on}"
        if prefix in self.tooling:
            return None
        if (today - self.verified_on).days > self.max_age_days:
            return Unknown(f"the list of eligible services is older than {self.max_age_days} days", where)
        if prefix in self.services:
            return True
        if prefix in self.not_listed and (today - self.verified_on).days > self.not_listed_max_age_days:
            return Unknown(f"{self.not_listed[prefix]} was not listed then, but the list is old", where)
        if prefix in self.not_listed:
            return False
        return Unknown(self.partly.get(prefix, f"the list of eligible services does not say anything about {prefix}"), where)


_ONE_AT_A_TIME = threading.Lock()
"""msgspec makes itself ready for a type when it first meets it, and crashes when threads do that at the same time."""


def services() -> Services:
    """The list that comes with the rules: beside the package when installed, else the checkout's `rules/`. Thread-safe."""
    with _ONE_AT_A_TIME:
        return _services()


@cache
def _services() -> Services:
    import yaml

    package = Path(hipaacheck.__file__).parent
    root = package / "rules" if (package / "rules").is_dir() else package.parent / "rules"
    return msgspec.convert(yaml.safe_load((root / "eligible_services" / "aws.yaml").read_text("utf-8")), Services)
