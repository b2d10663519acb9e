"""Which resource an attribute points to, as the evaluation of source tells: every target is known by its full address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hipaacheck import Unknown
from hipaacheck_terraform.blocks import AFTER_APPLY, IN_ORDER, Resource
from hipaacheck_terraform.references import IDENTITIES, Targets

_NAMES = ("bucket", "name", "identifier", "function_name", "domain_name", "cluster_identifier")
"""Arguments that name a resource. Two that hold the same value, known or not, mean the same."""
_NESTED = re.compile("/(resourcegroups|providers)(/|$)", re.IGNORECASE)
"""What stands in the id of a resource behind that of its subscription or group."""


class Links:
    """Follows the links of one configuration."""

    def __init__(self, resources: Iterable[Resource], data: Iterable[Resource]) -> None:
        self._resources = {resource.address: resource for resource in resources}
        self._data = {resource.address: resource for resource in data}
        self._same: dict[int, list[Resource]] = {}
        for resource in self._resources.values():
            for name in _NAMES:
                leaf = resource.expressions.get(name)
                if isinstance(leaf, dict) and "same" in leaf:
                    self._same.setdefault(leaf["same"], []).append(resource)

    def targets(self, resource: Resource, expression: Any, types: Sequence[str]) -> Targets:
        """The resources of the given types that an expression of this resource can point to. `outside` tells that it may mean
        something besides, but nothing else of this configuration."""
        out = Targets()
        leaves = list(_leaves(expression))
        out.opaque = not leaves
        for leaf in leaves:
            for target in leaf["targets"]:
                self._follow(target, types, out)
            named = not leaf["complete"] and self._namesake(leaf, types, out)
            out.outside |= not leaf["exact"] and not named
            out.opaque |= not named and not (leaf["complete"] and leaf["targets"])
        return out

    def part(self, resource: Resource, expression: Any, types: Sequence[str]) -> tuple[str, str] | None:
        """The address of the one resource whose id a text is or begins with, and the known text behind it; null when that cannot
        be told."""
        leaf = _only(expression)
        if leaf is None or not leaf["complete"] or [target[1:] for target in leaf["targets"]] != [["id"]]:
            return None
        found = self._resources.get(leaf["targets"][0][0])
        return (found.address, _rest(leaf)) if found is not None and found.type in types else None

    def elsewhere(self, expression: Any) -> bool:
        """Whether a text surely is the id of something that a data source read, and that no resource of this configuration makes,
        or of a part of it."""
        leaf = _only(expression)
        if leaf is None or [target[1:] for target in leaf["targets"]] != [["id"]] or _NESTED.search(_rest(leaf)):
            return False
        source = self._data.get(leaf["targets"][0][0])
        return source is not None and not self._may_be_made(source)

    def _may_be_made(self, source: Resource) -> bool:
        """Whether a data source may look up what a resource of this configuration makes: one it refers to, or of its name."""
        if any(True for expression in source.expressions.values() for _ in _leaves(expression)):
            return True
        name = source.values.get("name")
        if name is None:
            return any(resource.type == source.type for resource in self._resources.values())
        return any(_may_have(resource, name, source.type) for resource in self._resources.values())

    def _follow(self, target: Sequence[str], types: Sequence[str], out: Targets) -> None:
        address, path = target[0], target[1:]
        found = self._resources.get(address)
        if found is None:
            source = self._data.get(address)
            out.outside |= source is not None and not self._may_mean(source, types)
            out.opaque |= source is None or self._may_mean(source, types)
        elif found.type in types:
            out.found[address] = found
        else:
            last = path[-1] if path else ""
            computed = found.type.startswith("aws_") and last not in IDENTITIES and not last.startswith(("default_", "main_"))
            out.outside |= computed
            out.opaque |= not computed

    def _may_mean(self, source: Resource, types: Sequence[str]) -> bool:
        """Whether a data source may look up a resource of this configuration: one that it refers to, or names."""
        if any(leaf for expression in source.expressions.values() for leaf in _leaves(expression)):
            return True
        asked = {value for value in source.values.values() if isinstance(value, str) and value}
        return any(
            resource.type in types and not asked.isdisjoint(resource.values.get(name) for name in _NAMES)
            for resource in self._resources.values()
        )

    def _namesake(self, leaf: Mapping[str, Any], types: Sequence[str], out: Targets) -> bool:
        """Whether one resource has the very same value as its name, although that is not known; adds it to what is found."""
        found = [item for item in self._same.get(leaf.get("same", -1), ()) if item.type in types]
        if len(found) != 1 or leaf["targets"]:
            return False
        out.found[found[0].address] = found[0]
        return True

    def data(self, resource: Resource, expression: Any, type_: str) -> Resource | None:
        """The one data source of a type that an expression of this resource is made of."""
        found = self.all_data(resource, expression, type_)
        return found[0] if len(found) == 1 else None

    def all_data(self, resource: Resource, expression: Any, type_: str) -> list[Resource]:
        """The data sources of a type that an expression is made of, when it is made of nothing else; else none."""
        leaves = list(_leaves(expression))
        addresses = {target[0] for leaf in leaves for target in leaf["targets"]}
        found = [self._data[address] for address in sorted(addresses) if address in self._data]
        made = len(found) == len(addresses) and all(leaf["exact"] for leaf in leaves)
        return found if made and all(item.type == type_ for item in found) else []


def _only(expression: Any) -> dict[str, Any] | None:
    """The link of an argument that is one attribute, or begins with one and is known behind it."""
    leaves = list(_leaves(expression))
    return leaves[0] if len(leaves) == 1 and (leaves[0]["exact"] or "rest" in leaves[0]) else None


def _rest(leaf: Mapping[str, Any]) -> str:
    return str(leaf.get("rest", ""))


def _may_have(resource: Resource, name: Any, type_: str) -> bool:
    """Whether a resource may have this name, and be what a data source of this type reads: `azurerm_virtual_machine` reads
    `azurerm_linux_virtual_machine`. One that has no name does not."""
    found = resource.get("name")
    if isinstance(found, Unknown):
        akin = set(resource.type.split("_")[1:]) & set(type_.split("_")[1:])
        return found.reason != AFTER_APPLY and bool(akin)
    return isinstance(found, str) and found.lower() == str(name).lower()


def _leaves(expression: Any) -> Iterator[dict[str, Any]]:
    """The links of an argument, or of all arguments of nested blocks."""
    if isinstance(expression, dict):
        if isinstance(expression.get("targets"), list):
            yield expression
        else:
            for name, inner in expression.items():
                if name == IN_ORDER or isinstance(inner, dict):
                    yield from _leaves(inner)
    elif isinstance(expression, list):
        for inner in expression:
            yield from _leaves(inner)
