"""Azure Stream Analytics. https://learn.microsoft.com/rest/api/streamanalytics/streaming-jobs"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting


class StreamingJob(Asset, frozen=True, kw_only=True, tag="azure.streamanalytics.job"):
    """A streaming job."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where resource logs go."""


JOB = AssetType(name="azure.streamanalytics.job", record=StreamingJob)
