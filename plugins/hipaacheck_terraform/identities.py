"""Attributes that AWS gives a resource and that only repeat one of its arguments."""

from __future__ import annotations

from collections.abc import Container

_BUCKET = frozenset({"aws_s3_bucket_ownership_controls", "aws_s3_bucket_policy", "aws_s3_bucket_public_access_block"})
_BUCKET_AND_OWNER = frozenset(
    f"aws_s3_bucket_{part}"
    for part in (
        "lifecycle_configuration",
        "logging",
        "object_lock_configuration",
        "server_side_encryption_configuration",
        "versioning",
    )
)
"""Those whose id holds the expected owner too, when there is one."""


def repeated(type_: str, attribute: str, declared: Container[str]) -> str | None:
    """The argument whose value an attribute repeats, for a resource that declares these arguments; null when it is none.

    Modules name a bucket by what was made for it (`aws_s3_bucket_policy.this.id`), so that one is made after the other.
    """
    alone = type_ in _BUCKET or (type_ in _BUCKET_AND_OWNER and "expected_bucket_owner" not in declared)
    return "bucket" if attribute == "id" and alone else None
