"""One path that is asked of Azure, and short ways to write the usual ones."""

from __future__ import annotations

import msgspec


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One path. `{subscription}` stands for `/subscriptions/ID`, `{id}` for the id of what is asked about, any other name in
    braces for an argument of the call. `version` is null for Microsoft Graph."""

    name: str
    path: str
    version: str | None
    permission: str
    """Action of a role in Azure, or application permission of Microsoft Graph."""


def listed(type_: str, version: str, permission: str | None = None) -> Operation:
    """All resources of a type in a subscription."""
    return Operation(
        name=type_, path=f"{{subscription}}/providers/{type_}", version=version, permission=permission or f"{type_}/read"
    )


def child(parent: str, below: str, version: str, permission: str | None = None) -> Operation:
    """What is below a resource: the type of the resource, and the path below its id: `blobServices/default`, `keys`."""
    types = "/".join(below.split("/")[::2])
    name = f"{parent}/{types}"
    return Operation(name=name, path=f"{{id}}/{below}", version=version, permission=permission or f"{name}/read")


def extension(type_: str, version: str, permission: str | None = None) -> Operation:
    """What another provider keeps about a resource of any type."""
    return Operation(name=type_, path=f"{{id}}/providers/{type_}", version=version, permission=permission or f"{type_}/read")


def at(name: str, path: str, version: str, permission: str | None = None) -> Operation:
    """A path of any other form."""
    return Operation(name=name, path=path, version=version, permission=permission or f"{name}/read")


def graph(name: str, path: str, permission: str) -> Operation:
    """A path of Microsoft Graph, with its query."""
    return Operation(name=f"graph:{name}", path=f"/{path}", version=None, permission=permission)
