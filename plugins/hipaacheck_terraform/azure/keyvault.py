"""Azure Key Vault: vaults with their access policies, managed hardware security modules, keys and secrets.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault and its companions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.keyvault import AccessPolicy, Key, ManagedHsm, Secret, Vault
from hipaacheck_terraform.arguments import declared_block, declared_blocks, flag, required
from hipaacheck_terraform.azure.common import common, diagnostic_settings, link, network_rules, private_endpoints, renamed_flag
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

VAULT = ("azurerm_key_vault",)
_POLICY = "azurerm_key_vault_access_policy"


def vaults(estate: Estate) -> Iterator[Vault]:
    """One asset per vault, and one per vault that only access policies name."""
    for family in estate.families(VAULT, ("id", "name"), {_POLICY: "key_vault_id"}):
        item = family.resource
        acls = declared_block(item, "network_acls")
        yield Vault(
            **common(estate, item),
            rbac_authorization=renamed_flag(item, "rbac_authorization_enabled", "enable_rbac_authorization", fallback=False),
            access_policies=_policies(family),
            soft_delete=_soft_delete(item),
            purge_protection=flag(item, "purge_protection_enabled", False),
            public_network_access=flag(item, "public_network_access_enabled", True),
            network=network_rules(estate, acls, item, default_action="Allow", bypass=("AzureServices",)),
            private_endpoints=private_endpoints(estate, item),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def _soft_delete(item: Resource) -> bool | Unknown:
    """It cannot be off since December 2020. Version 2 of the provider has an argument for it, which it computes."""
    found = item.flag("soft_delete_enabled")
    return True if found is None or not item.declares("soft_delete_enabled") else found


def _policies(family: Family) -> list[AccessPolicy | Unknown]:
    nested = declared_blocks(family.resource, "access_policy")
    found = [*([nested] if isinstance(nested, Unknown) else nested), *family.all(_POLICY)]
    return [item if isinstance(item, Unknown) else _policy(item) for item in found]


def _policy(block: Block) -> AccessPolicy:
    return AccessPolicy(
        object_id=required(block, "object_id"),
        application_id=block.text("application_id"),
        key_permissions=_operations(block, "key_permissions"),
        secret_permissions=_operations(block, "secret_permissions"),
        certificate_permissions=_operations(block, "certificate_permissions"),
        storage_permissions=_operations(block, "storage_permissions"),
    )


def _operations(block: Block, name: str) -> Texts:
    found = block.texts(name)
    if isinstance(found, Unknown):
        return found
    return [item if isinstance(item, Unknown) else item.lower() for item in found]


def managed_hsms(estate: Estate) -> Iterator[ManagedHsm]:
    """One asset per managed hardware security module."""
    for item in estate.each("azurerm_key_vault_managed_hardware_security_module"):
        yield ManagedHsm(
            **common(estate, item),
            purge_protection=flag(item, "purge_protection_enabled", False),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def keys(estate: Estate) -> Iterator[Key]:
    """One asset per key. The provider enables every key that it makes or changes."""
    for item in estate.each("azurerm_key_vault_key"):
        vault = link(estate, item, "key_vault_id", VAULT)
        policy = item.block("rotation_policy")
        yield Key(
            **{**common(estate, item), "resource_id": _id(item, vault, "keys")},
            vault_id=vault,
            enabled=True,
            expires=_key_expires(item, policy),
            rotates=_rotates(policy),
            certificate=False,
        )


def secrets(estate: Estate) -> Iterator[Secret]:
    """One asset per secret. The provider enables every secret that it makes or changes."""
    for item in estate.each("azurerm_key_vault_secret"):
        vault = link(estate, item, "key_vault_id", VAULT)
        yield Secret(
            **{**common(estate, item), "resource_id": _id(item, vault, "secrets")},
            vault_id=vault,
            enabled=True,
            expires=_expires(item),
        )


def _id(item: Resource, vault: str | Unknown | None, kind: str) -> str | Unknown:
    """What the provider calls the id of a key or secret is its address in the vault."""
    name = required(item, "name")
    if isinstance(vault, str) and isinstance(name, str):
        return f"{vault}/{kind}/{name.lower()}"
    return Unknown("known only after apply", f"{item.address}.id")


def _expires(item: Resource) -> datetime | Unknown | None:
    found = item.text("expiration_date")
    if not isinstance(found, str):
        return found
    try:
        when = datetime.fromisoformat(found)
    except ValueError:
        return Unknown("not a date", f"{item.address}.expiration_date")
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def _key_expires(item: Resource, policy: Block | Unknown | None) -> datetime | Unknown | None:
    """A rotation policy dates the versions that it makes, not the one that Terraform does."""
    found = _expires(item)
    if found is not None or policy is None:
        return found
    after = policy if isinstance(policy, Unknown) else policy.text("expire_after")
    return None if after is None else Unknown("set by the rotation policy", f"{item.address}.expiration_date")


def _rotates(policy: Block | Unknown | None) -> bool | Unknown:
    automatic = policy.block("automatic") if isinstance(policy, Block) else policy
    return automatic if isinstance(automatic, Unknown) else automatic is not None
