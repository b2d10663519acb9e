"""Whatever fails, no verdict gets better and none becomes a failure; what failed is named.

Every operation that any collector declares is made to fail in every way: denied, throttled, a server error, a page of HTML, and
an answer that was cut off.
"""

from __future__ import annotations

from functools import cache

import msgspec
import pytest
from moto import mock_aws

from hipaacheck import CHOSEN, Inventory
from hipaacheck.app import needed_fields
from hipaacheck.engine import evaluate
from hipaacheck.pluginhost import PluginHost
from hipaacheck_aws.permissions import operations
from hipaacheck_aws.services.table import COLLECTORS
from hipaacheck_aws.source import collectors
from tests.support import aws, replay
from tests.support.cli import builtin_pack
from tests.support.plans import NOW

EVERYTHING = dict.fromkeys(COLLECTORS, frozenset({"*"}))
OPERATIONS = sorted(operations(EVERYTHING) - {"sts:GetCallerIdentity"})
Verdicts = dict[tuple[str, str], str]


@cache
def tape() -> replay.Tape:
    """An account with every case in it, recorded once for each test process."""
    with mock_aws():
        for case in aws.cases().values():
            case.seed(aws.boto)
        found = replay.Tape()
        replay.scan(found, EVERYTHING)
    found.recording = False
    return found


@cache
def whole() -> tuple[Inventory, Verdicts]:
    """The account, when everything answers."""
    inventory = replay.scan(tape(), EVERYTHING)
    return inventory, verdicts(inventory)


def verdicts(inventory: Inventory, types: frozenset[str] | None = None) -> Verdicts:
    """(Control, asset) → verdict, for controls that read some of the types."""
    controls = [control for control in builtin_pack().controls if types is None or types & set(control.reads)]
    host = PluginHost(third_party=False)
    found = evaluate(controls, inventory, vocabulary=host.vocabulary, predicates={}, params={}, now=NOW)
    return {(finding.control.id, finding.asset.id): finding.verdict for finding in found}


def without(operation: str, mode: str) -> tuple[Inventory, frozenset[str]]:
    """The account when one operation fails, and the asset types that were read anew: those of the services that call it."""
    calling = {name for name, found in collectors(EVERYTHING).items() if any(operation in c.calls(frozenset("*")) for c in found)}
    base = operation not in {op for found in collectors(EVERYTHING).values() for c in found for op in c.calls(frozenset("*"))}
    types = frozenset(name for name in COLLECTORS if base or replay.module_of(name) in calling)
    tape().failing = (operation, mode)
    try:
        part = replay.scan(tape(), {name: EVERYTHING[name] for name in types})
    finally:
        tape().failing = None
    rest, _ = whole()
    assets = (*part.assets, *(asset for asset in rest.assets if asset.type not in types))
    gaps = (*part.gaps, *(gap for gap in rest.gaps if gap.asset_type not in types))
    return msgspec.structs.replace(part, assets=assets, gaps=gaps), types


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_failing_operation_improves_nothing(operation: str) -> None:
    _, before = whole()
    for mode in replay.MODES:
        inventory, types = without(operation, mode)
        after = verdicts(inventory, types)
        wrong = {
            key: f"{before.get(key)} became {verdict}"
            for key, verdict in after.items()
            if verdict in ("pass", "fail", "not_applicable") and before.get(key) != verdict
        }
        assert not wrong, mode
        named = [gap for gap in inventory.gaps if gap.operation == operation and gap.state not in CHOSEN]
        assert named or operation not in tape().called, mode


def test_every_operation_is_called() -> None:
    """Else the test above would say nothing about it."""
    whole()
    assert set(OPERATIONS) <= tape().called


def test_all_fields_that_controls_read_are_collected() -> None:
    assert set(needed_fields(builtin_pack().controls)) <= set(COLLECTORS)
