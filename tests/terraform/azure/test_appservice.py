"""Web apps, function apps, logic apps and slots."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/clinic/providers/Microsoft.Web/sites/Portal"
PLAN = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/clinic/providers/Microsoft.Web/serverFarms/plan"
SUBNET = "/subscriptions/1/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/V/subnets/S"
V4_SITE = {
    "minimum_tls_version": "1.2",
    "ftps_state": "Disabled",
    "http2_enabled": False,
    "remote_debugging_enabled": False,
    "ip_restriction": [],
    "ip_restriction_default_action": "Allow",
    "cors": [],
}
V4 = {
    "name": "portal",
    "id": ID,
    "hosting_environment_id": "",
    "https_only": True,
    "public_network_access_enabled": True,
    "virtual_network_subnet_id": None,
    "client_certificate_enabled": False,
    "client_certificate_mode": "Required",
    "auth_settings": [],
    "auth_settings_v2": [],
    "identity": [],
}
V2 = {"name": "portal", "id": ID, "https_only": False, "client_cert_enabled": True, "client_cert_mode": None, "identity": []}
RULE: dict[str, Any] = {
    "ip_address": None,
    "service_tag": None,
    "virtual_network_subnet_id": None,
    "priority": 100,
    "action": "Allow",
    "headers": [],
}


def app(site: dict[str, Any] | None = None, kind: str = "linux_web_app", **values: Any) -> dict[str, Any]:
    """An app `portal` of version 4."""
    return resource(f"azurerm_{kind}.a", {**V4, "site_config": [{**V4_SITE, **(site or {})}], **values})


def test_a_condition_of_a_restriction_that_is_given_as_a_value() -> None:
    site = {**V4_SITE, "ip_restriction": [{**RULE, "service_tag": "AzureFrontDoor.Backend"}]}
    item = resource("azurerm_app_service.a", {**V2, "site_config": [site]})
    item["config"]["expressions"]["site_config"][0]["ip_restriction"] = {"references": ["var.rules"]}
    rules = item["change"]["change"]["after"]["site_config"][0]["ip_restriction"]
    rules[0] = {**rules[0], "service_tag": None, "ip_address": "0.0.0.0/0"}
    item["change"]["change"]["after_unknown"]["site_config"] = [{"ip_restriction": [{"headers": True}]}]
    assert isinstance(asset(item).public, Unknown)


def test_a_web_app_of_this_version() -> None:
    read = asset(app())
    assert (read.kind, read.slot, read.https_only, read.minimum_tls_version, read.ftps_state) == (
        "web",
        False,
        True,
        "1.2",
        "Disabled",
    )
    assert (read.http2, read.remote_debugging, read.cors_origins) == (False, False, [])
    assert (read.client_certificate_mode, read.requires_sign_in, read.public) == (None, False, True)
    assert (read.subnet_id, read.environment_id, read.managed_identity, read.principal_ids) == (None, None, False, [])
    assert (read.principals_known, read.resource_id) == (True, ID.lower())


def test_an_app_of_version_2() -> None:
    site = {"min_tls_version": "1.0", "ftps_state": "AllAllowed", "http2_enabled": False, "remote_debugging_enabled": True}
    plan = resource("azurerm_app_service_plan.a", {"id": PLAN, "app_service_environment_id": None})
    read: Any = assets(
        plan, resource("azurerm_app_service.a", {**V2, "app_service_plan_id": PLAN, "auth_settings": [], "site_config": [site]})
    )["azurerm_app_service.a"]
    assert (read.minimum_tls_version, read.ftps_state, read.remote_debugging) == ("1.0", "AllAllowed", True)
    assert (read.client_certificate_mode, read.requires_sign_in, read.public, read.environment_id) == (
        "Required",
        False,
        True,
        None,
    )


def test_what_an_old_resource_leaves_to_azure() -> None:
    read = asset(resource("azurerm_function_app.a", V2, unknown=("site_config", "auth_settings")))
    assert all(isinstance(value, Unknown) for value in (read.minimum_tls_version, read.ftps_state, read.remote_debugging))
    assert (read.kind, read.cors_origins, read.requires_sign_in) == ("function", [], False)


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("windows_web_app_slot", ("web", True)),
        ("windows_function_app", ("function", False)),
        ("function_app_slot", ("function", True)),
        ("logic_app_standard", ("workflow", False)),
    ],
)
def test_kinds(kind: str, found: tuple[str, bool]) -> None:
    read = asset(app(kind=kind))
    assert (read.kind, read.slot) == found


@pytest.mark.parametrize(
    ("site", "public"),
    [
        ({"ip_restriction": [{**RULE, "ip_address": "203.0.113.0/24"}]}, True),
        ({"ip_restriction": [{**RULE, "ip_address": "203.0.113.0/24"}], "ip_restriction_default_action": None}, False),
        ({"ip_restriction": [{**RULE, "ip_address": "0.0.0.0/0"}], "ip_restriction_default_action": "Deny"}, True),
        (
            {
                "ip_restriction": [{**RULE, "service_tag": "AzureCloud", "headers": [{"x_azure_fdid": ["1"]}]}],
                "ip_restriction_default_action": "Deny",
            },
            False,
        ),
        ({"ip_restriction": [], "ip_restriction_default_action": "Deny"}, False),
        ({"ip_restriction": [{**RULE, "action": "Deny", "ip_address": "203.0.113.0/24"}]}, True),
        ({"ip_restriction": [{**RULE, "virtual_network_subnet_id": SUBNET}], "ip_restriction_default_action": "Deny"}, False),
    ],
)
def test_who_gets_in(site: dict[str, Any], public: bool) -> None:
    assert asset(app(site)).public is public
    assert asset(app(site, public_network_access_enabled=False)).public is False


def test_a_rule_that_is_not_known_may_let_anyone_in() -> None:
    site = {**V4_SITE, "ip_restriction_default_action": "Deny", "ip_restriction": [{**RULE, "ip_address": None}]}
    unknown = {"site_config": [{"ip_restriction": [{"ip_address": True}]}]}
    assert isinstance(asset(resource("azurerm_linux_web_app.a", {**V4, "site_config": [site]}, unknown=unknown)).public, Unknown)


def test_blocks_that_are_not_known() -> None:
    """None of them is declared: dynamic blocks are not in the configuration of a plan."""
    names = ("cors", "ip_restriction")
    for default, found in (("Deny", Unknown), (None, list)):
        site = {key: value for key, value in V4_SITE.items() if key not in names}
        if default is None:
            del site["ip_restriction_default_action"]
        else:
            site["ip_restriction_default_action"] = default
        unknown = {"site_config": [dict.fromkeys(names, True)]}
        read = asset(resource("azurerm_linux_web_app.a", {**V4, "site_config": [site]}, unknown=unknown))
        assert isinstance(read.cors_origins, found)
        assert read.public is True if default is None else isinstance(read.public, Unknown)


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        (
            {"auth_settings_v2": [{"auth_enabled": True, "require_authentication": True, "unauthenticated_action": "Return401"}]},
            True,
        ),
        (
            {
                "auth_settings_v2": [
                    {"auth_enabled": True, "require_authentication": True, "unauthenticated_action": "AllowAnonymous"}
                ]
            },
            False,
        ),
        (
            {
                "auth_settings_v2": [
                    {"auth_enabled": False, "require_authentication": True, "unauthenticated_action": "Return401"}
                ]
            },
            False,
        ),
        (
            {"auth_settings_v2": [{"auth_enabled": True, "require_authentication": None, "unauthenticated_action": "Return401"}]},
            None,
        ),
        (
            {
                "auth_settings_v2": [
                    {
                        "auth_enabled": True,
                        "require_authentication": True,
                        "unauthenticated_action": "RedirectToLoginPage",
                        "excluded_paths": ["/"],
                    }
                ]
            },
            None,
        ),
        ({"auth_settings": [{"enabled": True, "unauthenticated_client_action": "RedirectToLoginPage"}]}, True),
        ({"auth_settings": [{"enabled": True, "unauthenticated_client_action": "AllowAnonymous"}]}, False),
        ({"auth_settings": [{"enabled": True, "unauthenticated_client_action": None}]}, None),
    ],
)
def test_sign_in(settings: dict[str, Any], found: bool | None) -> None:
    read = asset(app(**settings)).requires_sign_in
    assert isinstance(read, Unknown) if found is None else read is found


@pytest.mark.parametrize("swift", [True, False])
def test_a_subnet_named_by_the_app_or_apart(swift: bool) -> None:
    connection = resource(
        "azurerm_app_service_virtual_network_swift_connection.a",
        {"subnet_id": SUBNET},
        refs={"app_service_id": "azurerm_linux_web_app.a.id"},
    )
    read = asset(app(), connection) if swift else asset(app(virtual_network_subnet_id=SUBNET))
    assert read.subnet_id == SUBNET.lower()


def test_a_slot_has_a_connection_of_its_own() -> None:
    slot = {"name": "staging", "site_config": [{}]}
    connection = resource(
        "azurerm_app_service_slot_virtual_network_swift_connection.a",
        {"subnet_id": SUBNET, "slot_name": "staging"},
        refs={"app_service_id": "azurerm_app_service.a.id"},
    )
    one, other = (resource(f"azurerm_app_service_slot.{name}", slot) for name in "ab")
    assert asset(one, connection).subnet_id == SUBNET.lower()
    found: Any = assets(one, other, connection)
    assert isinstance(found["azurerm_app_service_slot.a"].subnet_id, Unknown)


def test_a_connection_to_an_app_elsewhere_makes_a_stub() -> None:
    connection = resource("azurerm_app_service_virtual_network_swift_connection.a", {"app_service_id": ID, "subnet_id": SUBNET})
    read = asset(connection)
    assert (read.resource_id, read.subnet_id) == (ID.lower(), SUBNET.lower())
    assert isinstance(read.kind, Unknown)


@pytest.mark.parametrize("environment", ["", "/subscriptions/1/x/providers/Microsoft.Web/hostingEnvironments/E", None])
def test_the_environment_is_that_of_the_plan(environment: str | None) -> None:
    values = {key: value for key, value in V4.items() if key != "hosting_environment_id"}
    refs = {"service_plan_id": "azurerm_service_plan.p.id" if environment is not None else "var.plan"}
    page = resource(
        "azurerm_linux_web_app.a", {**values, "site_config": [V4_SITE]}, refs=refs, unknown=["hosting_environment_id"]
    )
    plan = resource("azurerm_service_plan.p", {"name": "p", "app_service_environment_id": environment})
    read: Any = assets(page, plan)["azurerm_linux_web_app.a"]
    if environment == "":
        assert (read.environment_id, read.public) == (None, True)
    else:
        assert isinstance(read.environment_id, Unknown) == (environment is None)
        assert isinstance(read.public, Unknown)


def test_client_certificates_but_on_some_paths() -> None:
    def mode(paths: str | None) -> str | Unknown | None:
        found: str | Unknown | None = asset(
            app(client_certificate_enabled=True, client_certificate_exclusion_paths=paths)
        ).client_certificate_mode
        return found

    assert (mode(None), mode("/health"), mode("/;/health")) == ("Required", "Required", None)


def test_identities() -> None:
    block = {"type": "SystemAssigned, UserAssigned", "principal_id": None, "identity_ids": [ID]}
    unknown = {"identity": [{"principal_id": True}]}
    page = resource("azurerm_linux_function_app.a", {**V4, "site_config": [V4_SITE], "identity": [block]}, unknown=unknown)
    read = asset(page)
    assert read.managed_identity is True
    assert [item.refers for item in read.principal_ids] == ["azurerm_linux_function_app.a", None]
    assert isinstance(read.principals_known, Unknown)
    own = resource("azurerm_user_assigned_identity.i", {"id": ID, "principal_id": "0000000A"})
    found: Any = assets(page, own)["azurerm_linux_function_app.a"]
    assert (found.principal_ids[1], found.principals_known) == ("0000000a", True)


def test_logs_of_a_slot_are_not_those_of_its_app() -> None:
    values = {"name": "s", "enabled_log": [{"category": "AppServiceHTTPLogs", "category_group": None}]}
    slot = resource("azurerm_monitor_diagnostic_setting.s", {**values, "target_resource_id": f"{ID}/slots/staging"})
    own = resource("azurerm_monitor_diagnostic_setting.o", values, refs={"target_resource_id": "azurerm_linux_web_app.a.id"})
    assert asset(app(), slot).diagnostic_settings == []
    assert [item.sends_logs for item in asset(app(), own).diagnostic_settings] == [True]


@pytest.mark.parametrize(
    ("top", "site", "public"), [("Disabled", None, False), (None, False, False), ("Enabled", False, True), (None, None, True)]
)
def test_public_access_of_logic_apps(top: str | None, site: bool | None, public: bool) -> None:
    values = {"name": "w", "public_network_access": top, "client_certificate_mode": "Required", "hosting_environment_id": ""}
    inside: dict[str, Any] = {"public_network_access_enabled": site, "ip_restriction": []}
    read = asset(resource("azurerm_logic_app_standard.a", {**values, "site_config": [inside]}))
    assert (read.public, read.client_certificate_mode) == (public, "Required")
    assert isinstance(read.requires_sign_in, Unknown)


def test_public_access_that_version_4_computes_by_the_name_that_is_not_declared() -> None:
    site: dict[str, Any] = {"public_network_access_enabled": True, "ip_restriction": []}
    item = resource("azurerm_logic_app_standard.a", {"name": "w", "hosting_environment_id": "", "site_config": [site]})
    item["change"]["change"]["after"]["public_network_access"] = "Disabled"  # what it was before
    assert asset(item).public is True
    marks = {"public_network_access": True, "site_config": [{"public_network_access_enabled": True}]}
    bare = resource("azurerm_logic_app_standard.a", {"name": "w", "site_config": [{"ip_restriction": []}]}, unknown=marks)
    bare["change"]["change"]["after"]["hosting_environment_id"] = ""
    assert asset(bare).public is True
