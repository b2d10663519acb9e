"""Azure Data Lake Store and Analytics of the first generation, which only version 2 of the provider has.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/2.99.0/docs/resources/data_lake_store,
https://registry.terraform.io/providers/hashicorp/azurerm/2.99.0/docs/resources/data_lake_analytics_account.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.datalake import DataLakeAnalytics, DataLakeStore
from hipaacheck_terraform.arguments import default
from hipaacheck_terraform.azure.common import common, diagnostic_settings
from hipaacheck_terraform.estate import Estate


def stores(estate: Estate) -> Iterator[DataLakeStore]:
    """One asset per store."""
    for item in estate.each("azurerm_data_lake_store"):
        state = default(item.text("encryption_state"), "Enabled")
        yield DataLakeStore(
            **common(estate, item),
            encrypted=state if isinstance(state, Unknown) else state == "Enabled",
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def analytics(estate: Estate) -> Iterator[DataLakeAnalytics]:
    """One asset per account."""
    for item in estate.each("azurerm_data_lake_analytics_account"):
        yield DataLakeAnalytics(**common(estate, item), diagnostic_settings=diagnostic_settings(estate, item))
