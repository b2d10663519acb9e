"""Azure Key Vault: vaults, managed hardware security modules, and what is known of keys and secrets without reading their values.
https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults"""

from __future__ import annotations

from datetime import datetime

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, NetworkRules, Texts


class AccessPolicy(Record, frozen=True, kw_only=True):
    """What one identity may do with the contents of a vault that does not use roles."""

    object_id: str | Unknown
    """Object id of the user, group or service principal."""
    application_id: str | Unknown | None
    """Id of the application that acts on its behalf; null for none."""
    key_permissions: Texts
    """Operations on keys, in lower case, e.g. `get`, `unwrapkey`, `purge`; `all` for every one."""
    secret_permissions: Texts
    """Operations on secrets, in lower case."""
    certificate_permissions: Texts
    """Operations on certificates, in lower case."""
    storage_permissions: Texts
    """Operations on managed storage accounts, in lower case."""


class Vault(Asset, frozen=True, kw_only=True, tag="azure.keyvault.vault"):
    """A key vault."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    rbac_authorization: bool | Unknown
    """Whether role assignments decide on access to keys, secrets and certificates; else access policies do."""
    access_policies: list[AccessPolicy | Unknown] | Unknown
    """Access policies, which count only where roles do not."""
    soft_delete: bool | Unknown
    """Whether deleted vaults, keys, secrets and certificates are kept for a while."""
    purge_protection: bool | Unknown
    """Whether nobody can destroy them before that time is over."""
    public_network_access: bool | Unknown
    """Whether the public endpoint takes requests at all, other than from trusted services."""
    network: NetworkRules | Unknown
    """Who reaches the public endpoint."""
    private_endpoints: Texts
    """Connections of private endpoints, by state: `Approved`, `Pending`, `Rejected`, `Disconnected`."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the vault."""


class ManagedHsm(Asset, frozen=True, kw_only=True, tag="azure.keyvault.managed_hsm"):
    """A managed hardware security module."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    purge_protection: bool | Unknown
    """Whether a deleted module, or key of it, is surely kept until its time is over."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the module."""


class Key(Asset, frozen=True, kw_only=True, tag="azure.keyvault.key"):
    """The current version of a key."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case, without a version."""
    vault_id: str | Unknown | None
    """Id of its vault."""
    enabled: bool | Unknown
    """Whether the key can be used."""
    expires: datetime | Unknown | None
    """When the current version expires; null for never."""
    rotates: bool | Unknown
    """Whether its rotation policy makes new versions by itself."""
    certificate: bool | Unknown
    """Whether it is the key of a certificate, whose own policy renews both: such a key has no rotation policy."""


class Secret(Asset, frozen=True, kw_only=True, tag="azure.keyvault.secret"):
    """The current version of a secret. Its value is never read."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case, without a version."""
    vault_id: str | Unknown | None
    """Id of its vault."""
    enabled: bool | Unknown
    """Whether the secret can be read."""
    expires: datetime | Unknown | None
    """When the current version expires; null for never."""


VAULT = AssetType(
    name="azure.keyvault.vault",
    record=Vault,
    relations={
        "keys": Relation(
            to="azure.keyvault.key",
            mine="resource_id",
            theirs="vault_id",
            many=True,
            missing="null",
            doc="The keys in the vault.",
        ),
        "secrets": Relation(
            to="azure.keyvault.secret",
            mine="resource_id",
            theirs="vault_id",
            many=True,
            missing="null",
            doc="The secrets in the vault.",
        ),
    },
)
MANAGED_HSM = AssetType(name="azure.keyvault.managed_hsm", record=ManagedHsm)
KEY = AssetType(
    name="azure.keyvault.key",
    record=Key,
    relations={
        "vault": Relation(to="azure.keyvault.vault", mine="vault_id", theirs="resource_id", doc="The vault that it is in."),
    },
)
SECRET = AssetType(
    name="azure.keyvault.secret",
    record=Secret,
    relations={
        "vault": Relation(to="azure.keyvault.vault", mine="vault_id", theirs="resource_id", doc="The vault that it is in."),
    },
)
