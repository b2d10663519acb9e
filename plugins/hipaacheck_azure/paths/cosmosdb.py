"""Azure Cosmos DB."""

from __future__ import annotations

from hipaacheck_azure.operation import listed

COSMOSDB = (listed("Microsoft.DocumentDB/databaseAccounts", "2023-11-15"),)
