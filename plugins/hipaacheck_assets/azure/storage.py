"""Azure Storage. https://learn.microsoft.com/rest/api/storagerp/storage-accounts"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, NetworkRules, Texts
from hipaacheck_assets.truth import Truth


class BlobService(Record, frozen=True, kw_only=True):
    """Settings of the blob service."""

    versioning: bool | Unknown
    """Whether earlier versions of blobs are kept."""
    soft_delete_days: int | Unknown | None
    """Days that deleted blobs are kept; null when they are not."""
    container_soft_delete_days: int | Unknown | None
    """Days that deleted containers are kept; null when they are not."""


class FileService(Record, frozen=True, kw_only=True):
    """Settings of the file service."""

    soft_delete_days: int | Unknown | None
    """Days that deleted shares are kept; null when they are not."""
    smb_versions: Texts | None
    """Versions of SMB that are allowed, e.g. `SMB3.1.1`; null where all are."""
    smb_channel_encryption: Texts | None
    """Ciphers that are allowed for SMB, e.g. `AES-256-GCM`; null where all are."""


class StorageAccount(Asset, frozen=True, kw_only=True, tag="azure.storage.account"):
    """A storage account."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    kind: str | Unknown
    """`StorageV2`, `BlobStorage`, `BlockBlobStorage`, `FileStorage` or `Storage`."""
    sku: str | Unknown
    """Tier and replication, e.g. `Standard_GRS`."""
    hierarchical_namespace: bool | Unknown
    """Whether blobs are kept in real folders, as Data Lake Storage does. Such accounts have no versions of blobs."""
    https_only: bool | Unknown
    """Whether requests over plain HTTP are refused."""
    minimum_tls_version: str | Unknown
    """`TLS1_0`, `TLS1_1`, `TLS1_2` or `TLS1_3`."""
    allows_public_blobs: bool | Unknown
    """Whether containers may be opened to anonymous requests."""
    allows_shared_keys: bool | Unknown
    """Whether requests may be authorized with the account's keys."""
    allows_cross_tenant_replication: bool | Unknown
    """Whether objects may be replicated to accounts of other tenants."""
    prefers_entra: bool | Unknown
    """Whether the portal authorizes by Microsoft Entra ID unless asked otherwise."""
    infrastructure_encryption: bool | Unknown
    """Whether data are encrypted a second time, below the service."""
    customer_managed_key: bool | Unknown
    """Whether a key of the customer's own encrypts the account."""
    immutable: bool | Unknown
    """Whether a policy of the account keeps versions of blobs in all containers from being changed or deleted."""
    key_expiration_days: int | Unknown | None
    """Days after which the account's keys count as expired; null when there is no such policy."""
    public_network_access: bool | Unknown
    """Whether the public endpoint takes requests at all."""
    network: NetworkRules | Unknown
    """Who reaches the public endpoint."""
    private_endpoints: Texts
    """Connections of private endpoints, by state: `Approved`, `Pending`, `Rejected`, `Disconnected`."""
    blob_service: BlobService | Unknown | None
    """The blob service; null where the kind of account has none."""
    file_service: FileService | Unknown | None
    """The file service; null where the kind of account has none."""
    blob_diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the blob service."""
    file_diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the file service."""
    queue_diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the queue service."""
    table_diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the table service."""


class Container(Asset, frozen=True, kw_only=True, tag="azure.storage.container"):
    """A container of blobs."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    storage_account_id: str | Unknown | None
    """Id of its storage account."""
    public_access: str | Unknown
    """`None`, `Blob` (anyone may read blobs) or `Container` (and list them)."""
    website: bool | Unknown
    """Whether a static website serves it to anyone, whatever its access and its account say."""
    immutable: bool | Unknown
    """Whether an immutability policy or a legal hold keeps blobs from being changed or deleted."""


def is_website(name: str | Unknown | None) -> Truth:
    """Only `$web` can be one. Whether it is, only the data plane tells."""
    if isinstance(name, Unknown):
        return name
    return Unknown("a static website may serve it, which only the data plane tells") if name == "$web" else False


ACCOUNT = AssetType(
    name="azure.storage.account",
    record=StorageAccount,
    runtime=frozenset({"key_expiration_days"}),
    relations={
        "containers": Relation(
            to="azure.storage.container",
            mine="resource_id",
            theirs="storage_account_id",
            many=True,
            missing="null",
            doc="The containers of blobs in the account.",
        ),
    },
)
CONTAINER = AssetType(
    name="azure.storage.container",
    record=Container,
    relations={
        "storage_account": Relation(
            to="azure.storage.account", mine="storage_account_id", theirs="resource_id", doc="The account that it is in."
        ),
    },
)
