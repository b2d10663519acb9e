"""RDS answers that no simulator gives: what is missing, and parameter groups in every state."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.rds import Cluster, Instance, Snapshot
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import rds
from hipaacheck_live.answers import Answer, Malformed

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
ARN = "arn:aws:rds:us-east-1:123456789012"
DENIED = Unknown("access denied (AccessDenied)", "rds:DescribeDBParameters")
INSTANCE: dict[str, Any] = {
    "DBInstanceIdentifier": "records",
    "DBInstanceArn": f"{ARN}:db:records",
    "Engine": "postgres",
    "EngineVersion": "14.10",
    "DBParameterGroups": [{"DBParameterGroupName": "tls", "ParameterApplyStatus": "in-sync"}],
    "StorageEncrypted": True,
    "PubliclyAccessible": False,
    "MultiAZ": True,
    "BackupRetentionPeriod": 7,
    "DeletionProtection": True,
    "AutoMinorVersionUpgrade": True,
    "IAMDatabaseAuthenticationEnabled": False,
    "MonitoringInterval": 0,
}
CLUSTER: dict[str, Any] = {
    "DBClusterIdentifier": "warehouse",
    "DBClusterArn": f"{ARN}:cluster:warehouse",
    "Engine": "aurora-mysql",
    "EngineVersion": "8.0.mysql_aurora.3.04.0",
    "EngineMode": "provisioned",
    "DBClusterParameterGroup": "tls",
    "DBClusterMembers": [{"DBInstanceIdentifier": "warehouse-1", "DBClusterParameterGroupStatus": "in-sync"}],
    "StorageEncrypted": True,
    "BackupRetentionPeriod": 7,
    "DeletionProtection": True,
    "IAMDatabaseAuthenticationEnabled": False,
}
FORCE_SSL = "rds.force_ssl"


def parameters(name: str, value: str | None) -> list[Answer | Unknown]:
    """What a parameter group says of one parameter."""
    found = {"ParameterName": name, "Source": "system", **({} if value is None else {"ParameterValue": value})}
    return [Answer(found, "rds:DescribeDBParameters.Parameters")]


def instance(values: dict[str, Any] | None = None, found: Any = NOT_READ, *, without: str = "") -> Instance:
    """The asset of an instance that has these members, or lacks one."""
    answer = {name: value for name, value in (INSTANCE | (values or {})).items() if name != without}
    return rds.build_instance(PLACE, Answer(answer, "rds:DescribeDBInstances"), Got({"rds:DescribeDBParameters": found}))


def cluster(values: dict[str, Any] | None = None, found: Any = NOT_READ, *, without: str = "") -> Cluster:
    """The asset of a cluster that has these members, or lacks one."""
    answer = {name: value for name, value in (CLUSTER | (values or {})).items() if name != without}
    return rds.build_cluster(PLACE, Answer(answer, "rds:DescribeDBClusters"), Got({"rds:DescribeDBClusterParameters": found}))


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ("Engine", "engine"),
        ("StorageEncrypted", "storage_encrypted"),
        ("PubliclyAccessible", "publicly_accessible"),
        ("MultiAZ", "multi_az"),
        ("BackupRetentionPeriod", "backup_retention_days"),
        ("DeletionProtection", "deletion_protection"),
        ("AutoMinorVersionUpgrade", "auto_minor_version_upgrade"),
        ("IAMDatabaseAuthenticationEnabled", "iam_authentication"),
        ("MonitoringInterval", "monitoring_interval"),
        ("DBParameterGroups", "tls_required"),
    ],
)
def test_what_an_instance_lacks_is_unknown(member: str, field: str) -> None:
    assert isinstance(getattr(instance(without=member, found=None), field), Unknown)


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ("Engine", "engine"),
        ("EngineMode", "engine_mode"),
        ("StorageEncrypted", "storage_encrypted"),
        ("BackupRetentionPeriod", "backup_retention_days"),
        ("DeletionProtection", "deletion_protection"),
        ("IAMDatabaseAuthenticationEnabled", "iam_authentication"),
    ],
)
def test_what_a_cluster_lacks_is_unknown(member: str, field: str) -> None:
    assert isinstance(getattr(cluster(without=member), field), Unknown)


def test_absent_is_nothing() -> None:
    got = instance()
    assert (got.cluster, got.replica_source, got.storage_key, got.log_exports) == (None, None, None, [])
    assert (got.parameter_group, got.tls_required) == ("tls", NOT_READ)
    whole = cluster()
    assert (whole.instance_class, whole.monitoring_interval, whole.log_exports) == (None, 0, [])
    assert cluster({"MonitoringInterval": 30}).monitoring_interval == 30


def test_a_cluster_decides_for_its_members() -> None:
    got = instance({"DBClusterIdentifier": "warehouse"}, found=None)
    assert got.cluster == "warehouse"
    assert (got.multi_az, got.backup_retention_days, got.deletion_protection) == (None, None, None)
    assert (got.iam_authentication, got.log_exports, got.tls_required) == (None, None, None)


@pytest.mark.parametrize(
    ("values", "source"),
    [
        ({"ReadReplicaSourceDBInstanceIdentifier": "main"}, "main"),
        ({"ReadReplicaSourceDBClusterIdentifier": f"{ARN}:cluster:main"}, f"{ARN}:cluster:main"),
    ],
)
def test_replicas_name_their_source(values: dict[str, Any], source: str) -> None:
    assert instance(values).replica_source == source


@pytest.mark.parametrize(
    ("values", "found", "required"),
    [
        ({}, parameters(FORCE_SSL, "1"), True),
        ({}, parameters(FORCE_SSL, "0"), False),
        ({}, parameters(FORCE_SSL, None), False),
        ({"EngineVersion": "16.3"}, parameters(FORCE_SSL, None), True),
        ({"EngineVersion": "16.3"}, [], True),
        ({"Engine": "mysql", "EngineVersion": "8.0.35"}, parameters("require_secure_transport", "ON"), True),
        ({"Engine": "mysql", "EngineVersion": "8.0.35"}, [], False),
        ({"Engine": "sqlserver-se", "EngineVersion": "15.00.4375.4.v1"}, [], False),
        ({"Engine": "oracle-ee", "EngineVersion": "19.0.0.0"}, None, None),
    ],
)
def test_tls(values: dict[str, Any], found: Any, required: bool | None) -> None:
    assert instance(values, found).tls_required is required


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, DENIED),
        ({}, [DENIED]),
        ({}, None),
        ({"Engine": "mysql", "EngineVersion": "8.4.3"}, []),
        ({"EngineVersion": None}, parameters(FORCE_SSL, None)),
        ({"DBParameterGroups": [{"DBParameterGroupName": "tls"}]}, parameters(FORCE_SSL, "1")),
        (
            {"DBParameterGroups": [{"DBParameterGroupName": "tls", "ParameterApplyStatus": "pending-reboot"}]},
            parameters(FORCE_SSL, "1"),
        ),
    ],
)
def test_tls_that_is_not_known(values: dict[str, Any], found: Any) -> None:
    assert isinstance(instance(values, found).tls_required, Unknown)


def test_a_value_before_the_listing_failed_is_known() -> None:
    assert instance(found=[*parameters(FORCE_SSL, "1"), DENIED]).tls_required is True


@pytest.mark.parametrize(
    ("states", "required"), [([], True), (["in-sync", "in-sync"], True), (["in-sync", "pending-reboot"], None), ([None], None)]
)
def test_tls_of_a_cluster_is_in_force_on_every_member(states: list[str | None], required: bool | None) -> None:
    members = [{"DBClusterParameterGroupStatus": state} for state in states]
    got = cluster({"DBClusterMembers": members}, parameters("require_secure_transport", "ON")).tls_required
    assert isinstance(got, Unknown) if required is None else got is required


def snapshot(values: dict[str, Any], found: Any = NOT_READ) -> Snapshot:
    """The asset of a snapshot."""
    got = Got({"rds:DescribeDBSnapshotAttributes": found, "rds:DescribeDBClusterSnapshotAttributes": found})
    return rds.build_snapshot(PLACE, Answer(values, "rds:DescribeDBSnapshots"), got)


INSTANCE_SNAPSHOT = {
    "DBSnapshotIdentifier": "kept",
    "DBSnapshotArn": f"{ARN}:snapshot:kept",
    "DBInstanceIdentifier": "records",
    "Encrypted": True,
}
CLUSTER_SNAPSHOT = {
    "DBClusterSnapshotIdentifier": "kept",
    "DBClusterSnapshotArn": f"{ARN}:cluster-snapshot:kept",
    "DBClusterIdentifier": "warehouse",
    "StorageEncrypted": False,
}


def test_snapshots_name_what_they_were_made_of() -> None:
    assert (snapshot(INSTANCE_SNAPSHOT).source, snapshot(CLUSTER_SNAPSHOT).source) == ("records", "warehouse")
    copied = f"{ARN}:snapshot:original"
    assert snapshot(INSTANCE_SNAPSHOT | {"SourceDBSnapshotIdentifier": copied}).source == copied
    assert snapshot(CLUSTER_SNAPSHOT | {"SourceDBClusterSnapshotArn": copied}).source == copied


def test_snapshot_encryption_that_is_not_told() -> None:
    assert (snapshot(INSTANCE_SNAPSHOT).encrypted, snapshot(CLUSTER_SNAPSHOT).encrypted) == (True, False)
    for values, member in ((INSTANCE_SNAPSHOT, "Encrypted"), (CLUSTER_SNAPSHOT, "StorageEncrypted")):
        assert isinstance(snapshot({name: value for name, value in values.items() if name != member}).encrypted, Unknown)


@pytest.mark.parametrize("kind", ["DBSnapshotAttributes", "DBClusterSnapshotAttributes"])
@pytest.mark.parametrize(
    ("attributes", "public"),
    [
        ([{"AttributeName": "restore", "AttributeValues": ["all", "210987654321"]}], True),
        ([{"AttributeName": "restore", "AttributeValues": ["210987654321"]}], False),
        ([{"AttributeName": "restore", "AttributeValues": []}], False),
        ([{"AttributeName": "restore"}], False),
        ([{"AttributeName": "other", "AttributeValues": ["all"]}], None),
        ([], None),
        (None, None),
    ],
)
def test_who_may_restore(kind: str, attributes: Any, public: bool | None) -> None:
    values = {} if attributes is None else {f"{kind}Result": {kind: attributes}}
    row = INSTANCE_SNAPSHOT if kind == "DBSnapshotAttributes" else CLUSTER_SNAPSHOT
    got = snapshot(row, Answer(values, "rds")).public
    assert isinstance(got, Unknown) if public is None else got is public


def test_what_was_denied_is_unknown() -> None:
    assert snapshot(INSTANCE_SNAPSHOT, DENIED).public == DENIED


def test_an_instance_without_a_name_is_none() -> None:
    with pytest.raises(Malformed):
        instance(without="DBInstanceIdentifier")


ODD: dict[str, Any] = {"$redacted": {"why": "x"}}


@pytest.mark.parametrize(
    ("flag", "kind", "encrypted"),
    [
        (False, "sse-rds", True),
        (False, "none", False),
        (False, None, False),
        (True, "sse-kms", True),
        (True, None, True),
        (None, "sse-rds", True),
        (None, "none", None),
        (False, ODD, None),
    ],
)
def test_a_key_that_aws_owns_is_told_by_the_type_of_encryption(flag: bool | None, kind: Any, encrypted: bool | None) -> None:
    kinds = {} if kind is None else {"StorageEncryptionType": kind}
    found = [
        instance({"StorageEncrypted": flag, **kinds}).storage_encrypted,
        cluster({"StorageEncrypted": flag, **kinds}).storage_encrypted,
        snapshot({**INSTANCE_SNAPSHOT, "Encrypted": flag, **kinds}).encrypted,
        snapshot({**CLUSTER_SNAPSHOT, "StorageEncrypted": flag, **kinds}).encrypted,
    ]
    for value in found:
        assert isinstance(value, Unknown) if encrypted is None else value is encrypted
