"""Folders and files on the command line → the root modules that are judged, and what is said about all others."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import hipaacheck
from tests.support.source_trees import RULES, bucket, call, lay, said, scan_source, verdicts

TREE = {
    "envs/dev/main.tf": bucket("dev") + call("app", "../../modules/app"),
    "envs/dev/terraform.tfvars": "",
    "envs/prod/main.tf": bucket("prod") + call("app", "../../modules/app"),
    "envs/prod/values/blue.tfvars": "",
    "lone/main.tf": bucket("lone"),
    "lone/blue.tfvars": "",
    "modules/app/main.tf": call("store", "../store") + "# " + call("x", "../../lone").replace("\n", "\n# "),
    "modules/store/main.tf": bucket("b"),
    "modules/unused/main.tf": bucket("unused"),
    "docs/README.md": "",
}
STORE = "module.app.module.store.aws_s3_bucket.b"
DEV, PROD, LONE, UNUSED = ({f"aws_s3_bucket.{name}"} for name in ("dev", "prod", "lone", "unused"))
SHARED = {STORE}

CHOSEN: dict[str, tuple[list[str], set[str], str]] = {
    "roots below a folder": (["."], DEV | PROD | LONE | UNUSED | SHARED, ""),
    "a module by its name": (["modules/store"], {"aws_s3_bucket.b"}, ""),
    "a root": (["lone"], LONE, ""),
    "a trailing slash": (["lone/"], LONE, ""),
    "dots": (["./envs/../lone/."], LONE, ""),
    "the same twice": (["lone", "./lone/", "lone/main.tf"], LONE, ""),
    "a file of a root": (["lone/main.tf"], LONE, ""),
    "a file of a module": (["modules/app/main.tf"], DEV | PROD | SHARED, ""),
    "a file of a module's module": (["modules/store/main.tf"], DEV | PROD | SHARED, ""),
    "files of one root and of a module": (["modules/store/main.tf", "lone/main.tf"], DEV | PROD | SHARED | LONE, ""),
    "a deleted file of a root": (["lone/gone.tf"], LONE, ""),
    "a deleted file of a module": (["modules/app/gone.tf"], DEV | PROD | SHARED, ""),
    "a deleted folder": (
        ["gone/main.tf"],
        set(),
        "no root module is where these files are, so nothing was checked for them: gone/",
    ),
    "values": (["envs/dev/terraform.tfvars"], DEV | SHARED, ""),
    "values below a root": (
        ["envs/prod/values/blue.tfvars"],
        PROD | SHARED,
        "so not used: envs/prod/values/blue.tfvars. Name them",
    ),
    "values that are not read": (["lone/blue.tfvars"], LONE, "so not used: lone/blue.tfvars"),
    "values that are named": (["lone/blue.tfvars", "--var-file", "lone/blue.tfvars"], LONE, ""),
    "other files": (["docs/README.md", "lone/main.tf"], LONE, "not Terraform, so not checked: docs/README.md"),
}


@pytest.mark.parametrize("case", CHOSEN)
def test_roots_are_chosen(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments, expected, note = CHOSEN[case]
    monkeypatch.chdir(lay(tmp_path, TREE))
    ran = scan_source(*arguments)
    assert (set(verdicts(ran)), ran.code) == (expected, 1 if expected else 0), ran.err
    told = said(ran).strip()
    assert note in told
    assert bool(note) == bool(told)


def test_a_root_is_judged_once_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, TREE | {"link": "-> lone"})
    monkeypatch.chdir(tmp_path)
    ran = scan_source("link", "lone", str(tmp_path / "lone"), "link/main.tf", "lone/blue.tfvars")
    assert len(ran.json()["findings"]) == 1


def test_a_path_through_a_link_keeps_its_meaning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`link/..` is the folder that holds what the link leads to, not the one that holds the link."""
    lay(tmp_path, {"a/main.tf": bucket("a"), "b/main.tf": bucket("b"), "b/in/x": "", "a/link": "-> ../b/in"})
    monkeypatch.chdir(tmp_path)
    assert set(verdicts(scan_source("a/link/.."))) == {"aws_s3_bucket.b"}


ROOTS_IN: dict[str, tuple[dict[str, str], str, set[str], str]] = {
    "examples call the root": (
        {"main.tf": bucket("b"), "examples/x/main.tf": call("all", "../..")},
        "main.tf",
        {"module.all.aws_s3_bucket.b"},
        "",
    ),
    "the folder itself, with others below": (
        {"main.tf": bucket("top"), "other/main.tf": bucket("other")},
        ".",
        {"aws_s3_bucket.top"},
        "not checked: further root modules below .: other. Name their folders",
    ),
    "a module that is a root's neighbour": (
        {"a/main.tf": call("b", "../b"), "b/main.tf": bucket("b"), "c/main.tf": call("b", "./../b/")},
        "b/main.tf",
        {"module.b.aws_s3_bucket.b"},
        "",
    ),
    "called in JSON": (
        {"a/main.tf.json": json.dumps({"module": {"b": {"source": "../b"}}}), "b/main.tf": bucket("b")},
        ".",
        {"module.b.aws_s3_bucket.b"},
        "",
    ),
    "called on one line": (
        {"a/main.tf": 'module "b" { source = "../b" }\n', "b/main.tf": bucket("b")},
        ".",
        {"module.b.aws_s3_bucket.b"},
        "",
    ),
    "a source that is none of a module": (
        {"a/main.tf": bucket("a") + 'resource "aws_s3_object" "o" {\n  source = "../b"\n}\n', "b/main.tf": bucket("b")},
        ".",
        {"aws_s3_bucket.a", "aws_s3_bucket.b"},
        "",
    ),
    "a call in a comment": (
        {"a/main.tf": bucket("a") + "/*\n" + call("b", "../b") + "*/\n", "b/main.tf": bucket("b")},
        ".",
        {"aws_s3_bucket.a", "aws_s3_bucket.b"},
        "",
    ),
    "a call in a heredoc": (
        {"a/main.tf": bucket("a") + "locals {\n  x = <<-EOT\n" + call("b", "../b") + "  EOT\n}\n", "b/main.tf": bucket("b")},
        ".",
        {"aws_s3_bucket.a", "aws_s3_bucket.b"},
        "",
    ),
    "a call behind what looks like a comment": (
        {"a/main.tf": 'locals {\n  x = "https://x/*"\n}\n' + call("b", "../b") + "# */\n", "b/main.tf": bucket("b")},
        "b/main.tf",
        {"module.b.aws_s3_bucket.b"},
        "",
    ),
    "a file that another root links to": (
        {"common/b.tf": bucket("b"), "a/b.tf": "-> ../common/b.tf", "a/main.tf": bucket("a")},
        "common/b.tf",
        {"aws_s3_bucket.a", "aws_s3_bucket.b"},
        "",
    ),
    "hidden and foreign folders": (
        {"a/main.tf": bucket("a"), ".terraform/modules/x/main.tf": bucket("x"), "node_modules/y/main.tf": bucket("y")},
        ".",
        {"aws_s3_bucket.a"},
        "",
    ),
    "names with signs": (
        {"a b/ü\n'$(x)/main.tf": bucket("a")},
        "a b",
        {"aws_s3_bucket.a"},
        "",
    ),
    "other tools beside": (
        {
            "a/main.tf": bucket("a"),
            "cdk.json": "{}",
            "stack.yaml": "AWSTemplateFormatVersion: 2010-09-09",
            "ci.yaml": "steps: []",
            "a/terragrunt.hcl": "",
            "a/.terraform.lock.hcl": "",
            "a/Pulumi.yaml": "",
            "image.pkr.hcl": "",
        },
        ".",
        {"aws_s3_bucket.a"},
        "other tools make infrastructure of them: a/Pulumi.yaml, a/terragrunt.hcl, cdk.json, stack.yaml.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ROOTS_IN)
def test_who_calls_whom(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, target, expected, note = ROOTS_IN[case]
    monkeypatch.chdir(lay(tmp_path, files))
    ran = scan_source(target)
    assert set(verdicts(ran)) == expected, ran.err
    assert note in said(ran)
    assert bool(note) == bool(said(ran).strip())


def test_folders_that_call_each_other_are_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a/main.tf": call("b", "../b"), "b/main.tf": call("a", "../a"), "c/main.tf": bucket("c")})
    monkeypatch.chdir(tmp_path)
    ran = scan_source(".", "--exit-zero")
    assert (ran.code, set(verdicts(ran))) == (3, {"aws_s3_bucket.c"})
    assert "b/main.tf:1: module.b.module.a calls itself" in ran.err


def test_callers_above_the_working_folder_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, TREE | {".git/HEAD": ""})
    monkeypatch.chdir(tmp_path / "modules/store")
    assert set(verdicts(scan_source("main.tf"))) == DEV | PROD | SHARED


NOTHING = {
    "an empty folder": (
        {"a/x.txt": ""},
        ["a"],
        "a: no *.tf or *.tf.json files in it or below. Name the folder of a root module.",
    ),
    "a folder called like a file": ({"a/x.tf/y": ""}, ["a"], "a: no *.tf or *.tf.json files in it or below."),
    "only other tools": ({"a/x.tofu": ""}, ["a"], "no *.tf or *.tf.json files in it or below. not read, since other tools"),
    "no such folder": ({}, ["a"], "a: there is no such file or folder. Check the path."),
}


@pytest.mark.parametrize("case", NOTHING)
def test_without_terraform_the_run_is_incomplete(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, arguments, message = NOTHING[case]
    monkeypatch.chdir(lay(tmp_path, files))
    ran = scan_source(*arguments)
    assert (ran.code, ran.out) == (3, "")
    assert message in ran.err


def test_a_folder_that_cannot_be_listed_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a/main.tf": bucket("a"), "b/main.tf": bucket("b")})
    monkeypatch.chdir(tmp_path)
    listed = os.scandir

    def scandir(path: Any = ".") -> Any:
        if os.fspath(path).endswith("b"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    ran = scan_source(".", "--exit-zero")
    assert ran.code == 3
    assert "b: cannot be listed: Permission denied. Check its permissions." in ran.err


WRONG = {
    "--var x": "--var x: no name, or no value. Write --var NAME=VALUE.",
    "--var =x": "--var =x: no name, or no value. Write --var NAME=VALUE.",
    "--var-file nowhere": "--var-file nowhere: there is no such file. Check the path; it is from the working folder.",
    "--var-file a": "--var-file a: there is no such file.",
    "--var-file bad.tfvars": "--var-file bad.tfvars:1: ",
    "--var nothing=1": "--var nothing: a declares no variable of that name. Check the name; scan root modules that need different",
    "--var list=[": "--var list: not a value of its type. Write lists and maps as Terraform does: [1, 2]",
    "--workspace a/b": "--workspace a/b: not the name of a workspace. See: terraform workspace list",
    "--time-limit 0": "--time-limit 0: not a number of seconds above 0, such as 120.",
    "--time-limit soon": "--time-limit soon: not a number of seconds above 0, such as 120.",
    "--changed-since main": "--changed-since main: a is not in a git repository. Leave the option out.",
}


@pytest.mark.parametrize("options", WRONG)
def test_options_that_are_wrong(options: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = bucket("a") + 'variable "list" {\n  type = list(string)\n}\n'
    monkeypatch.chdir(lay(tmp_path, {"a/main.tf": text, "bad.tfvars": "a b"}))
    ran = scan_source("a", *options.split(" "))
    assert (ran.code, ran.out) == (2, "")
    assert WRONG[options] in ran.err


def test_values_of_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last one wins: *.auto.tfvars, then --var-file, then --var."""
    text = (
        'variable "n" {\n  type = number\n}\nresource "aws_s3_bucket" "b" {\n  count = var.n\n  bucket = terraform.workspace\n}\n'
    )
    lay(tmp_path, {"main.tf": text, "x.auto.tfvars": "n = 1\n", "v.tfvars": "n = 2\n"})
    monkeypatch.chdir(tmp_path)
    found = [
        [item["asset"]["name"] for item in scan_source(".", *options).json()["findings"]]
        for options in ((), ("--var-file", "v.tfvars"), ("--var-file", "v.tfvars", "--var", "n=3", "--workspace", "blue"))
    ]
    assert found == [[None], [None] * 2, ["blue"] * 3]


# -- git ---------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """TREE committed on main; the branch `work` is checked out, and main has gone on."""
    top = lay(tmp_path / "repository", TREE | {"lone/policy/p.json": "{}"})
    git(top, "init", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-m", "1")
    git(top, "branch", "work")
    (top / "modules/unused/main.tf").write_text(bucket("unused2"))
    git(top, "commit", "-am", "2")
    git(top, "checkout", "work")
    monkeypatch.chdir(top)
    return top


CHANGES: dict[str, tuple[dict[str, str | None], set[str]]] = {
    "nothing": ({}, set()),
    "a root": ({"lone/main.tf": bucket("lone") + "#"}, LONE),
    "a new file, not yet added": ({"lone/new.tf": ""}, LONE),
    "a module": ({"modules/store/main.tf": bucket("b") + "#"}, DEV | PROD | SHARED),
    "a file is deleted": ({"envs/dev/terraform.tfvars": None}, DEV | SHARED),
    "a file that a function may read": ({"lone/policy/p.json": "[]"}, LONE),
    "a whole root is deleted": ({"lone/main.tf": None}, set()),
    "something else": ({"docs/README.md": "x"}, set()),
}


@pytest.mark.parametrize("case", CHANGES)
@pytest.mark.parametrize("committed", [True, False])
def test_changed_since(case: str, committed: bool, repository: Path) -> None:
    files, expected = CHANGES[case]
    for name, content in files.items():
        if content is None:
            (repository / name).unlink()
        else:
            (repository / name).write_text(content)
    if committed and files:
        git(repository, "add", "-A")
        git(repository, "commit", "-m", "change")
    ran = scan_source(".", "--changed-since", "main")
    assert (set(verdicts(ran)), ran.code) == (expected, 1 if expected else 0), ran.err
    assert "--changed-since main: " in said(ran)


def test_a_renamed_file_counts_for_both_places(repository: Path) -> None:
    git(repository, "mv", "modules/unused/main.tf", "lone/unused.tf")
    ran = scan_source(".", "--changed-since", "main")
    assert set(verdicts(ran)) == LONE | UNUSED
    assert "1 of 3 root modules have changed files" in said(ran)


def test_changes_in_a_further_working_tree(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", str(tmp_path / "tree"), "-b", "third", "main")
    (tmp_path / "tree/lone/main.tf").write_text(bucket("lone") + "#")
    assert set(verdicts(scan_source(str(tmp_path / "tree"), "--changed-since", "main"))) == LONE


def test_changes_are_those_of_the_scanned_repository(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Git tells its hooks by environment variables where their own repository is."""
    lay(tmp_path / "other", {"x": ""})
    git(tmp_path / "other", "init")
    (repository / "lone/main.tf").write_text(bucket("lone") + "#")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    assert set(verdicts(scan_source(".", "--changed-since", "main"))) == LONE


REVISIONS = {
    "nowhere": "--changed-since nowhere: there is no such revision in ",
    "--output=x": "--changed-since --output=x: not a revision. Name a branch, tag or commit",
    "alone": "--changed-since alone: no commit that both have is in ",
}


@pytest.mark.parametrize("revision", REVISIONS)
def test_revisions_that_are_none(revision: str, repository: Path) -> None:
    git(repository, "checkout", "--orphan", "alone")
    git(repository, "commit", "-m", "alone")
    git(repository, "checkout", "work")
    ran = scan_source(".", f"--changed-since={revision}")
    assert (ran.code, ran.out) == (2, "")
    assert REVISIONS[revision] in ran.err


def test_a_shallow_clone_says_what_to_do(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "clone", "--depth=1", "--branch=work", f"file://{repository}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    ran = scan_source(".", "--changed-since", "origin/main")
    assert ran.code == 2
    assert "in CI, check out with enough history (fetch-depth: 0)" in ran.err


def test_nothing_changed_is_a_report_in_every_format(repository: Path, sarif_schema: Any) -> None:
    formats = {"json": "r.json", "sarif": "r.sarif", "junit": "r.xml", "markdown": "r.md", "github": "r.txt", "text": "r.out"}
    options = [part for name, file in formats.items() for part in ("-f", f"{name}={file}")]
    ran = hipaacheck("scan", "terraform", ".", "--changed-since", "main", *RULES, *options)
    assert (ran.code, ran.err) == (0, "")
    sarif_schema.validate(json.loads(Path("r.sarif").read_text()))
    for file in ("r.json", "r.md", "r.out"):
        assert "0 of 4 root modules have changed files" in " ".join(Path(file).read_text().split()), file
    assert "<testsuite" in Path("r.xml").read_text()


def test_a_scan_of_nothing_that_is_terraform_is_not_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.json").write_text("{}")
    ran = hipaacheck("scan", "terraform", "plan.json", "--no-progress")
    assert ran.code == 3
    assert "plan.json: not Terraform source. For a plan: hipaacheck scan plan plan.json" in ran.err
