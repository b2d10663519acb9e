"""Azure Databricks. https://learn.microsoft.com/rest/api/databricks/workspaces"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts


class Workspace(Asset, frozen=True, kw_only=True, tag="azure.databricks.workspace"):
    """A Databricks workspace."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    serverless: bool | Unknown
    """Whether all compute runs in Microsoft's account: such a workspace has no network, disks or root file system of its own."""
    virtual_network_id: str | Unknown | None
    """Id of the customer's virtual network that clusters run in; null for one that Databricks manages."""
    no_public_ip: bool | Unknown
    """Whether cluster nodes have no public addresses (secure cluster connectivity)."""
    public_network_access: bool | Unknown
    """Whether users reach the workspace over the internet, not only through private endpoints."""
    managed_services_key: bool | Unknown
    """Whether a key of the customer's own encrypts notebooks, queries and secrets in the control plane."""
    managed_disks_key: bool | Unknown
    """Whether a key of the customer's own encrypts the disks of clusters."""
    root_storage_key: bool | Unknown
    """Whether a key of the customer's own encrypts the workspace's root file system (DBFS)."""
    compliance_standards: Texts
    """Standards that the compliance security profile is on for, e.g. `HIPAA`; empty while the profile is off."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Diagnostic settings of the workspace."""


WORKSPACE = AssetType(name="azure.databricks.workspace", record=Workspace)
