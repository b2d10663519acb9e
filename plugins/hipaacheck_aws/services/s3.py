"""Amazon S3: general purpose buckets. https://docs.aws.amazon.com/AmazonS3/latest/API/

S3 lists the buckets of all regions at once and answers about each in its own region.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import parse_policy
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
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, Malformed, tags


def _find(reader: Reader) -> list[Answer | Unknown]:
    return reader.pages("s3:ListBuckets", "Buckets", MaxBuckets=1000)


def _locate(reader: Reader, item: Answer) -> Answer | None:
    """A bucket with its region, if that is scanned. Paged listings tell the region."""
    region = item.text("BucketRegion")
    if not isinstance(region, str):
        answer = reader.call("s3:GetBucketLocation", Bucket=item.known("Name"))
        if not isinstance(answer, Answer):
            return None
        region = _region(answer)
    return Answer(item.values, item.where, region) if reader.in_scope(region) else None


def _region(answer: Answer) -> str:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html: null is us-east-1, EU is eu-west-1."""
    constraint = answer.text("LocationConstraint")
    if isinstance(constraint, Unknown):
        raise Malformed(str(constraint))
    return "us-east-1" if constraint is None else "eu-west-1" if constraint == "EU" else constraint


def _bucket(item: Answer) -> dict[str, Any]:
    return {"Bucket": item.known("Name")}


def build(place: Place, item: Answer, got: Got) -> Bucket:
    """One asset per bucket."""
    name = item.known("Name")
    arn = place.arn("s3", name, region=False, account=False)
    return Bucket(
        **place.common(arn, name, got.read("s3:GetBucketTagging", lambda answer: tags(answer, "TagSet"), tags(None, ""))),
        arn=arn,
        public_access_block=got.read("s3:GetPublicAccessBlock", _public_access_block),
        encryption=got.read("s3:GetBucketEncryption", _encryption),
        encrypted=True,
        versioning=got.read("s3:GetBucketVersioning", _versioning),
        logging=got.read("s3:GetBucketLogging", _logging),
        policy=got.read("s3:GetBucketPolicy", lambda answer: _policy(answer)),
        acl=None,
        acl_grants=got.read("s3:GetBucketAcl", lambda answer: _given(answer, "Grants", _grant)),
        object_lock=got.read("s3:GetObjectLockConfiguration", _object_lock, False),
        replication=got.read("s3:GetBucketReplication", _replication),
        lifecycle_rules=got.read(
            "s3:GetBucketLifecycleConfiguration", lambda answer: _given(answer, "Rules", _lifecycle_rule), []
        ),
        ownership=got.read("s3:GetBucketOwnershipControls", _ownership),
    )


def _given(answer: Answer, name: str, make: Callable[[Answer], Any]) -> Any:
    """A list that S3 always gives, even when it is empty."""
    return Unknown(f"the answer has no {name}", answer.where) if answer.get(name) is None else answer.each(name, make)


def _policy(answer: Answer) -> Any:
    text = answer.required("Policy")
    return text if isinstance(text, Unknown) else parse_policy(text, answer.where)


def _public_access_block(answer: Answer) -> PublicAccessBlock | Unknown:
    found = answer.sure("PublicAccessBlockConfiguration", answer.block("PublicAccessBlockConfiguration"))
    return found if isinstance(found, Unknown) else public_access_block(found)


def public_access_block(found: Answer) -> PublicAccessBlock:
    """The four settings, of a bucket or an account; S3 leaves none out."""
    return PublicAccessBlock(
        block_public_acls=found.sure("BlockPublicAcls", found.flag("BlockPublicAcls")),
        block_public_policy=found.sure("BlockPublicPolicy", found.flag("BlockPublicPolicy")),
        ignore_public_acls=found.sure("IgnorePublicAcls", found.flag("IgnorePublicAcls")),
        restrict_public_buckets=found.sure("RestrictPublicBuckets", found.flag("RestrictPublicBuckets")),
    )


def _encryption(answer: Answer) -> Encryption | Unknown | None:
    configuration = answer.sure("ServerSideEncryptionConfiguration", answer.block("ServerSideEncryptionConfiguration"))
    rules = configuration if isinstance(configuration, Unknown) else configuration.blocks("Rules")
    if isinstance(rules, Unknown) or not rules:
        return rules if isinstance(rules, Unknown) else None
    rule = rules[0]
    if isinstance(rule, Unknown):
        return rule
    default = rule.block("ApplyServerSideEncryptionByDefault")
    if default is None or isinstance(default, Unknown):
        return default
    return Encryption(
        algorithm=default.required("SSEAlgorithm"),
        kms_key=default.text("KMSMasterKeyID"),
        bucket_key_enabled=rule.flag("BucketKeyEnabled"),
    )


def _versioning(answer: Answer) -> Versioning | Unknown | None:
    """A bucket on which versioning was never enabled has no status."""
    status, mfa_delete = answer.text("Status"), answer.text("MFADelete")
    if status is None:
        return None
    return Versioning(status=status, mfa_delete=mfa_delete)


def _logging(answer: Answer) -> Logging | Unknown | None:
    return answer.part("LoggingEnabled", lambda block: Logging(target_bucket=block.required("TargetBucket")))


def _grant(block: Answer) -> Grant:
    grantee = block.block("Grantee")
    who: str | Unknown | None = grantee if isinstance(grantee, Unknown) else None
    if isinstance(grantee, Answer):
        who = next((found for name in ("URI", "ID", "EmailAddress") if (found := grantee.text(name)) is not None), None)
    return Grant(grantee=block.sure("Grantee", who), permission=block.required("Permission"))


def _object_lock(answer: Answer) -> bool | Unknown:
    block = answer.sure("ObjectLockConfiguration", answer.block("ObjectLockConfiguration"))
    state = block.required("ObjectLockEnabled") if isinstance(block, Answer) else block
    return state if isinstance(state, Unknown) else state == "Enabled"


def _replication(answer: Answer) -> Replication | Unknown:
    block = answer.sure("ReplicationConfiguration", answer.block("ReplicationConfiguration"))
    if isinstance(block, Unknown):
        return block
    rules = block.blocks("Rules")
    if isinstance(rules, Unknown):
        return rules
    return Replication(enabled=any_of(_enabled(rule) for rule in rules), destinations=list(_destinations(rules)))


def _enabled(rule: Answer | Unknown) -> bool | Unknown:
    status = rule if isinstance(rule, Unknown) else rule.required("Status")
    return status if isinstance(status, Unknown) else status == "Enabled"


def _destinations(rules: Iterable[Answer | Unknown]) -> Iterator[str | Unknown]:
    for rule in rules:
        found = rule if isinstance(rule, Unknown) else rule.block("Destination")
        if found is None:
            found = Unknown("a rule without a destination", "s3:GetBucketReplication")
        yield found if isinstance(found, Unknown) else found.required("Bucket")


def _lifecycle_rule(block: Answer) -> LifecycleRule:
    expiration = block.block("Expiration")
    days: int | Unknown | None
    if isinstance(expiration, Answer):
        days = expiration.integer("Days") if expiration.get("Date") is None else EXPIRES_ON_A_DATE
        if days is not None and _narrowed(block):
            days = EXPIRES_SOME
    else:
        days = expiration
    return LifecycleRule(enabled=_enabled(block), expiration_days=days)


def _narrowed(rule: Answer) -> bool:
    """Whether a rule has a prefix, a tag or a size that objects must have."""
    narrowing = rule.get("Filter")
    inner = narrowing.values() if isinstance(narrowing, dict) else (narrowing,)
    return any(value not in (None, "") for value in (rule.get("Prefix"), *inner))


def _ownership(answer: Answer) -> str | Unknown | None:
    block = answer.sure("OwnershipControls", answer.block("OwnershipControls"))
    if isinstance(block, Unknown):
        return block
    rules = block.blocks("Rules")
    if isinstance(rules, Unknown) or not rules:
        return rules if isinstance(rules, Unknown) else None
    return rules[0] if isinstance(rules[0], Unknown) else rules[0].required("ObjectOwnership")


BUCKETS = Collector(
    asset_type="aws.s3.bucket",
    scope="global",
    operations=("s3:ListBuckets", "s3:GetBucketLocation"),
    find=_find,
    locate=_locate,
    details=(
        detail(
            "s3:GetPublicAccessBlock",
            "public_access_block",
            arguments=_bucket,
            absent=("NoSuchPublicAccessBlockConfiguration",),
        ),
        detail(
            "s3:GetBucketEncryption",
            "encryption",
            arguments=_bucket,
            absent=("ServerSideEncryptionConfigurationNotFoundError",),
        ),
        detail("s3:GetBucketVersioning", "versioning", arguments=_bucket),
        detail("s3:GetBucketLogging", "logging", arguments=_bucket),
        detail("s3:GetBucketPolicy", "policy", arguments=_bucket, absent=("NoSuchBucketPolicy",)),
        detail("s3:GetBucketAcl", "acl_grants", arguments=_bucket),
        detail(
            "s3:GetObjectLockConfiguration",
            "object_lock",
            arguments=_bucket,
            absent=("ObjectLockConfigurationNotFoundError",),
        ),
        detail(
            "s3:GetBucketReplication",
            "replication",
            arguments=_bucket,
            absent=("ReplicationConfigurationNotFoundError",),
        ),
        detail(
            "s3:GetBucketLifecycleConfiguration",
            "lifecycle_rules",
            arguments=_bucket,
            absent=("NoSuchLifecycleConfiguration",),
        ),
        detail(
            "s3:GetBucketOwnershipControls",
            "ownership",
            arguments=_bucket,
            absent=("OwnershipControlsNotFoundError",),
        ),
        detail("s3:GetBucketTagging", "tags", arguments=_bucket, absent=("NoSuchTagSet",)),
    ),
    build=build,
)

PERMISSIONS = {
    "s3:ListBuckets": ("s3:ListAllMyBuckets",),
    "s3:GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
    "s3:GetBucketReplication": ("s3:GetReplicationConfiguration",),
    "s3:GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
    "s3:GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
    "s3:GetObjectLockConfiguration": ("s3:GetBucketObjectLockConfiguration",),
}
"""Operations whose IAM action has another name. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html"""
