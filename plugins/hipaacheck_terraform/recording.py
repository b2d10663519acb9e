"""Evidence of plans and source: resources are recorded, redacted, and assets name the records that they were built from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hipaacheck import ApiCall, Asset, Recorder
from hipaacheck_live.redaction import Redactor, rules_digest
from hipaacheck_terraform import redacted, secret_arguments
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Linked
from hipaacheck_terraform.mappers import MAPPERS
from hipaacheck_terraform.mapping import Made
from hipaacheck_terraform.redacted import Redaction
from hipaacheck_terraform.references import Targets

_NAMES = (
    "arn",
    "bucket",
    "cluster_identifier",
    "domain_name",
    "function_name",
    "id",
    "identifier",
    "key_id",
    "name",
    "object_id",
    "url",
)
"""Arguments whose values others name a resource by."""
_UNSPOKEN = frozenset({"arn", "id", "name", "tags", "tags_all"})
"""Arguments that never name another resource."""
_LONGEST = 1024
_STEPS = 6
"""Parts of what names a resource by its name, such as `table/name/index/other`."""
_NAMESAKES = 20
"""Of as many resources with one name, nothing tells which is meant."""
_ENOUGH = 500
"""Records of one asset from which on no more are looked for behind its companions."""
_STUB = " (not in this plan)"

Edges = dict[str, set[str]]
"""Address → addresses."""


class Followed:
    """Follows references as what it is made from does, and notes where they led."""

    def __init__(self, links: Linked) -> None:
        self._links = links
        self.links: Edges = {}
        self.data_of: Edges = {}

    def targets(self, resource: Resource, expression: Any, types: Sequence[str]) -> Targets:
        """See `Linked`; so below."""
        found = self._links.targets(resource, expression, types)
        if found.found:
            self.links.setdefault(resource.address, set()).update(found.found)
        return found

    def part(self, resource: Resource, expression: Any, types: Sequence[str]) -> tuple[str, str] | None:
        found = self._links.part(resource, expression, types)
        if found is not None:
            self.links.setdefault(resource.address, set()).add(found[0])
        return found

    def elsewhere(self, expression: Any) -> bool:
        return self._links.elsewhere(expression)

    def data(self, resource: Resource, expression: Any, type_: str) -> Resource | None:
        found = self._links.data(resource, expression, type_)
        if found is not None:
            self.data_of.setdefault(resource.address, set()).add(found.address)
        return found

    def all_data(self, resource: Resource, expression: Any, type_: str) -> list[Resource]:
        found = self._links.all_data(resource, expression, type_)
        self.data_of.setdefault(resource.address, set()).update(item.address for item in found)
        return found


class Recording:
    """The recording of one plan (`plan:resource`) or root module (`source:resource`). Estates get `followed` in the place of
    `links`, and what the mappers tell goes to `made`."""

    def __init__(self, recorder: Recorder, operation: str, target: str, links: Linked) -> None:
        self._recorder = recorder
        self._operation = operation
        self._target = target
        self.followed = Followed(links)
        self.made: Made = {}
        self.redaction = rules_digest(redacted, secret_arguments)
        """Digest of the code that says what is redacted."""

    def evidence(
        self, assets: Sequence[Asset], managed: Sequence[Resource], data: Iterable[Resource]
    ) -> dict[tuple[str, str], tuple[str, ...]]:
        """Record all resources, and give the digests of those that each asset was built from, by type and id, sorted.

        Those are its own resource, those that its `origins` name, its companions, and the data sources that these are made of.
        Companions are resources of the types that its mapper reads, with a reference between them or one naming the other.
        """
        digests = self._record([*managed, *data])
        ways = _Ways(managed, self.followed, {asset.id.removesuffix(_STUB) for asset in assets})
        return {
            (asset.type, asset.id): tuple(
                sorted({digest for address in ways.behind(asset, self.made) for digest in digests.get(address, ())})
            )
            for asset in assets
        }

    def _record(self, resources: Iterable[Resource]) -> dict[str, set[str]]:
        redaction = Redaction(Redactor(self._recorder.key))
        target = redaction.name(self._target)
        digests: dict[str, set[str]] = {}
        for resource in resources:
            body = redaction.body(resource)
            parameters = {"address": body["address"], "target": target}
            call = ApiCall(service="terraform", operation=self._operation, account=None, region=None, parameters=parameters)
            digests.setdefault(resource.address, set()).add(self._recorder.answered(call, body))
        return digests


class _Ways:
    """Which resources belong together: by the references that were followed, and by name."""

    def __init__(self, resources: Sequence[Resource], followed: Followed, ids: set[str]) -> None:
        self._types = {resource.address: resource.type for resource in resources}
        self._data_of = followed.data_of
        self._to: Edges = {address: set(found) for address, found in followed.links.items()}
        self._mentions: Edges = {}
        self._by_name(resources, {text.lower() for text in ids - self._types.keys()})
        near: Edges = {}
        for address, found in self._to.items():
            for target in found:
                near.setdefault(address, set()).add(target)
                near.setdefault(target, set()).add(address)
        self._near = {address: sorted(found) for address, found in near.items()}

    def _by_name(self, resources: Sequence[Resource], stubs: set[str]) -> None:
        """Ways from each resource to those that it names, of types that one mapper reads. `stubs` are names of what is
        not declared."""
        named: dict[str, list[Resource]] = {}
        for resource in resources:
            for text in {_fold(resource.values.get(name)) for name in _NAMES} - {""}:
                named.setdefault(text, []).append(resource)
        akin = _akin()
        for resource in resources:
            texts = set(_texts({name: item for name, item in resource.values.items() if name not in _UNSPOKEN}, 0))
            for text in texts & stubs:
                self._mentions.setdefault(text, set()).add(resource.address)
            types = akin.get(resource.type, frozenset())
            for text in texts & named.keys():
                found = [item.address for item in named[text] if item.type in types and item is not resource]
                if len(found) <= _NAMESAKES:
                    self._to.setdefault(resource.address, set()).update(found)

    def behind(self, asset: Asset, made: Made) -> set[str]:
        """The addresses of all that an asset was built from."""
        types = made.get((asset.type, asset.id), frozenset())
        named = asset.id.removesuffix(_STUB)
        own = {named if named in self._types else self._around(named)} & self._types.keys()
        own |= {address for text in asset.origins.values() for address in text.split(", ") if address in self._types}
        own |= {address for address in self._mentions.get(named.lower(), ()) if self._types[address] in types}
        if not own:  # what a whole account or subscription is told by
            own = {address for address, type_ in self._types.items() if type_ in types}
        return self._with_data(self._with_companions(own, types))

    def _around(self, id_: str) -> str:
        """The address of the resource that an asset is a block of, such as `azurerm_virtual_network.a` of `….a.subnet["b"]`."""
        while "." in id_ and id_ not in self._types:
            id_ = id_.rpartition(".")[0]
        return id_

    def _with_companions(self, own: set[str], types: frozenset[str]) -> set[str]:
        """With what is beside them, and what is beside companions, but for other resources of their own types."""
        kinds = {self._types[address] for address in own}
        others = types - kinds
        found = set(own)
        edge = self._beside(own, types, found, None)
        while edge:
            found.update(edge)
            edge = self._beside((near for near in edge if self._types[near] not in kinds), others, found, _ENOUGH)
        return found

    def _beside(self, edge: Iterable[str], types: frozenset[str], found: set[str], enough: int | None) -> list[str]:
        """What is beside some resources and was not found yet, in order."""
        out: dict[str, None] = {}
        for address in sorted(edge):
            for near in self._near.get(address, ()):
                if enough is not None and len(found) + len(out) >= enough:
                    return list(out)
                if near not in found and self._types.get(near) in types:
                    out[near] = None
        return list(out)

    def _with_data(self, found: set[str]) -> set[str]:
        """With the data sources that they are made of, and that those are made of."""
        edge = set(found)
        while edge:
            edge = {data for address in edge for data in self._data_of.get(address, ())} - found
            found |= edge
        return found


def _akin() -> dict[str, frozenset[str]]:
    """Type → the types that a mapper reads together with it."""
    out: dict[str, set[str]] = {}
    for types in MAPPERS.values():
        for type_ in types:
            out.setdefault(type_, set()).update(types)
    return {type_: frozenset(types) for type_, types in out.items()}


def _fold(value: Any) -> str:
    """A name as it is compared; empty for what is no name."""
    return value.lower() if isinstance(value, str) and len(value) <= _LONGEST else ""


def _texts(value: Any, depth: int) -> Iterator[str]:
    """All names that a value may hold: also within an ARN or `table/name`. The id of a part of an Azure resource begins with that
    of the resource."""
    if isinstance(value, dict | list) and depth < 60:
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item, depth + 1)
    elif text := _fold(value):
        yield text
        steps = text.split("/")
        if text.startswith("/subscriptions/"):
            yield from ("/".join(steps[:end]) for end in range(9, len(steps), 2))
        elif 1 < len(steps) <= _STEPS:
            yield from (part for step in steps for part in step.split(":") if part)
