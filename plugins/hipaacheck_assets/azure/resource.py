"""Resources of any service that a tag marks as holding ePHI. https://learn.microsoft.com/rest/api/resources/resources/list"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Resource(Asset, frozen=True, kw_only=True, tag="azure.resource"):
    """A resource of any service whose tags say that it holds ePHI. Only a running estate has such assets: their list comes from
    the tags, whether or not another asset type knows the service."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    service: str | Unknown
    """Resource provider and type, in lower case, e.g. `microsoft.storage/storageaccounts`."""
    hipaa_eligible: bool | Unknown | None
    """Whether Microsoft lists the service as covered by its HIPAA business associate agreement; null for a kind of resource that
    holds no data. Unknown when the list is too old, or says nothing about the service."""


RESOURCE = AssetType(name="azure.resource", record=Resource, runtime=frozenset({"service", "hipaa_eligible"}))
