"""Azure Database for PostgreSQL. https://learn.microsoft.com/rest/api/postgresql/"""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.databases import lowest_tls, switched_on, whole_number
from hipaacheck_assets.azure.postgresql import Server
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, detail, diagnostic_settings, properties
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.databases import (
    both,
    enabled,
    firewall_rules,
    high_availability,
    is_flexible,
    is_single,
    parameter,
    part,
    public_network_access,
    replica,
    rules_and_parameters,
)
from hipaacheck_live.answers import Answer

_FLEXIBLE, _SINGLE = "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.DBforPostgreSQL/servers"
_FROM_PARAMETERS = (
    "log_checkpoints",
    "log_connections",
    "log_disconnections",
    "log_retention_days",
    "minimum_tls_version",
    "tls_required",
)


def build(place: Place, item: Answer, got: Got) -> Server:
    """One asset per server."""
    return _flexible(place, item, got) if is_flexible(item) else _single(place, item, got)


def _flexible(place: Place, item: Answer, got: Got) -> Server:
    inner, kind = properties(item), f"{_FLEXIBLE}/configurations"
    return Server(
        **_common(place, item, got, kind, "logfiles.retention_days"),
        deployment="Flexible",
        tls_required=switched_on(parameter(got, kind, "require_secure_transport")),
        minimum_tls_version=lowest_tls(parameter(got, kind, "ssl_min_protocol_version")),
        public_network_access=public_network_access(item),
        firewall_rules=firewall_rules(got, f"{_FLEXIBLE}/firewallRules"),
        entra_authentication=enabled(part(inner, "authConfig"), "activeDirectoryAuth"),
        geo_redundant_backup=enabled(part(inner, "backup"), "geoRedundantBackup"),
        high_availability=high_availability(inner),
    )


def _single(place: Place, item: Answer, got: Got) -> Server:
    inner = properties(item)
    return Server(
        **_common(place, item, got, f"{_SINGLE}/configurations", "log_retention_days"),
        deployment="Single",
        tls_required=enabled(inner, "sslEnforcement"),
        minimum_tls_version=inner.required("minimalTlsVersion"),
        public_network_access=enabled(inner, "publicNetworkAccess"),
        firewall_rules=firewall_rules(got, f"{_SINGLE}/firewallRules"),
        entra_authentication=got.read(f"{_SINGLE}/administrators", _any, False),
        geo_redundant_backup=enabled(part(inner, "storageProfile"), "geoRedundantBackup"),
        high_availability=None,
    )


def _any(items: list[Answer | Unknown]) -> Truth:
    return any_of(item if isinstance(item, Unknown) else True for item in items)


def _common(place: Place, item: Answer, got: Got, kind: str, retention: str) -> dict[str, Any]:
    names = ("log_checkpoints", "log_connections", "log_disconnections")
    return {
        **place.resource(item),
        **{name: switched_on(parameter(got, kind, name)) for name in names},
        "replica": replica(properties(item)),
        "log_retention_days": whole_number(parameter(got, kind, retention)),
        "diagnostic_settings": diagnostic_settings(got),
    }


SERVERS = Collector(
    asset_type="azure.postgresql.server",
    scope="global",
    operations=(_FLEXIBLE, _SINGLE),
    find=both(_FLEXIBLE, _SINGLE),
    details=(
        *rules_and_parameters(_FLEXIBLE, _SINGLE, _FROM_PARAMETERS),
        detail(f"{_SINGLE}/administrators", "entra_authentication", pages=True, when=is_single),
        DIAGNOSTICS,
    ),
    build=build,
)
