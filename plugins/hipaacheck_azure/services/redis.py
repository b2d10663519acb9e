"""Azure Cache for Redis. https://learn.microsoft.com/rest/api/redis/redis"""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import arm_id
from hipaacheck_assets.azure.redis import Cache, FirewallRule, addresses
from hipaacheck_azure.collect import Collector, Got, detail, listing, properties
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.Cache/redis"
_RULES = f"{_LIST}/firewallRules"


def build(place: Place, item: Answer, got: Got) -> Cache:
    """One asset per cache. Microsoft documents that one whose public access was never set has it."""
    inner = properties(item)
    access = inner.or_default("publicNetworkAccess", inner.text("publicNetworkAccess"), "Enabled")
    return Cache(
        **place.resource(item),
        plaintext_port=inner.sure("enableNonSslPort", inner.flag("enableNonSslPort")),
        minimum_tls_version=inner.required("minimumTlsVersion"),
        public_network_access=access if isinstance(access, Unknown) else access.lower() != "disabled",
        subnet_id=arm_id(inner.text("subnetId")),
        firewall_rules=got.read(_RULES, _rules, []),
    )


def _rules(items: list[Any]) -> list[FirewallRule | Unknown]:
    return [item if isinstance(item, Unknown) else _rule(item) for item in items]


def _rule(item: Answer) -> FirewallRule:
    inner = properties(item)
    start, end = inner.required("startIP"), inner.required("endIP")
    return FirewallRule(start_ip=start, end_ip=end, addresses=addresses(start, end))


CACHES = Collector(
    asset_type="azure.redis.cache",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(detail(_RULES, "firewall_rules", pages=True),),
    build=build,
)
