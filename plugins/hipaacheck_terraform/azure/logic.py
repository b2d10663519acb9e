"""Azure Logic Apps, consumption plan. Those of the standard plan are apps of App Service.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/logic_app_workflow.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.logic import Workflow, named
from hipaacheck_terraform.arguments import declared_block
from hipaacheck_terraform.azure.common import common, diagnostic_settings
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def workflows(estate: Estate) -> Iterator[Workflow]:
    """One asset per workflow."""
    for item in estate.each("azurerm_logic_app_workflow"):
        yield Workflow(
            **common(estate, item),
            content_ip_ranges=_content(item),
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def _content(item: Resource) -> Texts | None:
    access = declared_block(item, "access_control")
    content = access.block("content") if isinstance(access, Block) else access
    return named(content.texts("allowed_caller_ip_address_range")) if isinstance(content, Block) else content
