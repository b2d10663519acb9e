"""The templates for GitLab and Azure Pipelines: the script that they hold is ci/scan.sh, and it runs as they run it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.ci.scripts import CI, HIPAACHECK, HOSTILE, ONE_CONTROL, Ran, arguments, bash, load, modules, recorder

BODY = (CI / "scan.sh").read_text().partition("\n# ---\n")[2]
GITLAB, AZURE = load(CI / "gitlab.yml"), load(CI / "azure-devops.yml")
INSTALL, SCAN = (step["bash"] for step in AZURE["steps"] if "bash" in step)

STUB = """#!/bin/bash
# Stands for python and pip: an environment with hipaacheck in it.
if [[ $1 == -m ]]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/pip"; ln -sf "$PROGRAM" "$3/bin/hipaacheck"; else printf '%s\\n' "${!#}"; fi
"""


def gitlab(cwd: Path, program: Path = HIPAACHECK, **variables: str) -> Ran:
    """Run the job's script with the template's variables."""
    text = "\n".join(GITLAB["hipaacheck"]["script"])
    job = {"CI_JOB_ID": "1", "TMPDIR": str(cwd.parent), "HIPAACHECK_COMMAND": "", **GITLAB["variables"], **named(variables)}
    return bash(text, cwd, **stubs(cwd, program), **job)


def azure(cwd: Path, program: Path = HIPAACHECK, **variables: str) -> Ran:
    """Run the two scripts of the template, the second with what its step sets."""
    given = {"AGENT_TEMPDIRECTORY": str(cwd.parent / "agent"), **stubs(cwd, program)}
    installed = bash(INSTALL, cwd, HIPAACHECK_VERSION=variables.pop("VERSION", ""), **given)
    assert installed.code == 0, installed.out
    ran = bash(SCAN, cwd, **given, **named(variables))
    return Ran(ran.code, installed.out + ran.out, ran.outputs, ran.summary)


def named(variables: dict[str, str]) -> dict[str, str]:
    return {f"HIPAACHECK_{name}": text for name, text in variables.items()}


def stubs(cwd: Path, program: Path) -> dict[str, str]:
    """A PATH on which python and pip only pretend."""
    folder = cwd.parent / "stubs"
    folder.mkdir(exist_ok=True)
    (folder / "python").write_text(STUB)
    (folder / "python").chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}", "PROGRAM": str(program)}


def reports(service: str, cwd: Path) -> tuple[Path, Path]:
    """Where the template leaves JUnit and SARIF."""
    if service == "gitlab":
        artifacts = GITLAB["hipaacheck"]["artifacts"]
        return cwd / artifacts["reports"]["junit"], cwd / artifacts["paths"][0]
    junit, sarif = (step["inputs"] for step in AZURE["steps"][-2:])
    place = {"$(Agent.TempDirectory)": str(cwd.parent / "agent")}
    folders = [text.replace(*next(iter(place.items()))) for text in (junit["searchFolder"], sarif["PathtoPublish"])]
    return Path(folders[0]) / junit["testResultsFiles"], Path(folders[1]) / "hipaacheck.sarif"


RUN: dict[str, Any] = {"gitlab": gitlab, "azure": azure}


def test_the_templates_hold_the_script() -> None:
    assert GITLAB["hipaacheck"]["script"][-1] == BODY
    assert SCAN.endswith("\n" + BODY)


def test_no_macro_of_azure_stands_in_a_script() -> None:
    """Azure replaces `$(name)` and `${{ … }}` before the shell sees them."""
    assert [text for text in (INSTALL, SCAN) if "$(" in text or "${{" in text] == []


def test_every_parameter_is_used() -> None:
    text = (CI / "azure-devops.yml").read_text()
    assert [item["name"] for item in AZURE["parameters"] if f"${{{{ parameters.{item['name']} }}}}" not in text] == []


def test_every_variable_is_read() -> None:
    text = "\n".join(GITLAB["hipaacheck"]["script"])
    assert [name for name in GITLAB["variables"] if f"${{{name}" not in text] == []


@pytest.mark.parametrize("service", RUN)
@pytest.mark.parametrize(
    ("names", "paths", "code", "failures"),
    [(["good"], "good", 0, "0"), (["a b=bad", "good"], "a b\ngood", 1, "1"), (["good", "broken"], "good\nbroken", 3, "0")],
)
def test_outcomes(service: str, names: list[str], paths: str, code: int, failures: str, tmp_path: Path) -> None:
    folder = modules(tmp_path / "work", *names)
    ran = RUN[service](folder, PATHS=paths, ARGS=ONE_CONTROL)
    assert ran.code == code
    junit, sarif = reports(service, folder)
    assert ElementTree.parse(junit).getroot().attrib["failures"] == failures  # noqa: S314 - our own report
    assert sarif.stat().st_size > 0


@pytest.mark.parametrize("service", RUN)
def test_profile_and_options(service: str, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    program, seen = recorder(tmp_path, code=3)
    ran = RUN[service](folder, program, VERSION="0.1.0", SELECT="aws.s3\naws.ebs", ARGS="--as-of 2026-10-01")
    assert ran.code == 3
    assert "hipaacheck==0.1.0" in ran.out.splitlines()
    words = arguments(seen)
    assert words[:2] == ["scan", "terraform"]
    assert words[words.index("--sarif-profile") + 1] == {"gitlab": "gitlab", "azure": "ado"}[service]
    assert words[-6:] == ["--select=aws.s3", "--select=aws.ebs", "--as-of", "2026-10-01", "--", "."]


@pytest.mark.parametrize("service", RUN)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_is_read_by_the_shell(service: str, text: str, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    program, seen = recorder(tmp_path)
    ran = RUN[service](folder, program, PATHS=text, SELECT=text, BASELINE=text, VERSION=text)
    assert ran.code == 0
    assert f"hipaacheck=={text}" in ran.out
    assert arguments(seen)[-4:] == [f"--select={text}", f"--baseline={text}", "--", text]
    assert list(folder.iterdir()) == []
