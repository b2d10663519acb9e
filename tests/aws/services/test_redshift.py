"""Redshift answers that no simulator gives."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.redshift import AuditLogging, Cluster
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import redshift
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied (AccessDenied)", "redshift")
CLUSTER: dict[str, Any] = {
    "ClusterIdentifier": "warehouse",
    "Encrypted": True,
    "PubliclyAccessible": False,
    "AutomatedSnapshotRetentionPeriod": 7,
    "EnhancedVpcRouting": True,
    "AllowVersionUpgrade": True,
    "ClusterParameterGroups": [{"ParameterGroupName": "tls", "ParameterApplyStatus": "in-sync"}],
}


def cluster(
    values: dict[str, Any] | None = None, *, parameters: Any = NOT_READ, logging: Any = NOT_READ, without: str = ""
) -> Cluster:
    """The asset of a cluster that has these members, or lacks one."""
    answer = {name: value for name, value in (CLUSTER | (values or {})).items() if name != without}
    got = Got({"redshift:DescribeClusterParameters": parameters, "redshift:DescribeLoggingStatus": logging})
    return redshift.build(PLACE, Answer(answer, "redshift:DescribeClusters"), got)


def require_ssl(value: str | None) -> list[Answer]:
    """What a parameter group says of TLS."""
    return [
        Answer({"ParameterName": "datestyle", "ParameterValue": "ISO, MDY"}, "redshift"),
        Answer({"ParameterName": "require_ssl", **({} if value is None else {"ParameterValue": value})}, "redshift"),
    ]


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ("Encrypted", "encrypted"),
        ("PubliclyAccessible", "publicly_accessible"),
        ("AutomatedSnapshotRetentionPeriod", "snapshot_retention_days"),
        ("EnhancedVpcRouting", "enhanced_vpc_routing"),
        ("AllowVersionUpgrade", "allow_version_upgrade"),
        ("ClusterParameterGroups", "tls_required"),
    ],
)
def test_what_a_cluster_lacks_is_unknown(member: str, field: str) -> None:
    assert isinstance(getattr(cluster(without=member, parameters=None), field), Unknown)


@pytest.mark.parametrize(
    ("found", "required"),
    [
        (require_ssl("true"), True),
        (require_ssl("false"), False),
        (require_ssl(None), None),
        ([], None),
        ([DENIED], None),
        (DENIED, None),
        (NOT_READ, None),
    ],
)
def test_tls(found: Any, required: bool | None) -> None:
    got = cluster(parameters=found).tls_required
    assert isinstance(got, Unknown) if required is None else got is required


@pytest.mark.parametrize(
    ("group", "own", "required"),
    [
        ("pending-reboot", None, None),
        ("pending-reboot", "in-sync", True),
        ("in-sync", "pending-reboot", None),
        ("in-sync", "in-sync", True),
        (None, None, None),
    ],
)
def test_a_value_that_waits_for_a_reboot_is_not_known_to_be_in_force(
    group: str | None, own: str | None, required: bool | None
) -> None:
    statuses = [{"ParameterName": "wlm_json_configuration", "ParameterApplyStatus": "in-sync"}]
    statuses += [] if own is None else [{"ParameterName": "require_ssl", "ParameterApplyStatus": own}]
    groups = [{"ParameterGroupName": "tls", "ParameterApplyStatus": group, "ClusterParameterStatusList": statuses}]
    got = cluster({"ClusterParameterGroups": groups}, parameters=require_ssl("true")).tls_required
    assert isinstance(got, Unknown) if required is None else got is required


@pytest.mark.parametrize(
    ("values", "logging"),
    [
        ({"LoggingEnabled": False, "BucketName": "earlier"}, None),
        (
            {"LoggingEnabled": True, "BucketName": "logs"},
            AuditLogging(destination="s3", bucket="logs", exports=[]),
        ),
        (
            {"LoggingEnabled": True, "LogDestinationType": "cloudwatch", "LogExports": ["userlog"]},
            AuditLogging(destination="cloudwatch", bucket=None, exports=["userlog"]),
        ),
    ],
)
def test_logging(values: dict[str, Any], logging: AuditLogging | None) -> None:
    assert cluster(logging=Answer(values, "redshift:DescribeLoggingStatus")).logging == logging


def test_logging_that_is_not_known() -> None:
    assert isinstance(cluster(logging=Answer({}, "redshift:DescribeLoggingStatus")).logging, Unknown)
    assert cluster(logging=DENIED).logging == DENIED
    somewhere = cluster(logging=Answer({"LoggingEnabled": True}, "redshift:DescribeLoggingStatus")).logging
    assert isinstance(somewhere, AuditLogging)
    assert isinstance(somewhere.destination, Unknown)
    values = {"LoggingEnabled": True, "LogDestinationType": "s3table", "LogExports": ["sys_load_history"]}
    tables = cluster(logging=Answer(values, "redshift:DescribeLoggingStatus")).logging
    assert isinstance(tables, AuditLogging)
    assert isinstance(tables.exports, Unknown)


@pytest.mark.parametrize("statuses", ["odd", ["odd"]])
def test_a_status_that_cannot_be_read_leaves_tls_open(statuses: Any) -> None:
    group = {"ParameterGroupName": "tls", "ParameterApplyStatus": "in-sync", "ClusterParameterStatusList": statuses}
    assert isinstance(cluster({"ClusterParameterGroups": [group]}, parameters=require_ssl("true")).tls_required, Unknown)
