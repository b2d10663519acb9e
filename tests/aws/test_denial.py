"""Whatever fails, no verdict gets better and none becomes a failure; what failed is named.

Every operation that any collector declares is made to fail in every way: denied, throttled, a server error, a page of HTML, and
an answer that was cut off. The account is that of each case, recorded from the simulator.
"""

from __future__ import annotations

from functools import cache

import pytest
from moto import mock_aws

from hipaacheck import CHOSEN, Inventory
from hipaacheck.app import needed_fields
from hipaacheck_aws.permissions import operations
from hipaacheck_aws.services.table import COLLECTORS
from tests.support import aws, live, replay
from tests.support.cli import builtin_pack

CASES = aws.cases()
ALWAYS = frozenset({"sts:GetCallerIdentity", "ec2:DescribeRegions"})
OPERATIONS = operations(dict.fromkeys(COLLECTORS, frozenset({"*"})))
KEPT = {("pass", "pass"), ("fail", "fail"), ("not_applicable", "not_applicable"), ("not_applicable", "pass")}
"""Verdicts before and after that are no improvement. What holds passes even where nobody can tell whether it has to hold."""
Verdicts = dict[tuple[str, str], str]


@cache
def tape(name: str) -> replay.Tape:
    """The account of a case, recorded once for each test process."""
    found = replay.Tape(CASES[name].canned)
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
        for control, rows in live.verdicts(inventory, CASES[name].types, by_id=True).items()
        for asset, verdict in rows.items()
    }


def own(name: str) -> frozenset[str]:
    """What reading the case's own types may call."""
    return operations(dict.fromkeys(CASES[name].types, frozenset({"*"}))) - ALWAYS


def joined(name: str) -> frozenset[str]:
    """What reading the types that its controls join may call besides."""
    return operations(aws.reads(CASES[name].types)) - own(name) - ALWAYS


def check(name: str, operation: str, modes: tuple[str, ...]) -> None:
    """No verdict on a case gets better or fails when an operation fails; the failure is named."""
    before = whole(name)
    for mode in modes:
        tape(name).failing = (operation, mode)
        inventory = replay.scan(tape(name), aws.reads(CASES[name].types))
        tape(name).failing = None
        wrong = {
            key: f"{before.get(key)} became {verdict}"
            for key, verdict in verdicts(name, inventory).items()
            if verdict in ("pass", "fail", "not_applicable") and (before.get(key), verdict) not in KEPT
        }
        assert not wrong, mode
        assert [gap for gap in inventory.gaps if gap.operation == operation and gap.state not in CHOSEN], mode


@pytest.mark.parametrize(
    ("name", "operation"),
    [pytest.param(name, found, marks=pytest.mark.xdist_group(name)) for name in sorted(CASES) for found in sorted(own(name))],
)
def test_a_failing_operation_improves_nothing(name: str, operation: str) -> None:
    whole(name)
    assert operation in tape(name).called
    check(name, operation, replay.MODES)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in sorted(CASES)])
def test_what_is_denied_elsewhere_improves_nothing(name: str) -> None:
    """Controls join assets of other services: without those they know less."""
    whole(name)
    for operation in sorted(joined(name) & tape(name).called):
        check(name, operation, ("denied",))


def test_without_the_list_of_regions_the_account_is_incomplete() -> None:
    check("s3", "ec2:DescribeRegions", replay.MODES)


def test_every_operation_belongs_to_a_case() -> None:
    assert frozenset().union(*(own(name) for name in CASES)) == OPERATIONS - ALWAYS


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in sorted(CASES)])
def test_a_scan_calls_nothing_that_is_not_declared(name: str) -> None:
    whole(name)
    assert tape(name).called <= operations(aws.reads(CASES[name].types))


def test_everything_that_controls_read_is_collected() -> None:
    assert {name for name in needed_fields(builtin_pack().controls) if name.startswith("aws.")} <= set(COLLECTORS)
