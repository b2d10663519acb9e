"""Azure Storage."""

from __future__ import annotations

from hipaacheck_azure.operation import at, child, listed

STORAGE = (
    listed("Microsoft.Storage/storageAccounts", "2024-01-01"),
    child("Microsoft.Storage/storageAccounts", "blobServices/default", "2024-01-01"),
    child("Microsoft.Storage/storageAccounts", "fileServices/default", "2024-01-01"),
    at(
        "Microsoft.Storage/storageAccounts/blobServices/containers",
        "{id}/blobServices/default/containers",
        "2024-01-01",
    ),
)
