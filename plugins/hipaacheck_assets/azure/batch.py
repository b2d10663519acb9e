"""Azure Batch. https://learn.microsoft.com/rest/api/batchmanagement/batch-account"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, NetworkRules, Texts


class BatchAccount(Asset, frozen=True, kw_only=True, tag="azure.batch.account"):
    """A Batch account."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    allows_shared_keys: bool | Unknown
    """Whether requests may be authorized with the account's keys."""
    public_network_access: bool | Unknown
    """Whether the public endpoint takes requests at all."""
    network: NetworkRules | Unknown
    """Who reaches the public endpoint of the account. Batch has no rules for subnets and lets no services pass."""
    private_endpoints: Texts
    """Connections of private endpoints, by state: `Approved`, `Pending`, `Rejected`, `Disconnected`."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where resource logs go."""


ACCOUNT = AssetType(name="azure.batch.account", record=BatchAccount)
