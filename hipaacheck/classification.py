"""Which assets hold ePHI: by their own tag, else by what their account inherits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from hipaacheck.model.assets import Asset, Inventory, Phi
from hipaacheck.model.values import Tags, Unknown

INHERITED = "ePHI"
"""The classification of what an account or organizational unit in the settings holds."""


def classify(inventory: Inventory, phi: Phi) -> Inventory:
    """The inventory with the classification of each asset.

    An asset's own tag goes before what it inherits from its account: from the settings, from the account's tags, and from the
    organizational units above it.
    """
    accounts = {
        asset.account: _of_account(asset, phi)
        for asset in inventory.assets
        if getattr(asset, "organizational_units", None) is not None
    }
    for account in phi.accounts:
        accounts[account] = INHERITED
    wanted = _wanted(phi)
    assets = tuple(
        msgspec.structs.replace(asset, classification=_of_asset(asset, wanted, accounts.get(asset.account)))
        for asset in inventory.assets
    )
    return msgspec.structs.replace(inventory, assets=assets)


def may_hold_ephi(asset: Asset, phi: Phi) -> bool:
    """Whether the classification says ePHI, or cannot be told."""
    found = asset.classification
    if found is None or isinstance(found, Unknown):
        return found is not None
    values = {INHERITED, *(value for values in phi.tags.values() for value in values)}
    return _plain(found) in map(_plain, values)


Wanted = Mapping[str, frozenset[str]]
"""Classification tags → values that mean ePHI, both as they are compared."""


def _wanted(phi: Phi) -> Wanted:
    out: dict[str, frozenset[str]] = {}
    for key, values in phi.tags.items():
        out[_plain(key)] = out.get(_plain(key), frozenset()).union(map(_plain, values))
    return out


def _of_asset(asset: Asset, wanted: Wanted, inherited: str | Unknown | None) -> str | Unknown | None:
    own = _of_tags(asset.tags, wanted)
    return inherited if own is None else own


def _of_account(asset: Asset, phi: Phi) -> str | Unknown | None:
    own = _of_tags(asset.tags, _wanted(phi))
    units: Iterable[str | Unknown] | Unknown = getattr(asset, "organizational_units", ())
    if own is not None or not phi.organizational_units:
        return own
    if isinstance(units, Unknown):
        return units
    doubt = next((unit for unit in units if isinstance(unit, Unknown)), None)
    return INHERITED if any(unit in phi.organizational_units for unit in units if isinstance(unit, str)) else doubt


def _of_tags(tags: Tags | Unknown, wanted: Wanted) -> str | Unknown | None:
    """The value of a tag that marks ePHI, else one that cannot be told, else that of the first classification tag that is there
    and not empty. The same tag in another case counts: in Azure, names of tags are the same in any case."""
    if isinstance(tags, Unknown):
        return tags
    if not tags.items:
        return None
    given = [(_plain(key), value) for key, value in tags.items.items() if value is not None and value != ""]
    found = [(key, value) for known in wanted for key, value in given if key == known]
    for key, value in found:
        if isinstance(value, str) and _plain(value) in wanted[key]:
            return value
    return next((value for _, value in found if isinstance(value, Unknown)), found[0][1] if found else None)


def _plain(value: str) -> str:
    """For comparison: people write `PHI`, `phi` and `PHI `."""
    return value.strip().casefold()
