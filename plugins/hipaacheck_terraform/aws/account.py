"""What a plan declares for a whole account: password policy, default encryption, public access block, analyzers, trails, filters.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_account_password_policy,
ebs_encryption_by_default, s3_account_public_access_block, accessanalyzer_analyzer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.account import AccessAnalyzer, Account, PasswordPolicy
from hipaacheck_assets.aws.s3 import PublicAccessBlock
from hipaacheck_assets.truth import all_of
from hipaacheck_terraform.arguments import default, flag
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate

_PASSWORD = "aws_iam_account_password_policy"  # noqa: S105 - a resource type
_EBS = "aws_ebs_encryption_by_default"
_BLOCK = "aws_s3_account_public_access_block"
_ANALYZER = "aws_accessanalyzer_analyzer"
_ID = "aws.account"


def accounts(estate: Estate) -> Iterator[Account]:
    """The one account asset of the plan. Trails and metric filters are assets of their own; here they only prove the account."""
    declared = list(estate.each(_PASSWORD, _EBS, _BLOCK, _ANALYZER, "aws_cloudtrail", "aws_cloudwatch_log_metric_filter"))
    if not declared:
        return
    first = min(estate.each(declared[0].type), key=lambda item: item.address)  # plans and source have orders of their own
    origins = {"password_policy": _PASSWORD, "ebs_default_encryption": _EBS, "s3_public_access_block": _BLOCK}
    only_live = Unknown("only known at run time", _ID)
    yield Account(
        **{**estate.common(first, None), "id": _ID, "region": "global", "tags": Tags(items={})},
        origins={
            field: ", ".join(item.address for item in estate.each(kind))
            for field, kind in origins.items()
            if kind in estate.by_type
        },
        whole=False,
        password_policy=_password_policy(estate),
        ebs_default_encryption=_ebs(estate),
        s3_public_access_block=_public_access_block(estate),
        access_analyzers=_analyzers(estate),
        regions_without_analyzer=only_live,
        root_mfa_enabled=only_live,
        root_hardware_mfa=only_live,
        root_access_keys=only_live,
        root_password=only_live,
        organizational_units=None,
    )


def _all(found: list[Resource], name: str, fallback: bool = False) -> bool | Unknown:
    return all_of(flag(item, name, fallback) for item in found)


def _weakest(values: list[int | None | Unknown], choose: Any) -> int | None | Unknown:
    """The weakest of these numbers, where null or 0 means that there is no such rule, which is weaker than any."""
    if any(value is None or value == 0 for value in values if not isinstance(value, Unknown)):
        return None
    doubt = next((value for value in values if isinstance(value, Unknown)), None)
    return doubt if doubt is not None else choose(values)


def _password_policy(estate: Estate) -> PasswordPolicy | None | Unknown:
    """Of several policies (for several accounts, say) the weakest value of each rule."""
    found = list(estate.each(_PASSWORD))
    if not found:
        return estate.incomplete
    length = _weakest([item.integer("minimum_password_length") for item in found], min)
    return PasswordPolicy(
        minimum_length=default(length, 6),
        require_lowercase=_all(found, "require_lowercase_characters"),
        require_uppercase=_all(found, "require_uppercase_characters"),
        require_numbers=_all(found, "require_numbers"),
        require_symbols=_all(found, "require_symbols"),
        reuse_prevention=_weakest([item.integer("password_reuse_prevention") for item in found], min),
        maximum_age_days=_weakest([item.integer("max_password_age") for item in found], max),
    )


def _ebs(estate: Estate) -> bool | None | Unknown:
    found = list(estate.each(_EBS))
    return _all(found, "enabled", True) if found else estate.incomplete


def _public_access_block(estate: Estate) -> PublicAccessBlock | None | Unknown:
    found = list(estate.each(_BLOCK))
    if not found:
        return estate.incomplete
    return PublicAccessBlock(
        block_public_acls=_all(found, "block_public_acls"),
        block_public_policy=_all(found, "block_public_policy"),
        ignore_public_acls=_all(found, "ignore_public_acls"),
        restrict_public_buckets=_all(found, "restrict_public_buckets"),
    )


def _analyzers(estate: Estate) -> list[AccessAnalyzer | Unknown]:
    found = [
        AccessAnalyzer(type=default(item.text("type"), "ACCOUNT"), region=estate.region(item), active=True)
        for item in estate.each(_ANALYZER)
    ]
    return [*found] if estate.incomplete is None else [*found, estate.incomplete]
