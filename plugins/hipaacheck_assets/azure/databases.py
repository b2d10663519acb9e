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
    """Number of addresses from the first to the last."""
    azure_services: bool | Unknown
    """Whether this is the rule from 0.0.0.0 to 0.0.0.0, which lets in everything that runs in Azure, of any customer."""


def firewall_rule(name: str | Unknown | None, start: str | Unknown | None, end: str | Unknown | None) -> FirewallRule:
    """A rule with what follows from its addresses."""
    first, last = (Unknown("no address is given") if item is None else item for item in (start, end))
    return FirewallRule(name=name, start=first, end=last, addresses=_addresses(first, last), azure_services=_azure(first, last))


def _addresses(start: str | Unknown, end: str | Unknown) -> int | Unknown:
    if isinstance(start, Unknown) or isinstance(end, Unknown):
        return start if isinstance(start, Unknown) else end if isinstance(end, Unknown) else 0
    try:
        return int(ipaddress.ip_address(end)) - int(ipaddress.ip_address(start)) + 1
    except ValueError:
        return Unknown(f"{start} to {end} is not a range of addresses")


def _azure(start: str | Unknown, end: str | Unknown) -> bool | Unknown:
    if any(isinstance(item, str) and item != "0.0.0.0" for item in (start, end)):  # noqa: S104 - an address to compare with
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


def switched_on(value: str | Unknown) -> bool | Unknown:
    """Whether the value of a parameter that is on or off is on. Newer PostgreSQL has a list of aspects where it had `on`."""
    return value if isinstance(value, Unknown) else value.strip().lower() not in ("", "0", "off", "false", "no")


def whole_number(value: str | Unknown) -> int | Unknown:
    """The value of a numeric parameter."""
    if isinstance(value, Unknown):
        return value
    return int(value) if value.strip().isdecimal() else Unknown(f"{value!r} is not a number")
