"""All resources of one plan or source tree, with the joins between split resources. This is what mappers work on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from hipaacheck import Location, Tags, Unknown
from hipaacheck_terraform.blocks import AFTER_APPLY, NOT_HERE, Block, Resource, stub, to_tags
from hipaacheck_terraform.references import Targets, references_in

_GLOBAL = ("aws_s3_bucket", "aws_iam_", "aws_cloudfront_", "aws_route53_")
"""Resource types whose names are not per region."""
_AZURE = ("azurerm_", "azuread_")
"""Resource types whose names are per resource group, and whose names and ids are the same in any case."""
_UNTOLD = ""
"""Where families are found whose name any literal may be."""
_T = TypeVar("_T")


class Family:
    """A resource with the companions that declare parts of it (a bucket and its public access block).

    `resource` may be a stub, known only by what its companions say.
    """

    __slots__ = ("children", "doubts", "resource")

    def __init__(self, resource: Resource, doubt: Unknown | None) -> None:
        self.resource = resource
        self.children: dict[str, list[Resource]] = {}
        self.doubts: dict[str, Unknown] = {}
        if doubt is not None:
            self.doubts[""] = doubt

    def doubt(self, *types: str) -> Unknown | None:
        """Why there may be more companions of these types than are known; null when these are all."""
        return next((self.doubts[name] for name in (*types, "") if name in self.doubts), None)

    def all(self, *types: str) -> list[Resource | Unknown]:
        """The companions of these types; a last `Unknown` when there may be more."""
        found: list[Resource | Unknown] = [child for name in types for child in self.children.get(name, ())]
        doubt = self.doubt(*types)
        return found if doubt is None else [*found, doubt]

    def one(self, *types: str) -> Resource | Unknown | None:
        """The one companion of these types; null when none is declared; unknown when that cannot be told."""
        found = [child for name in types for child in self.children.get(name, ())]
        if len(found) == 1:
            return found[0]
        if found:
            return Unknown(
                f"{len(found)} resources declare this: {', '.join(child.address for child in found[:3])}", self.resource.address
            )
        return self.doubt(*types)


def _nowhere(address: str) -> Location | None:
    return None


class Linked(Protocol):
    """What follows references: of a plan, or of source."""

    def targets(self, resource: Resource, expression: Any, types: Sequence[str]) -> Targets:
        """The resources of the given types that an expression of this resource can point to."""

    def part(self, resource: Resource, expression: Any, types: Sequence[str]) -> tuple[str, str] | None:
        """The address of the one resource whose id a text is or begins with, and the known text behind it; null when that cannot
        be told."""

    def elsewhere(self, expression: Any) -> bool:
        """Whether a text surely is the id of something that is not declared here, or of a part of it."""

    def data(self, resource: Resource, expression: Any, type_: str) -> Resource | None:
        """The one data source of a type that an expression of this resource reads, when it is read only during apply."""

    def all_data(self, resource: Resource, expression: Any, type_: str) -> list[Resource]:
        """All data sources that the unknown items of a list are, when every one is such; else none."""


class Estate:
    """Resources by type, references between them, and what providers say. `incomplete` tells why some may be missing.

    `doubtful` are resources that may not be there, or be there several times, with the reason: they are among no others, but
    put in doubt what they may add to. `shows_dynamic` tells that dynamic blocks count as declared, as they do in source.
    """

    def __init__(
        self,
        resources: Iterable[Resource],
        references: Linked,
        *,
        regions: Mapping[str, str | None] = {},
        default_tags: frozenset[str] = frozenset(),
        locate: Callable[[str], Location | None] = _nowhere,
        incomplete: Unknown | None = None,
        doubtful: Iterable[tuple[Resource, Unknown]] = (),
        shows_dynamic: bool = False,
    ) -> None:
        self.by_type: dict[str, list[Resource]] = {}
        for resource in resources:
            self.by_type.setdefault(resource.type, []).append(resource)
        self.references = references
        self.incomplete = self._incomplete = incomplete
        self._doubtful: dict[str, list[tuple[Resource, Unknown]]] = {}
        for resource, doubt in doubtful:
            self._doubtful.setdefault(resource.type, []).append((resource, doubt))
        self._regions = regions
        self._default_tags = default_tags
        self.shows_dynamic = shows_dynamic
        self._locate = locate
        self._known: dict[Callable[[Estate], Any], Any] = {}
        self._named_by: dict[str, str] = {}
        """By the name of a stub, the first address of a resource that speaks of it: there it is shown."""

    def doubt_about(self, types: Iterable[str]) -> None:
        """From now on, speak to a mapper that reads these types: some of them may be there that are doubtful."""
        doubts = (doubt for name in types for _, doubt in self._doubtful.get(name, ()))
        incomplete = next(doubts, None) if self._incomplete is None else self._incomplete
        if incomplete is not self.incomplete:
            self.incomplete = incomplete
            self._known = {}

    def once(self, make: Callable[[Estate], _T]) -> _T:
        """What a function says of this estate, computed once."""
        if make not in self._known:
            self._known[make] = make(self)
        found: _T = self._known[make]
        return found

    def doubtful(self, type_: str) -> Sequence[tuple[Resource, Unknown]]:
        """Resources of a type that may not be there, or be there several times, with the reason."""
        return self._doubtful.get(type_, ())

    def types(self) -> tuple[str, ...]:
        """The types of all resources, of those too that may not be there."""
        return (*self.by_type, *(name for name in self._doubtful if name not in self.by_type))

    def each(self, *types: str) -> Iterator[Resource]:
        """Resources of these types, in the order of the plan."""
        for name in types:
            yield from self.by_type.get(name, ())

    # -- joins ---------------------------------------------------------------------------------------------------

    def link(self, block: Block, attribute: str, types: Sequence[str], of: Resource | None = None) -> str | Unknown | None:
        """The value of an attribute that names another resource: the literal, null, or `Unknown`.

        An unknown value whose target can be proved carries the target's address in `refers`. `of` is the resource the
        block belongs to, when the block is a nested one.
        """
        value = block.text(attribute)
        if not isinstance(value, Unknown) or not isinstance(block.expressions, dict):
            return value
        resource = of if of is not None else block
        if not isinstance(resource, Resource) or resource.stub or value.reason != AFTER_APPLY:
            return value
        targets = self.references.targets(resource, block.expressions.get(attribute), types)
        if len(targets.found) == 1 and not targets.opaque and not targets.outside:
            return Unknown(value.reason, value.where, next(iter(targets.found)))
        return value

    def links(
        self, block: Block, attribute: str, types: Sequence[str], of: Resource | None = None
    ) -> list[str | Unknown] | Unknown:
        """The values of a list attribute that names other resources, each as `link` gives it."""
        values = block.texts(attribute)
        known = [] if isinstance(values, Unknown) else [value for value in values if not isinstance(value, Unknown)]
        unknown = [values] if isinstance(values, Unknown) else [value for value in values if isinstance(value, Unknown)]
        resource = of if of is not None else block
        if not unknown or not isinstance(block.expressions, dict) or not isinstance(resource, Resource) or resource.stub:
            return values
        expression = block.expressions.get(attribute)
        targets = self.references.targets(resource, expression, types)
        if (
            targets.opaque
            or targets.outside
            or not targets.found
            or not _all_meant(references_in(expression), targets, None if isinstance(values, Unknown) else len(unknown))
        ):
            return values
        reason, where = unknown[0].reason, unknown[0].where
        return [*known, *(Unknown(reason, where, address) for address in targets.found)]

    def certain(self, block: Block, attribute: str, types: Sequence[str], of: Resource) -> bool:
        """Whether a list attribute that is known only after apply surely names something: all it refers to is of these types."""
        expression = block.expressions.get(attribute) if isinstance(block.expressions, dict) else None
        targets = self.references.targets(of, expression, types)
        return bool(targets.found) and not targets.opaque and not targets.outside

    def families(self, types: Sequence[str], keys: Sequence[str], children: Mapping[str, str]) -> list[Family]:
        """Resources of `types` with their companions. `children` maps a companion's type to the attribute that names its parent.

        A literal joins by equality with one of the parent's `keys`; an unknown value by references. A companion whose
        parent is not in the plan becomes a stub. One whose parent cannot be told becomes a stub too, and every parent it
        may belong to is in doubt about companions of its type.
        """
        families = {parent.address: Family(parent, self._incomplete) for parent in self.each(*types)}
        real = list(families.values())
        index: dict[str, list[Family]] = {}
        if any(name in self.by_type or name in self._doubtful for name in children):
            for family in real:
                named = (*keys, "name") if types[0].startswith(_AZURE) else keys
                values = [family.resource.get(key) for key in named]
                if untold(values):
                    index.setdefault(_UNTOLD, []).append(family)
                known = (_fold(value, types[0]) for value in values if isinstance(value, str) and value)
                for value in dict.fromkeys(known):
                    index.setdefault(value, []).append(family)
        for name, attribute in children.items():
            for child in self.by_type.get(name, ()):
                family = self._parent(child, attribute, types, index, families, real)
                family.children.setdefault(name, []).append(child)
        for name, attribute in children.items():
            for child, doubt in self._doubtful.get(name, ()):
                self._parent(child, attribute, types, index, dict(families), real).doubts.setdefault(name, doubt)
        return list(families.values())

    def _parent(
        self,
        child: Resource,
        attribute: str,
        types: Sequence[str],
        index: Mapping[str, list[Family]],
        families: dict[str, Family],
        real: list[Family],
    ) -> Family:
        value = child.text(attribute)
        named = index.get(_fold(value, types[0]), []) if isinstance(value, str) else []
        hits = [family for family in named if self._same_place(child, family.resource)]
        if len(hits) == 1:
            return hits[0]
        if isinstance(value, str) and not hits:
            last = _fold(re.split("[:/]", value)[-1], types[0])
            for namesake in index.get(last, []) if value.startswith(("arn:", "/")) else []:
                if value.startswith("/") and isinstance(namesake.resource.get("id"), str):
                    continue  # has another id
                namesake.doubts.setdefault(
                    child.type, Unknown(f"{child.address} may belong here; it names {value}", child.address)
                )
            for family in index.get(_UNTOLD, ()):
                if self._same_place(child, family.resource):
                    why = f"{child.address} may belong here; it names {value}, which may be the name of this"
                    family.doubts.setdefault(child.type, Unknown(why, child.address))
            return self._stub(types[0], value, child, families)
        expression = child.expressions.get(attribute) if isinstance(child.expressions, dict) else None
        targets = self.references.targets(child, expression, types)
        candidates = [
            families[address] for address in targets.found if address in families and (not hits or families[address] in hits)
        ]
        vague = targets.opaque or targets.outside
        if len(candidates) == 1 and not vague:
            return candidates[0]
        doubt = Unknown(f"{child.address} may belong here; its {attribute} is {_why(value)}", child.address)
        elsewhere = targets.outside or bool(targets.found)  # what is found and no candidate is itself in doubt
        if elsewhere and not candidates and not targets.opaque:
            return self._stub(types[0], child.address, child, families)
        for family in hits or (candidates if candidates and not targets.opaque else real):  # outside: none of the others
            family.doubts.setdefault(child.type, doubt)
        return self._stub(types[0], child.address, child, families)

    def _same_place(self, child: Resource, parent: Resource) -> bool:
        """Whether a name can mean the same thing for both: names are per region, but for global services; in Azure, they are per
        resource group."""
        if parent.type.startswith(_GLOBAL):
            return True
        if parent.type.startswith(_AZURE):
            groups = [item.get("resource_group_name") for item in (child, parent)]
            return not all(isinstance(name, str) and name for name in groups) or groups[0].lower() == groups[1].lower()
        here, there = self.region(child), self.region(parent)
        return here == there or not (isinstance(here, str) and isinstance(there, str))

    def _stub(self, type_: str, name: str, child: Resource, families: dict[str, Family]) -> Family:
        free = name not in families or families[name].resource.stub
        key = name if free else f"{name} (not in this plan)"
        self._named_by[key] = min(child.address, self._named_by.get(key, child.address))
        return families.setdefault(key, Family(stub(type_, key), Unknown(NOT_HERE, key)))

    # -- common fields -------------------------------------------------------------------------------------------

    def common(self, resource: Resource, name: str | Unknown | None) -> dict[str, Any]:
        """The fields that every asset has, for an asset declared by this resource."""
        return {
            "id": resource.address,
            "name": resource.address if resource.stub else name,
            "account": None,
            "region": self.region(resource),
            "tags": self.tags(resource),
            "location": self._locate(self._named_by.get(resource.address, resource.address)),
        }

    def region(self, resource: Resource) -> str | Unknown | None:
        """The resource's own region, else its provider's; null when the plan does not say."""
        if resource.stub:
            return None
        if resource.type.startswith(_AZURE):
            place = resource.text("location")
            return place.replace(" ", "").lower() if isinstance(place, str) else place
        own = resource.get("region") if "region" in resource.values else None
        if isinstance(own, str) and own:
            return own
        return self._regions.get(resource.provider) if resource.provider is not None else None

    def tags(self, resource: Resource) -> Tags | Unknown:
        """All tags, the provider's default ones included; unknown when those cannot be told."""
        if resource.stub:
            return Unknown(NOT_HERE, f"{resource.address}.tags")
        everything = resource.get("tags_all")
        if isinstance(everything, dict):
            return to_tags(everything, resource.address)
        if isinstance(everything, Unknown) and resource.provider in self._default_tags:
            return everything
        return to_tags(resource.get("tags"), resource.address)

    def data(self, resource: Resource, expression: Any, type_: str) -> Resource | None:
        """The one data source of a type that an expression of this resource reads, when it is read only during apply."""
        return self.references.data(resource, expression, type_)

    def all_data(self, resource: Resource, expression: Any, type_: str) -> list[Resource]:
        """All data sources of a type that the unknown items of a list are, when every one is such; else none."""
        return self.references.all_data(resource, expression, type_)


def untold(names: Iterable[Any]) -> bool:
    """Whether one of the names of a resource could be known before the apply, but is not: any literal may be it."""
    return any(isinstance(name, Unknown) and name.reason not in (AFTER_APPLY, NOT_HERE) for name in names)


def _fold(value: str, type_: str) -> str:
    """A name or id as it is compared."""
    return value.lower() if type_.startswith(_AZURE) else value


def _all_meant(references: Sequence[str], targets: Targets, unknown: int | None) -> bool:
    """Whether every target is surely in the list. One is, when nothing else is referred to; several are, when each has a
    reference and, in a list of known length, a place of its own, and no variable, local or key may choose between them."""
    if len(targets.found) == 1:
        return True
    choosing = any(text.startswith(("var.", "local.", "each.", "count.")) for text in references)
    return not choosing and len(targets.found) == len(references) and unknown in (None, len(targets.found))


def _why(value: Any) -> str:
    return value.reason if isinstance(value, Unknown) else "not the name of one resource only"
