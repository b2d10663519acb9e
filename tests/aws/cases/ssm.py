"""Systems Manager documents and managed instances."""

from __future__ import annotations

import json

from tests.support.aws import Case, Client
from tests.support.plans import resource

CONTENT = json.dumps(
    {
        "schemaVersion": "2.2",
        "description": "list",
        "mainSteps": [{"action": "aws:runShellScript", "name": "list", "inputs": {"runCommand": ["ls"]}}],
    }
)


def seed(client: Client) -> None:
    """`shared` is open to another account, `leaky` to everyone, `own` to nobody else. moto knows no managed instances."""
    ssm = client("ssm")
    for name in ("own", "shared", "leaky"):
        tag = {"Key": "DataClassification", "Value": "PHI"}
        ssm.create_document(Name=name, Content=CONTENT, DocumentType="Command", DocumentFormat="JSON", Tags=[tag])
    for name, account in (("shared", "111122223333"), ("leaky", "All")):
        ssm.modify_document_permission(Name=name, PermissionType="Share", AccountIdsToAdd=[account])


CASE = Case(
    types=("aws.ssm.document", "aws.ssm.managed_instance"),
    seed=seed,
    expected={
        "aws-ssm-document-not-public": {"own": "pass", "shared": "pass", "leaky": "fail"},
        "aws-ssm-managed-instance-associations-compliant": {},
        "aws-ssm-managed-instance-patches-compliant": {},
    },
    canned={
        "ssm:DescribeInstanceInformation": {
            "InstanceInformationList": [
                {"InstanceId": name, "PingStatus": "Online", "IsLatestVersion": True, "AssociationStatus": "Success"}
                for name in ("i-0123456789abcdef0", "mi-0123456789abcdef0")
            ]
        },
        "ssm:ListResourceComplianceSummaries": {
            "ResourceComplianceSummaryItems": [
                {
                    "ComplianceType": kind,
                    "ResourceType": "ManagedInstance",
                    "ResourceId": "i-0123456789abcdef0",
                    "Status": status,
                    "OverallSeverity": "HIGH",
                    "ExecutionSummary": {"ExecutionTime": 1793491200},
                    "CompliantSummary": {"CompliantCount": 3},
                    "NonCompliantSummary": {"NonCompliantCount": 0 if status == "COMPLIANT" else 2},
                }
                for kind, status in (("Patch", "COMPLIANT"), ("Association", "NON_COMPLIANT"))
            ]
        },
        "ssm:ListTagsForResource": {"TagList": [{"Key": "DataClassification", "Value": "PHI"}]},
        "ec2:DescribeTags": "<DescribeTagsResponse><tagSet/></DescribeTagsResponse>",
    },
    unserved={"ssm:DescribeInstanceInformation": "moto knows no managed instances"},
    plan=tuple(
        resource(
            f"aws_ssm_document.{name}",
            {
                "id": name,
                "arn": f"arn:aws:ssm:us-east-1:123456789012:document/{name}",
                "name": name,
                "permissions": {"type": "Share", "account_ids": account} if account else None,
                "tags_all": {"DataClassification": "PHI"},
            },
        )
        for name, account in (("own", None), ("shared", "111122223333"), ("leaky", "All"))
    ),
)
