"""The vocabulary that controls are written against: typed asset records and their relations. No SDK, no source.

`TYPES` is the one table to edit when an asset type is added.
"""

from hipaacheck import hookimpl
from hipaacheck_assets.table import TYPES


@hookimpl
def hipaacheck_asset_types() -> dict[str, str]:
    """The built-in asset types. Those of the register are the engine's own."""
    return {
        name: reference if reference.startswith("hipaacheck.") else f"hipaacheck_assets.{reference}"
        for name, reference in TYPES.items()
    }
