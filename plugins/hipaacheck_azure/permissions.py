"""The least privilege that a scan needs: a custom role of Azure, and application permissions of Microsoft Graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hipaacheck_azure.operations import OPERATIONS
from hipaacheck_azure.source import collectors
from hipaacheck_azure.subscriptions import BASE_OPERATIONS, GROUP_OPERATIONS


def operations(reads: Mapping[str, frozenset[str]], *, groups: bool = False) -> frozenset[str]:
    """Every operation that a scan may call when it reads these fields of these asset types."""
    out = set(BASE_OPERATIONS | GROUP_OPERATIONS if groups else BASE_OPERATIONS)
    for found in collectors(reads).values():
        for collector in found:
            out |= collector.calls(reads[collector.asset_type])
    return frozenset(out)


def permissions(called: Iterable[str], *, graph: bool) -> list[str]:
    """The actions, or the permissions of Microsoft Graph, that these operations need, sorted; none that another one includes."""
    found = {OPERATIONS[name].permission for name in called if name.startswith("graph:") == graph}
    return sorted(name for name in found if "ReadBasic" not in name or name.replace("ReadBasic", "Read") not in found)


def privileges(reads: Mapping[str, frozenset[str]], options: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """`role` is a custom role as `az role definition create` takes it, with a place for its scopes; `graph` lists the application
    permissions of Microsoft Graph that an administrator has to consent to. With `org`, for scans of a management group."""
    groups = bool(options.get("org"))
    called = operations(reads, groups=groups)
    scope = "/providers/Microsoft.Management/managementGroups/GROUP" if groups else "/subscriptions/SUBSCRIPTION"
    role = {
        "Name": "hipaacheck",
        "IsCustom": True,
        "Description": "Reads the configuration that hipaacheck judges, no data and no secrets.",
        "Actions": permissions(called, graph=False),
        "NotActions": [],
        "DataActions": [],
        "NotDataActions": [],
        "AssignableScopes": [scope],
    }
    note = (
        "put your scopes into AssignableScopes, make the role of what is under 'role' with 'az role definition create', and have "
        "an administrator consent to the Microsoft Graph permissions under 'graph'"
    )
    return {"role": role, "graph": permissions(called, graph=True)}, note
