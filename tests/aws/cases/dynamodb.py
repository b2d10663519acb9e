"""DynamoDB tables and DAX clusters."""

from __future__ import annotations

import json
from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table"
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
PHI = [{"Key": "DataClassification", "Value": "PHI"}]
READ, WRITE = "dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"


def _policy(name: str, principal: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "dynamodb:GetItem", "Resource": f"{ARN}/{name}"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def seed(client: Client) -> None:
    """`records` has everything, `open` is open to everyone, `ondemand` follows demand by itself, `busy` nears its limit."""
    dynamodb = client("dynamodb")
    _table(dynamodb, "records", 50, 50, SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY}, Tags=PHI)
    dynamodb.update_table(TableName="records", DeletionProtectionEnabled=True)
    dynamodb.update_continuous_backups(TableName="records", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    dynamodb.put_resource_policy(ResourceArn=f"{ARN}/records", Policy=_policy("records", "arn:aws:iam::123456789012:role/clinic"))
    for dimension in (READ, WRITE):
        client("application-autoscaling").register_scalable_target(
            ServiceNamespace="dynamodb", ResourceId="table/records", ScalableDimension=dimension, MinCapacity=50, MaxCapacity=100
        )
    _table(dynamodb, "open", 5, 5)
    dynamodb.put_resource_policy(ResourceArn=f"{ARN}/open", Policy=_policy("open", "*"))
    dynamodb.create_table(TableName="ondemand", BillingMode="PAY_PER_REQUEST", **_KEYS)
    _table(dynamodb, "busy", 5, 8001)
    dax = client("dax")
    for name, good in (("cache", True), ("plain", False)):
        dax.create_cluster(
            ClusterName=name,
            NodeType="dax.t3.small",
            ReplicationFactor=1,
            IamRoleArn="arn:aws:iam::123456789012:role/dax",
            SSESpecification={"Enabled": good},
            ClusterEndpointEncryptionType="TLS" if good else "NONE",
            Tags=PHI if good else [],
        )


_KEYS: dict[str, Any] = {
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}


def _table(dynamodb: Any, name: str, read: int, write: int, **more: Any) -> None:
    throughput = {"ReadCapacityUnits": read, "WriteCapacityUnits": write}
    dynamodb.create_table(TableName=name, ProvisionedThroughput=throughput, **_KEYS, **more)


CASE = Case(
    types=("aws.dynamodb.table", "aws.dax.cluster"),
    seed=seed,
    expected={
        "aws-dax-cluster-encrypted": {"cache": "pass", "plain": "fail"},
        "aws-dax-cluster-tls": {"cache": "pass", "plain": "fail"},
        "aws-dynamodb-table-classified": {"busy": "fail", "ondemand": "fail", "open": "fail", "records": "pass"},
        "aws-dynamodb-table-deletion-protection": {"busy": "fail", "ondemand": "fail", "open": "fail", "records": "pass"},
        "aws-dynamodb-table-encrypted": {"busy": "pass", "ondemand": "pass", "open": "pass", "records": "pass"},
        "aws-dynamodb-table-in-backup-plan": {"busy": "fail", "ondemand": "fail", "open": "fail", "records": "fail"},
        "aws-dynamodb-table-kms-encrypted": {"busy": "fail", "ondemand": "fail", "open": "fail", "records": "pass"},
        "aws-dynamodb-table-point-in-time-recovery": {"busy": "fail", "ondemand": "fail", "open": "fail", "records": "pass"},
        "aws-dynamodb-table-policy-not-public": {"busy": "pass", "ondemand": "pass", "open": "fail", "records": "pass"},
        "aws-dynamodb-table-scales": {"busy": "fail", "ondemand": "pass", "open": "fail", "records": "pass"},
        "aws-dynamodb-table-throughput-below-limit": {
            "busy": "fail",
            "ondemand": "not_applicable",
            "open": "pass",
            "records": "pass",
        },
    },
    plan=(
        resource(
            "aws_dynamodb_table.records",
            {
                "name": "records",
                "id": "records",
                "arn": f"{ARN}/records",
                "billing_mode": "PROVISIONED",
                "server_side_encryption": [{"enabled": True, "kms_key_arn": KEY}],
                "point_in_time_recovery": [{"enabled": True}],
                "deletion_protection_enabled": True,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_dynamodb_resource_policy.records",
            {"resource_arn": f"{ARN}/records", "policy": _policy("records", "arn:aws:iam::123456789012:role/clinic")},
        ),
        *(
            resource(
                f"aws_appautoscaling_target.{name}",
                {"service_namespace": "dynamodb", "resource_id": "table/records", "scalable_dimension": dimension},
            )
            for name, dimension in (("read", READ), ("write", WRITE))
        ),
        resource(
            "aws_dax_cluster.cache",
            {
                "cluster_name": "cache",
                "id": "cache",
                "arn": "arn:aws:dax:us-east-1:123456789012:cache/cache",
                "server_side_encryption": [{"enabled": True}],
                "cluster_endpoint_encryption_type": "TLS",
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
    ),
    differences={
        ("aws.dynamodb.table", "read_capacity_percent"): "the account's limits are known only in a running estate",
        ("aws.dynamodb.table", "write_capacity_percent"): "the account's limits are known only in a running estate",
    },
)
