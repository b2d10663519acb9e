"""Ports and addresses as rules of Azure networks write them: which of them are the internet, and which cover others."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.truth import Truth, all_of, any_of

Span = tuple[int, int]
"""First and last port."""

ALL_PORTS: Span = (1, 65535)
_ANY = ("*", "any")
_INTERNET = (*_ANY, "internet")
_TAG = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_EVERYTHING: tuple[_Network, ...] = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
_ZERO = ipaddress.ip_network(0)
_NOT_INTERNET = ipaddress.IPv4Network("224.0.0.0/3")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


# -- ports ----------------------------------------------------------------------------------------------------------


def span(text: str) -> Span | Unknown:
    """`22`, `1024-65535` or `*`."""
    if text.strip().lower() in _ANY:
        return ALL_PORTS
    first, _, last = text.replace(" ", "").partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        return Unknown(f"{text!r} is not a port or range of ports")
    return max(int(first), 1), int(last or first)


def spans(ports: Texts) -> list[Span | Unknown]:
    """The ranges of a rule."""
    if isinstance(ports, Unknown):
        return [ports]
    return [port if isinstance(port, Unknown) else span(port) for port in ports]


def has_ports(ports: Texts, wanted: Span) -> Truth:
    """Whether all the wanted ports are in the ranges, taken together."""
    return covers(merged(spans(ports)), wanted)


def merged(found: Iterable[Span | Unknown]) -> list[Span | Unknown]:
    """The same ports in as few ranges as they need, and what is not known."""
    items = list(found)
    out: list[Span] = []
    for first, last in sorted(item for item in items if not isinstance(item, Unknown)):
        if out and first <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return [*out, *(item for item in items if isinstance(item, Unknown))]


def covers(ranges: Iterable[Span | Unknown], wanted: Span) -> Truth:
    """Whether all the wanted ports are in one of the ranges."""
    return any_of(item if isinstance(item, Unknown) else item[0] <= wanted[0] and wanted[1] <= item[1] for item in ranges)


def pieces(whole: Span, ranges: Iterable[Span | Unknown]) -> Iterator[Span]:
    """A range of ports, cut wherever one of the others begins or ends."""
    known = [item for item in ranges if not isinstance(item, Unknown)]
    starts = {start for first, last in known for start in (first, last + 1) if whole[0] < start <= whole[1]}
    bounds = [whole[0], *sorted(starts), whole[1] + 1]
    return ((first, after - 1) for first, after in pairwise(bounds))


# -- sources --------------------------------------------------------------------------------------------------------


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
    if network is not None:
        return _wide(network)
    if _TAG.fullmatch(prefix):
        return prefix.partition(".")[0] == "azurecloud"
    return Unknown(f"{prefix!r} is neither a range of addresses nor a service tag")


def _wide(network: _Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return network.prefixlen < 8 and not network.subnet_of(_NOT_INTERNET)
    return network.prefixlen <= 12 and network.overlaps(_GLOBAL_UNICAST)


@lru_cache(maxsize=4096)
def _network(prefix: str) -> _Network | None:
    """A range of addresses; null for anything else, and for the one address that may be meant to stand for all."""
    try:
        found = ipaddress.ip_network(prefix, strict=False)
    except ValueError:
        return None
    return None if found == _ZERO else found


def all_denied(allowed: Texts, denied: Sequence[str | Unknown]) -> Truth:
    """Whether the internet is gone from sources without those that are denied. Only IPv6 left over is unknown: most networks
    have none."""
    if isinstance(allowed, Unknown):
        return allowed
    doubt = next((item for item in denied if isinstance(item, Unknown)), None)
    names = frozenset(item.strip().lower() for item in denied if isinstance(item, str))
    found = all_of(_denied(prefix, names) for prefix in allowed if _public(prefix) is not False)
    return doubt if found is False and doubt is not None else found


@lru_cache(maxsize=16384)
def _denied(prefix: str | Unknown, names: frozenset[str]) -> Truth:
    if not names.isdisjoint(_INTERNET):
        return True
    if isinstance(prefix, Unknown):
        return prefix
    own = prefix.strip().lower()
    if own in names or own.partition(".")[0] in names:
        return True
    network = _network(own)
    left = [_left(item, names) for item in (_EVERYTHING if network is None else [network])]
    public = [any(_wide(item) for item in items) for items in left]
    if public == [False, True]:
        return Unknown("IPv4 is denied and IPv6 is not")
    return not any(public)


def _left(network: _Network, names: Iterable[str]) -> list[_Network]:
    """What is left of a network without others."""
    left = [network]
    for name in names:
        other = _network(name)
        if other is not None and other.version == network.version:
            left = [piece for item in left for piece in _without(item, other)]
    return left


def _without(network: _Network, other: _Network) -> Iterable[_Network]:
    if network.subnet_of(other):  # type: ignore[arg-type]
        return ()
    return network.address_exclude(other) if other.subnet_of(network) else (network,)  # type: ignore[arg-type]


# -- destinations ---------------------------------------------------------------------------------------------------


def is_destined(prefix: str | Unknown, to: Texts) -> Truth:
    """Whether a range of addresses or service tag is among destinations. `VirtualNetwork` is for all but the public addresses
    that some load balancers leave in place, so that is not known."""
    if isinstance(to, Unknown):
        return to
    names = {item.strip().lower() for item in to if isinstance(item, str)}
    if not names.isdisjoint(_ANY):
        return True
    if isinstance(prefix, Unknown):
        return prefix
    own = prefix.strip().lower()
    if own in names:
        return True
    doubt = next((item for item in to if isinstance(item, Unknown)), None)
    if doubt is not None:
        return doubt
    network = _network(own)
    if network is None and own not in _ANY and names:
        return Unknown(f"which addresses {own} stands for")
    left = [item for whole in (_EVERYTHING if network is None else [network]) for item in _left(whole, names)]
    if not left:
        return True
    if "virtualnetwork" in names:
        return Unknown("a rule before it denies the virtual network")
    return Unknown("IPv4 is denied and IPv6 is not") if network is None and left == [_EVERYTHING[1]] else False
