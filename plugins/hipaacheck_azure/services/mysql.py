"""Azure Database for MySQL. https://learn.microsoft.com/rest/api/mysql/"""

from __future__ import annotations

from typing import Any

from hipaacheck_assets.azure.databases import lowest_tls, switched_on
from hipaacheck_assets.azure.mysql import Server, events
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, properties
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.databases import (
    both,
    enabled,
    firewall_rules,
    high_availability,
    is_flexible,
    parameter,
    part,
    public_network_access,
    replica,
    rules_and_parameters,
)
from hipaacheck_live.answers import Answer

_FLEXIBLE, _SINGLE = "Microsoft.DBforMySQL/flexibleServers", "Microsoft.DBforMySQL/servers"
_FROM_PARAMETERS = ("audit_log", "audit_log_events", "minimum_tls_version", "tls_required")


def build(place: Place, item: Answer, got: Got) -> Server:
    """One asset per server."""
    return _flexible(place, item, got) if is_flexible(item) else _single(place, item, got)


def _flexible(place: Place, item: Answer, got: Got) -> Server:
    inner, kind = properties(item), f"{_FLEXIBLE}/configurations"
    return Server(
        **_common(place, item, got, kind),
        deployment="Flexible",
        tls_required=switched_on(parameter(got, kind, "require_secure_transport")),
        minimum_tls_version=lowest_tls(parameter(got, kind, "tls_version")),
        public_network_access=public_network_access(item),
        firewall_rules=firewall_rules(got, f"{_FLEXIBLE}/firewallRules"),
        geo_redundant_backup=enabled(part(inner, "backup"), "geoRedundantBackup"),
        high_availability=high_availability(inner),
    )


def _single(place: Place, item: Answer, got: Got) -> Server:
    inner = properties(item)
    return Server(
        **_common(place, item, got, f"{_SINGLE}/configurations"),
        deployment="Single",
        tls_required=enabled(inner, "sslEnforcement"),
        minimum_tls_version=inner.required("minimalTlsVersion"),
        public_network_access=enabled(inner, "publicNetworkAccess"),
        firewall_rules=firewall_rules(got, f"{_SINGLE}/firewallRules"),
        geo_redundant_backup=enabled(part(inner, "storageProfile"), "geoRedundantBackup"),
        high_availability=None,
    )


def _common(place: Place, item: Answer, got: Got, kind: str) -> dict[str, Any]:
    return {
        **place.resource(item),
        "replica": replica(properties(item)),
        "audit_log": switched_on(parameter(got, kind, "audit_log_enabled")),
        "audit_log_events": events(parameter(got, kind, "audit_log_events")),
        "diagnostic_settings": diagnostic_settings(got),
    }


SERVERS = Collector(
    asset_type="azure.mysql.server",
    scope="global",
    operations=(_FLEXIBLE, _SINGLE),
    find=both(_FLEXIBLE, _SINGLE),
    details=(*rules_and_parameters(_FLEXIBLE, _SINGLE, _FROM_PARAMETERS), DIAGNOSTICS),
    build=build,
)
