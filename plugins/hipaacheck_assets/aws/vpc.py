"""Amazon VPC: networks, subnets, routes, internet gateways, VPN connections, flow logs and security groups.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ (DescribeVpcs, DescribeSecurityGroups, …)
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.truth import Truth, all_of, any_of

ADMIN_PORTS = (22, 3389)
"""SSH and RDP, over TCP."""
DATABASE_PORTS = (1433, 1521, 3306, 4333, 5432, 5439, 5984, 6379, 8182, 9042, 9200, 9300, 11211, 27017, 27018, 27019)
"""SQL Server, Oracle, MySQL, mSQL, PostgreSQL, Redshift, CouchDB, Redis, Neptune, Cassandra, Elasticsearch, Memcached and
MongoDB, over TCP."""
LEGACY_PORTS = (20, 21, 23, 111, 135, 137, 138, 139, 445, 512, 513, 514, 873, 2049, 5900)
"""FTP, Telnet, RPC, NetBIOS, SMB, the r-commands, rsync, NFS and VNC, over TCP: file sharing and clear-text log-in."""

_PROTOCOLS = {"-1": "all", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_NOT_INTERNET = ipaddress.IPv4Network("224.0.0.0/3")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


class Rule(Record, frozen=True, kw_only=True):
    """One rule of a security group, whichever way it was declared."""

    protocol: str | Unknown
    """`tcp`, `udp`, `icmp`, `icmpv6`, `all`, or the number of another protocol."""
    from_port: int | Unknown | None
    """First port, or ICMP type; null when the rule is for all ports."""
    to_port: int | Unknown | None
    """Last port, or ICMP code; null when the rule is for all ports."""
    port: int | Unknown | None
    """The one TCP or UDP port that the rule is for; null when it is for more than one, or for no port at all."""
    cidrs: list[str | Unknown] | Unknown
    """Sources (of an egress rule: destinations), IPv4 and IPv6, the entries of known prefix lists included."""
    prefix_lists: list[str | Unknown] | Unknown
    """Prefix lists whose entries were not read."""
    groups: list[str | Unknown] | Unknown
    """Security groups on the other side; `self` for the group itself."""
    description: str | Unknown | None
    """What its author says of it."""
    origin: str | None
    """What declared the rule, when that is not the group itself."""
    is_public: bool | Unknown
    """Whether it is for addresses all over the internet: some block is wider than one organisation can hold (`is_wide`)."""
    exposes_admin_port: bool | Unknown
    """Whether it lets the internet in to SSH (22) or RDP (3389). False for an egress rule."""
    exposes_database_port: bool | Unknown
    """Whether it lets the internet in to a port that databases listen on by default. False for an egress rule."""
    exposes_legacy_port: bool | Unknown
    """Whether it lets the internet in to FTP, Telnet, SMB, NFS or the like. False for an egress rule."""


def make_rule(
    *,
    inbound: bool,
    protocol: str | Unknown,
    from_port: int | Unknown | None,
    to_port: int | Unknown | None,
    cidrs: list[str | Unknown] | Unknown,
    prefix_lists: list[str | Unknown] | Unknown,
    groups: list[str | Unknown] | Unknown,
    description: str | Unknown | None,
    origin: str | None,
) -> Rule:
    """A rule with its derived facts. Protocols are named; ports of a rule for all protocols or all ports become null."""
    named = protocol if isinstance(protocol, Unknown) else _PROTOCOLS.get(protocol, protocol.lower())
    if named == "all" or (named in ("tcp", "udp") and -1 in (from_port, to_port)):
        from_port = to_port = None
    public = _public(cidrs, prefix_lists)

    def exposes(ports: tuple[int, ...]) -> Truth:
        if not inbound or public is False:
            return False
        return all_of([public, covers(named, from_port, to_port, ports)])

    return Rule(
        protocol=named,
        from_port=from_port,
        to_port=to_port,
        port=_one_port(named, from_port, to_port),
        cidrs=cidrs,
        prefix_lists=prefix_lists,
        groups=groups,
        description=description,
        origin=origin,
        is_public=public,
        exposes_admin_port=exposes(ADMIN_PORTS),
        exposes_database_port=exposes(DATABASE_PORTS),
        exposes_legacy_port=exposes(LEGACY_PORTS),
    )


def is_wide(cidr: str | Unknown) -> Truth:
    """Whether a block spans addresses of the internet that no single organisation holds.

    For IPv4 that is every block wider than a /8, the largest that was ever assigned to one organisation and larger than
    or equal to every private range; so `0.0.0.0/1` is public and `10.0.0.0/8` or a company's own /8 is not. Multicast and
    reserved addresses (`224.0.0.0/3`) are not the internet. For IPv6 it is a /12, which is what IANA hands to a whole
    continent, or wider, touching global unicast (`2000::/3`); so `::/0` is public and `fc00::/7` is not.
    """
    return cidr if isinstance(cidr, Unknown) else _is_wide(cidr)


@lru_cache(maxsize=4096)
def _is_wide(cidr: str) -> Truth:
    try:
        network = ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        return Unknown(f"{cidr!r} is not a CIDR block")
    if isinstance(network, ipaddress.IPv4Network):
        return network.prefixlen < 8 and not network.subnet_of(_NOT_INTERNET)
    return network.prefixlen <= 12 and network.overlaps(_GLOBAL_UNICAST)


def _public(cidrs: list[str | Unknown] | Unknown, prefix_lists: list[str | Unknown] | Unknown) -> Truth:
    found: list[Truth] = [cidrs] if isinstance(cidrs, Unknown) else [is_wide(cidr) for cidr in cidrs]
    unread = [prefix_lists] if isinstance(prefix_lists, Unknown) else prefix_lists
    found += [
        item if isinstance(item, Unknown) else Unknown(f"the entries of prefix list {item} were not read") for item in unread
    ]
    return any_of(found)


def covers(
    protocol: str | Unknown, from_port: int | Unknown | None, to_port: int | Unknown | None, ports: tuple[int, ...]
) -> Truth:
    """Whether a rule is for some of these TCP ports, perhaps among others."""
    if isinstance(protocol, Unknown):
        return protocol
    if protocol != "tcp":
        return protocol == "all"
    return any_of(all_of([_at_most(from_port, port), _at_least(to_port, port)]) for port in ports)


def _at_most(bound: int | Unknown | None, port: int) -> Truth:
    return bound if isinstance(bound, Unknown) else bound is None or bound <= port


def _at_least(bound: int | Unknown | None, port: int) -> Truth:
    return bound if isinstance(bound, Unknown) else bound is None or bound >= port


def _one_port(protocol: str | Unknown, from_port: int | Unknown | None, to_port: int | Unknown | None) -> int | Unknown | None:
    """The single port of a rule; null for a range."""
    for value in (from_port, to_port, protocol):
        if isinstance(value, Unknown):
            return value
    return from_port if protocol in ("tcp", "udp") and from_port == to_port else None


class SecurityGroup(Asset, frozen=True, kw_only=True, tag="aws.ec2.security_group"):
    """A security group with all its rules."""

    arn: str | Unknown | None
    """ARN."""
    group_id: str | Unknown | None
    """`sg-…`."""
    vpc_id: str | Unknown | None
    """VPC of the group; null where the declaration leaves it to the account's default VPC."""
    is_default: bool | Unknown
    """Whether it is the group that AWS made with the VPC: what names no other group gets that one."""
    ingress: list[Rule | Unknown] | Unknown
    """What may come in."""
    egress: list[Rule | Unknown] | Unknown
    """What may go out."""


SECURITY_GROUP = AssetType(name="aws.ec2.security_group", record=SecurityGroup)


class Vpc(Asset, frozen=True, kw_only=True, tag="aws.ec2.vpc"):
    """A virtual network."""

    arn: str | Unknown | None
    """ARN."""
    vpc_id: str | Unknown | None
    """`vpc-…`."""
    cidr: str | Unknown | None
    """Primary IPv4 block; null when none is declared."""
    is_default: bool | Unknown
    """Whether it is the default VPC of its region."""


VPC = AssetType(
    name="aws.ec2.vpc",
    record=Vpc,
    relations={
        "flow_logs": Relation(
            to="aws.ec2.flow_log",
            mine="vpc_id",
            theirs="vpc_id",
            many=True,
            missing="null",
            within="region",
            doc="Flow logs of the whole VPC.",
        ),
    },
)


class FlowLog(Asset, frozen=True, kw_only=True, tag="aws.ec2.flow_log"):
    """A flow log: who talked to whom, without the contents."""

    arn: str | Unknown | None
    """ARN."""
    vpc_id: str | Unknown | None
    """The VPC whose traffic it records; null when it is for something smaller."""
    subnet_id: str | Unknown | None
    """The subnet whose traffic it records, if that is its scope."""
    network_interface_id: str | Unknown | None
    """The network interface whose traffic it records, if that is its scope."""
    traffic_type: str | Unknown | None
    """`ALL`, `ACCEPT` or `REJECT`; null for transit gateways, which always record all."""
    destination_type: str | Unknown
    """`cloud-watch-logs`, `s3` or `kinesis-data-firehose`."""
    destination: str | Unknown | None
    """ARN of the log group, bucket or stream; null when it is named in another way."""
    status: str | Unknown
    """`ACTIVE` when it records. A declared flow log is created active: there is no argument to create it otherwise."""


FLOW_LOG = AssetType(name="aws.ec2.flow_log", record=FlowLog)


class Subnet(Asset, frozen=True, kw_only=True, tag="aws.ec2.subnet"):
    """A subnet."""

    arn: str | Unknown | None
    """ARN."""
    subnet_id: str | Unknown | None
    """`subnet-…`."""
    vpc_id: str | Unknown | None
    """VPC of the subnet."""
    cidr: str | Unknown | None
    """IPv4 block; null for an IPv6-only subnet."""
    assigns_public_ip: bool | Unknown
    """Whether instances get a public IPv4 address when nothing else is said (MapPublicIpOnLaunch)."""


SUBNET = AssetType(name="aws.ec2.subnet", record=Subnet)


class Route(Record, frozen=True, kw_only=True):
    """One route."""

    destination: str | Unknown | None
    """IPv4 or IPv6 block; null when the destination is a prefix list."""
    to_internet_gateway: bool | Unknown
    """Whether it leads to an internet gateway."""
    is_public: bool | Unknown
    """Whether it leads to an internet gateway for addresses all over the internet (see `is_wide`)."""
    origin: str | None
    """What declared the route, when that is not the route table itself."""


class RouteTable(Asset, frozen=True, kw_only=True, tag="aws.ec2.route_table"):
    """A route table with its routes."""

    arn: str | Unknown | None
    """ARN."""
    vpc_id: str | Unknown | None
    """VPC of the route table."""
    routes: list[Route | Unknown] | Unknown
    """Routes, but for the one within the VPC."""


ROUTE_TABLE = AssetType(name="aws.ec2.route_table", record=RouteTable)


class InternetGateway(Asset, frozen=True, kw_only=True, tag="aws.ec2.internet_gateway"):
    """An internet gateway."""

    arn: str | Unknown | None
    """ARN."""
    internet_gateway_id: str | Unknown | None
    """`igw-…`."""
    vpc_ids: list[str | Unknown] | Unknown
    """VPCs that it is attached to: one at most; none when it leads nowhere."""


INTERNET_GATEWAY = AssetType(name="aws.ec2.internet_gateway", record=InternetGateway)


class VpnTunnel(Record, frozen=True, kw_only=True):
    """One tunnel of a VPN connection."""

    outside_ip: str | Unknown | None
    """Its address on the side of AWS; null while none is assigned."""
    status: str | Unknown
    """`UP` or `DOWN`."""


class VpnConnection(Asset, frozen=True, kw_only=True, tag="aws.ec2.vpn_connection"):
    """A Site-to-Site VPN connection. AWS gives each two tunnels, which end in different zones."""

    arn: str | Unknown | None
    """ARN."""
    vpn_connection_id: str | Unknown | None
    """`vpn-…`."""
    tunnels: list[VpnTunnel | Unknown] | Unknown
    """Its tunnels, as they are at the moment. Running estates only."""


VPN_CONNECTION = AssetType(name="aws.ec2.vpn_connection", record=VpnConnection, runtime=frozenset({"tunnels"}))
