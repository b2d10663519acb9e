"""Records what Terraform makes of the configurations in `language/`: `python -m tests.terraform.hcl.record_language [case …]`.

Needs `terraform` on the path, but no provider. Writes `plan.json` into each case: `resources` by address and `outputs` by name,
each with its `value` and the marks of what is `unknown` and `sensitive` in it. A case may have a `given.json` with further files
of values and single values of variables: `{"files": […], "variables": {…}}`. Many cases share `language/given.tf`, by a link.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CASES = Path(__file__).with_name("language")
_TERRAFORM = shutil.which("terraform") or "terraform"


def record(case: Path) -> None:
    """Write what Terraform plans for one case. Raises CalledProcessError when it refuses the configuration."""
    with TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        shutil.copytree(case, work, ignore=shutil.ignore_patterns("plan.json", "given.json"))
        _terraform(work, "init", "-input=false")
        _terraform(work, "plan", "-input=false", "-out=plan", *_given(case))
        plan = json.loads(_terraform(work, "show", "-json", "plan"))
    (case / "plan.json").write_text(json.dumps(_reduced(plan), indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")


def _given(case: Path) -> list[str]:
    file = case / "given.json"
    given: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    files = [f"-var-file={name}" for name in given.get("files", [])]
    return files + [f"-var={name}={value}" for name, value in given.get("variables", {}).items()]


def _terraform(folder: Path, *arguments: str) -> str:
    return subprocess.run([_TERRAFORM, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def _reduced(plan: dict[str, Any]) -> dict[str, Any]:
    resources = {
        change["address"]: change["change"] for change in plan.get("resource_changes", []) if change["mode"] == "managed"
    }
    return {
        "resources": {
            address: {name: _part(_argument(change, name)) for name in ("input", "triggers_replace")}
            for address, change in resources.items()
        },
        "outputs": {name: _part(change) for name, change in plan.get("output_changes", {}).items()},
    }


def _argument(change: dict[str, Any], name: str) -> dict[str, Any]:
    """The change of one argument of a resource."""
    keys = ("after", "after_unknown", "after_sensitive")
    return {key: change[key].get(name) for key in keys if isinstance(change.get(key), dict)}


def _part(change: dict[str, Any]) -> dict[str, Any]:
    marks = {name: change[f"after_{name}"] for name in ("unknown", "sensitive") if change.get(f"after_{name}")}
    return {"value": change.get("after"), **marks}


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(path.name for path in CASES.iterdir() if path.is_dir()):
        record(CASES / name)
