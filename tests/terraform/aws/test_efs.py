"""EFS file systems with their companions, and access points."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

COMPUTED = ("id", "arn", "encrypted", "kms_key_id", "availability_zone_name", "name")
ID = {"file_system_id": "aws_efs_file_system.a.id"}


def system(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return resource("aws_efs_file_system.a", values, unknown=COMPUTED, **more)


@pytest.mark.parametrize("encrypted", [True, False])
def test_encryption_as_declared(encrypted: bool) -> None:
    assert asset(system({"encrypted": encrypted})).encrypted is encrypted


def test_encryption_not_declared_is_unknown() -> None:
    assert isinstance(asset(system({})).encrypted, Unknown)


def test_a_key_by_reference() -> None:
    key = resource("aws_kms_key.k", {})
    found = assets(system({"encrypted": True}, refs={"kms_key_id": "aws_kms_key.k.arn"}), key)["aws_efs_file_system.a"]
    assert found.kms_key.refers == "aws_kms_key.k"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("status", "expected"), [("ENABLED", True), ("DISABLED", False)])
def test_a_backup_policy(status: str, expected: bool) -> None:
    found = asset(system({}), resource("aws_efs_backup_policy.a", {"backup_policy": [{"status": status}]}, refs=ID))
    assert found.automatic_backups is expected
    assert found.origins["automatic_backups"] == "aws_efs_backup_policy.a"


def test_without_a_backup_policy_only_one_zone_file_systems_may_be_backed_up() -> None:
    assert asset(system({})).automatic_backups is False
    assert isinstance(asset(system({"availability_zone_name": "us-east-1a"})).automatic_backups, Unknown)


def test_a_file_system_policy() -> None:
    text = json.dumps(
        {
            "Statement": {
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        }
    )
    found = asset(system({}), resource("aws_efs_file_system_policy.a", {"policy": text}, refs=ID))
    assert found.policy.requires_tls is True
    assert asset(system({})).policy is None


@pytest.mark.parametrize("part", ["aws_efs_backup_policy", "aws_efs_file_system_policy"])
def test_a_companion_that_may_belong_to_any_file_system_leaves_them_unknown(part: str) -> None:
    found = assets(system({}), resource(f"{part}.x", {}, refs={"file_system_id": "local.id"}))["aws_efs_file_system.a"]
    field = "policy" if part.endswith("system_policy") else "automatic_backups"
    assert isinstance(getattr(found, field), Unknown)


def test_a_policy_of_a_file_system_elsewhere_makes_a_stub() -> None:
    text = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*"}})
    stub = asset(resource("aws_efs_file_system_policy.x", {"file_system_id": "fs-1", "policy": text}))
    assert stub.id == "fs-1"
    assert stub.policy.allows_public is True
    assert isinstance(stub.encrypted, Unknown)
    assert isinstance(stub.automatic_backups, Unknown)


def test_access_points() -> None:
    limited = {"posix_user": [{"uid": 1000, "gid": 1000}], "root_directory": [{"path": "/a"}]}
    found = assets(
        resource("aws_efs_access_point.limited", limited, refs=ID),
        resource("aws_efs_access_point.open", {"posix_user": [], "root_directory": [{"path": None}]}, refs=ID),
        resource("aws_efs_access_point.silent", {"file_system_id": "fs-1"}, unknown=("id", "arn", "root_directory")),
        system({}),
    )
    points: list[Any] = [found[f"aws_efs_access_point.{name}"] for name in ("limited", "open", "silent")]
    assert [point.posix_uid for point in points] == [1000, None, None]
    assert [point.root_path for point in points] == ["/a", "/", "/"]
    assert points[0].file_system.refers == "aws_efs_file_system.a"


def test_a_root_directory_whose_path_is_not_known() -> None:
    declared = {"file_system_id": "fs-1", "root_directory": [{}]}
    unknown = {"id": True, "root_directory": [{"path": True}]}
    assert isinstance(asset(resource("aws_efs_access_point.a", declared, unknown=unknown)).root_path, Unknown)


@pytest.mark.parametrize(
    ("principal", "condition", "everyone"),
    [
        ("*", {}, True),
        ("*", {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}, True),
        ("*", {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, False),
        ({"AWS": "arn:aws:iam::123456789012:role/app"}, {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}, False),
    ],
)
def test_who_is_let_in(principal: Any, condition: dict[str, Any], everyone: bool) -> None:
    allow = {"Effect": "Allow", "Principal": principal, "Action": "elasticfilesystem:ClientMount", "Condition": condition}
    policy = resource("aws_efs_file_system_policy.a", {"policy": json.dumps({"Statement": allow})}, refs=ID)
    found = asset(system({}), policy)
    assert found.admits_everyone is everyone
    assert found.origins["admits_everyone"] == "aws_efs_file_system_policy.a"


def test_without_a_policy_every_client_is_let_in() -> None:
    assert asset(system({})).admits_everyone is True
    unknown = resource("aws_efs_file_system_policy.a", {}, refs={**ID, "policy": "local.policy"})
    assert isinstance(asset(system({}), unknown).admits_everyone, Unknown)
