"""DMS replication instances and endpoints."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource

ARN = "arn:aws:dms:us-east-1:123456789012"
PHI = [{"Key": "DataClassification", "Value": "PHI"}]


def seed(client: Client) -> None:
    """`private` and `records` are as they should be, `public` and `legacy` are not; `lake` has no TLS to speak of."""
    dms = client("dms")
    for name in ("private", "public"):
        dms.create_replication_instance(
            ReplicationInstanceIdentifier=name,
            ReplicationInstanceClass="dms.t3.micro",
            PubliclyAccessible=name == "public",
            ResourceIdentifier=name,
            Tags=PHI,
        )
    for name, engine, mode in (("records", "postgres", "verify-full"), ("legacy", "mysql", "none"), ("lake", "s3", "none")):
        dms.create_endpoint(
            EndpointIdentifier=name,
            EndpointType="source",
            EngineName=engine,
            SslMode=mode,
            ResourceIdentifier=name,
            ExtraConnectionAttributes="password=not-a-secret",
        )


CASE = Case(
    types=("aws.dms.replication_instance", "aws.dms.endpoint"),
    seed=seed,
    expected={
        "aws-dms-endpoint-tls": {"lake": "not_applicable", "legacy": "fail", "records": "pass"},
        "aws-dms-replication-instance-not-public": {"private": "pass", "public": "fail"},
    },
    plan=(
        resource(
            "aws_dms_replication_instance.private",
            {
                "replication_instance_id": "private",
                "id": "private",
                "replication_instance_arn": f"{ARN}:rep:private",
                "publicly_accessible": False,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_dms_endpoint.records",
            {
                "endpoint_id": "records",
                "id": "records",
                "endpoint_arn": f"{ARN}:endpoint:records",
                "engine_name": "postgres",
                "ssl_mode": "verify-full",
            },
        ),
    ),
)
