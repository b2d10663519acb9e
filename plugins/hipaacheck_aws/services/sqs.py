"""Amazon SQS: queues. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import Policy, parse_policy
from hipaacheck_assets.aws.sqs import Queue
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_WANTED = ["KmsMasterKeyId", "Policy", "QueueArn", "SqsManagedSseEnabled"]


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """SQS gives further pages only to those who say how long a page may be."""
    for url in reader.names("sqs:ListQueues", "QueueUrls", MaxResults=1000):
        yield url if isinstance(url, Unknown) else Answer({"QueueUrl": url}, "sqs:ListQueues")


def _url(item: Answer) -> dict[str, Any]:
    return {"QueueUrl": item.known("QueueUrl")}


def build(place: Place, item: Answer, got: Got) -> Queue:
    """One asset per queue. SQS leaves out the key and the policy where there is none. A queue's URL ends with its name."""
    name = item.known("QueueUrl").rsplit("/", 1)[-1]
    arn = place.arn("sqs", name)

    def attribute(function: Callable[[Answer], Any]) -> Any:
        return got.read("sqs:GetQueueAttributes", lambda answer: _attribute(answer, function))

    return Queue(
        **place.common(arn, name, got.read("sqs:ListQueueTags", lambda answer: tags(answer, "Tags"))),
        arn=arn,
        kms_key=attribute(lambda found: found.text("KmsMasterKeyId")),
        encrypted=attribute(_encrypted),
        policy=attribute(_policy),
    )


def _attribute(answer: Answer, function: Callable[[Answer], Any]) -> Any:
    found = answer.sure("Attributes", answer.block("Attributes"))
    return found if isinstance(found, Unknown) else function(found)


def _encrypted(found: Answer) -> bool | Unknown:
    """By a KMS key, else by a key of SQS."""
    key = found.text("KmsMasterKeyId")
    if key is not None:
        return key if isinstance(key, Unknown) else True
    return found.sure("SqsManagedSseEnabled", found.flag("SqsManagedSseEnabled"))


def _policy(found: Answer) -> Policy | Unknown | None:
    text = found.text("Policy")
    return None if text is None else parse_policy(text, found.where)


QUEUES = Collector(
    asset_type="aws.sqs.queue",
    operations=("sqs:ListQueues",),
    find=_find,
    details=(
        detail(
            "sqs:GetQueueAttributes",
            "kms_key",
            "encrypted",
            "policy",
            arguments=lambda item: {**_url(item), "AttributeNames": _WANTED},
        ),
        detail("sqs:ListQueueTags", "tags", arguments=_url),
    ),
    build=build,
)
