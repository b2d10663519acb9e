"""Azure Data Lake Store and Analytics of the first generation, which Azure retired on 29 February 2024.
https://learn.microsoft.com/rest/api/datalakestore/accounts, https://learn.microsoft.com/rest/api/datalakeanalytics/accounts"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting


class DataLakeStore(Asset, frozen=True, kw_only=True, tag="azure.datalake.store"):
    """A Data Lake Store account."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    encrypted: bool | Unknown
    """Whether files are encrypted at rest."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where resource logs go."""


class DataLakeAnalytics(Asset, frozen=True, kw_only=True, tag="azure.datalake.analytics"):
    """A Data Lake Analytics account."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where resource logs go."""


STORE = AssetType(name="azure.datalake.store", record=DataLakeStore)
ANALYTICS = AssetType(name="azure.datalake.analytics", record=DataLakeAnalytics)
