"""Redshift clusters, their audit logging and parameter groups."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.redshift import AuditLogging
from tests.support.plans import asset, assets, resource

COMPUTED = ("id", "arn", "cluster_parameter_group_name", "enhanced_vpc_routing", "kms_key_id", "logging")


def cluster(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A cluster named `phi`."""
    return resource(
        "aws_redshift_cluster.a", {"cluster_identifier": "phi", **(values or {})}, unknown=more.pop("unknown", COMPUTED), **more
    )


def test_declared_arguments() -> None:
    values = {
        "encrypted": "true",
        "publicly_accessible": False,
        "automated_snapshot_retention_period": 35,
        "enhanced_vpc_routing": True,
    }
    got = asset(cluster({**values, "allow_version_upgrade": False}))
    assert (got.name, got.encrypted, got.publicly_accessible, got.snapshot_retention_days) == ("phi", True, False, 35)
    assert (got.enhanced_vpc_routing, got.allow_version_upgrade) == (True, False)


def test_arguments_left_out() -> None:
    got = asset(cluster())
    assert (got.snapshot_retention_days, got.allow_version_upgrade, got.logging) == (1, True, None)
    for value in (got.encrypted, got.publicly_accessible, got.enhanced_vpc_routing, got.tls_required):
        assert isinstance(value, Unknown)


@pytest.mark.parametrize("by", ["literal", "reference"])
def test_a_logging_resource(by: str) -> None:
    values = {"log_destination_type": "cloudwatch", "log_exports": ["userlog"]}
    literal = {"cluster_identifier": "phi"} if by == "literal" else {}
    logging = resource(
        "aws_redshift_logging.a",
        {**values, **literal},
        refs={} if literal else {"cluster_identifier": "aws_redshift_cluster.a.id"},
    )
    got = asset(cluster(), logging)
    assert got.logging == AuditLogging(destination="cloudwatch", bucket=None, exports=["userlog"])
    assert got.origins["logging"] == "aws_redshift_logging.a"


@pytest.mark.parametrize(("enable", "on"), [(True, True), (False, False)])
def test_the_nested_block_of_older_providers(enable: bool, on: bool) -> None:
    got = asset(cluster({"logging": [{"enable": enable, "bucket_name": "logs"}]}))
    assert got.logging == (AuditLogging(destination="s3", bucket="logs", exports=[]) if on else None)


def test_a_nested_block_that_is_not_known() -> None:
    assert isinstance(asset(cluster({"logging": [{}]}, unknown={"logging": [{"enable": True}]})).logging, Unknown)


def test_the_log_bucket_is_remembered() -> None:
    bucket = resource("aws_s3_bucket.logs", {}, unknown=("id", "bucket"))
    logging = resource("aws_redshift_logging.a", {"cluster_identifier": "phi"}, refs={"bucket_name": "aws_s3_bucket.logs.id"})
    got: Any = assets(cluster(), logging, bucket)["aws_redshift_cluster.a"]
    assert got.logging.bucket.refers == "aws_s3_bucket.logs"


def test_logging_of_a_cluster_elsewhere_or_of_any_cluster() -> None:
    elsewhere = resource("aws_redshift_logging.x", {"cluster_identifier": "elsewhere", "bucket_name": "logs"})
    found: dict[str, Any] = dict(assets(cluster(), elsewhere))
    assert found["aws_redshift_cluster.a"].logging is None
    assert found["elsewhere"].logging.bucket == "logs"
    assert isinstance(found["elsewhere"].encrypted, Unknown)
    unresolved = resource("aws_redshift_logging.x", {}, refs={"cluster_identifier": "local.cluster"})
    found = dict(assets(cluster(), unresolved))
    assert isinstance(found["aws_redshift_cluster.a"].logging, Unknown)


@pytest.mark.parametrize(
    ("family", "value", "expected"),
    [
        ("redshift-1.0", "true", True),
        ("redshift-1.0", "false", False),
        ("redshift-1.0", None, False),
        ("redshift-2.0", None, "unknown"),
    ],
)
def test_a_parameter_group_decides_tls(family: str, value: str | None, expected: bool | str) -> None:
    parameters = [] if value is None else [{"name": "require_ssl", "value": value}]
    group = resource("aws_redshift_parameter_group.g", {"family": family, "parameter": parameters}, unknown=("id", "name"))
    got = asset(cluster(refs={"cluster_parameter_group_name": "aws_redshift_parameter_group.g.name"}), group).tls_required
    assert isinstance(got, Unknown) if expected == "unknown" else got is expected


def test_parameter_groups_that_the_plan_does_not_declare() -> None:
    assert asset(cluster({"cluster_parameter_group_name": "default.redshift-1.0"})).tls_required is False
    assert isinstance(asset(cluster({"cluster_parameter_group_name": "elsewhere"})).tls_required, Unknown)
