"""Batch, IoT Hub, AI Search, Logic Apps and Data Lake: what the case does not show."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import DIAGNOSTICS, Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services import batch, datalake, iot, logic, search
from hipaacheck_live.answers import Answer

ADDRESS = {"value": "203.0.113.7"}


def read(service: ModuleType, inner: dict[str, Any], *, old: bool = False) -> Any:
    """A resource with these properties."""
    body = {"id": "/r", "name": "r", "properties": inner}
    return service.build(Place(account="s"), Answer(body, "Microsoft.X/things.value", old=old), Got({DIAGNOSTICS.name: []}))


@pytest.mark.parametrize("service", [batch, iot, logic, search])
def test_an_older_version_of_the_api_tells_nothing_by_silence(service: ModuleType) -> None:
    found = read(service, {}, old=True)
    told = {"id", "resource_id", "name", "account", "diagnostic_settings", "origins", "classification", "location"}
    fields = set(found.__struct_fields__) - told
    assert {name for name in fields if not isinstance(getattr(found, name), Unknown)} <= {"tags", "region"}


def test_modes_of_a_batch_account() -> None:
    assert read(batch, {"allowedAuthenticationModes": ["AAD", "SharedKey"]}).allows_shared_keys is True
    assert isinstance(read(batch, {"allowedAuthenticationModes": []}).allows_shared_keys, Unknown)
    assert isinstance(read(batch, {"allowedAuthenticationModes": ["AAD", 7]}).allows_shared_keys, Unknown)


def test_a_profile_of_a_batch_account_without_rules_for_the_account() -> None:
    assert isinstance(read(batch, {"networkProfile": {"nodeManagementAccess": {"defaultAction": "Deny"}}}).network, Unknown)
    assert read(batch, {}).network.default_action == "Allow"


def test_older_rules_of_an_iot_hub() -> None:
    older = read(iot, {"ipFilterRules": [{"filterName": "all", "action": "Reject", "ipMask": "0.0.0.0/0"}]})
    assert isinstance(older.network, Unknown)
    assert isinstance(older.rules_cover_events, Unknown)
    newer = read(iot, {"ipFilterRules": [], "networkRuleSets": {"defaultAction": "Deny", "ipRules": []}})
    assert newer.network.default_action == "Deny"
    assert isinstance(newer.rules_cover_events, Unknown)


@pytest.mark.parametrize(
    ("rules", "action"),
    [({"ipRules": [ADDRESS]}, "Deny"), ({"ipRules": []}, "Allow"), ({}, "Allow"), ({"ipRules": [7]}, None), (None, "Allow")],
)
def test_the_firewall_of_a_search_service(rules: dict[str, Any] | None, action: str | None) -> None:
    found = read(search, {"networkRuleSet": rules}).network.default_action
    assert isinstance(found, Unknown) if action is None else found == action


@pytest.mark.parametrize(("policy", "found"), [({"enforcement": "Disabled"}, False), ({}, False), (None, False)])
def test_a_search_service_that_demands_no_keys(policy: dict[str, Any] | None, found: bool) -> None:
    assert read(search, {"encryptionWithCmk": policy}).enforces_customer_keys is found


@pytest.mark.parametrize("access", [None, {}, {"contents": None}, {"contents": {}}, {"triggers": {}}])
def test_a_workflow_without_rules_for_what_runs_handled(access: dict[str, Any] | None) -> None:
    assert read(logic, {"accessControl": access}).content_ip_ranges is None


def test_an_empty_list_of_addresses_is_not_guessed() -> None:
    assert isinstance(read(logic, {"accessControl": {"contents": {"allowedCallerIpAddresses": []}}}).content_ip_ranges, Unknown)


@pytest.mark.parametrize(("inner", "found"), [({"encryptionState": "Disabled"}, False), ({}, None)])
def test_a_data_lake(inner: dict[str, Any], found: bool | None) -> None:
    one = "Microsoft.DataLakeStore/accounts/one"
    item = Answer({"id": "/r", "properties": {}}, "Microsoft.DataLakeStore/accounts.value")
    got = Got({one: Answer({"properties": inner}, one), DIAGNOSTICS.name: []})
    encrypted = datalake.build_store(Place(account="s"), item, got).encrypted
    assert isinstance(encrypted, Unknown) if found is None else encrypted is found
