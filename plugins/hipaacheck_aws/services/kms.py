"""AWS KMS: customer managed keys. https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from hipaacheck import Unknown
from hipaacheck_assets.aws.kms import Key
from hipaacheck_assets.aws.policy import parse_policy
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags


def _key(item: Answer) -> dict[str, Any]:
    return {"KeyId": item.known("KeyId")}


def _of_aws(got: Got) -> bool:
    """Whether the key is known to be one that AWS manages."""
    return bool(got.read("kms:DescribeKey", lambda answer: _metadata(answer, lambda key: key.text("KeyManager"))) == "AWS")


def _of_customer(found: Detail) -> Detail:
    """The same, not asked of keys that AWS manages."""

    def read(reader: Reader, item: Answer, got: Got) -> Any:
        return None if _of_aws(got) else found.read(reader, item, got)

    return msgspec.structs.replace(found, read=read)


def build(place: Place, item: Answer, got: Got) -> Key | None:
    """One asset per key that is the customer's, and per key of which that is not known."""
    if _of_aws(got):
        return None
    arn = item.known("KeyArn")

    def fact(function: Callable[[Answer], Any]) -> Any:
        return got.read("kms:DescribeKey", lambda answer: _metadata(answer, function))

    return Key(
        **place.common(arn, item.known("KeyId"), got.read("kms:ListResourceTags", lambda answer: tags(answer, "Tags"))),
        arn=arn,
        spec=fact(lambda key: key.required("KeySpec")),
        usage=fact(lambda key: key.required("KeyUsage")),
        origin=fact(lambda key: key.required("Origin")),
        replica=fact(_replica),
        multi_region=fact(_multi_region),
        enabled=fact(lambda key: key.sure("Enabled", key.flag("Enabled"))),
        rotation_enabled=got.read("kms:GetKeyRotationStatus", _rotates, False),
        rotation_period_days=got.read("kms:GetKeyRotationStatus", lambda answer: answer.integer("RotationPeriodInDays")),
        deletion_window_days=None,
        policy=got.read("kms:GetKeyPolicy", lambda answer: parse_policy(answer.required("Policy"), answer.where)),
        state=fact(lambda key: key.required("KeyState")),
    )


def _metadata(answer: Answer, function: Callable[[Answer], Any]) -> Any:
    found = answer.sure("KeyMetadata", answer.block("KeyMetadata"))
    return found if isinstance(found, Unknown) else function(found)


def _multi_region(key: Answer) -> bool | Unknown:
    return key.sure("MultiRegion", key.flag("MultiRegion"))


def _replica(key: Answer) -> bool | Unknown:
    multi = _multi_region(key)
    if multi is not True:
        return multi
    block = key.sure("MultiRegionConfiguration", key.block("MultiRegionConfiguration"))
    kind = block if isinstance(block, Unknown) else block.required("MultiRegionKeyType")
    return kind if isinstance(kind, Unknown) else kind == "REPLICA"


def _rotates(answer: Answer) -> bool | Unknown:
    return answer.sure("KeyRotationEnabled", answer.flag("KeyRotationEnabled"))


KEYS = Collector(
    asset_type="aws.kms.key",
    operations=("kms:ListKeys",),
    find=lambda reader: reader.pages("kms:ListKeys", "Keys"),
    details=(
        detail("kms:DescribeKey", arguments=_key),
        _of_customer(
            detail(
                "kms:GetKeyRotationStatus",
                "rotation_enabled",
                "rotation_period_days",
                arguments=_key,
                absent=("UnsupportedOperationException",),
            )
        ),
        _of_customer(detail("kms:GetKeyPolicy", "policy", arguments=lambda item: {**_key(item), "PolicyName": "default"})),
        _of_customer(detail("kms:ListResourceTags", "tags", arguments=_key)),
    ),
    build=build,
)
