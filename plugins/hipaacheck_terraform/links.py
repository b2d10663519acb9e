"""Which resource an attribute points to, as the evaluation of source tells: every target is known by its full address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hipaacheck_terraform.blocks import IN_ORDER, Resource
from hipaacheck_terraform.references import IDENTITIES, Targets

_NAMES = ("bucket", "name", "identifier", "function_name", "domain_name", "cluster_identifier")
"""Arguments that name a resource. Two that hold the same value, known or not, mean the same."""


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
            out.outside |= not leaf["exact"]
            if not leaf["complete"] or (not leaf["targets"] and "same" not in leaf):
                self._namesakes(leaf, types, out)
        return out

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

    def _namesakes(self, leaf: Mapping[str, Any], types: Sequence[str], out: Targets) -> None:
        """Resources whose name is the very same value, although that is not known."""
        found = [item for item in self._same.get(leaf.get("same", -1), ()) if item.type in types]
        if len(found) == 1 and not leaf["targets"]:
            out.found[found[0].address] = found[0]
            out.outside = False
        else:
            out.opaque = True

    def data(self, resource: Resource, expression: Any, type_: str) -> Resource | None:
        """The one data source of a type that an expression of this resource is made of."""
        leaves = list(_leaves(expression))
        targets = [target for leaf in leaves for target in leaf["targets"]]
        if len(targets) != 1 or not all(leaf["exact"] for leaf in leaves):
            return None
        found = self._data.get(targets[0][0])
        return found if found is not None and found.type == type_ else None


def _leaves(expression: Any) -> Iterator[dict[str, Any]]:
    """The links of an argument, or of all arguments of nested blocks."""
    if isinstance(expression, dict):
        if "targets" in expression:
            yield expression
        else:
            for name, inner in expression.items():
                if name == IN_ORDER or isinstance(inner, dict):
                    yield from _leaves(inner)
    elif isinstance(expression, list):
        for inner in expression:
            yield from _leaves(inner)
