"""Which resource an argument of source means, where its value is not known, or not of one resource alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_terraform.blocks import IN_ORDER, Resource
from hipaacheck_terraform.hcl.child import answered
from hipaacheck_terraform.links import Links
from hipaacheck_terraform.source import question
from tests.support import sources


def assets(folder: Path, **files: str) -> dict[str, Any]:
    """The assets of a configuration, by id; file names with `__` in the place of slashes."""
    for name, text in files.items():
        file = folder / f"{name.replace('__', '/')}.tf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return {asset.id: asset for asset in sources.read(folder).assets}


BLOCK = """
resource "aws_s3_bucket_public_access_block" "a" {
  bucket                  = %s
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
"""


@pytest.mark.parametrize(
    ("name", "told"),
    [('"images"', None), ("var.name", Unknown), ('"${var.name}-x"', Unknown), ("null", None)],
    ids=["another name", "a variable", "a text with a variable", "a generated name"],
)
def test_a_literal_may_name_what_a_variable_will_name(tmp_path: Path, name: str, told: Any) -> None:
    bucket = f'variable "name" {{}}\nresource "aws_s3_bucket" "a" {{\n  bucket = {name}\n}}\n'
    found = assets(tmp_path, main=bucket + BLOCK % '"records"')["aws_s3_bucket.a"]
    assert isinstance(found.public_access_block, told) if told else found.public_access_block is None


ROLE = """
resource "aws_iam_role" "a" {
  name               = "monitor"
  assume_role_policy = jsonencode({ Statement = [] })
}
resource "aws_iam_role_policy_attachment" "a" {
  role       = aws_iam_role.a.name
  policy_arn = var.arn
}
variable "arn" {}
"""
CALL = 'module "%s" {\n  source = "./role"\n  arn    = "arn:aws:iam::aws:policy/%s"\n}\n'


def test_resources_of_one_name_are_told_apart_by_reference(tmp_path: Path) -> None:
    calls = CALL % ("one", "AdministratorAccess") + CALL % ("two", "ReadOnlyAccess")
    found = assets(tmp_path, main=calls, role__main=ROLE)
    assert found["module.one.aws_iam_role.a"].has_administrator_access is True
    assert found["module.two.aws_iam_role.a"].has_administrator_access is False


@pytest.mark.parametrize("form", [list, dict], ids=["a list of blocks", "one block"])
def test_blocks_of_json_files_have_links_of_their_own(tmp_path: Path, form: type) -> None:
    def blocks(body: dict[str, Any]) -> Any:
        return [body] if form is list else body

    by_default = {"sse_algorithm": "aws:kms", "kms_master_key_id": "${aws_kms_key.a.arn}"}
    rules = blocks({"apply_server_side_encryption_by_default": blocks(by_default)})
    kind = "aws_s3_bucket_server_side_encryption_configuration"
    document = {"aws_kms_key": {"a": {}}, kind: {"a": {"bucket": "a", "rule": rules}}, "aws_s3_bucket": {"a": {"bucket": "a"}}}
    (tmp_path / "main.tf.json").write_text(json.dumps({"resource": document}), "utf-8")
    encryption = assets(tmp_path)["aws_s3_bucket.a"].encryption
    assert encryption.kms_key.refers == "aws_kms_key.a"


GROUP = 'resource "aws_elasticache_replication_group" "a" {\n  auth_token = %s\n}\nresource "random_password" "a" {\n}\n'


@pytest.mark.parametrize(
    ("token", "found"),
    [('"correct-horse-battery"', True), ("random_password.a.result", True), ("null", False)],
)
def test_a_secret_counts_and_is_not_passed_on(tmp_path: Path, token: str, found: Any) -> None:
    assert assets(tmp_path, main=GROUP % token)["aws_elasticache_replication_group.a"].auth_token is found
    assert "horse" not in str([item.values for item in answered(question(str(tmp_path), {})).resources])


def test_a_nested_argument_called_targets_is_no_link() -> None:
    resource = Resource(address="a.b", module="", type="a", name="b", key=None, values={}, expressions={})
    assert Links([resource], []).targets(resource, {IN_ORDER: [{"targets": {}}]}, ("a",)).opaque


USER = """
variable "unset" {}
resource "aws_iam_user" "a" {
  name = %s
}
resource "aws_iam_policy_attachment" "a" {
  %s
  name       = "a"
  users      = ["nurse"]
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
"""


@pytest.mark.parametrize(
    ("name", "meta", "found"),
    [('"nurse"', "", True), ('"clerk"', "", False), ("var.unset", "", Unknown), ('"nurse"', "count = var.unset", Unknown)],
    ids=["its name", "another name", "a variable", "an attachment that may not be there"],
)
def test_a_list_of_names_may_name_what_a_variable_will_name(tmp_path: Path, name: str, meta: str, found: Any) -> None:
    given = assets(tmp_path, main=USER % (name, meta))["aws_iam_user.a"].has_administrator_access
    assert isinstance(given, Unknown) if found is Unknown else given is found
