"""Azure Monitor."""

from __future__ import annotations

from hipaacheck_azure.operation import listed

INSIGHTS = (
    listed("Microsoft.Insights/activityLogAlerts", "2020-10-01"),
    listed("Microsoft.Insights/components", "2020-02-02"),
    listed("Microsoft.Insights/logprofiles", "2016-03-01"),
)
