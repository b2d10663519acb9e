"""Amazon SQS: queues with their policies.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sqs_queue and its companions.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.sqs import Queue
from hipaacheck_terraform.arguments import KMS_KEYS
from hipaacheck_terraform.aws.sns import access_policy
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate


def queues(estate: Estate) -> Iterator[Queue]:
    """One asset per queue, and one per queue that only a policy names."""
    for family in estate.families(("aws_sqs_queue",), ("url", "id"), {"aws_sqs_queue_policy": "queue_url"}):
        queue = family.resource
        found = family.children.get("aws_sqs_queue_policy", [])
        key = estate.link(queue, "kms_master_key_id", KMS_KEYS)
        yield Queue(
            **estate.common(queue, queue.text("name")),
            origins={"policy": found[0].address} if len(found) == 1 else {},
            arn=queue.text("arn"),
            kms_key=key,
            encrypted=_encrypted(queue, key),
            policy=access_policy(estate, family, "aws_sqs_queue_policy", "queue_url"),
        )


def _encrypted(queue: Resource, key: str | Unknown | None) -> bool | Unknown:
    """By a KMS key, else by SQS itself. SQS's own encryption is on for new queues only and can be switched off, so a plan that
    does not mention it does not tell."""
    if isinstance(key, str) or (key is not None and key.refers is not None):
        return True
    managed = queue.flag("sqs_managed_sse_enabled")
    if managed is True:
        return True
    if isinstance(key, Unknown):
        return key
    return Unknown("neither a key nor sqs_managed_sse_enabled is set", queue.address) if managed is None else managed
