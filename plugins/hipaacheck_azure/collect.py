"""What collectors of Azure are written with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, NetworkRules, Texts, arm_id, sends_logs
from hipaacheck_azure.reader import Reader
from hipaacheck_live.answers import Answer
from hipaacheck_live.collect import NOT_READ, Collector, Detail, Got, collect_one

__all__ = [
    "DIAGNOSTICS",
    "NOT_READ",
    "Collector",
    "Detail",
    "Got",
    "children",
    "collect_one",
    "detail",
    "diagnostic_settings",
    "id_of",
    "ids",
    "listing",
    "network_rules",
    "private_endpoints",
    "properties",
]


def listing(operation: str) -> Callable[[Reader], list[Answer | Unknown]]:
    """All resources of a type in a subscription, as `Collector.find`. Collectors of a module share what they both list."""

    def find(reader: Reader) -> list[Answer | Unknown]:
        found: list[Answer | Unknown] = reader.once(operation, lambda: reader.pages(operation))
        return found

    return find


def children(
    operation: str, *, absent: tuple[str, ...] = (), when: Callable[[Answer], bool] | None = None
) -> Callable[[Reader, Answer], list[Answer | Unknown]]:
    """All items of a type below a resource, as `Collector.expand`; none of one for which `when` is false."""

    def expand(reader: Reader, parent: Answer) -> list[Answer | Unknown]:
        return reader.pages(operation, absent, id=parent.known("id")) if when is None or when(parent) else []

    return expand


def detail(
    operation: str,
    *fields: str,
    absent: tuple[str, ...] = (),
    pages: bool = False,
    when: Callable[[Answer], bool] | None = None,
    below: str = "",
    name: str | None = None,
) -> Detail:
    """One request about each item, whose id is followed by `below`. Error codes in `absent` mean that nothing is configured.
    `pages` gives a list. An item for which `when` is false is not asked, and has none."""

    def read(reader: Reader, item: Answer, got: Got) -> Any:
        if when is not None and not when(item):
            return None
        about = item.known("id") + below
        return reader.pages(operation, absent, id=about) if pages else reader.get(operation, absent, id=about)

    return Detail(name=name or operation, operations=(operation,), fields=fields, read=read)


DIAGNOSTICS = detail("Microsoft.Insights/diagnosticSettings", "diagnostic_settings", pages=True)
"""The diagnostic settings of an item, for `diagnostic_settings(got)`."""


def properties(item: Answer) -> Answer:
    """What a resource has under `properties`; nothing when it has none, so that all in it is absent. Of an older version of the
    API when those cannot be read, so that nothing in it has a default."""
    found = item.block("properties")
    return found if isinstance(found, Answer) else Answer({}, f"{item.where}.properties", old=True)


def diagnostic_settings(got: Got, name: str = DIAGNOSTICS.name) -> list[DiagnosticSetting | Unknown] | Unknown:
    """https://learn.microsoft.com/rest/api/monitor/diagnostic-settings/list"""
    found: list[DiagnosticSetting | Unknown] | Unknown = got.read(
        name, lambda items: [item if isinstance(item, Unknown) else _setting(item) for item in items], []
    )
    return found


def _setting(item: Answer) -> DiagnosticSetting:
    inner = properties(item)
    categories = inner.each("logs", _category) if inner.get("logs") is not None else inner.sure("logs", None)
    sent: Texts = categories if isinstance(categories, Unknown) else [name for name in categories if name is not None]
    return DiagnosticSetting(
        name=item.text("name"),
        categories=sent,
        sends_logs=sends_logs(sent),
        workspace_id=arm_id(inner.text("workspaceId")),
        storage_account_id=arm_id(inner.text("storageAccountId")),
        event_hub_rule_id=arm_id(inner.text("eventHubAuthorizationRuleId")),
    )


def _category(log: Answer) -> str | Unknown | None:
    """The category or group, when it is enabled."""
    enabled = log.sure("enabled", log.flag("enabled"))
    if isinstance(enabled, Unknown) or not enabled:
        return enabled if isinstance(enabled, Unknown) else None
    name = log.text("category")
    return name if name is not None else log.required("categoryGroup")


def private_endpoints(inner: Answer) -> Texts:
    """The connections of private endpoints under `privateEndpointConnections`, by state; none when the member is left out, as
    most services do that have none."""
    if inner.get("privateEndpointConnections") is None:
        return inner.or_default("privateEndpointConnections", None, [])
    return inner.each("privateEndpointConnections", _connection)


def _connection(item: Answer) -> str | Unknown:
    state = properties(item).block("privateLinkServiceConnectionState")
    return state.required("status") if isinstance(state, Answer) else item.sure("privateLinkServiceConnectionState", state)


def network_rules(block: Answer) -> NetworkRules:
    """Rules in the form of storage accounts and key vaults."""
    bypass = block.text("bypass")
    through: Texts = bypass if isinstance(bypass, Unknown) else [name.strip() for name in (bypass or "").split(",")]
    return NetworkRules(
        default_action=block.required("defaultAction"),
        bypass=through if isinstance(through, Unknown) else [name for name in through if name not in ("", "None")],
        ip_rules=block.each("ipRules", lambda rule: rule.required("value")),
        subnet_ids=ids(block, "virtualNetworkRules"),
    )


def id_of(block: Answer, name: str) -> str | Unknown | None:
    """The id in a nested `{"id": …}`, in lower case; null when absent."""
    found = block.part(name, lambda inner: inner.required("id"))
    return arm_id(found)


def ids(block: Answer, name: str) -> Texts:
    """The ids in a list of `{"id": …}`, in lower case; none when absent."""
    return block.each(name, lambda inner: arm_id(inner.required("id")))
