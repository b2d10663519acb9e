"""Which services Microsoft's HIPAA business associate agreement covers: the list among the rules, and what it says on a day."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

import hipaacheck
from hipaacheck import Unknown


class Covered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service that a document of Microsoft says is covered."""

    name: str
    source: str
    of: date
    """The date of the document."""
    but: frozenset[str] = frozenset()
    """Words in the kind of a resource, in lower case, that make it another service."""


class Services(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list, by types of resources in lower case; a resource provider alone stands for all its types."""

    source: str
    verified_on: date
    max_age_days: int
    services: dict[str, Covered]
    audited_source: str
    audited_of: date
    audited: dict[str, str]
    """In a public audit scope of Microsoft that is not that of the agreement: type → name of the service."""
    tooling: frozenset[str]
    """Holds no data."""

    def eligible(self, kind: str, today: date, variant: str | Unknown | None = None) -> bool | Unknown | None:
        """Whether a type of resource is covered; null when it holds no data; unknown when the list is too old or does not say.
        `variant` is what Azure calls the kind of a resource, such as `functionapp,linux`."""
        where = f"{self.source} as of {self.verified_on}"
        if kind in self.tooling:
            return None
        if (today - self.verified_on).days > self.max_age_days:
            return Unknown(f"the list of covered services is older than {self.max_age_days} days", where)
        for step in _upwards(kind):
            if step in self.services:
                return _same(self.services[step], variant, where)
            if step in self.audited:
                stands = "in Microsoft's audit scope for FedRAMP; what the agreement covers stands in the Service Trust Portal"
                return Unknown(f"{self.audited[step]} is {stands}", where)
        return Unknown(f"the list of covered services does not say anything about {kind}", where)


def _same(service: Covered, variant: str | Unknown | None, where: str) -> bool | Unknown:
    """True, unless the kind of a resource makes it another service."""
    if not isinstance(variant, str):
        return True if variant is None or not service.but else variant
    if service.but.isdisjoint(variant.lower().split(",")):
        return True
    return Unknown(f"the list of covered services does not say anything about {service.name} of the kind {variant}", where)


def _upwards(kind: str) -> Iterator[str]:
    """The type, those above it, and its resource provider."""
    steps = kind.split("/")
    return ("/".join(steps[:end]) for end in range(len(steps), 0, -1))


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
    return msgspec.convert(yaml.safe_load((root / "eligible_services" / "azure.yaml").read_text("utf-8")), Services)
