"""Amazon VPC: networks, routes, gateways, VPN connections, flow logs, and security groups with what declares their rules.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group and its neighbours.

`ingress`, `egress` and `route` are attributes that are written as blocks: plans list them when their number is known, and
leave them out of the configuration. Known only after apply as a whole, they were not declared: then the provider takes the
rules that AWS makes by itself away, and what there is comes from the rule resources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    is_wide,
    make_rule,
)
from hipaacheck_assets.truth import Truth, all_of
from hipaacheck_terraform.blocks import NOT_HERE, Block, Resource
from hipaacheck_terraform.estate import Estate, Family

VPCS = ("aws_vpc", "aws_default_vpc")
SUBNETS = ("aws_subnet", "aws_default_subnet")
GROUPS = ("aws_security_group", "aws_default_security_group")
_RULES = {
    "aws_security_group_rule": "security_group_id",
    "aws_vpc_security_group_egress_rule": "security_group_id",
    "aws_vpc_security_group_ingress_rule": "security_group_id",
}
_ATTACHMENT = "aws_internet_gateway_attachment"
_PREFIX_LIST = ("aws_ec2_managed_prefix_list",)
Texts = list[str | Unknown]


# -- networks ------------------------------------------------------------------------------------------------------


def vpcs(estate: Estate) -> Iterator[Vpc]:
    """One asset per VPC, the default one included where it is declared."""
    for vpc in estate.each(*VPCS):
        yield Vpc(
            **estate.common(vpc, vpc.text("id")),
            arn=vpc.text("arn"),
            vpc_id=vpc.text("id"),
            cidr=vpc.text("cidr_block"),
            is_default=vpc.type == "aws_default_vpc",
        )


def subnets(estate: Estate) -> Iterator[Subnet]:
    """One asset per subnet. `map_public_ip_on_launch` is off unless declared, but on for the default subnets."""
    for subnet in estate.each(*SUBNETS):
        public = subnet.flag("map_public_ip_on_launch")
        yield Subnet(
            **estate.common(subnet, subnet.text("id")),
            arn=subnet.text("arn"),
            subnet_id=subnet.text("id"),
            vpc_id=estate.link(subnet, "vpc_id", VPCS),
            cidr=subnet.text("cidr_block"),
            assigns_public_ip=subnet.type == "aws_default_subnet" if public is None else public,
        )


def flow_logs(estate: Estate) -> Iterator[FlowLog]:
    """One asset per flow log."""
    for log in estate.each("aws_flow_log"):
        kind = log.text("log_destination_type")
        destination = estate.link(log, "log_destination", ("aws_cloudwatch_log_group", "aws_s3_bucket"))
        yield FlowLog(
            **estate.common(log, log.text("id")),
            arn=log.text("arn"),
            vpc_id=estate.link(log, "vpc_id", VPCS),
            subnet_id=estate.link(log, "subnet_id", SUBNETS),
            network_interface_id=estate.link(log, "eni_id", ("aws_network_interface",)),
            traffic_type=log.text("traffic_type"),
            destination_type="cloud-watch-logs" if kind is None else kind,
            destination=log.text("log_group_name") if destination is None else destination,
            status="ACTIVE",
        )


def internet_gateways(estate: Estate) -> Iterator[InternetGateway]:
    """One asset per internet gateway, and one per gateway that only attachments name."""
    for family in estate.families(("aws_internet_gateway",), ("id",), {_ATTACHMENT: "internet_gateway_id"}):
        gateway = family.resource
        known_id = gateway.address if gateway.stub and gateway.address.startswith("igw-") else gateway.text("id")
        yield InternetGateway(
            **estate.common(gateway, known_id),
            arn=gateway.text("arn"),
            internet_gateway_id=known_id,
            vpc_ids=_attached(estate, family),
        )


def _attached(estate: Estate, family: Family) -> Texts:
    """The VPC that the gateway names, and those of attachments, which a gateway that exists tells as its own, too."""
    gateway = family.resource
    computed = isinstance(gateway.get("vpc_id"), Unknown) and not gateway.declares("vpc_id")
    own = None if computed or gateway.stub else estate.link(gateway, "vpc_id", VPCS)
    found = [] if own is None else [own]
    for child in family.all(_ATTACHMENT):
        vpc = child if isinstance(child, Unknown) else estate.link(child, "vpc_id", VPCS)
        if vpc is not None and (isinstance(vpc, Unknown) or vpc not in found):
            found.append(vpc)
    return found


def vpn_connections(estate: Estate) -> Iterator[VpnConnection]:
    """One asset per VPN connection. Its tunnels come up once the other side is set up, which no plan tells."""
    for vpn in estate.each("aws_vpn_connection"):
        yield VpnConnection(
            **estate.common(vpn, vpn.text("id")),
            arn=vpn.text("arn"),
            vpn_connection_id=vpn.text("id"),
            tunnels=Unknown("only known at run time", vpn.address),
        )


# -- routes --------------------------------------------------------------------------------------------------------


def route_tables(estate: Estate) -> Iterator[RouteTable]:
    """One asset per route table, and one per table that only routes name."""
    for family in estate.families(("aws_route_table", "aws_default_route_table"), ("id",), {"aws_route": "route_table_id"}):
        table = family.resource
        inline = _inline(estate, family, "route")
        routes = [item if isinstance(item, Unknown) else _route(estate, item, table, None) for item in inline]
        routes += [
            item if isinstance(item, Unknown) else _route(estate, item, item, item.address) for item in family.all("aws_route")
        ]
        yield RouteTable(
            **estate.common(table, table.text("id")),
            arn=table.text("arn"),
            vpc_id=estate.link(table, "vpc_id", VPCS),
            routes=routes,
        )


def _route(estate: Estate, block: Block, resource: Resource, origin: str | None) -> Route:
    prefix = "destination_" if block is resource and resource.type == "aws_route" else ""
    name, other = f"{prefix}cidr_block", f"{prefix}ipv6_cidr_block" if prefix else "ipv6_cidr_block"
    destination = block.text(name)
    if destination is None or (isinstance(destination, Unknown) and isinstance(block.text(other), str)):
        destination = block.text(other)
    internet = _to_internet(estate, block, resource)
    wide: Truth = is_wide(destination) if destination is not None else Unknown("the destination is a prefix list", block.path)
    return Route(
        destination=destination,
        to_internet_gateway=internet,
        is_public=all_of([internet, wide]),
        origin=origin,
    )


def _to_internet(estate: Estate, block: Block, resource: Resource) -> Truth:
    if block is resource and not resource.declares("gateway_id") and isinstance(block.get("gateway_id"), Unknown):
        return False
    gateway = estate.link(block, "gateway_id", ("aws_internet_gateway", "aws_vpn_gateway"), of=resource)
    if isinstance(gateway, Unknown) and gateway.refers is not None:
        return any(gateway.refers == found.address for found in estate.each("aws_internet_gateway"))
    if isinstance(gateway, Unknown):
        return gateway
    return gateway is not None and gateway.startswith("igw-")


def _inline(estate: Estate, family: Family, name: str) -> list[Block | Unknown]:
    """Blocks of the resource itself.

    Blocks that are known only after apply and not declared are none, or a `dynamic` block over a set that is not known yet: a
    plan writes both alike. An open port must not hide there, so that is unknown, unless resources of their own declare the
    parts (which the provider forbids to mix with blocks) or it is a default group, which Terraform empties when it adopts it.
    Source tells both apart.
    """
    resource = family.resource
    found = resource.blocks(name)
    if not isinstance(found, Unknown):
        return found
    adopted = resource.type.startswith("aws_default_")
    new = estate.shows_dynamic and not adopted
    none = not resource.declares(name) and (bool(family.children) or new or resource.type == "aws_default_security_group")
    return [] if none else [found]


# -- security groups -----------------------------------------------------------------------------------------------


def security_groups(estate: Estate) -> Iterator[SecurityGroup]:
    """One asset per security group, and one per group that only rules name."""
    lists = _prefix_lists(estate)
    for family in estate.families(GROUPS, ("id",), _RULES):
        group = family.resource
        default = group.type == "aws_default_security_group" and not group.stub
        known_id = group.address if group.stub and group.address.startswith("sg-") else group.text("id")
        yield SecurityGroup(
            **estate.common(group, "default" if default else group.text("name")),
            arn=group.text("arn"),
            group_id=known_id,
            vpc_id=estate.link(group, "vpc_id", VPCS),
            is_default=Unknown(NOT_HERE, group.address) if group.stub else default,
            ingress=_rules(estate, family, "ingress", lists),
            egress=_rules(estate, family, "egress", lists),
        )


def _rules(estate: Estate, family: Family, direction: str, lists: Mapping[str, Texts]) -> list[Rule | Unknown]:
    """The rules of one direction, in all the forms they are declared in."""
    group = family.resource
    own = [
        item if isinstance(item, Unknown) else _legacy_rule(estate, item, group, direction, lists)
        for item in _inline(estate, family, direction)
    ]
    found: list[Rule | Unknown] = []
    for child in family.all("aws_security_group_rule", f"aws_vpc_security_group_{direction}_rule"):
        if isinstance(child, Unknown):
            found.append(child)
        elif child.type != "aws_security_group_rule":
            found.append(_rule(estate, child, direction, lists))
        else:
            kind = child.text("type")
            if isinstance(kind, Unknown):
                found.append(kind)
            elif kind == direction:
                found.append(_legacy_rule(estate, child, child, direction, lists))
    declared = {_key(rule) for rule in found if isinstance(rule, Rule)}
    return [*(rule for rule in own if not isinstance(rule, Rule) or _key(rule) not in declared), *found]


def _key(rule: Rule) -> tuple[str, ...]:
    """What tells rules apart. A group that exists lists the rules of rule resources as its own, too."""
    values = (rule.protocol, rule.from_port, rule.to_port, rule.cidrs, rule.prefix_lists, rule.groups)
    return tuple(str(sorted(map(str, value)) if isinstance(value, list) else value) for value in values)


def _legacy_rule(estate: Estate, block: Block, of: Resource, direction: str, lists: Mapping[str, Texts]) -> Rule:
    """A block of the group, or an `aws_security_group_rule`."""
    known, unread = _split(estate.links(block, "prefix_list_ids", _PREFIX_LIST, of=of), lists)
    itself = block.flag("self")
    groups: Texts = ["self"] if itself is True else [itself] if isinstance(itself, Unknown) else []
    if block is of:
        other = estate.link(of, "source_security_group_id", GROUPS)
        if not isinstance(other, Unknown) or of.declares("source_security_group_id"):
            groups += [other] if other is not None else []
    else:
        groups += _items(block.texts("security_groups"))
    return make_rule(
        inbound=direction == "ingress",
        protocol=_protocol(block, "protocol"),
        from_port=block.integer("from_port"),
        to_port=block.integer("to_port"),
        cidrs=[*_items(block.texts("cidr_blocks")), *_items(block.texts("ipv6_cidr_blocks")), *known],
        prefix_lists=unread,
        groups=groups,
        description=block.text("description"),
        origin=of.address if block is of else None,
    )


def _rule(estate: Estate, child: Resource, direction: str, lists: Mapping[str, Texts]) -> Rule:
    """An `aws_vpc_security_group_ingress_rule` or `…_egress_rule`."""
    prefix_list = estate.link(child, "prefix_list_id", _PREFIX_LIST)
    known, unread = _split([] if prefix_list is None else [prefix_list], lists)
    cidrs = [value for value in (child.text("cidr_ipv4"), child.text("cidr_ipv6")) if value is not None]
    other = estate.link(child, "referenced_security_group_id", GROUPS)
    return make_rule(
        inbound=direction == "ingress",
        protocol=_protocol(child, "ip_protocol"),
        from_port=child.integer("from_port"),
        to_port=child.integer("to_port"),
        cidrs=[*cidrs, *known],
        prefix_lists=unread,
        groups=[] if other is None else [other],
        description=child.text("description"),
        origin=child.address,
    )


def _protocol(block: Block, name: str) -> str | Unknown:
    value = block.text(name)
    return Unknown("no protocol", block.path) if value is None else value


def _items(values: Texts | Unknown) -> Texts:
    """A list as it is; an unknown list as a list that may have items."""
    return [values] if isinstance(values, Unknown) else values


def _split(named: Texts | Unknown, lists: Mapping[str, Texts]) -> tuple[Texts, Texts]:
    """The entries of the prefix lists that this plan declares, and the other prefix lists."""
    known: Texts = []
    unread: Texts = []
    for item in _items(named):
        key = item.refers if isinstance(item, Unknown) else item
        if key is not None and key in lists:
            known += lists[key]
        else:
            unread.append(item)
    return known, unread


def _prefix_lists(estate: Estate) -> dict[str, Texts]:
    """The entries of every prefix list in the plan, by its address and, where that is known, its id."""
    out: dict[str, Texts] = {}
    for family in estate.families(_PREFIX_LIST, ("id",), {"aws_ec2_managed_prefix_list_entry": "prefix_list_id"}):
        entries: list[Block | Unknown] = [
            *_inline(estate, family, "entry"),
            *family.all("aws_ec2_managed_prefix_list_entry"),
        ]
        cidrs = [item if isinstance(item, Unknown) else item.text("cidr") for item in entries]
        out[family.resource.address] = [cidr for cidr in cidrs if cidr is not None]
        known_id = family.resource.text("id")
        if isinstance(known_id, str):
            out[known_id] = out[family.resource.address]
    return out
