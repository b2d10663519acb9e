"""The same infrastructure as a plan and as source: no verdict contradicts another, and what a plan decides, source decides too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import InputError, Inventory
from tests.support import aws, azure, live, plans, sources, written
from tests.support.cli import builtin_pack, hipaacheck
from tests.support.shared import needs_shared, shared_files

CLINIC = Path(__file__).parents[2] / "examples/clinic"
CASES = {
    f"{module.__name__.rpartition('.')[2]}-{name}": plans.plan(*case.plan)
    for module in (aws, azure)
    for name, case in module.cases().items()
    if case.plan
}
Verdicts = dict[tuple[str, str], str]
"""(Control, asset's id) → verdict."""

UNDECIDED: dict[tuple[str, str, str], str] = {
    ("aws-apigateway", "aws-apigateway-stage-execution-logged", "aws_api_gateway_stage.test"): "logging_level",
    (
        "aws-cognito",
        "aws-cognito-user-pool-client-session-limited",
        "aws_cognito_user_pool_client.kiosk",
    ): "refresh_token_validity",
    ("aws-fsx", "aws-fsx-file-system-backed-up", "aws_fsx_lustre_file_system.lustre"): "automatic_backup_retention_days",
}
"""Case, control and asset that only the plan decides → the argument that is left out, which the provider computes: these plans are
of what is already applied, and source is judged as a new resource."""

KEPT = {("not_applicable", "pass")}
"""Verdicts before and after that agree: what holds passes even where nobody can tell whether it has to hold."""


@cache
def by_type() -> dict[str, list[Any]]:
    """All controls by the type that they are about."""
    out: dict[str, list[Any]] = {}
    for control in builtin_pack().controls:
        out.setdefault(control.asset, []).append(control)
    return out


def verdicts(inventory: Inventory) -> Verdicts:
    """What all controls say."""
    judged = [control for name in {asset.type for asset in inventory.assets} for control in by_type().get(name, ())]
    return {(control.id, asset.id): verdict for control, asset, verdict, _ in live.findings(judged, inventory)}


def as_source(document: Mapping[str, Any], folder: Path) -> Verdicts:
    """The verdicts of a plan that was written as source, in JSON and as people write it. Nothing of it may have been left out."""
    assert sum(sources.write(document, folder).values()) == 0
    found = verdicts(sources.read(folder))
    written.make_native(folder)
    assert verdicts(sources.read(folder)) == found
    return found


def contradictions(before: Verdicts, after: Verdicts) -> dict[tuple[str, str], str]:
    """Where both decide, and not the same."""
    return {
        key: f"{verdict}, then {after[key]}"
        for key, verdict in before.items()
        if key in after and "unknown" not in (verdict, after[key]) and verdict != after[key]
    }


@pytest.mark.parametrize("name", sorted(CASES))
def test_source_of_a_case_gives_the_verdicts_of_its_plan(name: str, tmp_path: Path) -> None:
    planned, source = verdicts(plans.inventory(CASES[name])), as_source(CASES[name], tmp_path)
    assert planned.keys() == source.keys()
    undecided = {(case, control, asset): "unknown" for case, control, asset in UNDECIDED if case == name}
    assert {(name, *key): source[key] for key, verdict in planned.items() if source[key] != verdict} == undecided


@needs_shared
@pytest.mark.parametrize("file", shared_files("*/*plans/*.json"), ids=lambda path: path.stem[-60:])
def test_source_of_a_real_plan_contradicts_no_verdict(file: Path, tmp_path: Path) -> None:
    document = json.loads(file.read_bytes())
    try:
        planned = verdicts(plans.inventory(document))
    except InputError:
        pytest.skip("not a plan that is read")
    source = as_source(document, tmp_path)
    assert planned.keys() <= source.keys()
    assert contradictions(planned, source) == {}


DECIDED = {
    (f"aws-ecs-task-definition-{control}", "aws_ecs_task_definition.portal")
    for control in ("containers-logged", "no-plain-text-secrets", "no-privileged-containers", "readonly-root")
}
"""Findings on the clinic that only source decides: a plan does not know a text that holds the ARN of a secret which is not made yet;
source knows all of it but that ARN."""


def test_the_clinic_gives_the_same_findings_at_the_same_lines() -> None:
    planned, source = (
        {(item["control"], item["asset"]["id"]): item for item in found}
        for found in (
            hipaacheck("scan", kind, str(path), "-f", "json", "--no-progress").json()["findings"]
            for kind, path in (("plan", CLINIC / "plan.json"), ("terraform", CLINIC))
        )
    )
    assert len(planned) > 200
    assert list(planned) == list(source)
    places = [{key: item["location"] for key, item in found.items() if key not in DECIDED} for found in (planned, source)]
    assert places[0] == places[1]
    differing = {key: item["verdict"] for key, item in planned.items() if item["verdict"] != source[key]["verdict"]}
    assert differing == dict.fromkeys(DECIDED, "unknown")


def as_written(document: Mapping[str, Any]) -> dict[str, Any]:
    """A root module without arguments that nobody sets, and that plans of what is already applied hold."""
    out = {kind: {label: _set_by_people(body) for label, body in named.items()} for kind, named in document["resource"].items()}
    return {**document, "resource": out}


def _set_by_people(body: Mapping[str, Any]) -> dict[str, Any]:
    tags = {"tags": body["tags_all"]} if "tags_all" in body else {}
    return {name: value for name, value in body.items() if name not in ("arn", "id", "tags_all")} | tags


def variants(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The source of a root module with one part of one argument a variable without value."""
    for kind, named in document["resource"].items():
        for label, body in named.items():
            for path in _paths(body):
                yield ".".join(map(str, (kind, label, *path))), _with(document, ("resource", kind, label, *path))


def _paths(node: Any) -> Iterator[tuple[str | int, ...]]:
    """The places in a value, at every depth."""
    for step, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (step,)
        yield from ((step, *path) for path in _paths(inner))


def _with(node: Any, path: tuple[str | int, ...]) -> Any:
    """A copy with `var.unset` at a path; what is beside it is shared."""
    out = node.copy()
    out[path[0]] = _with(node[path[0]], path[1:]) if len(path) > 1 else "${var.unset}"
    return out


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_argument_of_source_that_is_not_known_changes_no_verdict_into_another(name: str, tmp_path: Path) -> None:
    sources.write(CASES[name], tmp_path)
    file, wrong = tmp_path / "main.tf.json", {}
    whole = as_written(json.loads(file.read_text("utf-8")))
    file.write_text(json.dumps(whole), "utf-8")
    written.make_native(tmp_path)
    before = verdicts(sources.read(tmp_path))
    for what, document in variants(whole):
        (tmp_path / "main.tf").write_text(written.native(document), "utf-8")
        for key, text in contradictions(before, verdicts(sources.read(tmp_path))).items():
            if tuple(text.split(", then ")) not in KEPT:
                wrong[what, *key] = text
    assert not wrong
