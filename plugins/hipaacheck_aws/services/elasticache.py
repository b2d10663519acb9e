"""Amazon ElastiCache: cache clusters and replication groups. https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.elasticache import Cluster, ReplicationGroup
from hipaacheck_assets.truth import any_of
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_TAGS = "elasticache:ListTagsForResource"


def _find_clusters(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("elasticache:DescribeCacheClusters", "CacheClusters")


def _find_groups(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("elasticache:DescribeReplicationGroups", "ReplicationGroups")


def build_cluster(place: Place, item: Answer, got: Got) -> Cluster:
    """One asset per cache cluster, members of replication groups included."""
    arn = item.known("ARN")
    return Cluster(
        **place.common(arn, item.known("CacheClusterId"), got.read(_TAGS, lambda answer: tags(answer, "TagList"))),
        arn=arn,
        engine=item.required("Engine"),
        replication_group=item.text("ReplicationGroupId"),
        transit_encryption=item.sure("TransitEncryptionEnabled", item.flag("TransitEncryptionEnabled")),
        snapshot_retention_days=_retention(item),
    )


def _retention(item: Answer) -> int | Unknown:
    """Days that backups are kept. Memcached has no backups, so that nothing is said of them."""
    days = item.integer("SnapshotRetentionLimit")
    return 0 if days is None and item.text("Engine") == "memcached" else item.sure("SnapshotRetentionLimit", days)


def build_group(place: Place, item: Answer, got: Got) -> ReplicationGroup:
    """One asset per replication group."""
    arn = item.known("ARN")
    user_groups = item.texts("UserGroupIds")
    return ReplicationGroup(
        **place.common(arn, item.known("ReplicationGroupId"), got.read(_TAGS, lambda answer: tags(answer, "TagList"))),
        arn=arn,
        engine=item.required("Engine"),
        at_rest_encryption=_encrypted(item),
        kms_key=item.text("KmsKeyId"),
        transit_encryption=item.sure("TransitEncryptionEnabled", item.flag("TransitEncryptionEnabled")),
        transit_encryption_mode=item.text("TransitEncryptionMode"),
        auth_token=item.sure("AuthTokenEnabled", item.flag("AuthTokenEnabled")),
        user_group=user_groups if isinstance(user_groups, Unknown) else user_groups[0] if user_groups else None,
        snapshot_retention_days=item.sure("SnapshotRetentionLimit", item.integer("SnapshotRetentionLimit")),
    )


def _encrypted(item: Answer) -> bool | Unknown:
    """The flag may be false although data is encrypted with a key of the service, which the type of encryption tells.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ReplicationGroup.html"""
    kind = item.text("StorageEncryptionType")
    by_kind = kind if isinstance(kind, Unknown) else kind in ("sse-elasticache", "sse-kms")
    return any_of([item.sure("AtRestEncryptionEnabled", item.flag("AtRestEncryptionEnabled")), by_kind])


CLUSTERS = Collector(
    asset_type="aws.elasticache.cluster",
    operations=("elasticache:DescribeCacheClusters",),
    find=_find_clusters,
    details=(detail(_TAGS, "tags", arguments=lambda item: {"ResourceName": item.known("ARN")}),),
    build=build_cluster,
)
REPLICATION_GROUPS = Collector(
    asset_type="aws.elasticache.replication_group",
    operations=("elasticache:DescribeReplicationGroups",),
    find=_find_groups,
    details=(detail(_TAGS, "tags", arguments=lambda item: {"ResourceName": item.known("ARN")}),),
    build=build_group,
)
