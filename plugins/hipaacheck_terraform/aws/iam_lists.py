"""Companions that name their parents in a list (`roles`, `users`, `groups`), which `Estate.families` does not join."""

from __future__ import annotations

from collections.abc import Sequence

from hipaacheck import Unknown
from hipaacheck_terraform.blocks import NOT_HERE, Resource, stub
from hipaacheck_terraform.estate import Estate, Family, untold


def join_listed(estate: Estate, families: list[Family], types: Sequence[str], child_type: str, attribute: str) -> None:
    """Add each resource of `child_type` to every family that its list names, with stubs for parents not in the plan.

    A list that cannot be followed leaves every family in doubt about companions of that type, and so does a companion that may
    not be there.
    """
    by_name: dict[str, list[Family]] = {}
    by_address = {family.resource.address: family for family in families}
    unnamed = [family for family in families if untold(map(family.resource.text, ("name", "id")))]
    for family in families:
        names = [family.resource.address] if family.resource.stub else [family.resource.text(key) for key in ("name", "id")]
        for name in dict.fromkeys(names):
            if isinstance(name, str):
                by_name.setdefault(name, []).append(family)
    for child in estate.each(child_type):
        values = estate.links(child, attribute, types)
        for value in [values] if isinstance(values, Unknown) else values:
            if value == "":
                continue
            hits = by_name.get(value, []) if isinstance(value, str) else []
            if isinstance(value, Unknown) and value.refers in by_address:
                hits = [by_address[value.refers]]
            if len(hits) != 1:
                name = value if isinstance(value, str) and not hits else child.address
                _doubt(hits or (families if isinstance(value, Unknown) else unnamed), child, attribute)
                hits = [_stub(families, by_address, types[0], name)]
                by_name.setdefault(name, hits)
            children = hits[0].children.setdefault(child_type, [])
            if child not in children:
                children.append(child)

    for child, doubt in estate.doubtful(child_type):
        for family in families:
            if not family.resource.stub:
                family.doubts.setdefault(child.type, doubt)


def _doubt(families: Sequence[Family], child: Resource, attribute: str) -> None:
    why = Unknown(f"{child.address} may belong here; its {attribute} do not tell", child.address)
    for family in families:
        if not family.resource.stub:
            family.doubts.setdefault(child.type, why)


def _stub(families: list[Family], by_address: dict[str, Family], type_: str, name: str) -> Family:
    found = by_address.get(name)
    if found is None:
        found = Family(stub(type_, name), Unknown(NOT_HERE, name))
        families.append(found)
        by_address[name] = found
    return found
