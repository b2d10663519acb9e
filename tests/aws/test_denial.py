"""Whatever fails, no verdict gets better and none becomes a failure; what failed is named.

Every operation that any collector declares is made to fail in every way: denied, throttled, a server error, a page of HTML, and
an answer that was cut off. The account is that of each case, recorded from the simulator.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from moto import mock_aws

from hipaacheck import CHOSEN, Inventory
from hipaacheck.app import needed_fields
from hipaacheck_aws.permissions import operations
from hipaacheck_aws.services.table import COLLECTORS
from tests.support import aws, replay
from tests.support.cli import builtin_pack

CASES = aws.cases()
OPERATIONS = sorted(operations(dict.fromkeys(COLLECTORS, frozenset({"*"}))) - {"sts:GetCallerIdentity"})
BEHIND_THE_SIMULATOR = {
    "appstream:ListTagsForResource",
    "emr:DescribeSecurityConfiguration",
}
"""Operations that are never reached, because moto cannot answer the one that lists what they are about."""
Verdicts = dict[tuple[str, str], str]


@cache
def tape(name: str) -> replay.Tape:
    """The account of a case, recorded once for each test process."""
    found = replay.Tape()
    with mock_aws():
        CASES[name].seed(aws.boto)
        replay.scan(found, aws.reads(CASES[name].types))
    found.recording = False
    return found


@cache
def whole(name: str) -> Verdicts:
    """The verdicts on a case when everything answers."""
    return verdicts(name, replay.scan(tape(name), aws.reads(CASES[name].types)))


def verdicts(name: str, inventory: Inventory) -> Verdicts:
    """(Control, asset) → verdict."""
    return {
        (control, asset): verdict
        for control, rows in aws.verdicts(inventory, CASES[name].types, by_id=True).items()
        for asset, verdict in rows.items()
    }


def cases_with(operation: str) -> Iterator[str]:
    """Cases whose scan may call an operation, be it for what they join."""
    for name, case in CASES.items():
        if operation in operations(aws.reads(case.types)) and operation in tape(name).called:
            yield name
            if operation == "ec2:DescribeRegions":
                return


@pytest.mark.parametrize(
    "operation", [pytest.param(name, marks=pytest.mark.xdist_group(name.partition(":")[0])) for name in OPERATIONS]
)
def test_a_failing_operation_improves_nothing(operation: str) -> None:
    names = list(cases_with(operation))
    assert names or operation in BEHIND_THE_SIMULATOR
    for name in names:
        before = whole(name)
        for mode in replay.MODES:
            tape(name).failing = (operation, mode)
            inventory = replay.scan(tape(name), aws.reads(CASES[name].types))
            tape(name).failing = None
            wrong = {
                key: f"{before.get(key)} became {verdict}"
                for key, verdict in verdicts(name, inventory).items()
                if verdict in ("pass", "fail", "not_applicable") and before.get(key) != verdict
            }
            assert not wrong, (name, mode)
            assert [gap for gap in inventory.gaps if gap.operation == operation and gap.state not in CHOSEN], (name, mode)


def test_a_full_scan_calls_nothing_that_is_not_declared() -> None:
    for name, case in CASES.items():
        assert tape(name).called <= operations(aws.reads(case.types))


def test_everything_that_controls_read_is_collected() -> None:
    assert set(needed_fields(builtin_pack().controls)) <= set(COLLECTORS)
