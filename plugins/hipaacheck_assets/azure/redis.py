"""Azure Cache for Redis. https://learn.microsoft.com/rest/api/redis/redis"""

from __future__ import annotations

from ipaddress import IPv4Address

from hipaacheck import Asset, AssetType, Record, Unknown


def addresses(start: str | Unknown, end: str | Unknown) -> int | Unknown:
    """How many addresses a range has; unknown for one that is none."""
    if isinstance(start, Unknown):
        return start
    if isinstance(end, Unknown):
        return end
    try:
        count = int(IPv4Address(end)) - int(IPv4Address(start)) + 1
    except ValueError:
        count = 0
    return count if count > 0 else Unknown(f"{start} to {end} is no range of addresses")


class FirewallRule(Record, frozen=True, kw_only=True):
    """A range of public addresses that is let in. Without any rule, all are."""

    start_ip: str | Unknown
    """First address."""
    end_ip: str | Unknown
    """Last address."""
    addresses: int | Unknown
    """How many addresses that are."""


class Cache(Asset, frozen=True, kw_only=True, tag="azure.redis.cache"):
    """A cache for Redis."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    plaintext_port: bool | Unknown
    """Whether port 6379, without TLS, is open."""
    minimum_tls_version: str | Unknown
    """`1.0`, `1.1` or `1.2`."""
    public_network_access: bool | Unknown
    """Whether the cache has a public endpoint beside private ones."""
    subnet_id: str | Unknown | None
    """Id of the subnet that the cache runs in; null for none."""
    firewall_rules: list[FirewallRule | Unknown] | Unknown
    """Ranges of addresses that are let in; without any, all are."""


CACHE = AssetType(name="azure.redis.cache", record=Cache)
