"""What a plan declares for a whole account."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.account import AccessAnalyzer, PasswordPolicy
from tests.support.plans import assets, resource

STRONG = {
    "minimum_password_length": 14, "require_lowercase_characters": True, "require_uppercase_characters": True, "require_numbers": True,
    "require_symbols": True, "password_reuse_prevention": 24, "max_password_age": 90,
}  # fmt: skip


def account(*resources: Any, **more: Any) -> Any:
    return assets(*resources, **more)["aws.account"]


def policy(name: str, **values: Any) -> dict[str, Any]:
    given = {**STRONG, **values}
    return resource(f"aws_iam_account_password_policy.{name}", {key: value for key, value in given.items() if value is not ...})


def test_nothing_account_wide_declares_no_account() -> None:
    assert "aws.account" not in assets(resource("aws_cloudwatch_log_group.a", {"name": "a"}))


def test_what_is_not_declared_is_null() -> None:
    found = account(resource("aws_cloudtrail.a", {"name": "a"}))
    assert (found.whole, found.password_policy, found.ebs_default_encryption, found.s3_public_access_block) == (
        False,
        None,
        None,
        None,
    )
    assert found.access_analyzers == []
    assert isinstance(found.root_mfa_enabled, Unknown)


def test_password_policy() -> None:
    found = account(policy("a"))
    assert found.password_policy == PasswordPolicy(
        minimum_length=14,
        require_lowercase=True,
        require_uppercase=True,
        require_numbers=True,
        require_symbols=True,
        reuse_prevention=24,
        maximum_age_days=90,
    )
    assert found.origins == {"password_policy": "aws_iam_account_password_policy.a"}


def test_left_out_arguments_of_a_password_policy() -> None:
    computed = dict.fromkeys(("require_symbols", "password_reuse_prevention"), True)
    found = account(resource("aws_iam_account_password_policy.a", {"max_password_age": 0}, unknown=computed)).password_policy
    assert found.minimum_length == 6
    assert found.maximum_age_days is None
    assert isinstance(found.require_symbols, Unknown)
    assert isinstance(found.reuse_prevention, Unknown)


def test_of_several_password_policies_the_weakest_values_count() -> None:
    found = account(
        policy("a"),
        policy("b", minimum_password_length=8, require_symbols=False, password_reuse_prevention=0, max_password_age=365),
    ).password_policy
    assert (found.minimum_length, found.require_symbols, found.require_numbers) == (8, False, True)
    assert (found.reuse_prevention, found.maximum_age_days) == (None, 365)


@pytest.mark.parametrize(("flags", "expected"), [([None], True), ([True, False], False), ([True, True], True)])
def test_default_encryption_must_be_on_in_every_declared_region(flags: list[bool | None], expected: bool) -> None:
    found = account(
        *(resource(f"aws_ebs_encryption_by_default.r{number}", {"enabled": flag}) for number, flag in enumerate(flags))
    )
    assert found.ebs_default_encryption is expected


def test_default_encryption_known_only_after_apply() -> None:
    assert isinstance(
        account(resource("aws_ebs_encryption_by_default.a", {}, unknown=("id", "enabled"))).ebs_default_encryption, Unknown
    )


def test_settings_of_the_public_access_block_are_off_unless_declared() -> None:
    found = assets(resource("aws_s3_account_public_access_block.a", {"block_public_acls": True}))["aws.account"]
    block = found.s3_public_access_block  # type: ignore[attr-defined]
    assert (block.block_public_acls, block.block_public_policy, block.restrict_public_buckets) == (True, False, False)


def test_access_analyzers() -> None:
    found = account(
        resource("aws_accessanalyzer_analyzer.a", {"analyzer_name": "a"}),
        resource("aws_accessanalyzer_analyzer.b", {"analyzer_name": "b", "type": "ORGANIZATION_UNUSED_ACCESS"}),
    )
    assert found.access_analyzers == [
        AccessAnalyzer(type="ACCOUNT", region="us-east-1", active=True),
        AccessAnalyzer(type="ORGANIZATION_UNUSED_ACCESS", region="us-east-1", active=True),
    ]


def test_an_incomplete_plan_may_declare_more() -> None:
    found = account(policy("a"), complete=False)
    assert isinstance(found.ebs_default_encryption, Unknown)
    assert isinstance(found.access_analyzers[-1], Unknown)
    assert found.password_policy.minimum_length == 14
