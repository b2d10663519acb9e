"""Networks, routes, flow logs and security groups."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.vpc import ADMIN_PORTS, is_wide, make_rule
from tests.support.plans import asset, assets, inventory, plan, resource

GROUP = resource("aws_security_group.a", {"name": "a"}, unknown=("id", "arn", "ingress", "egress", "vpc_id"))
RULE = {"type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"], "self": False}
HERE = {"security_group_id": "aws_security_group.a.id"}


def inline(**values: Any) -> dict[str, Any]:
    """A block of a group as plans show it."""
    empty: dict[str, Any] = {
        "cidr_blocks": [],
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
        "security_groups": [],
        "self": False,
    }
    return {**empty, "protocol": "tcp", "from_port": 22, "to_port": 22, "description": "", **values}


@pytest.mark.parametrize(
    ("cidr", "wide"),
    [
        ("0.0.0.0/0", True),
        ("0.0.0.0/1", True),
        ("128.0.0.0/1", True),
        ("10.0.0.0/7", True),
        ("1.2.3.4/0", True),
        ("10.0.0.0/8", False),
        ("17.0.0.0/8", False),
        ("224.0.0.0/4", False),
        ("203.0.113.7/32", False),
        ("::/0", True),
        ("2000::/3", True),
        ("2600::/12", True),
        ("2600:1f00::/24", False),
        ("fc00::/7", False),
    ],
)
def test_what_counts_as_public(cidr: str, wide: bool) -> None:
    assert is_wide(cidr) is wide


def test_what_is_not_a_block_is_unknown() -> None:
    assert isinstance(is_wide("everyone"), Unknown)


@pytest.mark.parametrize(
    ("protocol", "ports", "exposed"),
    [
        ("tcp", (22, 22), True),
        ("6", (20, 25), True),
        ("TCP", (3000, 4000), True),
        ("-1", (0, 0), True),
        ("all", (None, None), True),
        ("tcp", (-1, -1), True),
        ("tcp", (23, 3388), False),
        ("udp", (22, 22), False),
        ("icmp", (-1, -1), False),
        ("tcp", (443, Unknown("later")), None),
        ("tcp", (4000, Unknown("later")), False),
        (Unknown("later"), (443, 443), None),
    ],
)
def test_which_rules_expose_an_admin_port(protocol: Any, ports: Any, exposed: bool | None) -> None:
    rule = make_rule(
        inbound=True, protocol=protocol, from_port=ports[0], to_port=ports[1], cidrs=["::/0"], prefix_lists=[], groups=[], description=None, origin=None
    )  # fmt: skip
    assert ADMIN_PORTS == (22, 3389)
    assert (rule.exposes_admin_port is exposed) if exposed is not None else isinstance(rule.exposes_admin_port, Unknown)


def test_blocks_of_the_group() -> None:
    open_ = inline(ipv6_cidr_blocks=["::/0"], from_port=0, to_port=0, protocol="-1")
    group = asset(resource("aws_security_group.a", {"ingress": [inline(cidr_blocks=["10.0.0.0/8"]), open_], "egress": [open_]}))
    assert [rule.exposes_admin_port for rule in group.ingress] == [False, True]
    assert (group.ingress[1].protocol, group.ingress[1].from_port, group.ingress[1].port) == ("all", None, None)
    assert group.egress[0].is_public is True
    assert group.egress[0].exposes_admin_port is False
    assert group.is_default is False


def test_a_group_without_any_rule_may_hide_a_dynamic_block() -> None:
    group = asset(GROUP)
    assert [isinstance(rule, Unknown) for rule in (*group.ingress, *group.egress)] == [True, True]
    assert asset(resource("aws_security_group.a", {"ingress": [], "egress": []})).ingress == []


def test_a_group_whose_rules_are_resources_has_no_blocks() -> None:
    rule = resource("aws_security_group_rule.x", {**RULE, "type": "egress"}, refs=HERE)
    assert asset(GROUP, rule).ingress == []


def test_a_default_group_without_blocks_is_emptied() -> None:
    default = resource("aws_default_security_group.a", {}, unknown=("id", "arn", "ingress", "egress", "vpc_id"))
    assert (asset(default).ingress, asset(default).egress) == ([], [])


def test_blocks_known_only_after_apply_are_unknown_when_declared() -> None:
    group = asset(resource("aws_security_group.a", {}, refs={"ingress": "local.rules"}))
    assert [isinstance(rule, Unknown) for rule in group.ingress] == [True]


def test_rules_of_both_kinds_join_by_reference() -> None:
    legacy = resource("aws_security_group_rule.ssh", RULE, refs=HERE, unknown=("id", "source_security_group_id"))
    out = resource("aws_security_group_rule.out", {**RULE, "type": "egress"}, refs=HERE)
    modern = resource(
        "aws_vpc_security_group_ingress_rule.rdp",
        {"ip_protocol": "tcp", "from_port": 3389, "to_port": 3389, "cidr_ipv6": "::/0"},
        refs=HERE,
    )
    more = resource("aws_vpc_security_group_egress_rule.all", {"ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}, refs=HERE)
    group = asset(GROUP, legacy, out, modern, more)
    assert [(rule.origin, rule.port, rule.exposes_admin_port, rule.groups) for rule in group.ingress] == [
        ("aws_security_group_rule.ssh", 22, True, []),
        ("aws_vpc_security_group_ingress_rule.rdp", 3389, True, []),
    ]
    assert [rule.origin for rule in group.egress] == ["aws_security_group_rule.out", "aws_vpc_security_group_egress_rule.all"]


def test_a_rule_that_the_group_lists_too_is_told_once() -> None:
    group = resource(
        "aws_security_group.a", {"id": "sg-1", "ingress": [inline(cidr_blocks=["0.0.0.0/0"]), inline(cidr_blocks=["10.0.0.0/8"])]}
    )
    found = asset(group, resource("aws_security_group_rule.ssh", {**RULE, "security_group_id": "sg-1"}))
    assert [rule.origin for rule in found.ingress] == [None, "aws_security_group_rule.ssh"]


def test_a_rule_that_may_belong_to_any_group_leaves_them_unknown() -> None:
    rule = resource("aws_security_group_rule.x", RULE, refs={"security_group_id": "local.group"})
    empty = resource("aws_security_group.a", {"name": "a", "ingress": []})
    found: Any = assets(empty, rule)
    assert [isinstance(item, Unknown) for item in found["aws_security_group.a"].ingress] == [True]
    assert found["aws_security_group_rule.x"].ingress[-2].exposes_admin_port is True


def test_a_rule_of_a_group_elsewhere_makes_a_stub() -> None:
    empty = resource("aws_security_group.a", {"name": "a", "ingress": []})
    found: Any = assets(empty, resource("aws_security_group_rule.x", {**RULE, "security_group_id": "sg-9"}))
    assert found["aws_security_group.a"].ingress == []
    stub = found["sg-9"]
    assert any(rule.exposes_admin_port is True for rule in stub.ingress if not isinstance(rule, Unknown))
    assert any(isinstance(rule, Unknown) for rule in stub.ingress)
    assert isinstance(stub.is_default, Unknown)


def test_sources_known_only_after_apply_and_prefix_lists() -> None:
    port = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22}
    later = resource("aws_vpc_security_group_ingress_rule.later", port, refs={**HERE, "cidr_ipv4": "aws_vpc.a.cidr_block"})
    amazon = resource("aws_vpc_security_group_ingress_rule.amazon", {**port, "prefix_list_id": "pl-1"}, refs=HERE)
    own = resource(
        "aws_vpc_security_group_ingress_rule.own", port, refs={**HERE, "prefix_list_id": "aws_ec2_managed_prefix_list.a.id"}
    )
    entries = resource("aws_ec2_managed_prefix_list.a", {"entry": [{"cidr": "0.0.0.0/1"}]})
    group = asset(GROUP, later, amazon, own, entries)
    assert [type(rule.is_public) for rule in group.ingress] == [Unknown, Unknown, bool]
    assert (group.ingress[2].is_public, group.ingress[2].cidrs) == (True, ["0.0.0.0/1"])


def test_the_default_group_declared_without_rules_is_closed() -> None:
    group = asset(
        resource("aws_default_security_group.a", {"vpc_id": "vpc-1"}, unknown=("id", "arn", "ingress", "egress", "name"))
    )
    assert (group.is_default, group.ingress, group.egress, group.vpc_id) == (True, [], [], "vpc-1")


def test_a_flow_log_knows_its_vpc() -> None:
    log = resource(
        "aws_flow_log.a", {"traffic_type": "ALL"}, refs={"vpc_id": "aws_vpc.a.id", "log_destination": "aws_s3_bucket.a.arn"}
    )
    found: Any = assets(resource("aws_vpc.a", {"cidr_block": "10.0.0.0/16"}), log)
    assert found["aws_flow_log.a"].vpc_id.refers == "aws_vpc.a"
    assert (found["aws_flow_log.a"].status, found["aws_flow_log.a"].destination_type) == ("ACTIVE", "cloud-watch-logs")
    assert found["aws_flow_log.a"].subnet_id is None


@pytest.mark.parametrize(
    ("address", "value", "expected"),
    [
        ("aws_subnet.a", None, False),
        ("aws_subnet.a", True, True),
        ("aws_default_subnet.a", None, True),
        ("aws_default_subnet.a", False, False),
    ],
)
def test_subnets_and_public_addresses(address: str, value: bool | None, expected: bool) -> None:
    assert asset(resource(address, {"map_public_ip_on_launch": value})).assigns_public_ip is expected


def test_routes_to_an_internet_gateway() -> None:
    table = resource("aws_route_table.a", {}, unknown=("id", "arn", "route"))
    to = {"route_table_id": "aws_route_table.a.id"}
    gateway = resource("aws_internet_gateway.a", {})
    computed = ("id", "gateway_id", "nat_gateway_id")
    out = resource(
        "aws_route.out", {"destination_cidr_block": "0.0.0.0/0"}, refs={**to, "gateway_id": "aws_internet_gateway.a.id"}
    )
    nat = resource(
        "aws_route.nat",
        {"destination_cidr_block": "0.0.0.0/0"},
        refs={**to, "nat_gateway_id": "aws_nat_gateway.a.id"},
        unknown=computed,
    )
    some = resource("aws_route.some", {"destination_cidr_block": "203.0.113.0/24", "gateway_id": "igw-1"}, refs=to)
    vpn = resource("aws_route.vpn", {"destination_cidr_block": "0.0.0.0/0", "gateway_id": "vgw-1"}, refs=to)
    found = next(item for item in inventory(plan(table, gateway, out, nat, some, vpn)).assets if item.id == "aws_route_table.a")
    routes: Any = found.routes  # type: ignore[attr-defined]
    assert [(route.origin, route.is_public) for route in routes] == [
        ("aws_route.out", True),
        ("aws_route.nat", False),
        ("aws_route.some", False),
        ("aws_route.vpn", False),
    ]


def test_routes_of_the_table_itself() -> None:
    none = {"ipv6_cidr_block": "", "nat_gateway_id": ""}
    routes = [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1", **none}, {"cidr_block": "0.0.0.0/0", **none}]
    marks = {"id": True, "arn": True, "route": [{}, {"gateway_id": True}]}
    found = asset(resource("aws_route_table.a", {"route": routes}, unknown=marks))
    assert found.routes[0].is_public is True
    assert isinstance(found.routes[1].is_public, Unknown)


GATEWAY = "aws_internet_gateway.a"


@pytest.mark.parametrize(
    ("values", "wanted"),
    [({"vpc_id": "vpc-1"}, ["vpc-1"]), ({"vpc_id": ""}, []), ({"vpc_id": None}, [])],
)
def test_what_an_internet_gateway_is_attached_to(values: dict[str, Any], wanted: list[str]) -> None:
    assert asset(resource(GATEWAY, {"id": "igw-1", **values})).vpc_ids == wanted


def test_an_internet_gateway_of_a_vpc_in_the_plan() -> None:
    found: Any = assets(resource("aws_vpc.a", {}), resource(GATEWAY, {}, refs={"vpc_id": "aws_vpc.a.id"}))[GATEWAY]
    assert [vpc.refers for vpc in found.vpc_ids] == ["aws_vpc.a"]


def test_an_internet_gateway_without_a_vpc_is_attached_to_what_attachments_say() -> None:
    alone = resource(GATEWAY, {}, unknown=("id", "arn", "vpc_id"))
    attachment = resource("aws_internet_gateway_attachment.a", {"vpc_id": "vpc-1"}, refs={"internet_gateway_id": f"{GATEWAY}.id"})
    assert asset(alone).vpc_ids == []
    assert asset(alone, attachment).vpc_ids == ["vpc-1"]
    told = resource(GATEWAY, {"id": "igw-1", "vpc_id": "vpc-1"})
    same = resource("aws_internet_gateway_attachment.a", {"internet_gateway_id": "igw-1", "vpc_id": "vpc-1"})
    assert asset(told, same).vpc_ids == ["vpc-1"]


def test_an_attachment_of_a_gateway_elsewhere_makes_a_stub() -> None:
    found = asset(resource("aws_internet_gateway_attachment.a", {"internet_gateway_id": "igw-9", "vpc_id": "vpc-1"}))
    assert (found.internet_gateway_id, found.vpc_ids[0]) == ("igw-9", "vpc-1")
    assert isinstance(found.vpc_ids[1], Unknown)


def test_an_attachment_that_may_belong_to_any_gateway() -> None:
    vague = resource("aws_internet_gateway_attachment.a", {"vpc_id": "vpc-1"}, refs={"internet_gateway_id": "local.gateway"})
    found: Any = assets(resource(GATEWAY, {"vpc_id": None}), vague)[GATEWAY]
    assert [isinstance(vpc, Unknown) for vpc in found.vpc_ids] == [True]


def test_tunnels_of_a_vpn_connection_are_not_in_a_plan() -> None:
    found = asset(resource("aws_vpn_connection.a", {"id": "vpn-1", "vgw_telemetry": [{"status": "UP"}]}))
    assert found.vpn_connection_id == "vpn-1"
    assert isinstance(found.tunnels, Unknown)
