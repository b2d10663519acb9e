"""What a plan declares for a whole subscription: Defender for Cloud, the activity log and alerts on it."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import assets, resource

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
CURRENT = "data.azurerm_subscription.current"


def one(*resources: dict[str, Any], **more: Any) -> Any:
    """The subscription of a plan."""
    return assets(*resources, **more)["azure.subscription"]


def pricing(name: str, tier: str, extensions: Any = (), **more: Any) -> dict[str, Any]:
    """A plan of Defender for Cloud."""
    values = {"resource_type": name, "tier": tier, "subplan": None, "extension": [{"name": item} for item in extensions]}
    return resource(f'azurerm_security_center_subscription_pricing.a["{name}{len(more)}"]', values | more)


def test_defender_plans() -> None:
    read = one(pricing("Containers", "Standard", ["AgentlessDiscoveryForKubernetes"]), pricing("Dns", "Free"))
    assert [(item.name, item.tier, item.subplan, item.extensions) for item in read.defender_plans] == [
        ("Containers", "Standard", None, ["AgentlessDiscoveryForKubernetes"]),
        ("Dns", "Free", None, []),
    ]
    assert (read.whole, read.account, read.security_contacts) == (False, None, [])


def test_of_plans_for_several_subscriptions_the_weakest_counts() -> None:
    read = one(pricing("Dns", "Standard"), pricing("Dns", "Free", subplan="P2"))
    assert [item.tier for item in read.defender_plans] == ["Free"]


def test_old_versions_of_the_provider_leave_plan_and_extensions_to_defaults() -> None:
    read = one(resource("azurerm_security_center_subscription_pricing.a", {"tier": "Standard"}))
    assert read.defender_plans[0].name == "VirtualMachines"
    assert isinstance(read.defender_plans[0].extensions, Unknown)


def test_contacts_and_settings() -> None:
    contact = {"email": "a@example.org", "alert_notifications": True, "alerts_to_admins": True}
    setting = resource("azurerm_security_center_setting.a", {"setting_name": "MCAS", "enabled": False})
    read = one(resource("azurerm_security_center_contact.a", contact), setting)
    found = read.security_contacts[0]
    assert (found.addresses, found.roles, found.alerts) == (True, ["Owner"], True)
    assert [(item.name, item.enabled) for item in read.defender_settings] == [("MCAS", False)]
    assert read.origins["security_contacts"] == "azurerm_security_center_contact.a"


def test_a_contact_known_only_after_apply() -> None:
    contact = resource("azurerm_security_center_contact.a", {}, unknown=("email", "alert_notifications", "alerts_to_admins"))
    found = one(contact).security_contacts[0]
    assert all(isinstance(value, Unknown) for value in (found.addresses, found.alerts, found.roles[0]))


def diagnostic(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A diagnostic setting that sends administrative events to a storage account."""
    log = {"name": "log", "enabled_log": [{"category": "Administrative", "category_group": None}], "storage_account_id": "/s"}
    return resource("azurerm_monitor_diagnostic_setting.a", log | values, **more)


@pytest.mark.parametrize("old", [True, False])
def test_the_activity_log(old: bool) -> None:
    log = {"log": [{"category": "Administrative", "enabled": True}], "enabled_log": []} if old else {}
    read = one(diagnostic({"target_resource_id": SUBSCRIPTION, **log}))
    assert [item.categories for item in read.activity_log_settings] == [["Administrative"]]
    assert read.activity_log_storage_ids == ["/s"]


def test_the_activity_log_of_a_subscription_that_is_made_by_the_plan() -> None:
    made = resource("azurerm_subscription.a", {"subscription_name": "a"})
    read = one(made, diagnostic({}, refs={"target_resource_id": "azurerm_subscription.a.id"}))
    assert len(read.activity_log_settings) == 1


def test_settings_of_a_resource_are_none_of_the_subscription() -> None:
    vault = f"{SUBSCRIPTION}/resourceGroups/a/providers/Microsoft.KeyVault/vaults/a"
    assert "azure.subscription" not in assets(diagnostic({"target_resource_id": vault}))


def test_a_setting_that_may_be_of_the_subscription_leaves_it_unknown() -> None:
    unclear = diagnostic({}, refs={"target_resource_id": "local.target"})
    assert "azure.subscription" not in assets(unclear)
    read = one(unclear, pricing("Dns", "Free"))
    assert isinstance(read.activity_log_settings[0], Unknown)


def test_log_profiles() -> None:
    read = one(resource("azurerm_monitor_log_profile.a", {"categories": ["Write", "Delete"], "locations": ["global"]}))
    assert [item.categories for item in read.log_profiles] == [["Write", "Delete"]]


def test_an_incomplete_plan_may_declare_more() -> None:
    read = one(pricing("Dns", "Free"), complete=False)
    for field in ("defender_plans", "defender_settings", "security_contacts", "activity_log_settings", "log_profiles"):
        assert isinstance(getattr(read, field)[-1], Unknown)


def alert(criteria: dict[str, Any], values: dict[str, Any] | None = None, **more: Any) -> Any:
    """An alert rule."""
    base = {"name": "a", "scopes": [SUBSCRIPTION.upper()], "criteria": [criteria], "action": [], "enabled": True}
    return assets(resource("azurerm_monitor_activity_log_alert.a", base | (values or {}), **more))[
        "azurerm_monitor_activity_log_alert.a"
    ]


NSG = {"category": "Administrative", "operation_name": "Microsoft.Network/networkSecurityGroups/write"}


def test_an_alert() -> None:
    read = alert(NSG, {"action": [{"action_group_id": "/g"}]})
    assert (read.category, read.operations) == ("Administrative", ["microsoft.network/networksecuritygroups/write"])
    assert (read.enabled, read.whole_subscription, read.narrowed_by, read.notifies) == (True, True, [], True)
    assert read.scopes == [SUBSCRIPTION]
    assert alert(NSG).notifies is False


@pytest.mark.parametrize(
    ("criteria", "fields"),
    [
        ({"caller": "a@example.org"}, ["caller"]),
        ({"level": "Error"}, ["level"]),
        ({"levels": ["Error", "Informational"]}, []),
        ({"status": "Succeeded"}, []),
        ({"statuses": ["Failed"]}, ["status"]),
        ({"resource_type": "Microsoft.Network/networkSecurityGroups", "resource_provider": "Microsoft.Network"}, []),
        ({"resource_types": ["Microsoft.Compute/virtualMachines"]}, ["resourceType"]),
        ({"resource_group": "a"}, ["resourceGroup"]),
    ],
)
def test_what_narrows_an_alert(criteria: dict[str, Any], fields: list[str]) -> None:
    assert alert(NSG | criteria).narrowed_by == fields


def test_an_alert_on_everything_that_is_done_to_a_type_of_resource() -> None:
    criteria = {"category": "Administrative", "resource_types": ["Microsoft.Network/networkSecurityGroups"]}
    read = alert(criteria | {"operation_name": None})
    assert (read.operations, read.narrowed_by) == (["microsoft.network/networksecuritygroups/*"], [])
    assert alert({"category": "Administrative"}).operations is None


def test_service_health() -> None:
    assert alert({"category": "ServiceHealth", "service_health": [{"events": ["Incident"]}]}).service_health_events == [
        "Incident"
    ]
    assert alert({"category": "ServiceHealth", "service_health": [{"events": []}]}).service_health_events is None
    computed = {"criteria": [{"service_health": True}], "id": True}
    assert alert({"category": "ServiceHealth"}, unknown=computed).service_health_events is None


@pytest.mark.parametrize(
    ("reference", "whole"),
    [("azurerm_resource_group.a.id", False), ("azurerm_subscription.a.id", True), ("local.scopes", None)],
)
def test_the_scope_of_an_alert_by_reference(reference: str, whole: bool | None) -> None:
    values = {"name": "a", "criteria": [NSG], "action": []}
    others = (resource("azurerm_resource_group.a", {"name": "a"}), resource("azurerm_subscription.a", {}))
    item = resource("azurerm_monitor_activity_log_alert.a", values, refs={"scopes": reference})
    read: Any = assets(item, *others)["azurerm_monitor_activity_log_alert.a"]
    assert read.whole_subscription is whole if whole is not None else isinstance(read.whole_subscription, Unknown)


def test_an_alert_on_the_subscription_that_a_data_source_names() -> None:
    item = resource("azurerm_monitor_activity_log_alert.a", {"criteria": [NSG], "action": []}, refs={"scopes": f"{CURRENT}.id"})
    data = resource("data.azurerm_subscription.current", {}, actions=("read",))
    read: Any = assets(item, data)["azurerm_monitor_activity_log_alert.a"]
    assert read.whole_subscription is True


def test_application_insights() -> None:
    read = assets(resource("azurerm_application_insights.a", {"name": "a", "workspace_id": "/W"}))
    found: Any = read["azurerm_application_insights.a"]
    assert found.workspace_id == "/w"
    assert "azure.subscription" not in read
