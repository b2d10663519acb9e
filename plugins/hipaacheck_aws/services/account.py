"""An AWS account: what is set for all of it, and its root user.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html, API_GetAccountPasswordPolicy.html,
API_ListVirtualMFADevices.html; https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html;
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsEncryptionByDefault.html;
https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html.

What the account inherits is what its organization told before: a member account cannot ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.account import AccessAnalyzer, Account, PasswordPolicy, watches
from hipaacheck_assets.aws.s3 import PublicAccessBlock
from hipaacheck_assets.truth import all_of, any_of, opposite
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_aws.services.s3 import public_access_block
from hipaacheck_live.answers import Answer

_NO_ORGANIZATION = Unknown("only a scan of the organization tells what an account inherits")


def _find(reader: Reader) -> Iterator[Answer]:
    account = reader.account
    yield Answer({"Id": account.id, "Tags": account.tags, "Units": account.organizational_units}, "sts:GetCallerIdentity")


def build(place: Place, item: Answer, got: Got) -> Account:
    """One asset per account."""
    account = item.known("Id")
    mfa = got.read("iam:GetAccountSummary", lambda answer: _present(answer, "AccountMFAEnabled"))
    root = place.arn("iam", "root", region=False)
    return Account(
        **place.common(
            root,
            got.read("iam:ListAccountAliases", lambda found: _name(found, account)),
            _NO_ORGANIZATION if item.values.get("Tags") is None else item.values["Tags"],
        ),
        whole=True,
        password_policy=got.read("iam:GetAccountPasswordPolicy", _password_policy),
        ebs_default_encryption=got.read("ec2:GetEbsEncryptionByDefault", _ebs),
        s3_public_access_block=got.read("s3control:GetPublicAccessBlock", _public_access_block),
        access_analyzers=got.read("accessanalyzer:ListAnalyzers", _analyzers),
        regions_without_analyzer=got.read("accessanalyzer:ListAnalyzers", _without_analyzer),
        root_mfa_enabled=mfa,
        root_hardware_mfa=got.read("iam:ListVirtualMFADevices", lambda found: all_of([mfa, opposite(_any_virtual(found, root))])),
        root_access_keys=got.read("iam:GetAccountSummary", lambda answer: _present(answer, "AccountAccessKeysPresent")),
        root_password=got.read("iam:GetAccountSummary", lambda answer: _present(answer, "AccountPasswordPresent")),
        organizational_units=item.values.get("Units"),
    )


def _name(aliases: list[str | Unknown], account: str) -> str:
    """The alias, of which an account has one or none."""
    return next((alias for alias in aliases if isinstance(alias, str)), account)


def _present(answer: Answer, name: str) -> bool | Unknown:
    """A number of the summary that is 0 or 1."""
    summary = answer.sure("SummaryMap", answer.block("SummaryMap"))
    number = summary if isinstance(summary, Unknown) else summary.sure(name, summary.integer(name))
    return number if isinstance(number, Unknown) else number != 0


def _any_virtual(devices: list[Answer | Unknown], root: str) -> bool | Unknown:
    """Whether one of the virtual MFA devices in use is the root user's."""
    return any_of(device if isinstance(device, Unknown) else _of(device, root) for device in devices)


def _of(device: Answer, root: str) -> bool | Unknown:
    user = device.sure("User", device.block("User"))
    arn = user if isinstance(user, Unknown) else user.required("Arn")
    return arn if isinstance(arn, Unknown) else arn == root


def _password_policy(answer: Answer) -> PasswordPolicy | Unknown:
    policy = answer.sure("PasswordPolicy", answer.block("PasswordPolicy"))
    if isinstance(policy, Unknown):
        return policy
    return PasswordPolicy(
        minimum_length=policy.sure("MinimumPasswordLength", policy.integer("MinimumPasswordLength")),
        require_lowercase=policy.sure("RequireLowercaseCharacters", policy.flag("RequireLowercaseCharacters")),
        require_uppercase=policy.sure("RequireUppercaseCharacters", policy.flag("RequireUppercaseCharacters")),
        require_numbers=policy.sure("RequireNumbers", policy.flag("RequireNumbers")),
        require_symbols=policy.sure("RequireSymbols", policy.flag("RequireSymbols")),
        reuse_prevention=_number(policy, "PasswordReusePrevention"),
        maximum_age_days=_number(policy, "MaxPasswordAge"),
    )


def _number(policy: Answer, name: str) -> int | Unknown | None:
    """Absent and 0 both mean that there is no such rule."""
    found = policy.integer(name)
    return found if isinstance(found, Unknown) else found or None


def _public_access_block(answer: Answer) -> PublicAccessBlock | Unknown:
    found = answer.sure("PublicAccessBlockConfiguration", answer.block("PublicAccessBlockConfiguration"))
    return found if isinstance(found, Unknown) else public_access_block(found)


def _ebs(answers: list[Answer | Unknown]) -> bool | Unknown | None:
    """Answers of all regions. One that is off settles it, whatever the others would say."""
    name = "EbsEncryptionByDefault"
    found = [item if isinstance(item, Unknown) else item.sure(name, item.flag(name)) for item in answers]
    return all_of(found) if found else None


def _analyzers(by_region: dict[str, list[Answer | Unknown]]) -> list[AccessAnalyzer | Unknown]:
    return [_analyzer(region, item) for region, found in by_region.items() for item in found]


def _analyzer(region: str, item: Answer | Unknown) -> AccessAnalyzer | Unknown:
    if isinstance(item, Unknown):
        return item
    status = item.required("status")
    return AccessAnalyzer(
        type=item.required("type"), region=region, active=status if isinstance(status, Unknown) else status == "ACTIVE"
    )


def _without_analyzer(by_region: dict[str, list[Answer | Unknown]]) -> list[str | Unknown]:
    out: list[str | Unknown] = []
    for region, found in by_region.items():
        analyzers = [_analyzer(region, item) for item in found]
        watched = any_of(item if isinstance(item, Unknown) else watches(item) for item in analyzers)
        if watched is not True:
            out.append(region if watched is False else watched)
    return out


# -- calls -------------------------------------------------------------------------------------------------------


def _read_ebs(reader: Reader, _item: Answer, _got: Got) -> list[Any]:
    found = [reader.at(region).call("ec2:GetEbsEncryptionByDefault") for region in reader.account.regions]
    return found if reader.account.unread is None else [*found, reader.account.unread]


def _read_analyzers(reader: Reader, _item: Answer, _got: Got) -> dict[str, list[Answer | Unknown]]:
    found = {region: reader.at(region).pages("accessanalyzer:ListAnalyzers", "analyzers") for region in reader.account.regions}
    return found if reader.account.unread is None else {**found, "other regions": [reader.account.unread]}


def _nothing(_: Answer) -> dict[str, Any]:
    return {}


ACCOUNT = Collector(
    asset_type="aws.account",
    scope="global",
    operations=("sts:GetCallerIdentity",),
    find=_find,
    details=(
        detail("iam:ListAccountAliases", arguments=_nothing, names="AccountAliases"),
        detail("iam:GetAccountPasswordPolicy", "password_policy", arguments=_nothing, absent=("NoSuchEntity",)),
        detail(
            "iam:GetAccountSummary",
            "root_mfa_enabled",
            "root_hardware_mfa",
            "root_access_keys",
            "root_password",
            arguments=_nothing,
        ),
        detail(
            "iam:ListVirtualMFADevices",
            "root_hardware_mfa",
            arguments=lambda _: {"AssignmentStatus": "Assigned"},
            pages="VirtualMFADevices",
        ),
        detail(
            "s3control:GetPublicAccessBlock",
            "s3_public_access_block",
            arguments=lambda item: {"AccountId": item.known("Id")},
            absent=("NoSuchPublicAccessBlockConfiguration",),
        ),
        Detail(
            name="ec2:GetEbsEncryptionByDefault",
            operations=("ec2:GetEbsEncryptionByDefault",),
            fields=("ebs_default_encryption",),
            read=_read_ebs,
        ),
        Detail(
            name="accessanalyzer:ListAnalyzers",
            operations=("accessanalyzer:ListAnalyzers",),
            fields=("access_analyzers", "regions_without_analyzer"),
            read=_read_analyzers,
        ),
    ),
    build=build,
)

PERMISSIONS = {
    "s3control:GetPublicAccessBlock": ("s3:GetAccountPublicAccessBlock",),
}
"""Operations whose IAM action has another name. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html"""
