"""The hooks, by the real pre-commit: installed from a repository that holds this working tree, run by `git commit`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.plans import plan, resource

pytestmark = pytest.mark.xdist_group("pre-commit")  # one worker, so that the environment is installed once

ROOT = Path(__file__).parent.parent
PRE_COMMIT = [sys.executable, "-m", "pre_commit"]
NAME = {f"GIT_{who}_{what}": f"{what}@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


@dataclass(frozen=True)
class Hooks:
    """Where the hooks are installed from, an empty repository that has pre-commit's git hook, and the environment to run in."""

    project: Path
    revision: str
    empty: Path
    environment: dict[str, str]


def run(command: list[str], cwd: Path, environment: dict[str, str]) -> str:
    """Run a command that must succeed; gives its output."""
    ran = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=300
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout.decode(errors='replace')}"
    return ran.stdout.decode().strip()


def config(hooks: Hooks, *wanted: dict[str, Any]) -> str:
    """A `.pre-commit-config.yaml` (JSON is YAML)."""
    return json.dumps({"repos": [{"repo": str(hooks.project), "rev": hooks.revision, "hooks": list(wanted)}]})


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    """The hooks, with their environment installed."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    probe = [
        sys.executable,
        *["-m", "pip", "--retries", "0", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps", "hatchling"],
    ]
    if subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        pytest.skip("pip reaches no package index, from which pre-commit installs what the hooks need")
    folder = tmp_path_factory.mktemp("hooks")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "_PRE_COMMIT"))}
    environment = {
        **{name: value for name, value in inherited.items() if name not in ("SKIP", "PYTHONPATH")},
        **NAME,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(folder / "home"),
    }
    project, empty = folder / "project", folder / "empty"
    for repository in (project, empty):
        run(["git", "init", "--quiet", str(repository)], folder, environment)
    here = ["git", f"--git-dir={project / '.git'}", f"--work-tree={ROOT}"]
    run([*here, "add", "--all"], ROOT, environment)
    run([*here, "commit", "--quiet", "--message", "as it is"], ROOT, environment)
    revision = run([*here, "rev-parse", "HEAD"], ROOT, environment)
    hooks = Hooks(project, revision, empty, environment)
    settings = empty / ".pre-commit-config.yaml"
    settings.write_text(config(hooks, {"id": "hipaacheck-terraform"}))
    run([*PRE_COMMIT, "install", "--install-hooks"], empty, environment)
    settings.unlink()
    return hooks


VOLUME = 'resource "aws_ebs_volume" "a" {{\n  availability_zone = "us-east-1a"\n  size = 1\n  encrypted = {}\n}}\n'
GOOD, BAD = VOLUME.format("true"), VOLUME.format("false")
BROKEN = 'locals {}\nresource "aws_ebs_volume" {\n'
WAIVED = '# hipaacheck:waive aws-ebs-volume-encrypted until=2999-12-31 reason="scratch data"\n' + BAD
CALLER = 'module "data" {\n  source = "../modules/data"\n}\n'
BUCKET = 'resource "aws_s3_bucket" "a" {\n  bucket = "clinic-records"\n}\n'
BLOCK = "\n".join(
    [
        'resource "aws_s3_bucket_public_access_block" "a" {\n  bucket = aws_s3_bucket.a.id',
        *(f"  {name} = true" for name in ("block_public_acls", "block_public_policy", "ignore_public_acls")),
        "  restrict_public_buckets = true\n}\n",
    ]
)
VALUES = 'variable "encrypted" {}\n' + VOLUME.format("var.encrypted")
PLAN = json.dumps(plan(resource("aws_ebs_volume.planned", {"availability_zone": "a", "size": 1, "encrypted": False})))
ENCRYPTED, ALL = ["--select", "aws-ebs-volume-encrypted"], ["--select", "aws.ebs.volume"]
PUBLIC = ["--select", "aws-s3-bucket-public-access-blocked"]
SKIPPED = "(no files to check)Skipped"


@dataclass(frozen=True)
class Case:
    """A commit: what was there `before`, what `changes` (null: deleted), how the hook ends, and what is and is not `said`."""

    name: str
    changes: dict[str, str | None]
    code: int
    said: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    before: dict[str, str] = field(default_factory=dict)
    args: list[str] = field(default_factory=lambda: ENCRYPTED)
    hook: str = "hipaacheck-terraform"


MANY = {**{f"roots/{number}/main.tf": BAD for number in range(40)}, "roots/good/main.tf": GOOD}
MODULE = {"modules/data/main.tf": GOOD, "app/main.tf": CALLER, "web/main.tf": CALLER, "other/main.tf": BAD}
CASES = [
    Case("clean", {"main.tf": GOOD}, 0, ("Passed",), ("Skipped",)),
    Case("failing", {"infra/main.tf": BAD}, 1, ("aws-ebs-volume-encrypted", "infra/main.tf:4", "required true"), args=[]),
    Case("names", {"Klinik Nord/Röntgen – 1.tf": BAD}, 1, ("Klinik Nord/Röntgen – 1.tf:4",)),
    Case("json", {"a/main.tf.json": '{"resource":{"aws_ebs_volume":{"a":{"encrypted":false}}}}'}, 1, ("aws_ebs_volume.a",)),
    Case(
        "nothing-to-check",
        {".terraform/modules/a/main.tf": BAD, "a/.terraform/modules/a/b.tf": BAD, "a.md": "# A"},
        0,
        (SKIPPED,),
    ),
    Case("untouched-roots", {"roots/good/main.tf": GOOD + "\n"}, 0, ("Passed",), before=MANY),
    Case(
        "touched-roots",
        {"roots/good/main.tf": GOOD + "\n", "roots/7/main.tf": BAD + "\n"},
        1,
        ("roots/7/main.tf:4", "── roots/good "),
        ("roots/8", "roots/1"),
        before=MANY,
    ),
    Case("module", {"modules/data/main.tf": BAD}, 1, ("── app ", "── web ", "modules/data/main.tf:4"), ("other",), before=MODULE),
    Case("values", {"terraform.tfvars": "encrypted = false\n"}, 1, ("main.tf:5",), before={"main.tf": VALUES}),
    Case("only-deletes", {"a/main.tf": None}, 0, (SKIPPED,), before={"a/main.tf": BAD, "b/main.tf": BAD}),
    Case(
        "deletes-the-cause",
        {"a/main.tf": GOOD + "\n", "a/old.tf": None},
        0,
        ("Passed",),
        before={"a/main.tf": GOOD, "a/old.tf": BAD.replace('"a"', '"b"')},
    ),
    Case(
        "deletes-the-protection",
        {"a/main.tf": BUCKET + "\n", "a/block.tf": None},
        1,
        ("aws-s3-bucket-public-access-blocked", "a/main.tf:1"),
        before={"a/main.tf": BUCKET, "a/block.tf": BLOCK},
        args=PUBLIC,
    ),
    Case("protected", {"a/main.tf": BUCKET, "a/block.tf": BLOCK}, 0, ("Passed",), args=PUBLIC),
    Case(
        "deletes-a-root",
        {"gone/main.tf": None, "gone/more.tf": None, "a/main.tf": GOOD + "\n"},
        0,
        ("Passed",),
        before={"gone/main.tf": BAD, "gone/more.tf": BAD.replace('"a"', '"b"'), "a/main.tf": GOOD},
    ),
    Case("moves-a-root", {"old/main.tf": None, "new/main.tf": BAD}, 1, ("new/main.tf:4",), ("old",), before={"old/main.tf": BAD}),
    Case("broken", {"broken/main.tf": BROKEN}, 3, ("broken/main.tf:", "Nothing of broken was judged")),
    Case("broken-beside-good", {"broken/main.tf": BROKEN, "good/main.tf": GOOD}, 3, ("broken/main.tf:", "pass 1 · fail 0")),
    Case("broken-beside-bad", {"broken/main.tf": BROKEN, "bad/main.tf": BAD}, 1, ("broken/main.tf:", "bad/main.tf:4")),
    Case("waived", {"main.tf": WAIVED}, 0, ("Passed",)),
    Case("waived-without-a-day", {"main.tf": WAIVED.replace("until=2999-12-31 ", "")}, 2, ("main.tf:1:", "until")),
    Case("mild", {"main.tf": GOOD}, 1, ("aws-ebs-volume-classified",), args=ALL),
    Case("mild-and-tolerated", {"main.tf": GOOD}, 0, ("Passed",), args=[*ALL, "--fail-on", "high"]),
    Case("severe", {"main.tf": BAD}, 1, ("aws-ebs-volume-encrypted",), args=[*ALL, "--fail-on", "high"]),
    Case("settings", {"main.tf": BAD, "hipaacheck.yaml": "select: [aws-ebs-volume-encrypted]\nfail_on: critical\n"}, 0, args=[]),
    Case(
        "plan",
        {"out/tfplan.json": PLAN, "prod.tfplan.json": PLAN, "main.tf": BAD},
        1,
        ("aws_ebs_volume.planned", "── out/tfplan.json", "── prod.tfplan.json"),
        ("main.tf",),
        hook="hipaacheck-plan",
    ),
    Case("no-plan", {"package.json": "{}", "mytfplan.json": PLAN}, 0, (SKIPPED,), hook="hipaacheck-plan"),
]


def write(folder: Path, files: dict[str, str | None]) -> None:
    """Write files, and delete those without a text."""
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_commit(case: Case, hooks: Hooks, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(hooks.empty, repository)
    settings = config(hooks, {"id": case.hook, "args": case.args})
    write(repository, {".pre-commit-config.yaml": settings, **case.before})
    if case.before:
        run(["git", "add", "--all"], repository, hooks.environment)
        run(["git", "commit", "--quiet", "--no-verify", "--message", "before"], repository, hooks.environment)
    write(repository, case.changes)
    run(["git", "add", "--all"], repository, hooks.environment)
    ran = subprocess.run(
        ["git", "commit", "--quiet", "--message", "change"],
        cwd=repository,
        env=hooks.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=120,
    )
    out = ran.stdout.decode()
    assert ran.returncode == (1 if case.code else 0), out
    assert (f"- exit code: {case.code}\n" in out) is (case.code != 0), out
    assert [text for text in case.said if text not in out] == [], out
    assert [text for text in case.unsaid if text in out] == [], out
    assert "\x1b" not in out
