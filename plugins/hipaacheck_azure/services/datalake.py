"""Azure Data Lake Store and Analytics of the first generation, which Azure retired on 29 February 2024.
https://learn.microsoft.com/rest/api/datalakestore/accounts, https://learn.microsoft.com/rest/api/datalakeanalytics/accounts"""

from __future__ import annotations

from collections.abc import Callable

from hipaacheck import Unknown
from hipaacheck_assets.azure.datalake import DataLakeAnalytics, DataLakeStore
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Detail, Got, diagnostic_settings, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer, Malformed

_STORES, _ANALYTICS = "Microsoft.DataLakeStore/accounts", "Microsoft.DataLakeAnalytics/accounts"
_ONE = f"{_STORES}/one"
_GONE = ("InvalidResourceNamespace", "InvalidResourceType")
"""Azure Resource Manager knows no such type, so that there can be none of it."""


def _listing(operation: str) -> Callable[[Reader], list[Answer | Unknown]]:
    def find(reader: Reader) -> list[Answer | Unknown]:
        return reader.pages(operation, _GONE)

    return find


def _whole(reader: Reader, item: Answer, got: Got) -> Answer | Unknown | None:
    """A store by itself: a listing does not tell whether it is encrypted."""
    steps = item.known("id").split("/")  # /subscriptions/S/resourceGroups/G/providers/…
    if len(steps) < 9:
        raise Malformed(f"{item.where} has an id of another form")
    return reader.get(_ONE, group=steps[4], name=steps[-1])


def build_store(place: Place, item: Answer, got: Got) -> DataLakeStore:
    """One asset per store."""
    return DataLakeStore(
        **place.resource(item),
        encrypted=got.read(_ONE, _encrypted, Unknown("the answer is empty", _ONE)),
        diagnostic_settings=diagnostic_settings(got),
    )


def _encrypted(answer: Answer) -> bool | Unknown:
    state = properties(answer).required("encryptionState")
    return state if isinstance(state, Unknown) else state == "Enabled"


def build_analytics(place: Place, item: Answer, got: Got) -> DataLakeAnalytics:
    """One asset per account."""
    return DataLakeAnalytics(**place.resource(item), diagnostic_settings=diagnostic_settings(got))


STORES = Collector(
    asset_type="azure.datalake.store",
    scope="global",
    operations=(_STORES,),
    find=_listing(_STORES),
    details=(Detail(name=_ONE, operations=(_ONE,), fields=("encrypted",), read=_whole), DIAGNOSTICS),
    build=build_store,
)
ANALYTICS = Collector(
    asset_type="azure.datalake.analytics",
    scope="global",
    operations=(_ANALYTICS,),
    find=_listing(_ANALYTICS),
    details=(DIAGNOSTICS,),
    build=build_analytics,
)
