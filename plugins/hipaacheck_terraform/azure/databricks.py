"""Azure Databricks.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/databricks_workspace
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.databricks import Workspace
from hipaacheck_assets.truth import Truth
from hipaacheck_terraform.arguments import declared_block, flag
from hipaacheck_terraform.azure.common import common, diagnostic_settings, link
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

_KEYS = ("azurerm_key_vault_key", "azurerm_key_vault_managed_hardware_security_module_key")
_ROOT_KEYS = {
    "azurerm_databricks_workspace_customer_managed_key": "workspace_id",
    "azurerm_databricks_workspace_root_dbfs_customer_managed_key": "workspace_id",
}


def workspaces(estate: Estate) -> Iterator[Workspace]:
    """One asset per workspace, and one per workspace that only its key names."""
    for family in estate.families(("azurerm_databricks_workspace",), ("id",), _ROOT_KEYS):
        item = family.resource
        custom = declared_block(item, "custom_parameters")
        yield Workspace(
            **common(estate, item),
            serverless=False,
            virtual_network_id=link(estate, custom, "virtual_network_id", ("azurerm_virtual_network",), item)
            if isinstance(custom, Block)
            else custom,
            no_public_ip=_no_public_ip(item, custom),
            public_network_access=flag(item, "public_network_access_enabled", True),
            managed_services_key=_key(estate, item, "managed_services_cmk_key_vault_key_id"),
            managed_disks_key=_key(estate, item, "managed_disk_cmk_key_vault_key_id"),
            root_storage_key=_root_key(family),
            compliance_standards=_standards(item),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def _no_public_ip(item: Resource, custom: Block | Unknown | None) -> bool | Unknown:
    if custom is None:
        return Unknown("not declared, and what Azure sets has changed", f"{item.address}.custom_parameters")
    return flag(custom, "no_public_ip", False)


def _key(estate: Estate, item: Resource, name: str) -> Truth:
    """Whether a key is named, be it one that is still to be made."""
    found = estate.link(item, name, _KEYS)
    if isinstance(found, Unknown):
        return True if found.refers is not None else found
    return found is not None


def _root_key(family: Family) -> Truth:
    found = family.one(*_ROOT_KEYS)
    return found if isinstance(found, Unknown) else found is not None


def _standards(item: Resource) -> Texts:
    block = item.block("enhanced_security_compliance")
    if not isinstance(block, Block):
        return [] if block is None else block
    enabled = flag(block, "compliance_security_profile_enabled", False)
    if isinstance(enabled, Unknown):
        return enabled
    return block.texts("compliance_security_profile_standards") if enabled else []
