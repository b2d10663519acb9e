"""Azure Key Vault. https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults"""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules, Texts
from hipaacheck_assets.azure.keyvault import AccessPolicy, Key, ManagedHsm, Secret, Vault
from hipaacheck_azure.collect import (
    DIAGNOSTICS,
    Collector,
    Detail,
    Got,
    children,
    diagnostic_settings,
    listing,
    network_rules,
    private_endpoints,
    properties,
)
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer

_VAULTS, _HSMS = "Microsoft.KeyVault/vaults", "Microsoft.KeyVault/managedHSMs"
_KEYS, _KEY, _SECRETS = f"{_VAULTS}/keys", f"{_VAULTS}/keys/one", f"{_VAULTS}/secrets"
_CERTIFICATES = ("application/x-pkcs12", "application/x-pem-file")
"""What the secret of a certificate says that it is. https://learn.microsoft.com/azure/key-vault/certificates/about-certificates"""
_OPEN = NetworkRules(default_action="Allow", bypass=["AzureServices"], ip_rules=[], subnet_ids=[])
"""What holds in a vault that has no rules."""


def build(place: Place, item: Answer, got: Got) -> Vault:
    """One asset per vault. What was never set is left out: roles, purge protection, which cannot be set to false, and rules."""
    inner = properties(item)
    return Vault(
        **place.resource(item),
        rbac_authorization=inner.or_default("enableRbacAuthorization", inner.flag("enableRbacAuthorization"), False),
        access_policies=_policies(inner),
        soft_delete=inner.sure("enableSoftDelete", inner.flag("enableSoftDelete")),
        purge_protection=inner.or_default("enablePurgeProtection", inner.flag("enablePurgeProtection"), False),
        public_network_access=_public(inner),
        network=inner.or_default("networkAcls", inner.part("networkAcls", network_rules), _OPEN),
        private_endpoints=private_endpoints(inner),
        diagnostic_settings=diagnostic_settings(got),
    )


def _public(inner: Answer) -> bool | Unknown:
    """Left out, the endpoint is open: the member came later than most vaults."""
    state = inner.or_default("publicNetworkAccess", inner.text("publicNetworkAccess"), "Enabled")
    if isinstance(state, str) and state.lower() == "securedbyperimeter":
        return Unknown("a network security perimeter decides, which is not read", inner.where)
    return state if isinstance(state, Unknown) else state.lower() != "disabled"


def _policies(inner: Answer) -> list[AccessPolicy | Unknown] | Unknown:
    if inner.get("accessPolicies") is None:
        return inner.sure("accessPolicies", None)
    return inner.each("accessPolicies", _policy)


def _policy(item: Answer) -> AccessPolicy | Unknown:
    granted = item.sure("permissions", item.block("permissions"))
    if isinstance(granted, Unknown):
        return granted
    return AccessPolicy(
        object_id=item.required("objectId"),
        application_id=item.text("applicationId"),
        key_permissions=_operations(granted, "keys"),
        secret_permissions=_operations(granted, "secrets"),
        certificate_permissions=_operations(granted, "certificates"),
        storage_permissions=_operations(granted, "storage"),
    )


def _operations(granted: Answer, name: str) -> Texts:
    found = granted.texts(name)
    if isinstance(found, Unknown):
        return found
    return [item if isinstance(item, Unknown) else item.lower() for item in found]


def build_hsm(place: Place, item: Answer, got: Got) -> ManagedHsm:
    """One asset per managed hardware security module."""
    inner = properties(item)
    return ManagedHsm(
        **place.resource(item),
        purge_protection=inner.sure("enablePurgeProtection", inner.flag("enablePurgeProtection")),
        diagnostic_settings=diagnostic_settings(got),
    )


def build_key(place: Place, item: Answer, got: Got) -> Key:
    """One asset per key. A policy that is empty is left out."""
    return Key(
        **place.resource(item),
        vault_id=place.parent(item),
        **_validity(item),
        rotates=got.read(_KEY, _rotates),
        certificate=got.read(_SECRETS, lambda secrets: _of_certificate(item, secrets)),
    )


def _validity(item: Answer) -> dict[str, Any]:
    """A date that was never set is left out."""
    inner = properties(item)
    found = inner.sure("attributes", inner.block("attributes"))
    if isinstance(found, Unknown):
        return {"enabled": found, "expires": found}
    return {"enabled": found.sure("enabled", found.flag("enabled")), "expires": found.moment("exp")}


def _rotates(answer: Answer) -> bool | Unknown:
    inner = properties(answer)
    policy = inner.block("rotationPolicy")
    if not isinstance(policy, Answer):
        return inner.or_default("rotationPolicy", policy, False)
    actions = policy.each("lifetimeActions", _action)
    if isinstance(actions, Unknown):
        return actions
    if any(isinstance(name, str) and name.lower() == "rotate" for name in actions):
        return True
    return next((name for name in actions if isinstance(name, Unknown)), False)


def _action(item: Answer) -> str | Unknown:
    action = item.sure("action", item.block("action"))
    return action if isinstance(action, Unknown) else action.required("type")


def _of_certificate(key: Answer, secrets: list[Answer | Unknown]) -> bool | Unknown:
    """A certificate is kept as a key and a secret of its name. The secret says what it is."""
    name = key.known("name").lower()
    twin = next((item for item in secrets if isinstance(item, Answer) and item.known("name").lower() == name), None)
    if twin is None:
        return next((item for item in secrets if isinstance(item, Unknown)), False)
    kind = properties(twin).text("contentType")
    return kind if isinstance(kind, Unknown) else kind in _CERTIFICATES


def build_secret(place: Place, item: Answer, got: Got) -> Secret:
    """One asset per secret."""
    return Secret(**place.resource(item), vault_id=place.parent(item), **_validity(item))


def _read_key(reader: Reader, item: Answer, got: Got) -> Any:
    """The listing leaves rotation policies out."""
    return reader.get(_KEY, id=_vault(item), key=item.known("name"))


def _read_secrets(reader: Reader, item: Answer, got: Got) -> Any:
    vault = _vault(item)
    return reader.once((_SECRETS, vault), lambda: reader.pages(_SECRETS, id=vault))


def _vault(item: Answer) -> str:
    return item.known("id").rsplit("/", 2)[0]


VAULTS = Collector(
    asset_type="azure.keyvault.vault",
    scope="global",
    operations=(_VAULTS,),
    find=listing(_VAULTS),
    details=(DIAGNOSTICS,),
    build=build,
)
MANAGED_HSMS = Collector(
    asset_type="azure.keyvault.managed_hsm",
    scope="global",
    operations=(_HSMS,),
    find=listing(_HSMS),
    details=(DIAGNOSTICS,),
    build=build_hsm,
)
KEYS = Collector(
    asset_type="azure.keyvault.key",
    scope="global",
    operations=(_VAULTS, _KEYS),
    find=listing(_VAULTS),
    expand=children(_KEYS),
    details=(
        Detail(name=_KEY, operations=(_KEY,), fields=("rotates",), read=_read_key),
        Detail(name=_SECRETS, operations=(_SECRETS,), fields=("certificate",), read=_read_secrets),
    ),
    build=build_key,
)
SECRETS = Collector(
    asset_type="azure.keyvault.secret",
    scope="global",
    operations=(_VAULTS, _SECRETS),
    find=listing(_VAULTS),
    expand=children(_SECRETS),
    build=build_secret,
)
