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
    assert isinstance(read.minimum_tls_version, Unknown)
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
    assert read.earliest_restore is None
    policy = {"Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies": body(weeklyRetention="PT0S")}
    read = database({"kind": "v12.0,user", "properties": {}}, policy)
    assert (read.data_warehouse, read.weekly_retention) == (False, None)
    assert isinstance(read.monthly_retention, Unknown)


def test_an_instance_that_tells_little() -> None:
    names: dict[str, Any] = dict.fromkeys((detail.name for detail in MANAGED_INSTANCES.details), NOT_READ)
    protector = {"Microsoft.Sql/managedInstances/encryptionProtector": body()}
    item = Answer({"id": ID, "properties": {}}, "Microsoft.Sql/managedInstances.value")
    read: ManagedInstance = build_instance(Place(account="s"), item, Got({**names, **protector}))
    fields = ("minimum_tls_version", "public_data_endpoint", "customer_managed_key", "vulnerability_assessment")
    assert all(isinstance(getattr(read, name), Unknown) for name in fields)
