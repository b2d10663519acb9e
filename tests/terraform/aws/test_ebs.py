"""EBS volumes and snapshots."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource


@pytest.mark.parametrize("declared", [True, False])
def test_a_declared_volume(declared: bool) -> None:
    assert asset(resource("aws_ebs_volume.a", {"encrypted": declared})).encrypted is declared


def test_neither_key_nor_snapshot_proves_encryption() -> None:
    undeclared = asset(resource("aws_ebs_volume.a", {"encrypted": None, "kms_key_id": "arn:aws:kms:x", "snapshot_id": "snap-1"}))
    assert isinstance(undeclared.encrypted, Unknown)
    computed = asset(resource("aws_ebs_volume.a", {}, unknown=("id", "encrypted"), refs={"kms_key_id": "aws_kms_key.a.arn"}))
    assert isinstance(computed.encrypted, Unknown)


def test_a_snapshot_refers_to_its_volume() -> None:
    snapshot = resource("aws_ebs_snapshot.a", {}, unknown=("id", "arn", "encrypted"), refs={"volume_id": "aws_ebs_volume.a.id"})
    found: Any = assets(resource("aws_ebs_volume.a", {"encrypted": True}), snapshot)
    assert found["aws_ebs_snapshot.a"].volume_id.refers == "aws_ebs_volume.a"
    assert isinstance(found["aws_ebs_snapshot.a"].encrypted, Unknown)


def test_a_copy_has_no_volume() -> None:
    copy = asset(
        resource("aws_ebs_snapshot_copy.a", {"encrypted": True, "source_snapshot_id": "snap-1"}, unknown=("id", "volume_id"))
    )
    assert (copy.volume_id, copy.encrypted, copy.is_public) == (None, True, False)


@pytest.mark.parametrize(("account", "public"), [("111122223333", False), ("all", True)])
def test_permissions_join_their_snapshot(account: str, public: bool) -> None:
    snapshot = resource("aws_ebs_snapshot.a", {"volume_id": "vol-1"})
    permission = resource(
        "aws_snapshot_create_volume_permission.a", {"account_id": account}, refs={"snapshot_id": "aws_ebs_snapshot.a.id"}
    )
    found = asset(snapshot, permission)
    assert (found.shared_with, found.is_public) == ([account], public)


def test_permissions_that_may_belong_to_any_snapshot_leave_them_unknown() -> None:
    permission = resource(
        "aws_snapshot_create_volume_permission.x", {"account_id": "all"}, refs={"snapshot_id": "local.snapshot"}
    )
    found: Any = assets(resource("aws_ebs_snapshot.a", {"volume_id": "vol-1"}), permission)
    assert isinstance(found["aws_ebs_snapshot.a"].is_public, Unknown)
    assert found["aws_snapshot_create_volume_permission.x"].is_public is True


def test_a_permission_for_a_snapshot_elsewhere_makes_a_stub() -> None:
    stub = asset(resource("aws_snapshot_create_volume_permission.x", {"account_id": "all", "snapshot_id": "snap-9"}))
    assert (stub.id, stub.is_public) == ("snap-9", True)
    assert isinstance(stub.encrypted, Unknown)
