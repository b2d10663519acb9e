"""Azure Monitor: alerts on the activity log, and Application Insights.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/monitor_activity_log_alert and
application_insights.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.monitor import ActivityLogAlert, Component, Conditions, conditions
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_terraform.arguments import flag
from hipaacheck_terraform.azure.common import common, link
from hipaacheck_terraform.azure.scopes import of_subscription, scopes
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

ALERT = "azurerm_monitor_activity_log_alert"
_FIELDS = {
    "category": ("category",),
    "operationName": ("operation_name",),
    "caller": ("caller",),
    "level": ("level", "levels"),
    "properties.recommendationCategory": ("recommendation_category",),
    "properties.recommendationImpact": ("recommendation_impact",),
    "properties.recommendationType": ("recommendation_type",),
    "resourceGroup": ("resource_group", "resource_groups"),
    "resourceId": ("resource_id", "resource_ids"),
    "resourceProvider": ("resource_provider", "resource_providers"),
    "resourceType": ("resource_type", "resource_types"),
    "status": ("status", "statuses"),
    "subStatus": ("sub_status", "sub_statuses"),
}
"""Field of a condition → arguments: one value or, since version 3, several."""


def activity_log_alerts(estate: Estate) -> Iterator[ActivityLogAlert]:
    """One asset per alert rule."""
    for item in estate.each(ALERT):
        criteria = item.block("criteria")
        meant = conditions(_wanted(criteria)) if isinstance(criteria, Block) else _not_known(criteria, item)
        found = scopes(estate, item, "scopes")
        yield ActivityLogAlert(
            **common(estate, item),
            enabled=flag(item, "enabled", True),
            scopes=found,
            whole_subscription=any_of(of_subscription(estate, item, "scopes", scope) for scope in found),
            category=meant.category,
            operations=meant.operations,
            service_health_events=meant.service_health_events,
            narrowed_by=meant.narrowed_by,
            notifies=_notifies(item),
        )


def _not_known(criteria: Unknown | None, item: Resource) -> Conditions:
    doubt = Unknown("not declared", item.address) if criteria is None else criteria
    return Conditions(category=doubt, operations=doubt, service_health_events=doubt, narrowed_by=doubt)


def _wanted(criteria: Block) -> dict[str, Texts]:
    found = {field: _values(criteria, *names) for field, names in _FIELDS.items()}
    return {**found, "properties.incidentType": _service_health(criteria)}


def _values(criteria: Block, one: str, many: str | None = None) -> Texts:
    value = criteria.text(one)
    if value is not None:
        return value if isinstance(value, Unknown) else [value]
    return criteria.texts(many) if many is not None else []


def _service_health(criteria: Block) -> Texts:
    """The block is computed where it is left out."""
    if isinstance(criteria.expressions, dict) and "service_health" not in criteria.expressions:
        return []
    block = criteria.block("service_health")
    if not isinstance(block, Block):
        return [] if block is None else block
    return block.texts("events")


def _notifies(item: Resource) -> Truth:
    actions = item.blocks("action")
    if isinstance(actions, Unknown):
        return actions
    return any_of(action if isinstance(action, Unknown) else True for action in actions)


def components(estate: Estate) -> Iterator[Component]:
    """One asset per Application Insights resource."""
    for item in estate.each("azurerm_application_insights"):
        yield Component(
            **common(estate, item), workspace_id=link(estate, item, "workspace_id", ("azurerm_log_analytics_workspace",))
        )
