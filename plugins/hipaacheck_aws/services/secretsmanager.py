"""AWS Secrets Manager: secrets, never their values. https://docs.aws.amazon.com/secretsmanager/latest/apireference/"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import parse_policy
from hipaacheck_assets.aws.secretsmanager import Rotation, Secret, has_customer_key
from hipaacheck_assets.truth import Truth, all_of
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags


def _find(reader: Reader) -> Iterator[Answer]:
    """Secrets where they were made. A copy in another region has the policy and the rotation of its primary, which tells its
    key too. https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html"""
    for item in reader.pages("secretsmanager:ListSecrets", "SecretList"):
        if isinstance(item, Unknown):
            continue
        primary = item.text("PrimaryRegion")
        if isinstance(primary, str) and primary != reader.region:
            reader.in_scope(primary)
        else:
            yield item


def _id(item: Answer) -> dict[str, Any]:
    return {"SecretId": item.known("ARN")}


def build(place: Place, item: Answer, got: Got) -> Secret:
    """One asset per secret. How long it can be restored is only said when it is deleted."""
    arn = item.known("ARN")
    return Secret(
        **place.common(arn, item.known("Name"), tags(item, "Tags")),
        arn=arn,
        kms_key=item.text("KmsKeyId"),
        has_customer_key=got.read("keys", all_of),
        rotation=_rotation(item),
        policy=got.read("secretsmanager:GetResourcePolicy", _policy),
        recovery_window_days=None,
    )


def _rotation(item: Answer) -> Rotation | Unknown | None:
    """Null is documented for secrets that never had a rotation."""
    enabled = item.flag("RotationEnabled")
    if enabled is None:
        return None
    rules = item.block("RotationRules")
    if not isinstance(rules, Answer):
        return Rotation(enabled=enabled, after_days=rules, schedule=rules)
    schedule = rules.text("ScheduleExpression")
    return Rotation(
        enabled=enabled,
        after_days=rules.integer("AutomaticallyAfterDays") if schedule is None else None,
        schedule=schedule,
    )


def _policy(answer: Answer) -> Any:
    text = answer.text("ResourcePolicy")
    return parse_policy(text, answer.where) if isinstance(text, str) else text


def _keys(reader: Reader, item: Answer, got: Got) -> list[Truth]:
    """Whether a key of the customer's encrypts the secret, and each of its copies."""
    answer = got["secretsmanager:DescribeSecret"]
    if not isinstance(answer, Answer):
        return [_customers(reader, item), answer]
    copies = answer.blocks("ReplicationStatus")
    return [
        _customers(reader, item),
        *(
            [copies]
            if isinstance(copies, Unknown)
            else [copy if isinstance(copy, Unknown) else _customers(reader.at(copy.known("Region")), copy) for copy in copies]
        ),
    ]


def _customers(reader: Reader, block: Answer) -> Truth:
    """A secret without a key has the one that AWS manages."""
    key = block.text("KmsKeyId")
    if not isinstance(key, str) or has_customer_key(key) is False:
        return has_customer_key(key)
    answer = reader.once(("key", key), lambda: reader.call("kms:DescribeKey", KeyId=key))
    metadata = answer.sure("KeyMetadata", answer.block("KeyMetadata")) if isinstance(answer, Answer) else answer
    manager = metadata.required("KeyManager") if isinstance(metadata, Answer) else metadata
    return manager if isinstance(manager, Unknown) else manager == "CUSTOMER"


SECRETS = Collector(
    asset_type="aws.secretsmanager.secret",
    operations=("secretsmanager:ListSecrets",),
    find=_find,
    details=(
        detail("secretsmanager:GetResourcePolicy", "policy", arguments=_id),
        detail("secretsmanager:DescribeSecret", "has_customer_key", arguments=_id),
        Detail(name="keys", operations=("kms:DescribeKey",), fields=("has_customer_key",), read=_keys),
    ),
    build=build,
)
