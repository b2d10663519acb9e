"""Azure Cosmos DB accounts.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/cosmosdb_account
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts, region
from hipaacheck_assets.azure.cosmosdb import DatabaseAccount
from hipaacheck_assets.truth import opposite
from hipaacheck_terraform.arguments import declared_block, declared_blocks, default, flag, required
from hipaacheck_terraform.azure.common import (
    common,
    diagnostic_settings,
    link,
    private_endpoints,
    renamed,
    renamed_flag,
    undeclared,
)
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def accounts(estate: Estate) -> Iterator[DatabaseAccount]:
    """One asset per account. Versions without an argument for TLS leave it to Azure, whose default has changed."""
    for item in estate.each("azurerm_cosmosdb_account"):
        yield DatabaseAccount(
            **common(estate, item),
            kind=_kind(item),
            capabilities=_capabilities(item),
            local_authentication=_local_authentication(item),
            public_network_access=flag(item, "public_network_access_enabled", True),
            ip_rules=_ip_rules(item),
            virtual_network_filter=flag(item, "is_virtual_network_filter_enabled", False),
            subnet_ids=_subnets(estate, item),
            private_endpoints=private_endpoints(estate, item),
            minimum_tls_version=required(item, "minimal_tls_version"),
            backup_mode=_backup_mode(item),
            regions=_regions(item),
            multiple_write_regions=renamed_flag(
                item, "multiple_write_locations_enabled", "enable_multiple_write_locations", fallback=False
            ),
            automatic_failover=renamed_flag(item, "automatic_failover_enabled", "enable_automatic_failover", fallback=False),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


_KINDS = {kind.lower(): kind for kind in ("GlobalDocumentDB", "MongoDB", "Parse")}


def _kind(item: Resource) -> str | Unknown:
    """Version 2 takes it in any case."""
    found = default(item.text("kind"), "GlobalDocumentDB")
    return found if isinstance(found, Unknown) else _KINDS.get(found.lower(), found)


def _capabilities(item: Resource) -> Texts:
    blocks = declared_blocks(item, "capabilities")
    if isinstance(blocks, Unknown):
        return blocks
    return [block if isinstance(block, Unknown) else required(block, "name") for block in blocks]


def _local_authentication(item: Resource) -> bool | Unknown:
    """Version 4 has the argument by its new name and the opposite one, and computes what neither sets: that keys work."""
    names = ("local_authentication_enabled", "local_authentication_disabled")
    if undeclared(item, *names):
        return True
    name = renamed(item, *names)
    if name == "local_authentication_enabled":
        return flag(item, name, True)
    return opposite(flag(item, name, False))


def _ip_rules(item: Resource) -> Texts:
    """A list since version 4, and one text before."""
    found = item.get("ip_range_filter")
    if isinstance(found, str):
        return [part.strip() for part in found.split(",") if part.strip()]
    return item.texts("ip_range_filter")


def _subnets(estate: Estate, item: Resource) -> Texts:
    blocks = item.blocks("virtual_network_rule")
    if isinstance(blocks, Unknown):
        return blocks
    return [_subnet(estate, item, block) for block in blocks]


def _subnet(estate: Estate, item: Resource, block: Block | Unknown) -> str | Unknown:
    found = block if isinstance(block, Unknown) else link(estate, block, "id", ("azurerm_subnet",), item)
    return Unknown("not declared", f"{item.address}.virtual_network_rule") if found is None else found


def _backup_mode(item: Resource) -> str | Unknown:
    """Azure backs up every account periodically unless told otherwise."""
    block = declared_block(item, "backup")
    if block is None:
        return "Periodic"
    return block if isinstance(block, Unknown) else required(block, "type")


def _regions(item: Resource) -> Texts:
    blocks = item.blocks("geo_location")
    if isinstance(blocks, Unknown):
        return blocks
    return [block if isinstance(block, Unknown) else region(required(block, "location")) for block in blocks]
