"""Secrets Manager."""

from __future__ import annotations

import json

from tests.support.aws import Case, Client
from tests.support.plans import resource

_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:"


def policy(principal: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
            ],
        }
    )


READER = policy("arn:aws:iam::123456789012:role/reader")


def seed(client: Client) -> None:
    """`database` has everything, `open` is for everyone, `bare` was only created, `copied` has a copy with the key of AWS."""
    own = client("kms").create_key(Description="secrets")["KeyMetadata"]["Arn"]
    secrets = client("secretsmanager")
    secrets.create_secret(Name="database", SecretString="{}", KmsKeyId=own, Tags=[{"Key": "DataClassification", "Value": "PHI"}])
    secrets.put_resource_policy(SecretId="database", ResourcePolicy=READER)
    secrets.rotate_secret(SecretId="database", RotationRules={"AutomaticallyAfterDays": 30})
    secrets.create_secret(Name="open", SecretString="{}", KmsKeyId="alias/aws/secretsmanager")
    secrets.put_resource_policy(SecretId="open", ResourcePolicy=policy("*"))
    secrets.create_secret(Name="bare", SecretString="{}")
    secrets.create_secret(Name="copied", SecretString="{}", KmsKeyId=own, AddReplicaRegions=[{"Region": "us-west-2"}])
    secrets.create_secret(Name="elsewhere", SecretString="{}", KmsKeyId="arn:aws:kms:us-east-1:999988887777:key/unseen")


CASE = Case(
    types=("aws.secretsmanager.secret",),
    seed=seed,
    expected={
        "aws-secretsmanager-secret-customer-key": {
            "database": "pass",
            "open": "fail",
            "bare": "fail",
            "copied": "fail",
            "elsewhere": "unknown",
        },
        "aws-secretsmanager-secret-policy-not-public": {"database": "pass", "open": "fail", "bare": "pass"},
        "aws-secretsmanager-secret-rotation-enabled": {"database": "pass", "bare": "fail"},
    },
    unserved={"kms:DescribeKey": "the key of another account does not exist here"},
    plan=(
        resource(
            "aws_secretsmanager_secret.database",
            {
                "name": "database",
                "id": f"{_ARN}database-AbCdEf",
                "arn": f"{_ARN}database-AbCdEf",
                "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
                "policy": "",
                "replica": [],
                "recovery_window_in_days": 30,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource("aws_secretsmanager_secret_policy.database", {"secret_arn": f"{_ARN}database-AbCdEf", "policy": READER}),
        resource(
            "aws_secretsmanager_secret_rotation.database",
            {
                "secret_id": f"{_ARN}database-AbCdEf",
                "rotation_lambda_arn": "arn:aws:lambda:us-east-1:123456789012:function:rotation",
                "rotation_rules": [{"automatically_after_days": 30, "schedule_expression": None}],
                "rotation_enabled": True,
            },
        ),
    ),
    differences={
        ("aws.secretsmanager.secret", "arn"): "the simulator chooses the suffix",
        ("aws.secretsmanager.secret", "kms_key"): "the simulator chooses the id",
        ("aws.secretsmanager.secret", "recovery_window_days"): "an account tells it only once the secret is deleted",
    },
)
