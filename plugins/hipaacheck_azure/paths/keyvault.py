"""Azure Key Vault. What Azure Resource Manager tells of keys and secrets never holds their values."""

from __future__ import annotations

from hipaacheck_azure.operation import at, child, listed

_VERSION = "2023-07-01"
_VAULTS = "Microsoft.KeyVault/vaults"
KEYVAULT = (
    listed(_VAULTS, _VERSION),
    listed("Microsoft.KeyVault/managedHSMs", _VERSION),
    child(_VAULTS, "keys", _VERSION),
    at(f"{_VAULTS}/keys/one", "{id}/keys/{key}", _VERSION, f"{_VAULTS}/keys/read"),
    child(_VAULTS, "secrets", _VERSION),
)
