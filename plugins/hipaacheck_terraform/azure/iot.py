"""Azure IoT hubs.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/iothub.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules
from hipaacheck_assets.azure.iot import IotHub
from hipaacheck_terraform.arguments import declared_block, default, flag, required
from hipaacheck_terraform.azure.common import common, diagnostic_settings, private_endpoints
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def hubs(estate: Estate) -> Iterator[IotHub]:
    """One asset per hub."""
    for item in estate.each("azurerm_iothub"):
        rules = _rules(item)
        yield IotHub(
            **common(estate, item),
            minimum_tls_version=item.text("min_tls_version"),
            allows_shared_keys=flag(item, "local_authentication_enabled", True),
            public_network_access=flag(item, "public_network_access_enabled", True),
            network=_network(rules),
            rules_cover_events=flag(rules, "apply_to_builtin_eventhub_endpoint", False),
            private_endpoints=private_endpoints(estate, item),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def _rules(item: Resource) -> Block | Unknown | None:
    """Version 2 has a list of older rules, too, of which the first that fits counts."""
    older = item.blocks("ip_filter_rule")
    if isinstance(older, Unknown) or older:
        return Unknown("older rules, whose order counts, are not read", f"{item.address}.ip_filter_rule")
    return declared_block(item, "network_rule_set")


def _network(rules: Block | Unknown | None) -> NetworkRules | Unknown:
    if isinstance(rules, Unknown):
        return rules
    if rules is None:
        return NetworkRules(default_action="Allow", bypass=[], ip_rules=[], subnet_ids=[])
    addresses = rules.blocks("ip_rule")
    return NetworkRules(
        default_action=default(rules.text("default_action"), "Deny"),
        bypass=[],
        ip_rules=addresses
        if isinstance(addresses, Unknown)
        else [rule if isinstance(rule, Unknown) else required(rule, "ip_mask") for rule in addresses],
        subnet_ids=[],
    )
