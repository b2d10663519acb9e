"""Findings point to the line of the argument that decided, or to its block: never to a line of anything else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hipaacheck import Evidence, Location, Unknown
from hipaacheck.locations import _alike, locate, without_keys, written
from tests.reports.records import asset, control, finding, run
from tests.support.declared import declared

MAIN = """\
resource "aws_s3_bucket" "a" {
  bucket = "a"
  # A comment.
  versioning {
    enabled = false
  }
  dynamic "logging" {
    for_each = ["x"]
    content {
      target_bucket = logging.value
    }
  }
  grant {
    id   = "1"
    type = "x"
  }
  grant {
    id = "2"
  }
  tags = {
    A = "b"
  }
}

resource "aws_s3_bucket_public_access_block" "a" {
  bucket                  = aws_s3_bucket.a.id
  block_public_acls       = false
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "b" { bucket = "b" }

module "m" {
  for_each = { "x.y[0]" = 1 }
  source   = "./m"
}

resource "aws_s3_bucket_object_lock_configuration" "a" {
  bucket = "a"
}
"""
MODULE = """\


resource "aws_s3_bucket" "a" {
  count  = 2
  bucket = "c${count.index}"
  versioning { enabled = false }
}
"""
OVERRIDE = """\
resource "aws_s3_bucket_object_lock_configuration" "a" {
  rule {
    default_retention {
      mode = "GOVERNANCE"
    }
  }

  token = "t"
}
"""
A, BLOCK, LOCK = "aws_s3_bucket.a", "aws_s3_bucket_public_access_block.a", "aws_s3_bucket_object_lock_configuration.a"
IN_MODULE = 'module.m["x.y[0]"].aws_s3_bucket.a[1]'

CASES: dict[str, tuple[str, list[tuple[str, str | None]], str, int]] = {
    "an argument": (A, [("bucket", None)], "main.tf", 2),
    "a nested block": (A, [("versioning", None)], "main.tf", 4),
    "an argument of a nested block": (A, [("versioning.enabled", None)], "main.tf", 5),
    "a dynamic block": (A, [("logging", None)], "main.tf", 7),
    "an argument of a dynamic block": (A, [("logging.target_bucket", None)], "main.tf", 10),
    "an item of a list": (A, [("logging[0].target_bucket", None)], "main.tf", 10),
    "below an argument": (A, [("tags.items.A", None)], "main.tf", 20),
    "a field that is no argument": (A, [("encryption.algorithm", None)], "main.tf", 1),
    "one of several blocks": (A, [("grant[1].type", None)], "main.tf", 1),
    "an argument of the same name at another depth": (A, [("replication.bucket", None)], "main.tf", 1),
    "an argument that only another resource has": (A, [("block_public_acls", None)], "main.tf", 1),
    "the first of several that has a line": (A, [("encryption", None), ("bucket", None)], "main.tf", 2),
    "a companion": (A, [("public_access_block.block_public_acls", BLOCK)], "main.tf", 27),
    "a companion that has no such argument": (A, [("public_access_block.ignore_public_acls", BLOCK)], "main.tf", 25),
    "a companion of an asset with arguments of that name": (A, [("versioning.status", BLOCK)], "main.tf", 25),
    "several companions": (A, [("public_access_block.block_public_acls", f"{BLOCK}, {LOCK}")], "main.tf", 27),
    "a companion that is not declared": (A, [("versioning.enabled", "aws_x.y")], "main.tf", 5),
    "an instance": ("aws_s3_bucket.b[0]", [("versioning", None)], "main.tf", 31),
    "a module's file": (IN_MODULE, [("bucket", None)], "m/main.tf", 5),
    "a block of one line": (IN_MODULE, [("versioning.enabled", None)], "m/main.tf", 6),
    "a module's block": (IN_MODULE, [("logging.target_bucket", None)], "m/main.tf", 3),
    "an argument that an override sets": (LOCK, [("token", None)], "main.tf", 38),
    "a block that an override sets": (LOCK, [("rule.default_retention.mode", None)], "main.tf", 38),
    "an argument beside an override": (LOCK, [("bucket", None)], "main.tf", 39),
    "no evidence": (A, [], "main.tf", 1),
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Location]:
    files = {"main.tf": MAIN, "m/main.tf": MODULE, "x_override.tf": OVERRIDE}
    return declared(tmp_path_factory.mktemp("source"), files).declared


def placed(id_: str, rows: list[tuple[str, str | None]], places: dict[str, Location], **more: Any) -> Location | None:
    """Where a failure is found to be."""
    evidence = tuple(Evidence(path, "eq", True, False, origin=origin) for path, origin in rows)
    found = finding(control(), asset(id_, None), evidence=evidence, **more)
    return locate(run([found], declared=places)).findings[0].location


@pytest.mark.parametrize(("id_", "rows", "file", "line"), CASES.values(), ids=CASES)
def test_places(id_: str, rows: list[tuple[str, str | None]], file: str, line: int, places: dict[str, Location]) -> None:
    found = placed(id_, rows, places)
    assert found is not None
    assert (found.file.endswith(file), found.line) == (True, line)
    if found.start is not None:
        assert found.start < line
        assert found.end == line


def test_a_block_has_its_last_line(places: dict[str, Location]) -> None:
    ends = {name: (place.line, place.end) for name, place in places.items()}
    assert ends == {
        "aws_s3_bucket.a": (1, 23),
        "aws_s3_bucket_public_access_block.a": (25, 29),
        "aws_s3_bucket.b": (31, 31),
        "aws_s3_bucket_object_lock_configuration.a": (38, 40),
        "module.m.aws_s3_bucket.a": (3, 7),
    }


def test_an_asset_that_is_declared_nowhere_keeps_its_own_place(places: dict[str, Location]) -> None:
    only_file = Location("plan.json")
    found = finding(control(), asset("account", only_file), evidence=(Evidence("bucket", "eq", True, False),))
    assert locate(run([found], declared=places)).findings[0].location == only_file
    assert placed("account", [("bucket", None)], places) is None
    elsewhere = placed("account", [("settings.block_public_acls", BLOCK)], places)
    assert elsewhere is not None
    assert elsewhere.line == 27


def test_passes_and_runs_without_source_stay_as_they_are(places: dict[str, Location]) -> None:
    passing = run([finding(control(), asset(A), "pass")], declared=places)
    assert locate(passing) == passing
    failing = run([finding(control(), asset(A))])
    assert locate(failing) is failing


def test_what_is_unknown_has_a_place(places: dict[str, Location]) -> None:
    row = Evidence("versioning.enabled", "eq", True, Unknown("known after apply"))
    found = finding(control(), asset(A), "unknown", evidence=(row,))
    place = locate(run([found], declared=places)).findings[0].location
    assert place is not None
    assert place.line == 5


ADDRESSES = {
    "a.b": "a.b",
    "a.b[0]": "a.b",
    'a.b["x"]': "a.b",
    'module.m["x.y"].a.b["c[0]"]': "module.m.a.b",
    'module.m[0].module.n["\\"]"].a.b': "module.m.module.n.a.b",
    'a.b["]."].c': "a.b.c",
    "arn:aws:s3:::bucket": "arn:aws:s3:::bucket",
}


@pytest.mark.parametrize(("address", "plain"), ADDRESSES.items())
def test_addresses_without_keys(address: str, plain: str) -> None:
    assert without_keys(address) == plain
    assert written(f'{address}, x.y["1, 2"]') == [plain, "x.y"]


def test_lines_of_json_are_not_told(tmp_path: Path) -> None:
    text = '{"resource": {"aws_s3_bucket": {"a": {"bucket": "hunter2", "versioning": {"enabled": false}}}}}'
    [place] = declared(tmp_path, {"main.tf.json": text}).declared.values()
    assert (place.line, place.fields, place.text) == (1, {}, {})


ALIKE = {
    "encrypted": (["storage_encrypted", "engine"], "storage_encrypted"),
    "rotation_enabled": (["enable_key_rotation", "description"], "enable_key_rotation"),
    "kms_key": (["kms_key_id", "performance_insights_kms_key_id"], "kms_key_id"),
    "root_volume.encrypted": (["root_block_device.encrypted"], None),
    "volume.encrypted": (["a.volume_encrypted", "b.volume_encrypted"], None),
    "enabled": (["enable_dns_support"], None),
    "bucket": (["versioning"], None),
}


@pytest.mark.parametrize("path", ALIKE)
def test_arguments_that_are_called_alike(path: str) -> None:
    fields, expected = ALIKE[path]
    assert _alike(path, fields) == expected
