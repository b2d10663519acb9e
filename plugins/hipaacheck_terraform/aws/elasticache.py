"""Amazon ElastiCache: replication groups and cache clusters.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_replication_group and
elasticache_cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.elasticache import Cluster, ReplicationGroup
from hipaacheck_terraform.arguments import KMS_KEYS, default
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate

_GROUPS = ("aws_elasticache_replication_group",)


def replication_groups(estate: Estate) -> Iterator[ReplicationGroup]:
    """One asset per replication group."""
    for group in estate.each(*_GROUPS):
        yield ReplicationGroup(
            **estate.common(group, group.text("replication_group_id")),
            arn=group.text("arn"),
            engine=default(group.text("engine"), "redis"),
            at_rest_encryption=_by_engine(group, "at_rest_encryption_enabled"),
            kms_key=estate.link(group, "kms_key_id", KMS_KEYS),
            transit_encryption=_by_engine(group, "transit_encryption_enabled"),
            transit_encryption_mode=group.text("transit_encryption_mode"),
            auth_token=_auth_token(estate, group),
            user_group=_user_group(estate, group),
            snapshot_retention_days=default(group.integer("snapshot_retention_limit"), 0),
        )


def clusters(estate: Estate) -> Iterator[Cluster]:
    """One asset per cache cluster."""
    for cluster in estate.each("aws_elasticache_cluster"):
        yield Cluster(
            **estate.common(cluster, cluster.text("cluster_id")),
            arn=cluster.text("arn"),
            engine=cluster.text("engine"),
            replication_group=_member_of(estate, cluster),
            transit_encryption=default(cluster.flag("transit_encryption_enabled"), False),
            snapshot_retention_days=default(cluster.integer("snapshot_retention_limit"), 0),
        )


def _by_engine(group: Resource, name: str) -> bool | Unknown:
    """An encryption flag. Left out it is off for Redis OSS; for Valkey, and for a member of a global datastore, which takes it
    from there, nothing follows from its absence."""
    value = group.flag(name)
    if value is not None:
        return value
    datastore = group.text("global_replication_group_id") if group.declares("global_replication_group_id") else None
    if group.text("engine") in (None, "redis") and datastore is None:
        return False
    return Unknown("left out, and its default is not known here", f"{group.address}.{name}")


def _auth_token(estate: Estate, group: Resource) -> bool | Unknown:
    """Whether a token is set, without reading it. A write-only one shows only by its version."""
    if group.values.get("auth_token"):
        return True
    version = group.integer("auth_token_wo_version")
    if isinstance(version, int):
        return True
    token = estate.link(group, "auth_token", ("random_password", "random_string"))
    for value in (token, version):
        if isinstance(value, Unknown):
            return True if value.refers is not None else value
    return False


def _user_group(estate: Estate, group: Resource) -> str | Unknown | None:
    """The user group; the argument is a list, of which AWS takes one."""
    found = estate.links(group, "user_group_ids", ("aws_elasticache_user_group",))
    if isinstance(found, Unknown):
        return found
    return found[0] if found else None


def _member_of(estate: Estate, cluster: Resource) -> str | Unknown | None:
    """The replication group. A cluster that names none stands alone, by documentation; AWS does not put it into one."""
    group = estate.link(cluster, "replication_group_id", _GROUPS)
    return None if isinstance(group, Unknown) and not cluster.declares("replication_group_id") else group
