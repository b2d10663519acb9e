"""Network security groups: where rules come from, and what they expose, given the rules before them."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.security_group import exposure, judged, make_rule
from tests.support.plans import asset, assets, resource

ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Clinic/providers/Microsoft.Network/networkSecurityGroups/g"
DOUBT = Unknown("known only after apply")
OPEN = {
    "name": "open",
    "direction": "Inbound",
    "access": "Allow",
    "priority": 200,
    "protocol": "Tcp",
    "source_prefixes": ["*"],
    "source_ports": ["*"],
    "destination_prefixes": ["*"],
    "destination_groups": [],
    "destination_ports": ["22"],
    "origin": None,
}
DENY = {**OPEN, "name": "deny", "access": "Deny", "priority": 100, "protocol": "*", "destination_ports": ["*"]}


def exposes(*rules: dict[str, Any], fact: str = "ssh", unread: Unknown | None = None) -> Any:
    """What a group of these rules exposes; an unknown truth as a question mark."""
    found = exposure(judged([make_rule(**rule) for rule in rules], unread))[f"exposes_{fact}"]
    return "?" if isinstance(found, Unknown) else found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"protocol": "*"}, True),
        ({"protocol": "tcp"}, True),
        ({"protocol": "Udp"}, False),
        ({"protocol": "Icmp"}, False),
        ({"protocol": "6"}, "?"),
        ({"protocol": DOUBT}, "?"),
        ({"direction": "Outbound"}, False),
        ({"direction": DOUBT}, "?"),
        ({"direction": "Both"}, "?"),
        ({"access": "allow"}, True),
        ({"access": "Deny"}, False),
        ({"access": DOUBT}, "?"),
        ({"source_prefixes": ["Internet"]}, True),
        ({"source_prefixes": ["internet"]}, True),
        ({"source_prefixes": ["Any"]}, True),
        ({"source_prefixes": ["0.0.0.0/0"]}, True),
        ({"source_prefixes": ["128.0.0.0/1"]}, True),
        ({"source_prefixes": ["::/0"]}, True),
        ({"source_prefixes": ["AzureCloud.westeurope"]}, True),
        ({"source_prefixes": ["10.0.0.0/8", "203.0.113.7"]}, False),
        ({"source_prefixes": ["0.0.0.0/32"]}, "?"),
        ({"source_prefixes": ["VirtualNetwork"]}, False),
        ({"source_prefixes": ["AzureFrontDoor.Backend"]}, False),
        ({"source_prefixes": ["0.0.0.0-255.255.255.255"]}, "?"),
        ({"source_prefixes": ["10.0.0.0/8", DOUBT]}, "?"),
        ({"source_prefixes": ["0.0.0.0/0", DOUBT]}, True),
        ({"source_prefixes": DOUBT}, "?"),
        ({"source_prefixes": []}, False),  # application security groups
        ({"destination_ports": ["*"]}, True),
        ({"destination_ports": ["80", "20-25"]}, True),
        ({"destination_ports": ["23-80"]}, False),
        ({"destination_ports": ["80", DOUBT]}, "?"),
        ({"destination_ports": ["ssh"]}, "?"),
        ({"destination_ports": DOUBT}, "?"),
        ({"source_ports": ["1024-65535"]}, True),
        ({"destination_prefixes": ["10.0.0.4"]}, True),
    ],
)
def test_one_rule(changes: dict[str, Any], found: Any) -> None:
    assert exposes({**OPEN, **changes}) == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, False),
        ({"priority": 300}, True),
        ({"priority": DOUBT}, "?"),
        ({"priority": None}, "?"),
        ({"access": DOUBT}, "?"),
        ({"direction": "Outbound"}, True),
        ({"protocol": "Tcp"}, False),
        ({"protocol": "Udp"}, True),
        ({"destination_ports": ["22"]}, False),
        ({"destination_ports": ["3389"]}, True),
        ({"destination_ports": [DOUBT]}, "?"),
        ({"source_ports": ["1024-65535"]}, True),
        ({"source_prefixes": ["Internet"]}, False),
        ({"source_prefixes": ["0.0.0.0/0", "::/0"]}, False),
        ({"source_prefixes": ["0.0.0.0/1", "128.0.0.0/1", "::/0"]}, False),
        ({"source_prefixes": ["0.0.0.0/0"]}, "?"),  # IPv6 is left
        ({"source_prefixes": ["203.0.113.0/24"]}, True),
        ({"source_prefixes": ["VirtualNetwork"]}, True),
        ({"source_prefixes": [DOUBT]}, "?"),
        ({"destination_prefixes": ["10.0.0.4"]}, True),
        ({"destination_prefixes": ["0.0.0.0/0"]}, "?"),
        ({"destination_prefixes": ["VirtualNetwork"]}, "?"),
        ({"destination_prefixes": [DOUBT]}, "?"),
        ({"destination_prefixes": [], "destination_groups": ["/web"]}, True),
    ],
)
def test_a_rule_that_another_comes_before(changes: dict[str, Any], found: Any) -> None:
    assert exposes(OPEN, {**DENY, **changes}) == found


@pytest.mark.parametrize(
    ("mine", "theirs", "found"),
    [
        (["10.0.0.4"], ["10.0.0.0/24"], False),
        (["10.0.0.4"], ["10.0.0.4"], False),
        (["10.0.1.4"], ["10.0.0.0/24"], True),
        (["10.0.0.4", "10.0.1.4"], ["10.0.0.0/24"], True),
        (["VirtualNetwork"], ["VirtualNetwork"], False),
    ],
)
def test_destinations_that_both_name(mine: list[str], theirs: list[str], found: bool) -> None:
    assert exposes({**OPEN, "destination_prefixes": mine}, {**DENY, "destination_prefixes": theirs}) == found


@pytest.mark.parametrize(
    ("mine", "theirs"), [("VirtualNetwork", "10.0.0.0/8"), ("10.0.0.4", "VirtualNetwork"), ("*", "VirtualNetwork")]
)
def test_destinations_that_may_be_the_same(mine: str, theirs: str) -> None:
    assert exposes({**OPEN, "destination_prefixes": [mine]}, {**DENY, "destination_prefixes": [theirs]}) == "?"


def test_rules_before_it_are_taken_together() -> None:
    low, high = (
        {**DENY, "priority": place, "source_prefixes": [block]} for place, block in ((100, "0.0.0.0/1"), (101, "128.0.0.0/1"))
    )
    v4 = {**OPEN, "source_prefixes": ["0.0.0.0/0"]}
    assert [exposes(v4, low), exposes(v4, low, high), exposes({**v4, "priority": 101}, low, {**high, "priority": 102})] == [
        True,
        False,
        True,
    ]
    udp = {**OPEN, "protocol": "Udp", "destination_ports": ["50-60"]}
    first, second = {**DENY, "destination_ports": ["1-55"]}, {**DENY, "priority": 101, "destination_ports": ["56-90"]}
    assert [exposes(udp, first, fact="udp"), exposes(udp, first, second, fact="udp")] == [True, False]
    web = {**OPEN, "destination_prefixes": ["10.0.0.4", "10.0.1.4"]}
    one, other = (
        {**DENY, "priority": place, "destination_prefixes": [to]} for place, to in ((100, "10.0.0.4"), (101, "10.0.1.4"))
    )
    assert [exposes(web, one), exposes(web, one, other)] == [True, False]


def test_ranges_of_one_rule_are_taken_together() -> None:
    halves = ["1-32767", "32768-65535"]
    assert exposes({**OPEN, "destination_ports": halves}, fact="all_ports") is True
    assert exposes({**OPEN, "destination_ports": ["*"]}, {**DENY, "destination_ports": halves}, fact="all_ports") is False
    assert exposes({**OPEN, "destination_ports": [*halves, DOUBT], "protocol": "Udp"}, fact="udp") is True


def test_what_is_left_is_no_internet() -> None:
    but_private = ["0.0.0.0/5", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6", "16.0.0.0/4", "32.0.0.0/3", "64.0.0.0/2", "128.0.0.0/1"]
    v4 = {**OPEN, "source_prefixes": ["0.0.0.0/0"]}
    assert exposes(v4, {**DENY, "source_prefixes": but_private}) is False
    assert exposes({**OPEN, "source_prefixes": ["AzureCloud.westeurope"]}, {**DENY, "source_prefixes": ["AzureCloud"]}) is False


def test_source_ports_that_both_name() -> None:
    high = {**OPEN, "source_ports": ["1024-65535"]}
    assert exposes(high, {**DENY, "source_ports": ["1000-65535"]}) is False
    assert exposes(high, {**DENY, "source_ports": ["2000-65535"]}) is True


def test_destinations_in_application_security_groups() -> None:
    own = {**OPEN, "destination_prefixes": [], "destination_groups": ["/web"]}
    assert exposes(own, {**DENY, "destination_prefixes": [], "destination_groups": ["/web"]}) is False
    assert exposes(own, {**DENY, "destination_prefixes": [], "destination_groups": ["/db"]}) is True
    assert exposes(own, {**DENY, "destination_prefixes": ["10.0.0.0/8"]}) == "?"  # whether the group has others
    assert exposes(own, {**DENY, "destination_prefixes": [], "destination_groups": [DOUBT]}) == "?"
    assert exposes(own, DENY) is False


def test_a_block_that_is_denied_in_part() -> None:
    own = {**OPEN, "source_prefixes": ["0.0.0.0/1"]}
    assert exposes(own, {**DENY, "source_prefixes": ["0.0.0.0/0"]}) is False
    assert exposes(own, {**DENY, "source_prefixes": ["0.0.0.0/2"]}) is True


@pytest.mark.parametrize(
    ("changes", "facts"),
    [
        ({}, {"ssh", "admin_ports"}),
        ({"destination_ports": ["3389"]}, {"rdp", "admin_ports"}),
        ({"destination_ports": ["5986"]}, {"admin_ports"}),
        ({"destination_ports": ["80"]}, {"http"}),
        ({"destination_ports": ["443"]}, set()),
        ({"destination_ports": ["53"], "protocol": "Udp"}, {"udp"}),
        ({"destination_ports": ["443"], "protocol": "*"}, {"udp"}),
        ({"destination_ports": ["*"], "protocol": "Udp"}, {"udp", "all_ports"}),
        ({"destination_ports": ["0-65535"]}, {"ssh", "rdp", "admin_ports", "http", "all_ports"}),
        ({"destination_ports": ["*"], "protocol": "*"}, {"ssh", "rdp", "admin_ports", "http", "udp", "all_ports"}),
    ],
)
def test_facts(changes: dict[str, Any], facts: set[str]) -> None:
    found = exposure(judged([make_rule(**{**OPEN, **changes})], None))
    assert {name.removeprefix("exposes_") for name, truth in found.items() if truth is True} == facts
    assert set(found.values()) <= {True, False}


def test_a_port_that_is_denied_leaves_the_others() -> None:
    everything = {**OPEN, "protocol": "*", "destination_ports": ["*"]}
    ssh = {**DENY, "destination_ports": ["22"]}
    assert [exposes(everything, ssh, fact=fact) for fact in ("ssh", "admin_ports", "udp", "all_ports")] == [
        False,
        True,
        True,
        True,
    ]
    assert exposes(everything, {**DENY, "protocol": "Udp"}, fact="udp") is False
    assert exposes(everything, {**DENY, "protocol": "Udp"}, fact="all_ports") is True


def test_a_rule_that_was_not_read_may_deny() -> None:
    assert exposes(OPEN, unread=DOUBT) == "?"
    assert exposes({**OPEN, "priority": 100}, unread=DOUBT) is True  # nothing comes before it
    assert exposes({**OPEN, "destination_ports": ["443"]}, unread=DOUBT) is False


# -- plans ----------------------------------------------------------------------------------------------------------

RULE = {
    "name": "ssh",
    "direction": "Inbound",
    "access": "Allow",
    "priority": 200,
    "protocol": "Tcp",
    "source_address_prefix": "*",
    "source_port_range": "*",
    "destination_address_prefix": "*",
    "destination_port_range": "22",
}
PLURAL = {
    **RULE,
    "source_address_prefix": "",
    "source_address_prefixes": ["0.0.0.0/0"],
    "destination_port_range": None,
    "destination_port_ranges": ["20-25", "80"],
}
HARMLESS = {**RULE, "name": "office", "source_address_prefix": "203.0.113.0/24"}


def group(rules: list[dict[str, Any]] | None = None, **values: Any) -> dict[str, Any]:
    """A group `g`. Without blocks, its rules are known only after apply, and not in the configuration."""
    known = {"name": "g", "resource_group_name": "Clinic", **values, **({} if rules is None else {"security_rule": rules})}
    return resource("azurerm_network_security_group.g", known, unknown=("id", "security_rule"))


def rule(label: str, values: dict[str, Any], **refs: str) -> dict[str, Any]:
    """A rule resource of the group `g`, which it names by name or by reference."""
    named = {} if refs else {"network_security_group_name": "G"}
    known = {"resource_group_name": "clinic", **named, **values}
    return resource(f"azurerm_network_security_rule.{label}", known, refs=refs)


@pytest.mark.parametrize("values", [RULE, PLURAL])
def test_rules_as_blocks_and_apart(values: dict[str, Any]) -> None:
    nested, apart = asset(group([values])), asset(group(), rule("r", values))
    assert (nested.exposes_ssh, apart.exposes_ssh) == (True, True)
    assert nested.exposes_rdp is False
    assert [item.origin for item in (*nested.rules, *apart.rules)] == [None, "azurerm_network_security_rule.r"]


def test_a_rule_by_reference() -> None:
    read = asset(group(), rule("r", RULE, network_security_group_name="azurerm_network_security_group.g.name"))
    assert read.exposes_ssh is True


def test_a_group_without_blocks_and_rules_may_have_a_dynamic_block() -> None:
    assert isinstance(asset(group()).exposes_ssh, Unknown)
    assert asset(group([])).exposes_ssh is False


def test_a_group_that_exists_lists_rule_resources_too() -> None:
    read = asset(group([RULE, HARMLESS]), rule("r", {**RULE, "name": "SSH", "source_address_prefix": "10.0.0.0/8"}))
    assert [item.name for item in read.rules] == ["office", "SSH"]
    assert read.exposes_ssh is False


def test_a_rule_of_a_group_that_is_not_in_the_plan() -> None:
    read = asset(rule("r", RULE))
    assert read.rules[0].exposes_ssh is True
    assert read.exposes_ssh is True
    assert isinstance(read.exposes_rdp, Unknown)


def test_groups_of_one_name_that_are_not_in_the_plan_do_not_shield_each_other() -> None:
    deny = {**RULE, "name": "deny", "access": "Deny", "priority": 100}
    assert asset(rule("r", RULE), rule("d", {**deny, "resource_group_name": "other"})).exposes_ssh is True
    assert isinstance(asset(rule("r", RULE), rule("d", deny)).exposes_ssh, Unknown)


def test_a_rule_that_may_belong_here() -> None:
    read: Any = assets(group(), rule("a", HARMLESS), rule("r", RULE, network_security_group_name="local.group"))
    assert isinstance(read["azurerm_network_security_group.g"].exposes_ssh, Unknown)


def test_an_application_security_group_is_not_the_internet() -> None:
    values = {**RULE, "source_address_prefix": None, "source_application_security_group_ids": ["/web"]}
    assert asset(group([values])).exposes_ssh is False
    nothing = {**RULE, "source_address_prefix": None, "source_application_security_group_ids": []}
    assert isinstance(asset(group([nothing])).exposes_ssh, Unknown)
    assert isinstance(asset(group([{**RULE, "destination_port_range": None}])).exposes_ssh, Unknown)


def test_application_security_groups_that_are_known_only_after_apply() -> None:
    values = {**RULE, "source_address_prefix": None, "network_security_group_name": "g", "resource_group_name": "clinic"}
    late = resource("azurerm_network_security_rule.r", values, unknown=("source_application_security_group_ids",))
    assert asset(group(), late).exposes_ssh is False


def test_diagnostic_settings() -> None:
    setting = resource(
        "azurerm_monitor_diagnostic_setting.a",
        {"name": "a", "target_resource_id": ID, "enabled_log": [{"category": None, "category_group": "allLogs"}]},
    )
    assert [item.sends_logs for item in asset(group([], id=ID), setting).diagnostic_settings] == [True]
    assert asset(group([], id=ID)).diagnostic_settings == []
