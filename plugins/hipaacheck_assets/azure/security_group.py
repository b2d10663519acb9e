"""Network security groups: their rules, and what of it the internet reaches.

https://learn.microsoft.com/rest/api/virtualnetwork/network-security-groups,
https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview.

Azure tries the rules of one direction in the order of their priority and stops at the first that fits. So a rule that lets
traffic in counts only as far as no rule before it keeps the same traffic out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts
from hipaacheck_assets.azure.traffic import (
    ALL_PORTS,
    Span,
    all_denied,
    covers,
    has_ports,
    is_destined,
    is_public,
    merged,
    pieces,
    spans,
)
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite

ADMIN_PORTS = (22, 3389, 5985, 5986)
"""SSH, RDP and Windows Remote Management, over TCP: what gives command of a machine."""


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
    """A keyword as Azure Resource Manager spells it: it takes any case. One that is not known may mean anything."""
    if isinstance(value, Unknown):
        return value
    return next((item for item in spellings if item.lower() == value.lower()), Unknown(f"{value!r} is none of {spellings}"))


def judged(rules: Sequence[SecurityRule | Unknown], unread: Unknown | None) -> list[SecurityRule | Unknown]:
    """Rules with what each exposes. `unread` tells why there may be another rule, which keeps out what these let in."""
    denying = [
        rule
        for rule in rules
        if isinstance(rule, SecurityRule) and all_of([_is(rule.access, "Deny"), _is(rule.direction, "Inbound")]) is not False
    ]

    def exposed(rule: SecurityRule, protocol: str) -> Callable[[Iterable[Span | Unknown]], Truth]:
        lets_in = _lets_in(rule, protocol)
        if lets_in is False:
            return lambda wanted: False
        before = [(other, truth) for other in denying if (truth := _comes_before(other, rule, protocol)) is not False]
        doubt = unread if unread is not None and rule.priority != 100 else True
        return lambda wanted: any_of(
            all_of([lets_in, item if isinstance(item, Unknown) else _reached(rule, item, before), doubt]) for item in wanted
        )

    def facts(rule: SecurityRule) -> dict[str, Any]:
        tcp, udp = exposed(rule, "Tcp"), exposed(rule, "Udp")
        return {
            "exposes_ssh": tcp([(22, 22)]),
            "exposes_rdp": tcp([(3389, 3389)]),
            "exposes_admin_ports": tcp([(port, port) for port in ADMIN_PORTS]),
            "exposes_http": tcp([(80, 80)]),
            "exposes_udp": udp(spans(rule.destination_ports)),
            "exposes_all_ports": any_of([tcp([ALL_PORTS]), udp([ALL_PORTS])]),
        }

    return [rule if isinstance(rule, Unknown) else msgspec.structs.replace(rule, **facts(rule)) for rule in rules]


def exposure(rules: Sequence[SecurityRule | Unknown]) -> dict[str, Any]:
    """What a group exposes, of its rules as `judged` gave them."""
    return {fact: any_of(rule if isinstance(rule, Unknown) else getattr(rule, fact) for rule in rules) for fact in FACTS}


def _lets_in(rule: SecurityRule, protocol: str) -> Truth:
    """Whether a rule is one that lets the internet in by a protocol."""
    return all_of(
        [
            _is(rule.direction, "Inbound"),
            _is(rule.access, "Allow"),
            _has_protocol(rule.protocol, protocol),
            is_public(rule.source_prefixes),
        ]
    )


def _reached(rule: SecurityRule, span: Span, before: Sequence[tuple[SecurityRule, Truth]]) -> Truth:
    """Whether a rule for the internet is for these ports, and the denying rules before it do not keep all of that out."""
    has = has_ports(rule.destination_ports, span)
    return False if has is False else all_of([has, any_of(_is_open(rule, span, to, before) for to in _destinations(rule))])


def _comes_before(other: SecurityRule, rule: SecurityRule, protocol: str) -> Truth:
    """Whether another rule denies, before this one lets it in, something of the protocol from any source port."""
    return all_of(
        [
            _is(other.direction, "Inbound"),
            _is(other.access, "Deny"),
            _before(other.priority, rule.priority),
            _has_protocol(other.protocol, protocol),
            all_of(
                item if isinstance(item, Unknown) else has_ports(other.source_ports, item) for item in spans(rule.source_ports)
            ),
        ]
    )


def _destinations(rule: SecurityRule) -> list[tuple[str, str | Unknown]]:
    """What a rule is for, one by one: the field, and an item of it. One that names nothing is for everything."""
    found = [("prefix", item) for item in _listed(rule.destination_prefixes)]
    found += [("group", item) for item in _listed(rule.destination_groups)]
    return found or [("prefix", "*")]


def _listed(values: Texts) -> list[str | Unknown]:
    return [values] if isinstance(values, Unknown) else values


def _is_open(
    rule: SecurityRule, span: Span, destination: tuple[str, str | Unknown], before: Sequence[tuple[SecurityRule, Truth]]
) -> Truth:
    """Whether the internet gets to some of the ports of a destination past the rules before this one, taken together."""
    shut: list[Span | Unknown] = []
    """Ports that single rules close to all that this one lets in."""
    partly: list[tuple[SecurityRule, Truth]] = []
    for other, comes in before:
        truth = all_of([comes, _is_for(other, *destination)])
        if truth is True and all_denied(rule.source_prefixes, _listed(other.source_prefixes)) is True:
            shut += spans(other.destination_ports)
        elif truth is not False:
            partly.append((other, truth))
    closed = merged(shut)
    if covers(closed, span) is True:
        return False
    ranges = [*closed, *(item for other, _ in partly for item in spans(other.destination_ports))]
    return any_of(_passes(rule, piece, closed, partly) for piece in pieces(span, ranges))


def _passes(
    rule: SecurityRule, piece: Span, closed: Sequence[Span | Unknown], partly: Sequence[tuple[SecurityRule, Truth]]
) -> Truth:
    """Whether the internet gets to ports that each rule before this one treats alike."""
    shut = covers(closed, piece)
    if shut is True:
        return False
    denied: list[str | Unknown] = []
    for other, comes in partly:
        truth = all_of([comes, has_ports(other.destination_ports, piece)])
        if truth is not False:
            denied += [truth] if isinstance(truth, Unknown) else _listed(other.source_prefixes)
    return opposite(any_of([shut, all_denied(rule.source_prefixes, denied)]))


def _is_for(other: SecurityRule, kind: str, item: str | Unknown) -> Truth:
    """Whether another rule is for that destination, too. Which addresses an application security group has is not known."""
    if kind == "prefix":
        return is_destined(item, other.destination_prefixes)
    groups = _listed(other.destination_groups)
    if is_destined("*", other.destination_prefixes) is True or (isinstance(item, str) and item in groups):
        return True
    if other.destination_prefixes == []:
        return next((group for group in (item, *groups) if isinstance(group, Unknown)), False)
    return Unknown("which addresses the application security group has")


def _is(value: str | Unknown, wanted: str) -> Truth:
    return value if isinstance(value, Unknown) else value == wanted


def _before(one: int | Unknown | None, other: int | Unknown | None) -> Truth:
    if isinstance(one, int) and isinstance(other, int):
        return one < other
    return next((value for value in (one, other) if isinstance(value, Unknown)), Unknown("a rule has no priority"))


def _has_protocol(value: str | Unknown, wanted: str) -> Truth:
    return value if isinstance(value, Unknown) else value in ("*", wanted)
