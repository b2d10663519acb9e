"""Azure Cosmos DB. https://learn.microsoft.com/rest/api/cosmos-db-resource-provider/database-accounts"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts


class DatabaseAccount(Asset, frozen=True, kw_only=True, tag="azure.cosmosdb.account"):
    """A Cosmos DB account."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    kind: str | Unknown
    """`GlobalDocumentDB`, `MongoDB` or `Parse`."""
    capabilities: Texts
    """Capabilities that are on, e.g. `EnableServerless`; `EnableCassandra`, `EnableGremlin` and `EnableTable` for other
    interfaces than that of NoSQL."""
    local_authentication: bool | Unknown
    """Whether requests may be authorized with the account's keys."""
    public_network_access: bool | Unknown
    """Whether the account has a public endpoint beside private ones."""
    ip_rules: Texts
    """Public addresses and CIDR ranges that are let in; `0.0.0.0` for all of Azure, other customers included."""
    virtual_network_filter: bool | Unknown
    """Whether only the named subnets, and addresses, are let in."""
    subnet_ids: Texts
    """Ids of the subnets that are let in by a service endpoint."""
    private_endpoints: Texts
    """Connections of private endpoints, by state: `Approved`, `Pending`, `Rejected`, `Disconnected`."""
    minimum_tls_version: str | Unknown
    """`Tls` (1.0), `Tls11` or `Tls12`."""
    backup_mode: str | Unknown
    """`Periodic` or `Continuous`."""
    regions: Texts
    """Regions that hold the data, e.g. `westeurope`."""
    multiple_write_regions: bool | Unknown
    """Whether each region takes writes."""
    automatic_failover: bool | Unknown
    """Whether another region takes writes by itself when that of writes fails."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the account."""


ACCOUNT = AssetType(name="azure.cosmosdb.account", record=DatabaseAccount)
