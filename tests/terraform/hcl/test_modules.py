"""Modules that are missing, circular, many or odd; instances whose number is not known; files that cannot be read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from hipaacheck_terraform.hcl.child import answered
from hipaacheck_terraform.hcl.records import Answer, Question

LEAF = 'variable "x" {\n  default = 1\n}\nresource "b" "own" {\n  x = var.x\n}\noutput "x" {\n  value = b.own.id\n}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(folder: Path, *, root: str = ".", **files: str | bytes) -> Answer:
    """The answer about a folder of these files; `__` stands for a slash."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".tf")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "schema").mkdir(exist_ok=True)
    return answered(Question(folder=root, within=str(folder), schema=str(folder / "schema")))


def call(source: str, *lines: str, name: str = "m") -> str:
    """A block that calls a module."""
    return "\n".join([f'module "{name}" {{', f'  source = "{source}"', *(f"  {line}" for line in lines), "}", ""])


def addresses(answer: Answer) -> list[str]:
    """What there is."""
    return [resource.address for resource in answer.resources]


KEEPS = 'resource "a" "kept" {\n}\n'
GAPS = {
    call("./missing"): "main.tf:1: module.m: there is no folder missing, so its resources are not read",
    call("terraform-aws-modules/vpc/aws", 'version = "5.0"'): (
        "main.tf:1: module.m (terraform-aws-modules/vpc/aws) is not downloaded, so its resources are not read"
    ),
    'variable "s" {\n  default = "./m"\n}\nmodule "m" {\n  source = var.s\n}\n': (
        "main.tf:4: the source of module.m is not a constant text, so its resources are not read"
    ),
    'module "m" {\n}\n': "main.tf:1: the source of module.m is not a constant text, so its resources are not read",
    call("./${path.module}/m"): "main.tf:1: the source of module.m is not a constant text, so its resources are not read",
}


@pytest.mark.parametrize("text", GAPS)
def test_a_module_that_is_not_there_is_a_gap(text: str, folder: Path) -> None:
    answer = asked(folder, main=text + KEEPS + 'resource "a" "uses" {\n  x = module.m.y\n}\n')
    assert answer.error is None
    assert [gap.partition(". ")[0] for gap in answer.gaps] == [GAPS[text]]
    assert addresses(answer) == ["a.kept", "a.uses"]
    assert answer.resources[1].unknown == {"x": "module.m is not downloaded"}


CIRCLES: dict[str, dict[str, str]] = {
    "itself": {"main": call("./")},
    "two": {"main": call("./m"), "m__m": call("../n"), "n__n": call("../m")},
    "root": {"main": call("./m"), "m__m": call("../")},
}


@pytest.mark.parametrize("name", CIRCLES)
def test_modules_that_call_themselves_are_refused(name: str, folder: Path) -> None:
    error = asked(folder, **CIRCLES[name]).error
    assert error is not None
    assert "calls itself" in error


def test_links_to_the_folder_above_are_a_circle(folder: Path) -> None:
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    error = asked(folder, main=call("./loop/loop/loop")).error
    assert error is not None
    assert "calls itself" in error


def test_a_link_to_itself_is_no_folder(folder: Path) -> None:
    (folder / "loop").symlink_to(folder / "loop")
    answer = asked(folder, main=call("./loop") + KEEPS)
    assert (answer.error, addresses(answer), len(answer.gaps)) == (None, ["a.kept"], 1)


UNSURE = {
    "count = b.x.n": "how many there are is not known: known only after apply",
    "count = var.none": "how many there are is not known: var.none is not declared",
    "count = -1": "how many there are is not known: count is -1, not a whole number from 0 on",
    "count = 1.5": "how many there are is not known: count is 1.5, not a whole number from 0 on",
    'count = "x"': "how many there are is not known: a text that is no number",
    "count = 1000000000": "how many there are is not known: count is 1,000,000,000; at most 10,000 instances of a block are read",
    "for_each = b.x.map": "how many there are is not known: known only after apply",
    'for_each = ["x"]': "how many there are is not known: for_each is a list, not a map or a set of strings",
    "for_each = toset([b.x.id])": "how many there are is not known: known only after apply",
    "for_each = toset([1])": "how many there are is not known: for_each is a set, not a map or a set of strings",
    'for_each = { for n in setproduct(range(1000), range(11)) : join("-", n) => n }': (
        "how many there are is not known: for_each has 11,000 keys; at most 10,000 instances of a block are read"
    ),
}


@pytest.mark.parametrize("line", UNSURE)
def test_one_instance_with_doubt_stands_for_an_unknown_number(line: str, folder: Path) -> None:
    root = f'resource "b" "x" {{\n}}\nresource "a" "r" {{\n  {line}\n  y = "known"\n}}\n' + call("./m", line)
    answer = asked(folder, main=root, m__m=LEAF)
    assert answer.error is None
    assert {item.address: item.doubt for item in answer.resources} == {
        "b.x": None,
        "a.r": UNSURE[line],
        "module.m.b.own": UNSURE[line],
    }


COUNTS: dict[str, list[str]] = {
    "count = 0": [],
    "count = 2": ["a.r[0]", "a.r[1]"],
    'count = "1"': ["a.r[0]"],
    "for_each = {}": [],
    'for_each = { "${"k"}" = b.x.id, "q\\"$${z}" = 1 }': ['a.r["k"]', 'a.r["q\\"$${z}"]'],
    'for_each = toset(["b", "a"])': ['a.r["a"]', 'a.r["b"]'],
    "count = length([b.x.id])": ["a.r[0]"],
    "count = b.x.n == null && false ? 1 : 0": [],
}


@pytest.mark.parametrize("line", COUNTS)
def test_instances_that_are_known(line: str, folder: Path) -> None:
    answer = asked(folder, main=f'resource "b" "x" {{\n}}\nresource "a" "r" {{\n  {line}\n}}\n')
    assert addresses(answer) == ["b.x", *COUNTS[line]]


MANIFEST: list[tuple[str, Any, bool]] = [
    (
        "ns/m/aws",
        {"Key": "m", "Source": "registry.terraform.io/ns/m/aws", "Version": "1.0.0", "Dir": ".terraform/modules/m"},
        True,
    ),
    ("ns/m/aws", {"Key": "m", "Source": "registry.terraform.io/ns/other/aws", "Dir": ".terraform/modules/m"}, False),
    ("ns/m/aws", {"Key": "other", "Source": "registry.terraform.io/ns/m/aws", "Dir": ".terraform/modules/m"}, False),
    ("github.com/o/m", {"Key": "m", "Source": "git::https://github.com/o/m.git", "Dir": ".terraform/modules/m"}, True),
    ("git::https://h/m.git?ref=1", {"Key": "m", "Source": "git::https://h/m.git?ref=1", "Dir": ".terraform/modules/m"}, True),
    ("git::https://h/m.git?ref=2", {"Key": "m", "Source": "git::https://h/m.git?ref=1", "Dir": ".terraform/modules/m"}, False),
    ("ns/m/aws", {"Key": "m", "Source": 5, "Dir": ["x"]}, False),
    ("ns/m/aws", {"Key": "m", "Source": "registry.terraform.io/ns/m/aws", "Dir": ".terraform/gone"}, False),
]


@pytest.mark.parametrize(("source", "entry", "there"), MANIFEST)
def test_downloaded_modules(source: str, entry: Any, there: bool, folder: Path) -> None:
    manifest = folder / ".terraform" / "modules" / "modules.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"Modules": [{"Key": "", "Source": "", "Dir": "."}, entry]}))
    (manifest.parent / "m").mkdir()
    (manifest.parent / "m" / "main.tf").write_text(LEAF)
    answer = asked(folder, main=call(source))
    assert (addresses(answer), len(answer.gaps)) == ((["module.m.b.own"], 0) if there else ([], 1))


@pytest.mark.parametrize(
    "text", ["", "[]", "5", "null", '{"Modules": 5}', '{"Modules": {"a": 1}}', '{"Modules": [5, null]}', "[" * 9000, b"\xff"]
)
def test_odd_manifests_are_as_if_there_were_none(text: str | bytes, folder: Path) -> None:
    manifest = folder / ".terraform" / "modules" / "modules.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_bytes(text if isinstance(text, bytes) else text.encode())
    answer = asked(folder, main=call("ns/m/aws") + KEEPS)
    assert (answer.error, addresses(answer), len(answer.gaps)) == (None, ["a.kept"], 1)


def test_one_module_called_by_several_paths(folder: Path) -> None:
    answer = asked(
        folder,
        main=call("./a", name="a") + call("./b", name="b"),
        a__m=call("../leaf", "x = 5"),
        b__m=call("../leaf"),
        leaf__m=LEAF,
    )
    assert {item.address: item.values["x"] for item in answer.resources} == {
        "module.a.module.m.b.own": 5,
        "module.b.module.m.b.own": 1,
    }
    assert len({item.block for item in answer.resources}) == 1


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (b'locals {\n  a = "\xff"\n}\n', "main.tf: not UTF-8 text (byte 16)"),
    "UTF-16": ("locals {}".encode("utf-16"), "main.tf: not UTF-8 text (byte 0)"),
    "large": (b"#" * 10_000_000, "main.tf: 10.0 MB; files of up to 4 MB are read"),
    "broken": (b"locals {", "main.tf:1: the file ends where an argument or a block was expected"),
    "no text": (b"\x00\x01", "main.tf:1: '\\x00' is not expected here"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_an_error(name: str, folder: Path) -> None:
    text, error = UNREADABLE[name]
    assert asked(folder, main=text).error == error


def test_a_folder_called_like_a_file_is_passed_over(folder: Path) -> None:
    """As Terraform does."""
    (folder / "x.tf").mkdir()
    assert asked(folder, main="").error is None


@pytest.mark.skipif(os.name == "nt", reason="files there cannot have such names")
def test_names_that_are_no_text(folder: Path) -> None:
    (folder / os.fsdecode(b"\xff.tf")).write_text("locals {")
    error = asked(folder, main="").error
    assert error is not None
    error.encode()


def test_files_outside_are_not_read(folder: Path) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (folder / "secret.txt").write_text("secret")
    (inside / "link.txt").symlink_to(folder / "secret.txt")
    lines = [
        'file("../secret.txt")',
        'file("link.txt")',
        'file("~/x")',
        'file("~nobody-here/x")',
        'file("a\\u0000b")',
        'file("/etc/hostname")',
    ]
    (inside / "main.tf").write_text('resource "a" "r" {\n  x = [' + ", ".join(lines) + "]\n}\n")
    answer = answered(Question(folder=str(inside), within=str(inside), schema=str(inside)))
    assert answer.error is None
    assert answer.resources[0].values == {"x": [None] * len(lines)}
