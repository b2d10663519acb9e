"""SNS: topics and subscriptions. The simulator keeps no roles for the delivery log, so no topic has one."""

from __future__ import annotations

import json

from moto.moto_api._internal import mock_random

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/44444444-2222-3333-4444-555555555555"
RESULTS = "arn:aws:sns:us-east-1:123456789012:results"
OPEN = "arn:aws:sns:us-east-1:123456789012:open"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:results"


def policy(topic: str, principal: object) -> str:
    """Who may publish."""
    statement = {"Sid": "publish", "Effect": "Allow", "Principal": principal, "Action": "sns:Publish", "Resource": topic}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


OWN = policy(RESULTS, {"AWS": "arn:aws:iam::123456789012:root"})


def seed(client: Client) -> None:
    """`results` has everything, `open` lets everyone publish, `plain` was only created. A seed makes subscriptions' ids the
    same each time."""
    mock_random.seed("sns")
    sns = client("sns")
    sns.create_topic(
        Name="results",
        Attributes={"KmsMasterKeyId": KEY, "Policy": OWN},
        Tags=[{"Key": "DataClassification", "Value": "PHI"}],
    )
    sns.create_topic(Name="open", Attributes={"Policy": policy(OPEN, "*")})
    sns.create_topic(Name="plain")
    sns.subscribe(TopicArn=RESULTS, Protocol="sqs", Endpoint=QUEUE)
    sns.subscribe(TopicArn=OPEN, Protocol="http", Endpoint="http://example.com/hook")


CASE = Case(
    types=("aws.sns.topic", "aws.sns.subscription"),
    seed=seed,
    expected={
        "aws-sns-subscription-not-http": {
            f"{RESULTS}:31b2808b-d2de-45f6-8bd2-e648b9c567f8": "pass",
            f"{OPEN}:3aed9863-a3db-43c2-b54e-f0aecd98e2b3": "fail",
        },
        "aws-sns-topic-delivery-logged": {"plain": "fail"},
        "aws-sns-topic-encrypted": {"results": "pass", "open": "fail", "plain": "fail"},
        "aws-sns-topic-not-public": {"results": "pass", "open": "fail", "plain": "pass"},
    },
    plan=(
        resource(
            "aws_sns_topic.results",
            {
                "name": "results",
                "id": RESULTS,
                "arn": RESULTS,
                "kms_master_key_id": KEY,
                "policy": OWN,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
    ),
)
