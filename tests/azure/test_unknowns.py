"""What is known only after apply never changes a verdict into another one than unknown, and never stops a scan."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.support import azure, live, plans

CASES = {name: case for name, case in azure.cases().items() if case.plan}
KEPT = {("not_applicable", "pass")}
"""Verdicts before and after that agree: what holds passes even where nobody can tell whether it has to hold."""


def variants(resources: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[str, list[Any]]]:
    """The resources with one argument of one of them, or of a block in it, known only after apply."""
    for number, item in enumerate(resources):
        after = item["change"]["change"]["after"]
        for name, value in after.items():
            if name == "name":  # a resource whose name is not known yet is not what others name by a text
                continue
            yield f"{item['change']['address']}.{name}", _with(resources, number, (name,))
            if isinstance(value, list) and value and isinstance(value[0], dict):
                for inner in value[0]:
                    yield f"{item['change']['address']}.{name}.{inner}", _with(resources, number, (name, inner))


def _with(resources: tuple[Mapping[str, Any], ...], number: int, path: tuple[str, ...]) -> list[Any]:
    out: list[Any] = list(resources)
    item = out[number] = copy.deepcopy(resources[number])
    change, expressions = item["change"]["change"], item["config"]["expressions"]
    unknown, after = change["after_unknown"], change["after"]
    if len(path) == 2:
        blocks = after[path[0]]
        marks: list[dict[str, Any]] = [{} for _ in blocks]
        unknown[path[0]] = marks
        unknown, after = marks[0], blocks[0]
        expressions = expressions[path[0]][0] if isinstance(expressions.get(path[0]), list) else {}
    after.pop(path[-1], None)
    unknown[path[-1]] = True
    expressions[path[-1]] = {"references": ["local.value"]}
    return out


def verdicts(name: str, resources: Any) -> dict[tuple[str, str], str]:
    """(Control, asset) → verdict of a plan of these resources."""
    found = live.verdicts(plans.inventory(plans.plan(*resources)), CASES[name].types, by_id=True)
    return {(control, asset): verdict for control, rows in found.items() for asset, verdict in rows.items()}


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_argument_that_is_not_known_changes_no_verdict_into_another(name: str) -> None:
    before = verdicts(name, CASES[name].plan)
    wrong = {}
    for what, resources in variants(CASES[name].plan):
        for key, verdict in verdicts(name, resources).items():
            was = before.get(key)
            if was is not None and verdict not in (was, "unknown") and (was, verdict) not in KEPT:
                wrong[what, key[0]] = f"{was} became {verdict}"
    assert not wrong
