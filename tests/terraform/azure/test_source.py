"""What source tells of Azure resources that a plan cannot: parts of ids, what data sources read, and blocks that are not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support import sources

GROUP = 'resource_group_name = "rg"\n  location = "westeurope"'


def resource(type_: str, name: str, body: str = "") -> str:
    return f'resource "{type_}" "{name}" {{\n  name = "{name}"\n  {GROUP}\n  {body}\n}}\n'


def setting(target: str) -> str:
    return f"""
resource "azurerm_monitor_diagnostic_setting" "d" {{
  name               = "d"
  target_resource_id = {target}
  enabled_log {{
    category_group = "audit"
  }}
}}
"""


def endpoint(target: str) -> str:
    connection = f'private_connection_resource_id = {target}\n    name = "c"\n    is_manual_connection = false'
    return resource("azurerm_private_endpoint", "e", f'subnet_id = "x"\n  private_service_connection {{\n    {connection}\n  }}')


ACCOUNT = resource("azurerm_storage_account", "a")
RULES = """
resource "azurerm_storage_account_network_rules" "r" {
  storage_account_id = azurerm_storage_account.a.id
  default_action     = "Deny"
}
"""
VAULTS = resource("azurerm_key_vault", "v") + resource("azurerm_key_vault", "w")
HUB = 'data "azurerm_key_vault" "hub" {\n  name = "%s"\n  resource_group_name = "hub"\n}\n'
SUBSCRIPTION = 'data "azurerm_subscription" "own" {}\n'


def assets(folder: Path, text: str) -> dict[str, Any]:
    (folder / "main.tf").write_text(text, "utf-8")
    return {asset.id: asset for asset in sources.read(folder).assets}


def told(found: list[Any]) -> list[str]:
    """Each item as `unknown` or `known`."""
    return ["unknown" if isinstance(item, Unknown) else "known" for item in found]


BLOBS = {
    "a template": ('"${azurerm_storage_account.a.id}/blobServices/default"', ["known"]),
    "a slash at the end": ('"${azurerm_storage_account.a.id}/blobServices/default/"', ["known"]),
    "format": ('format("%s/%s/default", azurerm_storage_account.a.id, "blobServices")', ["known"]),
    "another service": ('"${azurerm_storage_account.a.id}/queueServices/default"', []),
    "the account itself": ("azurerm_storage_account.a.id", []),
    "an unknown part": ('"${azurerm_storage_account.a.id}/${var.part}"', ["unknown"]),
    "an unknown beginning": ('"${var.part}${azurerm_storage_account.a.id}"', ["unknown"]),
    "another attribute": ('"${azurerm_storage_account.a.primary_blob_host}/blobServices/default"', ["unknown"]),
    "the id by another name": ("azurerm_storage_account_network_rules.r.id", ["unknown"]),
    "anything": ("var.part", ["unknown"]),
}


@pytest.mark.parametrize("name", BLOBS)
def test_the_part_of_an_account_that_a_diagnostic_setting_names(name: str, tmp_path: Path) -> None:
    target, expected = BLOBS[name]
    found = assets(tmp_path, 'variable "part" {}\n' + ACCOUNT + RULES + setting(target))
    assert told(found["azurerm_storage_account.a"].blob_diagnostic_settings) == expected


VAULT = {
    "one vault of two": (VAULTS + setting("azurerm_key_vault.v.id"), ["known"], []),
    "parts in a map": (
        VAULTS
        + resource("azurerm_mssql_server", "s")
        + setting("local.ids[each.key]").replace("{", "{\n  for_each = local.ids", 1)
        + 'locals {\n  ids = { db = "${azurerm_mssql_server.s.id}/databases/master", v = azurerm_key_vault.v.id }\n}\n',
        ["known"],
        [],
    ),
    "the subscription": (VAULTS + SUBSCRIPTION + setting("data.azurerm_subscription.own.id"), [], []),
    "another vault": (VAULTS + HUB % "hub" + setting("data.azurerm_key_vault.hub.id"), [], []),
    "a vault of that name": (VAULTS + HUB % "V" + setting("data.azurerm_key_vault.hub.id"), ["unknown"], ["unknown"]),
    "something in the subscription": (
        VAULTS
        + SUBSCRIPTION
        + setting('"${data.azurerm_subscription.own.id}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v"'),
        ["unknown"],
        ["unknown"],
    ),
}


@pytest.mark.parametrize("name", VAULT)
def test_which_vault_a_diagnostic_setting_belongs_to(name: str, tmp_path: Path) -> None:
    text, one, other = VAULT[name]
    found = assets(tmp_path, text)
    assert told(found["azurerm_key_vault.v"].diagnostic_settings) == one
    assert told(found["azurerm_key_vault.w"].diagnostic_settings) == other


@pytest.mark.parametrize(
    ("type_", "read", "expected"),
    [
        ("azurerm_key_vault", "azurerm_key_vault", ["unknown"]),
        ("azurerm_linux_web_app", "azurerm_app_service", ["unknown"]),
        ("azurerm_key_vault", "azurerm_storage_account", []),
    ],
)
def test_what_has_a_name_that_is_not_known_may_be_what_a_data_source_of_its_kind_reads(
    type_: str, read: str, expected: list[str], tmp_path: Path
) -> None:
    own = resource(type_, "v").replace('"v"\n', "var.name\n")
    hub = (HUB % "hub").replace("azurerm_key_vault", read)
    text = 'variable "name" {}\n' + own + hub + setting(f"data.{read}.hub.id")
    assert told(assets(tmp_path, text)[f"{type_}.v"].diagnostic_settings) == expected


def test_private_endpoints_belong_to_what_they_name(tmp_path: Path) -> None:
    own = assets(tmp_path, VAULTS + HUB % "hub" + endpoint("azurerm_key_vault.v.id"))
    assert [own[f"azurerm_key_vault.{name}"].private_endpoints for name in "vw"] == [["Approved"], []]
    other = assets(tmp_path, VAULTS + HUB % "hub" + endpoint("data.azurerm_key_vault.hub.id"))
    assert [other[f"azurerm_key_vault.{name}"].private_endpoints for name in "vw"] == [[], []]


RULE = """
  dynamic "security_rule" {
    for_each = %s
    content {
      name                       = security_rule.key
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = "22"
      source_address_prefix      = security_rule.value
      destination_address_prefix = "*"
    }
  }
"""
GROUPS = {
    "no block": ("", False),
    "a dynamic block without items": (RULE % "{}", False),
    "a dynamic block": (RULE % '{ ssh = "Internet" }', True),
    "a dynamic block over something unknown": (RULE % "var.rules", None),
    "a dynamic block with an unknown source": (RULE % "{ ssh = var.rules }", None),
    "an attribute": ("security_rule = var.rules", None),
}


@pytest.mark.parametrize("name", GROUPS)
def test_open_ports_of_a_group(name: str, tmp_path: Path) -> None:
    body, expected = GROUPS[name]
    text = 'variable "rules" {}\n' + resource("azurerm_network_security_group", "g", body)
    rules = assets(tmp_path, text)["azurerm_network_security_group.g"].rules
    found = [rule if isinstance(rule, Unknown) else rule.exposes_admin_ports for rule in rules]
    assert (None if any(isinstance(item, Unknown) for item in found) else any(found)) is expected


@pytest.mark.parametrize(("own", "named"), [("", True), ("service_plan_id = azurerm_service_plan.other.id", False)])
@pytest.mark.parametrize(("kind", "argument"), [("web", "app_service_id"), ("function", "function_app_id")])
def test_a_slot_runs_on_the_plan_of_its_app(kind: str, argument: str, own: str, named: bool, tmp_path: Path) -> None:
    app = f"azurerm_linux_{kind}_app"
    text = (
        resource("azurerm_service_plan", "p", "app_service_environment_id = azurerm_app_service_environment_v3.e.id")
        + resource("azurerm_service_plan", "other")
        + resource("azurerm_app_service_environment_v3", "e")
        + resource(app, "a", "service_plan_id = azurerm_service_plan.p.id\n  site_config {}")
        + resource(f"{app}_slot", "s", f"{argument} = {app}.a.id\n  {own}\n  site_config {{}}")
    )
    found = assets(tmp_path, text)[f"{app}_slot.s"].environment_id
    assert (found.refers if named else found) == ("azurerm_app_service_environment_v3.e" if named else None)


def test_a_flexible_set_without_a_profile_installs_no_updates_that_are_known(tmp_path: Path) -> None:
    text = resource("azurerm_orchestrated_virtual_machine_scale_set", "s", 'sku_name = "Standard_D2s_v5"')
    (found,) = assets(tmp_path, text).values()
    assert isinstance(found.automatic_updates, Unknown)
