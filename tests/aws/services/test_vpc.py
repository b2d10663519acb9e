"""Networks and security groups, from answers of EC2."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import vpc
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
NOTHING = Got({})
LISTS = "ec2:GetManagedPrefixListEntries"
NOTHING_READ = Got({LISTS: NOT_READ})
DENIED = Unknown("access denied (UnauthorizedOperation)", LISTS)
GROUP: dict[str, Any] = {"GroupId": "sg-1", "GroupName": "app", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}


def answer(values: dict[str, Any]) -> Answer:
    return Answer(values, "ec2:Describe")


def group(*permissions: Any, lists: Any = NOT_READ, **more: Any) -> Any:
    return vpc.build_security_group(PLACE, answer({**GROUP, "IpPermissions": list(permissions), **more}), Got({LISTS: lists}))


def tcp(port: int, **sources: Any) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **sources}


def is_unknown(value: object) -> bool:
    return isinstance(value, Unknown)


# -- networks ------------------------------------------------------------------------------------------------------


def test_a_vpc() -> None:
    found = vpc.build_vpc(PLACE, answer({"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "IsDefault": True}), NOTHING)
    assert (found.id, found.name, found.vpc_id) == ("arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1", "vpc-1", "vpc-1")
    assert found.is_default is True
    assert is_unknown(vpc.build_vpc(PLACE, answer({"VpcId": "vpc-1"}), NOTHING).is_default)


@pytest.mark.parametrize(("given", "wanted"), [({"MapPublicIpOnLaunch": False}, False), ({"MapPublicIpOnLaunch": True}, True)])
def test_a_subnet(given: dict[str, Any], wanted: bool) -> None:
    found = vpc.build_subnet(PLACE, answer({"SubnetId": "subnet-1", "VpcId": "vpc-1", "Ipv6Native": True, **given}), NOTHING)
    assert (found.assigns_public_ip, found.cidr) == (wanted, None)


def test_a_subnet_that_does_not_say_whether_it_gives_public_addresses() -> None:
    found = vpc.build_subnet(PLACE, answer({"SubnetId": "subnet-1"}), NOTHING)
    assert (is_unknown(found.assigns_public_ip), is_unknown(found.vpc_id)) == (True, True)


@pytest.mark.parametrize(
    ("resource", "wanted"),
    [
        ("vpc-1", ("vpc-1", None, None)),
        ("subnet-1", (None, "subnet-1", None)),
        ("eni-1", (None, None, "eni-1")),
        ("tgw-1", (None, None, None)),
    ],
)
def test_what_a_flow_log_records(resource: str, wanted: Any) -> None:
    found = vpc.build_flow_log(
        PLACE,
        answer({"FlowLogId": "fl-1", "ResourceId": resource, "FlowLogStatus": "ACTIVE", "LogDestinationType": "s3"}),
        NOTHING,
    )
    assert (found.vpc_id, found.subnet_id, found.network_interface_id) == wanted
    assert (found.status, found.traffic_type, found.destination) == ("ACTIVE", None, None)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"FlowLogStatus": "ACTIVE"}, "ACTIVE"),
        ({"FlowLogStatus": "ACTIVE", "DeliverLogsStatus": "SUCCESS"}, "ACTIVE"),
        ({"FlowLogStatus": "ACTIVE", "DeliverLogsStatus": "FAILED"}, "FAILED"),
        ({"DeliverLogsStatus": "SUCCESS"}, None),
    ],
)
def test_whether_a_flow_log_records(given: dict[str, Any], wanted: str | None) -> None:
    found = vpc.build_flow_log(PLACE, answer({"FlowLogId": "fl-1", **given}), NOTHING)
    assert found.status == wanted if wanted else is_unknown(found.status)


def test_a_flow_log_that_names_nothing_may_be_of_any_vpc() -> None:
    found = vpc.build_flow_log(PLACE, answer({"FlowLogId": "fl-1", "LogGroupName": "flows"}), NOTHING)
    assert is_unknown(found.vpc_id)
    assert is_unknown(found.destination_type)
    assert found.destination == "flows"


@pytest.mark.parametrize(
    ("attachments", "wanted"),
    [
        ([], []),
        ([{"State": "available", "VpcId": "vpc-1"}], ["vpc-1"]),
        ([{"State": "attaching", "VpcId": "vpc-1"}, {"State": "detached", "VpcId": "vpc-2"}], ["vpc-1"]),
        ([{"VpcId": "vpc-1"}], ["vpc-1"]),
    ],
)
def test_what_an_internet_gateway_is_attached_to(attachments: list[Any], wanted: list[str]) -> None:
    item = answer({"InternetGatewayId": "igw-1", "Attachments": attachments})
    assert vpc.build_internet_gateway(PLACE, item, NOTHING).vpc_ids == wanted


def test_an_internet_gateway_that_does_not_say_may_be_attached() -> None:
    found: Any = vpc.build_internet_gateway(PLACE, answer({"InternetGatewayId": "igw-1"}), NOTHING).vpc_ids
    assert is_unknown(found)
    item = answer({"InternetGatewayId": "igw-1", "Attachments": [{"State": "available"}]})
    found = vpc.build_internet_gateway(PLACE, item, NOTHING).vpc_ids
    assert is_unknown(found[0])


def test_a_vpn_connection() -> None:
    telemetry = [{"OutsideIpAddress": "203.0.113.1", "Status": "UP"}, {"OutsideIpAddress": "203.0.113.2"}]
    secret = {"$redacted": {"why": "marked sensitive: value", "len": 9, "hmac": "00"}}
    values = {"VpnConnectionId": "vpn-1", "VgwTelemetry": telemetry, "CustomerGatewayConfiguration": secret}
    found: Any = vpc.build_vpn_connection(PLACE, answer(values), NOTHING)
    assert [(row.outside_ip, is_unknown(row.status)) for row in found.tunnels] == [("203.0.113.1", False), ("203.0.113.2", True)]
    assert is_unknown(vpc.build_vpn_connection(PLACE, answer({"VpnConnectionId": "vpn-1"}), NOTHING).tunnels)


def listing(*items: Any) -> Any:
    """A reader whose listings have these items."""
    return SimpleNamespace(account=SimpleNamespace(id="123456789012"), pages=lambda *_: list(items))


def test_what_others_own_is_left_out() -> None:
    mine, theirs, unnamed = (
        {"VpcId": name, "OwnerId": owner} for name, owner in (("a", "123456789012"), ("b", "2"), ("c", None))
    )
    found = vpc.VPCS.find(listing(answer(mine), answer(theirs), answer(unnamed), Unknown("access denied")))
    assert [item.values["VpcId"] for item in found if isinstance(item, Answer)] == ["a", "c"]


def test_vpn_connections_that_were_deleted_are_left_out() -> None:
    rows = [answer({"VpnConnectionId": state, "State": state}) for state in ("available", "deleted", "deleting", "pending")]
    found = vpc.VPN_CONNECTIONS.find(listing(*rows, Unknown("access denied")))
    assert [item.values["VpnConnectionId"] for item in found if isinstance(item, Answer)] == ["available", "pending"]


# -- routes --------------------------------------------------------------------------------------------------------


def table(*routes: Any, lists: Any = NOT_READ) -> Any:
    item = answer({"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Routes": list(routes)})
    return vpc.build_route_table(PLACE, item, Got({LISTS: lists})).routes


@pytest.mark.parametrize(
    ("route", "wanted"),
    [
        ({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}, ("0.0.0.0/0", True, True)),
        ({"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"}, ("::/0", True, True)),
        ({"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1"}, ("::/0", False, False)),
        ({"DestinationCidrBlock": "203.0.113.0/24", "GatewayId": "igw-1"}, ("203.0.113.0/24", True, False)),
        ({"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"}, ("0.0.0.0/0", False, False)),
        ({"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"}, (None, False, False)),
    ],
)
def test_where_a_route_leads(route: dict[str, Any], wanted: Any) -> None:
    local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}
    (found,) = table(local, route)
    assert (found.destination, found.to_internet_gateway, found.is_public) == wanted


@pytest.mark.parametrize(
    ("lists", "wanted"),
    [
        ({"pl-1": ["203.0.113.0/24", "0.0.0.0/1"]}, True),
        ({"pl-1": ["203.0.113.0/24"]}, False),
        ({"pl-1": ["203.0.113.0/24", DENIED]}, None),
        (NOT_READ, None),
    ],
)
def test_a_route_for_a_prefix_list(lists: Any, wanted: bool | None) -> None:
    (found,) = table({"DestinationPrefixListId": "pl-1", "GatewayId": "igw-1"}, lists=lists)
    assert found.destination is None
    assert found.is_public is wanted if wanted is not None else is_unknown(found.is_public)


def test_routes_that_are_not_told_are_unknown() -> None:
    assert is_unknown(vpc.build_route_table(PLACE, answer({"RouteTableId": "rtb-1"}), NOTHING_READ).routes)


def test_which_prefix_lists_are_read() -> None:
    """Those that rules name, and those that routes send to the internet."""
    asked: list[str] = []

    def pages(_: str, __: str, PrefixListId: str) -> list[Answer]:  # noqa: N803
        asked.append(PrefixListId)
        return [answer({"Cidr": "203.0.113.0/24"}), answer({})]

    reader: Any = SimpleNamespace(pages=pages, once=lambda _, read: read())
    routes = [
        {"DestinationPrefixListId": "pl-1", "GatewayId": "igw-1"},
        {"DestinationPrefixListId": "pl-2", "GatewayId": "vpce-1"},
    ]
    found = vpc.ROUTE_TABLES.details[0].read(reader, answer({"Routes": routes}), NOTHING)
    assert (found["pl-1"][0], is_unknown(found["pl-1"][1])) == ("203.0.113.0/24", True)
    rules = {"IpPermissions": [tcp(22, PrefixListIds=[{"PrefixListId": "pl-3"}])], "IpPermissionsEgress": [{}]}
    assert list(vpc.SECURITY_GROUPS.details[0].read(reader, answer(rules), NOTHING)) == ["pl-3"]
    assert asked == ["pl-1", "pl-3"]


# -- security groups -----------------------------------------------------------------------------------------------


def test_a_permission_is_a_rule_for_each_description() -> None:
    ssh = tcp(
        22,
        IpRanges=[{"CidrIp": "10.0.0.0/8", "Description": "office"}, {"CidrIp": "0.0.0.0/0"}],
        Ipv6Ranges=[{"CidrIpv6": "fd00::/8", "Description": "office"}],
    )
    found = group(ssh).ingress
    assert [(rule.description, rule.cidrs, rule.exposes_admin_port) for rule in found] == [
        ("office", ["10.0.0.0/8", "fd00::/8"], False),
        (None, ["0.0.0.0/0"], True),
    ]
    assert {(rule.protocol, rule.port, rule.origin) for rule in found} == {("tcp", 22, None)}


def test_groups_on_the_other_side() -> None:
    pairs = [
        {"GroupId": "sg-1", "UserId": "123456789012"},
        {"GroupId": "sg-2", "UserId": "123456789012"},
        {"GroupId": "sg-3", "UserId": "210987654321", "PeeringStatus": "active"},
        {"UserId": "123456789012"},
    ]
    (found,) = group({"IpProtocol": "-1", "UserIdGroupPairs": pairs}).ingress
    assert found.groups[:3] == ["self", "sg-2", "210987654321/sg-3"]
    assert is_unknown(found.groups[3])
    assert (found.protocol, found.from_port, found.is_public) == ("all", None, False)


@pytest.mark.parametrize(
    ("lists", "cidrs", "unread", "exposed"),
    [
        ({"pl-1": ["10.0.0.0/8"]}, ["10.0.0.0/8"], [], False),
        ({"pl-1": ["10.0.0.0/8", "::/0"]}, ["10.0.0.0/8", "::/0"], [], True),
        ({"pl-1": ["10.0.0.0/8", DENIED]}, ["10.0.0.0/8"], ["pl-1"], None),
        ({"pl-1": ["::/0", DENIED]}, ["::/0"], ["pl-1"], True),
        ({"pl-1": [DENIED]}, [], ["pl-1"], None),
        (NOT_READ, [], ["pl-1"], None),
        (DENIED, [], ["pl-1"], None),
    ],
)
def test_a_rule_for_a_prefix_list(lists: Any, cidrs: list[str], unread: list[str], exposed: bool | None) -> None:
    (found,) = group(tcp(22, PrefixListIds=[{"PrefixListId": "pl-1"}]), lists=lists).ingress
    assert (found.cidrs, found.prefix_lists) == (cidrs, unread)
    assert found.exposes_admin_port is exposed if exposed is not None else is_unknown(found.exposes_admin_port)


@pytest.mark.parametrize(
    "permission",
    [
        tcp(22),
        tcp(22, IpRanges=[{}]),
        tcp(22, IpRanges="0.0.0.0/0"),
        tcp(22, PrefixListIds=[{}]),
        {"IpProtocol": "tcp", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
        {"FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
    ],
)
def test_a_rule_that_is_not_complete_is_neither_open_nor_closed(permission: dict[str, Any]) -> None:
    (found,) = group(permission).ingress
    assert is_unknown(found.exposes_admin_port)


def test_a_rule_that_cannot_be_read_keeps_its_place() -> None:
    found = group("rule", tcp(443, IpRanges=[{"CidrIp": "0.0.0.0/0"}])).ingress
    assert (is_unknown(found[0]), found[1].port) == (True, 443)


@pytest.mark.parametrize("name", ["IpPermissions", "IpPermissionsEgress"])
def test_rules_that_are_not_told_are_unknown(name: str) -> None:
    values = {key: value for key, value in GROUP.items() if key != name}
    found = vpc.build_security_group(PLACE, answer(values), NOTHING_READ)
    assert [is_unknown(found.ingress), is_unknown(found.egress)] == [name == "IpPermissions", name == "IpPermissionsEgress"]


def test_rules_for_what_goes_out_expose_nothing() -> None:
    found = group(IpPermissionsEgress=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    assert (found.ingress, found.egress[0].is_public, found.egress[0].exposes_admin_port) == ([], True, False)


def test_the_default_group() -> None:
    assert group(GroupName="default").is_default is True
    assert group().is_default is False
    assert is_unknown(group(GroupName=None).is_default)
