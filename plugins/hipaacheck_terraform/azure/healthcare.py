"""Azure Health Data Services, and the older Azure API for FHIR.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/healthcare_fhir_service and the other
resources of `healthcare_`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.healthcare import HealthcareService, HealthcareWorkspace
from hipaacheck_terraform.arguments import declared_block, default, flag
from hipaacheck_terraform.azure.common import common, diagnostic_settings, link, private_endpoints
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate

_WORKSPACES = ("azurerm_healthcare_workspace",)


def workspaces(estate: Estate) -> Iterator[HealthcareWorkspace]:
    """One asset per workspace."""
    for item in estate.each(*_WORKSPACES):
        yield HealthcareWorkspace(**common(estate, item), private_endpoints=private_endpoints(estate, item))


def services(estate: Estate) -> Iterator[HealthcareService]:
    """One asset per service in a workspace, and per Azure API for FHIR."""
    for item in estate.each("azurerm_healthcare_fhir_service"):
        yield HealthcareService(
            **_in_workspace(estate, item),
            kind=default(item.text("kind"), "fhir-R4"),
            public_network_access=_fhir_public(item),
            customer_managed_key=Unknown("the provider cannot set it", item.address),
            cors_origins=_origins(item, "cors"),
        )
    for item in estate.each("azurerm_healthcare_dicom_service"):
        key = item.text("encryption_key_url")
        yield HealthcareService(
            **_in_workspace(estate, item),
            kind="dicom",
            public_network_access=flag(item, "public_network_access_enabled", True),
            customer_managed_key=key if isinstance(key, Unknown) else key is not None,
            cors_origins=_origins(item, "cors"),
        )
    for item in estate.each("azurerm_healthcare_medtech_service"):
        yield HealthcareService(
            **_in_workspace(estate, item),
            kind="iot",
            public_network_access=None,
            customer_managed_key=None,
            cors_origins=[],
        )
    for item in estate.each("azurerm_healthcare_service"):
        key = item.text("cosmosdb_key_vault_key_versionless_id")
        yield HealthcareService(
            **common(estate, item),
            workspace_id=None,
            kind=default(item.text("kind"), "fhir"),
            public_network_access=flag(item, "public_network_access_enabled", True),
            private_endpoints=private_endpoints(estate, item),
            customer_managed_key=key if isinstance(key, Unknown) else key is not None,
            cors_origins=_origins(item, "cors_configuration"),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def _in_workspace(estate: Estate, item: Resource) -> dict[str, Any]:
    return {
        **common(estate, item),
        "workspace_id": link(estate, item, "workspace_id", _WORKSPACES),
        "private_endpoints": [],
        "diagnostic_settings": diagnostic_settings(estate, item),
    }


def _fhir_public(item: Resource) -> bool | Unknown:
    """The provider tells the value of a service that is there, and cannot set it."""
    return default(item.flag("public_network_access_enabled"), Unknown("the provider cannot set it", item.address))


def _origins(item: Resource, name: str) -> Texts:
    """Without a declaration there are none."""
    block = declared_block(item, name)
    if block is None or isinstance(block, Unknown):
        return default(block, [])
    return block.texts("allowed_origins")
