"""Azure Database for MariaDB, which versions 2 and 3 of the provider have.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/3.117.1/docs/resources/mariadb_server
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.mariadb import Server
from hipaacheck_terraform.arguments import required
from hipaacheck_terraform.azure.common import common
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def servers(estate: Estate) -> Iterator[Server]:
    """One asset per server."""
    for item in estate.each("azurerm_mariadb_server"):
        yield Server(**common(estate, item), geo_redundant_backup=_geo_redundant_backup(item))


def _geo_redundant_backup(item: Resource) -> bool | Unknown:
    """Version 2 has the argument in a block too. What is not used of both, the provider computes."""
    found = item.flag("geo_redundant_backup_enabled")
    profile = item.block("storage_profile")
    if not isinstance(found, bool) and isinstance(profile, Block):
        old = required(profile, "geo_redundant_backup")
        return old if isinstance(old, Unknown) else old == "Enabled"
    return Unknown("not declared", f"{item.address}.geo_redundant_backup_enabled") if found is None else found
