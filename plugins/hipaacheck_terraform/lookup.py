"""Finding the resource that an attribute names, for facts that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hipaacheck import Unknown
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate

Found = Resource | Unknown | None


def finder(estate: Estate, types: Sequence[str], keys: Sequence[str]) -> Callable[[str | Unknown | None], Found]:
    """A function from a value that `Estate.link` gave to the resource of these types that it names.

    A literal names the one resource that has it as one of `keys`. Null gives null; what cannot be told, or is not in the
    plan, is unknown.
    """
    known: dict[str, list[Resource]] = {}
    addresses: dict[str, Resource] = {}
    for resource in estate.each(*types):
        addresses[resource.address] = resource
        for value in dict.fromkeys(value for value in map(resource.get, keys) if isinstance(value, str)):
            if isinstance(value, str) and value:
                known.setdefault(value, []).append(resource)

    def find(value: str | Unknown | None) -> Found:
        if value is None:
            return None
        if isinstance(value, Unknown):
            return addresses.get(value.refers, value) if value.refers is not None else value
        hits = known.get(value, [])
        if len(hits) == 1:
            return hits[0]
        return Unknown(f"{value!r} names {len(hits)} resources" if hits else f"{value!r} is not in this plan")

    return find
