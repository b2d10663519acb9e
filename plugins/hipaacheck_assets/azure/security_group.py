"""Network security groups: their rules, and what of it the internet reaches.

https://learn.microsoft.com/rest/api/virtualnetwork/network-security-groups,
https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview.

Azure tries the rules of one direction in the order of their priority and stops at the first that fits. So a rule that lets
traffic in counts only as far as no rule before it keeps the same traffic out.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts
from hipaacheck_assets.truth import Truth, all_of, any_of

ADMIN_PORTS = (22, 3389, 5985, 5986)
"""SSH, RDP and Windows Remote Management, over TCP: what gives command of a machine."""

Span = tuple[int, int]
"""First and last port."""

_ALL_PORTS: Span = (1, 65535)
_ANY = ("*", "any")
_INTERNET = (*_ANY, "internet")
_TAG = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_EVERYTHING = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
_NOT_INTERNET = ipaddress.IPv4Network("224.0.0.0/3")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SecurityRule(Record, frozen=True, kw_only=True):
    """One rule of a network security group. The rules that Azure adds to every group are left out: they let nothing in from the
    internet."""

    name: str | Unknown | None
    """Name of the rule."""
    direction: str | Unknown
    """`Inbound` or `Outbound`."""
    access: str | Unknown
    """`Allow` or `Deny`."""
    priority: int | Unknown | None
    """From 100 to 4096; the lower number comes first."""
    protocol: str | Unknown
    """`Tcp`, `Udp`, `Icmp`, `Esp`, `Ah` or `*`."""
    source_prefixes: Texts
    """Addresses, CIDR ranges and service tags it is from; `*` for all. Empty where application security groups are named."""
    source_ports: Texts
    """Ports and ranges it is from, e.g. `1024-65535`; `*` for all."""
    destination_prefixes: Texts
    """Addresses, CIDR ranges and service tags it is for; `*` for all. Empty where application security groups are named."""
    destination_groups: Texts
    """Ids of the application security groups it is for."""
    destination_ports: Texts
    """Ports and ranges it is for, e.g. `443`; `*` for all."""
    origin: str | None
    """What declared the rule, when that is not the group itself."""
    exposes_ssh: bool | Unknown
    """Whether it lets the internet in to SSH (TCP 22)."""
    exposes_rdp: bool | Unknown
    """Whether it lets the internet in to RDP (TCP 3389)."""
    exposes_admin_ports: bool | Unknown
    """Whether it lets the internet in to SSH, RDP or Windows Remote Management (TCP 22, 3389, 5985, 5986)."""
    exposes_http: bool | Unknown
    """Whether it lets the internet in to HTTP (TCP 80)."""
    exposes_udp: bool | Unknown
    """Whether it lets the internet in over UDP, to whatever port."""
    exposes_all_ports: bool | Unknown
    """Whether it lets the internet in to all TCP or all UDP ports at once."""


class SecurityGroup(Asset, frozen=True, kw_only=True, tag="azure.network.security_group"):
    """A network security group with all its rules."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    rules: list[SecurityRule | Unknown] | Unknown
    """Its rules, inbound and outbound."""
    exposes_ssh: bool | Unknown
    """Whether some rule lets the internet in to SSH (TCP 22), as do those below."""
    exposes_rdp: bool | Unknown
    """To RDP (TCP 3389)."""
    exposes_admin_ports: bool | Unknown
    """To SSH, RDP or Windows Remote Management (TCP 22, 3389, 5985, 5986)."""
    exposes_http: bool | Unknown
    """To HTTP (TCP 80)."""
    exposes_udp: bool | Unknown
    """Over UDP, to whatever port."""
    exposes_all_ports: bool | Unknown
    """To all TCP or all UDP ports at once."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where its resource logs are sent: `NetworkSecurityGroupEvent`, `NetworkSecurityGroupRuleCounter`."""


FACTS = ("exposes_ssh", "exposes_rdp", "exposes_admin_ports", "exposes_http", "exposes_udp", "exposes_all_ports")

SECURITY_GROUP = AssetType(
    name="azure.network.security_group",
    record=SecurityGroup,
    relations={
        "subnets": Relation(
            to="azure.network.subnet",
            mine="resource_id",
            theirs="security_group_id",
            many=True,
            missing="null",
            doc="The subnets that it guards.",
        ),
        "interfaces": Relation(
            to="azure.network.interface",
            mine="resource_id",
            theirs="security_group_id",
            many=True,
            missing="null",
            doc="The network interfaces that it guards.",
        ),
        "flow_logs": Relation(
            to="azure.network.flow_log",
            mine="resource_id",
            theirs="target_id",
            many=True,
            missing="null",
            doc="Flow logs of the group.",
        ),
    },
)


def make_rule(
    *,
    name: str | Unknown | None,
    direction: str | Unknown,
    access: str | Unknown,
    priority: int | Unknown | None,
    protocol: str | Unknown,
    source_prefixes: Texts,
    source_ports: Texts,
    destination_prefixes: Texts,
    destination_groups: Texts,
    destination_ports: Texts,
    origin: str | None,
) -> SecurityRule:
    """A rule as it is declared. `judged` tells what it exposes, which depends on the rules before it."""
    not_judged = dict.fromkeys(FACTS, Unknown("the other rules of the group were not read"))
    return SecurityRule(
        name=name,
        direction=_spelled(direction, "Inbound", "Outbound"),
        access=_spelled(access, "Allow", "Deny"),
        priority=priority,
        protocol=_spelled(protocol, "Tcp", "Udp", "Icmp", "Esp", "Ah", "*"),
        source_prefixes=source_prefixes,
        source_ports=source_ports,
        destination_prefixes=destination_prefixes,
        destination_groups=destination_groups,
        destination_ports=destination_ports,
        origin=origin,
        **not_judged,
    )


def _spelled(value: str | Unknown, *spellings: str) -> str | Unknown:
    """A keyword as Azure Resource Manager spells it: it takes any case."""
    return value if isinstance(value, Unknown) else next((item for item in spellings if item.lower() == value.lower()), value)


def judged(rules: Sequence[SecurityRule | Unknown], unread: Unknown | None) -> list[SecurityRule | Unknown]:
    """Rules with what each exposes. `unread` tells why there may be another rule, which keeps out what these let in."""
    denying = [rule for rule in rules if isinstance(rule, SecurityRule) and _is(rule.access, "Deny") is not False]

    def exposes(rule: SecurityRule, protocol: str, spans: Iterable[Span] | Unknown) -> Truth:
        if isinstance(spans, Unknown):
            return all_of([_lets_in(rule, protocol), spans])
        return any_of(_reached(rule, protocol, span, denying, unread) for span in spans)

    def facts(rule: SecurityRule) -> dict[str, Any]:
        if _lets_in(rule, "*") is False:
            return dict.fromkeys(FACTS, False)
        return {
            "exposes_ssh": exposes(rule, "Tcp", [(22, 22)]),
            "exposes_rdp": exposes(rule, "Tcp", [(3389, 3389)]),
            "exposes_admin_ports": exposes(rule, "Tcp", [(port, port) for port in ADMIN_PORTS]),
            "exposes_http": exposes(rule, "Tcp", [(80, 80)]),
            "exposes_udp": exposes(rule, "Udp", _spans(rule.destination_ports)),
            "exposes_all_ports": any_of(exposes(rule, protocol, [_ALL_PORTS]) for protocol in ("Tcp", "Udp")),
        }

    return [rule if isinstance(rule, Unknown) else msgspec.structs.replace(rule, **facts(rule)) for rule in rules]


def exposure(rules: Sequence[SecurityRule | Unknown]) -> dict[str, Any]:
    """What a group exposes, of its rules as `judged` gave them."""
    return {fact: any_of(rule if isinstance(rule, Unknown) else getattr(rule, fact) for rule in rules) for fact in FACTS}


def _reached(rule: SecurityRule, protocol: str, span: Span, denying: list[SecurityRule], unread: Unknown | None) -> Truth:
    """Whether a rule lets the internet in to these ports, and none before it keeps all of that out."""
    allowed = all_of([_lets_in(rule, protocol), _has_ports(rule.destination_ports, span)])
    if allowed is False:
        return False
    kept_out = any_of(_keeps_out(other, rule, protocol, span) for other in denying if other is not rule)
    if kept_out is True:
        return False
    doubt = kept_out if isinstance(kept_out, Unknown) else unread if rule.priority != 100 else None
    return allowed if doubt is None or isinstance(allowed, Unknown) else doubt


def _lets_in(rule: SecurityRule, protocol: str) -> Truth:
    """Whether a rule is one that lets the internet in by a protocol; `*` asks for any."""
    return all_of(
        [
            _is(rule.direction, "Inbound"),
            _is(rule.access, "Allow"),
            _has_protocol(rule.protocol, protocol) if protocol != "*" else True,
            is_public(rule.source_prefixes),
        ]
    )


def _keeps_out(other: SecurityRule, rule: SecurityRule, protocol: str, span: Span) -> Truth:
    """Whether another rule comes before this one and denies all that it lets in from the internet to these ports."""
    return all_of(
        [
            _is(other.direction, "Inbound"),
            _is(other.access, "Deny"),
            _before(other.priority, rule.priority),
            _has_protocol(other.protocol, protocol),
            _has_ports(other.destination_ports, span),
            _has_ports(other.source_ports, _ALL_PORTS),
            _same_source(other.source_prefixes, rule.source_prefixes),
            _same_destination(other, rule),
        ]
    )


def _is(value: str | Unknown, wanted: str) -> Truth:
    return value if isinstance(value, Unknown) else value == wanted


def _before(one: int | Unknown | None, other: int | Unknown | None) -> Truth:
    if isinstance(one, int) and isinstance(other, int):
        return one < other
    return next((value for value in (one, other) if isinstance(value, Unknown)), Unknown("a rule has no priority"))


def _has_protocol(value: str | Unknown, wanted: str) -> Truth:
    return value if isinstance(value, Unknown) else value in ("*", wanted)


# -- ports ----------------------------------------------------------------------------------------------------------


def _span(text: str) -> Span | Unknown:
    """`22`, `1024-65535` or `*`."""
    if text.strip().lower() in _ANY:
        return _ALL_PORTS
    first, _, last = text.replace(" ", "").partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        return Unknown(f"{text!r} is not a port or range of ports")
    return max(int(first), 1), int(last or first)


def _spans(ports: Texts) -> list[Span] | Unknown:
    """The ranges of a rule; unknown where one of them is."""
    if isinstance(ports, Unknown):
        return ports
    found: list[Span] = []
    for port in ports:
        span = port if isinstance(port, Unknown) else _span(port)
        if isinstance(span, Unknown):
            return span
        found.append(span)
    return found


def _has_ports(ports: Texts, wanted: Span) -> Truth:
    """Whether all the wanted ports are in one of the ranges."""
    if isinstance(ports, Unknown):
        return ports
    spans = [port if isinstance(port, Unknown) else _span(port) for port in ports]
    return any_of(span if isinstance(span, Unknown) else span[0] <= wanted[0] and wanted[1] <= span[1] for span in spans)


# -- addresses ------------------------------------------------------------------------------------------------------


def is_public(prefixes: Texts) -> Truth:
    """Whether sources are all over the internet: `*`, `Internet`, a block wider than one organisation can hold, or `AzureCloud`,
    the addresses of every customer's machines in Azure. Other service tags are services of Azure or one's own networks.

    For IPv4 a wide block is wider than a /8, for IPv6 a /12 or wider that touches global unicast (`2000::/3`).
    """
    return prefixes if isinstance(prefixes, Unknown) else any_of(_public(prefix) for prefix in prefixes)


def _public(prefix: str | Unknown) -> Truth:
    return prefix if isinstance(prefix, Unknown) else _public_text(prefix.strip().lower())


@lru_cache(maxsize=4096)
def _public_text(prefix: str) -> Truth:
    if prefix in _INTERNET:
        return True
    network = _network(prefix)
    if isinstance(network, ipaddress.IPv4Network):
        return network.prefixlen < 8 and not network.subnet_of(_NOT_INTERNET)
    if isinstance(network, ipaddress.IPv6Network):
        return network.prefixlen <= 12 and network.overlaps(_GLOBAL_UNICAST)
    if _TAG.fullmatch(prefix):
        return prefix.partition(".")[0] == "azurecloud"
    return Unknown(f"{prefix!r} is neither a range of addresses nor a service tag")


def _network(prefix: str) -> _Network | None:
    try:
        return ipaddress.ip_network(prefix, strict=False)
    except ValueError:
        return None


def _same_source(denied: Texts, allowed: Texts) -> Truth:
    """Whether all public sources of a rule are among those that another denies. Only IPv6 left over is unknown: most networks
    have none."""
    if isinstance(denied, Unknown):
        return denied
    if isinstance(allowed, Unknown):
        return allowed
    return all_of(_denied(prefix, denied) for prefix in allowed if _public(prefix) is not False)


def _denied(prefix: str | Unknown, by: Sequence[str | Unknown]) -> Truth:
    doubt = next((item for item in by if isinstance(item, Unknown)), False)
    names = {item.strip().lower() for item in by if isinstance(item, str)}
    if not names.isdisjoint(_INTERNET):
        return True
    if isinstance(prefix, Unknown):
        return prefix
    own = prefix.strip().lower()
    if own in names:
        return True
    networks = [network for network in map(_network, names) if network is not None]
    wanted = [network] if (network := _network(own)) is not None else _EVERYTHING
    left = [item for item in wanted if not _within(item, networks)]
    if not left or doubt is not False:
        return True if not left else doubt
    return Unknown("IPv4 is denied and IPv6 is not") if len(wanted) == 2 and left == [_EVERYTHING[1]] else False


def _within(network: _Network, others: Iterable[_Network]) -> bool:
    """Whether a network is covered by others taken together."""
    if isinstance(network, ipaddress.IPv4Network):
        v4 = [item for item in others if isinstance(item, ipaddress.IPv4Network)]
        return any(network.subnet_of(item) for item in ipaddress.collapse_addresses(v4))
    v6 = [item for item in others if isinstance(item, ipaddress.IPv6Network)]
    return any(network.subnet_of(item) for item in ipaddress.collapse_addresses(v6))


def _same_destination(other: SecurityRule, rule: SecurityRule) -> Truth:
    """Whether another rule is for all destinations of this one. `VirtualNetwork` is for all but the public addresses that some
    load balancers leave in place, so that is not known."""
    theirs, their_groups, mine, my_groups = (
        [values] if isinstance(values, Unknown) else values
        for values in (other.destination_prefixes, other.destination_groups, rule.destination_prefixes, rule.destination_groups)
    )
    names = {item.strip().lower() for item in theirs if isinstance(item, str)}
    if not names.isdisjoint(_ANY):
        return True
    unknown = next((item for item in (*theirs, *their_groups, *mine, *my_groups) if isinstance(item, Unknown)), None)
    if unknown is not None:
        return unknown
    if not {*my_groups} <= {*their_groups}:
        return False
    return all_of(_destined(str(item).strip().lower(), names) for item in mine)


def _destined(prefix: str, names: set[str]) -> Truth:
    if prefix in names:
        return True
    if "virtualnetwork" in names:
        return Unknown("a rule before it denies the virtual network")
    networks = [network for network in map(_network, names) if network is not None]
    wanted = _EVERYTHING if prefix in _ANY else [network for network in [_network(prefix)] if network is not None]
    left = [item for item in wanted if not _within(item, networks)]
    if wanted and not left:
        return True
    return Unknown("IPv4 is denied and IPv6 is not") if prefix in _ANY and left == [_EVERYTHING[1]] else False
