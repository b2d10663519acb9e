"""A control that is selected alone is given everything that it reads, and decides as it does among all others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from hipaacheck import Asset, Control, Inventory, Phi, Unknown
from hipaacheck.app import needed_fields
from hipaacheck.classification import classify
from hipaacheck.engine import evaluate
from hipaacheck.pluginhost import PluginHost
from hipaacheck_live.collect import NOT_READ
from tests.azure.test_denial import CASES, whole
from tests.support import azure
from tests.support.plans import NOW

ALONE = [(name, control) for name, case in sorted(CASES.items()) for control in azure.controls(case.types)]


def unread(value: Any) -> Iterator[Unknown]:
    """Every value in an asset that was not read because nobody asked for it."""
    if isinstance(value, Unknown):
        if value.reason == NOT_READ.reason:
            yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from unread(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from unread(item)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from unread(getattr(value, name))


def verdicts(control: Control, inventory: Inventory) -> dict[str, str]:
    """Asset's id → verdict."""
    found = evaluate(
        [control],
        classify(inventory, Phi()),
        vocabulary=PluginHost(third_party=False).vocabulary,
        predicates={},
        params={},
        now=NOW,
    )
    assert not [finding for finding in found if NOT_READ.reason in finding.message]
    return {finding.asset.id: finding.verdict for finding in found}


@pytest.mark.parametrize(
    ("name", "control"),
    [pytest.param(name, control, id=f"{name}-{control.id}") for name, control in ALONE],
)
def test_a_control_alone_is_given_what_it_reads(name: str, control: Control) -> None:
    together = {asset: verdict for (other, asset), verdict in whole(name).items() if other == control.id}
    needs = needed_fields([control])
    inventory = azure.scan(azure.Estate(CASES[name].estate), needs)
    missing = {
        (asset.type, field)
        for asset in inventory.assets
        for field in (asset.__struct_fields__ if "*" in needs[asset.type] else needs[asset.type])
        if list(unread(getattr(asset, field)))
    }
    assert not missing
    assert verdicts(control, inventory) == together


@pytest.mark.parametrize("name", sorted(CASES))
def test_no_asset_is_listed_twice(name: str) -> None:
    found: list[Asset] = list(azure.scan(azure.Estate(CASES[name].estate), azure.reads(CASES[name].types)).assets)
    assert len({(asset.type, asset.id) for asset in found}) == len(found)
