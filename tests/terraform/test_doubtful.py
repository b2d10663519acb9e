"""Resources of which there may be none or many: nothing passes or fails for them, and nothing counts on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import hipaacheck

CASES: dict[str, tuple[str, dict[tuple[str, str], str]]] = {
    "the thing itself": (
        'resource "aws_ebs_volume" "v" {\n  count = var.n\n  availability_zone = "a"\n  encrypted = true\n}',
        {
            ("aws-ebs-volume-encrypted", "aws_ebs_volume.v"): "unknown",
            ("aws-ebs-volume-in-backup-plan", "aws_ebs_volume.v"): "unknown",
        },
    ),
    "a companion, and only of the one that it names": (
        'resource "aws_s3_bucket" "a" {}\nresource "aws_s3_bucket" "b" {}\n'
        'resource "aws_s3_bucket_versioning" "a" {\n  count = var.n\n  bucket = aws_s3_bucket.a.id\n'
        '  versioning_configuration {\n    status = "Enabled"\n  }\n}',
        {
            ("aws-s3-bucket-versioned", "aws_s3_bucket.a"): "unknown",
            ("aws-s3-bucket-versioned", "aws_s3_bucket.b"): "fail",
        },
    ),
    "a companion in a module": (
        'resource "aws_s3_bucket" "a" {}\nmodule "m" {\n  source = "./m"\n  for_each = toset(var.n)\n  bucket = aws_s3_bucket.a.id\n}',
        {("aws-s3-bucket-public-access-blocked", "aws_s3_bucket.a"): "unknown"},
    ),
    "members of a cluster": (
        'resource "aws_rds_cluster" "c" {\n  engine = "aurora-mysql"\n}\n'
        'resource "aws_rds_cluster_instance" "i" {\n  count = var.n\n  cluster_identifier = aws_rds_cluster.c.id\n'
        '  engine = "aurora-mysql"\n  instance_class = "db.r6g.large"\n}',
        {("aws-rds-cluster-multi-az", "aws_rds_cluster.c"): "unknown"},
    ),
    "what the account has": (
        'resource "aws_ebs_encryption_by_default" "d" {}\n'
        'resource "aws_iam_account_password_policy" "p" {\n  count = var.n\n  minimum_password_length = 14\n}',
        {("aws-account-password-policy-strong", "aws.account"): "unknown"},
    ),
}
MODULE = (
    'variable "bucket" {}\nresource "aws_s3_bucket_public_access_block" "b" {\n  bucket = var.bucket\n  block_public_acls = true\n'
    "  block_public_policy = true\n  ignore_public_acls = true\n  restrict_public_buckets = true\n}\n"
)


@pytest.mark.parametrize("name", CASES)
def test_verdicts(name: str, tmp_path: Path) -> None:
    text, expected = CASES[name]
    (tmp_path / "main.tf").write_text(f'variable "n" {{}}\n{text}\n')
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(MODULE)
    found = {
        (finding["control"], finding["asset"]["id"]): finding["verdict"]
        for finding in hipaacheck("scan", "terraform", str(tmp_path), "-f", "json", "--no-progress").json()["findings"]
    }
    assert {key: found[key] for key in expected} == expected
    doubtful = {key[1] for key in expected if "in-backup-plan" in key[0]}
    assert {verdict for (_, asset), verdict in found.items() if asset in doubtful} <= {"unknown"}
