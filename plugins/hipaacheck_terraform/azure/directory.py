"""What mappers of Microsoft Entra ID share. Objects of the directory have ids that are alike in any case, and no place in Azure
Resource Manager."""

from __future__ import annotations

from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_NAMES = {name.lower(): name for name in ("All", "None", "GuestsOrExternalUsers", "Office365", "MicrosoftAdminPortals")}


def directory_object(estate: Estate, item: Resource, name: str, object_id: str = "object_id") -> dict[str, Any]:
    """The fields that every object of the directory has. It has neither a region nor Azure's kind of tags."""
    own = item.text(object_id)
    return {
        **estate.common(item, item.text(name)),
        "region": "global",
        "tags": Tags(items={}),
        "object_id": lower(own if own is not None else item.text("id")),
        "tenant_id": None,
    }


def lower(value: str | Unknown | None) -> str | Unknown | None:
    """An id as it is compared: in lower case, without what the provider puts before it."""
    return value.rsplit("/", 1)[-1].lower() if isinstance(value, str) else value


def ids(block: Block | Unknown | None, name: str) -> Texts:
    """A list of ids, in lower case, and of the names that stand for many."""
    if not isinstance(block, Block):
        return [] if block is None else block
    values = block.texts(name)
    if isinstance(values, Unknown):
        return values
    return [_NAMES.get(item.lower(), item.lower()) if isinstance(item, str) else item for item in values]
