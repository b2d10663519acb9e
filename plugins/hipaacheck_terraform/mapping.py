"""Resources → assets, by the mappers of their types."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from hipaacheck import Asset, Recorder
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate, Linked
from hipaacheck_terraform.mappers import MAPPERS

if TYPE_CHECKING:
    from hipaacheck_terraform.recording import Recording

Made = dict[tuple[str, str], frozenset[str]]
"""Type and id of an asset → the types of resources that its mapper reads."""


def map_assets(estate: Estate, made: Made | None = None) -> list[Asset]:
    """The assets of an estate. What they are made of is added to `made`."""
    assets: list[Asset] = []
    for reference, types in MAPPERS.items():
        if any(type_ in estate.by_type for type_ in types):
            estate.doubt_about(types)
            module, _, function = reference.partition(":")
            found = list(getattr(importlib.import_module(f"hipaacheck_terraform.{module}"), function)(estate))
            assets += found
            if made is not None:
                for asset in found:
                    key = (asset.type, asset.id)
                    made[key] = made.get(key, frozenset()) | frozenset(types)
    return assets


def recording_of(recorder: Recorder | None, operation: str, target: str, links: Linked) -> Recording | None:
    """What records the resources of a target, when evidence is collected."""
    if recorder is None:
        return None
    from hipaacheck_terraform.recording import Recording

    return Recording(recorder, operation, target, links)


def unmapped_types(resources: Iterable[Resource]) -> dict[str, int]:
    """How many resources there are of each type that no mapper reads, by name."""
    mapped = {name for types in MAPPERS.values() for name in types}
    return dict(sorted(Counter(resource.type for resource in resources if resource.type not in mapped).items()))
