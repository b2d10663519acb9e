"""The account, from answers that the simulator does not give."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.account import AccessAnalyzer, PasswordPolicy
from hipaacheck_aws.services.account import ACCOUNT
from tests.aws.services.scripted import Denied, collect

ROOT = "arn:aws:iam::123456789012:root"
EBS, ANALYZERS = "ec2:GetEbsEncryptionByDefault", "accessanalyzer:ListAnalyzers"


def account(answers: dict[str, Any], *regions: str) -> Any:
    found, *_ = collect(ACCOUNT, answers, regions=regions or ("us-east-1",))
    return found[0]


def by_region(**answers: Any) -> Any:
    """Answers by region, with `_` for `-`; the others are denied."""

    def answer(_: Any, region: str) -> Any:
        found = answers.get(region.replace("-", "_"), Denied)
        if found is Denied:
            raise Denied
        return found

    return answer


def test_what_is_denied_is_unknown() -> None:
    found = account({})
    values = [
        found.password_policy,
        found.ebs_default_encryption,
        found.s3_public_access_block,
        found.access_analyzers[0],
        found.regions_without_analyzer[0],
        found.root_mfa_enabled,
        found.root_hardware_mfa,
        found.root_access_keys,
        found.root_password,
        found.tags,
    ]
    assert {type(value) for value in values} == {Unknown}
    assert (found.id, found.name, found.whole) == (ROOT, "123456789012", True)


def test_the_name_is_the_alias() -> None:
    assert account({"iam:ListAccountAliases": {"AccountAliases": ["clinic"]}}).name == "clinic"


# -- root user -----------------------------------------------------------------------------------------------------


def device(arn: str | None) -> dict[str, Any]:
    return {"SerialNumber": "arn:aws:iam::123456789012:mfa/x", **({"User": {"Arn": arn}} if arn else {})}


@pytest.mark.parametrize(
    ("enabled", "devices", "wanted"),
    [
        (1, [], True),
        (1, [device("arn:aws:iam::123456789012:user/root")], True),
        (1, [device(ROOT)], False),
        (0, [], False),
        (0, Denied, False),
        (1, Denied, Unknown),
        (1, [device(None)], Unknown),
    ],
)
def test_hardware_mfa(enabled: int, devices: Any, wanted: Any) -> None:
    listed = devices if devices is Denied else {"VirtualMFADevices": devices}
    found = account(
        {"iam:GetAccountSummary": {"SummaryMap": {"AccountMFAEnabled": enabled}}, "iam:ListVirtualMFADevices": listed}
    )
    assert found.root_hardware_mfa is wanted or type(found.root_hardware_mfa) is wanted
    assert found.root_mfa_enabled is bool(enabled)


@pytest.mark.parametrize("summary", [{}, {"SummaryMap": {}}, {"SummaryMap": {"AccountMFAEnabled": "?"}}])
def test_a_summary_that_does_not_tell(summary: dict[str, Any]) -> None:
    found = account({"iam:GetAccountSummary": summary, "iam:ListVirtualMFADevices": {}})
    for value in (found.root_mfa_enabled, found.root_hardware_mfa, found.root_access_keys, found.root_password):
        assert isinstance(value, Unknown)


# -- password policy -----------------------------------------------------------------------------------------------

POLICY = {
    "MinimumPasswordLength": 14,
    "RequireSymbols": True,
    "RequireNumbers": True,
    "RequireUppercaseCharacters": True,
    "RequireLowercaseCharacters": False,
    "ExpirePasswords": False,
}


def test_a_password_policy_without_expiry() -> None:
    found = account({"iam:GetAccountPasswordPolicy": {"PasswordPolicy": {**POLICY, "MaxPasswordAge": 0}}}).password_policy
    assert found == PasswordPolicy(
        minimum_length=14,
        require_lowercase=False,
        require_uppercase=True,
        require_numbers=True,
        require_symbols=True,
        reuse_prevention=None,
        maximum_age_days=None,
    )


@pytest.mark.parametrize("name", sorted(set(POLICY) - {"ExpirePasswords"}))
def test_a_rule_that_is_left_out_of_the_answer_is_unknown(name: str) -> None:
    policy = {key: value for key, value in POLICY.items() if key != name}
    found = account({"iam:GetAccountPasswordPolicy": {"PasswordPolicy": policy}}).password_policy
    values = [
        found.minimum_length,
        found.require_symbols,
        found.require_numbers,
        found.require_uppercase,
        found.require_lowercase,
    ]
    assert sum(isinstance(value, Unknown) for value in values) == 1


# -- regions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("east", "west", "wanted"),
    [
        ({"EbsEncryptionByDefault": True}, {"EbsEncryptionByDefault": True}, True),
        ({"EbsEncryptionByDefault": True}, {"EbsEncryptionByDefault": False}, False),
        (Denied, {"EbsEncryptionByDefault": False}, False),
        (Denied, {"EbsEncryptionByDefault": True}, Unknown),
        ({}, {"EbsEncryptionByDefault": True}, Unknown),
    ],
)
def test_default_encryption_of_all_regions(east: Any, west: Any, wanted: Any) -> None:
    found = account({EBS: by_region(us_east_1=east, us_west_2=west)}, "us-east-1", "us-west-2").ebs_default_encryption
    assert found is wanted or type(found) is wanted


def analyzer(kind: str = "ACCOUNT", status: str | None = "ACTIVE") -> dict[str, Any]:
    return {"analyzers": [{"type": kind, **({"status": status} if status else {})}]}


@pytest.mark.parametrize(
    ("west", "wanted"),
    [
        (analyzer(), []),
        (analyzer("ORGANIZATION"), []),
        (analyzer("ACCOUNT_UNUSED_ACCESS"), ["us-west-2"]),
        (analyzer(status="FAILED"), ["us-west-2"]),
        ({"analyzers": []}, ["us-west-2"]),
        (analyzer(status=None), [Unknown]),
        (Denied, [Unknown]),
    ],
)
def test_regions_without_an_analyzer(west: Any, wanted: list[Any]) -> None:
    found = account({ANALYZERS: by_region(us_east_1=analyzer(), us_west_2=west)}, "us-east-1", "us-west-2")
    assert [item if isinstance(item, str) else type(item) for item in found.regions_without_analyzer] == wanted
    assert found.access_analyzers[0] == AccessAnalyzer(type="ACCOUNT", region="us-east-1", active=True)
