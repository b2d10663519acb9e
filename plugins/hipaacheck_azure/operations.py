"""What is asked of Azure: every path with its pinned api-version, and the permission that it needs. Only GETs.

The name of an operation is the type of what it reads (`Microsoft.Storage/storageAccounts`), `graph:` and a name for Microsoft
Graph. https://learn.microsoft.com/rest/api/azure/, https://learn.microsoft.com/graph/api/overview
"""

from __future__ import annotations

from collections.abc import Iterable

from hipaacheck_azure.operation import Operation
from hipaacheck_azure.paths.appservice import APPSERVICE
from hipaacheck_azure.paths.authorization import AUTHORIZATION
from hipaacheck_azure.paths.base import BASE
from hipaacheck_azure.paths.compute import COMPUTE
from hipaacheck_azure.paths.containers import CONTAINERS
from hipaacheck_azure.paths.cosmosdb import COSMOSDB
from hipaacheck_azure.paths.data_services import DATA_SERVICES
from hipaacheck_azure.paths.databases import DATABASES
from hipaacheck_azure.paths.databricks import DATABRICKS
from hipaacheck_azure.paths.entra import ENTRA
from hipaacheck_azure.paths.healthcare import HEALTHCARE
from hipaacheck_azure.paths.insights import INSIGHTS
from hipaacheck_azure.paths.keyvault import KEYVAULT
from hipaacheck_azure.paths.mariadb import MARIADB
from hipaacheck_azure.paths.messaging import MESSAGING
from hipaacheck_azure.paths.network import NETWORK
from hipaacheck_azure.paths.recovery import RECOVERY
from hipaacheck_azure.paths.redis import REDIS
from hipaacheck_azure.paths.resource import RESOURCE
from hipaacheck_azure.paths.security import SECURITY
from hipaacheck_azure.paths.sql import SQL
from hipaacheck_azure.paths.storage import STORAGE


def table(*groups: Iterable[Operation]) -> dict[str, Operation]:
    """Operations by name. A name that stands for two paths is a mistake."""
    out: dict[str, Operation] = {}
    for operation in (operation for group in groups for operation in group):
        if out.setdefault(operation.name, operation) != operation:
            raise ValueError(f"{operation.name} stands for two paths")
    return out


OPERATIONS: dict[str, Operation] = table(
    APPSERVICE,
    AUTHORIZATION,
    BASE,
    COMPUTE,
    CONTAINERS,
    COSMOSDB,
    DATABASES,
    DATABRICKS,
    DATA_SERVICES,
    ENTRA,
    HEALTHCARE,
    INSIGHTS,
    KEYVAULT,
    MARIADB,
    MESSAGING,
    NETWORK,
    RECOVERY,
    REDIS,
    RESOURCE,
    SECURITY,
    SQL,
    STORAGE,
)
