"""Azure Health Data Services, and the older Azure API for FHIR."""

from __future__ import annotations

from hipaacheck_azure.operation import child, listed

HEALTHCARE = (
    listed("Microsoft.HealthcareApis/services", "2024-03-31"),
    listed("Microsoft.HealthcareApis/workspaces", "2024-03-31"),
    child("Microsoft.HealthcareApis/workspaces", "dicomservices", "2024-03-31"),
    child("Microsoft.HealthcareApis/workspaces", "fhirservices", "2024-03-31"),
    child("Microsoft.HealthcareApis/workspaces", "iotconnectors", "2024-03-31"),
)
