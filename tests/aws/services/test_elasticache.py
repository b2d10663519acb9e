"""ElastiCache answers that no simulator gives."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.elasticache import Cluster, ReplicationGroup
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import elasticache
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
ARN = "arn:aws:elasticache:us-east-1:123456789012"
GOT = Got({"elasticache:ListTagsForResource": NOT_READ})
GROUP = {
    "ReplicationGroupId": "sessions",
    "ARN": f"{ARN}:replicationgroup:sessions",
    "Engine": "valkey",
    "AtRestEncryptionEnabled": True,
    "TransitEncryptionEnabled": True,
    "AuthTokenEnabled": False,
    "SnapshotRetentionLimit": 1,
}
CLUSTER = {
    "CacheClusterId": "node",
    "ARN": f"{ARN}:cluster:node",
    "Engine": "redis",
    "TransitEncryptionEnabled": False,
    "SnapshotRetentionLimit": 0,
}


def group(values: dict[str, Any] | None = None, *, without: str = "") -> ReplicationGroup:
    """The asset of a replication group that has these members, or lacks one."""
    answer = {name: value for name, value in (GROUP | (values or {})).items() if name != without}
    return elasticache.build_group(PLACE, Answer(answer, "elasticache:DescribeReplicationGroups"), GOT)


def cluster(values: dict[str, Any] | None = None, *, without: str = "") -> Cluster:
    """The asset of a cluster that has these members, or lacks one."""
    answer = {name: value for name, value in (CLUSTER | (values or {})).items() if name != without}
    return elasticache.build_cluster(PLACE, Answer(answer, "elasticache:DescribeCacheClusters"), GOT)


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ("Engine", "engine"),
        ("AtRestEncryptionEnabled", "at_rest_encryption"),
        ("TransitEncryptionEnabled", "transit_encryption"),
        ("AuthTokenEnabled", "auth_token"),
        ("SnapshotRetentionLimit", "snapshot_retention_days"),
    ],
)
def test_what_a_group_lacks_is_unknown(member: str, field: str) -> None:
    assert isinstance(getattr(group(without=member), field), Unknown)


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ("Engine", "engine"),
        ("TransitEncryptionEnabled", "transit_encryption"),
        ("SnapshotRetentionLimit", "snapshot_retention_days"),
    ],
)
def test_what_a_cluster_lacks_is_unknown(member: str, field: str) -> None:
    assert isinstance(getattr(cluster(without=member), field), Unknown)


def test_absent_is_nothing() -> None:
    got = group()
    assert (got.kms_key, got.transit_encryption_mode, got.user_group) == (None, None, None)
    assert group({"UserGroupIds": ["staff"]}).user_group == "staff"
    assert cluster().replication_group is None
    assert cluster({"ReplicationGroupId": "sessions"}).replication_group == "sessions"


def test_memcached_has_no_backups() -> None:
    assert cluster({"Engine": "memcached"}, without="SnapshotRetentionLimit").snapshot_retention_days == 0


@pytest.mark.parametrize(
    ("flag", "kind", "encrypted"),
    [
        (False, "sse-elasticache", True),
        (False, "none", False),
        (False, None, False),
        (True, "sse-kms", True),
        (False, {"$redacted": {"why": "x"}}, None),
    ],
)
def test_a_key_of_the_service_is_told_by_the_type_of_encryption(flag: bool, kind: Any, encrypted: bool | None) -> None:
    found = group({"AtRestEncryptionEnabled": flag, "StorageEncryptionType": kind}).at_rest_encryption
    assert isinstance(found, Unknown) if encrypted is None else found is encrypted
