"""Azure AI Search services.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/search_service.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules, Texts
from hipaacheck_assets.azure.search import SearchService, default_action
from hipaacheck_terraform.arguments import default, flag, required
from hipaacheck_terraform.azure.common import common, diagnostic_settings, private_endpoints
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate


def services(estate: Estate) -> Iterator[SearchService]:
    """One asset per service."""
    for item in estate.each("azurerm_search_service"):
        yield SearchService(
            **common(estate, item),
            sku=required(item, "sku"),
            allows_shared_keys=flag(item, "local_authentication_enabled", True),
            enforces_customer_keys=flag(item, "customer_managed_key_enforcement_enabled", False),
            public_network_access=flag(item, "public_network_access_enabled", True),
            network=_network(item),
            private_endpoints=private_endpoints(estate, item),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def _network(item: Resource) -> NetworkRules:
    addresses = item.texts("allowed_ips")
    option = default(item.text("network_rule_bypass_option"), "None")
    through: Texts = option if isinstance(option, Unknown) else [] if option == "None" else [option]
    return NetworkRules(default_action=default_action(addresses), bypass=through, ip_rules=addresses, subnet_ids=[])
