"""Azure Storage. https://learn.microsoft.com/rest/api/storagerp/storage-accounts"""

from __future__ import annotations

from collections.abc import Callable

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.storage import BlobService, Container, FileService, StorageAccount, is_website
from hipaacheck_assets.truth import any_of
from hipaacheck_azure.collect import (
    Collector,
    Detail,
    Got,
    children,
    detail,
    diagnostic_settings,
    listing,
    network_rules,
    private_endpoints,
    properties,
)
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.endpoints import public_access, sku
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.Storage/storageAccounts"
_BLOBS, _FILES = f"{_LIST}/blobServices", f"{_LIST}/fileServices"
_NO_BLOBS, _NO_FILES = ("FileStorage",), ("BlobStorage", "BlockBlobStorage")


def _has_blobs(item: Answer) -> bool:
    return item.text("kind") not in _NO_BLOBS


def _has_files(item: Answer) -> bool:
    """Premium accounts of the general kinds keep page blobs alone."""
    return item.text("kind") == "FileStorage" or _has_queues(item)


def _has_queues(item: Answer) -> bool:
    tier = sku(item)
    premium = isinstance(tier, str) and tier.startswith("Premium")
    return not premium and item.text("kind") not in (*_NO_BLOBS, *_NO_FILES)


def build(place: Place, item: Answer, got: Got) -> StorageAccount:
    """One asset per account."""
    inner = properties(item)
    encryption = inner.block("encryption")
    keys = inner.block("keyPolicy")
    rules = inner.sure("networkAcls", inner.part("networkAcls", network_rules))
    return StorageAccount(
        **place.resource(item),
        kind=item.required("kind"),
        sku=sku(item),
        https_only=inner.sure("supportsHttpsTrafficOnly", inner.flag("supportsHttpsTrafficOnly")),
        minimum_tls_version=inner.or_default("minimumTlsVersion", inner.text("minimumTlsVersion"), "TLS1_0"),
        allows_public_blobs=_unless_forbidden(inner, "allowBlobPublicAccess"),
        allows_shared_keys=inner.or_default("allowSharedKeyAccess", inner.flag("allowSharedKeyAccess"), True),
        allows_cross_tenant_replication=_unless_forbidden(inner, "allowCrossTenantReplication"),
        prefers_entra=inner.or_default("defaultToOAuthAuthentication", inner.flag("defaultToOAuthAuthentication"), False),
        hierarchical_namespace=inner.or_default("isHnsEnabled", inner.flag("isHnsEnabled"), False),
        infrastructure_encryption=_twice(encryption),
        customer_managed_key=_own_key(inner, encryption),
        immutable=_immutable(inner),
        key_expiration_days=_expiration(keys) if isinstance(keys, Answer) else keys,
        public_network_access=public_access(inner),
        network=rules,
        private_endpoints=private_endpoints(inner),
        blob_service=got.read(_BLOBS, _blob_service),
        file_service=got.read(_FILES, _file_service),
        blob_diagnostic_settings=diagnostic_settings(got, "blob_diagnostic_settings"),
        file_diagnostic_settings=diagnostic_settings(got, "file_diagnostic_settings"),
        queue_diagnostic_settings=diagnostic_settings(got, "queue_diagnostic_settings"),
        table_diagnostic_settings=diagnostic_settings(got, "table_diagnostic_settings"),
    )


def _unless_forbidden(inner: Answer, name: str) -> bool | Unknown:
    """Accounts that never set it, all of them older ones, leave it out and allow it; newer ones say false.
    https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure,
    https://learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies"""
    return inner.or_default(name, inner.flag(name), True)


def _expiration(keys: Answer) -> int | Unknown | None:
    """Zero days mean that the policy was taken away."""
    days = keys.integer("keyExpirationPeriodInDays")
    return None if days == 0 else days


def _twice(encryption: Answer | Unknown | None) -> bool | Unknown:
    if not isinstance(encryption, Answer):
        return Unknown("the answer has no encryption", _LIST) if encryption is None else encryption
    return encryption.or_default("requireInfrastructureEncryption", encryption.flag("requireInfrastructureEncryption"), False)


def _own_key(inner: Answer, encryption: Answer | Unknown | None) -> bool | Unknown:
    source = encryption.required("keySource") if isinstance(encryption, Answer) else inner.sure("encryption", encryption)
    return source if isinstance(source, Unknown) else str(source).lower() == "microsoft.keyvault"


def _immutable(inner: Answer) -> bool | Unknown:
    """Without a policy for versions of blobs there is no such structure."""
    found = inner.block("immutableStorageWithVersioning")
    policy = found.block("immutabilityPolicy") if isinstance(found, Answer) else found
    if not isinstance(policy, Answer):
        return policy if isinstance(policy, Unknown) else inner.or_default("immutableStorageWithVersioning", None, False)
    state = policy.required("state")
    return state if isinstance(state, Unknown) else state != "Disabled"


def _blob_service(answer: Answer) -> BlobService:
    inner = properties(answer)
    return BlobService(
        versioning=inner.or_default("isVersioningEnabled", inner.flag("isVersioningEnabled"), False),
        soft_delete_days=_days(inner, "deleteRetentionPolicy"),
        container_soft_delete_days=_days(inner, "containerDeleteRetentionPolicy"),
    )


def _days(inner: Answer, name: str) -> int | Unknown | None:
    """The days of a policy that is in force. Left out where it was never set."""
    policy = inner.block(name)
    if not isinstance(policy, Answer):
        return policy if isinstance(policy, Unknown) or not inner.old else Unknown(f"the answer has no {name}", inner.where)
    enabled = policy.sure("enabled", policy.flag("enabled"))
    if isinstance(enabled, Unknown):
        return enabled
    return policy.sure("days", policy.integer("days")) if enabled else None


def _file_service(answer: Answer) -> FileService:
    inner = properties(answer)
    protocol = inner.block("protocolSettings")
    smb = protocol.block("smb") if isinstance(protocol, Answer) else protocol
    return FileService(
        soft_delete_days=_days(inner, "shareDeleteRetentionPolicy"),
        smb_versions=_allowed(smb, "versions"),
        smb_channel_encryption=_allowed(smb, "channelEncryption"),
    )


def _allowed(smb: Answer | Unknown | None, name: str) -> Texts | None:
    """`SMB2.1;SMB3.0;SMB3.1.1;`"""
    found = smb.text(name) if isinstance(smb, Answer) else smb
    return found if not isinstance(found, str) else [value for value in found.split(";") if value]


def build_container(place: Place, item: Answer, got: Got) -> Container:
    """One asset per container."""
    inner = properties(item)
    return Container(
        **place.child(item),
        storage_account_id=place.parent(item),
        public_access=inner.required("publicAccess"),
        website=is_website(item.text("name")),
        immutable=any_of(inner.sure(name, inner.flag(name)) for name in ("hasImmutabilityPolicy", "hasLegalHold")),
    )


def _diagnostics(service: str, when: Callable[[Answer], bool]) -> Detail:
    return detail(
        "Microsoft.Insights/diagnosticSettings",
        f"{service}_diagnostic_settings",
        pages=True,
        when=when,
        below=f"/{service}Services/default",
        name=f"{service}_diagnostic_settings",
    )


ACCOUNTS = Collector(
    asset_type="azure.storage.account",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(
        detail(_BLOBS, "blob_service", when=_has_blobs),
        detail(_FILES, "file_service", when=_has_files),
        _diagnostics("blob", _has_blobs),
        _diagnostics("file", _has_files),
        _diagnostics("queue", _has_queues),
        _diagnostics("table", _has_queues),
    ),
    build=build,
)
CONTAINERS = Collector(
    asset_type="azure.storage.container",
    scope="global",
    operations=(_LIST, f"{_BLOBS}/containers"),
    find=listing(_LIST),
    expand=children(f"{_BLOBS}/containers", when=_has_blobs),
    build=build_container,
)
