"""Azure SQL: logical servers with the resources that declare parts of them, databases, and managed instances.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/mssql_server, mssql_database,
mssql_managed_instance and their companions; `azurerm_sql_*` until version 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.sql import (
    NOT_AUDITED,
    Auditing,
    Database,
    ManagedInstance,
    Server,
    VirtualNetworkRule,
    VulnerabilityAssessment,
    express_assessment,
    retention,
)
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_terraform.arguments import declared_block, default, flag, required
from hipaacheck_terraform.azure.common import common, link, private_endpoints, renamed, resource_id
from hipaacheck_terraform.azure.databases import exists, firewall_rules, named
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource
from hipaacheck_terraform.estate import Estate, Family

SERVERS = ("azurerm_mssql_server", "azurerm_sql_server")
_INSTANCES = ("azurerm_mssql_managed_instance", "azurerm_sql_managed_instance")
_KEYS = ("azurerm_key_vault_key", "azurerm_key_vault_managed_hardware_security_module_key")
_FIREWALL = ("azurerm_mssql_firewall_rule", "azurerm_sql_firewall_rule")
_SUBNETS = ("azurerm_mssql_virtual_network_rule", "azurerm_sql_virtual_network_rule")
_POLICY = "azurerm_mssql_server_security_alert_policy"
_ASSESSMENT = "azurerm_mssql_server_vulnerability_assessment"
_PRICING = "azurerm_security_center_subscription_pricing"
_OF_SERVERS = {
    "azurerm_mssql_firewall_rule": "server_id",
    "azurerm_mssql_server_extended_auditing_policy": "server_id",
    "azurerm_mssql_server_security_alert_policy": "server_name",
    "azurerm_mssql_server_transparent_data_encryption": "server_id",
    "azurerm_mssql_virtual_network_rule": "server_id",
    "azurerm_sql_active_directory_administrator": "server_name",
    "azurerm_sql_firewall_rule": "server_name",
    "azurerm_sql_virtual_network_rule": "server_name",
}
_OF_INSTANCES = {
    "azurerm_mssql_managed_instance_active_directory_administrator": "managed_instance_id",
    "azurerm_mssql_managed_instance_security_alert_policy": "managed_instance_name",
    "azurerm_mssql_managed_instance_transparent_data_encryption": "managed_instance_id",
    "azurerm_mssql_managed_instance_vulnerability_assessment": "managed_instance_id",
    "azurerm_sql_managed_instance_active_directory_administrator": "managed_instance_name",
}


def servers(estate: Estate) -> Iterator[Server]:
    """One asset per server, and one per server that only companions name."""
    for family in estate.families(SERVERS, ("id", "name"), _OF_SERVERS):
        item = family.resource
        yield Server(
            **common(estate, item),
            origins=_origins(family),
            minimum_tls_version=_tls(item),
            public_network_access=_public(family),
            firewall_rules=firewall_rules(family, *_FIREWALL),
            virtual_network_rules=[
                rule
                if isinstance(rule, Unknown)
                else VirtualNetworkRule(name=rule.text("name"), subnet_id=link(estate, rule, "subnet_id", ("azurerm_subnet",)))
                for rule in family.all(*_SUBNETS)
            ],
            private_endpoints=private_endpoints(estate, item),
            entra_administrator=any_of(
                (exists(item.block("azuread_administrator")), exists(family.one("azurerm_sql_active_directory_administrator")))
            ),
            customer_managed_key=any_of(
                (
                    named(estate, item, "transparent_data_encryption_key_vault_key_id", _KEYS),
                    _protector(estate, family.one("azurerm_mssql_server_transparent_data_encryption")),
                )
            ),
            auditing=_auditing(item, family.one("azurerm_mssql_server_extended_auditing_policy")),
            threat_detection=_threats(estate, item, family.one(_POLICY)),
            vulnerability_assessment=_assessment(estate, family),
        )


def _origins(family: Family) -> dict[str, str]:
    fields = {
        "auditing": "azurerm_mssql_server_extended_auditing_policy",
        "customer_managed_key": "azurerm_mssql_server_transparent_data_encryption",
        "threat_detection": _POLICY,
    }
    return {field: found[0].address for field, kind in fields.items() if len(found := family.children.get(kind, [])) == 1}


def _tls(item: Resource) -> str | Unknown:
    """Left out, it is 1.2 since version 3, where plans hold that default; before, what Azure sets has changed."""
    found = required(item, "minimum_tls_version")
    return "None" if found == "Disabled" else found


def _public(family: Family) -> Truth:
    """Azure refuses firewall rules for a server whose public endpoint is closed."""
    found = flag(family.resource, "public_network_access_enabled", True)
    open_for_rules = family.resource.stub and any(family.children.get(kind) for kind in _FIREWALL)
    return True if open_for_rules else found


def _protector(estate: Estate, protector: Resource | Unknown | None) -> Truth:
    if not isinstance(protector, Resource):
        return exists(protector)
    return any_of(named(estate, protector, name, _KEYS) for name in ("key_vault_key_id", "managed_hsm_key_id"))


def _auditing(item: Resource, companion: Resource | Unknown | None) -> Auditing | Unknown:
    """The companion's policy, else that of the block that servers and databases have in version 2."""
    block = companion if companion is not None else declared_block(item, "extended_auditing_policy")
    if block is None or isinstance(block, Unknown):
        return NOT_AUDITED if block is None else block
    groups = block.texts("audit_actions_and_groups")
    return Auditing(
        enabled=flag(block, "enabled", True),
        to_azure_monitor=flag(block, "log_monitoring_enabled", False),
        to_storage=_given(block.text(renamed(block, "blob_storage_endpoint", "storage_endpoint"))),
        retention_days=default(block.integer("retention_in_days"), 0),
        action_groups=groups
        if isinstance(groups, Unknown) or groups
        else Unknown("not declared", f"{block.path}.audit_actions_and_groups"),
    )


def _given(value: str | Unknown | None) -> Truth:
    return value if isinstance(value, Unknown) else value is not None


def _threats(estate: Estate, item: Resource, policy: Resource | Unknown | None) -> Truth:
    """The state of the alert policy; without one, that of the block of `azurerm_sql_server`. The plan of a subscription may cover
    any server in it."""
    block = policy if policy is not None else declared_block(item, "threat_detection_policy")
    state = block.text("state") if isinstance(block, Block) else block
    if isinstance(state, Unknown) or state == "Enabled":
        return _given(state)
    covered = _covered(estate, item)
    return False if covered is None else covered


def _covered(estate: Estate, item: Resource) -> Unknown | None:
    """Doubt where the plan of a subscription is on: it switches on threat detection, and on servers vulnerability assessment."""
    covering = next((plan for plan in estate.each(_PRICING) if _covers(plan) is not False), None)
    return None if covering is None else Unknown(f"{covering.address} may cover it", item.address)


def _covers(plan: Resource) -> Truth:
    values = (plan.text("resource_type"), plan.text("tier"))
    if values[0] not in ("SqlServers", None) and not isinstance(values[0], Unknown):
        return False
    return next((value for value in values if isinstance(value, Unknown)), values == ("SqlServers", "Standard"))


def _assessment(estate: Estate, family: Family) -> VulnerabilityAssessment | Unknown | None:
    """The express configuration, else the classic one, which names the server by its alert policy."""
    item = family.resource
    express = flag(item, "express_vulnerability_assessment_enabled", False)
    if express is True:
        return express_assessment()
    assessments = list(estate.each(_ASSESSMENT))
    own, doubt = resource_id(item), family.doubt(_POLICY) if assessments else family.doubt()
    policies = [policy.address for policy in family.children.get(_POLICY, ())]
    for found in assessments:
        policy = link(estate, found, "server_security_alert_policy_id", (_POLICY,))
        server = policy.partition("/securityalertpolicies/")[0] if isinstance(policy, str) else None
        if server == own or (isinstance(policy, Unknown) and policy.refers in policies):
            return _classic(found)
        certain = server is not None and (isinstance(own, str) or server.rpartition("/")[2] != _name(item))
        if not certain and not (isinstance(policy, Unknown) and policy.refers is not None):
            doubt = Unknown(f"{found.address} may belong to it", item.address)
    if isinstance(express, Unknown) or doubt is not None:
        return express if isinstance(express, Unknown) else doubt
    return _covered(estate, item)


def _name(item: Resource) -> str:
    name = item.address if item.stub else item.get("name")
    return name.lower() if isinstance(name, str) else ""


def _classic(found: Resource) -> VulnerabilityAssessment:
    """The classic configuration, which scans every week only where a block asks for it."""
    scans = declared_block(found, "recurring_scans")
    emails: Texts = scans.texts("emails") if isinstance(scans, Block) else [] if scans is None else scans
    return VulnerabilityAssessment(
        configuration="Classic",
        recurring_scans=flag(scans, "enabled", False),
        notifies_admins=flag(scans, "email_subscription_admins", False),
        has_recipients=emails if isinstance(emails, Unknown) else any_of(_given(address) for address in emails),
    )


def databases(estate: Estate) -> Iterator[Database]:
    """One asset per database, and one per database that only its auditing policy names."""
    children = {"azurerm_mssql_database_extended_auditing_policy": "database_id"}
    for family in estate.families(("azurerm_mssql_database", "azurerm_sql_database"), ("id",), children):
        item = family.resource
        policy = declared_block(item, "long_term_retention_policy")
        weekly, monthly, yearly = (
            retention(policy.text(f"{every}_retention")) if isinstance(policy, Block) else policy
            for every in ("weekly", "monthly", "yearly")
        )
        encrypted = item.flag("transparent_data_encryption_enabled")
        yield Database(
            **common(estate, item),
            server_id=_server_of(estate, item),
            data_warehouse=_data_warehouse(item),
            transparent_data_encryption=Unknown("not declared", f"{item.address}.transparent_data_encryption_enabled")
            if encrypted is None
            else encrypted,
            auditing=_auditing(item, family.one("azurerm_mssql_database_extended_auditing_policy")),
            backup_redundancy=_redundancy(item),
            weekly_retention=weekly,
            monthly_retention=monthly,
            yearly_retention=yearly,
            earliest_restore=Unknown("only known at run time", item.address),
        )


def _server_of(estate: Estate, item: Resource) -> str | Unknown | None:
    """The server is named by id; by name in `azurerm_sql_database`."""
    if item.type != "azurerm_sql_database":
        own = resource_id(item)
        return own.partition("/databases/")[0] if item.stub and isinstance(own, str) else link(estate, item, "server_id", SERVERS)
    name = estate.link(item, "server_name", SERVERS)
    if not isinstance(name, str):
        return name
    group = item.get("resource_group_name")
    same = [
        server
        for server in estate.each(*SERVERS)
        if _name(server) == name.lower() and (group is None or server.get("resource_group_name") in (group, None))
    ]
    if len(same) == 1:
        own = resource_id(same[0])
        return own if isinstance(own, str) else Unknown(AFTER_APPLY, item.address, same[0].address)
    return Unknown(f"the server {name} is not in this plan", item.address)


def _data_warehouse(item: Resource) -> Truth:
    """A new database that says nothing of its size is none."""
    name = "edition" if item.type == "azurerm_sql_database" else "sku_name"
    found = item.text(name)
    made_new = item.get("create_mode") in (None, "Default") and not item.stub
    if isinstance(found, Unknown):
        return False if made_new and found.reason == AFTER_APPLY and not item.declares(name) else found
    return found is not None and found.upper().startswith(("DW", "DATAWAREHOUSE"))


_REDUNDANCY = {"GRS": "Geo", "LRS": "Local", "ZRS": "Zone", "GZRS": "GeoZone"}


def _redundancy(item: Resource) -> str | Unknown:
    found = required(item, "storage_account_type")
    return _REDUNDANCY.get(found, found) if isinstance(found, str) else found


def managed_instances(estate: Estate) -> Iterator[ManagedInstance]:
    """One asset per managed instance, and one per instance that only companions name."""
    for family in estate.families(_INSTANCES, ("id", "name"), _OF_INSTANCES):
        item = family.resource
        admins = [exists(family.one(kind)) for kind in _OF_INSTANCES if kind.endswith("active_directory_administrator")]
        policy = family.one("azurerm_mssql_managed_instance_security_alert_policy")
        found = family.one("azurerm_mssql_managed_instance_vulnerability_assessment")
        yield ManagedInstance(
            **common(estate, item),
            minimum_tls_version=default(item.text("minimum_tls_version"), "1.2"),
            public_data_endpoint=flag(item, "public_data_endpoint_enabled", False),
            entra_administrator=any_of((exists(item.block("azure_active_directory_administrator")), *admins)),
            customer_managed_key=_protector(estate, family.one("azurerm_mssql_managed_instance_transparent_data_encryption")),
            threat_detection=_watched(estate, item, policy),
            vulnerability_assessment=_classic(found) if isinstance(found, Resource) else found,
        )


def _watched(estate: Estate, item: Resource, policy: Resource | Unknown | None) -> Truth:
    """The state of the alert policy of an instance. Left out, the provider switches it off."""
    state = flag(policy, "enabled", False) if isinstance(policy, Resource) else exists(policy)
    covered = _covered(estate, item) if state is False else None
    return state if covered is None else covered
