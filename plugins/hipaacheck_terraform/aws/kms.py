"""AWS KMS keys: generated, imported and replicated ones, with their policies.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key and the pages of the other types.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.kms import Key
from hipaacheck_terraform.blocks import AFTER_APPLY, Resource
from hipaacheck_terraform.documents import of_family
from hipaacheck_terraform.estate import Estate

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
            policy=of_family(estate, family, "aws_kms_key_policy"),
            state=Unknown("only known at run time", key.address),
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
    if isinstance(outside, Unknown):
        return outside
    return "AWS_CLOUDHSM" if outside is None else "EXTERNAL_KEY_STORE"


def _rotation(key: Resource) -> bool | Unknown:
    if key.type in _IMPORTED:
        return False
    if key.type in _REPLICAS:
        value = key.flag("key_rotation_enabled")
        return Unknown(AFTER_APPLY, f"{key.address}.key_rotation_enabled") if value is None else value
    return _flag(key, "enable_key_rotation", False)
