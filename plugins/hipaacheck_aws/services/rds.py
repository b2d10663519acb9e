"""Amazon RDS and Aurora: instances, clusters and manual snapshots. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/

Neptune and DocumentDB answer the same API; what is theirs is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.rds import Cluster, Instance, Snapshot, requires_tls, tls_parameter
from hipaacheck_assets.truth import any_of
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_OTHERS = ("docdb", "neptune")
_INSTANCE_PARAMETERS = "rds:DescribeDBParameters"
_CLUSTER_PARAMETERS = "rds:DescribeDBClusterParameters"
_INSTANCE_ATTRIBUTES = "rds:DescribeDBSnapshotAttributes"
_CLUSTER_ATTRIBUTES = "rds:DescribeDBClusterSnapshotAttributes"


def _listing(operation: str, key: str, **arguments: Any) -> Callable[[Reader], Iterator[Answer | Unknown]]:
    def find(reader: Reader) -> Iterator[Answer | Unknown]:
        return (item for item in reader.pages(operation, key, **arguments) if not _foreign(item))

    return find


def _foreign(item: Answer | Unknown) -> bool:
    return isinstance(item, Answer) and item.text("Engine") in _OTHERS


_find_instance_snapshots = _listing("rds:DescribeDBSnapshots", "DBSnapshots", SnapshotType="manual")
_find_cluster_snapshots = _listing("rds:DescribeDBClusterSnapshots", "DBClusterSnapshots", SnapshotType="manual")


def _find_snapshots(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from _find_instance_snapshots(reader)
    yield from _find_cluster_snapshots(reader)


def build_instance(place: Place, item: Answer, got: Got) -> Instance:
    """One asset per instance."""
    name, arn = item.known("DBInstanceIdentifier"), item.known("DBInstanceArn")
    cluster = item.text("DBClusterIdentifier")
    source = item.text("ReadReplicaSourceDBInstanceIdentifier")

    def own(value: Any) -> Any:
        """What a cluster decides for its members is null on a member."""
        return value if cluster is None else cluster if isinstance(cluster, Unknown) else None

    return Instance(
        **place.common(arn, name, tags(item, "TagList")),
        arn=arn,
        engine=item.required("Engine"),
        cluster=cluster,
        replica_source=item.text("ReadReplicaSourceDBClusterIdentifier") if source is None else source,
        storage_encrypted=_encrypted(item, "StorageEncrypted"),
        storage_key=item.text("KmsKeyId"),
        publicly_accessible=item.sure("PubliclyAccessible", item.flag("PubliclyAccessible")),
        multi_az=own(item.sure("MultiAZ", item.flag("MultiAZ"))),
        backup_retention_days=own(item.sure("BackupRetentionPeriod", item.integer("BackupRetentionPeriod"))),
        deletion_protection=own(item.sure("DeletionProtection", item.flag("DeletionProtection"))),
        auto_minor_version_upgrade=item.sure("AutoMinorVersionUpgrade", item.flag("AutoMinorVersionUpgrade")),
        iam_authentication=own(item.sure("IAMDatabaseAuthenticationEnabled", item.flag("IAMDatabaseAuthenticationEnabled"))),
        monitoring_interval=item.sure("MonitoringInterval", item.integer("MonitoringInterval")),
        log_exports=own(item.texts("EnabledCloudwatchLogsExports")),
        parameter_group=_instance_group(item),
        tls_required=own(_tls(item, got, _INSTANCE_PARAMETERS, _instance_states(item))),
    )


def build_cluster(place: Place, item: Answer, got: Got) -> Cluster:
    """One asset per cluster. It has a monitoring interval only when one was set for all members; each member tells its own."""
    name, arn = item.known("DBClusterIdentifier"), item.known("DBClusterArn")
    interval = item.integer("MonitoringInterval")
    return Cluster(
        **place.common(arn, name, tags(item, "TagList")),
        arn=arn,
        engine=item.required("Engine"),
        engine_mode=item.required("EngineMode"),
        instance_class=item.text("DBClusterInstanceClass"),
        storage_encrypted=_encrypted(item, "StorageEncrypted"),
        storage_key=item.text("KmsKeyId"),
        backup_retention_days=item.sure("BackupRetentionPeriod", item.integer("BackupRetentionPeriod")),
        deletion_protection=item.sure("DeletionProtection", item.flag("DeletionProtection")),
        iam_authentication=item.sure("IAMDatabaseAuthenticationEnabled", item.flag("IAMDatabaseAuthenticationEnabled")),
        monitoring_interval=0 if interval is None else interval,
        log_exports=item.texts("EnabledCloudwatchLogsExports"),
        parameter_group=_cluster_group(item),
        tls_required=_tls(item, got, _CLUSTER_PARAMETERS, _cluster_states(item)),
    )


def build_snapshot(place: Place, item: Answer, got: Got) -> Snapshot:
    """One asset per manual snapshot, of an instance or of a cluster."""
    if _of_instance(item):
        name, arn = item.known("DBSnapshotIdentifier"), item.known("DBSnapshotArn")
        copied, source, encrypted = item.text("SourceDBSnapshotIdentifier"), item.text("DBInstanceIdentifier"), "Encrypted"
    else:
        name, arn = item.known("DBClusterSnapshotIdentifier"), item.known("DBClusterSnapshotArn")
        copied, source, encrypted = item.text("SourceDBClusterSnapshotArn"), item.text("DBClusterIdentifier"), "StorageEncrypted"
    return Snapshot(
        **place.common(arn, name, tags(item, "TagList")),
        arn=arn,
        source=source if copied is None else copied,
        encrypted=_encrypted(item, encrypted),
        public=got.read(_INSTANCE_ATTRIBUTES if _of_instance(item) else _CLUSTER_ATTRIBUTES, _public),
    )


def _encrypted(item: Answer, name: str) -> bool | Unknown:
    """The flag is false with a key that AWS owns, where only the type of encryption tells that there is one.
    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html"""
    kind = item.text("StorageEncryptionType")
    by_kind = kind if isinstance(kind, Unknown) else kind in ("sse-rds", "sse-kms")
    return any_of([item.sure(name, item.flag(name)), by_kind])


def _of_instance(item: Answer) -> bool:
    return item.get("DBSnapshotIdentifier") is not None


def _of_cluster(item: Answer) -> bool:
    return not _of_instance(item)


def _public(answer: Answer) -> bool | Unknown:
    """Whether the attribute `restore`, a list of accounts, holds `all`."""
    name = "DBSnapshotAttributes" if "DBSnapshotAttributesResult" in answer.values else "DBClusterSnapshotAttributes"
    result = answer.sure(f"{name}Result", answer.block(f"{name}Result"))
    attributes = result if isinstance(result, Unknown) else result.blocks(name)
    if isinstance(attributes, Unknown):
        return attributes
    for attribute in attributes:
        if isinstance(attribute, Answer) and attribute.text("AttributeName") == "restore":
            accounts = attribute.texts("AttributeValues")
            if isinstance(accounts, Unknown):
                return accounts
            return any_of(account if isinstance(account, Unknown) else account == "all" for account in accounts)
    return Unknown("the answer has no attribute restore", answer.where)


def _instance_group(item: Answer) -> str | Unknown | None:
    """The parameter group; RDS lists one."""
    groups = item.blocks("DBParameterGroups")
    group = groups if isinstance(groups, Unknown) else groups[0] if groups else None
    return group.text("DBParameterGroupName") if isinstance(group, Answer) else group


def _cluster_group(item: Answer) -> str | Unknown | None:
    return item.text("DBClusterParameterGroup")


def _instance_states(item: Answer) -> Iterator[str | Unknown]:
    """Whether the parameter group took effect."""
    return _states(item.blocks("DBParameterGroups"), "ParameterApplyStatus")


def _cluster_states(item: Answer) -> Iterator[str | Unknown]:
    """Whether the parameter group took effect on each member."""
    return _states(item.blocks("DBClusterMembers"), "DBClusterParameterGroupStatus")


def _states(blocks: list[Answer | Unknown] | Unknown, name: str) -> Iterator[str | Unknown]:
    for block in [blocks] if isinstance(blocks, Unknown) else blocks:
        yield block if isinstance(block, Unknown) else block.required(name)


def _parameter(item: Answer) -> str | Unknown | None:
    """Name of the parameter that decides about TLS; null when none does."""
    engine = item.required("Engine")
    return engine if isinstance(engine, Unknown) else tls_parameter(engine)


def _tls(item: Answer, got: Got, parameters: str, states: Iterable[str | Unknown]) -> bool | Unknown | None:
    """Whether connections without TLS are refused. What was changed in a parameter group and waits for a reboot is not known
    to be in force."""
    name = _parameter(item)
    if not isinstance(name, str):
        return name
    for state in states:
        if state != "in-sync":
            return state if isinstance(state, Unknown) else Unknown(f"the parameter group is not in force: {state}", item.where)
    value = got.read(parameters, lambda found: _value(found, name), Unknown("the database has no parameter group", item.where))
    version = item.text("EngineVersion")
    return requires_tls(f"{item.text('Engine')}{version if isinstance(version, str) else ''}", value)


def _value(parameters: list[Answer | Unknown], name: str) -> str | Unknown | None:
    """The value that a parameter has; null when the engine's default holds."""
    doubt: Unknown | None = None
    for parameter in parameters:
        if isinstance(parameter, Unknown):
            doubt = parameter
        elif parameter.text("ParameterName") == name:
            return parameter.text("ParameterValue")
    return doubt


def _parameters(operation: str, argument: str, group_of: Callable[[Answer], str | Unknown | None]) -> Detail:
    """The parameter that decides about TLS in the parameter group, which is asked once for all databases that use it."""

    def read(reader: Reader, item: Answer, got: Got) -> Any:
        name, group = _parameter(item), group_of(item)
        if not isinstance(name, str) or not isinstance(group, str):
            return group if isinstance(group, Unknown) else None
        arguments: dict[str, Any] = {argument: group, "Filters": [{"Name": "parameter-name", "Values": [name]}]}
        return reader.once((operation, group, name), lambda: reader.pages(operation, "Parameters", **arguments))

    return Detail(name=operation, operations=(operation,), fields=("tls_required",), read=read)


INSTANCES = Collector(
    asset_type="aws.rds.instance",
    operations=("rds:DescribeDBInstances",),
    find=_listing("rds:DescribeDBInstances", "DBInstances"),
    details=(_parameters(_INSTANCE_PARAMETERS, "DBParameterGroupName", _instance_group),),
    build=build_instance,
)
CLUSTERS = Collector(
    asset_type="aws.rds.cluster",
    operations=("rds:DescribeDBClusters",),
    find=_listing("rds:DescribeDBClusters", "DBClusters"),
    details=(_parameters(_CLUSTER_PARAMETERS, "DBClusterParameterGroupName", _cluster_group),),
    build=build_cluster,
)
SNAPSHOTS = Collector(
    asset_type="aws.rds.snapshot",
    operations=("rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots"),
    find=_find_snapshots,
    details=(
        detail(
            _INSTANCE_ATTRIBUTES,
            "public",
            arguments=lambda item: {"DBSnapshotIdentifier": item.known("DBSnapshotIdentifier")},
            when=_of_instance,
        ),
        detail(
            _CLUSTER_ATTRIBUTES,
            "public",
            arguments=lambda item: {"DBClusterSnapshotIdentifier": item.known("DBClusterSnapshotIdentifier")},
            when=_of_cluster,
        ),
    ),
    build=build_snapshot,
)
