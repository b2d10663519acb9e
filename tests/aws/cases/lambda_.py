"""Lambda functions."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
QUEUE = "arn:aws:sqs:us-east-1:123456789012:failed"
INTAKE = "arn:aws:lambda:us-east-1:123456789012:function:intake"


def seed(client: Client) -> None:
    """`intake` has everything, `open` lets anyone in, `bare` was only created, `aliased` is open through an alias."""
    role = client("iam").create_role(RoleName="lambda-case", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    functions = client("lambda")
    _create(
        functions,
        role,
        "intake",
        VpcConfig={"SubnetIds": [subnet], "SecurityGroupIds": []},
        KMSKeyArn=KEY,
        Environment={"Variables": {"STAGE": "production", "DB_SECRET": "/records/db"}},
        TracingConfig={"Mode": "Active"},
        Tags={"DataClassification": "PHI"},
    )
    functions.put_function_event_invoke_config(FunctionName="intake", DestinationConfig={"OnFailure": {"Destination": QUEUE}})
    functions.put_function_concurrency(FunctionName="intake", ReservedConcurrentExecutions=20)
    functions.add_permission(
        FunctionName="intake",
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn="arn:aws:s3:::records",
    )
    _create(functions, role, "open", Environment={"Variables": {"DB_PASSWORD": "not-a-pointer"}})
    functions.add_permission(FunctionName="open", StatementId="all", Action="lambda:InvokeFunction", Principal="*")
    functions.add_permission(FunctionName="open", StatementId="s3", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com")
    _create(functions, role, "bare")
    _create(functions, role, "aliased", Publish=True)
    functions.create_alias(FunctionName="aliased", Name="live", FunctionVersion="1")
    functions.add_permission(
        FunctionName="aliased", Qualifier="live", StatementId="all", Action="lambda:InvokeFunction", Principal="*"
    )


def _create(functions: Any, role: str, name: str, **arguments: Any) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("main.py", "def handler(event, context): pass\n")
    functions.create_function(
        FunctionName=name, Role=role, Runtime="python3.13", Handler="main.handler", Code={"ZipFile": code.getvalue()}, **arguments
    )


CASE = Case(
    types=("aws.lambda.function",),
    seed=seed,
    unserved={"lambda:ListFunctionUrlConfigs": "not there"},
    expected={
        "aws-lambda-function-concurrency-limited": {"intake": "pass", "bare": "fail"},
        "aws-lambda-function-environment-customer-key": {"intake": "pass", "open": "fail", "bare": "not_applicable"},
        "aws-lambda-function-failed-events-kept": {"intake": "pass", "bare": "fail"},
        "aws-lambda-function-in-vpc": {"intake": "pass", "bare": "fail"},
        "aws-lambda-function-no-plain-text-secrets": {"intake": "pass", "open": "fail", "bare": "pass"},
        "aws-lambda-function-not-public": {"intake": "pass", "open": "fail", "bare": "pass", "aliased": "fail"},
        "aws-lambda-function-service-permissions-scoped": {"intake": "pass", "open": "fail", "bare": "not_applicable"},
        "aws-lambda-function-url-authenticated": {"intake": "unknown", "bare": "unknown"},
    },
    plan=(
        resource(
            "aws_lambda_function.intake",
            {
                "function_name": "intake",
                "id": "intake",
                "arn": INTAKE,
                "runtime": "python3.13",
                "kms_key_arn": KEY,
                "vpc_config": [{"subnet_ids": ["subnet-1"], "security_group_ids": []}],
                "environment": [{"variables": {"STAGE": "production", "DB_SECRET": "/records/db"}}],
                "tracing_config": [{"mode": "Active"}],
                "reserved_concurrent_executions": 20,
                "publish": False,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_lambda_function_event_invoke_config.intake",
            {"function_name": "intake", "destination_config": [{"on_failure": [{"destination": QUEUE}]}]},
        ),
        resource(
            "aws_lambda_permission.intake",
            {
                "function_name": "intake",
                "action": "lambda:InvokeFunction",
                "principal": "s3.amazonaws.com",
                "source_arn": "arn:aws:s3:::records",
            },
        ),
    ),
    differences={
        ("aws.lambda.function", "policy"): "a policy names the function itself as its resource, which a permission need not",
        ("aws.lambda.function", "urls"): "moto lists no function URLs",
        ("aws-lambda-function-url-authenticated", "intake"): "moto lists no function URLs",
    },
)
