"""Azure Logic Apps, consumption plan. https://learn.microsoft.com/rest/api/logic/workflows"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, Texts


class Workflow(Asset, frozen=True, kw_only=True, tag="azure.logic.workflow"):
    """A workflow."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    content_ip_ranges: Texts | None
    """Addresses from which inputs and outputs of runs may be read; null where any may."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where resource logs go."""


def named(ranges: Texts) -> Texts:
    """Ranges, of which there is at least one: nothing documents what an empty list does."""
    return ranges if isinstance(ranges, Unknown) or ranges else Unknown("no address is named, which may mean any or none")


WORKFLOW = AssetType(name="azure.logic.workflow", record=Workflow)
