"""What is asked of Azure: every path with its pinned api-version, and the permission that it needs. Only GETs.

The name of an operation is the type of what it reads (`Microsoft.Storage/storageAccounts`), `graph:` and a name for Microsoft
Graph. https://learn.microsoft.com/rest/api/azure/, https://learn.microsoft.com/graph/api/overview
"""

from __future__ import annotations

from collections.abc import Iterable

from hipaacheck_azure.operation import Operation
from hipaacheck_azure.paths.base import BASE
from hipaacheck_azure.paths.storage import STORAGE


def table(*groups: Iterable[Operation]) -> dict[str, Operation]:
    """Operations by name. A name that stands for two paths is a mistake."""
    out: dict[str, Operation] = {}
    for operation in (operation for group in groups for operation in group):
        if out.setdefault(operation.name, operation) != operation:
            raise ValueError(f"{operation.name} stands for two paths")
    return out


OPERATIONS: dict[str, Operation] = table(
    BASE,
    STORAGE,
)
