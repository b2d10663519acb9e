"""A control that is selected alone is given everything that it reads, and decides as it does among all others."""

from __future__ import annotations

import pytest

from hipaacheck import Asset, Control
from hipaacheck.app import needed_fields
from tests.azure.test_denial import CASES, whole
from tests.support import azure, live

ALONE = [(name, control) for name, case in sorted(CASES.items()) for control in live.controls(case.types)]


@pytest.mark.parametrize(
    ("name", "control"),
    [pytest.param(name, control, id=f"{name}-{control.id}") for name, control in ALONE],
)
def test_a_control_alone_is_given_what_it_reads(name: str, control: Control) -> None:
    together = {asset: verdict for (other, asset), verdict in whole(name).items() if other == control.id}
    needs = needed_fields([control])
    inventory = azure.scan(azure.Estate(CASES[name].estate), needs)
    assert not live.not_given(needs, inventory)
    assert live.alone(control, inventory) == together


@pytest.mark.parametrize("name", sorted(CASES))
def test_no_asset_is_listed_twice(name: str) -> None:
    found: list[Asset] = list(azure.scan(azure.Estate(CASES[name].estate), azure.reads(CASES[name].types)).assets)
    assert len({(asset.type, asset.id) for asset in found}) == len(found)
