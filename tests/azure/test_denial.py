"""Whatever fails, no verdict gets better and none becomes a failure; what failed is named.

Every path that any collector declares is made to fail in every way: 401, 403, 404, 429, a server error, a page of HTML, and an
answer that was cut off. The estate is that of each case.
"""

from __future__ import annotations

from functools import cache

import pytest

from hipaacheck import CHOSEN, Inventory
from hipaacheck.app import needed_fields
from hipaacheck_azure.permissions import operations
from hipaacheck_azure.services.table import COLLECTORS
from hipaacheck_azure.subscriptions import BASE_OPERATIONS
from tests.support import azure, live
from tests.support.cli import builtin_pack

CASES = azure.cases()
OPERATIONS = operations(dict.fromkeys(COLLECTORS, frozenset({"*"})))
KEPT = {("pass", "pass"), ("fail", "fail"), ("not_applicable", "not_applicable"), ("not_applicable", "pass")}
"""Verdicts before and after that are no improvement. What holds passes even where nobody can tell whether it has to hold."""
Verdicts = dict[tuple[str, str], str]


def scan(name: str, failing: tuple[str, str] | None = None) -> tuple[Verdicts, Inventory]:
    """(Control, asset) → verdict on a case, in which an operation may fail."""
    estate = azure.Estate(CASES[name].estate)
    estate.failing = failing
    inventory = azure.scan(estate, azure.reads(CASES[name].types))
    found = live.verdicts(inventory, CASES[name].types, by_id=True)
    return {(control, asset): verdict for control, rows in found.items() for asset, verdict in rows.items()}, inventory


@cache
def whole(name: str) -> Verdicts:
    """The verdicts on a case when everything answers."""
    return scan(name)[0]


@cache
def asked(name: str) -> frozenset[str]:
    """What reading the case does call."""
    estate = azure.Estate(CASES[name].estate)
    azure.scan(estate, azure.reads(CASES[name].types))
    return frozenset(operation for operation in called(name) if any(azure.matches(operation, url) for _, url in estate.asked))


def called(name: str) -> frozenset[str]:
    """What reading the case may call, the types that its controls join included."""
    return operations(azure.reads(CASES[name].types)) - BASE_OPERATIONS


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("mode", azure.MODES)
def test_a_failing_path_improves_nothing(name: str, mode: str) -> None:
    before = whole(name)
    for operation in sorted(called(name)):
        after, inventory = scan(name, (operation, mode))
        wrong = {
            key: f"{before.get(key)} became {verdict}"
            for key, verdict in after.items()
            if verdict in ("pass", "fail", "not_applicable") and (before.get(key), verdict) not in KEPT
        }
        assert not wrong, operation
        if operation in asked(name):
            assert [gap for gap in inventory.gaps if gap.operation == operation and gap.state not in CHOSEN], operation


def test_every_path_is_made_to_fail() -> None:
    assert frozenset().union(*(asked(name) for name in CASES)) >= OPERATIONS - BASE_OPERATIONS


def test_everything_that_controls_read_is_collected() -> None:
    assert {name for name in needed_fields(builtin_pack().controls) if name.startswith("azure.")} <= set(COLLECTORS)


class NoGraph(azure.Estate):
    """An estate in which Microsoft Graph lists users, if that, and denies everything else."""

    users = True

    def answer(self, url: str) -> tuple[int, dict[str, str], bytes]:
        """403 for what is denied."""
        if "//graph." in url and not (self.users and azure.matches("graph:users", url)):
            return azure.failure("forbidden", b"")
        return super().answer(url)


MFA = ("azure-entra-user-mfa", "azure-entra-user-privileged-mfa", "azure-entra-user-azure-access-mfa")


@pytest.mark.parametrize("users", [True, False])
def test_without_graph_nobody_passes_and_nobody_fails(users: bool) -> None:
    estate = NoGraph(CASES["entra"].estate)
    estate.users = users
    types = ("azure.entra.user", "azure.entra.tenant")
    found = live.verdicts(azure.scan(estate, azure.reads(types)), types, by_id=True)
    given = {verdict for control, rows in found.items() if control.startswith("azure-entra-tenant-") for verdict in rows.values()}
    assert given == {"unknown"}
    for control in MFA:
        rows = found.get(control, {})
        decided = {user: verdict for user, verdict in rows.items() if verdict != "unknown"}
        assert decided == {user: "not_applicable" for user in decided if whole("entra")[control, user] == "not_applicable"}
        assert ("unknown" in rows.values()) is users
