"""Azure Stream Analytics. https://learn.microsoft.com/rest/api/streamanalytics/streaming-jobs"""

from __future__ import annotations

from hipaacheck_assets.azure.streamanalytics import StreamingJob
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, listing
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.StreamAnalytics/streamingjobs"


def build(place: Place, item: Answer, got: Got) -> StreamingJob:
    """One asset per job."""
    return StreamingJob(**place.resource(item), diagnostic_settings=diagnostic_settings(got))


JOBS = Collector(
    asset_type="azure.streamanalytics.job",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(DIAGNOSTICS,),
    build=build,
)
