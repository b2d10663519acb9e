"""The GitHub action: its scripts run for real, and action.yml hands every input to them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.ci.scripts import CI, HOSTILE, ONE_CONTROL, ROOT, bash, load, modules, recorder

SCAN, INSTALL = CI / "github/scan.sh", CI / "github/install.sh"
ACTION = load(ROOT / "action.yml")
STEPS = ACTION["runs"]["steps"]

OUTCOMES = [
    (["good"], "good", 0, "0", "**Clean"),
    (["bad"], "bad", 1, "1", "**1 failure**"),
    (["good", "broken"], "good\nbroken", 3, "0", "**Incomplete"),
    (["my good=good", "my bad=bad"], "my good\nmy bad\n", 1, "1", "**1 failure**"),
    (["$(touch x)=bad", "; rm -r good=bad", "good"], "$(touch x)\n; rm -r good\ngood", 1, "2", "**2 failures**"),
]


@pytest.mark.parametrize(("names", "paths", "code", "failures", "headline"), OUTCOMES)
def test_outcomes(names: list[str], paths: str, code: int, failures: str, headline: str, tmp_path: Path) -> None:
    folder = modules(tmp_path / "work", *names)
    ran = bash(SCAN, folder, HIPAACHECK_PATHS=paths, HIPAACHECK_ARGS=ONE_CONTROL, HIPAACHECK_SARIF_FILE="out/my report.sarif")
    assert ran.code == code
    assert ran.outputs == {
        "exit-code": str(code),
        "failures": failures,
        "sarif-file": "out/my report.sarif",
        "runs": str(len(names) - names.count("broken")),
    }
    assert ran.summary.startswith(headline)
    assert ran.summary.count("**") == 2
    sarif = json.loads((folder / "out/my report.sarif").read_text())
    assert sum(len(run.get("results", ())) for run in sarif["runs"] if code != 3) == int(failures)
    assert ran.out.count("::error file=") == int(failures)
    assert sorted(path.name for path in folder.iterdir()) == sorted(["out", *(name.rpartition("=")[0] or name for name in names)])
    assert list((tmp_path / "work-private/temp").iterdir()) == []


@pytest.mark.parametrize("path", ["broken", "missing"])
def test_when_nothing_can_be_read_there_is_no_report(path: str, tmp_path: Path) -> None:
    folder = modules(tmp_path / "work", "broken")
    ran = bash(SCAN, folder, HIPAACHECK_PATHS=path, HIPAACHECK_ARGS=ONE_CONTROL)
    assert (ran.code, ran.outputs) == (3, {"exit-code": "3"})
    assert ran.summary.startswith("**Incomplete**")
    assert "::error title=hipaacheck::Nothing could be read" in ran.out


def test_a_plan_with_a_baseline(tmp_path: Path) -> None:
    """What the baseline knows counts neither for the exit code nor as a failure."""
    plan = ROOT / "examples/clinic/plan.json"
    values = {"HIPAACHECK_SOURCE": "plan", "HIPAACHECK_PATHS": str(plan)}
    first = bash(SCAN, tmp_path, HIPAACHECK_ARGS=f"{ONE_CONTROL}\n-f json=report.json", **values)
    assert (first.code, first.outputs["failures"]) == (1, "1")
    second = bash(SCAN, tmp_path, HIPAACHECK_ARGS=ONE_CONTROL, HIPAACHECK_BASELINE="report.json", **values)
    assert (second.code, second.outputs["failures"]) == (0, "0")


def test_when_nothing_has_changed_nothing_is_uploaded(tmp_path: Path) -> None:
    folder = modules(tmp_path / "work", "bad")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "a"]):
        subprocess.run([*git, *command], cwd=folder, check=True, capture_output=True)
    ran = bash(SCAN, folder, HIPAACHECK_ARGS=f"{ONE_CONTROL}\n--changed-since HEAD")
    assert (ran.code, ran.outputs["runs"], ran.outputs["failures"]) == (0, "0", "0")
    (folder / "bad/more.tf").touch()
    again = bash(SCAN, folder, HIPAACHECK_ARGS=f"{ONE_CONTROL}\n--changed-since HEAD")
    assert (again.code, again.outputs["runs"], again.outputs["failures"]) == (1, "1", "1")


def test_summary_and_annotations_can_be_left_out(tmp_path: Path) -> None:
    folder = modules(tmp_path / "work", "bad")
    off = {"HIPAACHECK_SUMMARY": "false", "HIPAACHECK_ANNOTATIONS": "false"}
    ran = bash(SCAN, folder, HIPAACHECK_ARGS=ONE_CONTROL, HIPAACHECK_PATHS="bad", **off)
    assert (ran.code, ran.summary) == (1, "")
    assert "::error" not in ran.out
    assert "Exit code     1" in ran.out


@pytest.mark.parametrize("text", [text for text in HOSTILE if "/" not in text])
def test_a_hostile_file_name_is_a_file_name(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    ran = bash(SCAN, folder, HIPAACHECK_COMMAND=str(reporter(tmp_path)), HIPAACHECK_SARIF_FILE=text)
    assert (ran.code, ran.outputs) == (0, {"exit-code": "0", "failures": "0", "runs": "0", "sarif-file": text})
    assert [file.name for file in folder.iterdir()] == [text]


def reporter(folder: Path) -> Path:
    """A program that writes every report that it is asked for, without findings, and ends with 0."""
    program = folder / "reporter"
    program.write_text(
        '#!/bin/bash\nfor word; do case $word in *=/*) printf \'{"findings":[],"runs":[]}\' >"${word#*=}";; esac; done\n'
    )
    program.chmod(0o755)
    return program


WRONG = [
    ({"SUMMARY": "yes"}, "'summary' is neither true nor false"),
    ({"ANNOTATIONS": "$(touch x)"}, "'annotations' is neither true nor false"),
    ({"UPLOAD_SARIF": "True"}, "'upload-sarif' is neither true nor false"),
    ({"SARIF_FILE": "a\nfailures=0"}, "'sarif-file' has more than one line"),
    ({"SARIF_FILE": "a\rb"}, "'sarif-file' has more than one line"),
    ({"SARIF_FILE": "file/a.sarif", "ARGS": ONE_CONTROL}, "folder of the SARIF file cannot be made"),
    ({"SOURCE": "plan; rm -r ."}, "Nothing was judged (exit code 2)"),
    ({"FAIL_ON": "; touch x"}, "Nothing was judged (exit code 2)"),
    ({"SELECT": "$(touch x)"}, "Nothing was judged (exit code 2)"),
    ({"BASELINE": "missing.json", "ARGS": ONE_CONTROL}, "Nothing was judged (exit code 2)"),
    ({"ARGS": "--help"}, "There is no report"),
]


@pytest.mark.parametrize(("values", "message"), WRONG)
def test_what_is_wrong_ends_in_2(values: dict[str, str], message: str, tmp_path: Path) -> None:
    folder = modules(tmp_path / "work", "good")
    (folder / "file").touch()
    ran = bash(SCAN, folder, **{"HIPAACHECK_PATHS": "good", **{f"HIPAACHECK_{name}": text for name, text in values.items()}})
    assert ran.code == 2
    assert message in next(line for line in ran.out.splitlines() if line.startswith("::error title=hipaacheck::"))
    assert ran.outputs == {"exit-code": "2"}
    assert sorted(path.name for path in folder.iterdir()) == ["file", "good"]


def test_a_wrong_waiver_ends_in_2_with_every_report(tmp_path: Path) -> None:
    folder = modules(tmp_path / "work", "bad")
    file = folder / "bad" / "main.tf"
    file.write_text('# hipaacheck:waive aws-ebs-volume-encrypted reason="x"\n' + file.read_text())
    ran = bash(SCAN, folder, HIPAACHECK_PATHS="bad", HIPAACHECK_ARGS=ONE_CONTROL)
    assert ran.code == 2
    assert (ran.outputs["exit-code"], ran.outputs["failures"]) == ("2", "1")
    assert "has no day on which it ends" in ran.summary
    assert "Nothing was judged" not in ran.out
    assert (folder / "hipaacheck.sarif").is_file()


def test_an_interruption_is_passed_on(tmp_path: Path) -> None:
    program, _ = recorder(tmp_path, code=130)
    ran = bash(SCAN, tmp_path, HIPAACHECK_COMMAND=str(program))
    assert (ran.code, ran.outputs) == (130, {"exit-code": "130"})


def test_nothing_that_is_printed_is_a_workflow_command(tmp_path: Path) -> None:
    program, _ = recorder(tmp_path, code=2, prints="::set-env name=a::b")
    lines = bash(SCAN, tmp_path, HIPAACHECK_COMMAND=str(program)).out.splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert lines[1] == "::set-env name=a::b"
    assert f"::{token}::" in lines[2:]
    again = bash(SCAN, tmp_path, HIPAACHECK_COMMAND=str(program)).out.splitlines()
    assert again[0] != lines[0]


# -- installing --------------------------------------------------------------------------------------------------

PYTHON = """#!/bin/bash
if [[ $1 == -m && $2 == venv ]]; then
  mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; printf '#!/bin/bash\\necho hipaacheck 0.0.0\\n' >"$3/bin/hipaacheck"; chmod +x "$3/bin/hipaacheck"
else printf '%s\\0' "$@" >SEEN; fi
"""


def install(folder: Path, version: str) -> tuple[int, dict[str, str], str | None]:
    """Exit code, outputs and what pip was asked for, with an interpreter that only writes down."""
    program, seen = folder / "python", folder / "seen"
    program.write_text(PYTHON.replace("SEEN", str(seen)))
    program.chmod(0o755)
    ran = bash(INSTALL, folder, HIPAACHECK_PYTHON=str(program), HIPAACHECK_VERSION=version)
    return ran.code, ran.outputs, seen.read_text().split("\0")[-2] if seen.exists() else None


@pytest.mark.parametrize(
    ("version", "asked"), [("", str(ROOT)), ("0.1.0", "hipaacheck==0.1.0"), ("1.2rc1", "hipaacheck==1.2rc1")]
)
def test_what_is_installed(version: str, asked: str, tmp_path: Path) -> None:
    code, outputs, package = install(tmp_path, version)
    assert (code, package) == (0, asked)
    assert Path(outputs["command"]).name == "hipaacheck"
    assert Path(outputs["command"]).exists()


@pytest.mark.parametrize(
    "version", [*HOSTILE, "latest", "1.0 --index-url a", "1.0\n2.0", "-r file", "1.0 @ https://a.example/b.whl"]
)
def test_a_version_is_a_version(version: str, tmp_path: Path) -> None:
    assert install(tmp_path, version) == (2, {}, None)


# -- action.yml --------------------------------------------------------------------------------------------------


def test_every_output_is_one_of_a_step() -> None:
    text = (ROOT / "action.yml").read_text()
    written = set(re.findall(r"output ([\w-]+) ", SCAN.read_text()))
    assert set(re.findall(r"steps\.scan\.outputs\.([\w-]+)", text)) == written
    assert set(ACTION["outputs"]) == written - {"runs"}


def test_every_input_is_used() -> None:
    text = (ROOT / "action.yml").read_text()
    assert {name for name in ACTION["inputs"] if f"inputs.{name}" not in text} == set()
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])


def test_no_expression_stands_in_a_script() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 3
    assert [text for text in scripts if "${{" in text] == []


def test_scripts_get_the_variables_that_they_read() -> None:
    """Each variable that a script reads is set by its step, and none is misspelt."""
    for step, files in (("install", [INSTALL]), ("scan", [SCAN, CI / "scan.sh"])):
        read = {name for file in files for name in re.findall(r"\$\{(HIPAACHECK_\w+)", file.read_text())}
        assert read == set(next(item for item in STEPS if item.get("id") == step)["env"])


def test_defaults_of_action_and_scripts_agree() -> None:
    text = SCAN.read_text() + (CI / "scan.sh").read_text()
    for name, default in re.findall(
        r"\$\{HIPAACHECK_(SOURCE|PATHS|SARIF_FILE|SUMMARY|ANNOTATIONS|UPLOAD_SARIF):-([^}]+)\}", text
    ):
        assert ACTION["inputs"][{"PATHS": "path"}.get(name, name.lower().replace("_", "-"))]["default"] == default


def test_the_last_step_ends_with_the_exit_code(tmp_path: Path) -> None:
    assert STEPS[-1]["if"] == "always()"
    for given, code in (("0", 0), ("1", 1), ("3", 3), ("", 2)):
        assert bash(STEPS[-1]["run"], tmp_path, EXIT_CODE=given).code == code


def test_the_scan_step_lets_the_upload_run(tmp_path: Path) -> None:
    folder = modules(tmp_path / "work", "bad")
    step = next(item for item in STEPS if item.get("id") == "scan")
    ran = bash(step["run"], folder, GITHUB_ACTION_PATH=str(ROOT), HIPAACHECK_PATHS="bad", HIPAACHECK_ARGS=ONE_CONTROL)
    assert (ran.code, ran.outputs["exit-code"]) == (0, "1")


def test_other_actions_are_pinned() -> None:
    used = re.findall(r"uses: (.*)", (ROOT / "action.yml").read_text())
    assert len(used) == 2
    assert [text for text in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", text)] == []
