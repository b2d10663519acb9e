"""ECR repositories."""

from __future__ import annotations

import json

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"


def policy(principal: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": principal}, "Action": ["ecr:BatchGetImage"]}],
        }
    )


ONE = policy("arn:aws:iam::111122223333:root")


def seed(client: Client) -> None:
    """`prod/app` has everything, `open` is for everyone, `bare` was only created, `undecided` has a setting of its own that the
    registry's rules do not confirm."""
    ecr = client("ecr")
    ecr.create_repository(
        repositoryName="prod/app",
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": KEY},
        tags=[{"Key": "Team", "Value": "platform"}],
    )
    ecr.create_repository(repositoryName="open")
    ecr.create_repository(repositoryName="bare")
    ecr.create_repository(repositoryName="undecided", imageScanningConfiguration={"scanOnPush": True})
    ecr.set_repository_policy(repositoryName="prod/app", policyText=ONE)
    ecr.set_repository_policy(repositoryName="open", policyText=policy("*"))
    ecr.put_registry_scanning_configuration(
        scanType="BASIC",
        rules=[
            {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "prod/*", "filterType": "WILDCARD"}]},
        ],
    )


CASE = Case(
    types=("aws.ecr.repository",),
    seed=seed,
    expected={
        "aws-ecr-repository-encrypted-with-kms": {"prod/app": "pass", "bare": "fail"},
        "aws-ecr-repository-not-public": {"prod/app": "pass", "open": "fail", "bare": "pass"},
        "aws-ecr-repository-scanned": {"prod/app": "pass", "bare": "fail", "undecided": "unknown"},
        "aws-ecr-repository-tags-immutable": {"prod/app": "pass", "bare": "fail"},
    },
    plan=(
        resource(
            "aws_ecr_repository.app",
            {
                "name": "prod/app",
                "id": "prod/app",
                "arn": "arn:aws:ecr:us-east-1:123456789012:repository/prod/app",
                "image_tag_mutability": "IMMUTABLE",
                "image_scanning_configuration": [{"scan_on_push": True}],
                "encryption_configuration": [{"encryption_type": "KMS", "kms_key": KEY}],
                "tags_all": {"Team": "platform"},
            },
        ),
        resource("aws_ecr_repository_policy.app", {"repository": "prod/app", "policy": ONE}),
        resource(
            "aws_ecr_repository.bare",
            {
                "name": "bare",
                "id": "bare",
                "arn": "arn:aws:ecr:us-east-1:123456789012:repository/bare",
                "image_tag_mutability": "MUTABLE",
                "image_scanning_configuration": [],
                "encryption_configuration": [{"encryption_type": "AES256", "kms_key": None}],
            },
        ),
        resource(
            "aws_ecr_registry_scanning_configuration.all",
            {
                "id": "123456789012",
                "scan_type": "BASIC",
                "rule": [
                    {
                        "scan_frequency": "SCAN_ON_PUSH",
                        "repository_filter": [{"filter": "prod/*", "filter_type": "WILDCARD"}],
                    }
                ],
            },
        ),
    ),
)
