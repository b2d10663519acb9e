"""Amazon SNS: topics with their policies, and subscriptions.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sns_topic and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_assets.aws.sns import Subscription, Topic
from hipaacheck_assets.truth import any_of
from hipaacheck_terraform.arguments import KMS_KEYS
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

TOPIC = ("aws_sns_topic",)
_SUBSCRIBERS = ("application", "firehose", "http", "lambda", "sqs")


def topics(estate: Estate) -> Iterator[Topic]:
    """One asset per topic, and one per topic that only a policy names."""
    for family in estate.families(TOPIC, ("arn", "id"), {"aws_sns_topic_policy": "arn"}):
        topic = family.resource
        found = family.children.get("aws_sns_topic_policy", [])
        yield Topic(
            **estate.common(topic, topic.text("name")),
            origins={"policy": found[0].address} if len(found) == 1 else {},
            arn=topic.text("arn"),
            kms_key=estate.link(topic, "kms_master_key_id", KMS_KEYS),
            policy=access_policy(estate, family, "aws_sns_topic_policy", "arn"),
            delivery_logging=_delivery_logging(estate, topic),
        )


def access_policy(estate: Estate, family: Family, companion_type: str, attribute: str) -> Policy | Unknown | None:
    """The policy of a topic or queue: its companion's, else its own, else none.

    A companion may name its parent by an ARN or URL put together from the name, before the parent exists; then the plan
    does not prove that they belong together.
    """
    resource = family.resource
    companion = family.one(companion_type)
    if isinstance(companion, Resource):
        return policy(estate, companion)
    if isinstance(companion, Unknown):
        return companion
    name = resource.text("name")
    for other in () if resource.stub or not isinstance(name, str) else estate.each(companion_type):
        target = other.text(attribute)
        if isinstance(target, str) and target.replace("/", ":").rsplit(":", 1)[-1] == name:
            return Unknown(f"{other.address} may belong here; its {attribute} ends in the same name", other.address)
    own = resource.text("policy")
    if isinstance(own, Unknown) and not resource.declares("policy"):
        return None
    return policy(estate, resource)


def _delivery_logging(estate: Estate, topic: Resource) -> bool | Unknown:
    roles = [
        estate.link(topic, f"{kind}_{outcome}_feedback_role_arn", ("aws_iam_role",))
        for kind in _SUBSCRIBERS
        for outcome in ("failure", "success")
    ]
    return any_of(role if isinstance(role, Unknown) and role.refers is None else role is not None for role in roles)


def subscriptions(estate: Estate) -> Iterator[Subscription]:
    """One asset per subscription."""
    for subscription in estate.each("aws_sns_topic_subscription"):
        yield Subscription(
            **estate.common(subscription, None),
            arn=subscription.text("arn"),
            topic=estate.link(subscription, "topic_arn", TOPIC),
            protocol=subscription.text("protocol"),
        )
