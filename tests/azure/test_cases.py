"""Good and bad instances of each asset type in an estate: what is read, what controls say, and that a plan gives the same."""

from __future__ import annotations

from functools import cache

import pytest

from hipaacheck import Asset, Inventory
from hipaacheck_azure.services.table import COLLECTORS
from tests.support import azure, plans

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
    found = azure.verdicts(inventory, case.types)
    wrong = {
        (control, name): f"{verdict} expected, {actual}"
        for control, rows in case.expected.items()
        for name, verdict in rows.items()
        if (actual := _verdict(found.get(control, {}), name)) != verdict
    }
    assert not wrong


def test_every_control_is_tried(seeded: tuple[azure.Case, Inventory]) -> None:
    case, _ = seeded
    assert {control.id for control in azure.controls(case.types)} <= set(case.expected)


def test_nothing_else_fails(seeded: tuple[azure.Case, Inventory]) -> None:
    """Whatever else failed is a mistake of a collector."""
    case, inventory = seeded
    failed = {gap.operation for gap in inventory.gaps if gap.asset_type in case.types}
    assert failed == set(case.unserved)


def test_plan_and_account_give_equal_assets(seeded: tuple[azure.Case, Inventory]) -> None:
    case, inventory = seeded
    planned = [asset for asset in plans.inventory(plans.plan(*case.plan)).assets if asset.type in case.types]
    live = {_key(asset): asset for asset in inventory.assets}
    assert {_key(asset) for asset in planned} <= set(live)
    differing = {
        (asset.type, name): (getattr(asset, name), getattr(live[_key(asset)], name))
        for asset in planned
        for name in _compared(asset)
        if getattr(asset, name) != getattr(live[_key(asset)], name)
    }
    assert {key: values for key, values in differing.items() if key not in case.differences} == {}
    declared = {key for key in case.differences if key[0] in case.types}
    assert declared <= set(differing), "a difference that is declared and is none"


def test_plan_and_account_give_equal_verdicts(seeded: tuple[azure.Case, Inventory]) -> None:
    case, inventory = seeded
    planned = plans.inventory(plans.plan(*case.plan))
    live, twin = azure.verdicts(inventory, case.types), azure.verdicts(planned, case.types)
    names = {str(asset.name) for asset in planned.assets}
    wrong = {
        (control.id, name): (verdict, live[control.id].get(name))
        for control in azure.controls(case.types)
        if not control.live_only
        for name, verdict in twin.get(control.id, {}).items()
        if name in names and verdict != live[control.id].get(name) and (control.id, name) not in case.differences
    }
    assert not wrong


def test_every_asset_type_has_a_case() -> None:
    assert set(COLLECTORS) == {name for case in CASES.values() for name in case.types}


def _verdict(found: dict[str, str], name: str) -> str | None:
    rows = [verdict for key, verdict in found.items() if key == name or key.endswith(name)]
    return rows[0] if len(rows) == 1 else None


def _key(asset: Asset) -> tuple[str, str]:
    own = asset.name if isinstance(asset.name, str) else getattr(asset, "arn", None)
    return asset.type, own if isinstance(own, str) else asset.id


def _compared(asset: Asset) -> list[str]:
    """Fields that a plan and an account both know; where and what it is called there differs by nature."""
    return [name for name in asset.__struct_fields__ if name not in ("id", "account", "region", "location", "origins")]
