"""Azure Health Data Services, and the older Azure API for FHIR.
https://learn.microsoft.com/rest/api/healthcareapis/workspaces, https://learn.microsoft.com/rest/api/healthcareapis/services"""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.healthcare import HealthcareService, HealthcareWorkspace
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, listing, private_endpoints, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_azure.services.endpoints import switched
from hipaacheck_live.answers import Answer

_OLDER, _WORKSPACES = "Microsoft.HealthcareApis/services", "Microsoft.HealthcareApis/workspaces"
_RETIRED = ("InvalidResourceType",)
"""How Azure Resource Manager says that it no longer has a type: Azure API for FHIR ended in September 2026."""
_BELOW = tuple(f"{_WORKSPACES}/{name}" for name in ("dicomservices", "fhirservices", "iotconnectors"))


def _find(reader: Reader) -> list[Answer | Unknown]:
    return [*reader.pages(_OLDER, _RETIRED), *listing(_WORKSPACES)(reader)]


def _expand(reader: Reader, item: Answer) -> list[Answer | Unknown]:
    if not _is(item, _WORKSPACES):
        return [item]
    return [found for operation in _BELOW for found in reader.pages(operation, id=item.known("id"))]


def _is(item: Answer, type_: str) -> bool:
    return item.known("type").lower() == type_.lower()


def build_workspace(place: Place, item: Answer, got: Got) -> HealthcareWorkspace:
    """One asset per workspace."""
    return HealthcareWorkspace(**place.resource(item), private_endpoints=private_endpoints(properties(item)))


def build(place: Place, item: Answer, got: Got) -> HealthcareService:
    """One asset per service in a workspace, and per Azure API for FHIR."""
    inner = properties(item)
    common: dict[str, Any] = {
        **place.resource(item),
        "name": item.known("id").rpartition("/")[2],
        "diagnostic_settings": diagnostic_settings(got),
    }
    if _is(item, _OLDER):
        return HealthcareService(
            **common,
            workspace_id=None,
            kind=item.required("kind"),
            public_network_access=_public(inner),
            private_endpoints=private_endpoints(inner),
            customer_managed_key=_has(inner, "cosmosDbConfiguration", "keyVaultKeyUri"),
            cors_origins=_origins(inner),
        )
    common |= {"workspace_id": place.parent(item), "private_endpoints": []}
    if _is(item, f"{_WORKSPACES}/iotconnectors"):
        return HealthcareService(**common, kind="iot", public_network_access=None, customer_managed_key=None, cors_origins=[])
    return HealthcareService(
        **common,
        kind="dicom" if _is(item, f"{_WORKSPACES}/dicomservices") else item.required("kind"),
        public_network_access=_public(inner),
        customer_managed_key=_own_key(inner),
        cors_origins=_origins(inner),
    )


def _public(inner: Answer) -> bool | Unknown:
    return switched(inner, inner.required("publicNetworkAccess"))


def _own_key(inner: Answer) -> bool | Unknown:
    """Without a key of the customer's own there is no such structure."""
    encryption = inner.block("encryption")
    if isinstance(encryption, Answer):
        return _has(encryption, "customerManagedKeyEncryption", "keyEncryptionKeyUrl")
    return encryption if isinstance(encryption, Unknown) else inner.or_default("encryption", None, False)


def _has(outer: Answer, block: str, name: str) -> bool | Unknown:
    """Whether a structure names a key. Left out, it does not."""
    found = outer.block(block)
    if not isinstance(found, Answer):
        return found if isinstance(found, Unknown) else outer.or_default(block, None, False)
    key = found.text(name)
    return key if isinstance(key, Unknown) else found.or_default(name, None if key is None else True, False)


def _origins(inner: Answer) -> Texts:
    """Without a configuration, no page of another origin may call the service."""
    cors = inner.block("corsConfiguration")
    if isinstance(cors, Answer):
        return cors.texts("origins")
    return cors if isinstance(cors, Unknown) else inner.or_default("corsConfiguration", None, [])


WORKSPACES = Collector(
    asset_type="azure.healthcare.workspace",
    scope="global",
    operations=(_WORKSPACES,),
    find=listing(_WORKSPACES),
    build=build_workspace,
)
SERVICES = Collector(
    asset_type="azure.healthcare.service",
    scope="global",
    operations=(_OLDER, _WORKSPACES, *_BELOW),
    find=_find,
    expand=_expand,
    details=(DIAGNOSTICS,),
    build=build,
)
