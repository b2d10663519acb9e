"""What the managed database servers of Azure have in common: firewall rules, versions of TLS, values of parameters."""

from __future__ import annotations

import ipaddress

from hipaacheck import Record, Unknown


class FirewallRule(Record, frozen=True, kw_only=True):
    """A range of public addresses that is let in."""

    name: str | Unknown | None
    """Name of the rule."""
    start: str | Unknown
    """First address."""
    end: str | Unknown
    """Last address."""
    addresses: int | Unknown
    """Number of addresses from the first to the last; in IPv6, of networks with a prefix of 64 bits, the usual size of one."""
    azure_services: bool | Unknown
    """Whether the rule lets in all that runs in Azure, of any customer: from 0.0.0.0 to 0.0.0.0, or to the last address."""


_FIRST = "0.0.0.0"  # noqa: S104 - an address to compare with


def firewall_rule(name: str | Unknown | None, start: str | Unknown | None, end: str | Unknown | None) -> FirewallRule:
    """A rule with what follows from its addresses."""
    first, last = (Unknown("no address is given") if item is None else item for item in (start, end))
    return FirewallRule(name=name, start=first, end=last, addresses=_addresses(first, last), azure_services=_azure(first, last))


def _addresses(start: str | Unknown, end: str | Unknown) -> int | Unknown:
    if isinstance(start, Unknown) or isinstance(end, Unknown):
        return start if isinstance(start, Unknown) else end if isinstance(end, Unknown) else 0
    odd = Unknown(f"{start} to {end} is not a range of addresses")
    try:
        first, last = _address(start), _address(end)
    except ValueError:
        return odd
    if first.version != last.version or int(first) > int(last):
        return odd
    bits = 64 if first.version == 6 else 0
    return (int(last) >> bits) - (int(first) >> bits) + 1


def _address(value: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address; that of IPv4 where one of IPv6 stands for it."""
    found = ipaddress.ip_address(value)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return found if mapped is None else mapped


def _azure(start: str | Unknown, end: str | Unknown) -> bool | Unknown:
    if (isinstance(start, str) and start != _FIRST) or (isinstance(end, str) and end not in (_FIRST, "255.255.255.255")):
        return False
    return next((item for item in (start, end) if isinstance(item, Unknown)), True)


_VERSIONS = {"TLSV1": "TLS1_0", "TLSV1.0": "TLS1_0", "TLSV1.1": "TLS1_1", "TLSV1.2": "TLS1_2", "TLSV1.3": "TLS1_3"}


def lowest_tls(value: str | Unknown) -> str | Unknown:
    """The lowest version in the value of `ssl_min_protocol_version` or `tls_version`, in the spelling of single servers."""
    if isinstance(value, Unknown):
        return value
    versions = [_VERSIONS.get(item.strip().upper()) for item in value.split(",")]
    known = [item for item in versions if item is not None]
    return min(known) if len(known) == len(versions) else Unknown(f"{value!r} names no versions of TLS")


_ON = frozenset({"on", "1", "true", "yes", "all", "receipt", "authentication", "authorization"})
_OFF = frozenset({"", "off", "0", "false", "no"})


def switched_on(value: str | Unknown) -> bool | Unknown:
    """Whether the value of a parameter that is on or off is on. Newer PostgreSQL has a list of what of a connection is logged."""
    if isinstance(value, Unknown):
        return value
    parts = {item.strip().lower() for item in value.split(",")}
    return True if parts & _ON else False if parts <= _OFF else Unknown(f"{value!r} is neither on nor off")


def whole_number(value: str | Unknown) -> int | Unknown:
    """The value of a numeric parameter."""
    if isinstance(value, Unknown):
        return value
    return int(value) if value.strip().isdecimal() else Unknown(f"{value!r} is not a number")
