"""Which provider configuration a resource has: regions and default tags.
https://developer.hashicorp.com/terraform/language/modules/develop/providers"""

from __future__ import annotations

from typing import Any

from hipaacheck_terraform.hcl.configuration import Declared
from hipaacheck_terraform.hcl.expressions import Object
from hipaacheck_terraform.hcl.modules import Instance, Module
from hipaacheck_terraform.hcl.resources import provider_of, reference
from hipaacheck_terraform.hcl.values import Unresolved, Value


class Providers:
    """Provider configurations by a key of their own: their regions, and the tags that they give to all resources."""

    def __init__(self) -> None:
        self.regions: dict[str, str | None] = {}
        self._tags: dict[str, Value] = {}
        self._keys: dict[tuple[int, str, str | None], str] = {}

    def key(self, instance: Instance) -> str:
        """The key of an instance's provider configuration."""
        name, alias = provider_of(instance.declared.block.body, instance.type)
        asked = (id(instance.module), name, alias)
        if asked not in self._keys:
            self._keys[asked] = self._noted(_find(instance.module, name, alias), name, alias)
        return self._keys[asked]

    def tags(self, key: str) -> Value:
        """The default tags of a provider configuration; null when it has none."""
        return self._tags.get(key)

    @property
    def with_default_tags(self) -> list[str]:
        """The keys of those that give tags to all resources."""
        return sorted(key for key, tags in self._tags.items() if tags is not None)

    def _noted(self, found: tuple[Module, Declared] | None, name: str, alias: str | None) -> str:
        if found is None:
            return f"?:{name}.{alias or ''}"
        module, declared = found
        key = f"{module.address}:{declared.block.labels[0]}.{_alias(declared) or ''}"
        if key not in self.regions:
            body = declared.block.body
            region = body.attributes.get("region")
            value = module.plain.value(region.value) if region is not None else None
            self.regions[key] = value if isinstance(value, str) else None
            self._tags[key] = _default_tags(module, declared)
        return key


def _default_tags(module: Module, declared: Declared) -> Value:
    found = [block for block in declared.block.body.blocks if block.type == "default_tags"]
    written = declared.block.body.attributes.get("default_tags")
    if written is not None:  # as files in JSON have blocks
        return _written_tags(module.plain.value(written.value))
    if not found:
        dynamic = any(block.type == "dynamic" and block.labels == ("default_tags",) for block in declared.block.body.blocks)
        return Unresolved("default tags of a dynamic block") if dynamic else None
    tags = found[0].body.attributes.get("tags")
    return None if tags is None else module.plain.value(tags.value)


def _written_tags(value: Value) -> Value:
    blocks = value if isinstance(value, list) else [value]
    if not blocks or blocks[0] is None:
        return None
    return blocks[0].get("tags") if isinstance(blocks[0], dict) else Unresolved("default tags of an unusual form")


def _find(module: Module, name: str, alias: str | None) -> tuple[Module, Declared] | None:
    """The provider block that a name means in a module: its own, one that its caller passes, or one that it inherits."""
    for declared in module.configuration.providers:
        if declared.block.labels[0] == name and _alias(declared) == alias:
            return module, declared
    if module.caller is None or module.call is None:
        return None
    passed = _passed(module.call, name if alias is None else f"{name}.{alias}")
    if passed is not None:
        return _find(module.caller.module, *passed)
    return _find(module.caller.module, name, None) if alias is None else None


def _alias(declared: Declared) -> str | None:
    argument = declared.block.body.attributes.get("alias")
    value: Any = getattr(argument.value, "value", None) if argument is not None else None
    return value if isinstance(value, str) else None


def _passed(call: Declared, name: str) -> tuple[str, str | None] | None:
    """What the `providers` of a module call say about a name."""
    argument = call.block.body.attributes.get("providers")
    if argument is None or not isinstance(argument.value, Object):
        return None
    for key, value in argument.value.items:
        found = reference(key)
        if found is not None and ".".join(part for part in found if part) == name:
            return reference(value)
    return None
