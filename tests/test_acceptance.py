"""Real plans: verdicts that are known to be right, and a corpus that must end cleanly."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cli import hipaacheck, scan_all
from tests.support.shared import SHARED, needs_shared, shared_files

pytestmark = needs_shared


@cache
def truth() -> dict[str, Any]:
    """What each acceptance file must give, per control."""
    path = SHARED / "acceptance/truth.yaml"
    return yaml.safe_load(path.read_text()) if path.is_file() else {}


CASES = [
    pytest.param(name, control, id=f"{Path(name).stem} {control}")
    for name, controls in truth().items()
    if name.startswith("plans/")
    for control in controls
]


@cache
def verdicts(name: str) -> dict[str, dict[str, str]]:
    """Control → asset id → verdict of a plan, over all built-in controls."""
    out: dict[str, dict[str, str]] = {}
    for finding in scan_all(str(SHARED / "acceptance" / name)).json()["findings"]:
        out.setdefault(finding["control"], {})[finding["asset"]["id"]] = finding["verdict"]
    return out


@pytest.mark.parametrize(("name", "control"), CASES)
def test_truth(name: str, control: str) -> None:
    expected = truth()[name][control]
    found = verdicts(name).get(control, {})
    assert len(found) == expected["assets"]
    assert sorted(key for key, verdict in found.items() if verdict == "fail") == sorted(expected["fail"])
    unknown = expected.get("unknown", [])
    assert sorted(key for key, verdict in found.items() if verdict == "unknown") == sorted(unknown)
    assert {verdict for key, verdict in found.items() if key not in (*expected["fail"], *unknown)} <= {"pass"}


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
