"""Resources → assets, by the mappers of their types."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Sequence

from hipaacheck import Asset
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate
from hipaacheck_terraform.mappers import MAPPERS


def map_assets(estate: Estate, resources: Sequence[Resource]) -> tuple[list[Asset], dict[str, int]]:
    """The assets of an estate, and how many resources there are of each type that no mapper reads, by name."""
    assets: list[Asset] = []
    mapped: set[str] = set()
    for reference, types in MAPPERS.items():
        mapped.update(types)
        if any(type_ in estate.by_type for type_ in types):
            module, _, function = reference.partition(":")
            assets += getattr(importlib.import_module(f"hipaacheck_terraform.{module}"), function)(estate)
    unmapped = Counter(resource.type for resource in resources if resource.type not in mapped)
    return assets, dict(sorted(unmapped.items()))
