"""AWS KMS keys: generated, imported and replicated ones, with their policies.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key and the pages of the other types.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.kms import Key
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_terraform.blocks import AFTER_APPLY, Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

KEY = ("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key")
_IMPORTED = ("aws_kms_external_key", "aws_kms_replica_external_key")
_REPLICAS = ("aws_kms_replica_key", "aws_kms_replica_external_key")


def keys(estate: Estate) -> Iterator[Key]:
    """One asset per key, and one per key that only a policy names."""
    for family in estate.families(KEY, ("id", "key_id", "arn"), {"aws_kms_key_policy": "key_id"}):
        key = family.resource
        replica = key.type in _REPLICAS
        window = key.integer("deletion_window_in_days")
        companion = family.children.get("aws_kms_key_policy", [])
        yield Key(
            **estate.common(key, key.text("key_id")),
            origins={"policy": companion[0].address} if len(companion) == 1 else {},
            arn=key.text("arn"),
            spec=_text(key, ("customer_master_key_spec", "key_spec"), "SYMMETRIC_DEFAULT"),
            usage=_text(key, ("key_usage",), "ENCRYPT_DECRYPT"),
            origin=_origin(key),
            replica=Unknown("not declared in this plan", key.address) if key.stub else replica,
            multi_region=True if replica else _flag(key, "multi_region", False),
            enabled=_flag(key, "enabled" if key.type != "aws_kms_key" else "is_enabled", True),
            rotation_enabled=_rotation(key),
            rotation_period_days=key.integer("rotation_period_in_days"),
            deletion_window_days=30 if window is None else window,
            policy=_policy(estate, family),
        )


def _text(key: Resource, names: tuple[str, ...], default: str) -> str | Unknown:
    """The first of the attributes that is set. What a replica has is that of its primary key, so it has no default."""
    for name in names:
        value = key.text(name)
        if value is not None:
            return value
    return Unknown(AFTER_APPLY, f"{key.address}.{names[-1]}") if key.type in _REPLICAS else default


def _flag(key: Resource, name: str, default: bool) -> bool | Unknown:
    value = key.flag(name)
    return default if value is None else value


def _origin(key: Resource) -> str | Unknown:
    if key.type in _IMPORTED:
        return "EXTERNAL"
    store = key.text("custom_key_store_id")
    if isinstance(store, Unknown):
        return store
    if store is None:
        return "AWS_KMS"
    outside = key.text("xks_key_id")
    return "EXTERNAL_KEY_STORE" if outside is not None else "AWS_CLOUDHSM"


def _rotation(key: Resource) -> bool | Unknown:
    if key.type in _IMPORTED:
        return False
    if key.type in _REPLICAS:
        value = key.flag("key_rotation_enabled")
        return Unknown(AFTER_APPLY, f"{key.address}.key_rotation_enabled") if value is None else value
    return _flag(key, "enable_key_rotation", False)


def _policy(estate: Estate, family: Family) -> Policy | None | Unknown:
    """The companion's policy, else the key's own. Computed but not declared means that no companion set it: the default one."""
    companion = family.one("aws_kms_key_policy")
    if isinstance(companion, Unknown):
        return companion
    if companion is not None:
        return policy(estate, companion)
    key = family.resource
    own = key.text("policy")
    return None if isinstance(own, Unknown) and not (key.stub or key.declares("policy")) else policy(estate, key)
