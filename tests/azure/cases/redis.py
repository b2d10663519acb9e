"""Caches for Redis."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_TYPE = "Microsoft.Cache/redis"
SESSIONS, LEAKY, INSIDE = (resource_id(_TYPE, name) for name in ("sessions", "leaky", "inside"))
SUBNET = resource_id("Microsoft.Network/virtualNetworks/subnets", "main", "cache")


def cache(name: str, *, plaintext: bool, tls: str, public: str, **more: Any) -> dict[str, Any]:
    """A cache with what Azure always says."""
    inner = {
        "provisioningState": "Succeeded",
        "redisVersion": "6.0",
        "sku": {"name": "Premium", "family": "P", "capacity": 1},
        "enableNonSslPort": plaintext,
        "publicNetworkAccess": public,
        "minimumTlsVersion": tls,
        "redisConfiguration": {"maxclients": "7500", "maxmemory-reserved": "642"},
        "accessKeys": None,
        "hostName": f"{name}.redis.cache.windows.net",
        "port": 6379,
        "sslPort": 6380,
        "linkedServers": [],
    }
    return resource(_TYPE, name, inner | more, tags={})


def rule(cache_name: str, start: str, end: str) -> dict[str, Any]:
    """A firewall rule."""
    return resource(f"{_TYPE}/firewallRules", f"{cache_name}/rule", {"startIP": start, "endIP": end})


def declared(name: str, *, plaintext: bool, tls: str, public: bool, subnet: str | None = None) -> Any:
    """The same as a plan declares it."""
    values = {
        "id": resource_id(_TYPE, name),
        "name": name,
        "resource_group_name": "clinic",
        "location": "westeurope",
        "non_ssl_port_enabled": plaintext,
        "minimum_tls_version": tls,
        "public_network_access_enabled": public,
        "subnet_id": subnet,
    }
    return plans.resource(f"azurerm_redis_cache.{name}", values)


CASE = Case(
    types=("azure.redis.cache",),
    estate={
        listing(_TYPE): [
            cache("sessions", plaintext=False, tls="1.2", public="Enabled"),
            cache("leaky", plaintext=True, tls="1.0", public="Enabled"),
            cache("inside", plaintext=False, tls="1.2", public="Enabled", subnetId=SUBNET),
        ],
        f"{SESSIONS}/firewallRules": [rule("sessions", "203.0.113.0", "203.0.113.255")],
        f"{LEAKY}/firewallRules": [rule("leaky", "0.0.0.1", "255.255.255.255")],
        f"{INSIDE}/firewallRules": [],
    },
    expected={
        "azure-redis-cache-classified": {"inside": "fail", "leaky": "fail"},
        "azure-redis-cache-tls-only": {"sessions": "pass", "leaky": "fail", "inside": "pass"},
        "azure-redis-cache-minimum-tls-version": {"sessions": "pass", "leaky": "fail", "inside": "pass"},
        "azure-redis-cache-network-restricted": {"sessions": "pass", "leaky": "fail", "inside": "pass"},
    },
    plan=(
        declared("sessions", plaintext=False, tls="1.2", public=True),
        declared("leaky", plaintext=True, tls="1.0", public=True),
        declared("inside", plaintext=False, tls="1.2", public=True, subnet=SUBNET),
        *(
            plans.resource(
                f"azurerm_redis_firewall_rule.{name}",
                {"name": "rule", "redis_cache_name": name, "resource_group_name": "clinic", "start_ip": start, "end_ip": end},
            )
            for name, start, end in (
                ("sessions", "203.0.113.0", "203.0.113.255"),
                ("leaky", "0.0.0.1", "255.255.255.255"),
            )
        ),
    ),
)
