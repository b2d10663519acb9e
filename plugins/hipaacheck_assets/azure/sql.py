"""Azure SQL: logical servers with their databases, and managed instances. https://learn.microsoft.com/rest/api/sql/"""

from __future__ import annotations

from datetime import datetime

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.databases import FirewallRule


class Auditing(Record, frozen=True, kw_only=True):
    """The (extended) auditing policy of a server or database."""

    enabled: bool | Unknown
    """Whether events are audited at all."""
    to_azure_monitor: bool | Unknown
    """Whether events go to Azure Monitor, where a diagnostic setting sends them on."""
    to_storage: bool | Unknown
    """Whether events go to a storage account."""
    retention_days: int | Unknown
    """Days that the storage account keeps them; 0 means for ever. Says nothing of what Azure Monitor keeps."""
    action_groups: Texts
    """Actions and groups of actions that are audited, e.g. `BATCH_COMPLETED_GROUP`."""


NOT_AUDITED = Auditing(enabled=False, to_azure_monitor=False, to_storage=False, retention_days=0, action_groups=[])
"""What holds until a policy is set."""


class VulnerabilityAssessment(Record, frozen=True, kw_only=True):
    """SQL vulnerability assessment of all databases of a server or instance."""

    configuration: str | Unknown
    """`Express`, where Azure keeps the results, or `Classic`, where a storage account does."""
    recurring_scans: bool | Unknown
    """Whether databases are scanned every week without being asked. The express configuration always does."""
    notifies_admins: bool | Unknown | None
    """Whether reports go to the subscription's administrators; null with the express configuration, which has no such setting."""
    has_recipients: bool | Unknown | None
    """Whether reports go to named addresses; null with the express configuration."""


def express_assessment() -> VulnerabilityAssessment:
    """The express configuration, which has no settings of its own."""
    return VulnerabilityAssessment(configuration="Express", recurring_scans=True, notifies_admins=None, has_recipients=None)


class VirtualNetworkRule(Record, frozen=True, kw_only=True):
    """A subnet that is let in by a service endpoint."""

    name: str | Unknown | None
    """Name of the rule."""
    subnet_id: str | Unknown | None
    """Id of the subnet."""


class Server(Asset, frozen=True, kw_only=True, tag="azure.sql.server"):
    """A logical server of Azure SQL Database or dedicated SQL pools."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    minimum_tls_version: str | Unknown
    """`1.0`, `1.1`, `1.2`, `1.3`, or `None` where even connections without encryption are taken."""
    public_network_access: bool | Unknown
    """Whether the public endpoint takes connections; unknown where a network security perimeter decides it."""
    firewall_rules: list[FirewallRule | Unknown] | Unknown
    """Ranges of public addresses that are let in."""
    virtual_network_rules: list[VirtualNetworkRule | Unknown] | Unknown
    """Subnets that are let in by a service endpoint."""
    private_endpoints: Texts
    """Connections of private endpoints, by state: `Approved`, `Pending`, `Rejected`, `Disconnected`."""
    entra_administrator: bool | Unknown
    """Whether a user or group of Microsoft Entra ID is administrator."""
    customer_managed_key: bool | Unknown
    """Whether a key of the customer's own protects the keys of transparent data encryption."""
    auditing: Auditing | Unknown
    """The server's auditing policy, which holds for all its databases."""
    threat_detection: bool | Unknown
    """Whether Microsoft Defender for SQL (advanced threat protection) watches the server."""
    vulnerability_assessment: VulnerabilityAssessment | Unknown | None
    """Vulnerability assessment of its databases; null when none is configured."""


class Database(Asset, frozen=True, kw_only=True, tag="azure.sql.database"):
    """A database of a logical server. `master` is none of them."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    server_id: str | Unknown | None
    """Id of its server."""
    data_warehouse: bool | Unknown
    """Whether it is a dedicated SQL pool, for which Azure has no long-term retention."""
    transparent_data_encryption: bool | Unknown
    """Whether files and backups are encrypted at rest."""
    auditing: Auditing | Unknown
    """The database's own auditing policy, in addition to its server's."""
    backup_redundancy: str | Unknown
    """Where backups are kept: `Local`, `Zone`, `Geo` or `GeoZone`."""
    weekly_retention: str | Unknown | None
    """How long a backup of each week is kept, as ISO 8601 (`P12W`); null when it is not."""
    monthly_retention: str | Unknown | None
    """How long a backup of each month is kept, as ISO 8601; null when it is not."""
    yearly_retention: str | Unknown | None
    """How long a backup of each year is kept, as ISO 8601; null when it is not."""
    earliest_restore: datetime | Unknown | None
    """The earliest point in time that it can be restored to; null when there is none. Known only in a running estate."""


class ManagedInstance(Asset, frozen=True, kw_only=True, tag="azure.sql.managed_instance"):
    """A managed instance."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    minimum_tls_version: str | Unknown
    """`1.0`, `1.1`, `1.2`, `1.3`, or `None` where even connections without encryption are taken."""
    public_data_endpoint: bool | Unknown
    """Whether it has a public endpoint beside the one in its subnet."""
    entra_administrator: bool | Unknown
    """Whether a user or group of Microsoft Entra ID is administrator."""
    customer_managed_key: bool | Unknown
    """Whether a key of the customer's own protects the keys of transparent data encryption."""
    threat_detection: bool | Unknown
    """Whether Microsoft Defender for SQL (advanced threat protection) watches the instance."""
    vulnerability_assessment: VulnerabilityAssessment | Unknown | None
    """Vulnerability assessment of its databases; null when none is configured."""


def retention(value: str | Unknown | None) -> str | Unknown | None:
    """A time of long-term retention; Azure writes `PT0S` for none."""
    return None if isinstance(value, str) and value.upper() in ("PT0S", "P0D", "P0W", "P0M", "P0Y") else value


SERVER = AssetType(
    name="azure.sql.server",
    record=Server,
    relations={
        "databases": Relation(
            to="azure.sql.database",
            mine="resource_id",
            theirs="server_id",
            many=True,
            missing="null",
            doc="The databases of the server, without `master`.",
        ),
    },
)
DATABASE = AssetType(
    name="azure.sql.database",
    record=Database,
    runtime=frozenset({"earliest_restore"}),
    relations={
        "server": Relation(to="azure.sql.server", mine="server_id", theirs="resource_id", doc="The server that it is on."),
        "assessments": Relation(
            to="azure.defender.assessment",
            mine="resource_id",
            theirs="assessed_id",
            many=True,
            missing="null",
            doc="What Microsoft Defender for Cloud found of it.",
        ),
    },
)
MANAGED_INSTANCE = AssetType(name="azure.sql.managed_instance", record=ManagedInstance)
