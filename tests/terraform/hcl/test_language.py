"""Configurations are evaluated as the real Terraform does: what both know is equal, and neither knows more, exceptions aside.
`record_language.py` records what Terraform says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hipaacheck_terraform.hcl.child import answered
from hipaacheck_terraform.hcl.modules import Module
from hipaacheck_terraform.hcl.records import Question
from hipaacheck_terraform.hcl.resources import split
from hipaacheck_terraform.hcl.tree import Tree
from hipaacheck_terraform.hcl.variables import root_variables

CASES = Path(__file__).with_name("language")
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
UNKNOWN, SENSITIVE = "(unknown)", "(sensitive)"
EXCEPTIONS = {
    "known here, and surely so, although Terraform waits for the apply": {
        "conditionals:c45",
        *(f"equality:e{number}" for number in (17, 18, 19, 20, 21, 22, 48)),
        "references:terraform_data.first.input",
        "resource_attributes:r02",
        "try_and_can:t05",
        "try_and_can:t26",
    },
    "values of one content may be a list and a tuple, which are never equal": {
        *(f"equality:e{number:02}" for number in (6, 7, 8, 9, 10, 11, 12, 13, 25, 26, 30, 33, 34)),
    },
    "an unknown value may be of any type": {
        *(f"conditionals:c{number}" for number in (31, 32, 33, 48)),
        "for_expressions:f13",
        "functions:f14",
        *(f"try_and_can:t{number:02}" for number in (8, 9, 24)),
    },
    "sensitive values are not read": {"functions:f60", "functions:f62", "sensitive:terraform_data.c.input"},
    "the workspace is not told": {"names:n06"},
    "a whole resource counts as unknown": {"resource_attributes:r00", "resource_attributes:r05"},
}
EXCEPTED = frozenset().union(*EXCEPTIONS.values())


def given(case: Path) -> tuple[list[Path], dict[str, str]]:
    """Files of values, and values, that a case is planned with."""
    file = case / "given.json"
    found = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return [case / name for name in found.get("files", [])], found.get("variables", {})


def marked(value: Any, unknown: Any, sensitive: Any = None) -> Any:
    """A value with words in the place of what is not known. Numbers keep apart from texts and booleans."""
    if sensitive is True:
        return SENSITIVE
    if unknown is True or isinstance(unknown, str):
        return UNKNOWN
    if isinstance(value, dict) or isinstance(unknown, dict):
        names = sorted({*(value or {}), *(unknown or {})})
        return {name: marked((value or {}).get(name), part(unknown, name), part(sensitive, name)) for name in names}
    if isinstance(value, list):
        return [marked(item, part(unknown, number), part(sensitive, number)) for number, item in enumerate(value)]
    return value if value is None or isinstance(value, str | bool) else ("number", value)


def part(marks: Any, key: Any) -> Any:
    """The marks of a member."""
    if isinstance(marks, dict):
        return marks.get(key)
    return marks[key] if isinstance(marks, list) and key < len(marks) else None


def recorded(case: Path, group: str) -> dict[str, Any]:
    """What Terraform says about resources or outputs, by dotted name."""
    document = json.loads((case / "plan.json").read_text("utf-8"))[group]
    rows = {"": document} if group == "outputs" else document
    return {
        f"{address}.{name}".lstrip("."): marked(item["value"], item.get("unknown"), item.get("sensitive"))
        for address, items in rows.items()
        for name, item in items.items()
    }


def contradictory(found: Any, wanted: Any) -> bool:
    """Whether something is known to both, and not the same."""
    if found in (UNKNOWN, SENSITIVE) or wanted in (UNKNOWN, SENSITIVE):
        return False
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() != wanted.keys() or any(contradictory(found[name], wanted[name]) for name in found)
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) != len(wanted) or any(contradictory(*pair) for pair in zip(found, wanted, strict=True))
    return bool(found != wanted)


def compare(case: str, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Two sets of values are the same, but for the exceptions: those differ, but do not contradict."""
    assert found.keys() == wanted.keys()
    differing = {f"{case}:{name}": (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]}
    assert {name: pair for name, pair in differing.items() if name not in EXCEPTED or contradictory(*pair)} == {}
    assert {name for name in EXCEPTED if name.partition(":")[2] in wanted and name.startswith(f"{case}:")} == differing.keys()


@pytest.mark.parametrize("name", NAMES)
def test_resources_are_those_of_a_plan(name: str, tmp_path: Path) -> None:
    case = CASES / name
    files, variables = given(case)
    question = Question(
        folder=str(case), within=str(case), schema=str(tmp_path), variable_files=tuple(map(str, files)), variables=variables
    )
    answer = answered(question)
    assert answer.error is None
    assert {item.doubt for item in answer.resources} <= {None}
    found = {}
    for item in answer.resources:
        for argument in ("input", "triggers_replace"):
            unknown, sensitive = part(item.unknown, argument), part(item.sensitive, argument)
            found[f"{item.address}.{argument}"] = marked(item.values.get(argument), unknown, sensitive)
    compare(name, found, recorded(case, "resources"))


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_those_of_a_plan(name: str) -> None:
    case = CASES / name
    tree = Tree(case, schema={}, variables={})
    configuration = tree.folder(case)
    files, variables = given(case)
    tree.variables = root_variables(configuration, files, variables, [])
    module = Module(tree, configuration)
    found = {output: marked(*split(module.output(output))) for output in configuration.outputs}
    compare(name, found, recorded(case, "outputs"))


def test_every_exception_speaks_of_a_case() -> None:
    assert len(NAMES) >= 40
    assert {name.partition(":")[0] for name in EXCEPTED} <= set(NAMES)
