"""ElastiCache clusters and replication groups."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource

ARN = "arn:aws:elasticache:us-east-1:123456789012"
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"


def seed(client: Client) -> None:
    """`sessions` and `node` have everything, `open` and `bare` nothing, `mixed` takes clients without TLS; `memory` is Memcached."""
    cache = client("elasticache")
    cache.create_replication_group(
        ReplicationGroupId="sessions",
        ReplicationGroupDescription="sessions",
        Engine="redis",
        NumCacheClusters=2,
        AtRestEncryptionEnabled=True,
        KmsKeyId=KEY,
        TransitEncryptionEnabled=True,
        TransitEncryptionMode="required",
        AuthToken="not-a-secret-token",
        SnapshotRetentionLimit=30,
        Tags=[{"Key": "DataClassification", "Value": "PHI"}],
    )
    cache.create_replication_group(
        ReplicationGroupId="open",
        ReplicationGroupDescription="open",
        Engine="redis",
        NumCacheClusters=2,
        AtRestEncryptionEnabled=False,
        TransitEncryptionEnabled=False,
        SnapshotRetentionLimit=0,
    )
    cache.create_replication_group(
        ReplicationGroupId="mixed",
        ReplicationGroupDescription="mixed",
        Engine="redis",
        NumCacheClusters=2,
        AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True,
        TransitEncryptionMode="preferred",
        UserGroupIds=["staff"],
        SnapshotRetentionLimit=1,
    )
    for name, engine, good in (("node", "redis", True), ("bare", "redis", False), ("memory", "memcached", True)):
        cache.create_cache_cluster(
            CacheClusterId=name,
            Engine=engine,
            CacheNodeType="cache.t4g.micro",
            NumCacheNodes=1,
            TransitEncryptionEnabled=good,
            **({"SnapshotRetentionLimit": 30 if good else 0} if engine == "redis" else {}),
        )


CASE = Case(
    types=("aws.elasticache.cluster", "aws.elasticache.replication_group"),
    seed=seed,
    expected={
        "aws-elasticache-cluster-backup-retention": {"bare": "fail", "memory": "not_applicable", "node": "pass"},
        "aws-elasticache-cluster-tls": {"bare": "fail", "memory": "pass", "node": "pass"},
        "aws-elasticache-replication-group-authentication": {"mixed": "pass", "open": "fail", "sessions": "pass"},
        "aws-elasticache-replication-group-backup-retention": {"mixed": "fail", "open": "fail", "sessions": "pass"},
        "aws-elasticache-replication-group-classified": {"mixed": "fail", "open": "fail", "sessions": "pass"},
        "aws-elasticache-replication-group-encrypted-at-rest": {"mixed": "pass", "open": "fail", "sessions": "pass"},
        "aws-elasticache-replication-group-tls-required": {"mixed": "fail", "open": "fail", "sessions": "pass"},
    },
    plan=(
        resource(
            "aws_elasticache_replication_group.sessions",
            {
                "replication_group_id": "sessions",
                "id": "sessions",
                "arn": f"{ARN}:replicationgroup:sessions",
                "engine": "redis",
                "at_rest_encryption_enabled": True,
                "kms_key_id": KEY,
                "transit_encryption_enabled": True,
                "transit_encryption_mode": "required",
                "auth_token": "not-a-secret-token",
                "snapshot_retention_limit": 30,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_elasticache_cluster.node",
            {
                "cluster_id": "node",
                "id": "node",
                "arn": f"{ARN}:cluster:node",
                "engine": "redis",
                "transit_encryption_enabled": True,
                "snapshot_retention_limit": 30,
            },
        ),
    ),
)
