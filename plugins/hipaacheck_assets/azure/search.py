"""Azure AI Search. https://learn.microsoft.com/rest/api/searchmanagement/services"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, NetworkRules, Texts


class SearchService(Asset, frozen=True, kw_only=True, tag="azure.search.service"):
    """A search service."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    sku: str | Unknown
    """Tier, e.g. `free`, `basic`, `standard`."""
    allows_shared_keys: bool | Unknown
    """Whether requests may be authorized with API keys."""
    enforces_customer_keys: bool | Unknown
    """Whether the service demands that indexes are encrypted with keys of the customer's own."""
    public_network_access: bool | Unknown
    """Whether the public endpoint takes requests at all."""
    network: NetworkRules | Unknown
    """Who reaches the public endpoint: the default is to deny as soon as an address is named. There are no rules for subnets."""
    private_endpoints: Texts
    """Connections of private endpoints, by state: `Approved`, `Pending`, `Rejected`, `Disconnected`."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where resource logs go."""


def default_action(ip_rules: Texts) -> str | Unknown:
    """What happens to addresses that no rule names. Unknown items may turn out to be none."""
    if isinstance(ip_rules, Unknown):
        return ip_rules
    if any(isinstance(item, str) for item in ip_rules):
        return "Deny"
    return next((item for item in ip_rules if isinstance(item, Unknown)), "Allow")


SERVICE = AssetType(name="azure.search.service", record=SearchService)
