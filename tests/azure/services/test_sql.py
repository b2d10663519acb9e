"""What the answers of Azure SQL mean where the case does not show it."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.sql import Database, ManagedInstance, Server
from hipaacheck_azure.collect import NOT_READ, Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.sql import DATABASES, MANAGED_INSTANCES, SERVERS, build, build_database, build_instance
from hipaacheck_live.answers import Answer

ID = "/subscriptions/s/resourceGroups/clinic/providers/Microsoft.Sql/servers/phi"
EXPRESS, CLASSIC = "Microsoft.Sql/servers/sqlVulnerabilityAssessments", "Microsoft.Sql/servers/vulnerabilityAssessments"


def server(properties: dict[str, Any], *, old: bool = False, got: dict[str, Any] | None = None) -> Server:
    """A server of which only these details were read."""
    item = Answer({"id": ID, "name": "phi", "properties": properties}, "Microsoft.Sql/servers.value", old=old)
    names = dict.fromkeys((detail.name for detail in SERVERS.details), NOT_READ)
    return build(Place(account="s"), item, Got({**names, **(got or {})}))


def body(**properties: Any) -> Answer:
    """The answer of a detail."""
    return Answer({"id": "x", "properties": properties}, "detail")


def test_members_that_are_not_told_are_unknown() -> None:
    read = server({})
    assert read.minimum_tls_version == "None"
    assert isinstance(server({}, old=True).minimum_tls_version, Unknown)
    assert read.public_network_access is True
    assert isinstance(server({}, old=True).public_network_access, Unknown)
    assert isinstance(server({"publicNetworkAccess": "SecuredByPerimeter"}).public_network_access, Unknown)
    assert isinstance(read.firewall_rules, Unknown)
    assert isinstance(read.auditing, Unknown)


def test_an_auditing_policy_that_tells_little() -> None:
    found: Any = server({}, got={"Microsoft.Sql/servers/auditingSettings": body(state="Enabled")}).auditing
    assert found.enabled is True
    assert all(isinstance(getattr(found, name), Unknown) for name in ("to_azure_monitor", "retention_days", "action_groups"))
    found = server({}, got={"Microsoft.Sql/servers/auditingSettings": body(state="New")}).auditing
    assert isinstance(found.enabled, Unknown)


SCANS = {"isEnabled": False, "emailSubscriptionAdmins": True, "emails": [""]}


@pytest.mark.parametrize(
    ("express", "classic", "found"),
    [
        (body(state="Enabled"), None, "Express"),
        (body(state="Disabled"), body(recurringScans=SCANS), None),
        (body(state="Disabled"), body(recurringScans=SCANS, storageContainerPath="https://a/va"), "Classic"),
        (body(state="Disabled"), body(recurringScans=SCANS | {"isEnabled": True}), "Classic"),
        (body(state="Disabled"), body(), Unknown),
        (body(state="Disabled"), Unknown("denied"), Unknown),
        (Unknown("denied"), body(recurringScans=SCANS), Unknown),
        (Unknown("denied"), body(recurringScans=SCANS | {"isEnabled": True}), "Classic"),
    ],
)
def test_vulnerability_assessment(express: Any, classic: Any, found: Any) -> None:
    read: Any = server({}, got={EXPRESS: express, CLASSIC: classic}).vulnerability_assessment
    if found is Unknown:
        assert isinstance(read, Unknown)
    else:
        assert (read if read is None else read.configuration) == found


def test_no_recipient_is_none() -> None:
    read: Any = server({}, got={EXPRESS: body(state="Disabled"), CLASSIC: body(recurringScans=SCANS | {"isEnabled": True})})
    assert read.vulnerability_assessment.has_recipients is False


def database(item: dict[str, Any], got: dict[str, Any] | None = None) -> Database:
    """A database of which only these details were read."""
    names = dict.fromkeys((detail.name for detail in DATABASES.details), NOT_READ)
    answer = Answer({"id": f"{ID}/databases/records", **item}, "Microsoft.Sql/servers/databases.value")
    answer.parent = Answer({"id": ID}, "Microsoft.Sql/servers.value")
    return build_database(Place(account="s"), answer, Got({**names, **(got or {})}))


def test_a_database_that_tells_little() -> None:
    read = database({"properties": {}})
    assert read.server_id == ID.lower()
    names = ("data_warehouse", "transparent_data_encryption", "auditing", "backup_redundancy", "weekly_retention")
    assert all(isinstance(getattr(read, name), Unknown) for name in names)
    assert isinstance(read.earliest_restore, Unknown)
    assert isinstance(database({"kind": "v12.0,user,datawarehouse", "properties": {}}).earliest_restore, Unknown)
    policy = {"Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies": body(weeklyRetention="PT0S")}
    read = database({"kind": "v12.0,user", "properties": {}}, policy)
    assert (read.data_warehouse, read.weekly_retention, read.earliest_restore) == (False, None, None)
    assert isinstance(read.monthly_retention, Unknown)


def test_an_instance_that_tells_little() -> None:
    names: dict[str, Any] = dict.fromkeys((detail.name for detail in MANAGED_INSTANCES.details), NOT_READ)
    protector = {"Microsoft.Sql/managedInstances/encryptionProtector": body()}
    item = Answer({"id": ID, "properties": {}}, "Microsoft.Sql/managedInstances.value")
    read: ManagedInstance = build_instance(Place(account="s"), item, Got({**names, **protector}))
    fields = ("minimum_tls_version", "public_data_endpoint", "customer_managed_key", "vulnerability_assessment")
    assert all(isinstance(getattr(read, name), Unknown) for name in fields)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 2**64),
        ("2001:db8:0:1::", "2001:db8:0:1:ffff:ffff:ffff:ffff", 1),
        ("2001:db8::", "2001:db8:0:ffff::", 65536),
        ("::ffff:0:0", "::ffff:ffff:ffff", 2**32),
        ("2001:db8::2", "2001:db8::1", Unknown),
    ],
)
def test_firewall_rules_for_ipv6(start: str, end: str, found: Any) -> None:
    rules = [body(startIPv6Address=start, endIPv6Address=end)]
    read: Any = server({}, got={"Microsoft.Sql/servers/firewallRules": [], "Microsoft.Sql/servers/ipv6FirewallRules": rules})
    [rule] = read.firewall_rules
    assert isinstance(rule.addresses, Unknown) if found is Unknown else rule.addresses == found
    assert rule.azure_services is False


def test_half_of_the_firewall() -> None:
    rules = [body(startIpAddress="203.0.113.1", endIpAddress="203.0.113.9")]
    failed = [Unknown("denied")]
    read: Any = server({}, got={"Microsoft.Sql/servers/firewallRules": rules, "Microsoft.Sql/servers/ipv6FirewallRules": failed})
    assert (read.firewall_rules[0].addresses, read.firewall_rules[1:]) == (9, failed)
