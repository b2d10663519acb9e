"""Amazon RDS: instances, clusters and their members, snapshots, and what parameter groups say about TLS.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance, rds_cluster,
rds_cluster_instance, db_parameter_group, rds_cluster_parameter_group, db_snapshot, db_cluster_snapshot and their copies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hipaacheck import Unknown
from hipaacheck_assets.aws.rds import Cluster, Instance, Snapshot, requires_tls, tls_parameter
from hipaacheck_assets.truth import any_of
from hipaacheck_terraform.arguments import KMS_KEYS, default
from hipaacheck_terraform.blocks import NOT_HERE, Resource
from hipaacheck_terraform.estate import Estate
from hipaacheck_terraform.lookup import Found, finder
from hipaacheck_terraform.parameter_groups import tls_required

_INSTANCES = ("aws_db_instance", "aws_rds_cluster_instance")
_CLUSTERS = ("aws_rds_cluster",)
_GROUPS = ("aws_db_parameter_group",)
_CLUSTER_GROUPS = ("aws_rds_cluster_parameter_group",)
_Find = Callable[[str | Unknown | None], Found]


def instances(estate: Estate) -> Iterator[Instance]:
    """One asset per `aws_db_instance` and per `aws_rds_cluster_instance`."""
    find_source = finder(estate, ("aws_db_instance",), ("identifier", "arn", "id"))
    find_group = finder(estate, _GROUPS, ("name", "id"))
    for instance in estate.each("aws_db_instance"):
        group = estate.link(instance, "parameter_group_name", _GROUPS)
        engine = instance.text("engine")
        yield Instance(
            **estate.common(instance, instance.text("identifier")),
            arn=instance.text("arn"),
            engine=engine,
            cluster=None,
            replica_source=estate.link(instance, "replicate_source_db", _INSTANCES),
            storage_encrypted=_encrypted(estate, instance, find_source),
            storage_key=estate.link(instance, "kms_key_id", KMS_KEYS),
            publicly_accessible=default(instance.flag("publicly_accessible"), False),
            multi_az=default(instance.flag("multi_az"), False),
            backup_retention_days=default(instance.integer("backup_retention_period"), 0),
            deletion_protection=default(instance.flag("deletion_protection"), False),
            auto_minor_version_upgrade=default(instance.flag("auto_minor_version_upgrade"), True),
            iam_authentication=default(instance.flag("iam_database_authentication_enabled"), False),
            monitoring_interval=default(instance.integer("monitoring_interval"), 0),
            log_exports=instance.texts("enabled_cloudwatch_logs_exports"),
            parameter_group=group,
            tls_required=_tls(engine, group, find_group),
        )
    yield from _members(estate)


def _members(estate: Estate) -> Iterator[Instance]:
    find_cluster = finder(estate, _CLUSTERS, ("cluster_identifier", "id"))
    for member in estate.each("aws_rds_cluster_instance"):
        named = estate.link(member, "cluster_identifier", _CLUSTERS)
        cluster = find_cluster(named)
        found = cluster if isinstance(cluster, Resource) else None
        encrypted = member.flag("storage_encrypted") if found is None else _cluster_encrypted(estate, found)
        yield Instance(
            **estate.common(member, member.text("identifier")),
            origins={} if found is None else {"storage_encrypted": found.address, "storage_key": found.address},
            arn=member.text("arn"),
            engine=member.text("engine"),
            cluster=Unknown("no cluster_identifier", member.address) if named is None else named,
            replica_source=None,
            storage_encrypted=Unknown("the cluster decides it", member.address) if encrypted is None else encrypted,
            storage_key=member.text("kms_key_id") if found is None else estate.link(found, "kms_key_id", KMS_KEYS),
            publicly_accessible=default(member.flag("publicly_accessible"), False),
            multi_az=None,
            backup_retention_days=None,
            deletion_protection=None,
            auto_minor_version_upgrade=default(member.flag("auto_minor_version_upgrade"), True),
            iam_authentication=None,
            monitoring_interval=default(member.integer("monitoring_interval"), 0),
            log_exports=None,
            parameter_group=estate.link(member, "db_parameter_group_name", _GROUPS),
            tls_required=None,
        )


def clusters(estate: Estate) -> Iterator[Cluster]:
    """One asset per `aws_rds_cluster`."""
    find_group = finder(estate, _CLUSTER_GROUPS, ("name", "id"))
    for cluster in estate.each(*_CLUSTERS):
        group = estate.link(cluster, "db_cluster_parameter_group_name", _CLUSTER_GROUPS)
        engine = cluster.text("engine")
        yield Cluster(
            **estate.common(cluster, cluster.text("cluster_identifier")),
            arn=cluster.text("arn"),
            engine=engine,
            engine_mode=default(cluster.text("engine_mode"), "provisioned"),
            instance_class=cluster.text("db_cluster_instance_class"),
            storage_encrypted=_cluster_encrypted(estate, cluster),
            storage_key=estate.link(cluster, "kms_key_id", KMS_KEYS),
            backup_retention_days=default(cluster.integer("backup_retention_period"), 1),
            deletion_protection=default(cluster.flag("deletion_protection"), False),
            iam_authentication=default(cluster.flag("iam_database_authentication_enabled"), False),
            monitoring_interval=default(cluster.integer("monitoring_interval"), 0),
            log_exports=cluster.texts("enabled_cloudwatch_logs_exports"),
            parameter_group=group,
            tls_required=_tls(engine, group, find_group),
        )


def snapshots(estate: Estate) -> Iterator[Snapshot]:
    """One asset per manual snapshot of an instance or a cluster, and per copy of one."""
    find_source = finder(estate, ("aws_db_instance",), ("identifier", "arn", "id"))
    find_cluster = finder(estate, _CLUSTERS, ("cluster_identifier", "id", "arn"))
    for type_, (name, source, encrypted, types) in _SNAPSHOTS.items():
        for snapshot in estate.each(type_):
            named = estate.link(snapshot, source, types)
            own = snapshot.flag(encrypted)
            origin = None
            if not isinstance(own, bool):
                of = find_source(named) if types == ("aws_db_instance",) else find_cluster(named) if types == _CLUSTERS else None
                if isinstance(of, Resource):
                    origin = of.address
                    own = _cluster_encrypted(estate, of) if types == _CLUSTERS else _encrypted(estate, of, find_source)
                elif _chosen(estate.link(snapshot, "kms_key_id", KMS_KEYS)):
                    own = True
            yield Snapshot(
                **estate.common(snapshot, snapshot.text(name)),
                origins={} if origin is None else {"encrypted": origin},
                arn=snapshot.text(
                    "db_snapshot_arn" if type_ in ("aws_db_snapshot", "aws_db_snapshot_copy") else "db_cluster_snapshot_arn"
                ),
                source=named,
                encrypted=Unknown(NOT_HERE, f"{snapshot.address}.{encrypted}") if own is None else own,
                public=_shared_with_all(snapshot),
            )


_SNAPSHOTS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "aws_db_snapshot": ("db_snapshot_identifier", "db_instance_identifier", "encrypted", ("aws_db_instance",)),
    "aws_db_snapshot_copy": ("target_db_snapshot_identifier", "source_db_snapshot_identifier", "encrypted", ("aws_db_snapshot",)),
    "aws_db_cluster_snapshot": ("db_cluster_snapshot_identifier", "db_cluster_identifier", "storage_encrypted", _CLUSTERS),
    "aws_rds_cluster_snapshot_copy": (
        "target_db_cluster_snapshot_identifier",
        "source_db_cluster_snapshot_identifier",
        "storage_encrypted",
        ("aws_db_cluster_snapshot",),
    ),
}
"""Type → its name, what it was made of, the attribute that tells whether it is encrypted, the types of what it was made of."""


def _chosen(key: str | Unknown | None) -> bool:
    """Whether a key is certainly named."""
    return isinstance(key, str) or (isinstance(key, Unknown) and key.refers is not None)


_ORIGINALS = ("global_cluster_identifier", "replication_source_identifier", "restore_to_point_in_time", "snapshot_identifier")


def _encrypted(estate: Estate, instance: Resource, find_source: _Find, seen: Sequence[str] = ()) -> bool | Unknown:
    """Whether an instance's storage is encrypted: declared, or, on a read replica, by its key or its source.

    `storage_encrypted` is ignored for a replica in another region, where `kms_key_id` counts instead: without a key it is not
    encrypted. One in the same region, and a restored instance, is as encrypted as what it was made from.
    """
    own = instance.flag("storage_encrypted")
    if own is True or isinstance(own, Unknown):
        return own
    named = estate.link(instance, "replicate_source_db", _INSTANCES)
    if named is None:
        return False if own is False else _undeclared(estate, instance)
    if instance.address in seen:
        return False
    if _chosen(estate.link(instance, "kms_key_id", KMS_KEYS)):
        return True
    source = find_source(named)
    if isinstance(source, Resource):
        return _encrypted(estate, source, find_source, (*seen, instance.address))
    if own is False or _elsewhere(named, estate.region(instance)):
        return False
    return Unknown("left out, so as encrypted as its source, which is not in this plan", f"{instance.address}.storage_encrypted")


def _elsewhere(arn: str | Unknown, region: str | Unknown | None) -> bool:
    """Whether an ARN is certainly of another region."""
    return isinstance(arn, str) and arn.startswith("arn:") and isinstance(region, str) and arn.split(":")[3] != region


def _undeclared(estate: Estate, database: Resource) -> bool | Unknown:
    """Encryption that was left out: off, but for a copy, which takes it from its original, and RDS Custom, which must have it."""
    where = f"{database.address}.storage_encrypted"
    engine = database.text("engine")
    if isinstance(engine, str) and engine.startswith("custom-"):
        return True if _chosen(estate.link(database, "kms_key_id", KMS_KEYS)) else Unknown("RDS Custom needs a key", where)
    copied = next((name for name in _ORIGINALS if database.get(name) not in (None, "", [])), None)
    return False if copied is None else Unknown(f"left out, so as encrypted as what {copied} names", where)


def _cluster_encrypted(estate: Estate, cluster: Resource) -> bool | Unknown:
    """Whether a cluster's storage is encrypted; when left out, serverless clusters (version 1) are, and those that are restored
    from a snapshot with a key."""
    own = cluster.flag("storage_encrypted")
    if own is not None:
        return own
    mode = cluster.text("engine_mode")
    if isinstance(mode, Unknown) or mode == "serverless":
        return mode if isinstance(mode, Unknown) else True
    restored = cluster.text("snapshot_identifier") is not None
    return True if restored and _chosen(estate.link(cluster, "kms_key_id", KMS_KEYS)) else _undeclared(estate, cluster)


def _tls(engine: str | Unknown | None, group: str | Unknown | None, find: _Find) -> bool | Unknown | None:
    """Whether connections without TLS are refused; null for an engine where no parameter decides it."""
    if isinstance(engine, str) and tls_parameter(engine) is None:
        return None
    return tls_required(group, find(group), tls_parameter, requires_tls)


def _shared_with_all(snapshot: Resource) -> bool | Unknown:
    accounts = snapshot.texts("shared_accounts")
    if isinstance(accounts, Unknown):
        return accounts
    return any_of(account if isinstance(account, Unknown) else account == "all" for account in accounts)
