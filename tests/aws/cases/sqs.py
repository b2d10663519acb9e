"""SQS: queues."""

from __future__ import annotations

import json

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/55555555-2222-3333-4444-555555555555"
ARN = "arn:aws:sqs:us-east-1:123456789012:"
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/"


def policy(queue: str, principal: object) -> str:
    """Who may send."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": f"{ARN}{queue}"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


OWN = policy("orders", {"AWS": "arn:aws:iam::123456789012:root"})


def seed(client: Client) -> None:
    """`orders` has everything, `open` lets everyone send and is not encrypted, `plain` was only created."""
    sqs = client("sqs")
    sqs.create_queue(QueueName="orders", Attributes={"KmsMasterKeyId": KEY, "Policy": OWN}, tags={"DataClassification": "PHI"})
    sqs.create_queue(QueueName="open", Attributes={"Policy": policy("open", "*"), "SqsManagedSseEnabled": "false"})
    sqs.create_queue(QueueName="plain")


CASE = Case(
    types=("aws.sqs.queue",),
    seed=seed,
    expected={
        "aws-sqs-queue-classified": {"open": "fail", "orders": "pass", "plain": "fail"},
        "aws-sqs-queue-encrypted": {"orders": "pass", "plain": "pass", "open": "fail"},
        "aws-sqs-queue-not-public": {"orders": "pass", "plain": "pass", "open": "fail"},
    },
    plan=(
        resource(
            "aws_sqs_queue.orders",
            {
                "name": "orders",
                "id": f"{URL}orders",
                "url": f"{URL}orders",
                "arn": f"{ARN}orders",
                "kms_master_key_id": KEY,
                "policy": OWN,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_sqs_queue.plain",
            {
                "name": "plain",
                "id": f"{URL}plain",
                "url": f"{URL}plain",
                "arn": f"{ARN}plain",
                "sqs_managed_sse_enabled": True,
                "tags_all": {},
            },
        ),
    ),
)
