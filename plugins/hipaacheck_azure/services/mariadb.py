"""Azure Database for MariaDB, which Microsoft retired in September 2025.
https://learn.microsoft.com/rest/api/mariadb/servers"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.mariadb import Server
from hipaacheck_azure.collect import Collector, Got, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.DBforMariaDB/servers"
_GONE = ("InvalidResourceNamespace",)
"""What Azure Resource Manager answers of a provider that it does not know: there can be no servers."""


def build(place: Place, item: Answer, got: Got) -> Server:
    """One asset per server."""
    inner = properties(item)
    storage = inner.sure("storageProfile", inner.block("storageProfile"))
    state = storage.required("geoRedundantBackup") if isinstance(storage, Answer) else storage
    return Server(
        **place.resource(item), geo_redundant_backup=state if isinstance(state, Unknown) else state.lower() == "enabled"
    )


def _find(reader: Reader) -> list[Answer | Unknown]:
    return reader.pages(_LIST, _GONE)


SERVERS = Collector(asset_type="azure.mariadb.server", scope="global", operations=(_LIST,), find=_find, build=build)
