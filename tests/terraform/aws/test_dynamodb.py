"""DynamoDB tables with their companions, and DAX clusters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

COMPUTED = ("id", "arn", "point_in_time_recovery", "server_side_encryption")
READ, WRITE = "dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"


def table(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A table named `phi`."""
    return resource("aws_dynamodb_table.t", {"name": "phi", **(values or {})}, unknown=more.pop("unknown", COMPUTED), **more)


def target(dimension: str, resource_id: str | None = "table/phi", **more: Any) -> dict[str, Any]:
    """A scaling target."""
    values = {
        "service_namespace": "dynamodb",
        "scalable_dimension": dimension,
        **({} if resource_id is None else {"resource_id": resource_id}),
    }
    name = "read" if dimension == READ else "write"
    return resource(f"aws_appautoscaling_target.{name}", values, **more)


def test_blocks_left_out() -> None:
    got = asset(table())
    assert (got.encrypted, got.kms_encrypted, got.kms_key) == (True, False, None)
    assert (got.point_in_time_recovery, got.deletion_protection, got.billing_mode) == (False, False, "PROVISIONED")
    assert (got.read_autoscaling, got.write_autoscaling, got.policy) == (False, False, None)
    assert isinstance(got.read_capacity_percent, Unknown)


def test_declared_blocks() -> None:
    blocks = {
        "point_in_time_recovery": [{"enabled": True}],
        "server_side_encryption": [{"enabled": True, "kms_key_arn": "arn:aws:kms:us-east-1:123456789012:key/1"}],
    }
    got = asset(table({**blocks, "deletion_protection_enabled": True, "billing_mode": "PAY_PER_REQUEST"}))
    assert (got.kms_encrypted, got.kms_key) == (True, "arn:aws:kms:us-east-1:123456789012:key/1")
    assert (got.point_in_time_recovery, got.deletion_protection, got.billing_mode) == (True, True, "PAY_PER_REQUEST")
    off = asset(table({"point_in_time_recovery": [{"enabled": False}], "server_side_encryption": [{"enabled": False}]}))
    assert (off.kms_encrypted, off.point_in_time_recovery) == (False, False)


def test_blocks_that_are_not_known() -> None:
    got = asset(
        table(
            {"point_in_time_recovery": [{}]},
            unknown={"point_in_time_recovery": [{"enabled": True}], "server_side_encryption": True},
        )
    )
    assert isinstance(got.point_in_time_recovery, Unknown)
    declared = asset(table(refs={"server_side_encryption": "local.encryption"}))
    assert isinstance(declared.kms_encrypted, Unknown)


def test_the_key_of_a_restored_table_is_its_source_s() -> None:
    got = asset(table({"restore_source_name": "old"}))
    assert isinstance(got.kms_encrypted, Unknown)
    assert got.point_in_time_recovery is False


def test_the_key_is_remembered() -> None:
    encrypted = table(
        {"server_side_encryption": [{"enabled": True}]}, unknown={"server_side_encryption": [{"kms_key_arn": True}]}
    )
    encrypted["config"]["expressions"]["server_side_encryption"] = [
        {"kms_key_arn": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}
    ]
    found: dict[str, Any] = dict(assets(encrypted, resource("aws_kms_key.k")))
    assert found["aws_dynamodb_table.t"].kms_key.refers == "aws_kms_key.k"


def test_scaling_targets_join_by_name_and_by_reference() -> None:
    got = asset(table(), target(READ), target(WRITE))
    assert (got.read_autoscaling, got.write_autoscaling) == (True, True)
    prefixed = resource("aws_dynamodb_table.t", {}, unknown=(*COMPUTED, "name"))
    got = asset(prefixed, target(READ, None, refs={"resource_id": "aws_dynamodb_table.t.name"}))
    assert (got.read_autoscaling, got.write_autoscaling) == (True, False)


def test_scaling_targets_of_something_else() -> None:
    got = asset(
        table(),
        target("dynamodb:index:ReadCapacityUnits", "table/phi/index/i"),
        resource(
            "aws_appautoscaling_target.ecs", {"resource_id": "service/a/b", "scalable_dimension": "ecs:service:DesiredCount"}
        ),
    )
    assert (got.read_autoscaling, got.write_autoscaling) == (False, False)


def test_a_scaling_target_that_may_belong_to_any_table() -> None:
    found: dict[str, Any] = dict(assets(table(), target(READ, None, refs={"resource_id": "local.table"})))
    assert isinstance(found["aws_dynamodb_table.t"].read_autoscaling, Unknown)


def test_a_scaling_target_of_a_table_elsewhere() -> None:
    found: dict[str, Any] = dict(assets(target(READ, "table/elsewhere")))
    assert found["elsewhere"].read_autoscaling is True
    assert isinstance(found["elsewhere"].write_autoscaling, Unknown)
    assert isinstance(found["elsewhere"].point_in_time_recovery, Unknown)


@pytest.mark.parametrize(("principal", "public"), [("*", True), ({"AWS": "arn:aws:iam::123456789012:root"}, False)])
def test_a_resource_policy(principal: Any, public: bool) -> None:
    text = json.dumps({"Statement": {"Effect": "Allow", "Principal": principal, "Action": "dynamodb:GetItem", "Resource": "*"}})
    got = asset(
        table(), resource("aws_dynamodb_resource_policy.p", {"policy": text}, refs={"resource_arn": "aws_dynamodb_table.t.arn"})
    )
    assert got.policy.allows_public is public
    assert got.origins["policy"] == "aws_dynamodb_resource_policy.p"


@pytest.mark.parametrize(
    ("values", "encrypted", "tls"),
    [
        ({}, False, False),
        ({"server_side_encryption": [{"enabled": True}], "cluster_endpoint_encryption_type": "TLS"}, True, True),
        ({"server_side_encryption": [{"enabled": False}], "cluster_endpoint_encryption_type": "NONE"}, False, False),
    ],
)
def test_a_dax_cluster(values: dict[str, Any], encrypted: bool, tls: bool) -> None:
    got = asset(resource("aws_dax_cluster.c", {"cluster_name": "c", **values}))
    assert (got.name, got.encrypted, got.tls) == ("c", encrypted, tls)


def test_a_dax_cluster_that_is_not_known() -> None:
    got = asset(resource("aws_dax_cluster.c", {}, unknown=("id", "server_side_encryption", "cluster_endpoint_encryption_type")))
    assert isinstance(got.encrypted, Unknown)
    assert isinstance(got.tls, Unknown)


def test_policies_of_a_table_and_its_stream_count_together() -> None:
    def policy(name: str, principal: str, target: str) -> dict[str, Any]:
        text = json.dumps({"Statement": {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "*", "Resource": "*"}})
        return resource(f"aws_dynamodb_resource_policy.{name}", {"policy": text}, refs={"resource_arn": target})

    own = policy("own", "arn:aws:iam::123456789012:root", "aws_dynamodb_table.t.arn")
    stream = policy("stream", "*", "aws_dynamodb_table.t.stream_arn")
    got = asset(table(unknown=("id", "arn", "stream_arn")), own, stream)
    assert got.policy.allows_public is True
    assert len(got.policy.statements) == 2
