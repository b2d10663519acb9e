"""Azure Health Data Services, and the older Azure API for FHIR.
https://learn.microsoft.com/rest/api/healthcareapis/workspaces, https://learn.microsoft.com/rest/api/healthcareapis/services"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Relation, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts


class HealthcareWorkspace(Asset, frozen=True, kw_only=True, tag="azure.healthcare.workspace"):
    """A workspace of Azure Health Data Services."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    private_endpoints: Texts
    """Connections of private endpoints, which reach all services of the workspace, by state: `Approved`, `Pending`, `Rejected`,
    `Disconnected`."""


class HealthcareService(Asset, frozen=True, kw_only=True, tag="azure.healthcare.service"):
    """A service that keeps or converts health records."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    workspace_id: str | Unknown | None
    """Id of its workspace; null for Azure API for FHIR, which has none."""
    kind: str | Unknown
    """`fhir-R4`, `fhir-Stu3` or `fhir`; `dicom` for images, `iot` for a MedTech service."""
    public_network_access: bool | Unknown | None
    """Whether the public endpoint takes requests; null for a MedTech service, which has none."""
    private_endpoints: Texts
    """Connections of private endpoints of Azure API for FHIR, by state; those of other services are the workspace's."""
    customer_managed_key: bool | Unknown | None
    """Whether a key of the customer's own encrypts records; null for a MedTech service, which keeps none."""
    cors_origins: Texts
    """Origins whose pages may call the service from a browser; `*` for all."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where resource logs go."""


WORKSPACE = AssetType(
    name="azure.healthcare.workspace",
    record=HealthcareWorkspace,
    relations={
        "services": Relation(
            to="azure.healthcare.service",
            mine="resource_id",
            theirs="workspace_id",
            many=True,
            missing="null",
            doc="The services in the workspace.",
        ),
    },
)
SERVICE = AssetType(
    name="azure.healthcare.service",
    record=HealthcareService,
    relations={
        "workspace": Relation(
            to="azure.healthcare.workspace", mine="workspace_id", theirs="resource_id", doc="The workspace that it is in."
        ),
    },
)
