"""Azure Cache for Redis.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/redis_cache and its companions.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.redis import Cache, FirewallRule, addresses
from hipaacheck_terraform.arguments import flag, required
from hipaacheck_terraform.azure.common import common, link, renamed_flag
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate, Family

_RULE = "azurerm_redis_firewall_rule"


def caches(estate: Estate) -> Iterator[Cache]:
    """One asset per cache, and one per cache that only firewall rules name. TLS 1.0 was the default until version 3, TLS 1.2 is
    since; plans hold that of their version."""
    for family in estate.families(("azurerm_redis_cache",), ("name",), {_RULE: "redis_cache_name"}):
        item = family.resource
        yield Cache(
            **common(estate, item),
            plaintext_port=renamed_flag(item, "non_ssl_port_enabled", "enable_non_ssl_port", fallback=False),
            minimum_tls_version=required(item, "minimum_tls_version"),
            public_network_access=flag(item, "public_network_access_enabled", True),
            subnet_id=link(estate, item, "subnet_id", ("azurerm_subnet",)),
            firewall_rules=_rules(family),
        )


def _rules(family: Family) -> list[FirewallRule | Unknown]:
    return [item if isinstance(item, Unknown) else _rule(item) for item in family.all(_RULE)]


def _rule(item: Resource) -> FirewallRule:
    start, end = required(item, "start_ip"), required(item, "end_ip")
    return FirewallRule(start_ip=start, end_ip=end, addresses=addresses(start, end))
