"""Azure Backup and Azure Site Recovery."""

from __future__ import annotations

from hipaacheck_azure.operation import child, listed

_VAULTS = "Microsoft.RecoveryServices/vaults"
RECOVERY = (
    listed(_VAULTS, "2024-04-01"),
    child(_VAULTS, "backupPolicies", "2024-04-01"),
    child(_VAULTS, "backupProtectedItems", "2023-02-01"),
    child(_VAULTS, "replicationProtectedItems", "2023-06-01"),
)
