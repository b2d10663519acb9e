"""Key vaults with their access policies, managed hardware security modules, keys and secrets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Clinic/providers/Microsoft.KeyVault/vaults/Records"
V2 = {"enable_rbac_authorization": True, "soft_delete_retention_days": 90, "purge_protection_enabled": None}
V3 = {**V2, "public_network_access_enabled": False}
V4 = {"public_network_access_enabled": False, "purge_protection_enabled": True}
COMPUTED = ("id", "network_acls", "access_policy")
POLICY = {
    "object_id": "00000000-0000-0000-0000-00000000000a",
    "secret_permissions": ["Get", "List"],
    "key_permissions": ["UnwrapKey"],
}


def vault(values: dict[str, Any] | None = None, unknown: tuple[str, ...] = COMPUTED, **more: Any) -> dict[str, Any]:
    """A vault `Records`."""
    return resource(
        "azurerm_key_vault.a", {"name": "Records", "location": "West Europe", **(values or {})}, unknown=unknown, **more
    )


@pytest.mark.parametrize(
    ("values", "unknown", "found"),
    [
        (V2, (*COMPUTED, "soft_delete_enabled"), (True, True, False, True)),
        (V3, COMPUTED, (True, True, False, False)),
        ({**V3, "enable_rbac_authorization": None}, COMPUTED, (False, True, False, False)),
        ({**V4, "rbac_authorization_enabled": True}, (*COMPUTED, "enable_rbac_authorization"), (True, True, True, False)),
        ({**V4, "enable_rbac_authorization": True}, (*COMPUTED, "rbac_authorization_enabled"), (True, True, True, False)),
    ],
)
def test_arguments_by_their_names_in_each_version(values: dict[str, Any], unknown: tuple[str, ...], found: Any) -> None:
    read = asset(vault(values, unknown))
    assert (read.rbac_authorization, read.soft_delete, read.purge_protection, read.public_network_access) == found
    assert (read.network.default_action, read.network.bypass, read.access_policies) == ("Allow", ["AzureServices"], [])


def test_a_permission_model_that_is_not_declared_is_that_of_access_policies() -> None:
    names = ("rbac_authorization_enabled", "enable_rbac_authorization")
    assert asset(vault(V4, (*COMPUTED, *names))).rbac_authorization is False
    read = asset(vault(V4, (*COMPUTED, names[0]), refs={names[1]: "var.rbac"}))
    assert isinstance(read.rbac_authorization, Unknown)


def test_an_update_by_the_old_name_leaves_the_new_one_as_it_was() -> None:
    after = {**V4, "enable_rbac_authorization": False}
    item = vault(after, ("id",), actions=("update",))
    item["change"]["change"]["after"]["rbac_authorization_enabled"] = True
    assert asset(item).rbac_authorization is False


def test_network_rules() -> None:
    acls = {"default_action": "Deny", "bypass": "None", "ip_rules": ["203.0.113.0/24"], "virtual_network_subnet_ids": []}
    read = asset(vault({"network_acls": [acls]}, ("id",))).network
    assert (read.default_action, read.bypass, read.ip_rules, read.subnet_ids) == ("Deny", [], ["203.0.113.0/24"], [])
    assert isinstance(asset(vault(refs={"network_acls": "local.acls"})).network, Unknown)


def test_access_policies_nested_and_apart() -> None:
    apart = resource("azurerm_key_vault_access_policy.a", POLICY, refs={"key_vault_id": "azurerm_key_vault.a.id"})
    nested, split = asset(vault({"access_policy": [POLICY]}, ("id",))), asset(vault(), apart)
    assert nested.access_policies == split.access_policies
    [policy] = split.access_policies
    assert (policy.secret_permissions, policy.key_permissions, policy.application_id) == (["get", "list"], ["unwrapkey"], None)


def test_a_policy_that_may_belong_to_any_vault() -> None:
    policy = resource("azurerm_key_vault_access_policy.a", POLICY, refs={"key_vault_id": "local.vault"})
    found: Any = assets(vault(), policy)
    assert [type(item) for item in found["azurerm_key_vault.a"].access_policies] == [Unknown]


def test_a_policy_of_a_vault_elsewhere_gives_a_stub() -> None:
    read = asset(resource("azurerm_key_vault_access_policy.a", {**POLICY, "key_vault_id": ID}))
    assert read.resource_id == ID.lower()
    assert [isinstance(item, Unknown) for item in read.access_policies] == [True, False, True]  # there may be more
    assert all(
        isinstance(value, Unknown) for value in (read.soft_delete, read.purge_protection, read.rbac_authorization, read.network)
    )


def test_companions_of_any_type() -> None:
    logs = {"name": "audit", "enabled_log": [{"category": None, "category_group": "audit"}], "target_resource_id": ID.lower()}
    connection = {"is_manual_connection": False, "private_connection_resource_id": ID}
    read = asset(
        vault({"id": ID}),
        resource("azurerm_monitor_diagnostic_setting.a", logs),
        resource("azurerm_private_endpoint.a", {"private_service_connection": [connection]}),
    )
    assert [item.categories for item in read.diagnostic_settings] == [["audit"]]
    assert read.private_endpoints == ["Approved"]


def test_managed_hsm() -> None:
    read = asset(
        resource("azurerm_key_vault_managed_hardware_security_module.a", {"name": "h", "purge_protection_enabled": True})
    )
    assert (read.purge_protection, read.diagnostic_settings) == (True, [])


ROTATION = {"automatic": [{"time_before_expiry": "P60D"}], "expire_after": "P1Y"}


@pytest.mark.parametrize(
    ("values", "expires", "rotates"),
    [
        ({"expiration_date": None}, None, False),  # version 2 has no rotation policies
        ({"expiration_date": "2027-12-31T00:00:00Z", "rotation_policy": []}, datetime(2027, 12, 31, tzinfo=UTC), False),
        ({"rotation_policy": [{"automatic": [], "expire_after": None}]}, None, False),
        ({"rotation_policy": [{**ROTATION, "expire_after": None}]}, None, True),
        ({"rotation_policy": [ROTATION]}, Unknown, True),
        ({"expiration_date": "soon"}, Unknown, False),
    ],
)
def test_keys(values: dict[str, Any], expires: Any, rotates: bool) -> None:
    read = asset(resource("azurerm_key_vault_key.a", {"name": "Master", "key_vault_id": ID, **values}))
    assert (read.resource_id, read.vault_id) == (f"{ID}/keys/Master".lower(), ID.lower())
    assert isinstance(read.expires, Unknown) if expires is Unknown else read.expires == expires
    assert (read.enabled, read.rotates) == (True, rotates)


def test_a_secret_finds_its_vault_and_keeps_its_value() -> None:
    values = {"name": "db", "value": "hunter2", "expiration_date": "2027-12-31T00:00:00Z"}
    found: Any = assets(vault(), resource("azurerm_key_vault_secret.a", values, refs={"key_vault_id": "azurerm_key_vault.a.id"}))
    read = found["azurerm_key_vault_secret.a"]
    assert read.vault_id.refers == "azurerm_key_vault.a"
    assert isinstance(read.resource_id, Unknown)
    assert read.expires == datetime(2027, 12, 31, tzinfo=UTC)
    assert "hunter2" not in repr(read)
