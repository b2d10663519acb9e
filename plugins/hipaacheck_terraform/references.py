"""Which resource an attribute points to, from the configuration part of a plan.

Plans list the references of an expression but not how they combine, have no locals, and drop instance keys that are
computed. So every step below either proves one target, or says which targets are possible, or says it cannot tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.identities import repeated as repeated_argument

Key = str | int | None
_STEP = re.compile(r'module\.([\w-]+)(?:\[("(?:[^"\\]|\\.)*"|\d+)\])?')
_TOKEN = re.compile(r'([\w-]+)|\[("(?:[^"\\]|\\.)*"|\d+)\]|[.*\[\]]')
_BREAK = re.compile(r"[.\[]")
_NEUTRAL = frozenset({"path", "terraform", "count", "self"})
_MAX_DEPTH = 24
IDENTITIES = frozenset({"", "id", "arn", "name", "bucket"})
"""Attributes of a companion that may just repeat its parent's identity. What AWS computes besides (an EKS cluster's security
group) is no resource of the plan, unless the plan adopts it: those attributes begin with `default_` or `main_`."""


class ModuleConfig(NamedTuple):
    """One module block's configuration: its resources by `type.name`, its calls, outputs and variables."""

    resources: Mapping[str, Any]
    calls: Mapping[str, Any]
    outputs: Mapping[str, Any]


EMPTY = ModuleConfig({}, {}, {})


def module_config(raw: Any) -> ModuleConfig:
    """From a `configuration` module object."""
    raw = raw if isinstance(raw, dict) else {}
    resources = {}
    items = raw.get("resources")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            prefix = "data." if item.get("mode") == "data" else ""
            resources[f"{prefix}{item.get('type')}.{item.get('name')}"] = item
    return ModuleConfig(resources, _dict(raw.get("module_calls")), _dict(raw.get("outputs")))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


@lru_cache(maxsize=65536)
def module_steps(address: str) -> tuple[tuple[str, Key], ...]:
    """`module.a["x.y"].module.b` → (("a", "x.y"), ("b", None)). Keys may hold dots and brackets."""
    return tuple((match[1], _key(match[2])) for match in _STEP.finditer(address))


def _key(text: str | None) -> Key:
    if text is None:
        return None
    try:
        return json.loads(text)  # type: ignore[no-any-return]
    except ValueError:
        return text.strip('"')


@lru_cache(maxsize=65536)
def tokens(reference: str) -> tuple[tuple[str, Key], ...]:
    """`module.b["alpha"].id` → (("module", None), ("b", "alpha"), ("id", None))."""
    out: list[tuple[str, Key]] = []
    for match in _TOKEN.finditer(reference):
        if match[1] is not None:
            out.append((match[1], None))
        elif match[2] is not None and out:
            out[-1] = (out[-1][0], _key(match[2]))
    return tuple(out)


def longest(references: Iterable[Any]) -> list[str]:
    """References without those that are only the beginning of another."""
    texts = [text for text in references if isinstance(text, str)]
    beginnings = {text[: match.start()] for text in texts for match in _BREAK.finditer(text)}
    return [text for text in dict.fromkeys(texts) if text not in beginnings]


def references_in(expression: Any) -> list[str]:
    """Every reference of an expression, or of all expressions of nested blocks."""
    if isinstance(expression, dict):
        if isinstance(expression.get("references"), list):
            return longest(expression["references"])
        return [text for value in expression.values() for text in references_in(value)]
    if isinstance(expression, list):
        return [text for value in expression for text in references_in(value)]
    return []


class Targets:
    """What references lead to: resources by address; whether something else could be meant that cannot be followed
    (`opaque`); and whether something is meant that AWS itself creates, so that the plan does not hold it (`outside`). One
    target is proved only when it is the only one and neither is set. `seen` keeps each reference from being followed twice."""

    __slots__ = ("found", "opaque", "outside", "seen")

    def __init__(self) -> None:
        self.found: dict[str, Resource] = {}
        self.opaque = False
        self.outside = False
        self.seen: set[tuple[str, Key, str, bool]] = set()


class Scope(NamedTuple):
    """Where a reference stands: its module instance, the key of the resource or call and all keys that it has, and what
    `each.value` comes from."""

    module: str
    config: ModuleConfig
    key: Key
    siblings: Mapping[Key, Any]
    for_each: tuple[str, ...]


_ALONE: Mapping[Key, Any] = {None: None}


class References:
    """Follows references between the resources of one plan."""

    def __init__(self, root: Any, resources: Iterable[Resource], data: Mapping[tuple[str, str], list[Resource]]) -> None:
        self._root = module_config(root)
        self._configs: dict[tuple[str, ...], ModuleConfig] = {(): self._root}
        self._by_address: dict[str, ModuleConfig] = {}
        self._calls: dict[str, dict[Key, str]] = {}
        self._blocks: dict[tuple[str, str], dict[Key, Resource]] = {}
        self._data = data
        self._deferred = frozenset((module, f"data.{block}") for module, block in data)
        self._same_keys: dict[tuple[int, int], bool] = {}
        modules = {module: None for module, _ in self._deferred}
        for resource in resources:
            self._blocks.setdefault((resource.module, f"{resource.type}.{resource.name}"), {})[resource.key] = resource
            modules[resource.module] = None
        for module in modules:
            self._note_instances(module)

    def _note_instances(self, module: str) -> None:
        parent = ""
        for match in _STEP.finditer(module):
            address = f"{parent}.{match[0]}" if parent else match[0]
            self._calls.setdefault(f"{parent}|{match[1]}", {})[_key(match[2])] = address
            parent = address

    def config(self, module: str) -> ModuleConfig:
        """The configuration of a module instance; empty when the plan does not hold it."""
        found = self._by_address.get(module)
        if found is None:
            names = tuple(name for name, _ in module_steps(module))
            found = self._by_address[module] = self._named(module, names)
        return found

    def _named(self, module: str, names: tuple[str, ...]) -> ModuleConfig:
        found = self._configs.get(names)
        if found is None:
            parent = self.config(_parent(module))
            call = _dict(parent.calls.get(names[-1]))
            found = self._configs[names] = module_config(call.get("module")) if call else EMPTY
        return found

    def block(self, resource: Resource, mode: str = "") -> dict[str, Any]:
        """The configuration of a resource's block, or of a data source's when `mode` is `data.`; empty when the plan does not
        hold it."""
        return _dict(self.config(resource.module).resources.get(f"{mode}{resource.type}.{resource.name}"))

    def targets(self, resource: Resource, expression: Any, types: Sequence[str]) -> Targets:
        """The resources of the given types that an expression of this resource can point to."""
        out = Targets()
        references = references_in(expression)
        if not references:
            out.opaque = True
        self._follow_all(references, self._scope(resource), frozenset(types), out, 0)
        return out

    def part(self, resource: Resource, expression: Any, types: Sequence[str]) -> tuple[str, str] | None:
        """Null: what is done with a reference cannot be seen."""
        return None

    def elsewhere(self, expression: Any) -> bool:
        """False: a plan knows what data sources read."""
        return False

    def data(self, resource: Resource, expression: Any, type_: str) -> Resource | None:
        """The one data source of a type that an expression of this resource reads, when it is read only during apply."""
        texts = references_in(expression)
        names = {text.split(".")[2].split("[")[0] for text in texts if text.startswith(f"data.{type_}.")}
        if len(names) != 1 or any(not text.startswith(f"data.{type_}.") for text in texts):
            return None
        found = self._data.get((resource.module, f"{type_}.{names.pop()}"), [])
        if len(found) == 1:
            return found[0]
        same = [item for item in found if item.key == resource.key]
        return same[0] if len(same) == 1 and resource.key is not None else None

    def all_data(self, resource: Resource, expression: Any, type_: str) -> list[Resource]:
        """The data source that `data` gives, alone: several cannot be told apart from those that are read before."""
        found = self.data(resource, expression, type_)
        return [] if found is None else [found]

    def _scope(self, resource: Resource) -> Scope:
        siblings = self._blocks.get((resource.module, f"{resource.type}.{resource.name}"), _ALONE)
        for_each = tuple(references_in(self.block(resource).get("for_each_expression")))
        return Scope(resource.module, self.config(resource.module), resource.key, siblings, for_each)

    def _follow_all(self, references: Sequence[str], scope: Scope, types: frozenset[str], out: Targets, depth: int) -> None:
        if depth > _MAX_DEPTH:
            out.opaque = True
            return
        keyed = any(text in _OWN_KEY for text in references) and len(_blocks_in(references)) == 1
        for text in references:
            self._follow(text, scope, types, out, depth, keyed)

    def _follow(self, text: str, scope: Scope, types: frozenset[str], out: Targets, depth: int, keyed: bool) -> None:
        once = (scope.module, scope.key, text, keyed)
        if once in out.seen:
            return
        out.seen.add(once)
        path = tokens(text)
        head = path[0][0] if path else ""
        if head in _NEUTRAL or (head == "each" and len(path) > 1 and path[1][0] == "key"):
            return
        if head == "each":
            own = len(_blocks_in(scope.for_each)) == 1
            for source in scope.for_each:
                self._follow(source, scope._replace(siblings={}), types, out, depth + 1, own)
            out.opaque |= not scope.for_each or depth > _MAX_DEPTH
        elif head == "var" and len(path) > 1:
            self._variable(path[1][0], scope, types, out, depth)
        elif head == "module" and len(path) > 1:
            self._output(path, scope, types, out, depth, keyed)
        elif head == "data" and len(path) > 2:
            out.opaque |= (scope.module, f"data.{path[1][0]}.{path[2][0]}") in self._deferred
        elif head == "local" or len(path) < 2:
            out.opaque = True
        else:
            self._resource(path, scope, types, out, depth, keyed)

    def _resource(
        self, path: tuple[tuple[str, Key], ...], scope: Scope, types: frozenset[str], out: Targets, depth: int, keyed: bool
    ) -> None:
        kind, (name, index) = path[0][0], path[1]
        instances = self._blocks.get((scope.module, f"{kind}.{name}"), {})
        picked, found = self._pick(instances, index, scope, keyed)
        out.opaque |= not found
        for resource in picked:
            if kind in types:
                out.found[resource.address] = resource
            else:
                self._through(resource, [step for step, _ in path[2:]], types, out, depth)

    def _through(self, resource: Resource, names: Sequence[str], types: frozenset[str], out: Targets, depth: int) -> None:
        """A reference to an attribute of another resource that was itself set from somewhere: follow that."""
        if resource.type == "terraform_data" and names[:1] == ["output"]:
            names = ["input"]
        expressions = _dict(self.block(resource).get("expressions"))
        repeated = repeated_argument(resource.type, names[0], expressions) if len(names) == 1 else None
        references, constant = _leaf(expressions, names if repeated is None else [repeated])
        if references:
            self._follow_all(references, self._scope(resource), types, out, depth + 1)
        elif not constant:
            last = names[-1] if names else ""
            computed_by_aws = resource.type.startswith("aws_") and last not in IDENTITIES
            if computed_by_aws and not last.startswith(("default_", "main_")):
                out.outside = True
            else:
                out.opaque = True

    def _variable(self, name: str, scope: Scope, types: frozenset[str], out: Targets, depth: int) -> None:
        if not scope.module:
            return
        parent = _parent(scope.module)
        config = self.config(parent)
        call_name, key = module_steps(scope.module)[-1]
        call = _dict(config.calls.get(call_name))
        expression = _dict(call.get("expressions")).get(name)
        if expression is None:
            return
        siblings = self._calls.get(f"{parent}|{call_name}", _ALONE)
        caller = Scope(parent, config, key, siblings, tuple(references_in(call.get("for_each_expression"))))
        self._follow_all(references_in(expression), caller, types, out, depth + 1)

    def _output(
        self, path: tuple[tuple[str, Key], ...], scope: Scope, types: frozenset[str], out: Targets, depth: int, keyed: bool
    ) -> None:
        name, index = path[1]
        output = path[2][0] if len(path) > 2 else None
        instances = self._calls.get(f"{scope.module}|{name}", {})
        picked, found = self._pick(instances, index, scope, keyed)
        out.opaque |= not found
        for address in picked:
            config = self.config(address)
            wanted = [config.outputs.get(output)] if output is not None else list(config.outputs.values())
            inner = Scope(address, config, None, _ALONE, ())
            for item in wanted:
                references = references_in(_dict(item).get("expression"))
                out.opaque |= not references and output is not None
                self._follow_all(references, inner, types, out, depth + 1)

    def _pick(self, instances: Mapping[Key, Any], index: Key, scope: Scope, keyed: bool) -> tuple[list[Any], bool]:
        """The instances a reference can mean: the one with its literal key, the only one, the one with our own key, or all;
        and whether there are any.

        `[each.key]` and `["${each.key}-x"]`, `[count.index]` and `[count.index + 1]` look the same in a plan. Our own key counts
        when both sides have the same keys: then any other reading would be a mere permutation. For `each.value` the keys
        are those of its source, so that ours is enough.
        """
        if index is not None:
            return ([instances[index]], True) if index in instances else ([], False)
        if (
            len(instances) > 1
            and keyed
            and scope.key in instances
            and (not scope.siblings or self._same(scope.siblings, instances))
        ):
            return [instances[scope.key]], True
        return list(instances.values()), bool(instances)

    def _same(self, ours: Mapping[Key, Any], theirs: Mapping[Key, Any]) -> bool:
        """Whether two blocks have the same keys; kept, since every instance asks."""
        if len(ours) != len(theirs):
            return False
        pair = (id(ours), id(theirs))
        if pair not in self._same_keys:
            self._same_keys[pair] = ours.keys() == theirs.keys()
        return self._same_keys[pair]


def _parent(module: str) -> str:
    steps = list(_STEP.finditer(module))
    return module[: steps[-1].start()].rstrip(".") if steps else ""


_OWN_KEY = ("each.key", "count.index")


def _blocks_in(references: Iterable[str]) -> set[tuple[str, ...]]:
    """The blocks, variables, outputs and the like that references speak of, without what is neutral or our own key."""
    out = set()
    for text in references:
        path = [name for name, _ in tokens(text)]
        if text not in _OWN_KEY and path and path[0] not in _NEUTRAL:
            out.add(tuple(path[:3] if path[0] == "data" else path[:2]))
    return out


def _leaf(expressions: Any, names: Sequence[str]) -> tuple[list[str], bool]:
    """References of the expression at a place in a block's configuration, and whether it is a constant."""
    at = expressions
    for name in names:
        if isinstance(at, list):
            at = at[0] if len(at) == 1 else None
        if not isinstance(at, dict):
            return [], False
        if "references" in at or "constant_value" in at:
            break
        at = at.get(name)
    if not names or at is None:
        return [], False
    return references_in(at), isinstance(at, dict) and "constant_value" in at
