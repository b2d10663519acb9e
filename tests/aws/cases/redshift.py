"""Redshift clusters."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"


def seed(client: Client) -> None:
    """`warehouse` has everything, `open` nothing; `streams` logs to CloudWatch."""
    client("s3").create_bucket(Bucket="audit-logs")
    redshift = client("redshift")
    redshift.create_cluster_parameter_group(
        ParameterGroupName="warehouse", ParameterGroupFamily="redshift-1.0", Description="warehouse"
    )
    for name, good in (("warehouse", True), ("open", False), ("streams", False)):
        redshift.create_cluster(
            ClusterIdentifier=name,
            NodeType="ra3.xlplus",
            MasterUsername="admin",
            MasterUserPassword="Not-a-secret-1",
            ClusterParameterGroupName="warehouse",
            Encrypted=good,
            PubliclyAccessible=not good,
            AutomatedSnapshotRetentionPeriod=14 if good else 1,
            EnhancedVpcRouting=good,
            AllowVersionUpgrade=good,
            **({"KmsKeyId": KEY, "Tags": [{"Key": "DataClassification", "Value": "PHI"}]} if good else {}),
        )
    redshift.enable_logging(ClusterIdentifier="warehouse", BucketName="audit-logs", LogDestinationType="s3")
    redshift.enable_logging(ClusterIdentifier="streams", LogDestinationType="cloudwatch", LogExports=["userlog"])


CASE = Case(
    types=("aws.redshift.cluster",),
    seed=seed,
    expected={
        "aws-redshift-cluster-audit-logging": {"open": "fail", "streams": "pass", "warehouse": "pass"},
        "aws-redshift-cluster-automated-snapshots": {"open": "fail", "streams": "fail", "warehouse": "pass"},
        "aws-redshift-cluster-classified": {"open": "fail", "streams": "fail", "warehouse": "pass"},
        "aws-redshift-cluster-encrypted": {"open": "fail", "streams": "fail", "warehouse": "pass"},
        "aws-redshift-cluster-enhanced-vpc-routing": {"open": "fail", "streams": "fail", "warehouse": "pass"},
        "aws-redshift-cluster-not-public": {"open": "fail", "streams": "fail", "warehouse": "pass"},
        "aws-redshift-cluster-tls-required": {"open": "fail", "streams": "fail", "warehouse": "fail"},
        "aws-redshift-cluster-version-upgrade": {"open": "fail", "streams": "fail", "warehouse": "pass"},
    },
    plan=(
        resource("aws_redshift_parameter_group.warehouse", {"name": "warehouse", "family": "redshift-1.0", "parameter": []}),
        resource(
            "aws_redshift_cluster.warehouse",
            {
                "cluster_identifier": "warehouse",
                "id": "warehouse",
                "arn": "arn:aws:redshift:us-east-1:123456789012:cluster:warehouse",
                "cluster_parameter_group_name": "warehouse",
                "encrypted": True,
                "kms_key_id": KEY,
                "publicly_accessible": False,
                "automated_snapshot_retention_period": 14,
                "enhanced_vpc_routing": True,
                "allow_version_upgrade": True,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_redshift_logging.warehouse",
            {"cluster_identifier": "warehouse", "bucket_name": "audit-logs", "log_destination_type": "s3"},
        ),
    ),
)
