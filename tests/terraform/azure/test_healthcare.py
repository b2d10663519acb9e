"""Workspaces for health data, their services, and Azure API for FHIR."""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Clinic/providers/Microsoft.HealthcareApis/workspaces/w"
CORS = {"allowed_origins": ["https://portal.example.org"], "allowed_headers": ["*"], "allowed_methods": ["GET"]}
OLD = {"name": "fhir", "kind": "fhir-R4", "public_network_access_enabled": True, "cosmosdb_key_vault_key_versionless_id": None}


def test_services_find_their_workspace() -> None:
    workspace = resource("azurerm_healthcare_workspace.w", {"name": "w", "location": "West Europe"})
    refs = {"workspace_id": "azurerm_healthcare_workspace.w.id"}
    kinds = ("fhir", "dicom", "medtech")
    found: Any = assets(
        workspace, *(resource(f"azurerm_healthcare_{kind}_service.a", {"name": "a"}, refs=refs) for kind in kinds)
    )
    read = [found[f"azurerm_healthcare_{kind}_service.a"] for kind in kinds]
    assert {item.workspace_id.refers for item in read} == {"azurerm_healthcare_workspace.w"}
    assert [item.kind for item in read] == ["fhir-R4", "dicom", "iot"]
    assert isinstance(read[0].customer_managed_key, Unknown)
    assert [item.customer_managed_key for item in read[1:]] == [False, None]


def test_a_fhir_service_tells_whether_it_is_public_once_it_exists() -> None:
    new = asset(resource("azurerm_healthcare_fhir_service.a", {"cors": [CORS]}, unknown=("id", "public_network_access_enabled")))
    there = asset(resource("azurerm_healthcare_fhir_service.a", {"public_network_access_enabled": False, "cors": []}))
    assert isinstance(new.public_network_access, Unknown)
    assert there.public_network_access is False
    assert (new.cors_origins, there.cors_origins) == (["https://portal.example.org"], [])


def test_a_dicom_service_of_version_3_and_4() -> None:
    three = asset(resource("azurerm_healthcare_dicom_service.a", {"public_network_access_enabled": True}))
    four = {"public_network_access_enabled": False, "encryption_key_url": "https://example.vault.azure.net/keys/k"}
    read = asset(resource("azurerm_healthcare_dicom_service.a", four, unknown=("id", "cors")))
    assert (three.public_network_access, three.customer_managed_key, three.cors_origins) == (True, False, [])
    assert (read.public_network_access, read.customer_managed_key, read.cors_origins) == (False, True, [])


def test_azure_api_for_fhir() -> None:
    read = asset(resource("azurerm_healthcare_service.a", OLD, unknown=("id", "cors_configuration")))
    assert (read.workspace_id, read.public_network_access, read.customer_managed_key) == (None, True, False)
    assert (read.cors_origins, read.private_endpoints) == ([], [])
    cors = asset(resource("azurerm_healthcare_service.a", OLD, refs={"cors_configuration": "var.cors"}))
    assert isinstance(cors.cors_origins, Unknown)


def test_a_private_endpoint_of_a_workspace() -> None:
    connection = {"is_manual_connection": False, "private_connection_resource_alias": None, "private_connection_resource_id": ID}
    endpoint = resource("azurerm_private_endpoint.a", {"private_service_connection": [connection]})
    workspace = resource("azurerm_healthcare_workspace.w", {"name": "w", "id": ID})
    assert asset(workspace, endpoint).private_endpoints == ["Approved"]


def test_logs_of_a_service() -> None:
    setting = {
        "enabled_log": [{"category": "AuditLogs", "category_group": None}],
        "target_resource_id": f"{ID}/fhirservices/records",
    }
    service = resource("azurerm_healthcare_fhir_service.a", {"name": "records", "id": f"{ID}/fhirServices/records"})
    found: Any = assets(service, resource("azurerm_monitor_diagnostic_setting.a", setting))
    assert found["azurerm_healthcare_fhir_service.a"].diagnostic_settings[0].sends_logs is True
