"""Azure Monitor: alerts on the activity log, and Application Insights.

https://learn.microsoft.com/rest/api/monitor/activity-log-alerts, https://learn.microsoft.com/rest/api/application-insights/components
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import Texts


class ActivityLogAlert(Asset, frozen=True, kw_only=True, tag="azure.monitor.activity_log_alert"):
    """An alert rule on the activity log."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    enabled: bool | Unknown
    """Whether the rule is in force."""
    scopes: Texts
    """Ids, in lower case, of what the rule watches: subscriptions, resource groups, resources."""
    whole_subscription: bool | Unknown
    """Whether one of them is the whole subscription."""
    category: str | Unknown | None
    """Category of the events: `Administrative`, `ServiceHealth`, `Policy`, …; null when any will do."""
    operations: Texts | None
    """Operations that raise the alert, in lower case, e.g. `microsoft.sql/servers/firewallrules/write`, or
    `microsoft.sql/servers/firewallrules/*` for all on a type of resource; null when any does."""
    service_health_events: Texts | None
    """Kinds of service health events that raise the alert: `Incident`, `Maintenance`, `Informational`, `ActionRequired`,
    `Security`; null when any does."""
    narrowed_by: Texts
    """Fields of further conditions that keep the alert quiet for some of these events: `caller`, `resourceGroup`, `level`, …
    Not the services and regions that service health events are about."""
    notifies: bool | Unknown
    """Whether an alert calls an action group."""


class Component(Asset, frozen=True, kw_only=True, tag="azure.insights.component"):
    """An Application Insights resource."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    workspace_id: str | Unknown | None
    """Id of the Log Analytics workspace that holds its data; null for a classic one."""


FIELDS = {
    name.lower(): name
    for name in (
        "caller",
        "category",
        "level",
        "operationName",
        "properties.incidentType",
        "resourceGroup",
        "resourceId",
        "resourceProvider",
        "resourceType",
        "status",
        "subStatus",
    )
}
"""Fields of events by their names in lower case: Azure takes any case."""


class Conditions(NamedTuple):
    """What the conditions of an alert rule come to: fields of `ActivityLogAlert`."""

    category: str | Unknown | None
    operations: Texts | None
    service_health_events: Texts | None
    narrowed_by: Texts


def conditions(wanted: Mapping[str, Texts]) -> Conditions:
    """From the values that each field of an event may have, all of which have to fit; an empty list asks for nothing.
    https://learn.microsoft.com/azure/azure-monitor/alerts/activity-log-alerts"""
    operations = _operations(wanted)
    return Conditions(
        category=_category(_values(wanted, "category")),
        operations=operations,
        service_health_events=_values(wanted, _EVENT),
        narrowed_by=_narrowed_by(wanted, operations),
    )


def _values(wanted: Mapping[str, Texts], field: str) -> Texts | None:
    found = wanted.get(field, [])
    if isinstance(found, Unknown):
        return found
    return [item if isinstance(item, Unknown) else _SPELLINGS.get(item.lower(), item) for item in found] or None


def _category(found: Texts | None) -> str | Unknown | None:
    if found is None or isinstance(found, Unknown):
        return found
    return found[0] if len(found) == 1 else Unknown("one of several categories")


def _operations(wanted: Mapping[str, Texts]) -> Texts | None:
    """A rule that names no operation and a type of resource means all operations on that."""
    named, types = _values(wanted, "operationName"), _values(wanted, "resourceType")
    found, end = (named, "") if named is not None else (types, "/*")
    if found is None or isinstance(found, Unknown):
        return found
    return [item if isinstance(item, Unknown) else item.lower() + end for item in found]


def _narrowed_by(wanted: Mapping[str, Texts], operations: Texts | None) -> list[str | Unknown]:
    """Not a status that lets successes through, a level that lets information through, and the resource type of the operations
    themselves."""
    known = operations if isinstance(operations, list) else []
    types = {item.rsplit("/", 1)[0] for item in known if isinstance(item, str)}
    providers = {item.split("/", 1)[0] for item in types}
    harmless = {"status": {"succeeded"}, "level": {"informational"}, "resourceType": types, "resourceProvider": providers}
    out: list[str | Unknown] = []
    for field, values in wanted.items():
        enough = harmless.get(field, set())
        if field in _JUDGED or field.startswith("properties.impactedServices"):
            continue
        if isinstance(values, Unknown):
            out.append(values)
        elif values and not (enough and enough <= {item.lower() for item in values if isinstance(item, str)}):
            out.append(next((item for item in values if isinstance(item, Unknown) and enough), field))
    return out


_EVENT = "properties.incidentType"
_SPELLINGS = {
    name.lower(): name
    for name in (
        "Administrative",
        "Policy",
        "Security",
        "ServiceHealth",
        "ResourceHealth",
        "Recommendation",
        "Incident",
        "Maintenance",
        "Informational",
        "ActionRequired",
    )
}
"""Categories and kinds of events as they are written: Azure takes any case."""
_JUDGED = ("category", "operationName", _EVENT)
ACTIVITY_LOG_ALERT = AssetType(name="azure.monitor.activity_log_alert", record=ActivityLogAlert)
COMPONENT = AssetType(name="azure.insights.component", record=Component)
