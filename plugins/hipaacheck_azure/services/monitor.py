"""Azure Monitor: alerts on the activity log, and Application Insights.

https://learn.microsoft.com/rest/api/monitor/activity-log-alerts/list-by-subscription-id,
https://learn.microsoft.com/rest/api/application-insights/components/list
"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.authorization import scope_id
from hipaacheck_assets.azure.common import Texts, arm_id
from hipaacheck_assets.azure.monitor import FIELDS, ActivityLogAlert, Component, Conditions, conditions
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_azure.collect import Collector, Got, listing, properties
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_ALERTS = "Microsoft.Insights/activityLogAlerts"
_COMPONENTS = "Microsoft.Insights/components"
_SOME = "some condition"


def build_alert(place: Place, item: Answer, got: Got) -> ActivityLogAlert:
    """One asset per alert rule."""
    inner = properties(item)
    scopes = _scopes(inner)
    meant = _conditions(inner)
    actions = inner.block("actions")
    return ActivityLogAlert(
        **place.resource(item),
        enabled=inner.or_default("enabled", inner.flag("enabled"), True),
        scopes=scopes,
        whole_subscription=scopes if isinstance(scopes, Unknown) else any_of(_whole(place, scope) for scope in scopes),
        category=meant.category,
        operations=meant.operations,
        service_health_events=meant.service_health_events,
        narrowed_by=meant.narrowed_by,
        notifies=_notifies(actions) if isinstance(actions, Answer) else inner.or_default("actions", actions, False),
    )


def _scopes(inner: Answer) -> Texts:
    found = inner.sure("scopes", None if inner.get("scopes") is None else inner.texts("scopes"))
    return found if isinstance(found, Unknown) else [scope_id(scope) for scope in found]


def _whole(place: Place, scope: str | Unknown) -> Truth:
    """Whether a scope is the subscription that the rule is in: a rule watches no other."""
    return scope if isinstance(scope, Unknown) else scope == f"/subscriptions/{place.account}".lower()


def _notifies(actions: Answer) -> Truth:
    groups = actions.blocks("actionGroups")
    if isinstance(groups, Unknown):
        return groups
    return any_of(group if isinstance(group, Unknown) else True for group in groups)


def _conditions(inner: Answer) -> Conditions:
    condition = inner.block("condition")
    every = condition.blocks("allOf") if isinstance(condition, Answer) else condition
    if not isinstance(every, list) or not every:
        doubt = every if isinstance(every, Unknown) else Unknown("the answer has no conditions", inner.where)
        return Conditions(category=doubt, operations=doubt, service_health_events=doubt, narrowed_by=doubt)
    wanted: dict[str, Texts] = {}
    for leaf in every:
        field, values = (_SOME, leaf) if isinstance(leaf, Unknown) else _leaf(leaf)
        wanted[field if field not in wanted else f"{field} once more"] = values
    return _with_doubt(conditions(wanted), wanted.get(_SOME))


def _with_doubt(meant: Conditions, some: Texts | None) -> Conditions:
    """What no condition asks for is not known to be so when there is a condition that is not known."""
    if not isinstance(some, Unknown):
        return meant
    return Conditions(
        category=some if meant.category is None else meant.category,
        operations=some if meant.operations is None else meant.operations,
        service_health_events=some if meant.service_health_events is None else meant.service_health_events,
        narrowed_by=meant.narrowed_by,
    )


def _leaf(leaf: Answer) -> tuple[str, Texts]:
    """A field and the values that it may have. What holds by any of several leaves is about one field, mostly."""
    name = leaf.text("field")
    if isinstance(name, str):
        return FIELDS.get(name.lower(), name), _accepted(leaf)
    either = leaf.blocks("anyOf")
    if isinstance(either, Unknown):
        return _SOME, either
    if not either:
        return _SOME, Unknown("a condition without a field", leaf.where)
    found = [(_SOME, item) if isinstance(item, Unknown) else _leaf(item) for item in either]
    fields = {field for field, _ in found}
    if len(fields) != 1 or _SOME in fields:
        return _SOME, Unknown("any of several conditions may fit", leaf.where)
    return found[0][0], [value for _, values in found for value in ([values] if isinstance(values, Unknown) else values)]


def _accepted(leaf: Answer) -> Texts:
    value, found = leaf.text("equals"), leaf.texts("containsAny")
    if isinstance(value, str):
        return [value]
    if isinstance(found, list) and found:
        return found
    return found if isinstance(found, Unknown) else leaf.sure("equals", value if isinstance(value, Unknown) else None)


def build_component(place: Place, item: Answer, got: Got) -> Component:
    """One asset per Application Insights resource."""
    inner = properties(item)
    return Component(**place.resource(item), workspace_id=arm_id(inner.text("WorkspaceResourceId")))


ALERTS = Collector(
    asset_type="azure.monitor.activity_log_alert",
    scope="global",
    operations=(_ALERTS,),
    find=listing(_ALERTS),
    build=build_alert,
)
COMPONENTS = Collector(
    asset_type="azure.insights.component",
    scope="global",
    operations=(_COMPONENTS,),
    find=listing(_COMPONENTS),
    build=build_component,
)
