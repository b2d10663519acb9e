"""Amazon S3: a bucket and the resources that declare parts of it.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket and its companions. Until
provider version 3 these were nested blocks of the bucket; later ones deprecate the blocks, so both forms are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.s3 import (
    EXPIRES_ON_A_DATE,
    EXPIRES_SOME,
    Bucket,
    Encryption,
    Grant,
    LifecycleRule,
    Logging,
    PublicAccessBlock,
    Replication,
    Versioning,
)
from hipaacheck_assets.truth import any_of
from hipaacheck_terraform.arguments import KMS_KEYS, declared_block, flag
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

BUCKET = ("aws_s3_bucket",)
_NARROWING = ("prefix", "tag", "tags", "and", "object_size_greater_than", "object_size_less_than")
_COMPANIONS = {
    "aws_s3_bucket_acl": "bucket",
    "aws_s3_bucket_lifecycle_configuration": "bucket",
    "aws_s3_bucket_logging": "bucket",
    "aws_s3_bucket_object_lock_configuration": "bucket",
    "aws_s3_bucket_ownership_controls": "bucket",
    "aws_s3_bucket_policy": "bucket",
    "aws_s3_bucket_public_access_block": "bucket",
    "aws_s3_bucket_replication_configuration": "bucket",
    "aws_s3_bucket_server_side_encryption_configuration": "bucket",
    "aws_s3_bucket_versioning": "bucket",
}
_ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
_AUTHENTICATED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
_CANNED = {
    "private": [],
    "public-read": [(_ALL_USERS, "READ")],
    "public-read-write": [(_ALL_USERS, "READ"), (_ALL_USERS, "WRITE")],
    "authenticated-read": [(_AUTHENTICATED, "READ")],
    "aws-exec-read": [],
    "bucket-owner-read": [],
    "bucket-owner-full-control": [],
    "log-delivery-write": [("http://acs.amazonaws.com/groups/s3/LogDelivery", "WRITE")],
}


def buckets(estate: Estate) -> Iterator[Bucket]:
    """One asset per bucket, and one per bucket that only companions name."""
    for family in estate.families(BUCKET, ("bucket", "id", "arn"), _COMPANIONS):
        bucket = family.resource
        parts = {field: _part(estate, family, field) for field in _PARTS}
        acl, grants = _acl(family)
        yield Bucket(
            **estate.common(bucket, bucket.text("bucket")),
            arn=bucket.text("arn"),
            origins=_origins(family),
            encrypted=True,
            policy=_policy(estate, family),
            acl=acl,
            acl_grants=grants,
            object_lock=_object_lock(family),
            lifecycle_rules=_lifecycle(family),
            **parts,
        )


def _origins(family: Family) -> dict[str, str]:
    """Field → the companion that declares it."""
    out = {}
    for field, suffix in _FIELDS.items():
        found = family.children.get(f"aws_s3_bucket_{suffix}", [])
        if len(found) == 1:
            out[field] = found[0].address
    return out


def _source(family: Family, suffix: str, nested: str | None) -> Block | Unknown | None:
    """What declares a part: the companion resource, else the bucket's own nested block, else nothing."""
    companion = family.one(f"aws_s3_bucket_{suffix}")
    if companion is not None or nested is None:
        return companion
    return declared_block(family.resource, nested)


def _part(estate: Estate, family: Family, field: str) -> Any:
    suffix, nested, make = _PARTS[field]
    source = _source(family, suffix, nested)
    if source is None or isinstance(source, Unknown):
        return source
    return make(estate, source, source if isinstance(source, Resource) else family.resource)


def _public_access_block(estate: Estate, block: Block, of: Resource) -> PublicAccessBlock:
    return PublicAccessBlock(
        block_public_acls=flag(block, "block_public_acls", False),
        block_public_policy=flag(block, "block_public_policy", False),
        ignore_public_acls=flag(block, "ignore_public_acls", False),
        restrict_public_buckets=flag(block, "restrict_public_buckets", False),
    )


def _encryption(estate: Estate, block: Block, of: Resource) -> Encryption | Unknown | None:
    rule = block.block("rule")
    if rule is None or isinstance(rule, Unknown):
        return rule
    default = rule.block("apply_server_side_encryption_by_default")
    if default is None or isinstance(default, Unknown):
        return default
    algorithm = default.text("sse_algorithm")
    return Encryption(
        algorithm="AES256" if algorithm is None else algorithm,
        kms_key=estate.link(default, "kms_master_key_id", KMS_KEYS, of),
        bucket_key_enabled=rule.flag("bucket_key_enabled"),
    )


def _versioning(estate: Estate, block: Block, of: Resource) -> Versioning | Unknown | None:
    if not isinstance(block, Resource):
        enabled = block.flag("enabled")
        mfa = block.flag("mfa_delete")
        return Versioning(
            status=enabled if isinstance(enabled, Unknown) else "Enabled" if enabled else "Suspended",
            mfa_delete=mfa if mfa is None or isinstance(mfa, Unknown) else "Enabled" if mfa else "Disabled",
        )
    inner = block.block("versioning_configuration")
    if inner is None or isinstance(inner, Unknown):
        return inner
    status, mfa_delete = inner.text("status"), inner.text("mfa_delete")
    if isinstance(mfa_delete, Unknown) and not block.declares("mfa"):
        mfa_delete = "Disabled"  # S3 takes the setting only together with the device's serial number and code
    return Versioning(status="Disabled" if status is None else status, mfa_delete=mfa_delete)


def _logging(estate: Estate, block: Block, of: Resource) -> Logging | Unknown | None:
    target = estate.link(block, "target_bucket", BUCKET, of)
    return None if target is None else Logging(target_bucket=target)


def _replication(estate: Estate, block: Block, of: Resource) -> Replication | Unknown | None:
    rules = block.blocks("rule")
    if rules == []:
        rules = block.blocks("rules")
    if isinstance(rules, Unknown):
        return rules
    enabled: bool | Unknown = False
    destinations: list[str | Unknown] = []
    for rule in rules:
        status = rule if isinstance(rule, Unknown) else rule.text("status")
        if isinstance(status, Unknown):
            enabled = status if enabled is False else enabled
        elif status == "Enabled":
            enabled = True
        destination = rule if isinstance(rule, Unknown) else rule.block("destination")
        target = estate.link(destination, "bucket", BUCKET, of) if isinstance(destination, Block) else destination
        if target is not None:
            destinations.append(target)
    return Replication(enabled=enabled, destinations=destinations)


def _ownership(estate: Estate, block: Block, of: Resource) -> str | Unknown | None:
    rule = block.block("rule")
    return rule.text("object_ownership") if isinstance(rule, Block) else rule


_PARTS: dict[str, tuple[str, str | None, Any]] = {
    "public_access_block": ("public_access_block", None, _public_access_block),
    "encryption": ("server_side_encryption_configuration", "server_side_encryption_configuration", _encryption),
    "versioning": ("versioning", "versioning", _versioning),
    "logging": ("logging", "logging", _logging),
    "replication": ("replication_configuration", "replication_configuration", _replication),
    "ownership": ("ownership_controls", None, _ownership),
}
_FIELDS = {
    **{field: suffix for field, (suffix, _, _) in _PARTS.items()},
    "policy": "policy",
    "acl": "acl",
    "acl_grants": "acl",
    "object_lock": "object_lock_configuration",
    "lifecycle_rules": "lifecycle_configuration",
}


def _policy(estate: Estate, family: Family) -> Any:
    companion = family.one("aws_s3_bucket_policy")
    if isinstance(companion, Resource):
        return policy(estate, companion)
    if isinstance(companion, Unknown):
        return companion
    own = family.resource.text("policy")
    if isinstance(own, Unknown) and not family.resource.declares("policy"):
        return None
    return policy(estate, family.resource)


def _acl(family: Family) -> tuple[str | Unknown | None, list[Grant | Unknown] | Unknown]:
    """Canned ACL and grants. A bucket without either is private."""
    source = family.one("aws_s3_bucket_acl")
    if isinstance(source, Unknown):
        return source, source
    block: Block = source if source is not None else family.resource
    acl = block.text("acl")
    if isinstance(acl, Unknown) and source is None and not family.resource.declares("acl"):
        acl = None
    grants = _grants(block, source is None)
    if isinstance(acl, Unknown):
        return acl, acl if isinstance(grants, Unknown) else [*grants, acl]
    if isinstance(grants, Unknown):
        return acl, grants
    canned = _CANNED.get(acl or "private")
    if canned is None:
        return acl, [*grants, Unknown(f"canned ACL {acl!r} is not one that AWS documents", block.path)]
    return acl, [*grants, *(Grant(grantee=grantee, permission=permission) for grantee, permission in canned)]


def _grants(block: Block, on_bucket: bool) -> list[Grant | Unknown] | Unknown:
    if on_bucket:
        found = block.blocks("grant")
        if isinstance(found, Unknown):
            return [] if isinstance(block, Resource) and not block.stub and not block.declares("grant") else found
        return [
            Grant(grantee=_grantee(item), permission=permission) if not isinstance(item, Unknown) else item
            for item in found
            for permission in ([item] if isinstance(item, Unknown) else _permissions(item))
        ]
    policy_block = block.block("access_control_policy")
    if policy_block is None or isinstance(policy_block, Unknown):
        declared = not isinstance(block, Resource) or block.declares("access_control_policy")
        return policy_block if isinstance(policy_block, Unknown) and declared else []
    found = policy_block.blocks("grant")
    if isinstance(found, Unknown):
        return found
    return [item if isinstance(item, Unknown) else _acl_grant(item) for item in found]


def _permissions(block: Block) -> list[str | Unknown]:
    values = block.texts("permissions")
    return [values] if isinstance(values, Unknown) else values


def _grantee(grantee: Block | Unknown | None) -> str | Unknown | None:
    if not isinstance(grantee, Block):
        return grantee
    uri = grantee.text("uri")
    return uri if uri is not None else grantee.text("id")


def _acl_grant(block: Block) -> Grant:
    permission = block.text("permission")
    return Grant(
        grantee=_grantee(block.block("grantee")),
        permission=Unknown("no permission", block.path) if permission is None else permission,
    )


def _object_lock(family: Family) -> bool | Unknown:
    """Object lock is a property of the bucket; a lock configuration needs it, so it proves it."""
    bucket = family.resource
    if family.children.get("aws_s3_bucket_object_lock_configuration"):
        return True
    own = bucket.flag("object_lock_enabled")
    if isinstance(own, Unknown) and not bucket.declares("object_lock_enabled"):
        own = None
    nested = declared_block(bucket, "object_lock_configuration")
    state = nested.text("object_lock_enabled") if isinstance(nested, Block) else nested
    block = state if isinstance(state, Unknown) else state == "Enabled"
    doubt = family.doubt("aws_s3_bucket_object_lock_configuration")
    return any_of([own is True, block, False if own is None else own, False if doubt is None else doubt])


def _lifecycle(family: Family) -> list[LifecycleRule | Unknown] | Unknown:
    source = family.one("aws_s3_bucket_lifecycle_configuration")
    if isinstance(source, Unknown):
        return source
    if source is None:
        rules = family.resource.blocks("lifecycle_rule")
        if isinstance(rules, Unknown) and not family.resource.stub and not family.resource.declares("lifecycle_rule"):
            return []
    else:
        rules = source.blocks("rule")
    return (
        rules if isinstance(rules, Unknown) else [item if isinstance(item, Unknown) else _lifecycle_rule(item) for item in rules]
    )


def _lifecycle_rule(block: Block) -> LifecycleRule:
    status = block.text("status")
    enabled = block.flag("enabled") if status is None else status if isinstance(status, Unknown) else status == "Enabled"
    expiration = block.block("expiration")
    return LifecycleRule(
        enabled=False if enabled is None else enabled,
        expiration_days=_days(block, expiration) if isinstance(expiration, Block) else expiration,
    )


def _days(rule: Block, expiration: Block) -> int | Unknown | None:
    """The provider reads back 0 where a rule has no days. Unknown for a rule that is for some objects only."""
    if expiration.text("date") is not None:
        return EXPIRES_ON_A_DATE
    days = expiration.integer("days")
    return None if days in (0, None) else EXPIRES_SOME if _narrowed(rule) else days


def _narrowed(rule: Block) -> bool:
    """Whether a rule has a filter, or the prefix or tags of older forms."""
    filtered = rule.block("filter")
    if isinstance(filtered, Unknown):
        return True
    values = [block.get(name) for block in (rule, filtered) if block is not None for name in _NARROWING]
    return any(isinstance(value, Unknown) or bool(value) for value in values)
