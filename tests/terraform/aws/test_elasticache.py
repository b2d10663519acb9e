"""ElastiCache replication groups and cache clusters."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

COMPUTED = ("id", "arn", "transit_encryption_mode", "global_replication_group_id")


def group(values: dict[str, Any] | None = None, **more: Any) -> Any:
    """The asset of a plan with this replication group."""
    return asset(
        resource(
            "aws_elasticache_replication_group.a",
            {"replication_group_id": "phi", **(values or {})},
            unknown=more.pop("unknown", COMPUTED),
            **more,
        )
    )


def test_declared_arguments() -> None:
    values = {"at_rest_encryption_enabled": "true", "transit_encryption_enabled": True, "transit_encryption_mode": "preferred"}
    got = group({**values, "snapshot_retention_limit": 15, "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1"})
    assert (got.name, got.at_rest_encryption, got.transit_encryption, got.transit_encryption_mode) == (
        "phi",
        True,
        True,
        "preferred",
    )
    assert (got.snapshot_retention_days, got.kms_key) == (15, "arn:aws:kms:us-east-1:123456789012:key/1")


def test_arguments_left_out() -> None:
    got = group({"at_rest_encryption_enabled": None, "transit_encryption_enabled": None})
    assert (got.engine, got.at_rest_encryption, got.transit_encryption) == ("redis", False, False)
    assert isinstance(got.transit_encryption_mode, Unknown)
    assert (got.auth_token, got.user_group, got.snapshot_retention_days) == (False, None, 0)


@pytest.mark.parametrize("values", [{"engine": "valkey"}, {"global_replication_group_id": "world"}])
def test_encryption_left_out_where_another_default_holds(values: dict[str, Any]) -> None:
    assert isinstance(group(values).at_rest_encryption, Unknown)
    assert isinstance(group(values).transit_encryption, Unknown)


def test_encryption_known_only_after_apply() -> None:
    got = group(unknown=("id", "at_rest_encryption_enabled", "transit_encryption_enabled"))
    assert isinstance(got.at_rest_encryption, Unknown)
    assert isinstance(got.transit_encryption, Unknown)


def test_a_mode_set_from_elsewhere_is_unknown() -> None:
    assert isinstance(group(refs={"transit_encryption_mode": "local.mode"}).transit_encryption_mode, Unknown)


def test_a_token_is_noticed_and_not_read() -> None:
    got = group({"auth_token": "correct-horse-battery"}, sensitive=("auth_token",))
    assert got.auth_token is True
    assert "correct-horse" not in repr(got)
    assert group({"auth_token_wo_version": 1}).auth_token is True


@pytest.mark.parametrize("reference", ["random_password.t.result", "local.token"])
def test_a_token_known_only_after_apply(reference: str) -> None:
    token = resource(
        "aws_elasticache_replication_group.a", {"replication_group_id": "phi"}, unknown=COMPUTED, refs={"auth_token": reference}
    )
    password = resource("random_password.t", {"length": 32}, unknown=("result",))
    got: Any = assets(token, password)["aws_elasticache_replication_group.a"]
    assert got.auth_token is True if reference.startswith("random") else isinstance(got.auth_token, Unknown)


def test_a_user_group() -> None:
    assert group({"user_group_ids": ["clinicians"]}).user_group == "clinicians"
    users = resource("aws_elasticache_user_group.u", {}, unknown=("id", "user_group_id"))
    made = resource(
        "aws_elasticache_replication_group.a",
        {},
        unknown=COMPUTED,
        refs={"user_group_ids": "aws_elasticache_user_group.u.user_group_id"},
    )
    got: Any = assets(made, users)["aws_elasticache_replication_group.a"]
    assert got.user_group.refers == "aws_elasticache_user_group.u"


def test_a_cluster_of_its_own() -> None:
    got = asset(
        resource(
            "aws_elasticache_cluster.c",
            {"cluster_id": "c", "engine": "redis", "snapshot_retention_limit": 1},
            unknown=("id", "replication_group_id", "transit_encryption_enabled"),
        )
    )
    assert (got.name, got.engine, got.replication_group, got.snapshot_retention_days) == ("c", "redis", None, 1)
    assert isinstance(got.transit_encryption, Unknown)
    old = asset(resource("aws_elasticache_cluster.c", {"engine": "memcached"}))
    assert (old.transit_encryption, old.snapshot_retention_days) == (False, 0)


def test_a_member_of_a_replication_group() -> None:
    member = resource(
        "aws_elasticache_cluster.c",
        {"cluster_id": "c"},
        unknown=("id", "engine"),
        refs={"replication_group_id": "aws_elasticache_replication_group.a.id"},
    )
    owner = resource("aws_elasticache_replication_group.a", {"replication_group_id": "phi"}, unknown=COMPUTED)
    got: Any = assets(member, owner)["aws_elasticache_cluster.c"]
    assert got.replication_group.refers == "aws_elasticache_replication_group.a"
    assert asset(resource("aws_elasticache_cluster.c", {"replication_group_id": "phi"})).replication_group == "phi"
