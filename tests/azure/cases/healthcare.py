"""Workspaces for health data, their services, and Azure API for FHIR."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, diagnostics, listing, resource, resource_id

_OLDER, _WORKSPACES = "Microsoft.HealthcareApis/services", "Microsoft.HealthcareApis/workspaces"
CLINIC, LAB = resource_id(_WORKSPACES, "clinic"), resource_id(_WORKSPACES, "lab")
RECORDS, IMAGES = f"{CLINIC}/fhirservices/records", f"{CLINIC}/dicomservices/images"
WEARABLES, CHARTS = f"{CLINIC}/iotconnectors/wearables", resource_id(_OLDER, "charts")
PORTAL = "https://portal.example.org"
APPROVED = [{"properties": {"privateLinkServiceConnectionState": {"status": "Approved", "description": "ours"}}}]
CMK = {"encryption": {"customerManagedKeyEncryption": {"keyEncryptionKeyUrl": "https://clinic.vault.azure.net/keys/phi/1"}}}


def service(below: str, workspace: str, name: str, inner: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A service in a workspace."""
    body = resource(f"{_WORKSPACES}/{below}", f"{workspace}/{name}", {"provisioningState": "Succeeded", **inner}, **more)
    return {**body, "name": f"{workspace}/{name}", "location": "westeurope", "tags": {}}


def older(name: str, inner: dict[str, Any]) -> dict[str, Any]:
    """An Azure API for FHIR."""
    return resource(_OLDER, name, {"provisioningState": "Succeeded", **inner}, kind="fhir-R4", tags={})


def closed(origins: list[str]) -> dict[str, Any]:
    """Properties of a service that is as it should be."""
    return {"publicNetworkAccess": "Disabled", "corsConfiguration": {"origins": origins, "allowCredentials": False}}


OPEN = {"publicNetworkAccess": "Enabled", "corsConfiguration": {"origins": ["*"]}}


def _cors(origin: str) -> list[dict[str, Any]]:
    return [{"allowed_origins": [origin], "allowed_headers": ["authorization"], "allowed_methods": ["GET"]}]


CASE = Case(
    types=("azure.healthcare.service", "azure.healthcare.workspace"),
    estate={
        listing(_WORKSPACES): [
            resource(_WORKSPACES, "clinic", {"publicNetworkAccess": "Disabled", "privateEndpointConnections": APPROVED}, tags={}),
            resource(_WORKSPACES, "lab", {"publicNetworkAccess": "Enabled"}),
        ],
        listing(_OLDER): [
            older(
                "charts",
                closed([PORTAL])
                | {
                    "cosmosDbConfiguration": {
                        "offerThroughput": 400,
                        "keyVaultKeyUri": "https://clinic.vault.azure.net/keys/phi",
                    },
                    "privateEndpointConnections": APPROVED,
                },
            ),
            older("notes", OPEN | {"cosmosDbConfiguration": {"offerThroughput": 400}, "privateEndpointConnections": []}),
        ],
        f"{CLINIC}/fhirservices": [service("fhirservices", "clinic", "records", closed([PORTAL]) | CMK, kind="fhir-R4")],
        f"{CLINIC}/dicomservices": [service("dicomservices", "clinic", "images", closed([]) | CMK)],
        f"{CLINIC}/iotconnectors": [service("iotconnectors", "clinic", "wearables", {"deviceMapping": {"content": {}}})],
        f"{LAB}/fhirservices": [service("fhirservices", "lab", "samples", OPEN, kind="fhir-R4")],
        f"{LAB}/dicomservices": [service("dicomservices", "lab", "slides", OPEN)],
        f"{LAB}/iotconnectors": [],
        **diagnostics(RECORDS, "AuditLogs"),
        **diagnostics(IMAGES, "AuditLogs"),
        **diagnostics(WEARABLES, "DiagnosticLogs"),
        **diagnostics(CHARTS, "AuditLogs"),
    },
    expected={
        "azure-healthcare-service-classified": {"charts": "fail", "notes": "fail"},
        "azure-healthcare-service-cors-restricted": {
            "records": "pass",
            "images": "pass",
            "wearables": "pass",
            "charts": "pass",
            "samples": "fail",
            "slides": "fail",
            "notes": "fail",
        },
        "azure-healthcare-service-customer-managed-key": {
            "records": "pass",
            "images": "pass",
            "wearables": "not_applicable",
            "charts": "pass",
            "samples": "fail",
            "notes": "fail",
        },
        "azure-healthcare-service-not-public": {
            "records": "pass",
            "images": "pass",
            "wearables": "not_applicable",
            "charts": "pass",
            "samples": "fail",
            "notes": "fail",
        },
        "azure-healthcare-service-private-endpoint": {"records": "not_applicable", "charts": "pass", "notes": "fail"},
        "azure-healthcare-service-resource-logs": {"records": "pass", "wearables": "pass", "samples": "fail", "notes": "fail"},
        "azure-healthcare-workspace-private-endpoint": {"clinic": "pass", "lab": "fail"},
    },
    plan=(
        plans.resource(
            "azurerm_healthcare_workspace.clinic", {"id": CLINIC, "name": "clinic", "location": "westeurope", "tags": {}}
        ),
        plans.resource(
            "azurerm_healthcare_fhir_service.records",
            {
                "id": RECORDS,
                "name": "records",
                "location": "westeurope",
                "kind": "fhir-R4",
                "workspace_id": CLINIC,
                "public_network_access_enabled": False,
                "cors": _cors(PORTAL),
                "tags": {},
            },
        ),
        plans.resource(
            "azurerm_healthcare_dicom_service.images",
            {
                "id": IMAGES,
                "name": "images",
                "location": "westeurope",
                "workspace_id": CLINIC,
                "public_network_access_enabled": False,
                "encryption_key_url": "https://clinic.vault.azure.net/keys/phi/1",
                "cors": [],
                "tags": {},
            },
        ),
        plans.resource(
            "azurerm_healthcare_medtech_service.wearables",
            {"id": WEARABLES, "name": "wearables", "location": "westeurope", "workspace_id": CLINIC, "tags": {}},
        ),
        plans.resource(
            "azurerm_healthcare_service.charts",
            {
                "id": CHARTS,
                "name": "charts",
                "location": "westeurope",
                "kind": "fhir-R4",
                "public_network_access_enabled": False,
                "cosmosdb_key_vault_key_versionless_id": "https://clinic.vault.azure.net/keys/phi",
                "cors_configuration": _cors(PORTAL),
                "tags": {},
            },
        ),
        *(
            plans.resource(
                f"azurerm_private_endpoint.{name}",
                {"private_service_connection": [{"is_manual_connection": False, "private_connection_resource_id": of}]},
            )
            for name, of in (("clinic", CLINIC), ("charts", CHARTS))
        ),
        *(
            plans.resource(
                f"azurerm_monitor_diagnostic_setting.{name}",
                {
                    "name": "audit",
                    "target_resource_id": of,
                    "enabled_log": [{"category": category}],
                    "log_analytics_workspace_id": resource_id("Microsoft.OperationalInsights/workspaces", "audit"),
                },
            )
            for name, of, category in (
                ("records", RECORDS, "AuditLogs"),
                ("images", IMAGES, "AuditLogs"),
                ("wearables", WEARABLES, "DiagnosticLogs"),
                ("charts", CHARTS, "AuditLogs"),
            )
        ),
    ),
    differences={
        ("azure.healthcare.service", "customer_managed_key"): "no argument of the provider sets it for FHIR services",
        ("azure-healthcare-service-customer-managed-key", "records"): "no argument of the provider sets it for FHIR services",
    },
)
