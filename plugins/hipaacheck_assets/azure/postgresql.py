"""Azure Database for PostgreSQL. https://learn.microsoft.com/rest/api/postgresql/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting
from hipaacheck_assets.azure.databases import FirewallRule


class Server(Asset, frozen=True, kw_only=True, tag="azure.postgresql.server"):
    """A flexible server, or a single server, which Azure retired in March 2025."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    deployment: str | Unknown
    """`Flexible` or `Single`."""
    replica: bool | Unknown
    """Whether it is a read replica of another server."""
    tls_required: bool | Unknown
    """Whether connections without TLS are refused: `require_secure_transport`, or SSL enforcement on single servers."""
    minimum_tls_version: str | Unknown
    """`TLS1_0`, `TLS1_1`, `TLS1_2`, `TLS1_3`, or `TLSEnforcementDisabled` on single servers that take any."""
    public_network_access: bool | Unknown
    """Whether the public endpoint takes connections. A server in a virtual network has none."""
    firewall_rules: list[FirewallRule | Unknown] | Unknown
    """Ranges of public addresses that are let in."""
    entra_authentication: bool | Unknown
    """Whether users can sign in by Microsoft Entra ID; on single servers, whether it has an administrator of there."""
    geo_redundant_backup: bool | Unknown
    """Whether backups are kept in the paired region too."""
    high_availability: str | Unknown | None
    """`Disabled`, `SameZone` or `ZoneRedundant`; null on single servers, which have nothing of the kind."""
    log_checkpoints: bool | Unknown
    """Whether checkpoints are logged."""
    log_connections: bool | Unknown
    """Whether attempts to connect are logged."""
    log_disconnections: bool | Unknown
    """Whether ends of sessions are logged."""
    log_retention_days: int | Unknown
    """Days that the server keeps its own log files."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the server."""


SERVER = AssetType(name="azure.postgresql.server", record=Server)
