"""Azure SQL: servers, databases and managed instances."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.sql import NOT_AUDITED
from tests.support.plans import asset, assets, resource

ZERO = "0.0.0.0"  # noqa: S104 - an address to let in
ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Clinic/providers/Microsoft.Sql/servers/Phi"
GROUP = {"resource_group_name": "clinic"}
BASE = {**GROUP, "name": "phi", "location": "West Europe"}
V2 = {**BASE, "minimum_tls_version": None, "public_network_access_enabled": True}
V4 = {**BASE, "minimum_tls_version": "1.2", "public_network_access_enabled": True, "azuread_administrator": []}
V4 |= {"express_vulnerability_assessment_enabled": False, "transparent_data_encryption_key_vault_key_id": None}
OF = {"server_id": "azurerm_mssql_server.a.id"}


def server(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A server `phi`."""
    return resource("azurerm_mssql_server.a", {**V4, **(values or {})}, **more)


def old(**values: Any) -> dict[str, Any]:
    """A server as it was declared until version 3."""
    unknown = [name for name in ("extended_auditing_policy", "id") if name not in values]
    return resource("azurerm_sql_server.a", {**BASE, **values}, unknown=unknown)


def rule(start: str, end: str, kind: str = "mssql", **more: Any) -> dict[str, Any]:
    """A firewall rule."""
    values = {"name": "office", "start_ip_address": start, "end_ip_address": end}
    if kind == "sql":
        return resource("azurerm_sql_firewall_rule.a", {**values, **GROUP, "server_name": "PHI"})
    return resource("azurerm_mssql_firewall_rule.a", values, **{"refs": OF, **more})


def test_a_server_that_declares_nothing_more() -> None:
    read = asset(server())
    assert (read.minimum_tls_version, read.public_network_access, read.entra_administrator) == ("1.2", True, False)
    assert (read.customer_managed_key, read.threat_detection, read.vulnerability_assessment) == (False, False, None)
    assert (read.auditing, read.firewall_rules, read.virtual_network_rules) == (NOT_AUDITED, [], [])
    assert (read.name, read.region) == ("phi", "westeurope")


def test_minimum_tls() -> None:
    assert asset(server({"minimum_tls_version": "Disabled"})).minimum_tls_version == "None"
    assert isinstance(asset(resource("azurerm_mssql_server.a", V2)).minimum_tls_version, Unknown)
    assert isinstance(asset(old()).minimum_tls_version, Unknown)


@pytest.mark.parametrize("kind", ["mssql", "sql"])
def test_firewall_rules(kind: str) -> None:
    read = asset(server() if kind == "mssql" else old(), rule("10.0.0.1", "10.0.1.0", kind))
    assert [(item.name, item.addresses, item.azure_services) for item in read.firewall_rules] == [("office", 256, False)]


def test_the_rule_for_everything_in_azure() -> None:
    read = asset(server(), rule(ZERO, ZERO))
    assert [(item.addresses, item.azure_services) for item in read.firewall_rules] == [(1, True)]


def test_a_rule_of_a_server_elsewhere_shows_that_it_is_open() -> None:
    read = asset(rule(ZERO, "255.255.255.255", "sql"))
    assert (read.public_network_access, read.firewall_rules[0].addresses) == (True, 2**32)
    assert isinstance(read.firewall_rules[-1], Unknown)
    assert isinstance(read.auditing, Unknown)
    assert isinstance(read.customer_managed_key, Unknown)
    assert isinstance(read.vulnerability_assessment, Unknown)


def test_a_rule_that_may_belong_to_any_server() -> None:
    found: Any = assets(server(), rule(ZERO, ZERO, refs={"server_id": "local.server"}))
    assert isinstance(found["azurerm_mssql_server.a"].firewall_rules[-1], Unknown)


def test_virtual_network_rules() -> None:
    values = {"name": "clinic", "subnet_id": "/Subnets/A"}
    read = asset(server({"id": ID}), resource("azurerm_mssql_virtual_network_rule.a", {**values, "server_id": ID.upper()}))
    assert [item.subnet_id for item in read.virtual_network_rules] == ["/subnets/a"]
    read = asset(old(), resource("azurerm_sql_virtual_network_rule.a", {**values, **GROUP, "server_name": "phi"}))
    assert len(read.virtual_network_rules) == 1


POLICY = {"enabled": True, "log_monitoring_enabled": True, "storage_endpoint": None, "retention_in_days": 0}


@pytest.mark.parametrize("nested", [True, False])
def test_auditing_nested_and_apart(nested: bool) -> None:
    values = {**POLICY, "storage_endpoint": "https://a", "retention_in_days": 90}
    if nested:
        values.pop("enabled")
        read = asset(old(extended_auditing_policy=[values]))
    else:
        read = asset(server(), resource("azurerm_mssql_server_extended_auditing_policy.a", values, refs=OF))
        assert read.origins == {"auditing": "azurerm_mssql_server_extended_auditing_policy.a"}
    assert (read.auditing.enabled, read.auditing.to_storage, read.auditing.retention_days) == (True, True, 90)
    assert isinstance(read.auditing.action_groups, Unknown)


def test_action_groups_and_a_policy_that_is_off() -> None:
    values = {**POLICY, "enabled": False, "audit_actions_and_groups": ["DBCC_GROUP"]}
    read = asset(server(), resource("azurerm_mssql_server_extended_auditing_policy.a", values, refs=OF))
    assert (read.auditing.enabled, read.auditing.to_storage, read.auditing.action_groups) == (False, False, ["DBCC_GROUP"])


def test_auditing_that_is_computed_and_not_declared_is_off() -> None:
    assert asset(old()).auditing == NOT_AUDITED


def test_entra_administrators() -> None:
    assert asset(server({"azuread_administrator": [{"login_username": "a"}]})).entra_administrator is True
    apart = resource("azurerm_sql_active_directory_administrator.a", {**GROUP, "server_name": "phi", "login": "a"})
    assert asset(old(), apart).entra_administrator is True
    assert asset(old()).entra_administrator is False


@pytest.mark.parametrize(("key", "found"), [("https://v/keys/a", True), (None, False)])
def test_keys_of_transparent_data_encryption(key: str | None, found: bool) -> None:
    protector = resource("azurerm_mssql_server_transparent_data_encryption.a", {"key_vault_key_id": key}, refs=OF)
    assert asset(server(), protector).customer_managed_key is found
    assert asset(server({"transparent_data_encryption_key_vault_key_id": key})).customer_managed_key is found


def test_a_key_that_is_made_in_the_same_plan() -> None:
    refs = {**OF, "key_vault_key_id": "azurerm_key_vault_key.a.id"}
    protector = resource("azurerm_mssql_server_transparent_data_encryption.a", {}, refs=refs)
    found: Any = assets(server(), protector, resource("azurerm_key_vault_key.a", {}))
    assert found["azurerm_mssql_server.a"].customer_managed_key is True
    unclear = resource("azurerm_mssql_server_transparent_data_encryption.a", {}, refs={**OF, "key_vault_key_id": "local.key"})
    assert isinstance(asset(server(), unclear).customer_managed_key, Unknown)


def alerts(state: str) -> dict[str, Any]:
    """The alert policy of the server."""
    return resource("azurerm_mssql_server_security_alert_policy.a", {**GROUP, "server_name": "phi", "state": state})


def test_threat_detection() -> None:
    assert asset(server(), alerts("Enabled")).threat_detection is True
    assert asset(server(), alerts("Disabled")).threat_detection is False
    assert asset(old(threat_detection_policy=[{"state": "Enabled"}])).threat_detection is True
    plan = {"resource_type": "SqlServers", "tier": "Standard"}
    found: Any = assets(server(), resource("azurerm_security_center_subscription_pricing.a", plan))
    assert isinstance(found["azurerm_mssql_server.a"].threat_detection, Unknown)
    found = assets(server(), resource("azurerm_security_center_subscription_pricing.a", {**plan, "tier": "Free"}))
    assert found["azurerm_mssql_server.a"].threat_detection is False


def test_the_plan_of_a_subscription_may_switch_it_on() -> None:
    plan = resource("azurerm_security_center_subscription_pricing.a", {"resource_type": "SqlServers", "tier": "Standard"})
    instance = resource("azurerm_mssql_managed_instance.a", {"name": "phi", "resource_group_name": "clinic"})
    found: Any = assets(server(), instance, plan)
    assert isinstance(found["azurerm_mssql_server.a"].vulnerability_assessment, Unknown)
    assert isinstance(found["azurerm_mssql_managed_instance.a"].threat_detection, Unknown)
    assert asset(instance).threat_detection is False


def test_auditing_to_storage_in_version_5() -> None:
    values: dict[str, Any] = {key: value for key, value in POLICY.items() if key != "storage_endpoint"}
    values |= {"blob_storage_endpoint": "https://a.blob.core.windows.net/"}
    read = asset(server(), resource("azurerm_mssql_server_extended_auditing_policy.a", values, refs=OF))
    assert read.auditing.to_storage is True


def scans(ref: str, **block: Any) -> dict[str, Any]:
    """A classic vulnerability assessment."""
    refs = {"server_security_alert_policy_id": ref} if not ref.startswith("/") else {}
    values = {"recurring_scans": [block] if block else [], **({} if refs else {"server_security_alert_policy_id": ref})}
    return resource("azurerm_mssql_server_vulnerability_assessment.a", values, refs=refs)


def test_vulnerability_assessment() -> None:
    assert asset(server({"express_vulnerability_assessment_enabled": True})).vulnerability_assessment.configuration == "Express"
    mine = "azurerm_mssql_server_security_alert_policy.a.id"
    read = asset(
        server(), alerts("Enabled"), scans(mine, enabled=True, email_subscription_admins=False, emails=["a@example.com"])
    )
    found = read.vulnerability_assessment
    assert (found.configuration, found.recurring_scans, found.notifies_admins, found.has_recipients) == (
        "Classic",
        True,
        False,
        True,
    )
    assert asset(server(), alerts("Enabled"), scans(mine)).vulnerability_assessment.recurring_scans is False
    literal = f"{ID}/securityAlertPolicies/Default"
    assert asset(server({"id": ID}), scans(literal, enabled=True)).vulnerability_assessment.recurring_scans is True
    assert asset(server({"id": ID.replace("Phi", "other")}), scans(literal)).vulnerability_assessment is None
    assert isinstance(asset(server(), scans(literal)).vulnerability_assessment, Unknown)
    assert isinstance(asset(server(), alerts("Enabled"), scans("local.policy")).vulnerability_assessment, Unknown)


DATABASE = {"name": "records", "sku_name": "S0", "create_mode": "Default", "storage_account_type": "Geo"}


def database(**values: Any) -> Any:
    """The asset of a database on the server."""
    more: dict[str, Any] = {"unknown": [name for name in ("id", "sku_name") if name not in DATABASE | values]}
    found = assets(server(), resource("azurerm_mssql_database.a", {**DATABASE, **values}, refs=OF, **more))
    return found["azurerm_mssql_database.a"]


def test_a_database() -> None:
    retention = {"weekly_retention": "P12W", "monthly_retention": "PT0S", "yearly_retention": None}
    read = database(transparent_data_encryption_enabled=True, long_term_retention_policy=[retention])
    assert (read.weekly_retention, read.monthly_retention, read.yearly_retention) == ("P12W", None, None)
    assert (read.transparent_data_encryption, read.backup_redundancy, read.data_warehouse) == (True, "Geo", False)
    assert read.server_id.refers == "azurerm_mssql_server.a"
    assert read.auditing == NOT_AUDITED


def test_a_database_of_version_2() -> None:
    read = database(storage_account_type="LRS", sku_name="DW100c")
    assert (read.backup_redundancy, read.data_warehouse, read.weekly_retention) == ("Local", True, None)
    assert isinstance(read.transparent_data_encryption, Unknown)


def test_an_old_database_finds_its_server_by_name() -> None:
    values = {**GROUP, "name": "records", "server_name": "phi", "edition": "Standard"}
    found: Any = assets(old(), resource("azurerm_sql_database.a", values))
    assert found["azurerm_sql_database.a"].server_id.refers == "azurerm_sql_server.a"
    assert isinstance(found["azurerm_sql_database.a"].backup_redundancy, Unknown)
    assert asset(resource("azurerm_sql_database.a", values)).server_id.refers is None


def test_a_policy_of_a_database_elsewhere() -> None:
    values = {**POLICY, "database_id": f"{ID}/databases/records"}
    read = asset(resource("azurerm_mssql_database_extended_auditing_policy.a", values))
    assert (read.auditing.enabled, read.server_id) == (True, ID.lower())


INSTANCE = {**BASE, "minimum_tls_version": "1.2", "public_data_endpoint_enabled": False}
IN = {"managed_instance_id": "azurerm_mssql_managed_instance.a.id"}


def test_managed_instances() -> None:
    plain = resource("azurerm_mssql_managed_instance.a", INSTANCE)
    read = asset(plain)
    assert (read.minimum_tls_version, read.public_data_endpoint, read.customer_managed_key) == ("1.2", False, False)
    assert (read.entra_administrator, read.threat_detection, read.vulnerability_assessment) == (False, False, None)
    read = asset(
        plain,
        resource("azurerm_mssql_managed_instance_transparent_data_encryption.a", {"key_vault_key_id": "https://v/k"}, refs=IN),
        resource("azurerm_mssql_managed_instance_active_directory_administrator.a", {"login_username": "a"}, refs=IN),
        resource("azurerm_mssql_managed_instance_vulnerability_assessment.a", {"recurring_scans": [{"enabled": True}]}, refs=IN),
        resource(
            "azurerm_mssql_managed_instance_security_alert_policy.a",
            {**GROUP, "managed_instance_name": "phi", "enabled": True},
        ),
    )
    assert (read.customer_managed_key, read.entra_administrator, read.threat_detection) == (True, True, True)
    assert read.vulnerability_assessment.recurring_scans is True
    unset = {**GROUP, "managed_instance_name": "phi", "enabled": None}
    off = resource("azurerm_mssql_managed_instance_security_alert_policy.a", unset)
    assert asset(plain, off).threat_detection is False
    older = resource("azurerm_sql_managed_instance.a", {**INSTANCE, "public_data_endpoint_enabled": True})
    assert asset(older).public_data_endpoint is True


def test_scans_that_are_not_known() -> None:
    mine = "azurerm_mssql_server_security_alert_policy.a.id"
    refs = {"server_security_alert_policy_id": mine}
    unclear = resource("azurerm_mssql_server_vulnerability_assessment.a", {}, refs={**refs, "recurring_scans": "local.scans"})
    found = asset(server(), alerts("Enabled"), unclear).vulnerability_assessment
    assert all(isinstance(getattr(found, name), Unknown) for name in ("recurring_scans", "notifies_admins", "has_recipients"))
    twice = [scans("local.policy"), {**scans("local.other"), "change": scans("local.other")["change"] | {"address": "x.y"}}]
    assert isinstance(asset(server(), alerts("Enabled"), *twice).vulnerability_assessment, Unknown)
