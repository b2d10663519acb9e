"""MariaDB servers."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_TYPE = "Microsoft.DBforMariaDB/servers"


def server(name: str, backup: str) -> dict[str, Any]:
    """A server with what Azure always says."""
    storage = {"backupRetentionDays": 7, "geoRedundantBackup": backup, "storageAutogrow": "Enabled", "storageMB": 51200}
    inner = {"version": "10.3", "userVisibleState": "Ready", "sslEnforcement": "Enabled", "storageProfile": storage}
    return resource(_TYPE, name, inner, sku={"name": "GP_Gen5_2", "tier": "GeneralPurpose"}, tags={})


CASE = Case(
    types=("azure.mariadb.server",),
    estate={listing(_TYPE): [server("twofold", "Enabled"), server("single", "Disabled")]},
    expected={"azure-mariadb-server-geo-redundant-backup": {"twofold": "pass", "single": "fail"}},
    plan=tuple(
        plans.resource(
            f"azurerm_mariadb_server.{name}",
            {"id": resource_id(_TYPE, name), "name": name, "location": "westeurope", "geo_redundant_backup_enabled": kept},
        )
        for name, kept in (("twofold", True), ("single", False))
    ),
)
