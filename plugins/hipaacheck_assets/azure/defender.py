"""What Microsoft Defender for Cloud found of single resources.

https://learn.microsoft.com/rest/api/defenderforcloud/assessments
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Assessment(Asset, frozen=True, kw_only=True, tag="azure.defender.assessment"):
    """The result of one recommendation for one resource. Only a running estate has any."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    assessed_id: str | Unknown | None
    """Id of the resource that was assessed, in lower case; null for one outside Azure."""
    assessment: str | Unknown
    """Key of the recommendation: a GUID in lower case."""
    status: str | Unknown
    """`Healthy`, `Unhealthy` or `NotApplicable`."""


ASSESSMENT = AssetType(
    name="azure.defender.assessment",
    record=Assessment,
    runtime=frozenset({"resource_id", "assessed_id", "assessment", "status"}),
)
