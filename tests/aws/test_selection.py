"""A control that is selected alone is given everything that it reads, and decides as it does among all others."""

from __future__ import annotations

import pytest

from hipaacheck import Asset, Control
from hipaacheck.app import needed_fields
from tests.aws.test_denial import CASES, tape, whole
from tests.support import aws, live, replay

ALONE = [(name, control) for name, case in sorted(CASES.items()) for control in live.controls(case.types)]


@pytest.mark.parametrize(
    ("name", "control"),
    [pytest.param(name, control, id=control.id, marks=pytest.mark.xdist_group(name)) for name, control in ALONE],
)
def test_a_control_alone_is_given_what_it_reads(name: str, control: Control) -> None:
    together = {asset: verdict for (other, asset), verdict in whole(name).items() if other == control.id}
    needs = needed_fields([control])
    inventory = replay.scan(tape(name), needs)
    assert not live.not_given(needs, inventory)
    assert live.alone(control, inventory) == together


def test_no_asset_is_listed_twice() -> None:
    for name in [name for name, case in CASES.items() if not case.canned]:  # one answer is given to every question there
        whole(name)
        found: list[Asset] = list(replay.scan(tape(name), aws.reads(CASES[name].types)).assets)
        assert len({(asset.type, asset.id) for asset in found}) == len(found), name
