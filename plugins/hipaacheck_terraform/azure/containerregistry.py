"""Azure Container Registry.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/container_registry
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules, Texts
from hipaacheck_assets.azure.containerregistry import Registry
from hipaacheck_terraform.arguments import declared_block, default, flag
from hipaacheck_terraform.azure.common import common, link, private_endpoints
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def registries(estate: Estate) -> Iterator[Registry]:
    """One asset per registry."""
    for item in estate.each("azurerm_container_registry"):
        yield Registry(
            **common(estate, item),
            sku=default(item.text("sku"), "Classic"),
            admin_user=flag(item, "admin_enabled", False),
            public_network_access=flag(item, "public_network_access_enabled", True),
            network=_network(estate, item),
            private_endpoints=private_endpoints(estate, item),
        )


def _network(estate: Estate, item: Resource) -> NetworkRules | Unknown:
    """Since version 4 there are no rules for subnets."""
    bypass = item.text("network_rule_bypass_option")
    through: Texts = bypass if isinstance(bypass, Unknown) else [] if bypass == "None" else ["AzureServices"]
    rules = declared_block(item, "network_rule_set")
    if isinstance(rules, Unknown):
        return rules
    if rules is None:
        return NetworkRules(default_action="Allow", bypass=through, ip_rules=[], subnet_ids=[])
    return NetworkRules(
        default_action=default(rules.text("default_action"), "Allow"),
        bypass=through,
        ip_rules=_each(rules, "ip_rule", lambda rule: rule.text("ip_range")),
        subnet_ids=_each(rules, "virtual_network", lambda rule: link(estate, rule, "subnet_id", ("azurerm_subnet",), item)),
    )


def _each(rules: Block, name: str, read: Callable[[Block], str | Unknown | None]) -> Texts:
    blocks = rules.blocks(name)
    if isinstance(blocks, Unknown):
        return blocks
    return [value for value in (block if isinstance(block, Unknown) else read(block) for block in blocks) if value is not None]
