"""Real plans: verdicts that are known to be right, and a corpus that must end cleanly."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cli import Ran, hipaacheck, scan_all
from tests.support.shared import SHARED, needs_shared, shared_files

pytestmark = needs_shared


@cache
def truth() -> dict[str, Any]:
    """What each acceptance file must give, per control."""
    path = SHARED / "acceptance/truth.yaml"
    return yaml.safe_load(path.read_text()) if path.is_file() else {}


def cases(kind: str) -> list[Any]:
    """Files or folders of a kind, with each control that they are judged by."""
    return [
        pytest.param(name, control, id=f"{Path(name).stem} {control}")
        for name, controls in truth().items()
        if name.startswith(kind)
        for control in controls
    ]


@cache
def found_in(name: str) -> Ran:
    """A scan of a plan or of source with all built-in controls."""
    path = str(SHARED / "acceptance" / name)
    if name.startswith("plans/"):
        return scan_all(path)
    return hipaacheck("scan", "terraform", path, "-f", "json", "--no-progress", "--as-of", "2026-10-01")


@cache
def verdicts(name: str) -> dict[str, dict[str, str]]:
    """Control → asset id → verdict."""
    out: dict[str, dict[str, str]] = {}
    for finding in found_in(name).json()["findings"]:
        out.setdefault(finding["control"], {})[finding["asset"]["id"]] = finding["verdict"]
    return out


@pytest.mark.parametrize(("name", "control"), cases("plans/"))
def test_truth(name: str, control: str) -> None:
    expected = truth()[name][control]
    found = verdicts(name).get(control, {})
    assert len(found) == expected["assets"]
    assert sorted(key for key, verdict in found.items() if verdict == "fail") == sorted(expected["fail"])
    unknown = expected.get("unknown", [])
    assert sorted(key for key, verdict in found.items() if verdict == "unknown") == sorted(unknown)
    assert {verdict for key, verdict in found.items() if key not in (*expected["fail"], *unknown)} <= {"pass"}


@pytest.mark.parametrize(("name", "control"), cases("terraform/"))
def test_truth_of_source(name: str, control: str) -> None:
    expected = truth()[name][control]
    found = verdicts(name).get(control, {})
    assert len(found) == expected["assets"]
    undecided = {key for key, verdict in found.items() if verdict == "unknown"}
    assert not undecided or expected.get("unknown_allowed", False)
    right = {key: "fail" if key in expected["fail"] else "pass" for key in found}
    assert set(expected["fail"]) <= set(found)
    assert {key: verdict for key, verdict in found.items() if key not in undecided} == {
        key: verdict for key, verdict in right.items() if key not in undecided
    }


@pytest.mark.parametrize(("name", "control"), cases("terraform/"))
def test_waivers_of_source(name: str, control: str) -> None:
    ran = found_in(name)
    waived = [item["asset"]["id"] for item in ran.json()["findings"] if item["control"] == control and item["waived"]]
    assert sorted(waived) == sorted(truth()[name][control].get("waived", []))
    assert (ran.code in (0, 1, 3), ran.json()["run"]["problems"], ran.err) == (True, [], "")


def test_waivers_of_a_plan_stand_in_its_source() -> None:
    plan, source = SHARED / "acceptance/plans/refs_e3_skipleak.json", SHARED / "acceptance/terraform/refs_e3_skipleak"
    ran = scan_all(str(plan), "--source-dir", str(source), "--select", "aws-ebs-volume-encrypted", "--as-of", "2026-10-01")
    found = {item["asset"]["id"]: (item["waived"], item["location"]) for item in ran.json()["findings"]}
    assert found == {
        f"module.{name}.aws_ebs_volume.this": (waived, {"file": f"{source}/modules/{folder}/main.tf", "line": line})
        for name, folder, waived, line in (("phi", "a_phi", False, 9), ("scratch", "b_scratch", True, 5))
    }


@pytest.mark.parametrize("path", shared_files("corpus/terraform-plans/*.json"), ids=lambda path: path.stem[-60:])
def test_a_plan_of_the_corpus_ends_cleanly_and_gives_the_same_bytes_twice(path: Path, tmp_path: Path, sarif_schema: Any) -> None:
    outputs = []
    for attempt in ("first", "second"):
        file = tmp_path / f"{attempt}.sarif"
        ran = hipaacheck("scan", "plan", str(path), "-f", f"sarif={file}", "--no-progress", "--as-of", "2026-01-01")
        assert ran.code in (0, 1, 3)
        assert ran.out == ran.err == ""
        document = json.loads(file.read_text())
        for run in document["runs"]:
            for invocation in run["invocations"]:
                invocation.pop("startTimeUtc")
                invocation.pop("endTimeUtc")
        outputs.append(json.dumps(document))
    sarif_schema.validate(document)
    assert outputs[0] == outputs[1]
