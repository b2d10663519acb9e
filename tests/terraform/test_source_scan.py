"""Source that is broken, hostile or not all there: every scan ends, says what was not read, and gives no verdict about it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.cli import hipaacheck
from tests.support.source_trees import RULES, blocked, bucket, call, lay, said, scan_source, verdicts

TEXT = "hunter2-do-not-show"
B = bucket("b")
LARGE = "x" * 4_000_001
MANIFEST = {"Modules": [{"Key": "m", "Source": "registry.terraform.io/acme/store/aws", "Dir": ".terraform/modules/m"}]}
DOWNLOADED: dict[str, str | bytes] = {
    ".terraform/modules/modules.json": json.dumps(MANIFEST),
    ".terraform/modules/m/main.tf": bucket("in"),
}

NOT_READ: dict[str, tuple[dict[str, str | bytes], str]] = {
    "large": ({"x.tf": f"#{LARGE}"}, "bad/x.tf: 4.0 MB; files of up to 4 MB are read."),
    "not UTF-8": ({"x.tf": b"# \xff\n"}, "bad/x.tf: not UTF-8 text (byte 2)."),
    "UTF-16": ({"x.tf": B.encode("utf-16")}, "bad/x.tf: not UTF-8 text (byte 0)."),
    "a NUL byte": ({"x.tf": f"{B}\0"}, "bad/x.tf:4: "),
    "not Terraform": ({"x.tf": "<<<<<<< HEAD\n"}, "bad/x.tf:1: "),
    "a brace too few": ({"x.tf": B.rstrip("}\n")}, "bad/x.tf:2: "),
    "nested deeply": ({"x.tf": f"locals {{\n  a = {'[' * 5000}\n}}\n"}, "bad/x.tf:2: nested too deeply."),
    "nested deeply in JSON": ({"x.tf.json": "[" * 100_000}, "bad/x.tf.json: nested too deeply."),
    "broken JSON": ({"x.tf.json": "{"}, "bad/x.tf.json:1: not JSON"),
    "a link to itself": ({"x.tf": "-> x.tf"}, "bad/x.tf: cannot be read: Too many levels of symbolic links."),
    "a link to nothing": ({"x.tf": "-> gone"}, "bad/x.tf: cannot be read: No such file or directory."),
    "a link to a device": ({"x.tf": "-> /dev/null/x"}, "bad/x.tf: cannot be read: Not a directory."),
    "a module that calls itself": ({"x.tf": call("a", "./a"), "a/x.tf": call("a", "../a")}, "module.a.module.a calls itself"),
    "a module through a loop": ({"x.tf": call("a", "./a"), "a": "-> ."}, "bad/x.tf:1: module.a calls itself"),
    "declared twice": ({"x.tf": B, "y.tf": B}, "bad/y.tf:1: resource aws_s3_bucket.b is declared twice, first in bad/x.tf."),
    "many files": ({f"{number}.tf": "" for number in range(2001)}, "bad: 2,001 configuration files, more than are read."),
    "bad values": ({"x.tf": B, "terraform.tfvars": "a b"}, "bad/terraform.tfvars:1: "),
    "bad values in JSON": (
        {"x.tf": B, "terraform.tfvars.json": "[]"},
        "bad/terraform.tfvars.json: an object of values was expected.",
    ),
}


@pytest.mark.parametrize("case", NOT_READ)
def test_a_root_that_cannot_be_read_is_named(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what, where and what next; the other root is judged."""
    files, message = NOT_READ[case]
    lay(tmp_path / "bad", files)
    monkeypatch.chdir(lay(tmp_path, {"good/main.tf": B + blocked("b")}))
    ran = scan_source("good", "bad")
    assert (ran.code, verdicts(ran)) == (3, {"aws_s3_bucket.b": "pass"})
    assert message in ran.err
    assert "Nothing of bad was judged; check it with: terraform -chdir=bad validate" in ran.err
    assert ran.err.count("\n") == 1


READ: dict[str, Mapping[str, str | bytes]] = {
    "CRLF": {"x.tf": B.replace("\n", "\r\n").encode()},
    "a mark of byte order": {"x.tf": b"\xef\xbb\xbf" + B.encode()},
    "without an end of line": {"x.tf": B.rstrip()},
    "a link to the folder above": {"x.tf": B, "loop": "-> .."},
    "a link to the folder itself": {"x.tf": B, "loop/y": "-> ../loop"},
    "a link to a file": {"x.tf": "-> shared/b", "shared/b": B},
    "a folder of such a name": {"x.tf": B, "y.tf/z": ""},
    "a name that begins with a sign": {"#x.tf": B},
    "hidden files": {"x.tf": B, ".y.tf": "oops"},
    "2,000 files": {"x.tf": B} | {f"{number}.tf": "" for number in range(1999)},
}


@pytest.mark.parametrize("case", READ)
def test_what_is_odd_and_still_read(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, READ[case]))
    ran = scan_source(".")
    assert (ran.code, verdicts(ran), ran.err) == (1, {"aws_s3_bucket.b": "fail"}, "")


MANY = {
    "count": ("count = 1000000", "count is 1,000,000; at most 10,000 instances of a block are read"),
    "for_each": (
        "for_each = toset([for pair in setproduct(range(200), range(100)) : join(\"-\", pair)])",
        "for_each has 20,000 keys; at most 10,000 instances of a block are read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MANY)
def test_too_many_instances_are_a_gap(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    argument, message = MANY[case]
    text = f'resource "aws_s3_bucket" "many" {{\n  {argument}\n  bucket = "x"\n}}\n'
    monkeypatch.chdir(lay(tmp_path, {"main.tf": B + text}))
    ran = scan_source(".")
    assert (ran.code, set(verdicts(ran).values())) == (3, {"unknown"})
    assert f"main.tf:4: aws_s3_bucket.many: {message}" in said(ran)


@pytest.mark.parametrize("name", ["x.tf", "terraform.tfvars"])
def test_a_pipe_stops_no_scan(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"good/main.tf": B, "bad/main.tf": B})
    os.mkfifo(tmp_path / "bad" / name)
    monkeypatch.chdir(tmp_path)
    ran = scan_source(f"bad/{name}", "good", "--exit-zero")
    assert (ran.code, verdicts(ran)) == (3, {"aws_s3_bucket.b": "fail"})
    assert ran.err.startswith(f"hipaacheck: bad/{name}: not a regular file, so it is not read. Nothing of bad was judged;")


@pytest.mark.parametrize("text", [f"{TEXT} x\n", f"x {TEXT}\n", f'a "{TEXT}\n', f"x = {TEXT} {TEXT}\n"])
def test_the_text_of_a_link_is_not_shown(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, {"secret": text, "r/x.tf": "-> ../secret", "r/terraform.tfvars": "-> ../secret"}))
    ran = scan_source("r")
    assert ran.code == 3
    assert "r/x.tf:1: not Terraform; what is wrong is not shown, since the file is a link." in ran.err
    assert TEXT not in ran.err


OUTSIDE = {
    "an absolute path": 'file("/etc/passwd")',
    "a path above": 'file("../../secret")',
    "a path above, by way of the module": 'file("${path.module}/../../secret")',
    "a link": 'file("link")',
    "a folder that is a link": 'file("folder/secret")',
    "in Base64": 'filebase64("../../secret")',
    "as a template": 'templatefile("../../secret", {})',
    "a digest": 'filesha256("../../secret")',
    "whether it is there": 'fileexists("../../secret") ? "there" : "gone"',
    "the home folder": 'file("~/secret")',
}


FORMATS = ("text", "json", "sarif", "junit", "markdown", "github")


@pytest.mark.parametrize("case", OUTSIDE)
def test_files_outside_are_not_read(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What depends on them is unknown, and their text is nowhere."""
    value = OUTSIDE[case]
    named = B.replace('bucket = "b"', f"bucket = {value}\n  tags = {{ a = {value} }}")
    flags = blocked("b").replace("block_public_acls = true", f'block_public_acls = {value} == "x"')
    for folder in ("repository/in", "without/in"):
        links = {f"{folder}/link": "-> ../../secret", f"{folder}/folder": "-> ../.."}
        lay(tmp_path, {f"{folder}/main.tf": named + flags, **links})
    lay(tmp_path, {"secret": TEXT, "repository/.git/HEAD": ""})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    options = [part for name in FORMATS for part in ("-f", f"{name}=r.{name}")]
    ran = hipaacheck("scan", "terraform", "repository/in", "without/in", "-v", *RULES, *options)
    assert (ran.code, ran.err) == (0, "")
    findings = json.loads(Path("r.json").read_text())["findings"]
    assert [item["verdict"] for item in findings] == ["unknown"] * 2
    everything = "".join(path.read_text() for path in tmp_path.glob("r.*"))
    assert TEXT not in everything
    assert "root:" not in everything


GAPS: dict[str, tuple[dict[str, str | bytes], str, dict[str, str]]] = {
    "not downloaded": (
        {"main.tf": B + call("m", "acme/store/aws")},
        "main.tf:4: module.m (acme/store/aws) is not downloaded, so its resources are not read. Run: terraform init",
        {"aws_s3_bucket.b": "unknown"},
    ),
    "not downloaded, and another failure": (
        {"main.tf": B + blocked("b").replace("_acls = true", "_acls = false") + call("m", "acme/store/aws")},
        "is not downloaded",
        {"aws_s3_bucket.b": "fail"},
    ),
    "another source than was downloaded": (
        DOWNLOADED | {"main.tf": B + call("m", "acme/other/aws")},
        "main.tf:4: module.m (acme/other/aws) is not downloaded",
        {"aws_s3_bucket.b": "unknown"},
    ),
    "downloaded, and removed": (
        {"main.tf": B + call("m", "acme/store/aws"), ".terraform/modules/modules.json": json.dumps(MANIFEST)},
        "main.tf:4: module.m: there is no folder .terraform/modules/m, so its resources are not read",
        {"aws_s3_bucket.b": "unknown"},
    ),
    "a broken list of modules": (
        {"main.tf": B + call("m", "acme/store/aws"), ".terraform/modules/modules.json": "["},
        "is not downloaded",
        {"aws_s3_bucket.b": "unknown"},
    ),
    "no such folder": (
        {"main.tf": B + call("m", "./gone")},
        "main.tf:4: module.m: there is no folder gone, so its resources are not read",
        {"aws_s3_bucket.b": "unknown"},
    ),
    "a folder without configuration": (
        {"main.tf": B + call("m", "./m"), "m/x": ""},
        "main.tf:4: module.m: no *.tf or *.tf.json files in m, so its resources are not read",
        {"aws_s3_bucket.b": "unknown"},
    ),
    "OpenTofu's own files": (
        {"main.tf": B, "x.tofu": ""},
        "x.tofu: a file of OpenTofu's own form, so what it declares is not read",
        {"aws_s3_bucket.b": "unknown"},
    ),
    "OpenTofu's own files in a module": (
        {"main.tf": B + call("m", "./m"), "m/x.tf": "", "m/x.tofu.json": ""},
        "m/x.tofu.json: a file of OpenTofu's own form, so what it declares is not read",
        {"aws_s3_bucket.b": "unknown"},
    ),
    "a module's module": (
        {"main.tf": B + call("m", "./m"), "m/main.tf": call("n", "acme/store/aws")},
        "m/main.tf:1: module.m.module.n (acme/store/aws) is not downloaded",
        {"aws_s3_bucket.b": "unknown"},
    ),
}


@pytest.mark.parametrize("case", GAPS)
def test_modules_that_are_not_there(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could be in them is unknown: nothing fails for want of it, and nothing passes."""
    files, message, expected = GAPS[case]
    monkeypatch.chdir(lay(tmp_path, files))
    ran = scan_source(".")
    assert (verdicts(ran), ran.code) == (expected, 1 if "fail" in expected.values() else 3)
    assert message in said(ran)


@pytest.mark.parametrize("source", ["acme/store/aws", "registry.terraform.io/acme/store/aws"])
def test_downloaded_modules_are_read(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, DOWNLOADED | {"main.tf": call("m", source)}))
    ran = scan_source(".")
    assert (ran.code, verdicts(ran), said(ran)) == (1, {"module.m.aws_s3_bucket.in": "fail"}, "")


def test_blocks_of_other_types_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, {"main.tf": B + 'stack "x" {\n}\n'}))
    ran = scan_source(".")
    assert (ran.code, verdicts(ran)) == (1, {"aws_s3_bucket.b": "fail"})
    assert "not understood: main.tf:4: a block of type 'stack'" in said(ran)


def test_a_terminal_obeys_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a\x1b[31m\nb/main.tf": "oops", "c\x1b[31m/main.tf": B, "d\x1b[2J.yaml": "AWSTemplateFormatVersion:"})
    monkeypatch.chdir(tmp_path)
    for form in FORMATS:
        ran = hipaacheck("scan", "terraform", ".", "nowhere\x1b[1m", *RULES, "-v", "-f", form)
        assert ran.code == 1
        assert "\x1b" not in ran.out + ran.err, form
        assert "::" not in {line[:2] for line in ran.err.splitlines()}


def test_names_that_are_not_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a\udcff/main.tf": B, "b/c\udcff.tf": B})
    monkeypatch.chdir(tmp_path)
    for form in FORMATS:
        ran = hipaacheck("scan", "terraform", ".", *RULES, "-f", form, "--exit-zero")
        assert ran.code == 3, form
        assert "a\\udcff: not read: its path is not UTF-8 text. Rename the folder." in ran.err
        assert "internal" not in ran.err
