"""Namespaces of Event Hubs and Service Bus: what the case does not show."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import DIAGNOSTICS, NOT_READ, Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.messaging import build_eventhub, build_servicebus
from hipaacheck_live.answers import Answer

LIST = "Microsoft.EventHub/namespaces"
RULES = f"{LIST}/networkRuleSets"


def read(inner: dict[str, Any], rules: dict[str, Any] | Unknown | None = None, *, old: bool = False) -> Any:
    """A namespace with these properties, and network rules with these."""
    body = {"id": "/n", "name": "n", "sku": {"name": "STANDARD"}, "properties": inner}
    found: Any = (
        Answer({"properties": rules}, RULES, old=old) if isinstance(rules, dict) else NOT_READ if rules is None else rules
    )
    return build_eventhub(Place(account="s"), Answer(body, f"{LIST}.value", old=old), Got({RULES: found, DIAGNOSTICS.name: []}))


def test_members_that_are_left_out() -> None:
    found = read({})
    assert (found.sku, found.allows_shared_keys, found.customer_managed_key, found.public_network_access) == (
        "Standard",
        True,
        False,
        True,
    )
    assert isinstance(found.minimum_tls_version, Unknown)


def test_an_older_version_of_the_api_tells_nothing_by_silence() -> None:
    found = read({}, {"defaultAction": "Deny"}, old=True)
    names = ("allows_shared_keys", "customer_managed_key", "public_network_access", "private_endpoints", "open_to_all_networks")
    assert all(isinstance(getattr(found, name), Unknown) for name in names)


@pytest.mark.parametrize(
    ("state", "found"), [("Disabled", False), ("disabled", False), ("Enabled", True), ("SecuredByPerimeter", None), ("New", None)]
)
def test_public_network_access(state: str, found: bool | None) -> None:
    access = read({"publicNetworkAccess": state}).public_network_access
    assert isinstance(access, Unknown) if found is None else access is found


def test_rules_that_were_not_read() -> None:
    denied = Unknown("access denied (AuthorizationFailed)")
    assert read({"publicNetworkAccess": "Disabled"}, denied).open_to_all_networks is False
    assert isinstance(read({"publicNetworkAccess": "Enabled"}, denied).open_to_all_networks, Unknown)
    assert isinstance(read({"publicNetworkAccess": "Enabled"}, {}).network.default_action, Unknown)


def test_a_rule_without_its_subnet_is_a_rule() -> None:
    found = read({}, {"defaultAction": "Deny", "virtualNetworkRules": [{"ignoreMissingVnetServiceEndpoint": True}]})
    assert isinstance(found.network.subnet_ids[0], Unknown)
    assert found.open_to_all_networks is False


def test_keys_of_ones_own() -> None:
    assert read({"encryption": {"keySource": "Microsoft.Keyvault"}}).customer_managed_key is True
    assert isinstance(read({"encryption": {}}).customer_managed_key, Unknown)


def test_service_bus_reads_rules_of_its_own() -> None:
    own = "Microsoft.ServiceBus/namespaces/networkRuleSets"
    rules = Answer({"properties": {"defaultAction": "Deny", "ipRules": [{"ipMask": "203.0.113.7"}]}}, own)
    item = Answer({"id": "/n", "properties": {}}, "Microsoft.ServiceBus/namespaces.value")
    found = build_servicebus(Place(account="s"), item, Got({own: rules, DIAGNOSTICS.name: Unknown("denied")}))
    assert found.network.ip_rules == ["203.0.113.7"]  # type: ignore[union-attr]
    assert isinstance(found.sku, Unknown)
    assert isinstance(found.diagnostic_settings, Unknown)
