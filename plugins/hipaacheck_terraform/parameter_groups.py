"""Parameter groups of databases: what they set, and whether that refuses connections without TLS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hipaacheck import Unknown
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.lookup import Found

T = TypeVar("T")


def tls_required(
    group: str | Unknown | None,
    found: Found,
    parameter_of: Callable[[str], str | None],
    requires_tls: Callable[[str, str | Unknown | None], T],
) -> T | Unknown:
    """Whether a parameter group refuses connections without TLS, by its family's parameter and the value it has there.

    `group` is its name and `found` the resource of that name. AWS's own groups (`default.…`) cannot be changed.
    """
    if isinstance(group, str) and group.startswith("default."):
        return requires_tls(group.removeprefix("default."), None)
    if found is None:
        return Unknown("no parameter group is declared")
    if isinstance(found, Unknown):
        return found
    family = found.text("family")
    if not isinstance(family, str):
        return Unknown("the family of the parameter group is not known", found.address) if family is None else family
    return requires_tls(family, _value(found, parameter_of(family)))


def _value(group: Resource, name: str | None) -> str | Unknown | None:
    """The value that a parameter group sets for a parameter; null when it does not set it."""
    blocks = group.blocks("parameter")
    if isinstance(blocks, Unknown):
        return blocks
    doubt: Unknown | None = None
    for block in blocks:
        own = block.text("name") if isinstance(block, Block) else block
        if isinstance(own, Unknown):
            doubt = own
        elif isinstance(block, Block) and own is not None and own.lower() == name:
            value = block.text("value")
            return Unknown("a parameter without a value", block.path) if value is None else value
    return doubt
