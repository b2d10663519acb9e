"""Azure Cosmos DB. https://learn.microsoft.com/rest/api/cosmos-db-resource-provider/database-accounts"""

from __future__ import annotations

from collections.abc import Callable

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts, arm_id, region
from hipaacheck_assets.azure.cosmosdb import DatabaseAccount
from hipaacheck_assets.truth import opposite
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, listing, private_endpoints, properties
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.DocumentDB/databaseAccounts"


def build(place: Place, item: Answer, got: Got) -> DatabaseAccount:
    """One asset per account. Azure says all but its private endpoints even where nothing was set."""
    inner = properties(item)
    backup = inner.sure("backupPolicy", inner.block("backupPolicy"))
    return DatabaseAccount(
        **place.resource(item),
        kind=item.required("kind"),
        capabilities=_each(inner, "capabilities", lambda part: part.required("name")),
        local_authentication=opposite(inner.sure("disableLocalAuth", inner.flag("disableLocalAuth"))),
        public_network_access=_public(inner),
        ip_rules=_each(inner, "ipRules", lambda part: part.required("ipAddressOrRange")),
        virtual_network_filter=_flag(inner, "isVirtualNetworkFilterEnabled"),
        subnet_ids=_each(inner, "virtualNetworkRules", lambda part: arm_id(part.required("id"))),
        private_endpoints=private_endpoints(inner),
        minimum_tls_version=inner.required("minimalTlsVersion"),
        backup_mode=backup.required("type") if isinstance(backup, Answer) else backup,
        regions=_each(inner, "locations", lambda part: region(part.required("locationName"))),
        multiple_write_regions=_flag(inner, "enableMultipleWriteLocations"),
        automatic_failover=_flag(inner, "enableAutomaticFailover"),
        diagnostic_settings=diagnostic_settings(got),
    )


def _each(inner: Answer, name: str, make: Callable[[Answer], str | Unknown]) -> Texts:
    return inner.sure(name, None) if inner.get(name) is None else inner.each(name, make)


def _flag(inner: Answer, name: str) -> bool | Unknown:
    return inner.sure(name, inner.flag(name))


def _public(inner: Answer) -> bool | Unknown:
    state = inner.required("publicNetworkAccess")
    if isinstance(state, str) and state.lower() not in ("enabled", "disabled"):
        return Unknown(f"{state} is decided elsewhere, which is not read", inner.where)
    return state if isinstance(state, Unknown) else state.lower() == "enabled"


ACCOUNTS = Collector(
    asset_type="azure.cosmosdb.account",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(DIAGNOSTICS,),
    build=build,
)
