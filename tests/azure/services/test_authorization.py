"""Role assignments, roles, policy assignments and assessments when answers lack members."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import Got
from hipaacheck_azure.operations import OPERATIONS
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services import defender
from hipaacheck_azure.services.authorization import build_policy_assignment, build_role_assignment, build_role_definition
from hipaacheck_live.answers import Answer
from tests.azure.cases.authorization import definition
from tests.azure.cases.subscription import OWNER, assignment, benchmark

DOUBT = Unknown("denied")


def built(make: Any, body: dict[str, Any], members: Any = None, *, old: bool = False) -> Any:
    """An asset from a body."""
    return make(Place(account="s"), Answer(body, "x", old=old), Got({"members": members}))


@pytest.mark.parametrize(
    ("kind", "members", "reached"),
    [
        ("User", None, ["u1"]),
        ("ServicePrincipal", None, ["u1"]),
        ("Group", ["u2", DOUBT], ["u2", DOUBT]),
        ("Group", DOUBT, DOUBT),
        ("ForeignGroup", [DOUBT], [DOUBT]),
    ],
)
def test_who_is_reached(kind: str, members: Any, reached: Any) -> None:
    read = built(build_role_assignment, assignment("a", "U1", kind), members)
    assert (read.principal_ids, read.role, read.scope_kind, read.conditional) == (reached, "Owner", "subscription", False)
    assert read.role_definition_id == OWNER.lower()


def test_an_assignment_that_lacks_everything() -> None:
    read = built(build_role_assignment, {"id": "/a", "name": "a"}, DOUBT, old=True)
    for field in (
        "scope",
        "scope_kind",
        "role_definition_id",
        "role",
        "principal_id",
        "principal_type",
        "principal_ids",
        "conditional",
    ):
        assert isinstance(getattr(read, field), Unknown), field


def test_roles() -> None:
    built_in = definition("a", "Owner", "*")
    built_in["properties"]["type"] = "BuiltInRole"
    assert built(build_role_definition, built_in) is None
    short = definition("a", "Odd", "*")
    del short["properties"]["permissions"][0]["notActions"]
    read = built(build_role_definition, short)
    assert (read.name, isinstance(read.grants_everything, Unknown)) == ("Odd", True)
    read = built(build_role_definition, {"id": "/a", "name": "a"}, old=True)
    assert all(isinstance(value, Unknown) for value in (read.permissions, read.grants_everything, read.manages_locks))


def test_roles_of_resource_groups_are_listed_too() -> None:
    assert OPERATIONS["Microsoft.Authorization/roleDefinitions"].path.endswith("?$filter=atScopeAndBelow()")


@pytest.mark.parametrize(
    ("parameters", "disabled"),
    [
        (None, []),
        ({"a": {"value": "Disabled"}, "b": {"value": "Audit"}, "c": {"value": ["disabled"]}}, ["a"]),
        ({"a": {"$redacted": "x"}}, "?"),
        ("x", "?"),
    ],
)
def test_policy_assignments(parameters: Any, disabled: Any) -> None:
    body = benchmark("Default")
    body["properties"]["parameters"] = parameters
    read = built(build_policy_assignment, body)
    doubts = [read.disabled] if isinstance(read.disabled, Unknown) else read.disabled
    assert any(isinstance(item, Unknown) for item in doubts) if disabled == "?" else read.disabled == disabled


def test_a_policy_assignment_that_leaves_out_the_subscription() -> None:
    body = benchmark("Default")
    for excluded, there in (("/subscriptions/S", False), ("/subscriptions/S/resourceGroups/g", True)):
        body["properties"]["notScopes"] = [excluded]
        assert (built(build_policy_assignment, body) is not None) is there


def test_a_policy_assignment_without_a_mode_is_enforced() -> None:
    body = benchmark("Default")
    del body["properties"]["enforcementMode"]
    assert built(build_policy_assignment, body).enforcement_mode == "Default"
    assert isinstance(built(build_policy_assignment, body, old=True).enforcement_mode, Unknown)


def test_assessments() -> None:
    about = "/subscriptions/S/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/A"
    body: dict[str, Any] = {"id": f"{about}/providers/Microsoft.Security/assessments/K", "name": "K", "properties": {}}
    read = built(defender.build, body)
    assert (read.assessed_id, read.assessment, isinstance(read.status, Unknown)) == (about.lower(), "k", True)
    body["properties"] = {"resourceDetails": {"source": "OnPremise"}, "status": {"code": "Healthy"}}
    assert built(defender.build, body) is None
