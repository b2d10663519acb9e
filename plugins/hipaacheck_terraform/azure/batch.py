"""Azure Batch accounts.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/batch_account.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.batch import BatchAccount
from hipaacheck_assets.azure.common import NetworkRules
from hipaacheck_terraform.arguments import declared_block, default, flag, required
from hipaacheck_terraform.azure.common import common, diagnostic_settings, private_endpoints
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def accounts(estate: Estate) -> Iterator[BatchAccount]:
    """One asset per account."""
    for item in estate.each("azurerm_batch_account"):
        yield BatchAccount(
            **common(estate, item),
            allows_shared_keys=_shared_keys(item),
            public_network_access=flag(item, "public_network_access_enabled", True),
            network=_network(item),
            private_endpoints=private_endpoints(estate, item),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def _shared_keys(item: Resource) -> bool | Unknown:
    """What Azure allows where no modes are named depends on the account."""
    modes = item.texts("allowed_authentication_modes")
    if isinstance(modes, Unknown):
        return modes
    if "SharedKey" in modes:
        return True
    doubt = next((mode for mode in modes if isinstance(mode, Unknown)), None)
    if doubt is None and not modes:
        return Unknown("not declared", f"{item.address}.allowed_authentication_modes")
    return False if doubt is None else doubt


def _network(item: Resource) -> NetworkRules | Unknown:
    profile = declared_block(item, "network_profile")
    if isinstance(profile, Unknown):
        return profile
    if profile is None:
        return NetworkRules(default_action="Allow", bypass=[], ip_rules=[], subnet_ids=[])
    rules = profile.block("account_access")
    if not isinstance(rules, Block):
        return default(rules, Unknown("not declared", f"{profile.path}.account_access"))
    addresses = rules.blocks("ip_rule")
    return NetworkRules(
        default_action=default(rules.text("default_action"), "Deny"),
        bypass=[],
        ip_rules=addresses
        if isinstance(addresses, Unknown)
        else [rule if isinstance(rule, Unknown) else required(rule, "ip_range") for rule in addresses],
        subnet_ids=[],
    )
