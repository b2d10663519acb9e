"""Estates as different teams write them: real plans, made by the real provider, against their source."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from hipaacheck import without_keys
from tests.support.cli import hipaacheck
from tests.terraform.estate_differences import DIFFERENCES, Row
from tests.terraform.record_estates import ESTATES, text

VARIABLE_FILES = {"portal": "live.tfvars", "pharmacy": "prod.tfvars", "dental": "office.tfvars.json"}
"""Estates that were planned with a file of variables."""
CONTRADICTIONS = {("pass", "fail"), ("fail", "pass"), ("not_applicable", "fail"), ("fail", "not_applicable")}
Findings = dict[tuple[str, str], dict[str, Any]]
"""By control and the asset's id."""


@cache
def findings(estate: str, source: str) -> Findings:
    """What a scan of the `plan` or of the `terraform` source of an estate finds."""
    folder = ESTATES / estate
    asked = ["plan", str(folder / "plan.json")] if source == "plan" else ["terraform", str(folder)]
    if source != "plan" and estate in VARIABLE_FILES:
        asked += ["--var-file", str(folder / VARIABLE_FILES[estate])]
    found = hipaacheck("scan", *asked, "-f", "json", "--no-progress").json()
    assert found["gaps"] == []
    return {(item["control"], item["asset"]["id"]): item for item in found["findings"]}


def verdicts(estate: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Verdicts of plan and source by control and asset; `-` where there is no such asset."""
    plan, source = findings(estate, "plan"), findings(estate, "terraform")
    return {
        key: (plan[key]["verdict"] if key in plan else "-", source[key]["verdict"] if key in source else "-")
        for key in plan.keys() | source.keys()
    }


def differing(estate: str) -> set[Row]:
    """The verdicts that differ, an asset a row, without its keys."""
    rows = {(*pair, control, without_keys(asset)) for (control, asset), pair in verdicts(estate).items() if pair[0] != pair[1]}
    return {("*", "-", "*", row[3]) if row[1] == "-" else ("-", "*", "*", row[3]) if row[0] == "-" else row for row in rows}


@pytest.mark.parametrize("estate", DIFFERENCES)
def test_source_and_plan_never_contradict_each_other(estate: str) -> None:
    assert {key: pair for key, pair in verdicts(estate).items() if pair in CONTRADICTIONS} == {}


@pytest.mark.parametrize("estate", DIFFERENCES)
def test_source_and_plan_differ_only_where_one_knows_more(estate: str) -> None:
    listed = [
        (plan, source, control, asset)
        for rows in DIFFERENCES[estate].values()
        for plan, source, control, assets in rows
        for asset in assets.split()
    ]
    assert len(set(listed)) == len(listed)
    assert differing(estate) == set(listed)


@pytest.mark.parametrize("estate", DIFFERENCES)
def test_findings_of_both_point_to_the_same_lines(estate: str) -> None:
    plan, source = findings(estate, "plan"), findings(estate, "terraform")
    same = [key for key in plan.keys() & source.keys() if plan[key]["verdict"] == source[key]["verdict"]]
    assert same
    assert {key: plan[key]["location"] for key in same} == {key: source[key]["location"] for key in same}
    assert [key for key in same if source[key]["location"]["line"] is None] == []


def test_every_estate_is_tested_and_its_plan_is_as_it_is_recorded() -> None:
    plans = {path.parent.name: path for path in ESTATES.glob("*/plan.json")}
    assert set(plans) == set(DIFFERENCES)
    for path in plans.values():
        kept = path.read_text("utf-8")
        assert kept == text(json.loads(kept))
