"""Conditions of alert rules in the forms that they come in."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_azure.collect import Got
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.monitor import build_alert, build_component
from hipaacheck_live.answers import Answer

OWN = "/subscriptions/S"


def built(make: Any, inner: dict[str, Any], *, old: bool = False) -> Any:
    """An asset from these properties."""
    return make(Place(account="s"), Answer({"id": "/a", "name": "a", "properties": inner}, "x", old=old), Got({}))


def alert(*leaves: Any, **more: Any) -> Any:
    """A rule with these conditions."""
    return built(build_alert, {"scopes": [OWN], "condition": {"allOf": list(leaves)}, **more})


CATEGORY = {"field": "category", "equals": "Administrative"}


def any_of(*leaves: dict[str, Any]) -> dict[str, Any]:
    """Conditions of which one has to hold."""
    return {"anyOf": list(leaves)}


def operation(name: str) -> dict[str, str]:
    """A condition on the operation, in a spelling of Azure's own."""
    return {"field": "OperationName", "equals": name}


@pytest.mark.parametrize(
    ("leaves", "operations", "narrowed"),
    [
        ([CATEGORY], None, []),
        ([CATEGORY, operation("A/B/Write")], ["a/b/write"], []),
        ([CATEGORY, any_of(operation("a/b/write"), operation("a/b/delete"))], ["a/b/write", "a/b/delete"], []),
        ([CATEGORY, {"field": "operationName", "containsAny": ["a/b/write", "A/c/write"]}], ["a/b/write", "a/c/write"], []),
        ([CATEGORY, operation("a/b/write"), operation("a/b/delete")], ["a/b/write"], ["operationName once more"]),
        ([CATEGORY, {"field": "resourceType", "equals": "A/B"}], ["a/b/*"], []),
        ([CATEGORY, operation("a/b/write"), {"field": "caller", "equals": "x"}], ["a/b/write"], ["caller"]),
        ([CATEGORY, operation("a/b/write"), {"field": "properties.x", "equals": "x"}], ["a/b/write"], ["properties.x"]),
        ([CATEGORY, any_of(operation("a/b/write"), {"field": "caller", "equals": "x"})], "?", "?"),
        ([CATEGORY, any_of("x")], "?", "?"),  # type: ignore[arg-type]
        ([CATEGORY, "x"], "?", "?"),
        ([CATEGORY, {"equals": "x"}], "?", "?"),
        ([], "?", "?"),
    ],
)
def test_conditions(leaves: list[Any], operations: Any, narrowed: Any) -> None:
    read = alert(*leaves)
    assert isinstance(read.operations, Unknown) if operations == "?" else read.operations == operations
    doubts = [read.narrowed_by] if isinstance(read.narrowed_by, Unknown) else read.narrowed_by
    assert any(isinstance(item, Unknown) for item in doubts) if narrowed == "?" else read.narrowed_by == narrowed


def test_any_case_is_taken() -> None:
    leaves = {"field": "Category", "equals": "servicehealth"}, {"field": "properties.IncidentType", "containsAny": ["INCIDENT"]}
    read = alert(*leaves)
    assert (read.category, read.service_health_events, read.narrowed_by) == ("ServiceHealth", ["Incident"], [])


def test_a_condition_without_values_is_unknown() -> None:
    assert isinstance(alert(CATEGORY, {"field": "operationName"}).operations, Unknown)
    assert isinstance(alert({"field": "category", "containsAny": ["Administrative", "Policy"]}).category, Unknown)


def test_an_older_version_of_the_api() -> None:
    inner = {"scopes": [OWN], "condition": {"allOf": [CATEGORY, any_of(operation("a/b/write"))]}}
    read = built(build_alert, inner, old=True)
    assert (read.category, read.operations, read.narrowed_by) == ("Administrative", ["a/b/write"], [])
    assert isinstance(read.notifies, Unknown)


def test_what_is_left_out() -> None:
    read = alert(CATEGORY)
    assert (read.enabled, read.notifies, read.whole_subscription, read.scopes) == (True, False, True, ["/subscriptions/s"])
    read = built(build_alert, {}, old=True)
    for field in ("enabled", "notifies", "whole_subscription", "scopes", "category", "operations", "narrowed_by"):
        assert isinstance(getattr(read, field), Unknown)


@pytest.mark.parametrize(("scope", "whole"), [("/Subscriptions/S/", True), ("/subscriptions/other", False)])
def test_a_rule_watches_the_subscription_that_it_is_in(scope: str, whole: bool) -> None:
    assert alert(CATEGORY, scopes=[scope]).whole_subscription is whole


def test_components() -> None:
    assert built(build_component, {}).workspace_id is None
    assert isinstance(built(build_component, {}, old=True).workspace_id, Unknown)
