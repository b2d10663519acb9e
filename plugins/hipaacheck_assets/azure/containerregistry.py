"""Azure Container Registry. https://learn.microsoft.com/rest/api/container-registry/registries"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import NetworkRules, Texts


class Registry(Asset, frozen=True, kw_only=True, tag="azure.containerregistry.registry"):
    """A registry of container images."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    sku: str | Unknown
    """`Basic`, `Standard` or `Premium`. Only the last has network rules and private endpoints."""
    admin_user: bool | Unknown
    """Whether there is an administrator whose password works for everybody who knows it."""
    public_network_access: bool | Unknown
    """Whether the public endpoint takes requests at all."""
    network: NetworkRules | Unknown
    """Who reaches the public endpoint."""
    private_endpoints: Texts
    """Connections of private endpoints, by state: `Approved`, `Pending`, `Rejected`, `Disconnected`."""


REGISTRY = AssetType(name="azure.containerregistry.registry", record=Registry)
