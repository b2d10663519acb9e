"""RDS instances, clusters, members, parameter groups and snapshots."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.rds import requires_tls
from tests.support.plans import asset, assets, resource

COMPUTED = ("id", "arn", "identifier", "backup_retention_period", "multi_az", "parameter_group_name", "kms_key_id")
CLUSTER_COMPUTED = ("id", "arn", "cluster_identifier", "storage_encrypted", "db_cluster_parameter_group_name")


def instance(name: str = "a", values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An `aws_db_instance` whose computed arguments are known only after apply, unless given."""
    return resource(
        f"aws_db_instance.{name}", {"engine": "postgres", **(values or {})}, unknown=more.pop("unknown", COMPUTED), **more
    )


def found(*resources: dict[str, Any]) -> dict[str, Any]:
    """The assets of a plan by id, of any type."""
    return dict(assets(*resources))


def test_arguments_left_out_have_the_documented_defaults() -> None:
    db = asset(instance())
    assert (db.cluster, db.replica_source) == (None, None)
    assert db.storage_encrypted is False
    assert db.publicly_accessible is False
    assert db.deletion_protection is False
    assert db.auto_minor_version_upgrade is True
    assert db.iam_authentication is False
    assert db.monitoring_interval == 0
    assert db.log_exports == []


def test_what_aws_chooses_is_unknown() -> None:
    db = asset(instance())
    assert all(isinstance(value, Unknown) for value in (db.multi_az, db.backup_retention_days, db.tls_required, db.arn))


def test_declared_arguments() -> None:
    values = {
        "storage_encrypted": True,
        "publicly_accessible": True,
        "multi_az": True,
        "backup_retention_period": 30,
        "deletion_protection": True,
        "auto_minor_version_upgrade": False,
        "iam_database_authentication_enabled": True,
        "monitoring_interval": 60,
        "enabled_cloudwatch_logs_exports": ["postgresql"],
    }
    db = asset(instance("a", values))
    assert (db.storage_encrypted, db.publicly_accessible, db.multi_az, db.deletion_protection) == (True, True, True, True)
    assert (db.auto_minor_version_upgrade, db.iam_authentication) == (False, True)
    assert (db.backup_retention_days, db.monitoring_interval, db.log_exports) == (30, 60, ["postgresql"])


@pytest.mark.parametrize("source", [{"storage_encrypted": True}, {"storage_encrypted": False}])
@pytest.mark.parametrize("literal", [True, False])
def test_a_replica_is_as_encrypted_as_its_source(source: dict[str, Any], literal: bool) -> None:
    main = instance("main", {"identifier": "main", **source})
    replica = instance(
        "b",
        {"replicate_source_db": "main"} if literal else {},
        refs={} if literal else {"replicate_source_db": "aws_db_instance.main.identifier"},
    )
    assert found(main, replica)["aws_db_instance.b"].storage_encrypted is source["storage_encrypted"]


def test_a_replica_elsewhere_is_encrypted_by_its_key() -> None:
    far = {"replicate_source_db": "arn:aws:rds:us-west-2:123456789012:db:main"}
    assert asset(instance("b", far)).storage_encrypted is False
    keyed = asset(instance("b", {**far, "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1"}))
    assert keyed.storage_encrypted is True


@pytest.mark.parametrize("source", ["main", "arn:aws:rds:us-east-1:123456789012:db:main"])
def test_a_replica_of_a_source_that_is_not_in_the_plan(source: str) -> None:
    assert isinstance(asset(instance("b", {"replicate_source_db": source})).storage_encrypted, Unknown)
    assert asset(instance("b", {"replicate_source_db": source, "storage_encrypted": False})).storage_encrypted is False


@pytest.mark.parametrize(
    "origin", [{"snapshot_identifier": "x"}, {"restore_to_point_in_time": [{"source_db_instance_identifier": "x"}]}]
)
def test_what_is_restored_takes_encryption_along(origin: dict[str, Any]) -> None:
    assert isinstance(asset(instance("a", origin)).storage_encrypted, Unknown)
    assert asset(instance("a", {**origin, "storage_encrypted": False})).storage_encrypted is False


def test_rds_custom_needs_a_key() -> None:
    custom = {"engine": "custom-oracle-ee", "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1"}
    assert asset(instance("a", custom)).storage_encrypted is True
    assert isinstance(asset(instance("a", {**custom, "kms_key_id": None})).storage_encrypted, Unknown)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ({"snapshot_identifier": "x"}, None),
        ({"snapshot_identifier": "x", "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1"}, True),
        ({"global_cluster_identifier": "x"}, None),
        ({"replication_source_identifier": "x"}, None),
        ({"snapshot_identifier": ""}, False),
    ],
)
def test_a_cluster_made_from_something_else(origin: dict[str, Any], expected: bool | None) -> None:
    values = {"engine": "aurora-mysql", "engine_mode": "provisioned", **origin}
    got = asset(resource("aws_rds_cluster.c", values)).storage_encrypted
    assert got is expected or (expected is None and isinstance(got, Unknown))


def test_replicas_in_a_circle_end() -> None:
    circle = found(
        instance("a", {"identifier": "a", "replicate_source_db": "b"}),
        instance("b", {"identifier": "b", "replicate_source_db": "a"}),
    )
    assert circle["aws_db_instance.a"].storage_encrypted is False


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"storage_encrypted": True}, True),
        ({"storage_encrypted": False}, False),
        ({}, None),
        ({"storage_encrypted": None, "engine_mode": "serverless"}, True),
    ],
)
def test_a_member_takes_encryption_from_its_cluster(declared: dict[str, Any], expected: bool | None) -> None:
    cluster = resource("aws_rds_cluster.c", {"engine": "aurora-mysql", **declared}, unknown=CLUSTER_COMPUTED)
    member = resource(
        "aws_rds_cluster_instance.m",
        {"engine": "aurora-mysql"},
        unknown=("id", "storage_encrypted", "publicly_accessible"),
        refs={"cluster_identifier": "aws_rds_cluster.c.id"},
    )
    got = found(cluster, member)["aws_rds_cluster_instance.m"]
    assert got.storage_encrypted is expected or (expected is None and isinstance(got.storage_encrypted, Unknown))
    assert got.origins["storage_encrypted"] == "aws_rds_cluster.c"
    assert got.cluster.refers == "aws_rds_cluster.c"
    assert isinstance(got.publicly_accessible, Unknown)
    assert (got.deletion_protection, got.log_exports, got.tls_required) == (None, None, None)


def test_a_member_of_a_cluster_elsewhere() -> None:
    member = asset(
        resource("aws_rds_cluster_instance.m", {"cluster_identifier": "elsewhere"}, unknown=("id", "storage_encrypted"))
    )
    assert member.cluster == "elsewhere"
    assert isinstance(member.storage_encrypted, Unknown)


def test_a_cluster() -> None:
    cluster = asset(
        resource(
            "aws_rds_cluster.c",
            {"cluster_identifier": "c", "engine": "aurora-postgresql", "enabled_cloudwatch_logs_exports": ["postgresql"]},
            unknown=CLUSTER_COMPUTED,
        )
    )
    assert (cluster.name, cluster.engine_mode, cluster.backup_retention_days) == ("c", "provisioned", 1)
    assert (cluster.deletion_protection, cluster.iam_authentication, cluster.log_exports) == (False, False, ["postgresql"])
    assert isinstance(cluster.storage_encrypted, Unknown)
    assert isinstance(cluster.tls_required, Unknown)


def test_a_cluster_of_an_old_provider_left_without_encryption() -> None:
    assert (
        asset(resource("aws_rds_cluster.c", {"engine_mode": "provisioned", "storage_encrypted": None})).storage_encrypted is False
    )


GROUP_CASES: list[tuple[str, list[dict[str, Any]], bool | None]] = [
    ("postgres13", [{"name": "rds.force_ssl", "value": "1"}], True),
    ("postgres16", [{"name": "rds.force_ssl", "value": "0"}], False),
    ("postgres16", [{"name": "log_statement", "value": "all"}], True),
    ("postgres13", [], False),
    ("mysql8.0", [{"name": "require_secure_transport", "value": "ON"}], True),
    ("mysql8.0", [{"name": "rds.force_ssl", "value": "1"}], False),
    ("sqlserver-se-15.0", [{"name": "rds.force_ssl", "value": "1"}], True),
    ("oracle-ee-19", [], None),
]


@pytest.mark.parametrize(("family", "parameters", "expected"), GROUP_CASES)
def test_a_parameter_group_decides_tls(family: str, parameters: list[dict[str, Any]], expected: bool | None) -> None:
    group = resource("aws_db_parameter_group.g", {"family": family, "parameter": parameters}, unknown=("id", "name"))
    db = instance(refs={"parameter_group_name": "aws_db_parameter_group.g.name"})
    assert asset(db, group).tls_required is expected


def test_a_cluster_parameter_group_decides_tls() -> None:
    parameters = [{"name": "rds.force_ssl", "value": "1"}]
    group = resource(
        "aws_rds_cluster_parameter_group.g", {"name": "tls", "family": "aurora-postgresql14", "parameter": parameters}
    )
    cluster = resource(
        "aws_rds_cluster.c", {"engine": "aurora-postgresql", "db_cluster_parameter_group_name": "tls"}, unknown=CLUSTER_COMPUTED
    )
    assert asset(cluster, group).tls_required is True


def test_parameters_that_are_not_known() -> None:
    values = {"name": "g", "family": "postgres13", "parameter": [{"name": "rds.force_ssl"}]}
    group = resource("aws_db_parameter_group.g", values, unknown={"parameter": [{"value": True}]})
    assert isinstance(asset(instance("a", {"parameter_group_name": "g"}), group).tls_required, Unknown)
    dynamic = resource("aws_db_parameter_group.g", {"name": "g", "family": "postgres16"}, unknown={"parameter": True})
    assert isinstance(asset(instance("a", {"parameter_group_name": "g"}), dynamic).tls_required, Unknown)


@pytest.mark.parametrize(
    ("name", "expected"), [("default.postgres16", True), ("default.postgres12", False), ("elsewhere", "unknown")]
)
def test_parameter_groups_that_the_plan_does_not_declare(name: str, expected: bool | str) -> None:
    got = asset(instance("a", {"parameter_group_name": name})).tls_required
    assert isinstance(got, Unknown) if expected == "unknown" else got is expected


@pytest.mark.parametrize("family", ["mysql8.4", "mariadb11.8", "aurora-postgresql17"])
def test_defaults_that_are_not_known_are_unknown(family: str) -> None:
    assert isinstance(requires_tls(family, None), Unknown)


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_snapshot_is_as_encrypted_as_its_database(encrypted: bool) -> None:
    snapshot = resource(
        "aws_db_snapshot.s",
        {"db_snapshot_identifier": "s"},
        unknown=("id", "encrypted"),
        refs={"db_instance_identifier": "aws_db_instance.a.identifier"},
    )
    got = found(instance("a", {"storage_encrypted": encrypted}), snapshot)["aws_db_snapshot.s"]
    assert got.encrypted is encrypted
    assert got.public is False
    of_cluster = resource("aws_db_cluster_snapshot.s", {"db_cluster_identifier": "c"}, unknown=("id", "storage_encrypted"))
    cluster = resource("aws_rds_cluster.c", {"cluster_identifier": "c", "storage_encrypted": encrypted}, unknown=CLUSTER_COMPUTED)
    assert found(cluster, of_cluster)["aws_db_cluster_snapshot.s"].encrypted is encrypted


def test_snapshots_of_databases_elsewhere_and_copies() -> None:
    lone = asset(
        resource(
            "aws_db_snapshot.s", {"db_instance_identifier": "elsewhere", "shared_accounts": ["all"]}, unknown=("id", "encrypted")
        )
    )
    assert isinstance(lone.encrypted, Unknown)
    assert lone.public is True
    copy = {
        "source_db_snapshot_identifier": "x",
        "target_db_snapshot_identifier": "y",
        "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1",
    }
    assert asset(resource("aws_db_snapshot_copy.s", copy, unknown=("id", "encrypted"))).encrypted is True
    shared = asset(
        resource("aws_db_snapshot.s", {"db_instance_identifier": "elsewhere"}, unknown=("id", "encrypted", "shared_accounts"))
    )
    assert isinstance(shared.public, Unknown)
