"""Networks: VPCs, subnets, routes, gateways, VPN connections, flow logs and security groups."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from moto.ec2.models import ec2_backends

from tests.support.aws import ACCOUNT, REGION, Case, Client
from tests.support.plans import resource

RECORDS, LAB, WEB, DATABASE, CLINIC, PHARMACY, GONE = (f"{number:017x}" for number in range(7))
"""What ids end with."""
ANYONE = [{"CidrIp": "0.0.0.0/0"}]
NOTHING: dict[str, Any] = {
    "cidr_blocks": [],
    "ipv6_cidr_blocks": [],
    "prefix_list_ids": [],
    "security_groups": [],
    "self": False,
    "description": "",
}


def _id(kind: str, value: str) -> AbstractContextManager[Any]:
    """What is made meanwhile gets this id."""
    module = {"vpc": "vpcs", "vpn_connection": "vpn_connections"}.get(kind, f"{kind}s")
    return patch(f"moto.ec2.models.{module}.random_{kind}_id", return_value=value)


def seed(client: Client) -> None:
    """`RECORDS` is closed and watched, `LAB` is neither."""
    ec2 = client("ec2")
    ec2.describe_vpcs()  # moto makes the default VPC when it is first asked
    client("s3").create_bucket(Bucket="flows")
    for name, id_, cidr in (("records", RECORDS, "10.0.0.0/16"), ("lab", LAB, "10.1.0.0/16")):
        with _id("vpc", f"vpc-{id_}"):
            ec2.create_vpc(CidrBlock=cidr, TagSpecifications=_tagged("vpc", name))
        with _id("subnet", f"subnet-{id_}"):
            ec2.create_subnet(VpcId=f"vpc-{id_}", CidrBlock=cidr.replace("/16", "/24"))
        with _id("route_table", f"rtb-{id_}"):
            ec2.create_route_table(VpcId=f"vpc-{id_}")
        with _id("internet_gateway", f"igw-{id_}"):
            ec2.create_internet_gateway()
    ec2.attach_internet_gateway(InternetGatewayId=f"igw-{LAB}", VpcId=f"vpc-{LAB}")
    ec2.create_route(RouteTableId=f"rtb-{LAB}", DestinationCidrBlock="0.0.0.0/0", GatewayId=f"igw-{LAB}")
    ec2.create_route(RouteTableId=f"rtb-{LAB}", DestinationCidrBlock="192.0.2.0/24", GatewayId=f"igw-{LAB}")
    ec2.modify_subnet_attribute(SubnetId=f"subnet-{LAB}", MapPublicIpOnLaunch={"Value": True})
    with _id("flow_log", f"fl-{RECORDS}"):
        ec2.create_flow_logs(
            ResourceIds=[f"vpc-{RECORDS}"],
            ResourceType="VPC",
            TrafficType="ALL",
            LogDestinationType="s3",
            LogDestination="arn:aws:s3:::flows",
        )
    with _id("flow_log", f"fl-{LAB}"):
        ec2.create_flow_logs(
            ResourceIds=[f"subnet-{LAB}"],
            ResourceType="Subnet",
            TrafficType="REJECT",
            LogDestinationType="s3",
            LogDestination="arn:aws:s3:::flows",
        )
    _security_groups(ec2)
    _vpn_connections(ec2)


def _tagged(kind: str, value: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": value}]}]


def _security_groups(ec2: Any) -> None:
    """`office` is a prefix list of a known network, `world` one of half the internet."""
    lists = {
        name: ec2.create_managed_prefix_list(PrefixListName=name, MaxEntries=2, AddressFamily="IPv4", Entries=[{"Cidr": cidr}])[
            "PrefixList"
        ]["PrefixListId"]
        for name, cidr in (("office", "203.0.113.0/24"), ("world", "128.0.0.0/1"))
    }
    for name, id_ in (("web", WEB), ("database", DATABASE), ("lab", LAB)):
        with _id("security_group", f"sg-{id_}"):
            ec2.create_security_group(GroupName=name, Description=name, VpcId=f"vpc-{RECORDS}")
    _let_in(ec2, f"sg-{WEB}", _ports(443, IpRanges=ANYONE, Ipv6Ranges=[{"CidrIpv6": "::/0"}]))
    _let_in(ec2, f"sg-{WEB}", _ports(22, PrefixListIds=[{"PrefixListId": lists["office"]}]))
    _let_in(
        ec2,
        f"sg-{DATABASE}",
        _ports(5432, UserIdGroupPairs=[{"GroupId": f"sg-{WEB}"}]),
        {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": f"sg-{DATABASE}"}]},
    )
    _let_in(ec2, f"sg-{LAB}", {"IpProtocol": "tcp", "FromPort": 20, "ToPort": 80, "IpRanges": ANYONE})
    _let_in(ec2, f"sg-{LAB}", _ports(3306, PrefixListIds=[{"PrefixListId": lists["world"]}]))


def _ports(port: int, **sources: Any) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **sources}


def _let_in(ec2: Any, group: str, *permissions: dict[str, Any]) -> None:
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=list(permissions))


def _vpn_connections(ec2: Any) -> None:
    """moto has no tunnels, so they are put where it looks for its answer."""
    customer = ec2.create_customer_gateway(Type="ipsec.1", PublicIp="198.51.100.7", BgpAsn=65000)["CustomerGateway"]
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]
    ends = {"CustomerGatewayId": customer["CustomerGatewayId"], "VpnGatewayId": gateway["VpnGatewayId"]}
    for id_, second in ((CLINIC, "UP"), (PHARMACY, "DOWN"), (GONE, "DOWN")):
        with _id("vpn_connection", f"vpn-{id_}"):
            ec2.create_vpn_connection(Type="ipsec.1", **ends)
        ec2_backends[ACCOUNT][REGION].vpn_connections[f"vpn-{id_}"].vgw_telemetry = [  # type: ignore[attr-defined]
            {"OutsideIpAddress": "203.0.113.1", "Status": "UP"},
            {"OutsideIpAddress": "203.0.113.2", "Status": second},
        ]
    ec2.delete_vpn_connection(VpnConnectionId=f"vpn-{GONE}")


def _arn(resource: str) -> str:
    return f"arn:aws:ec2:{REGION}:{ACCOUNT}:{resource}"


ALL_OUT = [{**NOTHING, "protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}]
CASE = Case(
    types=(
        "aws.ec2.flow_log",
        "aws.ec2.internet_gateway",
        "aws.ec2.route_table",
        "aws.ec2.security_group",
        "aws.ec2.subnet",
        "aws.ec2.vpc",
        "aws.ec2.vpn_connection",
    ),
    seed=seed,
    expected={
        "aws-ec2-default-security-group-closed": {"default": "fail", "web": "not_applicable"},
        "aws-ec2-security-group-no-public-admin-ports": {"web": "pass", "database": "pass", "lab": "fail"},
        "aws-ec2-security-group-no-public-database-ports": {"web": "pass", "database": "pass", "lab": "fail"},
        "aws-ec2-security-group-no-public-legacy-ports": {"web": "pass", "database": "pass", "lab": "fail"},
        "aws-ec2-security-group-only-authorized-public-ports": {"web": "pass", "database": "pass", "lab": "fail"},
        "aws-vpc-flow-logs-enabled": {f"vpc-{RECORDS}": "pass", f"vpc-{LAB}": "fail"},
        "aws-vpc-internet-gateway-authorized-vpc": {f"igw-{RECORDS}": "pass", f"igw-{LAB}": "fail"},
        "aws-vpc-route-table-no-public-internet-route": {f"rtb-{RECORDS}": "pass", f"rtb-{LAB}": "fail"},
        "aws-vpc-subnet-no-auto-public-ip": {f"subnet-{RECORDS}": "pass", f"subnet-{LAB}": "fail"},
        "aws-vpc-vpn-two-tunnels-up": {f"vpn-{CLINIC}": "pass", f"vpn-{PHARMACY}": "fail"},
    },
    plan=(
        resource(
            "aws_vpc.records",
            {
                "id": f"vpc-{RECORDS}",
                "arn": _arn(f"vpc/vpc-{RECORDS}"),
                "cidr_block": "10.0.0.0/16",
                "tags_all": {"Name": "records"},
            },
        ),
        resource(
            "aws_subnet.lab",
            {
                "id": f"subnet-{LAB}",
                "arn": _arn(f"subnet/subnet-{LAB}"),
                "vpc_id": f"vpc-{LAB}",
                "cidr_block": "10.1.0.0/24",
                "map_public_ip_on_launch": True,
            },
        ),
        resource(
            "aws_flow_log.records",
            {
                "id": f"fl-{RECORDS}",
                "arn": _arn(f"vpc-flow-log/fl-{RECORDS}"),
                "vpc_id": f"vpc-{RECORDS}",
                "traffic_type": "ALL",
                "log_destination_type": "s3",
                "log_destination": "arn:aws:s3:::flows",
            },
        ),
        resource(
            "aws_route_table.lab",
            {
                "id": f"rtb-{LAB}",
                "arn": _arn(f"route-table/rtb-{LAB}"),
                "vpc_id": f"vpc-{LAB}",
                "route": [
                    {"cidr_block": "0.0.0.0/0", "gateway_id": f"igw-{LAB}"},
                    {"cidr_block": "192.0.2.0/24", "gateway_id": f"igw-{LAB}"},
                ],
            },
        ),
        resource(
            "aws_internet_gateway.lab",
            {"id": f"igw-{LAB}", "arn": _arn(f"internet-gateway/igw-{LAB}"), "vpc_id": f"vpc-{LAB}"},
        ),
        resource(
            "aws_internet_gateway.records", {"id": f"igw-{RECORDS}", "arn": _arn(f"internet-gateway/igw-{RECORDS}"), "vpc_id": ""}
        ),
        resource("aws_vpn_connection.clinic", {"id": f"vpn-{CLINIC}", "arn": _arn(f"vpn-connection/vpn-{CLINIC}")}),
        resource(
            "aws_security_group.database",
            {
                "id": f"sg-{DATABASE}",
                "arn": _arn(f"security-group/sg-{DATABASE}"),
                "name": "database",
                "vpc_id": f"vpc-{RECORDS}",
                "ingress": [
                    {**NOTHING, "protocol": "tcp", "from_port": 5432, "to_port": 5432, "security_groups": [f"sg-{WEB}"]},
                    {**NOTHING, "protocol": "-1", "from_port": 0, "to_port": 0, "self": True},
                ],
                "egress": ALL_OUT,
            },
        ),
    ),
    differences={
        ("aws.ec2.vpn_connection", "tunnels"): "only known at run time",
    },
)
