"""Azure Storage: accounts with the resources that declare parts of them, and containers.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account and its companions.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules, Texts, arm_id
from hipaacheck_assets.azure.storage import BlobService, Container, FileService, StorageAccount, is_website
from hipaacheck_assets.truth import Truth
from hipaacheck_terraform.arguments import declared_block, default, flag, required
from hipaacheck_terraform.azure.common import (
    common,
    diagnostics_of_parts,
    link,
    network_rules,
    private_endpoints,
    renamed,
    renamed_flag,
    resource_id,
)
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

ACCOUNT = ("azurerm_storage_account",)
_COMPANIONS = {
    "azurerm_storage_account_customer_managed_key": "storage_account_id",
    "azurerm_storage_account_network_rules": "storage_account_id",
}
_NO_BLOBS = ("FileStorage",)
_NO_FILES = ("BlobStorage", "BlockBlobStorage")


def accounts(estate: Estate) -> Iterator[StorageAccount]:
    """One asset per account, and one per account that only companions name."""
    for family in estate.families(ACCOUNT, ("id", "name"), _COMPANIONS):
        item = family.resource
        yield StorageAccount(
            **common(estate, item),
            origins=_origins(family),
            kind=default(item.text("account_kind"), "StorageV2"),
            sku=_sku(item),
            hierarchical_namespace=flag(item, "is_hns_enabled", False),
            https_only=renamed_flag(item, "https_traffic_only_enabled", "enable_https_traffic_only", fallback=True),
            minimum_tls_version=_tls(item),
            allows_public_blobs=_public_blobs(item),
            allows_shared_keys=flag(item, "shared_access_key_enabled", True),
            allows_cross_tenant_replication=_cross_tenant(item),
            prefers_entra=flag(item, "default_to_oauth_authentication", False),
            infrastructure_encryption=flag(item, "infrastructure_encryption_enabled", False),
            customer_managed_key=_customer_key(family),
            immutable=_account_immutable(item),
            key_expiration_days=Unknown("only known at run time", item.address),
            public_network_access=flag(item, "public_network_access_enabled", True),
            network=_network(estate, family),
            private_endpoints=private_endpoints(estate, item),
            blob_service=_blob_service(item),
            file_service=_file_service(item),
            blob_diagnostic_settings=diagnostics_of_parts(estate, item, "blobservices/default"),
            file_diagnostic_settings=diagnostics_of_parts(estate, item, "fileservices/default"),
            queue_diagnostic_settings=diagnostics_of_parts(estate, item, "queueservices/default"),
            table_diagnostic_settings=diagnostics_of_parts(estate, item, "tableservices/default"),
        )


def _origins(family: Family) -> dict[str, str]:
    fields = {
        "network": "azurerm_storage_account_network_rules",
        "customer_managed_key": "azurerm_storage_account_customer_managed_key",
    }
    return {field: found[0].address for field, kind in fields.items() if len(found := family.children.get(kind, [])) == 1}


def _sku(item: Resource) -> str | Unknown:
    tier, replication = required(item, "account_tier"), required(item, "account_replication_type")
    if isinstance(tier, Unknown) or isinstance(replication, Unknown):
        return tier if isinstance(tier, Unknown) else replication
    return f"{tier}_{replication}"


def _tls(item: Resource) -> str | Unknown:
    """Left out, it is TLS 1.2 since version 3 and TLS 1.0 before, where plans hold that default."""
    return required(item, "min_tls_version")


def _public_blobs(item: Resource) -> bool | Unknown:
    """Until version 2 the default was false, since version 3 it is true; plans hold the defaults of their version."""
    name = renamed(item, "allow_nested_items_to_be_public", "allow_blob_public_access")
    return flag(item, name, name == "allow_nested_items_to_be_public")


def _cross_tenant(item: Resource) -> bool | Unknown:
    """Versions without such an argument leave it to Azure, whose default has changed."""
    found = item.flag("cross_tenant_replication_enabled")
    return Unknown("not declared", f"{item.address}.cross_tenant_replication_enabled") if found is None else found


def _customer_key(family: Family) -> Truth:
    companion = family.one("azurerm_storage_account_customer_managed_key")
    if companion is not None:
        return companion if isinstance(companion, Unknown) else True
    block = declared_block(family.resource, "customer_managed_key")
    return block if isinstance(block, Unknown) else block is not None


def _account_immutable(item: Resource) -> Truth:
    policy = declared_block(item, "immutability_policy")
    if not isinstance(policy, Block):
        return default(policy, False)
    state = required(policy, "state")
    return state if isinstance(state, Unknown) else state != "Disabled"


def _network(estate: Estate, family: Family) -> NetworkRules | Unknown:
    companion = family.one("azurerm_storage_account_network_rules")
    block = companion if companion is not None else declared_block(family.resource, "network_rules")
    return network_rules(estate, block, family.resource, default_action="Allow", bypass=("AzureServices",))


def _blob_service(item: Resource) -> BlobService | Unknown | None:
    kind = item.text("account_kind")
    if isinstance(kind, Unknown) or kind in _NO_BLOBS:
        return kind if isinstance(kind, Unknown) else None
    block = declared_block(item, "blob_properties")
    if isinstance(block, Unknown):
        return block
    if block is None:
        return BlobService(versioning=False, soft_delete_days=None, container_soft_delete_days=None)
    return BlobService(
        versioning=flag(block, "versioning_enabled", False),
        soft_delete_days=_days(block, "delete_retention_policy"),
        container_soft_delete_days=_days(block, "container_delete_retention_policy"),
    )


def _days(block: Block, name: str) -> int | Unknown | None:
    """Retention, which is seven days in a block that says nothing else."""
    policy = block.block(name)
    return default(policy.integer("days"), 7) if isinstance(policy, Block) else policy


def _file_service(item: Resource) -> FileService | Unknown | None:
    """Azure keeps deleted shares for seven days on new accounts; the provider switches that off where a declared block says
    nothing of it, and leaves it alone where there is no block at all."""
    has_files = _has_files(item)
    if has_files is not True:
        return has_files if isinstance(has_files, Unknown) else None
    block = declared_block(item, "share_properties")
    if isinstance(block, Unknown):
        return block
    if block is None:
        undeclared = Unknown("not declared, and what Azure sets has changed", f"{item.address}.share_properties")
        return FileService(soft_delete_days=undeclared, smb_versions=None, smb_channel_encryption=None)
    smb = block.block("smb")
    return FileService(
        soft_delete_days=_days(block, "retention_policy"),
        smb_versions=_allowed(smb, "versions"),
        smb_channel_encryption=_allowed(smb, "channel_encryption_type"),
    )


def _has_files(item: Resource) -> Truth:
    """Premium accounts of the general kinds keep page blobs alone."""
    kind, tier = item.text("account_kind"), item.text("account_tier")
    if isinstance(kind, Unknown) or kind == "FileStorage" or kind in _NO_FILES:
        return kind if isinstance(kind, Unknown) else kind == "FileStorage"
    return tier if isinstance(tier, Unknown) else tier != "Premium"


def _allowed(smb: Block | Unknown | None, name: str) -> Texts | None:
    if not isinstance(smb, Block):
        return smb
    found = smb.texts(name)
    return found if isinstance(found, Unknown) or found else None


def containers(estate: Estate) -> Iterator[Container]:
    """One asset per container."""
    children = {"azurerm_storage_container_immutability_policy": "storage_container_resource_manager_id"}
    for family in estate.families(("azurerm_storage_container",), ("resource_manager_id", "id"), children):
        item = family.resource
        policy = family.one("azurerm_storage_container_immutability_policy")
        access = default(item.text("container_access_type"), "private")
        yield Container(
            **{**common(estate, item), "resource_id": _container_id(item)},
            storage_account_id=_account_of(estate, item),
            public_access=access if isinstance(access, Unknown) else "None" if access == "private" else access.capitalize(),
            website=is_website(item.text("name")),
            immutable=_immutable(item, policy),
        )


def _container_id(item: Resource) -> str | Unknown | None:
    """Until version 4, what the provider calls the id of a container may be its address in the account."""
    found = None if item.stub else item.text("resource_manager_id")
    return resource_id(item) if found is None else arm_id(found)


def _immutable(item: Resource, policy: Resource | Unknown | None) -> Truth:
    if policy is not None:
        return policy if isinstance(policy, Unknown) else True
    if item.flag("has_legal_hold") is True:
        return True
    kept = item.flag("has_immutability_policy") is True
    return Unknown("its policy is not in this plan, or is removed by it", item.address) if kept else False


def _account_of(estate: Estate, item: Resource) -> str | Unknown | None:
    """The account is named by id since version 4, and by name before."""
    found = link(estate, item, "storage_account_id", ACCOUNT)
    if found is not None:
        return found
    name = estate.link(item, "storage_account_name", ACCOUNT)
    if not isinstance(name, str):
        return name
    same = [account for account in estate.each(*ACCOUNT) if account.get("name") == name]
    if len(same) == 1:
        own = same[0].text("id")
        return own.lower() if isinstance(own, str) else Unknown("known only after apply", item.address, same[0].address)
    return Unknown(f"the account {name} is not in this plan", item.address)
