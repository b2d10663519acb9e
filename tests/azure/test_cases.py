"""Good and bad instances of each asset type in an estate: what is read, what controls say, and that a plan gives the same."""

from __future__ import annotations

from functools import cache

import pytest

from hipaacheck import Inventory
from hipaacheck_azure.services.table import COLLECTORS
from tests.support import azure, live, plans

CASES = azure.cases()


@cache
def read(name: str) -> Inventory:
    """What a scan reads of the estate of a case."""
    return azure.scan(azure.Estate(CASES[name].estate), azure.reads(CASES[name].types))


@pytest.fixture(params=sorted(CASES))
def seeded(request: pytest.FixtureRequest) -> tuple[azure.Case, Inventory]:
    """A case, and what a scan reads of its estate."""
    return CASES[request.param], read(request.param)


def test_every_control_gives_the_expected_verdict(seeded: tuple[azure.Case, Inventory]) -> None:
    case, inventory = seeded
    assert not live.wrong_verdicts(case.expected, live.verdicts(inventory, case.types))


def test_every_control_is_tried(seeded: tuple[azure.Case, Inventory]) -> None:
    case, _ = seeded
    assert {control.id for control in live.controls(case.types)} <= set(case.expected)


def test_nothing_else_fails(seeded: tuple[azure.Case, Inventory]) -> None:
    """Whatever else failed is a mistake of a collector."""
    case, inventory = seeded
    failed = {gap.operation for gap in inventory.gaps if gap.asset_type in case.types}
    assert failed == set(case.unserved)


def test_plan_and_estate_give_equal_assets(seeded: tuple[azure.Case, Inventory]) -> None:
    case, inventory = seeded
    planned = [asset for asset in plans.inventory(plans.plan(*case.plan)).assets if asset.type in case.types]
    there = {live.key(asset): asset for asset in inventory.assets}
    assert {live.key(asset) for asset in planned} <= set(there)
    differing = live.differing(planned, there)
    assert {key: values for key, values in differing.items() if key not in case.differences} == {}
    declared = {key for key in case.differences if key[0] in case.types}
    assert declared <= set(differing), "a difference that is declared and is none"


def test_plan_and_estate_give_equal_verdicts(seeded: tuple[azure.Case, Inventory]) -> None:
    case, inventory = seeded
    planned = plans.inventory(plans.plan(*case.plan))
    assert not live.differing_verdicts(case.types, planned, inventory, case.differences)


def test_every_asset_type_has_a_case() -> None:
    assert set(COLLECTORS) == {name for case in CASES.values() for name in case.types}
