"""Amazon VPC: networks, subnets, routes, gateways, VPN connections, flow logs and security groups.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/. What another account owns and shares is that account's to answer for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from hipaacheck import Unknown
from hipaacheck_assets.aws.vpc import (
    FlowLog,
    InternetGateway,
    Route,
    RouteTable,
    Rule,
    SecurityGroup,
    Subnet,
    Vpc,
    VpnConnection,
    VpnTunnel,
    is_wide,
    make_rule,
)
from hipaacheck_assets.truth import Truth, all_of, any_of
from hipaacheck_aws.collect import Collector, Detail, Got
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

Texts = list[str | Unknown]
_ENTRIES = "ec2:GetManagedPrefixListEntries"


def _find(operation: str, key: str) -> Callable[[Reader], Iterator[Answer]]:
    """The items of a listing that belong to the account."""

    def find(reader: Reader) -> Iterator[Answer]:
        for item in reader.pages(operation, key):
            owner = item if isinstance(item, Unknown) else item.text("OwnerId")
            if isinstance(item, Answer) and (owner == reader.account.id or not isinstance(owner, str)):
                yield item

    return find


def _listed(item: Answer, name: str) -> list[Answer | Unknown] | Unknown:
    """A list that EC2 always gives, if empty."""
    return item.blocks(name) if name in item.values else Unknown(f"the answer has no {name}", item.where)


# -- networks ------------------------------------------------------------------------------------------------------


def build_vpc(place: Place, item: Answer, _: Got) -> Vpc:
    """One asset per VPC, the default one included."""
    name = item.known("VpcId")
    arn = place.arn("ec2", f"vpc/{name}")
    return Vpc(
        **place.common(arn, name, tags(item, "Tags")),
        arn=arn,
        vpc_id=name,
        cidr=item.text("CidrBlock"),
        is_default=item.sure("IsDefault", item.flag("IsDefault")),
    )


def build_subnet(place: Place, item: Answer, _: Got) -> Subnet:
    """One asset per subnet. One for IPv6 only has no IPv4 block."""
    name = item.known("SubnetId")
    arn = place.arn("ec2", f"subnet/{name}")
    return Subnet(
        **place.common(arn, name, tags(item, "Tags")),
        arn=arn,
        subnet_id=name,
        vpc_id=item.required("VpcId"),
        cidr=item.text("CidrBlock"),
        assigns_public_ip=item.sure("MapPublicIpOnLaunch", item.flag("MapPublicIpOnLaunch")),
    )


def build_flow_log(place: Place, item: Answer, _: Got) -> FlowLog:
    """One asset per flow log. EC2 calls one active even while its logs cannot be delivered; then it records nothing."""
    name, resource = item.known("FlowLogId"), item.required("ResourceId")
    arn = place.arn("ec2", f"vpc-flow-log/{name}")
    delivery, destination = item.text("DeliverLogsStatus"), item.text("LogDestination")

    def of(prefix: str) -> str | Unknown | None:
        return resource if isinstance(resource, Unknown) or resource.startswith(prefix) else None

    return FlowLog(
        **place.common(arn, name, tags(item, "Tags")),
        arn=arn,
        vpc_id=of("vpc-"),
        subnet_id=of("subnet-"),
        network_interface_id=of("eni-"),
        traffic_type=item.text("TrafficType"),
        destination_type=item.required("LogDestinationType"),
        destination=item.text("LogGroupName") if destination is None else destination,
        status=delivery if isinstance(delivery, Unknown) or delivery == "FAILED" else item.required("FlowLogStatus"),
    )


def build_internet_gateway(place: Place, item: Answer, _: Got) -> InternetGateway:
    """One asset per internet gateway, attached or not."""
    name = item.known("InternetGatewayId")
    arn = place.arn("ec2", f"internet-gateway/{name}")
    attachments = _listed(item, "Attachments")
    return InternetGateway(
        **place.common(arn, name, tags(item, "Tags")),
        arn=arn,
        internet_gateway_id=name,
        vpc_ids=attachments
        if isinstance(attachments, Unknown)
        else [
            found if isinstance(found, Unknown) else found.required("VpcId")
            for found in attachments
            if isinstance(found, Unknown) or found.text("State") not in ("detached", "detaching")
        ],
    )


def _find_vpn_connections(reader: Reader) -> Iterator[Answer]:
    """EC2 lists VPN connections for a while after they were deleted."""
    for item in reader.pages("ec2:DescribeVpnConnections", "VpnConnections"):
        if isinstance(item, Answer) and item.text("State") not in ("deleted", "deleting"):
            yield item


def build_vpn_connection(place: Place, item: Answer, _: Got) -> VpnConnection:
    """One asset per VPN connection. Neither its keys nor the configuration of the other side are looked at."""
    name = item.known("VpnConnectionId")
    arn = place.arn("ec2", f"vpn-connection/{name}")
    found = _listed(item, "VgwTelemetry")
    return VpnConnection(
        **place.common(arn, name, tags(item, "Tags")),
        arn=arn,
        vpn_connection_id=name,
        tunnels=found if isinstance(found, Unknown) else [row if isinstance(row, Unknown) else _tunnel(row) for row in found],
    )


def _tunnel(row: Answer) -> VpnTunnel:
    return VpnTunnel(outside_ip=row.text("OutsideIpAddress"), status=row.required("Status"))


# -- prefix lists --------------------------------------------------------------------------------------------------


def _prefix_lists(named: Callable[[Answer], Iterable[str | Unknown]], *fields: str) -> Detail:
    """The entries of the prefix lists that an item names, by the id of the list."""

    def read(reader: Reader, item: Answer, _: Got) -> dict[str, Texts]:
        found = dict.fromkeys(name for name in named(item) if isinstance(name, str))
        return {name: reader.once(("prefix list", name), partial(_entries, reader, name)) for name in found}

    return Detail(name=_ENTRIES, operations=(_ENTRIES,), fields=fields, read=read)


def _entries(reader: Reader, name: str) -> Texts:
    found = reader.pages(_ENTRIES, "Entries", PrefixListId=name)
    return [item if isinstance(item, Unknown) else item.required("Cidr") for item in found]


def _read_lists(got: Got) -> dict[str, Texts]:
    found: dict[str, Texts] = got.read(_ENTRIES, dict)
    return {} if isinstance(found, Unknown) else found


# -- routes --------------------------------------------------------------------------------------------------------


def build_route_table(place: Place, item: Answer, got: Got) -> RouteTable:
    """One asset per route table."""
    name, lists = item.known("RouteTableId"), _read_lists(got)
    arn = place.arn("ec2", f"route-table/{name}")
    found = _listed(item, "Routes")
    return RouteTable(
        **place.common(arn, name, tags(item, "Tags")),
        arn=arn,
        vpc_id=item.required("VpcId"),
        routes=found
        if isinstance(found, Unknown)
        else [
            route if isinstance(route, Unknown) else _route(route, lists)
            for route in found
            if isinstance(route, Unknown) or route.text("GatewayId") != "local"
        ],
    )


def _route(route: Answer, lists: dict[str, Texts]) -> Route:
    """A route. Another target than a gateway stands in another member, and then none is named here."""
    gateway, destination = route.text("GatewayId"), route.text("DestinationCidrBlock")
    if destination is None:
        destination = route.text("DestinationIpv6CidrBlock")
    internet = gateway if isinstance(gateway, Unknown) else gateway is not None and gateway.startswith("igw-")
    return Route(
        destination=destination,
        to_internet_gateway=internet,
        is_public=all_of([internet, _wide(route, lists) if destination is None else is_wide(destination)]),
        origin=None,
    )


def _wide(route: Answer, lists: dict[str, Texts]) -> Truth:
    """Whether the prefix list that a route leads to holds a wide block."""
    name = route.required("DestinationPrefixListId")
    if isinstance(name, str) and name in lists:
        return any_of(is_wide(entry) for entry in lists[name])
    return name if isinstance(name, Unknown) else Unknown(f"the entries of prefix list {name} were not read", route.where)


def _prefix_lists_to_internet(item: Answer) -> Iterator[str | Unknown]:
    found = item.blocks("Routes")
    for route in [] if isinstance(found, Unknown) else found:
        gateway = route.text("GatewayId") if isinstance(route, Answer) else None
        if isinstance(route, Answer) and isinstance(gateway, str) and gateway.startswith("igw-"):
            yield route.required("DestinationPrefixListId")


# -- security groups -----------------------------------------------------------------------------------------------


def build_security_group(place: Place, item: Answer, got: Got) -> SecurityGroup:
    """One asset per security group. The one that EC2 makes with each VPC is called `default`; no other may be."""
    group_id, name, lists = item.known("GroupId"), item.required("GroupName"), _read_lists(got)
    arn = place.arn("ec2", f"security-group/{group_id}")
    return SecurityGroup(
        **place.common(arn, name, tags(item, "Tags")),
        arn=arn,
        group_id=group_id,
        vpc_id=item.text("VpcId"),
        is_default=name if isinstance(name, Unknown) else name == "default",
        ingress=_rules(place, item, "IpPermissions", lists),
        egress=_rules(place, item, "IpPermissionsEgress", lists),
    )


def _rules(place: Place, item: Answer, name: str, lists: dict[str, Texts]) -> list[Rule | Unknown] | Unknown:
    found = _listed(item, name)
    if isinstance(found, Unknown):
        return found
    out: list[Rule | Unknown] = []
    for permission in found:
        out += [permission] if isinstance(permission, Unknown) else _permission(place, item, permission, name, lists)
    return out


def _permission(place: Place, item: Answer, block: Answer, name: str, lists: dict[str, Texts]) -> Iterator[Rule]:
    """The rules of one protocol and range of ports: one for each description, which is how people declare them."""
    protocol = block.required("IpProtocol")
    first, last = block.integer("FromPort"), block.integer("ToPort")
    if protocol in ("tcp", "udp"):
        first, last = block.sure("FromPort", first), block.sure("ToPort", last)
    sources = list(_sources(place, item, block))
    if not sources:
        sources = [("cidr", None, Unknown("a rule that names no other side", block.where))]
    for description in dict.fromkeys(said for _, said, _ in sources):
        mine = [(kind, value) for kind, said, value in sources if said == description]
        cidrs, unread = _split([value for kind, value in mine if kind == "list"], lists)
        yield make_rule(
            inbound=name == "IpPermissions",
            protocol=protocol,
            from_port=first,
            to_port=last,
            cidrs=[*(value for kind, value in mine if kind == "cidr"), *cidrs],
            prefix_lists=unread,
            groups=[value for kind, value in mine if kind == "group"],
            description=description,
            origin=None,
        )


_SOURCES = (
    ("cidr", "IpRanges", "CidrIp"),
    ("cidr", "Ipv6Ranges", "CidrIpv6"),
    ("list", "PrefixListIds", "PrefixListId"),
    ("group", "UserIdGroupPairs", "GroupId"),
)


def _sources(place: Place, item: Answer, block: Answer) -> Iterator[tuple[str, str | Unknown | None, str | Unknown]]:
    """What is on the other side: its kind, what its author says of it, and its block, prefix list or group."""
    for kind, name, member in _SOURCES:
        found = block.blocks(name)
        for row in [found] if isinstance(found, Unknown) else found:
            if isinstance(row, Unknown):
                yield kind, None, row
            else:
                yield kind, row.text("Description"), _group(place, item, row) if kind == "group" else row.required(member)


def _group(place: Place, item: Answer, row: Answer) -> str | Unknown:
    """A group, with the account before it where that is another one."""
    group, account = row.required("GroupId"), row.text("UserId")
    if isinstance(group, Unknown) or group == item.text("GroupId"):
        return group if isinstance(group, Unknown) else "self"
    return group if account in (place.account, None) or isinstance(account, Unknown) else f"{account}/{group}"


def _split(named: Texts, lists: dict[str, Texts]) -> tuple[Texts, Texts]:
    """The entries of the prefix lists that were read, and the lists of which some were not."""
    cidrs: Texts = []
    unread: Texts = []
    for name in named:
        entries: Texts = lists.get(name, []) if isinstance(name, str) else []
        cidrs += [entry for entry in entries if isinstance(entry, str)]
        if name not in lists or any(isinstance(entry, Unknown) for entry in entries):
            unread.append(name)
    return cidrs, unread


def _prefix_lists_of_rules(item: Answer) -> Iterator[str | Unknown]:
    for name in ("IpPermissions", "IpPermissionsEgress"):
        found = item.blocks(name)
        for block in [] if isinstance(found, Unknown) else found:
            lists = block.blocks("PrefixListIds") if isinstance(block, Answer) else block
            for row in [] if isinstance(lists, Unknown) else lists:
                yield row if isinstance(row, Unknown) else row.required("PrefixListId")


# -- collectors ----------------------------------------------------------------------------------------------------


VPCS = Collector(
    asset_type="aws.ec2.vpc",
    operations=("ec2:DescribeVpcs",),
    find=_find("ec2:DescribeVpcs", "Vpcs"),
    build=build_vpc,
)

SUBNETS = Collector(
    asset_type="aws.ec2.subnet",
    operations=("ec2:DescribeSubnets",),
    find=_find("ec2:DescribeSubnets", "Subnets"),
    build=build_subnet,
)

FLOW_LOGS = Collector(
    asset_type="aws.ec2.flow_log",
    operations=("ec2:DescribeFlowLogs",),
    find=_find("ec2:DescribeFlowLogs", "FlowLogs"),
    build=build_flow_log,
)

ROUTE_TABLES = Collector(
    asset_type="aws.ec2.route_table",
    operations=("ec2:DescribeRouteTables",),
    find=_find("ec2:DescribeRouteTables", "RouteTables"),
    details=(_prefix_lists(_prefix_lists_to_internet, "routes"),),
    build=build_route_table,
)

SECURITY_GROUPS = Collector(
    asset_type="aws.ec2.security_group",
    operations=("ec2:DescribeSecurityGroups",),
    find=_find("ec2:DescribeSecurityGroups", "SecurityGroups"),
    details=(_prefix_lists(_prefix_lists_of_rules, "ingress", "egress"),),
    build=build_security_group,
)

INTERNET_GATEWAYS = Collector(
    asset_type="aws.ec2.internet_gateway",
    operations=("ec2:DescribeInternetGateways",),
    find=_find("ec2:DescribeInternetGateways", "InternetGateways"),
    build=build_internet_gateway,
)

VPN_CONNECTIONS = Collector(
    asset_type="aws.ec2.vpn_connection",
    operations=("ec2:DescribeVpnConnections",),
    find=_find_vpn_connections,
    build=build_vpn_connection,
)
