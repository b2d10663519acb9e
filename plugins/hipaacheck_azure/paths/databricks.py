"""Azure Databricks."""

from __future__ import annotations

from hipaacheck_azure.operation import listed

DATABRICKS = (listed("Microsoft.Databricks/workspaces", "2024-05-01"),)
