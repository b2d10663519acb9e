"""Azure Stream Analytics jobs.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/stream_analytics_job.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck_assets.azure.streamanalytics import StreamingJob
from hipaacheck_terraform.azure.common import common, diagnostic_settings
from hipaacheck_terraform.estate import Estate


def jobs(estate: Estate) -> Iterator[StreamingJob]:
    """One asset per job."""
    for item in estate.each("azurerm_stream_analytics_job"):
        yield StreamingJob(**common(estate, item), diagnostic_settings=diagnostic_settings(estate, item))
