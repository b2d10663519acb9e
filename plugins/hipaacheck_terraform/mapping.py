"""Resources → assets, by the mappers of their types."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterable

from hipaacheck import Asset
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate
from hipaacheck_terraform.mappers import MAPPERS


def map_assets(estate: Estate) -> list[Asset]:
    """The assets of an estate."""
    assets: list[Asset] = []
    for reference, types in MAPPERS.items():
        if any(type_ in estate.by_type for type_ in types):
            estate.doubt_about(types)
            module, _, function = reference.partition(":")
            assets += getattr(importlib.import_module(f"hipaacheck_terraform.{module}"), function)(estate)
    return assets


def unmapped_types(resources: Iterable[Resource]) -> dict[str, int]:
    """How many resources there are of each type that no mapper reads, by name."""
    mapped = {name for types in MAPPERS.values() for name in types}
    return dict(sorted(Counter(resource.type for resource in resources if resource.type not in mapped).items()))
