"""Published schemas and linters on the integrations, and on what docs/ci.md tells people to paste."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci.scripts import CI, PROGRAMS, ROOT, load

PAGE = (ROOT / "docs/ci.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
STEPS = "name: part\non: pull_request\npermissions: {}\njobs:\n  part:\n    runs-on: ubuntu-latest\n    steps:\n"


def snippets(folder: Path) -> dict[str, list[Path]]:
    """The blocks of the page as files, by service; a list of steps becomes a workflow, and COMMIT an id."""
    found: dict[str, list[Path]] = {"github": [], "gitlab": [], "azure": []}
    place = folder / ".github/workflows"
    place.mkdir(parents=True)
    for number, text in enumerate(BLOCKS):
        service = "gitlab" if "include:" in text else "azure" if "vmImage:" in text else "github"
        if text.startswith("- "):
            text = STEPS + re.sub("^", " " * 6, text, flags=re.MULTILINE).rstrip(" ")
        file = place / f"{service}-{number}.yml"
        file.write_text(text.replace("@COMMIT", f"@{'0' * 40} # v0.1.0"))
        found[service].append(file)
    return found


def check(*command: str | Path) -> None:
    """Run a linter; what it says is the failure."""
    ran = subprocess.run([str(PROGRAMS / command[0]), *map(str, command[1:])], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_page_has_snippets_for_all(tmp_path: Path) -> None:
    assert {service: len(files) for service, files in snippets(tmp_path).items()} == {"github": 3, "gitlab": 2, "azure": 1}


@pytest.mark.parametrize(
    ("service", "schema", "own"),
    [
        ("github", "github-workflows", []),
        ("gitlab", "gitlab-ci", [CI / "gitlab.yml"]),
        ("azure", "azure-pipelines", [CI / "azure-devops.yml"]),
    ],
)
def test_templates_and_snippets_fit_their_schema(service: str, schema: str, own: list[Path], tmp_path: Path) -> None:
    check(
        "check-jsonschema",
        "--regex-variant",
        "nonunicode",
        "--builtin-schema",
        f"vendor.{schema}",
        *own,
        *snippets(tmp_path)[service],
    )


def test_the_action_fits_its_schema() -> None:
    check("check-jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml")


def test_no_injection_and_no_loose_pin(tmp_path: Path) -> None:
    workflows = snippets(tmp_path)["github"]
    check("zizmor", "--offline", "--no-config", "--no-progress", "--persona", "pedantic", ROOT / "action.yml")
    check("zizmor", "--offline", "--no-config", "--no-progress", *workflows)


def test_shell_scripts(tmp_path: Path) -> None:
    """The script of the templates is ci/scan.sh (see test_templates.py), and Azure has one more."""
    install = tmp_path / "install.sh"
    install.write_text(next(step["bash"] for step in load(CI / "azure-devops.yml")["steps"] if "bash" in step))
    check("shellcheck", "--shell=bash", "--severity=style", *sorted(CI.rglob("*.sh")), install)


# -- names -------------------------------------------------------------------------------------------------------

ACTION, GITLAB, AZURE = load(ROOT / "action.yml"), load(CI / "gitlab.yml"), load(CI / "azure-devops.yml")
NAMES = {
    "OWNER/hipaacheck@COMMIT": set(ACTION["inputs"]),
    "include": set(GITLAB["variables"]),
    "ci/azure-devops.yml@hipaacheck": {item["name"] for item in AZURE["parameters"]},
}


def named(node: Any) -> list[tuple[str, str]]:
    """(integration, option) of every use in a document."""
    if isinstance(node, list):
        return [pair for item in node for pair in named(item)]
    if not isinstance(node, dict):
        return []
    used = node.get("uses") or node.get("template")
    options = {**node.get("with", {}), **(node.get("parameters") or {})} if used in NAMES else {}
    variables = [("include", name) for name in node.get("variables", ()) if name.startswith("HIPAACHECK_")]
    return [*((str(used), name) for name in options), *variables, *named(list(node.values()))]


def test_snippets_use_options_that_there_are() -> None:
    pairs = [pair for text in BLOCKS for pair in named(yaml.safe_load(text))]
    assert {integration for integration, _ in pairs} == set(NAMES)
    assert [(integration, name) for integration, name in pairs if name not in NAMES[integration]] == []


def test_the_table_names_every_option() -> None:
    documented = set(re.findall(r"`([\w-]+)`", PAGE))
    assert [name for names in NAMES.values() for name in sorted(names - documented)] == []


def test_the_page_pins_what_the_action_pins() -> None:
    """One version of each foreign action in the whole repository."""
    pins = set(
        re.findall(
            r"uses: ((?:actions|github|hashicorp)/[\w/-]+)@([0-9a-f]{40}) # (v[\d.]+)", PAGE + (ROOT / "action.yml").read_text()
        )
    )
    assert len(pins) == len({name for name, _, _ in pins}) == 6
