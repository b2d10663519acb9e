"""What azurerm does with arguments that are left out: form, well-known facts, and agreement with real plans."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck_terraform.mappers import MAPPERS
from tests.support.left_out import FOLDER, arguments, at, disagreements, table
from tests.support.shared import needs_shared, shared_files

TABLE = table("azurerm")
TYPES = {name for names in MAPPERS.values() for name in names if name.startswith("azurerm_")}
DATA = {f"data.azurerm_{name}" for name in ("client_config", "management_group", "resource_group", "subscription")}
NULL: dict[str, Any] = {}
SECRET = {"s": 1}
COMPUTED = {"c": 1}
REQUIRED = {"r": 1}
VARIES = {"v": 1}
"""Differs between the versions that are read, so that nothing is known of it."""


def default(value: Any) -> dict[str, Any]:
    return {"d": value}


FACTS: dict[str, dict[str, Any]] = {
    "azurerm_app_service.https_only": default(False),
    "azurerm_app_service.site_config.min_tls_version": COMPUTED,
    "azurerm_batch_account.public_network_access_enabled": default(True),
    "azurerm_container_registry.admin_enabled": default(False),
    "azurerm_container_registry.anonymous_pull_enabled": NULL,
    "azurerm_cosmosdb_account.is_virtual_network_filter_enabled": default(False),
    "azurerm_cosmosdb_account.local_authentication_enabled": COMPUTED,
    "azurerm_cosmosdb_account.public_network_access_enabled": default(True),
    "azurerm_data_lake_store.encryption_state": default("Enabled"),
    "azurerm_databricks_workspace.custom_parameters": COMPUTED,
    "azurerm_eventhub_namespace.minimum_tls_version": COMPUTED,
    "azurerm_iothub.min_tls_version": VARIES,
    "azurerm_key_vault.network_acls": COMPUTED,
    "azurerm_key_vault.public_network_access_enabled": default(True),
    "azurerm_key_vault.purge_protection_enabled": NULL,
    "azurerm_key_vault.rbac_authorization_enabled": COMPUTED,
    "azurerm_key_vault.soft_delete_retention_days": default(90),
    "azurerm_key_vault_secret.expiration_date": NULL,
    "azurerm_key_vault_secret.value": SECRET,
    "azurerm_key_vault_secret.value_wo": SECRET,
    "azurerm_kubernetes_cluster.kube_config_raw": {**COMPUTED, **SECRET},
    "azurerm_kubernetes_cluster.local_account_disabled": NULL,
    "azurerm_kubernetes_cluster.network_profile": COMPUTED,
    "azurerm_kubernetes_cluster.run_command_enabled": default(True),
    "azurerm_linux_virtual_machine.admin_password": SECRET,
    "azurerm_linux_virtual_machine.disable_password_authentication": COMPUTED,
    "azurerm_linux_virtual_machine.encryption_at_host_enabled": NULL,
    "azurerm_linux_virtual_machine.os_disk.disk_encryption_set_id": NULL,
    "azurerm_linux_web_app.client_certificate_enabled": default(False),
    "azurerm_linux_web_app.https_only": default(False),
    "azurerm_linux_web_app.public_network_access_enabled": default(True),
    "azurerm_linux_web_app.site_config": REQUIRED,
    "azurerm_linux_web_app.site_config.ftps_state": default("Disabled"),
    "azurerm_linux_web_app.site_config.minimum_tls_version": default("1.2"),
    "azurerm_linux_web_app.site_config.remote_debugging_enabled": default(False),
    "azurerm_managed_disk.disk_encryption_set_id": NULL,
    "azurerm_managed_disk.public_network_access_enabled": default(True),
    "azurerm_mariadb_server.public_network_access_enabled": default(True),
    "azurerm_monitor_activity_log_alert.enabled": default(True),
    "azurerm_mssql_database.transparent_data_encryption_enabled": default(True),
    "azurerm_mssql_managed_instance.public_data_endpoint_enabled": default(False),
    "azurerm_mssql_server.administrator_login_password": SECRET,
    "azurerm_mssql_server.minimum_tls_version": VARIES,
    "azurerm_mssql_server.public_network_access_enabled": default(True),
    "azurerm_mysql_flexible_server.public_network_access": COMPUTED,
    "azurerm_network_interface.ip_forwarding_enabled": COMPUTED,
    "azurerm_network_security_group.security_rule": COMPUTED,
    "azurerm_network_security_group.security_rule.source_address_prefix": default(""),
    "azurerm_network_security_group.security_rule.source_address_prefixes": default([]),
    "azurerm_network_security_rule.source_address_prefix": NULL,
    "azurerm_postgresql_flexible_server.backup_retention_days": COMPUTED,
    "azurerm_postgresql_flexible_server.geo_redundant_backup_enabled": default(False),
    "azurerm_public_ip.ip_address": COMPUTED,
    "azurerm_public_ip.sku": VARIES,
    "azurerm_recovery_services_vault.immutability": COMPUTED,
    "azurerm_recovery_services_vault.soft_delete_enabled": default(True),
    "azurerm_redis_cache.minimum_tls_version": VARIES,
    "azurerm_redis_cache.non_ssl_port_enabled": COMPUTED,
    "azurerm_redis_cache.public_network_access_enabled": default(True),
    "azurerm_role_assignment.principal_id": REQUIRED,
    "azurerm_storage_account.allow_blob_public_access": VARIES,
    "azurerm_storage_account.allow_nested_items_to_be_public": VARIES,
    "azurerm_storage_account.blob_properties": COMPUTED,
    "azurerm_storage_account.blob_properties.delete_retention_policy": NULL,
    "azurerm_storage_account.blob_properties.delete_retention_policy.days": default(7),
    "azurerm_storage_account.blob_properties.versioning_enabled": default(False),
    "azurerm_storage_account.cross_tenant_replication_enabled": VARIES,
    "azurerm_storage_account.https_traffic_only_enabled": COMPUTED,
    "azurerm_storage_account.infrastructure_encryption_enabled": default(False),
    "azurerm_storage_account.min_tls_version": VARIES,
    "azurerm_storage_account.name": REQUIRED,
    "azurerm_storage_account.network_rules.default_action": REQUIRED,
    "azurerm_storage_account.primary_access_key": {**COMPUTED, **SECRET},
    "azurerm_storage_account.shared_access_key_enabled": default(True),
    "azurerm_storage_container.container_access_type": default("private"),
    "azurerm_storage_container.resource_manager_id": COMPUTED,
    "azurerm_virtual_machine.os_profile_windows_config.timezone": default(""),
    "data.azurerm_client_config.tenant_id": COMPUTED,
    "data.azurerm_resource_group.name": REQUIRED,
}


def test_every_mapped_type_is_in_the_table() -> None:
    assert set(TABLE) == TYPES | DATA


def test_every_argument_has_at_most_one_meaning() -> None:
    every = [item for kind, specs in TABLE.items() for item in arguments(specs, kind)]
    assert len(every) > 4000
    assert [path for path, spec in every if len(spec.left_out()) > 1] == []
    assert [kind for kind, specs in TABLE.items() if specs["id"].left_out() != ["c"]] == []


@pytest.mark.parametrize("path", sorted(FACTS))
def test_fact(path: str) -> None:
    assert at(TABLE, path).facts() == FACTS[path]


def test_lines_and_keys_are_sorted() -> None:
    lines = (FOLDER / "azurerm.json").read_text("utf-8").splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("{", "}", len(TABLE) + 2)
    assert list(TABLE) == sorted(TABLE)
    assert all(list(specs) == sorted(specs) for specs in TABLE.values())


EARLIER = {
    # what plans of versions 1 and early 2 hold, and why the table says otherwise
    "azurerm_network_interface.enable_ip_forwarding": {"d": False},  # computed in version 3, which has it by two names
    "azurerm_public_ip.zones": None,  # computed in late version 2
    "azurerm_storage_account.enable_https_traffic_only": {"d": True},  # computed in version 3, which has it by two names
    "azurerm_storage_account.identity": "c",  # not computed since late version 2
    "azurerm_storage_account.static_website": None,  # computed in versions 3 and 4
    "azurerm_subnet.enforce_private_link_endpoint_network_policies": {"d": False},  # computed in version 3
    "azurerm_subnet.enforce_private_link_service_network_policies": {"d": False},  # computed in version 3
    "azurerm_virtual_machine.tags": "c",  # not computed since version 2
    "azurerm_virtual_network.dns_servers": None,  # computed since late version 2
}


@needs_shared
def test_real_plans_agree() -> None:
    files = [*shared_files("corpus/terraform-plans/*.json"), *shared_files("acceptance/plans/*.json")]
    texts = [path for path in files if b'"azurerm_' in path.read_bytes()]
    found = [item for path in texts for item in disagreements(path, TABLE)]
    assert len(found) > 1000
    assert {item.argument: item.plan for item in found if item is not None} == EARLIER
