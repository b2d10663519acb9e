"""Azure Database for MariaDB, which Microsoft retired in September 2025.
https://learn.microsoft.com/rest/api/mariadb/servers"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Server(Asset, frozen=True, kw_only=True, tag="azure.mariadb.server"):
    """A MariaDB server."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    geo_redundant_backup: bool | Unknown
    """Whether backups are also kept in the paired region."""


SERVER = AssetType(name="azure.mariadb.server", record=Server)
