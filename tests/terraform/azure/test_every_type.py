"""Every Terraform type that a mapper of Azure reads is tried; here are those that no other test declares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hipaacheck_terraform.mappers import MAPPERS
from tests.support.plans import assets, resource

PROVIDERS = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/clinic/providers"
ENVIRONMENT, PLAN = f"{PROVIDERS}/Microsoft.Web/hostingEnvironments/a", f"{PROVIDERS}/Microsoft.Web/serverFarms/a"
SITE = {"name": "portal", "https_only": True, "site_config": [{"ftps_state": "Disabled", "minimum_tls_version": "1.2"}]}
APPS = {
    "azurerm_function_app_flex_consumption": ("function", False),
    "azurerm_function_app_slot": ("function", True),
    "azurerm_linux_function_app_slot": ("function", True),
    "azurerm_linux_web_app_slot": ("web", True),
    "azurerm_windows_function_app": ("function", False),
    "azurerm_windows_function_app_slot": ("function", True),
    "azurerm_windows_web_app": ("web", False),
    "azurerm_windows_web_app_slot": ("web", True),
}
PARENTS: dict[str, tuple[str, dict[str, Any], dict[str, Any], str, Any]] = {
    # companion: (parent, what the parent declares, what the companion declares, field, value)
    "azurerm_databricks_workspace_customer_managed_key": (
        "azurerm_databricks_workspace",
        {"sku": "premium"},
        {"workspace_id": "azurerm_databricks_workspace.a.id"},
        "root_storage_key",
        True,
    ),
    "azurerm_mysql_configuration": (
        "azurerm_mysql_server",
        {},
        {"server_name": "a", "name": "audit_log_enabled", "value": "ON"},
        "audit_log",
        True,
    ),
    "azurerm_servicebus_namespace_customer_managed_key": (
        "azurerm_servicebus_namespace",
        {"sku": "Premium"},
        {"namespace_id": "azurerm_servicebus_namespace.a.id"},
        "customer_managed_key",
        True,
    ),
    "azurerm_sql_managed_instance_active_directory_administrator": (
        "azurerm_sql_managed_instance",
        {},
        {"managed_instance_name": "a", "login": "admins"},
        "entra_administrator",
        True,
    ),
    "azurerm_storage_account_customer_managed_key": (
        "azurerm_storage_account",
        {},
        {"storage_account_id": "azurerm_storage_account.a.id"},
        "customer_managed_key",
        True,
    ),
    "azurerm_storage_container_immutability_policy": (
        "azurerm_storage_container",
        {"container_access_type": "private"},
        {"storage_container_resource_manager_id": "azurerm_storage_container.a.resource_manager_id"},
        "immutable",
        True,
    ),
}


def test_every_terraform_type_is_declared_in_some_test() -> None:
    text = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    types = {name for mapper, names in MAPPERS.items() if mapper.startswith("azure.") for name in names}
    assert {name for name in types if f"{name}." not in text and f'"{name}"' not in text} == set()


@pytest.mark.parametrize("kind", sorted(APPS))
def test_apps_of_every_kind(kind: str) -> None:
    (found,) = assets(resource(f"{kind}.a", SITE)).values()
    read: Any = found
    assert (read.kind, read.slot) == APPS[kind]
    assert (read.https_only, read.ftps_state, read.minimum_tls_version) == (True, "Disabled", "1.2")


@pytest.mark.parametrize("kind", ["azurerm_app_service_environment", "azurerm_app_service_environment_v3"])
def test_an_app_in_an_environment(kind: str) -> None:
    environment = resource(f"{kind}.a", {"name": "a", "id": ENVIRONMENT})
    plan = resource("azurerm_service_plan.a", {"id": PLAN, "app_service_environment_id": ENVIRONMENT})
    found: Any = assets(environment, plan, resource("azurerm_linux_web_app.a", {**SITE, "service_plan_id": PLAN}))
    assert found["azurerm_linux_web_app.a"].environment_id == ENVIRONMENT.lower()


@pytest.mark.parametrize("companion", sorted(PARENTS))
def test_companions(companion: str) -> None:
    parent, own, values, field, expected = PARENTS[companion]
    refs = {name: value for name, value in values.items() if value.startswith(f"{parent}.")}
    other = resource(f"{companion}.b", {name: value for name, value in values.items() if name not in refs}, refs=refs)
    alone: Any = assets(resource(f"{parent}.a", {"name": "a", **own}))
    both: Any = assets(resource(f"{parent}.a", {"name": "a", **own}), other)
    assert getattr(both[f"{parent}.a"], field) is expected
    assert getattr(alone[f"{parent}.a"], field) is not expected


@pytest.mark.parametrize(
    ("companion", "parent"),
    [("azurerm_mysql_firewall_rule", "azurerm_mysql_server"), ("azurerm_postgresql_firewall_rule", "azurerm_postgresql_server")],
)
def test_firewalls_of_single_servers(companion: str, parent: str) -> None:
    rule = resource(f"{companion}.a", {"server_name": "a", "start_ip_address": "0.0.0.0", "end_ip_address": "0.0.0.0"})  # noqa: S104
    (found,) = assets(resource(f"{parent}.a", {"name": "a"}), rule).values()
    read: Any = found
    assert [item.azure_services for item in read.firewall_rules] == [True]


@pytest.mark.parametrize(
    ("kind", "values", "days"),
    [
        ("azurerm_backup_policy_file_share", {"retention_daily": [{"count": 30}]}, 30),
        (
            "azurerm_backup_policy_vm_workload",
            {"protection_policy": [{"policy_type": "Full", "retention_daily": [{"count": 45}]}]},
            45,
        ),
    ],
)
def test_backup_policies(kind: str, values: dict[str, Any], days: int) -> None:
    (found,) = assets(resource(f"{kind}.a", {"name": "a", **values})).values()
    read: Any = found
    assert read.retention_days == days


def test_rules_of_a_load_balancer() -> None:
    front = {"protocol": "Tcp", "frontend_ip_configuration_name": "f", "backend_port": 80}
    refs = {"loadbalancer_id": "azurerm_lb.a.id"}
    balancer = resource("azurerm_lb.a", {"name": "a", "frontend_ip_configuration": [{"name": "f", "public_ip_address_id": "/p"}]})
    rules = (
        resource("azurerm_lb_rule.a", {"name": "rule", "frontend_port": 443, **front}, refs=refs),
        resource("azurerm_lb_nat_rule.a", {"name": "nat", "frontend_port": 80, **front}, refs=refs),
        resource("azurerm_lb_nat_pool.a", {"name": "pool", "frontend_port_start": 1, "frontend_port_end": 9, **front}, refs=refs),
    )
    (found,) = assets(balancer, *rules).values()
    read: Any = found
    assert {(rule.name, rule.frontend_port, rule.is_public) for rule in read.rules} == {
        ("rule", 443, True),
        ("nat", 80, True),
        ("pool", None, True),
    }


def test_others() -> None:
    found: Any = assets(
        resource("azuread_application_registration.a", {"display_name": "portal"}),
        resource("azurerm_healthcare_medtech_service.a", {"name": "devices"}),
        resource(
            "azurerm_resource_policy_assignment.a",
            {"name": "a", "resource_id": PLAN, "policy_definition_id": "/providers/Microsoft.Authorization/policyDefinitions/X"},
        ),
    )
    assert (found["azuread_application_registration.a"].name, found["azurerm_healthcare_medtech_service.a"].kind) == (
        "portal",
        "iot",
    )
    assignment = found["azurerm_resource_policy_assignment.a"]
    assert (assignment.scope, assignment.scope_kind, assignment.definition) == (PLAN.lower(), "resource", "x")
