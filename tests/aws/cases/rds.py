"""RDS instances, clusters and manual snapshots."""

from __future__ import annotations

from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

ARN = "arn:aws:rds:us-east-1:123456789012"
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::123456789012:role/rds-monitoring"
PHI = [{"Key": "DataClassification", "Value": "PHI"}]
ADMIN: dict[str, Any] = {"MasterUsername": "admin", "MasterUserPassword": "not-a-secret"}


def seed(client: Client) -> None:
    """`records` and `warehouse` have everything, `open` and `bare` were only created; Neptune's cluster is none of RDS."""
    rds = client("rds")
    _groups(rds)
    rds.create_db_instance(
        DBInstanceIdentifier="records",
        DBInstanceClass="db.m6g.large",
        Engine="postgres",
        EngineVersion="14.10",
        DBParameterGroupName="tls",
        StorageEncrypted=True,
        KmsKeyId=KEY,
        PubliclyAccessible=False,
        MultiAZ=True,
        BackupRetentionPeriod=14,
        DeletionProtection=True,
        AutoMinorVersionUpgrade=True,
        EnableIAMDatabaseAuthentication=True,
        MonitoringInterval=60,
        MonitoringRoleArn=ROLE,
        EnableCloudwatchLogsExports=["postgresql"],
        AllocatedStorage=20,
        Tags=PHI,
        **ADMIN,
    )
    rds.create_db_instance(
        DBInstanceIdentifier="open",
        DBInstanceClass="db.m6g.large",
        Engine="postgres",
        EngineVersion="14.10",
        DBParameterGroupName="plain",
        StorageEncrypted=False,
        PubliclyAccessible=True,
        MultiAZ=False,
        BackupRetentionPeriod=1,
        DeletionProtection=False,
        AutoMinorVersionUpgrade=False,
        EnableIAMDatabaseAuthentication=False,
        MonitoringInterval=0,
        AllocatedStorage=20,
        **ADMIN,
    )
    rds.create_db_cluster(
        DBClusterIdentifier="warehouse",
        Engine="aurora-postgresql",
        EngineVersion="15.4",
        DBClusterParameterGroupName="cluster-tls",
        StorageEncrypted=True,
        KmsKeyId=KEY,
        BackupRetentionPeriod=14,
        DeletionProtection=True,
        EnableIAMDatabaseAuthentication=True,
        EnableCloudwatchLogsExports=["postgresql"],
        Tags=PHI,
        **ADMIN,
    )
    for name in ("warehouse-1", "warehouse-2"):
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            DBInstanceClass="db.r6g.large",
            Engine="aurora-postgresql",
            DBClusterIdentifier="warehouse",
            PubliclyAccessible=False,
            AutoMinorVersionUpgrade=True,
            MonitoringInterval=60,
            MonitoringRoleArn=ROLE,
        )
    rds.create_db_cluster(
        DBClusterIdentifier="bare",
        Engine="aurora-mysql",
        EngineVersion="8.0.mysql_aurora.3.04.0",
        DBClusterParameterGroupName="cluster-plain",
        StorageEncrypted=False,
        **ADMIN,
    )
    rds.create_db_instance(
        DBInstanceIdentifier="bare-1",
        DBInstanceClass="db.r6g.large",
        Engine="aurora-mysql",
        DBClusterIdentifier="bare",
        PubliclyAccessible=False,
    )
    rds.create_db_cluster(DBClusterIdentifier="graph", Engine="neptune")
    rds.create_db_snapshot(DBSnapshotIdentifier="records-kept", DBInstanceIdentifier="records", Tags=PHI)
    rds.create_db_snapshot(DBSnapshotIdentifier="open-shared", DBInstanceIdentifier="open")
    rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="open-shared", AttributeName="restore", ValuesToAdd=["all"])
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="warehouse-kept", DBClusterIdentifier="warehouse")
    rds.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="warehouse-kept", AttributeName="restore", ValuesToAdd=["210987654321"]
    )
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="bare-shared", DBClusterIdentifier="bare")
    rds.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="bare-shared", AttributeName="restore", ValuesToAdd=["all"]
    )


def _groups(rds: Any) -> None:
    for name, value in (("tls", "1"), ("plain", "0")):
        rds.create_db_parameter_group(DBParameterGroupName=name, DBParameterGroupFamily="postgres14", Description=name)
        rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=[_parameter("rds.force_ssl", value)])
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="cluster-tls", DBParameterGroupFamily="aurora-postgresql15", Description="tls"
    )
    rds.modify_db_cluster_parameter_group(
        DBClusterParameterGroupName="cluster-tls", Parameters=[_parameter("rds.force_ssl", "1")]
    )
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="cluster-plain", DBParameterGroupFamily="aurora-mysql8.0", Description="plain"
    )


def _parameter(name: str, value: str) -> dict[str, str]:
    return {"ParameterName": name, "ParameterValue": value, "ApplyMethod": "immediate"}


CASE = Case(
    types=("aws.rds.instance", "aws.rds.cluster", "aws.rds.snapshot"),
    seed=seed,
    expected={
        "aws-rds-cluster-backup-retention": {"bare": "fail", "warehouse": "pass"},
        "aws-rds-cluster-classified": {"bare": "fail", "warehouse": "pass"},
        "aws-rds-cluster-deletion-protection": {"bare": "fail", "warehouse": "pass"},
        "aws-rds-cluster-encrypted": {"bare": "fail", "warehouse": "pass"},
        "aws-rds-cluster-in-backup-plan": {"bare": "fail", "warehouse": "fail"},
        "aws-rds-cluster-logs-exported": {"bare": "fail", "warehouse": "pass"},
        "aws-rds-cluster-multi-az": {"bare": "fail", "warehouse": "pass"},
        "aws-rds-cluster-tls-required": {"bare": "fail", "warehouse": "pass"},
        "aws-rds-instance-auto-minor-upgrade": {
            "bare-1": "pass",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "pass",
            "warehouse-2": "pass",
        },
        "aws-rds-instance-backup-enabled": {
            "bare-1": "not_applicable",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "not_applicable",
            "warehouse-2": "not_applicable",
        },
        "aws-rds-instance-classified": {"bare-1": "fail", "open": "fail", "records": "pass", "warehouse-1": "fail"},
        "aws-rds-instance-deletion-protection": {
            "bare-1": "not_applicable",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "not_applicable",
            "warehouse-2": "not_applicable",
        },
        "aws-rds-instance-encrypted": {
            "bare-1": "not_applicable",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "not_applicable",
            "warehouse-2": "not_applicable",
        },
        "aws-rds-instance-enhanced-monitoring": {
            "bare-1": "fail",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "pass",
            "warehouse-2": "pass",
        },
        "aws-rds-instance-iam-authentication": {
            "bare-1": "not_applicable",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "not_applicable",
            "warehouse-2": "not_applicable",
        },
        "aws-rds-instance-in-backup-plan": {
            "bare-1": "not_applicable",
            "open": "fail",
            "records": "fail",
            "warehouse-1": "not_applicable",
            "warehouse-2": "not_applicable",
        },
        "aws-rds-instance-logs-exported": {
            "bare-1": "not_applicable",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "not_applicable",
            "warehouse-2": "not_applicable",
        },
        "aws-rds-instance-multi-az": {
            "bare-1": "not_applicable",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "not_applicable",
            "warehouse-2": "not_applicable",
        },
        "aws-rds-instance-not-public": {
            "bare-1": "pass",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "pass",
            "warehouse-2": "pass",
        },
        "aws-rds-instance-tls-required": {
            "bare-1": "not_applicable",
            "open": "fail",
            "records": "pass",
            "warehouse-1": "not_applicable",
            "warehouse-2": "not_applicable",
        },
        "aws-rds-snapshot-encrypted": {
            "bare-shared": "fail",
            "warehouse-kept": "pass",
            "open-shared": "fail",
            "records-kept": "pass",
        },
        "aws-rds-snapshot-not-public": {
            "bare-shared": "fail",
            "warehouse-kept": "pass",
            "open-shared": "fail",
            "records-kept": "pass",
        },
    },
    plan=(
        resource(
            "aws_db_parameter_group.tls",
            {"name": "tls", "family": "postgres14", "parameter": [{"name": "rds.force_ssl", "value": "1"}]},
        ),
        resource(
            "aws_rds_cluster_parameter_group.tls",
            {"name": "cluster-tls", "family": "aurora-postgresql15", "parameter": [{"name": "rds.force_ssl", "value": "1"}]},
        ),
        resource(
            "aws_db_instance.records",
            {
                "identifier": "records",
                "id": "db-M5ENSHXFPU6XHZ4G4ZEI5QIO2U",
                "arn": f"{ARN}:db:records",
                "engine": "postgres",
                "engine_version": "14.10",
                "parameter_group_name": "tls",
                "storage_encrypted": True,
                "kms_key_id": KEY,
                "publicly_accessible": False,
                "multi_az": True,
                "backup_retention_period": 14,
                "deletion_protection": True,
                "auto_minor_version_upgrade": True,
                "iam_database_authentication_enabled": True,
                "monitoring_interval": 60,
                "enabled_cloudwatch_logs_exports": ["postgresql"],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_rds_cluster.warehouse",
            {
                "cluster_identifier": "warehouse",
                "id": "warehouse",
                "arn": f"{ARN}:cluster:warehouse",
                "engine": "aurora-postgresql",
                "engine_mode": "provisioned",
                "engine_version": "15.4",
                "db_cluster_parameter_group_name": "cluster-tls",
                "storage_encrypted": True,
                "kms_key_id": KEY,
                "backup_retention_period": 14,
                "deletion_protection": True,
                "iam_database_authentication_enabled": True,
                "monitoring_interval": 0,
                "enabled_cloudwatch_logs_exports": ["postgresql"],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        *(
            resource(
                f"aws_rds_cluster_instance.{name.replace('-', '_')}",
                {
                    "identifier": name,
                    "id": name,
                    "arn": f"{ARN}:db:{name}",
                    "cluster_identifier": "warehouse",
                    "engine": "aurora-postgresql",
                    "publicly_accessible": False,
                    "auto_minor_version_upgrade": True,
                    "monitoring_interval": 60,
                    "db_parameter_group_name": "default.aurora-postgresql15",
                },
            )
            for name in ("warehouse-1", "warehouse-2")
        ),
        resource(
            "aws_db_snapshot.kept",
            {
                "db_snapshot_identifier": "records-kept",
                "id": "records-kept",
                "db_snapshot_arn": f"{ARN}:snapshot:records-kept",
                "db_instance_identifier": "records",
                "encrypted": True,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_db_cluster_snapshot.kept",
            {
                "db_cluster_snapshot_identifier": "warehouse-kept",
                "id": "warehouse-kept",
                "db_cluster_snapshot_arn": f"{ARN}:cluster-snapshot:warehouse-kept",
                "db_cluster_identifier": "warehouse",
                "storage_encrypted": True,
                "shared_accounts": ["210987654321"],
            },
        ),
    ),
)
