"""What the cases of networks and CDN do not show: absent members, older versions of the API, answers of odd form."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services import cdn, load_balancer, network, security_group
from hipaacheck_live.answers import Answer, Malformed
from hipaacheck_live.collect import Got

PLACE = Place(account="s")
DOUBT = Unknown("forbidden")
DIAGNOSTICS: dict[str, Any] = {"Microsoft.Insights/diagnosticSettings": []}
RULE = {
    "direction": "Inbound",
    "access": "Allow",
    "priority": 100,
    "protocol": "TCP",
    "sourcePortRange": "*",
    "sourceAddressPrefix": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "22",
}


def built(build: Any, properties: Any, got: dict[str, Any] | None = None, old: bool = False, **more: Any) -> Any:
    """The asset of a body with these properties; an unknown field as a question mark."""
    operation = more.pop("operation", "Microsoft.Network/things")
    body = {"id": "/subscriptions/s/x", "name": "x", "location": "westeurope", "properties": properties, **more}
    return build(PLACE, Answer(body, f"{operation}.value", old=old), Got(got or {}))


def scheme(value: str) -> dict[str, Any]:
    """A condition on the scheme of a request."""
    return {"name": "RequestScheme", "parameters": {"matchValues": [value], "operator": "Equal"}}


def redirect(protocol: str | None) -> dict[str, Any]:
    """An action that redirects."""
    return {"name": "UrlRedirect", "parameters": {"redirectType": "Moved", "destinationProtocol": protocol}}


def shown(value: Any) -> Any:
    """An unknown value as a question mark."""
    return "?" if isinstance(value, Unknown) else value


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"sourceAddressPrefix": None}, "?"),
        ({"sourceAddressPrefix": None, "sourceApplicationSecurityGroups": [{"id": "/A"}]}, False),
        ({"sourceAddressPrefix": None, "sourceAddressPrefixes": ["10.0.0.0/8", "0.0.0.0/0"]}, True),
        ({"destinationPortRange": None, "destinationPortRanges": ["80", "20-25"]}, True),
        ({"sourceAddressPrefix": None, "sourceApplicationSecurityGroups": "odd"}, "?"),
        ({"access": None}, "?"),
        ({"protocol": "6"}, "?"),
        ({"destinationPortRange": None}, "?"),
        ({"priority": "high"}, True),
        ({"destinationPortRange": {"$redacted": {}}}, "?"),
    ],
)
def test_rules(changes: dict[str, Any], found: Any) -> None:
    rules = [{"name": "r", "properties": RULE | changes}]
    assert shown(built(security_group.build, {"securityRules": rules}, DIAGNOSTICS).exposes_ssh) == found


@pytest.mark.parametrize("rules", [None, "odd", ["odd"]])
def test_rules_that_cannot_be_read(rules: Any) -> None:
    found = built(security_group.build, {"securityRules": rules}, DIAGNOSTICS)
    assert [shown(found.exposes_ssh), shown(found.exposes_all_ports)] == ["?", "?"]


def test_a_rule_that_cannot_be_read_may_deny() -> None:
    late = {"name": "late", "properties": RULE | {"priority": 200}}
    found = built(security_group.build, {"securityRules": [late, "odd"]}, DIAGNOSTICS)
    assert shown(found.rules[0].exposes_ssh) == "?"


@pytest.mark.parametrize(
    ("watchers", "found"),
    [
        ([{"location": "West Europe"}], True),
        ([{"location": "northeurope"}], False),
        ([], False),
        ([{"location": "northeurope"}, None], "?"),
        ([{"location": "westeurope"}, None], True),
        ([{}], "?"),
    ],
)
def test_watchers(watchers: list[Any], found: Any) -> None:
    listed = [DOUBT if item is None else Answer(item, "w") for item in watchers]
    assert shown(built(network.build_network, {}, {"watchers": listed}).has_watcher) == found


def test_watchers_that_were_not_listed() -> None:
    assert shown(built(network.build_network, {}, {"watchers": DOUBT}).has_watcher) == "?"


@pytest.mark.parametrize("old", [False, True])
def test_a_network_of_an_older_version_does_not_tell(old: bool) -> None:
    assert shown(built(network.build_network, {}, {"watchers": []}, old).ddos_protection) == ("?" if old else False)
    assert shown(built(network.build_public_ip, {}, old=old).ddos_protection_mode) == ("?" if old else "VirtualNetworkInherited")
    assert shown(built(network.build_bastion, {}, old=old).shareable_links) == ("?" if old else False)


@pytest.mark.parametrize("subnets", ["odd", ["odd"]])
def test_subnets_that_cannot_be_read_are_a_gap(subnets: Any) -> None:
    parent = Answer({"id": "/n", "properties": {"subnets": subnets}}, "Microsoft.Network/virtualNetworks.value")
    with pytest.raises(Malformed):
        network._subnets(None, parent)  # type: ignore[arg-type]


def test_an_interface_without_what_azure_always_gives() -> None:
    found = built(network.build_interface, {})
    assert [shown(found.subnet_ids), shown(found.public_ip_ids), shown(found.ip_forwarding)] == ["?", "?", "?"]
    assert (found.security_group_id, found.virtual_machine_id) == (None, None)


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ({"days": 90, "enabled": True}, 90),
        ({"days": 0, "enabled": True}, None),
        ({"days": 90, "enabled": False}, None),
        ({"days": 90}, "?"),
        ({"enabled": True}, "?"),
        (None, "?"),
    ],
)
def test_retention(policy: Any, found: Any) -> None:
    read = built(network.build_flow_log, {"retentionPolicy": policy, "targetResourceId": "/T/"})
    assert (shown(read.retention_days), read.target_id) == (found, "/t")
    assert (read.traffic_analytics, read.workspace_id, shown(read.enabled)) == (False, None, "?")


@pytest.mark.parametrize(
    ("kind", "values", "port"),
    [
        ("loadBalancingRules", {"frontendPort": 443}, 443),
        ("loadBalancingRules", {"frontendPort": 0}, None),
        ("inboundNatRules", {"frontendPort": 0, "frontendPortRangeStart": 50, "frontendPortRangeEnd": 60}, None),
        ("inboundNatPools", {"frontendPortRangeStart": 22, "frontendPortRangeEnd": 22}, 22),
        ("inboundNatPools", {"frontendPortRangeStart": 22, "frontendPortRangeEnd": "odd"}, "?"),
    ],
)
def test_ports_of_load_balancers(kind: str, values: dict[str, Any], port: Any) -> None:
    frontends = [{"id": "/F", "properties": {"publicIPAddress": {"id": "/p"}}}]
    rules = [{"name": "r", "properties": {"protocol": "tcp", "frontendIPConfiguration": {"id": "/f"}, **values}}]
    found = built(load_balancer.build, {"frontendIPConfigurations": frontends, kind: rules}, DIAGNOSTICS)
    assert (found.is_public, shown(found.sku)) == (True, "?")
    assert [(item.protocol, shown(item.frontend_port), item.is_public) for item in found.rules] == [("Tcp", port, True)]


def test_a_load_balancer_whose_frontends_are_not_told() -> None:
    rules = [{"name": "r", "properties": {"protocol": "Tcp", "frontendPort": 80}}]
    found = built(load_balancer.build, {"loadBalancingRules": rules}, DIAGNOSTICS)
    assert [shown(found.is_public), shown(found.rules[0].is_public)] == ["?", "?"]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"conditions": [], "actions": []}, True),
        ({"conditions": "odd", "actions": []}, "?"),
        ({"conditions": [{"name": "UrlPath", "parameters": {}}], "actions": []}, True),
        ({"conditions": [scheme("http")], "actions": [redirect("HTTPS")]}, False),
        ({"conditions": [scheme("HTTPS")], "actions": [redirect("Https")]}, True),
        ({"conditions": [scheme("HTTP")], "actions": [redirect(None)]}, True),
        ({"conditions": [scheme("HTTP")], "actions": [redirect("Https2")]}, "?"),
    ],
)
def test_rules_of_cdn(rule: dict[str, Any], found: Any) -> None:
    operation = "Microsoft.Cdn/profiles/endpoints"
    read = built(cdn.build, {"isHttpAllowed": True, "deliveryPolicy": {"rules": [rule]}}, operation=operation)
    assert shown(read.answers_http) == found


def test_routes_that_were_not_read() -> None:
    operation = "Microsoft.Cdn/profiles/afdEndpoints"
    got = {"Microsoft.Cdn/profiles/afdEndpoints/routes": DOUBT}
    read = built(cdn.build, {"enabledState": "Enabled"}, got, operation=operation)
    assert [shown(read.answers_http), shown(read.fetches_http)] == ["?", "?"]
    off = built(cdn.build, {"enabledState": "Disabled"}, got, operation=operation)
    assert (off.answers_http, off.fetches_http) == (False, False)


def test_a_route_without_what_azure_always_gives() -> None:
    routes = [Answer({"properties": {"enabledState": "Enabled"}}, "r")]
    got = {"Microsoft.Cdn/profiles/afdEndpoints/routes": routes}
    read = built(cdn.build, {"enabledState": "Enabled"}, got, operation="Microsoft.Cdn/profiles/afdEndpoints")
    assert [shown(read.answers_http), shown(read.fetches_http)] == ["?", "?"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, (True, True)),
        ({"enabledState": "disabled"}, (False, False)),
        ({"enabledState": "Paused"}, ("?", "?")),
        ({"supportedProtocols": ["http"]}, (True, True)),
        ({"supportedProtocols": ["Quic"]}, ("?", "?")),
        ({"httpsRedirect": "On"}, ("?", "?")),
        ({"httpsRedirect": "enabled"}, (False, False)),
        ({"forwardingProtocol": "httponly"}, (True, True)),
        ({"forwardingProtocol": "Any"}, (True, "?")),
    ],
)
def test_spellings_of_routes(changes: dict[str, Any], found: tuple[Any, Any]) -> None:
    values = {
        "enabledState": "Enabled",
        "supportedProtocols": ["Http", "Https"],
        "httpsRedirect": "Disabled",
        "forwardingProtocol": "MatchRequest",
    }
    got = {"Microsoft.Cdn/profiles/afdEndpoints/routes": [Answer({"properties": values | changes}, "r")]}
    read = built(cdn.build, {"enabledState": "enabled"}, got, operation="Microsoft.Cdn/profiles/afdEndpoints")
    assert (shown(read.answers_http), shown(read.fetches_http)) == found


def test_a_profile_without_a_sku_is_a_gap() -> None:
    with pytest.raises(Malformed):
        cdn._endpoints(None, Answer({"id": "/p"}, "Microsoft.Cdn/profiles.value"))  # type: ignore[arg-type]
