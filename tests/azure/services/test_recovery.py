"""Recovery Services vaults: what the case cannot show."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services import recovery
from hipaacheck_live.answers import Answer

_VAULT = "Microsoft.RecoveryServices/vaults"
VAULT = "/subscriptions/s/resourceGroups/Clinic/providers/Microsoft.RecoveryServices/vaults/v"
DAYS = {"retentionDuration": {"count": 14, "durationType": "Days"}}
WEEKS = {"retentionDuration": {"count": 4, "durationType": "Weeks"}}


def below(operation: str, properties: dict[str, Any]) -> Answer:
    """Something in a vault."""
    item = Answer({"id": f"{VAULT}/x", "name": "x", "properties": properties}, f"{_VAULT}/{operation}.value")
    item.parent = Answer({"id": VAULT, "location": "westeurope"}, f"{_VAULT}.value")
    return item


@pytest.mark.parametrize(
    ("properties", "days"),
    [
        ({"retentionPolicy": {"dailySchedule": DAYS, "weeklySchedule": WEEKS}}, 14),
        ({"retentionPolicy": {"weeklySchedule": WEEKS}}, 28),
        ({"retentionPolicy": {"yearlySchedule": DAYS}}, None),
        ({"retentionPolicy": DAYS}, 14),
        ({"vaultRetentionPolicy": {"vaultRetention": {"dailySchedule": DAYS}}}, 14),
        (
            {
                "subProtectionPolicy": [
                    {"policyType": "Log", "retentionPolicy": WEEKS},
                    {"policyType": "Full", "retentionPolicy": DAYS},
                ]
            },
            14,
        ),
        ({"subProtectionPolicy": [{"policyType": "Log", "retentionPolicy": WEEKS}]}, None),
    ],
)
def test_retention(properties: dict[str, Any], days: int | None) -> None:
    found = recovery.build_policy(Place(account="s"), below("backupPolicies", properties), Got({}))
    assert found.retention_days == days
    assert (found.vault_id, found.region) == (VAULT.lower(), "westeurope")


@pytest.mark.parametrize("unit", ["Invalid", None])
def test_retention_in_a_unit_that_is_not_known(unit: str | None) -> None:
    duration = {"retentionDuration": {"count": 14, "durationType": unit}}
    item = below("backupPolicies", {"retentionPolicy": {"dailySchedule": duration}})
    assert isinstance(recovery.build_policy(Place(account="s"), item, Got({})).retention_days, Unknown)


def test_a_policy_without_retention_is_not_understood() -> None:
    found = recovery.build_policy(Place(account="s"), below("backupPolicies", {}), Got({}))
    assert isinstance(found.retention_days, Unknown)


@pytest.mark.parametrize(
    ("kind", "found"),
    [("AzureIaasVM", "Backup"), ("AzureWorkload", "PartBackup"), ("AzureStorage", "PartBackup"), ("MAB", "PartBackup")],
)
def test_what_backs_up_a_part_of_a_machine_only(kind: str, found: str) -> None:
    inner = {"backupManagementType": kind, "sourceResourceId": "/VM", "policyId": "", "protectionState": "ProtectionStopped"}
    item = recovery.build_item(Place(account="s"), below("backupProtectedItems", inner), Got({}))
    assert (item.kind, item.source_id, item.policy_id, item.protection_state) == (found, "/vm", None, "ProtectionStopped")


def test_a_machine_that_is_replicated_from_outside_azure() -> None:
    inner = {"providerSpecificDetails": {"instanceType": "InMageRcm"}, "protectionState": "Protected"}
    item = recovery.build_item(Place(account="s"), below("replicationProtectedItems", inner), Got({}))
    assert (item.kind, item.source_id, item.name) == ("Replication", None, "x")


def test_an_older_version_of_the_vault() -> None:
    body = {"id": VAULT, "name": "v", "properties": {"publicNetworkAccess": "Enabled"}}
    found = recovery.build(Place(account="s"), Answer(body, f"{_VAULT}.value", old=True), Got({}))
    assert all(isinstance(value, Unknown) for value in (found.soft_delete, found.immutability, found.redundancy))
    assert found.public_network_access is True
