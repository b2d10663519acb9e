"""OpenSearch domains."""

from __future__ import annotations

import json

from tests.support.aws import Case, Client
from tests.support.plans import resource

ARN = "arn:aws:es:us-east-1:123456789012:domain"
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
LOGS = "arn:aws:logs:us-east-1:123456789012:log-group:records"
KINDS = ("AUDIT_LOGS", "ES_APPLICATION_LOGS")


def _policy(name: str, principal: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "es:*", "Resource": f"{ARN}/{name}/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def seed(client: Client) -> None:
    """`records` has everything, `open` is open to anyone, the `empty-…` fill more than one batch."""
    opensearch = client("opensearch")
    opensearch.create_domain(
        DomainName="records",
        EngineVersion="OpenSearch_2.11",
        EncryptionAtRestOptions={"Enabled": True, "KmsKeyId": KEY},
        NodeToNodeEncryptionOptions={"Enabled": True},
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"},
        AdvancedSecurityOptions={"Enabled": True, "AnonymousAuthEnabled": False, "InternalUserDatabaseEnabled": False},
        VPCOptions={"SubnetIds": ["subnet-1", "subnet-2"]},
        LogPublishingOptions={kind: {"CloudWatchLogsLogGroupArn": LOGS, "Enabled": True} for kind in KINDS},
        AccessPolicies=_policy("records", "arn:aws:iam::123456789012:role/search"),
        TagList=[{"Key": "DataClassification", "Value": "PHI"}],
    )
    opensearch.create_domain(DomainName="open", AccessPolicies=_policy("open", "*"))
    for number in range(5):
        opensearch.create_domain(DomainName=f"empty-{number}")


CASE = Case(
    types=("aws.opensearch.domain",),
    seed=seed,
    expected={
        "aws-opensearch-domain-audit-logs-published": {"empty-4": "fail", "open": "fail", "records": "pass"},
        "aws-opensearch-domain-classified": {"empty-0": "fail", "empty-1": "fail", "empty-2": "fail", "empty-3": "fail"},
        "aws-opensearch-domain-encrypted-at-rest": {"empty-4": "fail", "open": "fail", "records": "pass"},
        "aws-opensearch-domain-error-logs-published": {"empty-4": "fail", "open": "fail", "records": "pass"},
        "aws-opensearch-domain-fine-grained-access": {"empty-4": "fail", "open": "fail", "records": "pass"},
        "aws-opensearch-domain-https-required": {"empty-4": "fail", "open": "fail", "records": "pass"},
        "aws-opensearch-domain-in-vpc": {"empty-4": "fail", "open": "fail", "records": "pass"},
        "aws-opensearch-domain-node-to-node-encrypted": {"empty-4": "fail", "open": "fail", "records": "pass"},
        "aws-opensearch-domain-not-open-to-anyone": {"empty-4": "pass", "open": "fail", "records": "pass"},
        "aws-opensearch-domain-tls-1-2-required": {"empty-4": "fail", "open": "fail", "records": "pass"},
    },
    plan=(
        resource(
            "aws_opensearch_domain.records",
            {
                "domain_name": "records",
                "id": f"{ARN}/records",
                "arn": f"{ARN}/records",
                "encrypt_at_rest": [{"enabled": True, "kms_key_id": KEY}],
                "node_to_node_encryption": [{"enabled": True}],
                "domain_endpoint_options": [{"enforce_https": True, "tls_security_policy": "Policy-Min-TLS-1-2-2019-07"}],
                "advanced_security_options": [{"enabled": True, "anonymous_auth_enabled": False}],
                "vpc_options": [{"subnet_ids": ["subnet-1", "subnet-2"]}],
                "log_publishing_options": [
                    {"log_type": kind, "cloudwatch_log_group_arn": LOGS, "enabled": True} for kind in KINDS
                ],
                "access_policies": _policy("records", "arn:aws:iam::123456789012:role/search"),
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
    ),
)
