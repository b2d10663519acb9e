"""Resources of any service that a tag marks as holding ePHI.

https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Resource(Asset, frozen=True, kw_only=True, tag="aws.resource"):
    """A resource of any service whose tags say that it holds ePHI. Only a running estate has such assets: their list comes from
    the tags, whether or not another asset type knows the service."""

    arn: str
    """ARN of the resource."""
    service: str | Unknown
    """Prefix of the service in the ARN, e.g. `s3`."""
    hipaa_eligible: bool | Unknown | None
    """Whether AWS lists the service as HIPAA eligible; null for a service that holds no data. Unknown when the list is too old,
    or says nothing about the service."""


RESOURCE = AssetType(name="aws.resource", record=Resource, runtime=frozenset({"service", "hipaa_eligible"}))
