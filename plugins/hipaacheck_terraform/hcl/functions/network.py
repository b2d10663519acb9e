"""Functions of IP networks."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network

from hipaacheck_terraform.hcl.functions.arguments import Bodies, text, whole
from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated, Value

Network = IPv4Network | IPv6Network
MOST_BITS = 32
"""Terraform counts subnets in a machine's integer, so it extends a prefix by no more bits in `cidrsubnets`."""


def cidrhost(prefix: Value, host: Value) -> str:
    network, place = _network(prefix), whole(host)
    count = network.num_addresses
    if not -count <= place < count:
        raise EvaluationError(f"{network} has no address {place}")
    return str(network[place])


def cidrnetmask(prefix: Value) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise EvaluationError("only IPv4 networks have a netmask")
    return str(network.netmask)


def cidrsubnet(prefix: Value, bits: Value, place: Value) -> str:
    network, more, number = _network(prefix), whole(bits), whole(place)
    if more < 0 or number < 0:
        raise NotEvaluated("negative numbers of subnets are not evaluated")
    _extends(network, more)
    if number >> more:
        raise EvaluationError(f"{more} more bits have no room for subnet {number}")
    return _subnet(network, network.prefixlen + more, number << (network.max_prefixlen - network.prefixlen - more))


def cidrsubnets(prefix: Value, *bits: Value) -> list[Value]:
    network, at = _network(prefix), 0
    found: list[Value] = []
    for more in map(whole, bits):
        if not 1 <= more <= MOST_BITS:
            raise EvaluationError(f"a subnet must extend the prefix by 1 to {MOST_BITS} bits")
        _extends(network, more)
        size = network.num_addresses >> more
        at = -(-at // size) * size
        if at >= network.num_addresses:
            raise EvaluationError(f"{network} has no room for all subnets")
        found.append(_subnet(network, network.prefixlen + more, at))
        at += size
    return found


def _extends(network: Network, bits: int) -> None:
    if network.prefixlen + bits > network.max_prefixlen:
        raise EvaluationError(f"{network} cannot be extended by {bits} bits")


def _subnet(network: Network, length: int, offset: int) -> str:
    return f"{network.network_address + offset}/{length}"


def _network(prefix: Value) -> Network:
    """The network of an address with a prefix length. Numbers of IPv4 addresses may begin with zeros."""
    found = text(prefix)
    address, slash, length = found.partition("/")
    if not slash or not re.fullmatch("[0-9]{1,3}", length) or "%" in address:
        raise EvaluationError("a text that is no network")
    if ":" in address:
        if address.lower().startswith("::ffff:"):
            raise NotEvaluated("IPv4 addresses in IPv6 notation are not evaluated")
    else:
        address = ".".join(part.lstrip("0") or part[-1:] for part in address.split("."))
    return ip_network(f"{address}/{int(length)}", strict=False)


FUNCTIONS: Bodies = {"cidrhost": cidrhost, "cidrnetmask": cidrnetmask, "cidrsubnet": cidrsubnet, "cidrsubnets": cidrsubnets}
