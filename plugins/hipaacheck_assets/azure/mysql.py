"""Azure Database for MySQL. https://learn.microsoft.com/rest/api/mysql/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts
from hipaacheck_assets.azure.databases import FirewallRule


class Server(Asset, frozen=True, kw_only=True, tag="azure.mysql.server"):
    """A flexible server, or a single server, which Azure retired in September 2024."""

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
    geo_redundant_backup: bool | Unknown
    """Whether backups are kept in the paired region too."""
    high_availability: str | Unknown | None
    """`Disabled`, `SameZone` or `ZoneRedundant`; null on single servers, which have nothing of the kind."""
    audit_log: bool | Unknown
    """Whether the audit log is written: `audit_log_enabled`."""
    audit_log_events: Texts
    """Events that it holds, in upper case: `CONNECTION`, `CONNECTION_V2`, `DML`, `DDL`, `DCL`, `ADMIN`, `GENERAL`, …"""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the server."""


def events(value: str | Unknown) -> Texts:
    """The events in the value of `audit_log_events`."""
    return value if isinstance(value, Unknown) else [item.strip().upper() for item in value.split(",") if item.strip()]


SERVER = AssetType(name="azure.mysql.server", record=Server)
